// SPDX-License-Identifier: Apache-2.0
//
// What a lock names and what is installed: each distribution that this image added is one of the lock's, in
// its version, and each that the lock asks for is there.

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "python/marker.hpp"
#include "python/toml_lock.hpp"
#include "python/version.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_environment.hpp"
#include "scanners/provenance/proof.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

using python::Truth;

/// One line of a lock that names a distribution.
struct Locked {
  const std::string* file = nullptr;
  const python::Requirement* line = nullptr;
  bool is_constraint = false;  ///< it chooses a version, and installs nothing
};

/// Python's name of a machine that images name by Go's; empty where it is not known.
std::string_view machine_of(std::string_view architecture) {
  if (architecture == "amd64") return "x86_64";
  return architecture == "arm64" ? "aarch64" : "";
}

std::string purl_of(const python::Requirement& line) {
  const auto purl = sbom::Purl::make({.type = "pypi",
                                      .name_space = {},
                                      .name = line.normalized,
                                      .version = line.pin,
                                      .qualifiers = {},
                                      .subpath = {}});
  return purl ? purl->to_string() : line.name;
}

class LockComparison {
 public:
  explicit LockComparison(Proof& proof) : m_proof(proof) {}

  Result<void> run(const std::filesystem::path& lock) {
    const auto read = [](const std::string& path) { return store::read_file(path, limits::k_lock_bytes); };
    TRY_ASSIGN(m_files, python::read_lock_tree(lock.string(), read));
    for (const auto& file : m_files) take(file);
    for (const auto& one : m_proof.installed.distributions()) {
      if (one.of_system || one.carried) continue;
      if (!one.of_base.value_or(false)) check_installed(one);
    }
    for (const auto& [name, lines] : m_lines) {
      for (const auto& locked : lines) {
        if (!locked.is_constraint) check_locked(locked);
      }
    }
    return {};
  }

 private:
  void take(const python::RequirementTreeFile& file) {
    for (const auto& line : file.content.requirements) {
      m_lines[line.normalized].push_back({&file.path, &line, file.is_constraint});
    }
    for (const auto& direct : file.content.direct) {
      m_direct.push_back(direct.name);
      if (direct.name.empty()) m_all_read = false;
    }
    if (!file.content.unread.empty()) m_all_read = false;
  }

  /// Whether a line asks for its distribution in the environment of a path.
  Truth asked_for(const python::Requirement& line, const std::string& path) const {
    if (line.marker.empty()) return Truth::yes;
    const auto marker = python::parse_marker(line.marker, line.name);
    if (!marker) return Truth::unknown;
    auto environment = sbom::python_environment_of(path);
    environment.sets = {{"extras", {}}, {"dependency_groups", {}}};  // what a lock has for who asks for it
    const auto machine = machine_of(m_proof.input.architecture);
    if (!machine.empty()) environment.values.emplace("platform_machine", machine);
    return python::evaluate(*marker, environment).value_or(Truth::unknown);
  }

  void check_installed(const Distribution& one) {
    const auto& component = *one.component;
    const auto lines = m_lines.find(one.name);
    if (lines == m_lines.end() || lines->second.empty()) {
      if (std::ranges::find(m_direct, one.name) != m_direct.end()) return;
      unlocked(one, fmt::format("{} {} is named by no line of the lock", component.name, component.version));
      return;
    }
    const Locked* other = nullptr;
    for (const auto& locked : lines->second) {
      if (asked_for(*locked.line, one.metadata) == Truth::no) continue;
      if (locked.line->pin.empty() || python::pin_takes(locked.line->pin, component.version)) {
        return found(one, locked);
      }
      other = &locked;
    }
    if (other == nullptr) {
      unlocked(one, fmt::format("{} {} is locked only where `{}`", component.name, component.version,
                                lines->second.front().line->marker));
      return;
    }
    m_proof.add_in(one.layer, "provenance/other-version", component.purl, one.metadata,
                   fmt::format("{} is installed in version {}; {}:{} pins {}", component.name,
                               component.version, *other->file, other->line->line, other->line->pin),
                   "build the image from this lock, or lock what is installed");
  }

  void found(const Distribution& one, const Locked& locked) {
    auto& chain = m_proof.chain_of(one);
    chain.lock = fmt::format("{}:{}", *locked.file, locked.line->line);
    for (const auto& hash : locked.line->hashes) {
      if (hash.algorithm == "sha256") chain.locked_sha256.push_back(hash.value);
    }
  }

  void unlocked(const Distribution& one, std::string message) {
    // A base image has a pip of its own, which no lock of a service names.
    const bool knows_base = one.of_base.has_value();
    auto& finding = m_proof.add_in(
        one.layer, knows_base ? "provenance/unlocked-distribution" : "provenance/unlocked-unknown-base",
        one.component->purl, one.metadata, std::move(message),
        knows_base ? "lock it with its hash, or remove what installs it"
                   : "say with --base which image this one was built on; what is not that image's, lock with "
                     "its hash or remove");
    // A line that was not judged may be the one that locks it.
    finding.could_not_look = !m_all_read;
  }

  void check_locked(const Locked& locked) {
    Truth asked = Truth::no;
    bool any = false;
    for (const auto& one : m_proof.installed.distributions()) {
      if (one.carried) continue;
      if (one.name == locked.line->normalized) return;
      if (one.of_system) continue;
      asked = std::max(asked, asked_for(*locked.line, one.metadata));
      any = true;
    }
    if (!any) asked = asked_for(*locked.line, "");
    if (asked == Truth::no) return;
    auto& finding = m_proof.add(
        "provenance/missing-distribution", purl_of(*locked.line), *locked.file,
        asked == Truth::yes
            ? fmt::format("{}{} is locked and not installed", locked.line->name, locked.line->specifier)
            : fmt::format("{}{} is not installed; whether `{}` asks for it is not known here",
                          locked.line->name, locked.line->specifier, locked.line->marker),
        "build the image from this lock");
    finding.location.line = locked.line->line;
    finding.could_not_look = asked == Truth::unknown;
  }

  Proof& m_proof;
  std::vector<python::RequirementTreeFile> m_files;
  std::map<std::string, std::vector<Locked>> m_lines;  // by normalised name
  std::vector<std::string> m_direct;                   // names that the lock takes from a URL or a folder
  bool m_all_read = true;
};

}  // namespace

void compare_with_lock(Proof& proof) {
  if (!proof.input.lock) return;
  auto done = LockComparison(proof).run(*proof.input.lock);
  if (!done) proof.not_looked_at.push_back(fmt::format("{}: {}", done.error().subject, done.error().what));
}

}  // namespace pushgate::scanners
