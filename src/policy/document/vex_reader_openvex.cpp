// SPDX-License-Identifier: Apache-2.0
//
// OpenVEX 0.2.0 (github.com/openvex/spec, OPENVEX-SPEC.md); 0.0.x wrote vulnerabilities and products as bare
// strings and had the subcomponents of all products in the statement.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "policy/document/vex_reader.hpp"

namespace pushgate::policy {

namespace {

constexpr std::string_view k_context = "https://openvex.dev/ns";
constexpr std::array<std::string_view, 3> k_versions = {"", "/v0.2.0", "/v0.0"};
constexpr std::array<std::string_view, 5> k_justifications = {
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

/// What a document says of all its statements.
struct Head {
  std::string author;
  std::optional<Time> at;
};

Result<void> check_context(const json::Value& document, const VexPlace& place) {
  const std::string_view context = document.string_at("@context");
  if (context.starts_with(k_context)) {
    const std::string_view version = context.substr(k_context.size());
    if (std::ranges::any_of(k_versions, [&](std::string_view known) {
          return known == version || (known == "/v0.0" && version.starts_with("/v0.0."));
        }))
      return {};
  }
  return fail(place.error(
      fmt::format("member \"@context\" is '{}'; expected {}/v0.2.0", context.substr(0, 200), k_context)));
}

/// The names of a product or part: its `@id`, and what identifies it elsewhere.
Result<std::vector<std::string>> names_of(const json::Value& value, const VexPlace& place) {
  std::vector<std::string> names;
  if (const std::string* bare = value.as_string()) return std::vector{*bare};
  if (value.as_object() == nullptr)
    return fail(place.error("is no product; expected an object with \"@id\""));
  TRY_ASSIGN(std::string id, place.text(value, "@id"));
  if (!id.empty()) names.push_back(std::move(id));
  if (const json::Value* identifiers = value.find("identifiers")) {
    TRY_ASSIGN(std::string purl, place.text(*identifiers, "purl"));
    if (!purl.empty()) names.push_back(std::move(purl));
  }
  return names;
}

Result<void> add_parts(const json::Value& owner, const VexPlace& place, VexProduct& product) {
  TRY_ASSIGN(const json::Array* parts, place.list(owner, "subcomponents"));
  if (parts == nullptr) return {};
  for (const json::Value& part : *parts) {
    product.has_parts = true;
    TRY_ASSIGN(auto names, names_of(part, place));
    std::ranges::move(names, std::back_inserter(product.parts));
  }
  return {};
}

Result<VexProduct> product_of(const json::Value& value, const json::Value& statement, const VexPlace& place) {
  VexProduct product;
  TRY_ASSIGN(product.names, names_of(value, place));
  TRY(add_parts(statement, place, product));
  TRY(add_parts(value, place, product));
  const json::Value* hashes = value.find("hashes");
  for (const std::string_view name : {"sha-256", "sha256"}) {
    const std::string_view hex = hashes == nullptr ? "" : hashes->string_at(name);
    if (hex.empty()) continue;
    const auto digest = Digest::parse(fmt::format("sha256:{}", hex));
    if (!digest) return fail(place.error(fmt::format("has no SHA-256 under \"{}\"", name)));
    product.digests.push_back(*digest);
  }
  return product;
}

/// The vulnerability's name and its aliases, each once.
Result<std::vector<std::string>> advisories_of(const json::Value& statement, const VexPlace& place) {
  const json::Value* value = statement.find("vulnerability");
  std::set<std::string> names;
  if (value != nullptr && value->as_string() != nullptr) names.insert(*value->as_string());
  if (value != nullptr && value->as_object() != nullptr) {
    TRY_ASSIGN(const std::string name, place.text(*value, "name"));
    names.insert(name);
    TRY_ASSIGN(const json::Array* aliases, place.list(*value, "aliases"));
    if (aliases != nullptr) {
      for (const json::Value& alias : *aliases)
        if (alias.as_string() != nullptr) names.insert(*alias.as_string());
    }
  }
  names.erase("");
  if (names.empty())
    return fail(place.error("names no vulnerability; expected \"vulnerability\": {\"name\": …}"));
  return std::vector<std::string>(names.begin(), names.end());
}

Result<std::string> why_of(const json::Value& statement, model::VexStatus status, const VexPlace& place) {
  TRY_ASSIGN(const std::string justification, place.text(statement, "justification"));
  TRY_ASSIGN(const std::string impact, place.text(statement, "impact_statement"));
  TRY_ASSIGN(const std::string action, place.text(statement, "action_statement"));
  if (!justification.empty() &&
      std::ranges::find(k_justifications, justification) == k_justifications.end()) {
    return fail(place.error(fmt::format("member \"justification\" is '{}'; expected one of {}", justification,
                                        fmt::join(k_justifications, ", "))));
  }
  if (status == model::VexStatus::not_affected && justification.empty() && impact.empty()) {
    return fail(
        place.error("says not_affected and not why; expected \"justification\" or \"impact_statement\""));
  }
  std::string why = justification;
  for (const std::string& text : {impact, action}) {
    if (!text.empty()) why += (why.empty() ? "" : ": ") + text;
  }
  return why;
}

Result<VexClaim> claim_of(const json::Value& value, const Head& head, const std::string& name,
                          const VexPlace& place) {
  VexClaim claim;
  model::VexStatement& statement = claim.statement;
  TRY_ASSIGN(statement.advisories, advisories_of(value, place));
  TRY_ASSIGN(const std::string status, place.text(value, "status"));
  const auto known = model::parse_vex_status(status);
  if (!known) {
    return fail(
        place.error(fmt::format("member \"status\" is '{}'; expected not_affected, affected, fixed or "
                                "under_investigation",
                                status)));
  }
  statement.status = *known;
  TRY_ASSIGN(statement.why, why_of(value, *known, place));
  statement.author = head.author;
  statement.document = name;
  TRY_ASSIGN(statement.at, place.time(value, {"timestamp", "last_updated"}));
  if (!statement.at) statement.at = head.at;
  TRY_ASSIGN(const json::Array* products, place.list(value, "products"));
  if (products == nullptr) return claim;
  for (const json::Value& product : *products) {
    TRY_ASSIGN(VexProduct read, product_of(product, value, place.within("products", claim.products.size())));
    claim.products.push_back(std::move(read));
  }
  return claim;
}

}  // namespace

Result<std::vector<VexClaim>> read_openvex(const json::Value& document, const std::string& name) {
  const VexPlace place(name);
  TRY(check_context(document, place));
  Head head;
  TRY_ASSIGN(head.author, place.text(document, "author"));
  TRY_ASSIGN(head.at, place.time(document, {"timestamp", "last_updated"}));
  TRY_ASSIGN(const json::Array* statements, place.list(document, "statements"));
  if (statements == nullptr) return fail(place.error("has no statements; expected \"statements\": […]"));
  VexClaims claims(place);
  for (std::size_t i = 0; i < statements->size(); ++i) {
    TRY_ASSIGN(VexClaim claim, claim_of((*statements)[i], head, name, place.within("statements", i)));
    TRY(claims.add(std::move(claim)));
  }
  return std::move(claims).take();
}

}  // namespace pushgate::policy
