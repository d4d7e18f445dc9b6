// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/collect.hpp"
#include "gate/gate_since.hpp"
#include "gate/open_image.hpp"
#include "gate/signing_key.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate gate`: all that its flags say.
struct GateRequest {
  ImageRequest image;
  std::string service;
  std::string fleet_file;
  std::string policy_file;
  std::string lock;
  std::string wheelhouse;
  std::vector<std::string> pythons;   ///< that the lock is for; none: those of the image
  bool lock_inputs = true;            ///< compare the lock with the files that it was made of
  std::string base;                   ///< the image that this one is said to be built on; empty: nobody said
  std::string dockerfile;             ///< that the image was built from; empty: the fleet file's
  std::string baseline;               ///< the image that the size is compared with; empty: the fleet file's
  std::string context;                ///< that the image was built from; empty: the fleet file's
  std::vector<std::string> vex;       ///< VEX documents
  std::vector<std::string> vex_keys;  ///< `FILE` or `env://VAR`: whose VEX documents beside the image count
  TrivyChoice trivy;
  std::string key;           ///< `FILE` or `env://VAR`; empty: nothing is signed
  std::string audit_key;     ///< signs the decision of an image that does not pass; empty: nobody does
  std::string push;          ///< a reference; empty: nothing is pushed
  std::string name;          ///< `ghcr.io/acme/app`, where the image will be pushed later; may be empty
  bool no_tag = false;       ///< push by digest only
  std::string evidence_dir;  ///< empty: no folder is written
  std::string since;         ///< the evidence folder of an earlier decision; empty: none
  bool only_new = false;     ///< the outcome is what is new since then
};

struct GateOutcome {
  model::Evidence evidence;
  model::Decision decision;
  std::string policy_name;
  std::string waivers;  ///< what hurries about those of the policy; may be empty
  std::size_t packages = 0;
  std::size_t layers = 0;
  std::string pushed;    ///< `ghcr.io/acme/app@sha256:…`; empty: not pushed
  std::string markdown;  ///< the summary, as in report.md
  std::optional<GateSince> since{};
};

/// The main job: opens the image, reads it once, scans, decides, writes the evidence, signs, and, only where
/// the decision is pass and `push` is set, puts image and evidence into the registry, tag last. A denied or
/// unknown image leaves its evidence and decision.json but no receipt, and not one byte is uploaded. After an
/// error the evidence folder is what it was before. Errors:
/// misuse, for what the flags and files say wrongly (before the image is read); unchecked, for an image that
/// cannot be read and for evidence or pushes that did not complete.
Result<GateOutcome> gate_image(const GateRequest& request, const AskPassword& ask, Progress& progress);

}  // namespace pushgate::gate
