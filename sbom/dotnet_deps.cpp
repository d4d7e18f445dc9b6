// SPDX-License-Identifier: Apache-2.0
#include "sbom/dotnet_deps.hpp"

// NAME.deps.json beside NAME.dll (dotnet/sdk, documentation/specs/runtime-configuration-file.md), which the
// host reads to find an application's assemblies:
//
//   {"runtimeTarget": {"name": ".NETCoreApp,Version=v8.0/linux-x64"},
//    "targets": {".NETCoreApp,Version=v8.0/linux-x64": {
//      "App/1.0.0": {"dependencies": {"Serilog": "3.1.1"}, "runtime": {"App.dll": {}}},
//      "Serilog/3.1.1": {"runtime": {"lib/net7.0/Serilog.dll": {"fileVersion": "3.1.1.0"}}},
//      "SQLite/3.44": {"runtimeTargets": {"runtimes/linux-x64/native/libe_sqlite3.so": {"rid":
//      "linux-x64"}}}, "NETStandard.Library/2.0.3": {"dependencies": {…}}}},
//    "libraries": {
//      "App/1.0.0": {"type": "project", "sha512": ""},
//      "Serilog/3.1.1": {"type": "package", "sha512": "sha512-<base64>", "path": "serilog/3.1.1"}, …}}
//
// What counts is what Trivy counts: libraries of type package or project (of several projects it takes one at
// random, this takes all) that bring a runtime, runtimeTargets or native member in the target of
// runtimeTarget. One that the target does not name counts, too, as does everything where there is no such
// target. A library without a slash in its key has no version and is passed over. The host skips a byte-order
// mark, and so does this.
//
// A runtime or resources file is published without its folder, a resource under its locale's; those of
// runtimeTargets keep their paths.

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "base/format.hpp"
#include "base/slash_path.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_ending = ".deps.json";

Result<json::Value> read_document(std::string_view bytes, const std::string& path) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  TRY_ASSIGN(auto document, json::parse(bytes, path));
  if (document.as_object() == nullptr) {
    return fail(Error::unchecked(path, "is no JSON object; expected an application's dependencies"));
  }
  return document;
}

/// The libraries of the target that the application runs on, by `NAME/VERSION`; nothing where there is none.
class Target {
 public:
  explicit Target(const json::Value& document) {
    const auto* run = document.find("runtimeTarget");
    const auto* targets = document.find("targets");
    if (run == nullptr || targets == nullptr) return;
    const auto* target = targets->find(run->string_at("name"));
    const auto* libraries = target == nullptr ? nullptr : target->as_object();
    if (libraries == nullptr) return;
    for (const auto& [key, library] : libraries->members()) m_libraries.emplace(key, &library);
  }

  const json::Value* find(std::string_view key) const {
    const auto found = m_libraries.find(key);
    return found == m_libraries.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<std::string_view, const json::Value*> m_libraries;
};

bool has(const json::Value& library, std::string_view name) {
  const auto* value = library.find(name);
  return value != nullptr && !value->is_null();
}

bool counts(const json::Value& library, const json::Value* in_target) {
  const auto type = library.string_at("type");
  if (!same_letters(type, "package") && !same_letters(type, "project")) return false;
  return in_target == nullptr || has(*in_target, "runtime") || has(*in_target, "runtimeTargets") ||
         has(*in_target, "native");
}

const json::Object* libraries_of(const json::Value& document) {
  const auto* libraries = document.find("libraries");
  return libraries == nullptr ? nullptr : libraries->as_object();
}

/// A path that leads nowhere else than below the application's folder.
bool is_below(std::string_view path) {
  return !path.empty() && path.front() != '/' && path.find("..") == std::string_view::npos;
}

void add_files(std::vector<std::string>& files, const std::string& folder, const json::Value& library) {
  for (const std::string_view kind : {"runtime", "native", "resources", "runtimeTargets"}) {
    const auto* value = library.find(kind);
    const auto* assets = value == nullptr ? nullptr : value->as_object();
    if (assets == nullptr) continue;
    for (const auto& [asset, about] : assets->members()) {
      const auto locale = about.string_at("locale");
      std::string file(kind == "runtimeTargets" ? std::string_view(asset) : name_of(asset));
      if (kind == "resources" && !locale.empty()) file = std::string(locale) + "/" + file;
      if (is_below(file)) files.push_back(folder + file);
    }
  }
}

}  // namespace

bool is_dotnet_deps(std::string_view path) {
  return path.ends_with(k_ending);
}

Result<std::vector<model::Component>> dotnet_packages(std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(const auto document, read_document(bytes, path));
  std::vector<model::Component> components;
  const auto* libraries = libraries_of(document);
  if (libraries == nullptr) return components;
  const Target target(document);
  for (const auto& [key, library] : libraries->members()) {
    const std::size_t slash = key.find('/');
    const auto* in_target = target.find(key);
    if (slash == std::string::npos || !counts(library, in_target)) continue;
    TRY_ASSIGN(auto component, stated_component({.ecosystem = "nuget",
                                                 .group = {},
                                                 .name = key.substr(0, slash),
                                                 .version = key.substr(slash + 1),
                                                 .qualifiers = {}},
                                                fmt::format("{}: library '{}'", path, key.substr(0, 200))));
    const auto* needed = in_target == nullptr ? nullptr : in_target->find("dependencies");
    if (const auto* names = needed == nullptr ? nullptr : needed->as_object()) {
      for (const auto& [name, version] : names->members()) component.needs.push_back(name);
      sort_names(component.needs);
    }
    if (auto hash = integrity_hash(library.string_at("sha512"))) component.hashes.push_back(std::move(*hash));
    components.push_back(std::move(component));
  }
  return components;
}

std::vector<std::string> dotnet_owned(std::string_view bytes, const std::string& path) {
  std::vector<std::string> files;
  const auto document = read_document(bytes, path);
  const auto* libraries = document ? libraries_of(*document) : nullptr;
  if (libraries == nullptr) return files;
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  const Target target(*document);
  for (const auto& [key, library] : libraries->members()) {
    const auto* in_target = target.find(key);
    if (in_target != nullptr && counts(library, in_target)) add_files(files, folder, *in_target);
  }
  sort_names(files);
  return files;
}

}  // namespace pushgate::sbom
