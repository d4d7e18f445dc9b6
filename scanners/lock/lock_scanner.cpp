// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_scanner.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "python/version.hpp"
#include "scanners/lock/lock_compatibility.hpp"
#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"
#include "scanners/lock/lock_hashes.hpp"
#include "scanners/lock/lock_header.hpp"
#include "scanners/lock/lock_inputs.hpp"
#include "scanners/lock/lock_needs.hpp"
#include "scanners/lock/lock_scope.hpp"
#include "scanners/lock/lock_sources.hpp"
#include "scanners/lock/wheelhouse.hpp"

namespace pushgate::scanners {

namespace {

using model::ScannerRun;
using Requirement = LockedRequirement;

constexpr std::string_view k_generate = "let `pip-compile --generate-hashes` write the lock";

std::string hash_option(const Digest& digest) {
  return "--hash=" + digest.to_string();
}

/// One lock, with its wheelhouse where there is one.
class LockCheck {
 public:
  LockCheck(const LockInput& input, const LockContents& lock, LockFindings& findings)
      : m_input(input), m_lock(lock), m_findings(findings) {
    for (const auto& requirement : m_lock.requirements)
      m_requirements[requirement.normalized].push_back(&requirement);
  }

  void use_wheelhouse(std::vector<WheelhouseFile> files) {
    m_files = std::move(files);
    for (const auto& file : m_files) {
      if (file.names) m_files_by_name[file.names->name].push_back(&file);
    }
  }

  void run() {
    for (const auto& [path, line] : m_lock.unread)
      m_findings.could_not_judge("lock/unsupported", "", {path, line.line}, line.what);
    for (const auto& requirement : m_lock.requirements) {
      check_pin(requirement);
      check_hashes(requirement);
    }
    if (m_lock.toml) check_listed_needs(*m_lock.toml);
    if (!m_input.wheelhouse) return;
    for (const auto& file : m_files) check_file(file);
    for (const auto& requirement : m_lock.requirements) check_presence(requirement);
  }

  const std::vector<WheelhouseFile>& files() const { return m_files; }

 private:
  static LockPlace place_of(const Requirement& requirement) { return {requirement.path, requirement.line}; }

  /// The files of the wheelhouse that a requirement could mean.
  std::vector<const WheelhouseFile*> files_for(const Requirement& requirement) const {
    std::vector<const WheelhouseFile*> out;
    const auto found = m_files_by_name.find(requirement.normalized);
    if (found == m_files_by_name.end()) return out;
    for (const auto* file : found->second) {
      if (takes(requirement, *file)) out.push_back(file);
    }
    return out;
  }

  static bool takes(const Requirement& requirement, const WheelhouseFile& file) {
    return requirement.pin.empty() || python::pin_takes(requirement.pin, file.names->version);
  }

  /// `NAME==VERSION --hash=… --hash=…` for files of one version; empty where there are none, or several
  /// versions.
  static std::string line_for(const std::string& name, const std::vector<const WheelhouseFile*>& files) {
    if (files.empty()) return "";
    const auto& version = files.front()->names->version;
    std::string line = name + "==" + version;
    for (const auto* file : files) {
      if (file->names->version != version) return "";
      line += " " + hash_option(file->digest);
    }
    return line;
  }

  std::string repair(const Requirement& requirement) const {
    if (m_lock.toml) return "make the lock again with the tool that wrote it";
    const auto line = line_for(requirement.name, files_for(requirement));
    return line.empty() ? std::string(k_generate) : "if the wheelhouse holds what you mean, write: " + line;
  }

  void check_pin(const Requirement& requirement) {
    if (requirement.pin.empty()) {
      const auto what = requirement.specifier.empty() ? "names no version" : "allows more than one version";
      m_findings.add("lock/not-pinned", lock_purl(requirement), place_of(requirement),
                     fmt::format("`{}{}` {}; expected {}==VERSION", requirement.name, requirement.specifier,
                                 what, requirement.name),
                     repair(requirement));
      return;
    }
    // Markers may exclude each other; they are not evaluated here.
    if (!requirement.marker.empty()) return;
    const auto [first, is_new] = m_pinned.try_emplace(requirement.normalized, &requirement);
    if (is_new || python::pin_takes(first->second->pin, requirement.pin)) return;
    m_findings.add("lock/not-pinned", lock_purl(requirement), place_of(requirement),
                   fmt::format("{} is pinned to {} here and to {} at line {}; expected one version",
                               requirement.name, requirement.pin, first->second->pin, first->second->line),
                   "remove one of the two lines");
  }

  /// What the lock itself says that a package needs, and has not.
  void check_listed_needs(const python::TomlLock& lock) {
    for (const auto& [by, need] : lock.missing) {
      const auto who = by.name.empty() ? std::string("the lock") : by.name + by.specifier;
      m_findings.add("lock/unmet-dependency", by.name.empty() ? "" : lock_purl(by),
                     {m_input.display_name, by.line},
                     fmt::format("{} needs {}, which is not in the lock", who, need),
                     "make the lock again with the tool that wrote it");
    }
  }

  void check_hashes(const Requirement& requirement) {
    if (m_lock.toml) return check_listed_files(requirement, m_findings);
    if (requirement.hashes.empty()) {
      m_findings.add(
          "lock/missing-hash", lock_purl(requirement), place_of(requirement),
          fmt::format("{}{} has no hash; expected --hash=sha256:…", requirement.name, requirement.specifier),
          repair(requirement));
    }
    for (const auto& hash : requirement.hashes) {
      if (is_digest(hash)) continue;
      add_weak_hash(hash, requirement.name + requirement.specifier, lock_purl(requirement),
                    place_of(requirement), repair(requirement), m_findings);
    }
  }

