// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "gate/stored_receipt.hpp"
#include "registry/push_progress.hpp"

namespace pushgate::gate {

/// `pushgate push`: all that its flags say.
struct PushRequest {
  ImageRequest image;
  std::string target;   ///< `REGISTRY/REPOSITORY:TAG`
  bool no_tag = false;  ///< push by digest only
  std::vector<std::string>
      receipts;     ///< evidence folders, or their receipt.dsse.json; an index may have several
  std::string key;  ///< `FILE` or `env://VAR`; empty: the fleet file's signers
  std::optional<std::chrono::hours> max_age;  ///< of receipts; nothing: as the fleet file says
  std::string fleet_file;                     ///< empty: pushgate.yaml where there is one
};

/// An image that a receipt let pass.
struct PassedImage {
  std::string platform;  ///< `linux/amd64`; empty where there is no index, and for a whole one
  Digest digest;         ///< of the manifest, or of the index
  StoredReceipt receipt;
};

struct PushOutcome {
  std::string repository;  ///< `ghcr.io/acme/app`
  std::string tag;         ///< empty: none was moved
  Digest digest;           ///< of the manifest, or of the index
  std::vector<PassedImage> images;
};

/// Puts an image, or an index with all its platforms and their attestations, into a registry, tag last, and
/// each receipt beside its images, where receipts of known keys name these very bytes: that of the index,
/// which has to be about each of its images, or one an image. The image is opened once and known by digest
/// from then on. Blobs that another repository of that registry has (the source's, the fleet file's families)
/// are mounted. Errors: misuse, for what the flags and files say wrongly; refused, for a receipt that does
/// not count (read_receipt), for an image without a receipt and a receipt without an image, before the
/// registry is asked anything; unchecked, for an image that cannot be read and a push that did not complete.
Result<PushOutcome> push_image(const PushRequest& request, registry::PushProgress& progress);

}  // namespace pushgate::gate
