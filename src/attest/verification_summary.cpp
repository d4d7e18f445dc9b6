// SPDX-License-Identifier: Apache-2.0
#include "attest/statement.hpp"

namespace pushgate::attest {

// The predicate https://slsa.dev/verification_summary/v1 (slsa.dev/spec/v1.1/verification_summary): who
// verified what, when, by which policy, from which inputs, and that it passed. pushgate does not evaluate
// SLSA levels, and says so in the word that the specification has for it.

std::string_view verifier_id() {
  return "https://pushgate.dev/gate/v1";
}

json::Value write_verification_summary(const VerificationSummary& summary) {
  json::Array inputs;
  for (const InputAttestation& input : summary.inputs) {
    inputs.push_back(
        json::Object{{"uri", input.uri}, {"digest", json::Object{{input.algorithm, input.hex}}}});
  }
  const json::Object verifier{{"id", verifier_id()},
                              {"version", json::Object{{"pushgate", summary.verifier_version}}}};
  const json::Object policy{{"uri", summary.policy_uri},
                            {"digest", json::Object{{"sha256", summary.policy.hex()}}}};
  return json::Object{{"verifier", verifier},
                      {"timeVerified", format_rfc3339(summary.verified_at)},
                      {"resourceUri", summary.resource_uri},
                      {"policy", policy},
                      {"inputAttestations", std::move(inputs)},
                      {"verificationResult", "PASSED"},
                      {"verifiedLevels", json::Array{"SLSA_BUILD_LEVEL_UNEVALUATED"}},
                      {"slsaVersion", "1.1"}};
}

}  // namespace pushgate::attest
