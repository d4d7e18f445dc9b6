// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "gate/stored_receipt.hpp"

namespace pushgate::gate {

/// `pushgate push`: all that its flags say.
struct PushRequest {
  ImageRequest image;
  std::string target;      ///< `REGISTRY/REPOSITORY:TAG`
  bool no_tag = false;     ///< push by digest only
  std::string receipt;     ///< an evidence folder, or its receipt.dsse.json
  std::string key;         ///< `FILE` or `env://VAR`; empty: the fleet file's signers
  std::string fleet_file;  ///< empty: pushgate.yaml where there is one
};

struct PushOutcome {
  std::string repository;  ///< `ghcr.io/acme/app`
  std::string tag;         ///< empty: none was moved
  Digest digest;
  StoredReceipt receipt;
};

/// Puts an image into a registry, tag last, and its receipt beside it, where the receipt of a known key names
/// these very bytes. The image is opened once and known by digest from then on. Errors: misuse, for what the
/// flags and files say wrongly; refused, for a receipt that does not count (read_receipt) or is about
/// other bytes, before the registry is asked anything; unchecked, for an image that cannot be read and a push
/// that did not complete.
Result<PushOutcome> push_image(const PushRequest& request, Progress& progress);

}  // namespace pushgate::gate
