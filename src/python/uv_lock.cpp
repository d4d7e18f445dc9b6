// SPDX-License-Identifier: Apache-2.0
//
// uv.lock, version 1, as uv 0.4 and up write it; its own tool alone defines it:
//
//   version = 1
//   requires-python = ">=3.11"
//   [manifest]                                        # of workspaces and scripts
//   members = ["app", "lib"]
//   requirements = [{ name = "requests" }]
//   [[package]]
//   name = "app"
//   source = { virtual = "." }                        # or registry, url, git, path, directory, editable
//   dependencies = [{ name = "requests", extra = ["socks"], marker = "sys_platform == 'win32'" }]
//   optional-dependencies = { web = [{ name = "flask" }] }
//   dev-dependencies = { dev = [{ name = "pytest" }] }
//   [[package]]
//   name = "requests"
//   version = "2.34.2"
//   source = { registry = "https://pypi.org/simple" }
//   sdist = { url = "https://…", hash = "sha256:…" }
//   wheels = [{ url = "https://…", hash = "sha256:…" }]
//
// An edge names a package, with version and source where there are several of that name. What an edge asks
// for is written on it alone, so the marker of a package is made of the ways that lead to it from the
// projects whose lock this is: those of `members`, or the one in ".". They are built, and not locked.

#include <algorithm>
#include <map>
#include <set>

#include "base/format.hpp"
#include "python/lock_graph.hpp"
#include "python/marker.hpp"
#include "python/package_name.hpp"
#include "python/specifier.hpp"
#include "python/toml_locks.hpp"

namespace pushgate::python {

namespace {

struct Package {
  Requirement requirement;
  LockFields fields;
  std::string source;  ///< `registry`, `git`
  std::string place;
  bool is_own = false;       ///< one of the projects
  LockGraph::Node node = 0;  ///< it, without an extra
};

class UvReader {
 public:
  explicit UvReader(std::string_view file_name) : m_file_name(file_name), m_root(m_graph.add_node()) {}

  Result<TomlLock> read(const LockFields& root) {
    TRY(root.expect_number("version", 1));
    TRY_ASSIGN(m_lock.requires_python, root.text("requires-python"));
    if (!SpecifierSet::parse(m_lock.requires_python))
      return fail(root.error_of("requires-python", "is no version specifier: " + m_lock.requires_python));
    TRY_ASSIGN(const auto packages, root.tables("package"));
    for (const auto& fields : packages) TRY(read_package(fields));
    for (std::size_t i = 0; i < m_packages.size(); ++i)
      m_by_name[m_packages[i].requirement.normalized].push_back(i);
    TRY(read_manifest(root));
    for (const auto& package : m_packages) TRY(read_edges(package));
    if (!m_packages.empty() && !m_has_root) {
      return fail(root.error("has no project: no package stands in \".\", and [manifest] names none"));
    }
    TRY(write(root));
    return std::move(m_lock);
  }

 private:
  Result<void> read_package(const LockFields& fields) {
    TRY_ASSIGN(auto requirement, fields.requirement());
    TRY_ASSIGN(const auto source, fields.table("source"));
    Package package{std::move(requirement), fields, "", "", false, m_graph.add_node()};
    for (const auto* kind : {"registry", "git", "url", "path", "directory", "editable", "virtual"}) {
      if (!source.has(kind)) continue;
      TRY_ASSIGN(package.place, source.required_text(kind));
      package.source = kind;
    }
    if (package.source.empty()) {
      return fail(
          source.error("names no source that is known here; expected registry, git, url, path, "
                       "directory, editable or virtual"));
    }
    m_packages.push_back(std::move(package));
    return {};
  }

  Result<void> read_manifest(const LockFields& root) {
    std::set<std::string> members;
    if (root.has("manifest")) {
      TRY_ASSIGN(const auto manifest, root.table("manifest"));
      TRY_ASSIGN(const auto names, manifest.texts("members"));
      for (const auto& name : names) members.insert(normalize_name(name));
      TRY_ASSIGN(const auto wishes, manifest.tables("requirements"));
      for (const auto& wish : wishes) TRY(add_edge(wish, m_root, nullptr));
      m_has_root = !wishes.empty() || !names.empty();
    }
    for (auto& package : m_packages) {
      const bool is_folder =
          package.source == "virtual" || package.source == "editable" || package.source == "directory";
      package.is_own = is_folder && (members.empty() ? package.place == "."
                                                     : members.contains(package.requirement.normalized));
      if (!package.is_own) continue;
      m_has_root = true;
      m_lock.own.insert(package.requirement.normalized);
      m_graph.add_edge(m_root, package.node, "");
    }
    return {};
  }

  Result<void> read_edges(const Package& package) {
    TRY_ASSIGN(const auto needs, package.fields.tables("dependencies"));
    for (const auto& need : needs) TRY(add_edge(need, package.node, &package));
    TRY(read_choices(package, "optional-dependencies", "extras"));
    return read_choices(package, "dev-dependencies", "dependency_groups");
  }

