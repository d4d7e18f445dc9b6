// SPDX-License-Identifier: Apache-2.0
#include "sbom/npm_package.hpp"

// package.json (docs.npmjs.com, configuring-npm/package-json), which npm, yarn and pnpm leave in each
// package's folder, and in the application's own:
//
//   {"name": "@angular/core", "version": "17.0.1",        the scope is the component's group
//    "license": "MIT",                                     an SPDX expression; before it came
//    "license": {"type": "MIT", "url": "…"}, "licenses": [{"type": "MIT"}, …]
//    "author": "Name <mail> (url)" or {"name", "email", "url"},
//    "dependencies": {"tslib": "^2.3.0", "other-name": "npm:real-name@1"},
//    "optionalDependencies": {…}, "peerDependencies": {…}, "peerDependenciesMeta": {"x": {"optional": true}},
//    "_integrity": "sha512-…"}                             npm before 7: of the archive that was installed
//
// Every package.json counts that has a name and a version, in node_modules or not: that is what npm calls a
// package. Names are held against npm's own rule, as letters, digits and `-._` with a scope or without. Where
// a member is there twice the last one counts, as for every reader of this file that there is; so it is no
// error. Packages carry broken ones as test data: a file that cannot be read is told, and ends nothing.

#include <algorithm>
#include <array>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_file = "package.json";

bool is_name_part(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

bool is_name(std::string_view text) {
  if (!text.starts_with('@')) return is_name_part(text);
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_name_part(text.substr(1, slash - 1)) &&
         is_name_part(text.substr(slash + 1));
}

/// A member that is text where it is there at all.
Result<std::string> text_at(const json::Value& document, std::string_view name, const std::string& path) {
  const auto* value = document.find(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (const auto* text = value->as_string()) return *text;
  return fail(Error::unchecked(path, fmt::format("has a {} that is no text", name)));
}

/// Licences in any of the forms above; arrays of them, too, one deep.
std::vector<model::License> licenses_of(const json::Value* value) {
  std::vector<std::string> texts;
  const auto add = [&](const json::Value& one) {
    if (const auto* text = one.as_string()) texts.push_back(*text);
    texts.emplace_back(one.string_at("type"));
  };
  if (value != nullptr) add(*value);
  if (const auto* list = value == nullptr ? nullptr : value->as_array()) std::ranges::for_each(*list, add);
  return stated_licenses(texts);
}

std::string author(const json::Value* value) {
  if (value == nullptr) return {};
  if (const auto* text = value->as_string()) return *text;
  std::string out(value->string_at("name"));
  if (const auto email = value->string_at("email"); !email.empty()) {
    out += (out.empty() ? "<" : " <") + std::string(email) + ">";
  }
  return out;
}

/// The package that a dependency means: `npm:real-name@1` installs another one under the name.
std::string_view real_name(std::string_view name, const json::Value& range) {
  const auto* text = range.as_string();
  if (text == nullptr || !text->starts_with("npm:")) return name;
  std::string_view real = std::string_view(*text).substr(4);
  if (real.empty()) return name;
  return real.substr(0, real.find('@', 1));
}

std::vector<std::string> needs(const json::Value& document) {
  std::vector<std::string> names;
  const auto* meta = document.find("peerDependenciesMeta");
  // Looked up by bisection: a hostile file may have a million of both.
  std::vector<std::string_view> optional;
  if (const auto* peers = meta == nullptr ? nullptr : meta->as_object()) {
    for (const auto& [name, peer] : peers->members()) {
      const auto* flag = peer.find("optional");
      if (flag != nullptr && flag->as_bool() != nullptr && *flag->as_bool()) optional.push_back(name);
    }
    std::ranges::sort(optional);
  }
  for (const std::string_view kind : {"dependencies", "optionalDependencies", "peerDependencies"}) {
    const auto* value = document.find(kind);
    const auto* wanted = value == nullptr ? nullptr : value->as_object();
    if (wanted == nullptr) continue;
    for (const auto& [name, range] : wanted->members()) {
      if (kind == "peerDependencies" && std::ranges::binary_search(optional, std::string_view(name)))
        continue;
      const auto real = real_name(name, range);
      if (is_name(real)) names.emplace_back(real);  // no installed package has another
    }
  }
  sort_names(names);
  return names;
}

}  // namespace

bool is_npm_package(std::string_view path) {
  return path.ends_with(k_file) &&
         (path.size() == k_file.size() || path[path.size() - k_file.size() - 1] == '/');
}

Result<std::vector<model::Component>> npm_packages(std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(const auto document,
             json::parse(bytes, path, {.duplicates = json::ParseLimits::Duplicates::last_counts}));
  if (document.as_object() == nullptr) {
    return fail(Error::unchecked(path, "is no JSON object; expected a package's description"));
  }
  TRY_ASSIGN(const auto name, text_at(document, "name", path));
  TRY_ASSIGN(const auto version, text_at(document, "version", path));
  if (name.empty() || version.empty()) return std::vector<model::Component>{};
  if (!is_name(name)) {
    return fail(Error::unchecked(
        path,
        fmt::format("has '{}' as name; expected letters, digits, '-', '.' and '_', with '@scope/' before "
                    "them or not",
                    std::string_view(name).substr(0, 100))));
  }
  const std::size_t slash = name.find('/');
  const bool scoped = slash != std::string::npos;
  TRY_ASSIGN(auto component, stated_component({.ecosystem = "npm",
                                               .group = scoped ? name.substr(0, slash) : "",
                                               .name = scoped ? name.substr(slash + 1) : name,
                                               .version = version,
                                               .qualifiers = {}},
                                              path));
  component.supplier = author(document.find("author"));
  component.licenses = licenses_of(document.find("license"));
  if (component.licenses.empty()) component.licenses = licenses_of(document.find("licenses"));
  component.needs = needs(document);
  if (auto hash = integrity_hash(document.string_at("_integrity"))) {
    component.hashes.push_back(std::move(*hash));
  }
  return std::vector{std::move(component)};
}

std::vector<std::string> npm_owned(std::string_view, const std::string& path) {
  if (path.find("/node_modules/") == std::string::npos) return {};
  return {path.substr(0, path.size() - k_file.size())};
}

}  // namespace pushgate::sbom
