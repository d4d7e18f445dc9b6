// SPDX-License-Identifier: Apache-2.0
#include "gate/vex_statements.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapter/json/json.hpp"
#include "attest/signed_payload.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/limits.hpp"
#include "gate/bom_references.hpp"
#include "gate/signed_documents.hpp"
#include "gate/signing_key.hpp"
#include "policy/document/vex_reader.hpp"
#include "registry/client.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

using Claims = std::vector<policy::VexClaim>;

Result<policy::VexImage> vex_image(const OpenedImage& opened, const std::string& sbom) {
  TRY_ASSIGN(const oci::RawDocument root, opened.source->root());
  TRY_ASSIGN(const json::Value bom, json::parse(sbom, "sbom.cdx.json"));
  policy::VexImage image;
  image.digests = {opened.image.manifest_document.digest, root.digest};
  image.repository = opened.repository;
  TRY_ASSIGN(image.bom, bom_link(bom, "sbom.cdx.json"));
  if (const json::Value* metadata = bom.find("metadata")) {
    if (const json::Value* component = metadata->find("component"))
      image.root = component->string_at("bom-ref");
  }
  image.packages = referable_packages(bom);
  return image;
}

/// The claims of one signed document that is good; none where it is no VEX document.
Result<Claims> claims_of(const attest::SignedDocument& document, const attest::CheckedDocument& checked,
                         const attest::Trust& trust) {
  const auto signer = std::ranges::find(trust.keys, checked.signer, &attest::NamedKey::name);
  const auto payload = attest::signed_payload_of(document, signer->key);
  if (!payload) return fail(Error::unchecked(document.name, "cannot be read again"));
  TRY_ASSIGN(const attest::ReadStatement statement, attest::parse_statement(*payload));
  TRY_ASSIGN(Claims claims, policy::read_vex(json::write(statement.predicate), document.name));
  for (policy::VexClaim& claim : claims) claim.statement.signer = checked.signer;
  return claims;
}

bool may_be_vex(const attest::CheckedDocument& document) {
  return document.outcome == attest::CheckedDocument::Outcome::good &&
         (document.predicate_type == attest::predicate_type::k_openvex ||
          document.predicate_type == attest::predicate_type::k_cyclonedx);
}

Result<Claims> attached_to(registry::Client& client, const Digest& digest, const std::string& repository,
                           const attest::Trust& trust) {
  TRY_ASSIGN(const auto documents, fetch_signed_documents(client, digest));
  const auto verified = attest::verify_documents(documents, digest, repository, trust);
  Claims all;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (!may_be_vex(verified.documents[i])) continue;
    TRY_ASSIGN(Claims claims, claims_of(documents[i], verified.documents[i], trust));
    std::ranges::move(claims, std::back_inserter(all));
  }
  return all;
}

Result<Claims> attached_claims(const OpenedImage& opened, const ImageRequest& request,
                               const policy::VexImage& image, const attest::Trust& trust) {
  if (opened.repository.empty()) {
    return fail(Error::misuse("--vex-key", "is for what is attached to an image in a registry; " +
                                               request.image + " is in none")
                    .with_hint("give the document itself with --vex FILE"));
  }
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(opened.repository));
  registry::Client client(reference, request.registry);
  Claims all;
  for (std::size_t i = 0; i < image.digests.size(); ++i) {
    if (i > 0 && image.digests[i] == image.digests[0]) break;
    TRY_ASSIGN(Claims claims, attached_to(client, image.digests[i], opened.repository, trust));
    std::ranges::move(claims, std::back_inserter(all));
  }
  return all;
}

}  // namespace

Result<Claims> read_vex_files(const std::vector<std::string>& files) {
  Claims all;
  for (const std::string& file : files) {
    TRY_ASSIGN(const std::string text,
               store::read_file(file, limits::k_json_bytes, /*missing_is_misuse=*/true));
    TRY_ASSIGN(Claims claims, policy::read_vex(text, file));
    std::ranges::move(claims, std::back_inserter(all));
  }
  return all;
}

Result<attest::Trust> read_vex_keys(const std::vector<std::string>& keys) {
  attest::Trust trust;
  trust.now = system_time();
  for (const std::string& name : keys) {
    TRY_ASSIGN(crypto::PublicKey key, load_public_key(name));
    trust.keys.push_back({name, name, std::move(key), {}});
  }
  return trust;
}

Result<std::vector<model::VexStatement>> vex_about(const GatePlan& plan, const OpenedImage& opened,
                                                   const ImageRequest& request, const std::string& sbom) {
  if (plan.vex.empty() && plan.vex_trust.keys.empty()) return std::vector<model::VexStatement>();
  TRY_ASSIGN(const policy::VexImage image, vex_image(opened, sbom));
  auto statements = policy::claims_about(plan.vex, image, /*attached=*/false);
  if (!plan.vex_trust.keys.empty()) {
    TRY_ASSIGN(const Claims attached, attached_claims(opened, request, image, plan.vex_trust));
    std::ranges::move(policy::claims_about(attached, image, /*attached=*/true),
                      std::back_inserter(statements));
  }
  std::ranges::sort(statements);
  return statements;
}

}  // namespace pushgate::gate
