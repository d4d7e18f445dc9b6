// SPDX-License-Identifier: Apache-2.0
#include "attest/signed_payload.hpp"

#include <algorithm>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/simple_signing.hpp"
#include "attest/statement.hpp"

namespace pushgate::attest {

std::optional<std::string> signed_payload_of(const SignedDocument& document, const crypto::PublicKey& key) {
  if (document.form == SignedDocument::Form::legacy_signature) {
    const auto signature = crypto::decode_base64(document.signature);
    if (!signature || !key.verify(document.bytes, *signature)) return std::nullopt;
    return document.bytes;
  }
  auto envelope = document.form == SignedDocument::Form::bundle
                      ? parse_bundle(document.bytes, document.name)
                      : parse_envelope(document.bytes, document.name);
  if (!envelope || envelope->payload_type != k_payload_type || !verify_envelope(*envelope, key)) {
    return std::nullopt;
  }
  return std::move(envelope->payload);
}

bool is_signature_of(const SignedDocument& document, const Digest& image, std::string_view repository,
                     const crypto::PublicKey& key) {
  const auto payload = signed_payload_of(document, key);
  if (!payload) return false;
  if (document.form == SignedDocument::Form::legacy_signature) {
    const auto signing = parse_simple_signing(*payload);
    return signing && signing->image == image && signing->repository == repository;
  }
  const auto statement = parse_statement(*payload);
  return statement && statement->predicate_type == predicate_type::k_cosign_sign &&
         std::ranges::any_of(statement->subjects,
                             [&](const auto& subject) { return subject.second == image; });
}

}  // namespace pushgate::attest
