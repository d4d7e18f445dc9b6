// SPDX-License-Identifier: Apache-2.0
#include "sbom/composer_installed.hpp"

// vendor/composer/installed.json, in which Composer (PHP) writes what it installed. Version 2:
//
//   {"packages": [{"name": "monolog/monolog", "version": "v3.5.0", "license": ["MIT"],
//                  "require": {"php": ">=8.1", "ext-json": "*", "psr/log": "^3.0"},
//                  "replace": {"a/b": "*"}, "provide": {"psr/log-implementation": "3.0.0"},
//                  "authors": [{"name": "Jordi Boggiano", "email": "…"}],
//                  "dist": {"shasum": ""}, "install-path": "../monolog/monolog"}, …],
//    "dev": true, "dev-package-names": ["phpunit/phpunit"]}
//
// Version 1 is the array alone. Packages for development are there only where they were installed, so they
// count. A version is written without the `v` of its tag (`dev-main` stays), as packagist does; what is
// required without a slash in its name is PHP itself, its extensions or Composer. composer.lock says what
// should be installed and not what is: neither Trivy nor Syft takes it in an image, and nor does this.

#include <algorithm>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_file = "installed.json";

/// The array of packages; null where the document has none.
const json::Array* packages_of(const json::Value& document) {
  if (const auto* list = document.as_array()) return list;
  const auto* list = document.find("packages");
  return list == nullptr ? nullptr : list->as_array();
}

/// The names that an object has as members, but those of PHP and Composer.
std::vector<std::string> names_in(const json::Value* links) {
  std::vector<std::string> names;
  const auto* object = links == nullptr ? nullptr : links->as_object();
  if (object == nullptr) return names;  // PHP writes an empty one as an array
  for (const auto& [name, range] : object->members()) {
    if (name.find('/') != std::string::npos) names.push_back(name);
  }
  sort_names(names);
  return names;
}

std::string authors(const json::Value* value) {
  std::string out;
  const auto* list = value == nullptr ? nullptr : value->as_array();
  if (list == nullptr) return out;
  for (const auto& author : *list) {
    const auto name = author.string_at("name");
    if (name.empty()) continue;
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

/// One licence, or an array of which each is as good as the others.
std::vector<model::License> licenses_of(const json::Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return {};
  if (const auto* text = value->as_string()) texts.push_back(*text);
  if (const auto* list = value->as_array()) {
    for (const auto& one : *list) {
      if (const auto* text = one.as_string()) texts.push_back(*text);
    }
  }
  return stated_licenses(texts);
}

std::string_view plain_version(std::string_view version) {
  const bool tag = version.size() > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9';
  return tag ? version.substr(1) : version;
}

Result<model::Component> read_package(const json::Value& package, const std::string& where) {
  TRY_ASSIGN(const auto name, json::require_string(package, "name", where));
  TRY_ASSIGN(const auto version, json::require_string(package, "version", where));
  const std::size_t slash = name.find('/');
  const bool has_vendor = slash != std::string::npos;
  TRY_ASSIGN(auto component, stated_component({.ecosystem = "composer",
                                               .group = has_vendor ? name.substr(0, slash) : "",
                                               .name = has_vendor ? name.substr(slash + 1) : name,
                                               .version = std::string(plain_version(version)),
                                               .qualifiers = {}},
                                              where));
  component.licenses = licenses_of(package.find("license"));
  component.supplier = authors(package.find("authors"));
  component.needs = names_in(package.find("require"));
  component.provides = names_in(package.find("replace"));
  for (auto& name_too : names_in(package.find("provide"))) component.provides.push_back(std::move(name_too));
  sort_names(component.provides);
  if (const auto* dist = package.find("dist")) {
    if (auto hash = hex_hash("SHA-1", dist->string_at("shasum")))
      component.hashes.push_back(std::move(*hash));
  }
  return component;
}

/// A folder beside another, `..` taken off the end; empty where it leads out of the root.
std::string folder_at(std::string_view base, std::string_view relative) {
  std::string out(base);
  while (!relative.empty()) {
    const std::size_t slash = std::min(relative.find('/'), relative.size());
    const std::string_view part = relative.substr(0, slash);
    relative.remove_prefix(std::min(slash + 1, relative.size()));
    if (part == "..") {
      const std::size_t last = out.rfind('/');
      if (last == std::string::npos) return {};
      out.resize(last);
    } else if (!part.empty() && part != ".") {
      out += "/" + std::string(part);
    }
  }
  return out.empty() ? out : out + "/";
}

}  // namespace

bool is_composer_installed(std::string_view path) {
  return path.ends_with(k_file) &&
         (path.size() == k_file.size() || path[path.size() - k_file.size() - 1] == '/');
}

Result<std::vector<model::Component>> composer_packages(std::string_view bytes, const std::string& path) {
  const bool is_composers = path.ends_with("/composer/installed.json");
  auto document = json::parse(bytes, path);
  const auto* list = document ? packages_of(*document) : nullptr;
  std::vector<model::Component> components;
  if (list == nullptr && !is_composers) return components;
  if (!document) return fail(std::move(document).error());
  if (list == nullptr) {
    return fail(Error::unchecked(path, "has no list of packages; expected an array, or one in \"packages\""));
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::Value& package = (*list)[i];
    if (!is_composers && package.string_at("name").find('/') == std::string_view::npos) return {};
    TRY_ASSIGN(auto component, read_package(package, fmt::format("{}: package {}", path, i + 1)));
    components.push_back(std::move(component));
  }
  return components;
}

std::vector<std::string> composer_owned(std::string_view bytes, const std::string& path) {
  std::vector<std::string> folders;
  const auto document = json::parse(bytes, path);
  const auto* list = document ? packages_of(*document) : nullptr;
  if (list == nullptr) return folders;
  const std::string here = path.substr(0, path.rfind('/'));
  for (const auto& package : *list) {
    const auto name = package.string_at("name");
    const auto stated = package.string_at("install-path");
    if (name.empty()) continue;
    // One that holds the vendor folder itself would account for what no package brought.
    auto folder = folder_at(here, stated.empty() ? "../" + std::string(name) : std::string(stated));
    if (!folder.empty() && !path.starts_with(folder)) folders.push_back(std::move(folder));
  }
  return folders;
}

}  // namespace pushgate::sbom