  /// Extras and groups. Those of the projects are there for who asks for them.
  Result<void> read_choices(const Package& package, std::string_view key, std::string_view set) {
    if (!package.fields.has(key)) return {};
    TRY_ASSIGN(const auto choices, package.fields.table(key));
    for (const auto& name : choices.keys()) {
      if (!is_package_name(name)) return fail(choices.error_of(name, "is no name: " + name));
      const bool is_extra = set == "extras";
      const auto from = is_extra ? extra_of(package, name) : m_graph.add_node();
      if (package.is_own) m_graph.add_edge(package.node, from, fmt::format("'{}' in {}", name, set));
      TRY_ASSIGN(const auto needs, choices.tables(name));
      for (const auto& need : needs) TRY(add_edge(need, from, &package));
    }
    return {};
  }

  LockGraph::Node extra_of(const Package& package, const std::string& name) {
    auto& extras = m_extras[&package];
    const auto [found, is_new] = extras.try_emplace(normalize_name(name), 0);
    if (is_new) found->second = m_graph.add_node();
    return found->second;
  }

  Result<void> add_edge(const LockFields& edge, LockGraph::Node from, const Package* by) {
    TRY_ASSIGN(const auto wanted, edge.requirement());
    TRY_ASSIGN(const auto marker, edge.text("marker"));
    if (!marker.empty()) TRY(parse_marker(marker, fmt::format("{}:{}", m_file_name, edge.line())));
    TRY_ASSIGN(auto extras, edge.texts(edge.has("extra") ? "extra" : "extras"));
    bool found = false;
    for (const auto index : m_by_name[wanted.normalized]) {
      auto& package = m_packages[index];
      if (!wanted.pin.empty() && wanted.pin != package.requirement.pin) continue;
      found = true;
      m_graph.add_edge(from, package.node, marker);
      for (const auto& extra : extras) m_graph.add_edge(from, extra_of(package, extra), marker);
    }
    if (found) return {};
    Requirement needed_by;
    needed_by.line = edge.line();
    if (by != nullptr) needed_by = by->requirement;
    m_lock.missing.push_back({std::move(needed_by), wanted.name + wanted.specifier});
    return {};
  }

  Result<void> write(const LockFields& root) {
    const auto conditions = m_graph.conditions(m_root);
    for (auto& package : m_packages) {
      if (package.is_own || package.source == "virtual") continue;  // nothing of it is installed
      const auto& condition = conditions[package.node];
      if (condition.tangled) {
        return fail(root.error(
            fmt::format("what {} is locked for has too many markers to be told", package.requirement.name)));
      }
      // What nobody needs is installed by nobody.
      package.requirement.marker = condition.reached ? condition.marker : "'' in dependency_groups";
      for (const auto& [extra, node] : m_extras[&package]) {
        if (conditions[node].plain) package.requirement.extras.push_back(extra);
      }
      TRY(read_files(package));
      if (package.source == "registry") {
        if (m_indexes.insert(package.place).second)
          m_lock.content.options.push_back({package.requirement.line, "index", package.place});
        m_lock.content.requirements.push_back(std::move(package.requirement));
      } else {
        write_direct(package);
      }
    }
    return {};
  }

  static Result<void> read_files(Package& package) {
    TRY_ASSIGN(auto files, package.fields.tables("wheels"));
    if (package.fields.has("sdist")) {
      TRY_ASSIGN(auto sdist, package.fields.table("sdist"));
      files.push_back(sdist);
    }
    for (const auto& fields : files) {
      if (!fields.has("url") && !fields.has("path") && !fields.has("filename"))
        continue;  // in the folder, or URL
      TRY_ASSIGN(auto file, fields.file());
      TRY_ASSIGN(file.hashes, hash_of(fields));
      std::ranges::copy(file.hashes, std::back_inserter(package.requirement.hashes));
      package.requirement.files.push_back(std::move(file));
    }
    return {};
  }

  static Result<std::vector<RequirementHash>> hash_of(const LockFields& file) {
    TRY_ASSIGN(const auto hash, file.text("hash"));
    if (hash.empty()) return std::vector<RequirementHash>{};
    const auto colon = hash.find(':');
    if (colon == std::string::npos) return fail(file.error_of("hash", "is no hash; expected sha256:DIGITS"));
    return std::vector<RequirementHash>{{hash.substr(0, colon), hash.substr(colon + 1)}};
  }

  void write_direct(const Package& package) {
    using Kind = DirectRequirement::Kind;
    const auto& requirement = package.requirement;
    DirectRequirement direct;
    direct.line = requirement.line;
    direct.name = requirement.normalized;
    direct.plain = requirement.name;
    direct.text = package.source == "git" ? "git+" + package.place : package.place;
    direct.hashes = requirement.hashes;
    direct.kind = package.source == "git"        ? Kind::vcs
                  : package.source == "editable" ? Kind::editable
                                                 : url_or_path(package.place);
    direct.what = requirement.name + " does not come from an index";
    m_lock.content.direct.push_back(std::move(direct));
  }

  std::string_view m_file_name;
  TomlLock m_lock;
  LockGraph m_graph;
  LockGraph::Node m_root;
  bool m_has_root = false;
  std::vector<Package> m_packages;
  std::map<std::string, std::vector<std::size_t>, std::less<>> m_by_name;
  std::map<const Package*, std::map<std::string, LockGraph::Node>> m_extras;  // by normalised name
  std::set<std::string> m_indexes;
};

}  // namespace

Result<TomlLock> read_uv_lock(const LockFields& root, std::string_view file_name) {
  return UvReader(file_name).read(root);
}

}  // namespace pushgate::python
