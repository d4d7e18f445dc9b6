// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_cataloger.hpp"

// Beside METADATA or PKG-INFO may lie (PEP 376, 610, 627; setuptools):
//
//   INSTALLER            the tool that installed it: `pip`, `uv`
//   REQUESTED            that someone asked for it; without the file it came as what another one needs
//   direct_url.json      where it came from, where that was no index
//   RECORD, installed-files.txt    its files
//   requires.txt         what it needs, of eggs

#include <array>
#include <utility>

#include "base/escape.hpp"
#include "base/slash_path.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_direct_url.hpp"
#include "sbom/python_environment.hpp"
#include "sbom/python_metadata.hpp"
#include "sbom/python_needs.hpp"
#include "sbom/python_record.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_installer_bytes = 100;

Result<void> add_installer(model::Component& component, std::string_view bytes, const std::string& path) {
  const std::string_view name = trim(bytes);
  if (name.size() > k_installer_bytes || !is_utf8(name) || escape_controls(name) != name) {
    return fail(Error::unchecked(path, "is no name of a tool; expected at most 100 bytes of one line"));
  }
  if (!name.empty()) component.properties.emplace_back("pushgate:python:installer", name);
  return {};
}

Result<void> add_requested(model::Component& component, std::string_view, const std::string&) {
  component.properties.emplace_back("pushgate:python:requested", "true");
  return {};
}

Result<void> add_egg_needs(model::Component& component, std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(auto names, python_egg_needs(bytes, path, python_environment_of(path)));
  component.needs.insert(component.needs.end(), names.begin(), names.end());
  sort_names(component.needs);
  return {};
}

std::vector<std::string> paths_of(Result<std::vector<RecordedFile>> files) {
  std::vector<std::string> paths;
  if (!files) return paths;
  paths.reserve(files->size());
  for (auto& file : *files) paths.push_back(std::move(file.path));
  return paths;
}

/// `pip install --target` puts scripts into `<site>/bin`, and leaves in RECORD where they were before:
/// `../../bin/tool`. Both places are told; at most one of them has the file.
std::vector<std::string> recorded(std::string_view bytes, const std::string& path) {
  auto paths = paths_of(parse_python_record(bytes, path));
  const std::string site(parent_of(parent_of(path)));
  const std::string scripts = std::string(parent_of(parent_of(site))) + "/bin/";
  const std::size_t listed = paths.size();
  for (std::size_t i = 0; i < listed; ++i) {
    if (paths[i].starts_with(scripts)) paths.push_back(site + "/bin/" + paths[i].substr(scripts.size()));
  }
  return paths;
}

std::vector<std::string> installed(std::string_view bytes, const std::string& path) {
  return paths_of(parse_installed_files(bytes, path));
}

constexpr std::array k_companions = {
    Companion{"INSTALLER", add_installer, nullptr},
    Companion{"REQUESTED", add_requested, nullptr},
    Companion{"direct_url.json", add_python_direct_url, nullptr},
    Companion{"RECORD", nullptr, recorded},
    Companion{"installed-files.txt", nullptr, installed},
    Companion{"requires.txt", add_egg_needs, nullptr},
};

constexpr std::string_view k_egg_metadata = ".egg/EGG-INFO";

}  // namespace

Result<std::vector<model::Component>> python_packages(std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(auto distribution, parse_python_metadata(bytes, path));
  model::Component component;
  component.ecosystem = "pypi";
  component.name = distribution.name;
  component.version = distribution.version;
  TRY_ASSIGN(const auto purl, Purl::make({.type = "pypi",
                                          .name_space = {},
                                          .name = distribution.name,
                                          .version = distribution.version,
                                          .qualifiers = {},
                                          .subpath = {}}));
  component.purl = purl.to_string();
  component.supplier = std::move(distribution.author);
  component.licenses = std::move(distribution.licenses);
  component.needs = python_needs(distribution.requirements, python_environment_of(path));
  return std::vector{std::move(component)};
}

std::vector<std::string> python_owned(std::string_view, const std::string& path) {
  const std::size_t egg = path.rfind(k_egg_metadata);
  if (egg == std::string::npos || path.substr(egg + k_egg_metadata.size()) != "/PKG-INFO") return {};
  return {path.substr(0, egg + std::string_view(".egg/").size())};
}

bool is_python_metadata_folder(std::string_view path) {
  return path.ends_with(".dist-info") || path.ends_with(".egg-info") || path.ends_with(k_egg_metadata);
}

std::span<const Companion> python_companions() {
  return k_companions;
}

}  // namespace pushgate::sbom
