// SPDX-License-Identifier: Apache-2.0
//
// pylock.toml (PEP 751; packaging.python.org, "pylock.toml Specification"):
//
//   lock-version = "1.0"
//   requires-python = ">=3.11"
//   [[packages]]
//   name = "attrs"
//   version = "25.1.0"
//   marker = "python_version < '3.13'"
//   wheels = [{name = "attrs-25.1.0-py3-none-any.whl", url = "https://…", hashes = {sha256 = "…"}}]
//
// A package has wheels, an sdist or both, or one of vcs, directory and archive. What `dependencies` says of a
// package is for people; installers take every package whose marker holds.

#include <algorithm>
#include <set>

#include "base/format.hpp"
#include "python/marker.hpp"
#include "python/package_name.hpp"
#include "python/specifier.hpp"
#include "python/toml_locks.hpp"
#include "python/version.hpp"

namespace pushgate::python {

namespace {

Result<std::string> specifier_of(const LockFields& fields) {
  TRY_ASSIGN(auto text, fields.text("requires-python"));
  if (!SpecifierSet::parse(text))
    return fail(fields.error_of("requires-python", "is no version specifier: " + text));
  return text;
}

Result<std::vector<RequirementHash>> hashes_of(const LockFields& file) {
  std::vector<RequirementHash> out;
  if (!file.has("hashes")) return out;
  TRY_ASSIGN(const auto hashes, file.table("hashes"));
  for (auto& algorithm : hashes.keys()) {
    TRY_ASSIGN(auto value, hashes.required_text(algorithm));
    out.push_back({std::move(algorithm), std::move(value)});
  }
  return out;
}

class PylockReader {
 public:
  explicit PylockReader(std::string_view file_name) : m_file_name(file_name) {}

  Result<TomlLock> read(const LockFields& root) {
    TRY(check_version(root));
    TRY(root.required_text("created-by"));
    TRY_ASSIGN(m_lock.requires_python, specifier_of(root));
    TRY_ASSIGN(m_lock.environments, root.texts("environments"));
    for (const auto& marker : m_lock.environments) TRY(parse_marker(marker, m_file_name));
    TRY_ASSIGN(const auto groups, root.texts("default-groups"));
    m_lock.default_groups.insert(groups.begin(), groups.end());
    if (!root.has("packages"))
      return fail(root.error("\"packages\" is missing; expected an array of tables"));
    TRY_ASSIGN(const auto packages, root.tables("packages"));
    for (const auto& package : packages) TRY(read_package(package));
    TRY(check_needs(packages));
    return std::move(m_lock);
  }

 private:
  Result<void> check_version(const LockFields& root) {
    TRY_ASSIGN(const auto version, root.required_text("lock-version"));
    if (version == "1.0") return {};
    const auto what =
        fmt::format("is of lock-version {}; expected 1.0, the only one that is known here", version);
    if (!version.starts_with("1.")) return fail(root.error_of("lock-version", what));
    m_lock.content.unread.push_back({root.line(), what});
    return {};
  }

  Result<void> read_package(const LockFields& package) {
    TRY_ASSIGN(auto requirement, package.requirement());
    TRY_ASSIGN(requirement.marker, package.text("marker"));
    if (!requirement.marker.empty())
      TRY(parse_marker(requirement.marker, fmt::format("{}:{}", m_file_name, package.line())));
    TRY_ASSIGN(requirement.requires_python, specifier_of(package));
    const bool has_files = package.has("wheels") || package.has("sdist");
    const int sources = static_cast<int>(has_files) + static_cast<int>(package.has("vcs")) +
                        static_cast<int>(package.has("directory")) + static_cast<int>(package.has("archive"));
    if (sources != 1) {
      return fail(package.error(
          fmt::format("{} has {} sources; expected one of wheels and sdist, vcs, directory or archive",
                      requirement.name, sources)));
    }
    if (!has_files) return read_direct(package, requirement);
    TRY(read_files(package, requirement));
    TRY_ASSIGN(const auto index, package.text("index"));
    if (!index.empty() && m_indexes.insert(index).second)
      m_lock.content.options.push_back({package.line(), "index", index});
    m_lock.content.requirements.push_back(std::move(requirement));
    return {};
  }

  static Result<void> read_files(const LockFields& package, Requirement& requirement) {
    TRY_ASSIGN(auto files, package.tables("wheels"));
    if (package.has("sdist")) {
      TRY_ASSIGN(auto sdist, package.table("sdist"));
      files.push_back(sdist);
    }
    for (const auto& fields : files) {
      TRY_ASSIGN(auto file, fields.file());
      TRY_ASSIGN(file.hashes, hashes_of(fields));
      std::ranges::copy(file.hashes, std::back_inserter(requirement.hashes));
      requirement.files.push_back(std::move(file));
    }
    return {};
  }

  Result<void> read_direct(const LockFields& package, const Requirement& requirement) {
    DirectRequirement direct;
    direct.line = requirement.line;
    direct.name = requirement.normalized;
    direct.plain = requirement.name;
    const auto place = [&](const LockFields& source) -> Result<std::string> {
      TRY_ASSIGN(auto url, source.text("url"));
      return url.empty() ? source.required_text("path") : Result<std::string>(url);
    };
    if (package.has("vcs")) {
      TRY_ASSIGN(const auto source, package.table("vcs"));
      TRY_ASSIGN(const auto type, source.required_text("type"));
      TRY_ASSIGN(const auto url, place(source));
      TRY_ASSIGN(const auto commit, source.required_text("commit-id"));
      direct.kind = DirectRequirement::Kind::vcs;
      direct.text = type + "+" + url + "@" + commit;
      direct.what = requirement.name + " comes from a repository, and not from an index";
    } else if (package.has("directory")) {
      TRY_ASSIGN(const auto source, package.table("directory"));
      TRY_ASSIGN(direct.text, source.required_text("path"));
      TRY_ASSIGN(const bool editable, source.truth("editable"));
      direct.kind = editable ? DirectRequirement::Kind::editable : DirectRequirement::Kind::path;
      direct.what = requirement.name + " is a folder, which no hash protects";
    } else {
      TRY_ASSIGN(const auto source, package.table("archive"));
      TRY_ASSIGN(direct.text, place(source));
      TRY_ASSIGN(direct.hashes, hashes_of(source));
      direct.kind = url_or_path(direct.text);
      direct.what = requirement.name + " comes from a URL or a path, and not from an index";
    }
    m_lock.content.direct.push_back(std::move(direct));
    return {};
  }

  Result<void> check_needs(const std::vector<LockFields>& packages) {
    std::set<std::string> names;
    for (const auto& requirement : m_lock.content.requirements) names.insert(requirement.normalized);
    for (const auto& direct : m_lock.content.direct) names.insert(direct.name);
    for (const auto& package : packages) {
      TRY_ASSIGN(const auto needs, package.tables("dependencies"));
      for (const auto& need : needs) {
        TRY_ASSIGN(const auto wanted, need.requirement());
        if (names.contains(wanted.normalized)) continue;
        TRY_ASSIGN(auto by, package.requirement());
        m_lock.missing.push_back({std::move(by), wanted.name + wanted.specifier});
      }
    }
    return {};
  }

  std::string_view m_file_name;
  TomlLock m_lock;
  std::set<std::string> m_indexes;
};

}  // namespace

Result<TomlLock> read_pylock(const LockFields& root, std::string_view file_name) {
  return PylockReader(file_name).read(root);
}

}  // namespace pushgate::python
