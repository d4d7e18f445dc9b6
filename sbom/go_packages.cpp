// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_packages.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "sbom/go_linker_version.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

/// `v1.22.1` of `go1.22.1 X:boringcrypto`; empty where Go was built from no release.
std::string stdlib_version(std::string_view go_version) {
  if (go_version.starts_with("go")) go_version.remove_prefix(2);
  go_version = go_version.substr(0, go_version.find(' '));
  if (go_version.empty() || go_version[0] < '0' || go_version[0] > '9') return {};
  return "v" + std::string(go_version);
}

std::string known_version(const std::string& version) {
  return version == "(devel)" ? std::string() : version;
}

/// Of a `replace` with a folder, which has a path of the file system: `./fork`, `../fork`, `/src`, `C:\src`.
bool is_folder(std::string_view path) {
  if (path.starts_with('.') || path.starts_with('/') || path.starts_with('\\')) return true;
  return path.size() >= 2 && path[1] == ':';
}

Result<model::Component> component_of(const GoModule& module) {
  model::Component out;
  out.ecosystem = "golang";
  out.name = module.path;
  out.version = known_version(module.version);
  const std::size_t slash = module.path.rfind('/');
  const bool has_space = slash != std::string::npos;
  TRY_ASSIGN(const auto purl, Purl::make({.type = "golang",
                                          .name_space = has_space ? module.path.substr(0, slash) : "",
                                          .name = has_space ? module.path.substr(slash + 1) : module.path,
                                          .version = out.version,
                                          .qualifiers = {},
                                          .subpath = {}}));
  out.purl = purl.to_string();
  if (!module.sum.empty()) out.properties.emplace_back("pushgate:go:h1", module.sum);
  return out;
}

GoModule compiled(const GoDependency& dependency) {
  if (!dependency.replacement) return dependency.module;
  if (is_folder(dependency.replacement->path)) return {dependency.module.path, "", ""};
  return *dependency.replacement;
}

/// A version that was tagged is believed; one made from a commit less than what the linker was told.
std::string main_version(const GoBuildInfo& info) {
  std::string version = known_version(info.main->version);
  if (!version.empty() && !is_go_pseudo_version(version)) return version;
  const auto flags = std::ranges::find(info.settings, "-ldflags",
                                       [](const auto& setting) -> const auto& { return setting.first; });
  std::string set =
      flags == info.settings.end() ? std::string() : go_linker_version(info.main->path, flags->second);
  return set.empty() ? version : set;
}

}  // namespace

Result<std::vector<model::Component>> go_packages(const GoBuildInfo& info) {
  std::vector<GoModule> modules{{"stdlib", stdlib_version(info.go_version), ""}};
  for (const auto& dependency : info.dependencies) {
    // Old versions of Go list a module without a path.
    if (auto module = compiled(dependency); !module.path.empty()) modules.push_back(std::move(module));
  }
  std::vector<model::Component> out;
  std::set<std::string> seen;
  std::set<std::string> names;
  for (const auto& module : modules) {
    TRY_ASSIGN(auto component, component_of(module));
    names.insert(component.name);
    if (seen.insert(component.purl).second) out.push_back(std::move(component));
  }
  if (!info.main || info.main->path.empty()) return out;
  GoModule main = *info.main;
  main.version = main_version(info);
  TRY_ASSIGN(auto component, component_of(main));
  component.needs.assign(names.begin(), names.end());
  if (seen.insert(component.purl).second) out.push_back(std::move(component));
  return out;
}

}  // namespace pushgate::sbom
