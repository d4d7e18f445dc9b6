// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "attest/trust.hpp"
#include "base/result.hpp"
#include "gate/build_context.hpp"
#include "gate/gate_image.hpp"
#include "gate/input_files.hpp"
#include "gate/settings.hpp"
#include "oci/reference.hpp"
#include "policy/policy.hpp"
#include "policy/vex_claim.hpp"

namespace pushgate::gate {

/// What the flags and files of `gate` say, read and checked before the image is touched.
struct GatePlan {
  FleetChoice fleet;
  std::string lock;        ///< empty: none
  std::string dockerfile;  ///< the one that is judged; empty: none
  InputFiles files;
  std::string policy_text;
  policy::Policy policy;
  std::vector<policy::VexClaim> vex;
  attest::Trust vex_trust;  ///< whose VEX documents beside the image count; without keys: nobody's
  BuildContext context;
  std::optional<oci::Reference> target;
  std::optional<crypto::PrivateKey> key;
  std::optional<crypto::PrivateKey> audit_key;
};

/// Errors: misuse, for what they say wrongly.
Result<GatePlan> read_gate_plan(const GateRequest& request, const AskPassword& ask);

}  // namespace pushgate::gate
