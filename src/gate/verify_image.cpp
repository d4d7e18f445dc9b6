// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_image.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "attest/predicate_types.hpp"
#include "base/format.hpp"
#include "gate/index_attestation.hpp"
#include "gate/index_images.hpp"
#include "gate/index_sboms.hpp"
#include "gate/registry_subject.hpp"
#include "gate/signed_documents.hpp"

namespace pushgate::gate {

namespace {

using Outcome = attest::CheckedDocument::Outcome;

constexpr std::size_t k_images = 1000;  // of an index; each costs at least four questions
constexpr std::array<std::string_view, 3> k_known = {"signature", "sbom", "receipt"};

Result<registry::Client> client_of(const std::string& reference, const registry::ClientOptions& options) {
  static constexpr std::string_view k_scheme = "docker://";
  const std::string_view text = reference;
  TRY_ASSIGN(const oci::Reference parsed,
             oci::Reference::parse(text.starts_with(k_scheme) ? text.substr(k_scheme.size()) : text));
  return registry::Client(parsed, options);
}

/// Whose good document of a predicate type there is; empty: nobody's.
std::string signer_of(const attest::ImageVerification& found, std::string_view type) {
  for (const auto& document : found.documents) {
    if (document.outcome == Outcome::good && document.predicate_type == type) return document.signer;
  }
  return "";
}

/// What each image is asked.
struct Question {
  const std::string& name;
  const attest::Trust& trust;
  const Requirements& requirements;
};

Result<VerifyOutcome> verify_document(registry::Client& client, const oci::RawDocument& document,
                                      const Question& question) {
  TRY_ASSIGN(const auto documents, fetch_signed_documents(client, document.digest));
  TRY_ASSIGN(const auto platforms, images_of(client, document));
  VerifyOutcome outcome;
  outcome.name = question.name;
  outcome.repository = client.reference().name();
  outcome.digest = document.digest;
  outcome.is_index = oci::is_index(document.media_type);
  outcome.verification =
      attest::verify_documents(documents, document.digest, outcome.repository, question.trust, platforms);
  if (question.requirements.contains("sbom")) {
    TRY(count_platform_sboms(client, platforms, question.trust, outcome.verification));
  }
  for (const std::string& type : question.requirements) {
    if (is_one_of_the_three(type)) continue;
    std::string signer = signer_of(outcome.verification, type);
    if (!signer.empty()) outcome.attestations.emplace(type, std::move(signer));
  }
  outcome.missing = missing_of(outcome.verification, question.requirements);
  return outcome;
}

}  // namespace

Result<Requirements> parse_requirements(const std::string& words) {
  Requirements requirements;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t comma = std::min(words.find(',', at), words.size());
    const std::string word = words.substr(at, comma - at);
    at = comma + 1;
    if (is_one_of_the_three(word)) {
      requirements.insert(word);
      continue;
    }
    auto type = attest::predicate_type_of(word, "--require");
    if (!type) return fail(std::move(type).error().with_hint("or signature, sbom or receipt"));
    requirements.insert(std::move(*type));
  }
  return requirements;
}

bool is_one_of_the_three(std::string_view requirement) {
  return std::ranges::find(k_known, requirement) != k_known.end();
}

std::vector<std::string> missing_of(const attest::ImageVerification& found,
                                    const Requirements& requirements) {
  const std::array<bool, 3> there = {found.signature, found.sbom, found.receipt};
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < k_known.size(); ++i) {
    if (!there[i] && requirements.contains(k_known[i])) missing.emplace_back(k_known[i]);
  }
  for (const std::string& type : requirements) {
    if (!is_one_of_the_three(type) && signer_of(found, type).empty()) missing.push_back(type);
  }
  return missing;
}

Standing standing_of(const VerifyOutcome& outcome) {
  if (outcome.missing.empty()) return Standing::verified;
  const auto& documents = outcome.verification.documents;
  if (documents.empty()) return Standing::unsigned_image;
  const auto any = [&](Outcome wanted) {
    return std::ranges::find(documents, wanted, &attest::CheckedDocument::outcome) != documents.end();
  };
  if (any(Outcome::good)) return Standing::incomplete;
  const auto by_others = [](const auto& document) { return document.outcome == Outcome::foreign_key; };
  return std::ranges::all_of(documents, by_others) ? Standing::unknown_signer : Standing::wrong;
}

Result<VerifyOutcome> verify_image(const std::string& reference, const attest::Trust& trust,
                                   const Requirements& requirements, const registry::ClientOptions& options) {
  TRY_ASSIGN(registry::Client client, client_of(reference, options));
  TRY_ASSIGN(const oci::RawDocument document, resolve_in_registry(client, reference));
  return verify_document(client, document, {reference, trust, requirements});
}

Result<std::vector<VerifyOutcome>> verify_with_platforms(const std::string& reference,
                                                         const attest::Trust& trust,
                                                         const Requirements& requirements,
                                                         const registry::ClientOptions& options) {
  TRY_ASSIGN(registry::Client client, client_of(reference, options));
  TRY_ASSIGN(const oci::RawDocument document, resolve_in_registry(client, reference));
  const Question question{reference, trust, requirements};
  std::vector<VerifyOutcome> outcomes;
  TRY_ASSIGN(VerifyOutcome named, verify_document(client, document, question));
  outcomes.push_back(std::move(named));
  if (!outcomes.front().is_index) return outcomes;
  TRY_ASSIGN(const oci::Index index, oci::parse_index(document));
  if (index.manifests.size() > k_images) {
    return fail(Error::unchecked(
        reference, fmt::format("names {} images; expected at most {}", index.manifests.size(), k_images)));
  }
  for (const oci::Descriptor& child : index.manifests) {
    const std::string version = child.digest.to_string();
    TRY_ASSIGN(const auto image, client.manifest(version));
    if (!image) {
      return fail(Error::unchecked(
          reference, "names " + version + ", which " + client.reference().registry + " does not have"));
    }
    if (!oci::is_index(image->media_type)) {
      TRY_ASSIGN(const oci::Manifest manifest, oci::parse_manifest(*image));
      if (is_index_attestation(child, manifest)) continue;
    }
    TRY_ASSIGN(VerifyOutcome outcome, verify_document(client, *image, question));
    outcome.platform = child.platform ? child.platform->to_string() : "unnamed platform";
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace pushgate::gate
