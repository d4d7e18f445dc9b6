// SPDX-License-Identifier: Apache-2.0
#include "conformance/purl_parts.hpp"

#include <string>
#include <utility>

#include "sbom/purl.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::conformance {

namespace {

json::Value or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

}  // namespace

Result<json::Value> purl_parse(const json::Value& request) {
  TRY_ASSIGN(const std::string text, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const sbom::Purl purl, sbom::Purl::parse(text));
  json::Object qualifiers;
  for (const auto& [key, value] : purl.qualifiers) qualifiers.set(key, value);
  return json::Object{{"type", purl.type},
                      {"namespace", or_null(purl.name_space)},
                      {"name", purl.name},
                      {"version", or_null(purl.version)},
                      {"qualifiers", qualifiers.empty() ? json::Value() : json::Value(std::move(qualifiers))},
                      {"subpath", or_null(purl.subpath)}};
}

Result<json::Value> purl_build(const json::Value& request) {
  TRY_ASSIGN(const auto* const parts, json::require_object(request, "in", "request"));
  const json::Value in(*parts);
  sbom::Purl purl{.type = std::string(in.string_at("type")),
                  .name_space = std::string(in.string_at("namespace")),
                  .name = std::string(in.string_at("name")),
                  .version = std::string(in.string_at("version")),
                  .qualifiers = {},
                  .subpath = std::string(in.string_at("subpath"))};
  const json::Value* qualifiers = in.find("qualifiers");
  if (qualifiers != nullptr && qualifiers->as_object() != nullptr) {
    for (const auto& [key, value] : qualifiers->as_object()->members()) {
      if (value.as_string() != nullptr) purl.qualifiers[key] = *value.as_string();
    }
  }
  TRY_ASSIGN(const auto made, sbom::Purl::make(std::move(purl)));
  return json::Value(made.to_string());
}

Result<json::Value> license_stated(const json::Value& request) {
  using Kind = model::License::Kind;
  TRY_ASSIGN(const std::string text, json::require_string(request, "in", "request"));
  const auto license = sbom::stated_license(text);
  const char* const kind = license.kind == Kind::spdx_id           ? "id"
                           : license.kind == Kind::spdx_expression ? "expression"
                                                                   : "name";
  return json::Object{{"text", license.text}, {"kind", kind}};
}

}  // namespace pushgate::conformance
