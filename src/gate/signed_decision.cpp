// SPDX-License-Identifier: Apache-2.0
#include "gate/signed_decision.hpp"

#include <algorithm>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "base/format.hpp"
#include "gate/version.hpp"

namespace pushgate::gate {

namespace {

tl::unexpected<Error> lacks(const std::string& file, std::string_view what) {
  return fail(Error::unchecked(file, fmt::format("does not say {} in the form of a decision", what)));
}

}  // namespace

Result<std::string> sign_decision(const ReceiptSubject& subject, model::Verdict verdict,
                                  const std::string& listing, const crypto::PrivateKey& key) {
  if (verdict == model::Verdict::pass)
    return fail(Error::bug(k_signed_decision_file, "a decision to let pass is told by a receipt alone"));
  json::Value predicate = json::Object{
      {"verdict", model::to_string(verdict)},
      {"decidedAt", format_rfc3339(subject.time)},
      {"verifier", json::Object{{"id", attest::verifier_id()}, {"version", std::string(version())}}},
      {"policy", json::Object{{"sha256", subject.policy.hex()}}},
      {"evidence", json::Object{{"sha256", crypto::sha256(listing).hex()}}}};
  return attest::sign_envelope(attest::k_payload_type,
                               attest::write_statement({.subject_name = subject.repository,
                                                        .subjects = subject.images,
                                                        .predicate_type = std::string(k_decision_type),
                                                        .predicate = std::move(predicate)}),
                               key);
}

Result<SignedDecision> read_signed_decision(const std::string& file, const std::string& envelope,
                                            const attest::Trust& trust) {
  TRY_ASSIGN(const attest::Envelope signed_envelope, attest::parse_envelope(envelope, file));
  const auto is_by = [&](const attest::NamedKey& key) {
    return key.window.holds(trust.now) && attest::verify_envelope(signed_envelope, key.key);
  };
  const auto signer = std::ranges::find_if(trust.keys, is_by);
  if (signer == trust.keys.end()) {
    return fail(Error::refused(file, fmt::format("is signed by none of {}", trust.names()))
                    .with_hint("name the public key of who signed it with --key"));
  }
  if (signed_envelope.payload_type != attest::k_payload_type) return lacks(file, "a statement");
  auto statement = attest::parse_statement(signed_envelope.payload);
  if (!statement) return fail(std::move(statement).error().during("reading " + file));
  if (statement->predicate_type != k_decision_type) {
    return fail(Error::refused(
        file, fmt::format("is of type \"{}\"; expected \"{}\"", statement->predicate_type, k_decision_type)));
  }
  if (statement->subjects.size() != 1) return lacks(file, "the one image");
  const json::Value& predicate = statement->predicate;
  const std::string_view verdict = predicate.string_at("verdict");
  if (verdict == "pass") {
    return fail(Error::refused(file,
                               "says pass; expected deny or unknown: that an image passed is told by a "
                               "receipt alone"));
  }
  if (verdict != "deny" && verdict != "unknown") return lacks(file, "the verdict");
  const auto at = parse_rfc3339(predicate.string_at("decidedAt"));
  if (!at) return lacks(file, "the time");
  const json::Value* evidence = predicate.find("evidence");
  if (evidence == nullptr) return lacks(file, "evidence.json");
  const auto digest = Digest::parse_hex(evidence->string_at("sha256"));
  if (!digest) return lacks(file, "evidence.json");
  const auto& [name, image] = statement->subjects.front();
  return SignedDecision{signer->name, name,
                        image,        verdict == "deny" ? model::Verdict::deny : model::Verdict::unknown,
                        *digest,      *at};
}

}  // namespace pushgate::gate
