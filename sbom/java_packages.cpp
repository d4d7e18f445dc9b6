// SPDX-License-Identifier: Apache-2.0
// From what was kept of a Java archive to components (java_archive.hpp).
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "sbom/java_archive.hpp"
#include "sbom/java_names.hpp"

namespace pushgate::sbom {

namespace {

struct Archive {
  std::size_t depth = 0;
  std::string path;
  std::string sha1;
  std::vector<JavaArtifact> artifacts;
  std::vector<std::string_view> from;  // of each artifact
};

Result<Archive> parse(const json::Value& value, const std::string& where) {
  Archive out;
  TRY_ASSIGN(const std::uint64_t depth, json::require_unsigned(value, "depth", where));
  TRY_ASSIGN(out.path, json::require_string(value, "path", where));
  TRY_ASSIGN(const json::Array* const artifacts, json::require_array(value, "artifacts", where));
  out.depth = static_cast<std::size_t>(depth);
  out.sha1 = value.string_at("sha1");
  for (const auto& artifact : *artifacts) {
    JavaArtifact named{std::string(artifact.string_at("group")), {}, {}};
    TRY_ASSIGN(named.name, json::require_string(artifact, "artifact", where));
    TRY_ASSIGN(named.version, json::require_string(artifact, "version", where));
    out.artifacts.push_back(std::move(named));
    out.from.push_back(artifact.string_at("from"));
  }
  return out;
}

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.rfind('.'));
}

/// Which artifact an archive itself is: the only one, or the one that its name says.
std::optional<std::size_t> own_artifact(const Archive& archive, std::string_view file_name) {
  if (archive.artifacts.size() == 1) return 0;
  const std::string_view stem = stem_of(file_name);
  for (std::size_t i = 0; i < archive.artifacts.size(); ++i) {
    const auto& [group, name, version] = archive.artifacts[i];
    if (stem == fmt::format("{}-{}", name, version) || stem == name ||
        stem == fmt::format("{}.{}-{}", group, name, version)) {
      return i;
    }
  }
  return std::nullopt;
}

std::string need_of(const JavaArtifact& artifact) {
  return artifact.group.empty() ? artifact.name : fmt::format("{}:{}", artifact.group, artifact.name);
}

/// What the archives directly inside `archives[index]` are. One that nothing names stands for those inside
/// it.
std::vector<std::string> needs_of(const std::vector<Archive>& archives, std::size_t index) {
  std::vector<std::string> out;
  std::size_t depth = archives[index].depth + 1;
  for (std::size_t i = index + 1; i < archives.size() && archives[i].depth > archives[index].depth; ++i) {
    if (archives[i].depth > depth) continue;
    for (const auto& artifact : archives[i].artifacts) out.push_back(need_of(artifact));
    depth = archives[i].artifacts.empty() ? archives[i].depth + 1 : archives[i].depth;
  }
  return out;
}

Result<model::Component> component_of(const Archive& archive, std::size_t index, const std::string& path) {
  const JavaArtifact& artifact = archive.artifacts[index];
  model::Component out;
  out.ecosystem = "maven";
  out.group = artifact.group;
  out.name = artifact.name;
  out.version = artifact.version;
  out.inner_path = archive.path;
  auto purl = java_purl(artifact);
  if (!purl) return fail(Error::unchecked(path, purl.error().what));
  out.purl = std::move(*purl);
  if (!archive.from[index].empty()) {
    out.properties.emplace_back("pushgate:java:named-by", archive.from[index]);
  }
  return out;
}

}  // namespace

Result<std::vector<model::Component>> java_packages(const json::Value& document, const std::string& path) {
  TRY_ASSIGN(const json::Array* const stated, json::require_array(document, "archives", path));
  std::vector<Archive> archives;
  archives.reserve(stated->size());
  for (const auto& value : *stated) {
    TRY_ASSIGN(auto archive, parse(value, path));
    archives.push_back(std::move(archive));
  }
  std::vector<model::Component> out;
  for (std::size_t i = 0; i < archives.size(); ++i) {
    const Archive& archive = archives[i];
    const auto own = own_artifact(archive, archive.path.empty() ? path : archive.path);
    for (std::size_t k = 0; k < archive.artifacts.size(); ++k) {
      TRY_ASSIGN(auto component, component_of(archive, k, path));
      if (own == k) {
        if (!archive.sha1.empty()) component.hashes.push_back({"SHA-1", archive.sha1});
        component.needs = needs_of(archives, i);
      }
      out.push_back(std::move(component));
    }
  }
  return out;
}

}  // namespace pushgate::sbom