  /// A file is what the lock means where one of the requirements that take its name and version has its hash.
  void check_file(const WheelhouseFile& file) {
    if (is_direct(file)) return;
    const auto same_name = file.names ? m_requirements.find(file.names->name) : m_requirements.end();
    if (same_name == m_requirements.end()) return add_unlocked(file, nullptr);
    std::vector<const Requirement*> takers;
    for (const auto* requirement : same_name->second) {
      if (takes(*requirement, file)) takers.push_back(requirement);
    }
    if (takers.empty()) return add_unlocked(file, same_name->second.front());

    bool hashed = false;
    for (const auto* taker : takers) {
      for (const auto& hash : taker->hashes) {
        if (file.has(hash)) return;
        hashed = hashed || is_digest(hash);
      }
    }
    if (!hashed) return;  // lock/missing-hash or lock/weak-hash has said so
    const auto& taker = *takers.front();
    m_findings.add(
        "lock/hash-mismatch", lock_purl(taker), place_of(taker),
        fmt::format("{} in the wheelhouse is {}, which the lock does not name", file.file_name,
                    file.digest.to_string()),
        m_lock.toml ? "fetch it again"
                    : "fetch it again; only if this is the file you mean, add: " + hash_option(file.digest));
  }

  /// A URL or a path with a hash locks the file that has it.
  bool is_direct(const WheelhouseFile& file) const {
    return std::ranges::any_of(m_lock.direct, [&](const auto& direct) {
      return std::ranges::any_of(direct.line.hashes, [&](const auto& hash) { return file.has(hash); });
    });
  }

  void add_unlocked(const WheelhouseFile& file, const Requirement* same_name) {
    const auto path = (*m_input.wheelhouse / file.file_name).string();
    const auto what = !file.names ? std::string("has a name of no form that pip knows")
                      : same_name ? fmt::format("is version {}; the lock pins {} at line {}",
                                                file.names->version, same_name->pin, same_name->line)
                                  : std::string("is in the wheelhouse and not in the lock");
    auto hint = "remove it: rm " + shell_quoted(path);
    if (file.names && !m_lock.toml) hint += "; or lock it: " + line_for(file.names->name, {&file});
    auto& finding = m_findings.add("lock/unlocked-wheel", file.file_name, {path, 0},
                                   file.file_name + " " + what, std::move(hint));
    // A line that was not judged may be the one that locks it.
    finding.could_not_look = !m_lock.unread.empty();
  }

  void check_presence(const Requirement& requirement) {
    if (requirement.wanted == python::Truth::no || !files_for(requirement).empty()) return;
    const auto wanted = requirement.name + requirement.specifier;
    const auto what = "the wheelhouse has no file for " + wanted;
    if (requirement.wanted == python::Truth::unknown) {
      auto open = fmt::format("{}; whether `{}` asks for it is not known here", what, requirement.marker);
      if (m_input.whole) {
        m_findings.could_not_judge("lock/missing-wheel", lock_purl(requirement), place_of(requirement),
                                   std::move(open), "name the target with --python and --platform");
        return;
      }
      auto& finding = m_findings.add("lock/missing-wheel", lock_purl(requirement), place_of(requirement),
                                     std::move(open), "");
      finding.could_not_look = true;
      return;
    }
    m_findings.add("lock/missing-wheel", lock_purl(requirement), place_of(requirement), what,
                   fmt::format("pip download --no-deps --dest {} {}",
                               shell_quoted(m_input.wheelhouse->string()), shell_quoted(wanted)));
  }

  const LockInput& m_input;
  const LockContents& m_lock;
  LockFindings& m_findings;
  std::map<std::string, std::vector<const Requirement*>> m_requirements;
  std::vector<WheelhouseFile> m_files;
  std::map<std::string, std::vector<const WheelhouseFile*>> m_files_by_name;
  std::map<std::string, const Requirement*> m_pinned;
};

Result<LockReport> check(const LockInput& input) {
  TRY_ASSIGN(const auto lock, read_lock(input));
  LockFindings findings(input.display_name);
  LockCheck check(input, lock, findings);
  if (input.wheelhouse) {
    TRY_ASSIGN(auto files, read_wheelhouse(*input.wheelhouse, other_hashes(lock)));
    check.use_wheelhouse(std::move(files));
  }
  check.run();
  const auto form = lock.toml ? lock.toml->form : python::LockForm::requirements;
  const auto repair = repair_command(read_lock_header(lock.text), input.lock, form);
  if (input.whole) {
    check_sources(lock, findings);
    if (input.inputs) check_inputs(input, lock, repair, findings);
    check_scope(input, lock, findings);
    if (input.wheelhouse) check_needs(input, lock, check.files(), findings);
    if (input.wheelhouse || lock.toml) check_compatibility(input, lock, check.files(), findings);
  }
  return LockReport{findings.take(), lock.requirements.size(), repair};
}

}  // namespace

LockReport check_lock(const LockInput& input) {
  auto report = check(input);
  if (report) return std::move(*report);
  const auto& error = report.error();
  const auto subject = error.subject.empty() ? "" : error.subject + ": ";
  std::string reason = subject + error.what;
  for (const auto& context : error.context) reason += ", " + context;
  if (!error.hint.empty()) reason += "; hint: " + error.hint;
  LockReport out;
  out.result.run = {"lock", ScannerRun::Outcome::incomplete, std::move(reason)};
  return out;
}

model::ScanResult scan_lock(const LockInput& input) {
  return check_lock(input).result;
}

}  // namespace pushgate::scanners
