// SPDX-License-Identifier: Apache-2.0
//
// CycloneDX 1.4 to 1.7: "vulnerabilities" with an "analysis", in a document of their own or in an SBOM.
// "affects" names a component of the same document by its bom-ref, one of another by BOM-Link
// (`urn:cdx:UUID/VERSION#REF`), and many tools write a purl there.
#include <array>
#include <map>
#include <utility>

#include "base/format.hpp"
#include "policy/document/vex_reader.hpp"

namespace pushgate::policy {

namespace {

using model::VexStatus;

constexpr std::array<std::pair<std::string_view, VexStatus>, 6> k_states = {{
    {"not_affected", VexStatus::not_affected},
    {"false_positive", VexStatus::not_affected},
    {"resolved", VexStatus::fixed},
    {"resolved_with_pedigree", VexStatus::fixed},
    {"in_triage", VexStatus::under_investigation},
    {"exploitable", VexStatus::affected},
}};

/// What the components of the document are elsewhere, by bom-ref.
using Components = std::map<std::string, VexProduct, std::less<>>;

void add_component(const json::Value& component, Components& components) {
  const std::string_view ref = component.string_at("bom-ref");
  const std::string_view purl = component.string_at("purl");
  VexProduct product;
  if (!purl.empty()) product.names.emplace_back(purl);
  const json::Value* hashes = component.find("hashes");
  if (const json::Array* list = hashes == nullptr ? nullptr : hashes->as_array()) {
    for (const json::Value& hash : *list) {
      if (hash.string_at("alg") != "SHA-256") continue;
      if (const auto digest = Digest::parse(fmt::format("sha256:{}", hash.string_at("content"))))
        product.digests.push_back(*digest);
    }
  }
  if (!ref.empty()) components.emplace(ref, std::move(product));
  const json::Value* nested = component.find("components");
  if (const json::Array* list = nested == nullptr ? nullptr : nested->as_array()) {
    for (const json::Value& one : *list) add_component(one, components);
  }
}

/// Who says so: the first author, else the supplier or manufacturer.
std::string author_of(const json::Value& metadata) {
  const json::Value* authors = metadata.find("authors");
  const json::Array* list = authors == nullptr ? nullptr : authors->as_array();
  if (list != nullptr && !list->empty()) return std::string(list->front().string_at("name"));
  for (const std::string_view name : {"supplier", "manufacturer", "manufacture"}) {
    if (const json::Value* who = metadata.find(name)) return std::string(who->string_at("name"));
  }
  return "";
}

/// Its id, and the ids that others have for it.
Result<std::vector<std::string>> advisories_of(const json::Value& vulnerability, const VexPlace& place) {
  TRY_ASSIGN(std::string id, place.text(vulnerability, "id"));
  if (id.empty()) return fail(place.error("has no id; expected such as CVE-2024-1234"));
  std::vector<std::string> ids = {std::move(id)};
  TRY_ASSIGN(const json::Array* references, place.list(vulnerability, "references"));
  if (references == nullptr) return ids;
  for (const json::Value& reference : *references) {
    TRY_ASSIGN(std::string other, place.text(reference, "id"));
    if (!other.empty() && other != ids.front()) ids.push_back(std::move(other));
  }
  return ids;
}

Result<std::string> why_of(const json::Value& analysis, const VexPlace& place) {
  TRY_ASSIGN(std::string why, place.text(analysis, "justification"));
  TRY_ASSIGN(const std::string detail, place.text(analysis, "detail"));
  if (!detail.empty()) why += (why.empty() ? "" : ": ") + detail;
  return why;
}

Result<VexStatus> status_of(const json::Value& analysis, const VexPlace& place) {
  TRY_ASSIGN(const std::string state, place.text(analysis, "state"));
  for (const auto& [word, status] : k_states) {
    if (word == state) return status;
  }
  return fail(
      place.error(fmt::format("analysis.state is '{}'; expected not_affected, false_positive, resolved, "
                              "resolved_with_pedigree, in_triage or exploitable",
                              state)));
}

Result<void> add_products(const json::Value& vulnerability, const Components& components,
                          const VexPlace& place, VexClaim& claim) {
  TRY_ASSIGN(const json::Array* affects, place.list(vulnerability, "affects"));
  if (affects == nullptr) return {};
  for (const json::Value& affected : *affects) {
    TRY_ASSIGN(const std::string ref, place.text(affected, "ref"));
    // Which versions of it: a range is in a language of its own (vers). What lets pass is not stretched to
    // all.
    const json::Value* versions = affected.find("versions");
    const bool some =
        versions != nullptr && versions->as_array() != nullptr && !versions->as_array()->empty();
    if (some && claim.statement.lets_pass()) {
      claim.products.emplace_back();
      continue;
    }
    const auto component = components.find(ref);
    claim.products.push_back(component == components.end() ? VexProduct{{ref}, {}, {}, false}
                                                           : component->second);
  }
  return {};
}

}  // namespace

Result<std::vector<VexClaim>> read_cyclonedx_vex(const json::Value& document, const std::string& name) {
  const VexPlace place(name);
  Components components;
  std::string author;
  std::optional<Time> at;
  if (const json::Value* metadata = document.find("metadata")) {
    if (const json::Value* component = metadata->find("component")) add_component(*component, components);
    author = author_of(*metadata);
    TRY_ASSIGN(at, place.time(*metadata, {"timestamp"}));
  }
  add_component(document, components);
  TRY_ASSIGN(const json::Array* vulnerabilities, place.list(document, "vulnerabilities"));
  VexClaims claims(place);
  for (std::size_t i = 0; vulnerabilities != nullptr && i < vulnerabilities->size(); ++i) {
    const json::Value& vulnerability = (*vulnerabilities)[i];
    const json::Value* analysis = vulnerability.find("analysis");
    if (analysis == nullptr || analysis->find("state") == nullptr) continue;
    const VexPlace here = place.within("vulnerabilities", i);
    VexClaim claim;
    model::VexStatement& statement = claim.statement;
    TRY_ASSIGN(statement.advisories, advisories_of(vulnerability, here));
    TRY_ASSIGN(statement.status, status_of(*analysis, here));
    TRY_ASSIGN(statement.why, why_of(*analysis, here));
    statement.author = author.substr(0, 200);
    statement.document = name;
    TRY_ASSIGN(statement.at, here.time(*analysis, {"firstIssued", "lastUpdated"}));
    if (!statement.at) statement.at = at;
    TRY(add_products(vulnerability, components, here, claim));
    if (claim.products.empty()) continue;  // about nothing that anybody names
    TRY(claims.add(std::move(claim)));
  }
  return std::move(claims).take();
}

}  // namespace pushgate::policy
