// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_image.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gate/signed_documents.hpp"

namespace pushgate::gate {

namespace {

constexpr std::array<std::string_view, 3> k_known = {"signature", "sbom", "receipt"};

Result<oci::RawDocument> resolve(registry::Client& client, const std::string& name) {
  const oci::Reference& reference = client.reference();
  const std::string version =
      reference.digest ? reference.digest->to_string() : reference.tag.value_or("latest");
  TRY_ASSIGN(auto document, client.manifest(version));
  if (!document) {
    return fail(Error::unchecked(name, "is absent: " + reference.registry + " has no such image")
                    .with_hint("check the name with `crane ls " + reference.name() + "`, or push it first"));
  }
  return std::move(*document);
}

}  // namespace

Result<Requirements> parse_requirements(const std::string& words) {
  Requirements requirements;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t comma = std::min(words.find(',', at), words.size());
    const std::string word = words.substr(at, comma - at);
    at = comma + 1;
    if (std::find(k_known.begin(), k_known.end(), word) == k_known.end()) {
      return fail(
          Error::misuse("--require", "unknown word '" + word + "'; expected signature, sbom or receipt"));
    }
    requirements.insert(word);
  }
  return requirements;
}

std::vector<std::string> missing_of(const attest::ImageVerification& found,
                                    const Requirements& requirements) {
  const std::array<bool, 3> there = {found.signature, found.sbom, found.receipt};
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < k_known.size(); ++i) {
    if (!there[i] && requirements.contains(k_known[i])) missing.emplace_back(k_known[i]);
  }
  return missing;
}

Result<VerifyOutcome> verify_image(const std::string& reference, const crypto::PublicKey& key,
                                   const Requirements& requirements, const registry::ClientOptions& options) {
  static constexpr std::string_view k_scheme = "docker://";
  const std::string_view text = reference;
  TRY_ASSIGN(const oci::Reference parsed,
             oci::Reference::parse(text.starts_with(k_scheme) ? text.substr(k_scheme.size()) : text));
  registry::Client client(parsed, options);
  TRY_ASSIGN(const oci::RawDocument document, resolve(client, reference));
  TRY_ASSIGN(const auto documents, fetch_signed_documents(client, document.digest));
  VerifyOutcome outcome{reference,
                        document.digest,
                        attest::verify_documents(documents, document.digest, parsed.name(), key),
                        {}};
  outcome.missing = missing_of(outcome.verification, requirements);
  return outcome;
}

}  // namespace pushgate::gate
