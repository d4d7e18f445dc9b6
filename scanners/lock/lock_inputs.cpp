// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_inputs.hpp"

#include <map>
#include <set>
#include <system_error>

#include "base/format.hpp"
#include "python/specifier.hpp"
#include "scanners/lock/lock_header.hpp"

namespace pushgate::scanners {

namespace {

class InputCheck {
 public:
  InputCheck(const LockInput& input, const LockContents& lock, std::string repair, LockFindings& findings)
      : m_input(input), m_repair(std::move(repair)), m_findings(findings) {
    for (const auto& requirement : lock.requirements)
      m_locked[requirement.normalized].push_back(&requirement);
    for (const auto& direct : lock.direct) m_direct.insert(direct.line.name);
    if (lock.toml) m_direct.insert(lock.toml->own.begin(), lock.toml->own.end());
  }

  void check(const std::filesystem::path& path) {
    const auto name = path.string();
    const bool is_project = path.filename() == "pyproject.toml";
    if (!is_project && !name.ends_with(".in") && !name.ends_with(".txt")) {
      m_findings.could_not_judge("lock/input-mismatch", "", {name, 0},
                                 name + " is no requirement file, and was not compared with the lock",
                                 "leave the comparison out with --no-inputs");
      return;
    }
    const auto contents =
        is_project ? read_project(name, m_input.targets) : read_lock_input(name, m_input.targets);
    if (!contents) {
      const auto& error = contents.error();
      m_findings.could_not_judge(
          "lock/input-mismatch", "", {m_input.display_name, 0},
          fmt::format("was made of {}, which cannot be compared: {}: {}", name, error.subject, error.what),
          "leave the comparison out with --no-inputs");
      return;
    }
    for (const auto& line : contents->unread) {
      m_findings.could_not_judge("lock/input-mismatch", "", {line.path, line.line.line}, line.line.what);
    }
    for (const auto& requirement : contents->requirements) check_requirement(requirement);
    check_age(path);
  }

 private:
  void check_requirement(const LockedRequirement& wish) {
    if (wish.wanted == python::Truth::no || m_direct.contains(wish.normalized)) return;
    const auto wanted = wish.name + wish.specifier;
    const auto place = fmt::format("{}:{}", wish.path, wish.line);
    const auto locked = m_locked.find(wish.normalized);
    if (locked == m_locked.end()) {
      if (wish.wanted == python::Truth::unknown) {
        m_findings.could_not_judge("lock/input-mismatch", lock_purl(wish), {wish.path, wish.line},
                                   fmt::format("{} is not in {}; whether `{}` asks for it is not known here",
                                               wanted, m_input.display_name, wish.marker),
                                   "name the target with --python and --platform");
        return;
      }
      m_findings.add("lock/input-mismatch", lock_purl(wish), {m_input.display_name, 0},
                     fmt::format("{} of {} is not in the lock", wanted, place), m_repair);
      return;
    }
    const auto set = python::SpecifierSet::parse(wish.specifier);
    for (const auto* requirement : locked->second) {
      if (!set || requirement->pin.empty() || requirement->wanted == python::Truth::no) continue;
      if (set->takes(requirement->pin) || wish.wanted != python::Truth::yes) continue;
      m_findings.add("lock/input-mismatch", lock_purl(*requirement), {requirement->path, requirement->line},
                     fmt::format("{}=={} is not what {} asks for: {}", requirement->name, requirement->pin,
                                 place, wanted),
                     m_repair);
    }
  }

  void check_age(const std::filesystem::path& path) {
    std::error_code code;
    const auto made = std::filesystem::last_write_time(m_input.lock, code);
    if (code) return;
    const auto changed = std::filesystem::last_write_time(path, code);
    if (code || changed <= made) return;
    m_findings.add("lock/stale", "", {m_input.display_name, 0},
                   fmt::format("is older than {}, which it was made of", path.string()), m_repair);
  }

  const LockInput& m_input;
  std::string m_repair;
  LockFindings& m_findings;
  std::map<std::string, std::vector<const LockedRequirement*>> m_locked;
  std::set<std::string> m_direct;
};

}  // namespace

std::vector<std::filesystem::path> inputs_of(const std::filesystem::path& lock, std::string_view text) {
  auto header = read_lock_header(text);
  if (lock.filename() == "uv.lock") header = LockHeader{{}, {"pyproject.toml"}, ""};
  std::vector<std::filesystem::path> inputs;
  if (!header) return inputs;
  const auto folder = lock_folder(*header, lock);
  for (const auto& name : header->inputs) inputs.push_back((folder / name).lexically_normal());
  return inputs;
}

void check_inputs(const LockInput& input, const LockContents& lock, const std::string& repair,
                  LockFindings& findings) {
  InputCheck check(input, lock, repair, findings);
  for (const auto& path : inputs_of(input.lock, lock.text)) check.check(path);
}

}  // namespace pushgate::scanners
