// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_needs.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "python/dependency.hpp"
#include "python/package_name.hpp"
#include "python/version.hpp"
#include "scanners/lock/lock_scope.hpp"
#include "scanners/lock/wheel_requirements.hpp"

namespace pushgate::scanners {

namespace {

using python::Truth;

/// Where the needs of a locked distribution are read from.
struct Distribution {
  const LockedRequirement* requirement = nullptr;
  std::vector<python::Dependency> needs;
};

class NeedsCheck {
 public:
  NeedsCheck(const LockInput& input, const LockContents& lock, const std::vector<WheelhouseFile>& files,
             LockFindings& findings)
      : m_input(input), m_lock(lock), m_findings(findings) {
    for (const auto& file : files) {
      if (file.names) m_files[file.names->name].push_back(&file);
    }
    for (const auto& direct : lock.direct) m_direct.insert(direct.line.name);
    for (const auto& requirement : lock.requirements) {
      if (requirement.wanted != Truth::no) m_locked[requirement.normalized].push_back(&requirement);
    }
  }

  void run() {
    for (const auto& [name, requirements] : m_locked) {
      for (const auto* requirement : requirements) {
        const auto index = add(*requirement);
        if (!index) continue;
        ask(*index, "");
        for (const auto& extra : requirement->extras) ask(*index, python::normalize_name(extra));
      }
    }
    // Each distribution is asked once for each of its extras.
    while (!m_open.empty()) {
      const auto [index, extra] = m_open.back();
      m_open.pop_back();
      for (const auto& need : m_distributions[index].needs) {
        check_need(*m_distributions[index].requirement, need, extra);
      }
    }
    if (m_left_open == 0) return;
    m_findings.could_not_judge(
        "lock/unmet-dependency", "", {m_input.display_name, 0},
        fmt::format("{} that the wheels may need, by their markers, {} not in the lock; the first: {}",
                    m_left_open == 1 ? "one package" : fmt::format("{} packages", m_left_open),
                    m_left_open == 1 ? "is" : "are", m_first_left_open),
        "name the target: --python 3.11 --platform linux/amd64");
  }

 private:
  std::optional<std::size_t> add(const LockedRequirement& requirement) {
    const WheelhouseFile* sdist = nullptr;
    const WheelhouseFile* wheel = nullptr;
    const auto found = m_files.find(requirement.normalized);
    if (found == m_files.end()) return std::nullopt;
    for (const auto* file : found->second) {
      if (requirement.pin.empty() || !python::pin_takes(requirement.pin, file->names->version)) continue;
      (file->names->is_wheel ? wheel : sdist) = file;
    }
    if (wheel == nullptr) {
      if (sdist != nullptr) no_wheel(requirement, *sdist);
      return std::nullopt;
    }
    const auto asks = wheel_requirements(*m_input.wheelhouse / wheel->file_name);
    if (!asks) {
      not_known(requirement, fmt::format("{}: {}", asks.error().subject, asks.error().what));
      return std::nullopt;
    }
    check_python(m_input, m_lock, requirement, wheel->file_name, asks->python, m_findings);
    Distribution distribution{&requirement, {}};
    for (const auto& text : asks->needs) {
      auto need = python::parse_dependency(text, "Requires-Dist");
      if (need) {
        distribution.needs.push_back(std::move(*need));
      } else {
        not_known(requirement,
                  fmt::format("its METADATA has a Requires-Dist that is none ({})", need.error().subject));
      }
    }
    m_distributions.push_back(std::move(distribution));
    m_by_name[requirement.normalized].push_back(m_distributions.size() - 1);
    return m_distributions.size() - 1;
  }

  void no_wheel(const LockedRequirement& requirement, const WheelhouseFile& sdist) {
    m_findings.add("lock/unhashed-build", lock_purl(requirement), {requirement.path, requirement.line},
                   fmt::format("{} is an sdist: what builds it is fetched anew, and no hash protects it",
                               sdist.file_name),
                   fmt::format("build a wheel once and lock that: pip wheel --no-deps {}",
                               shell_quoted((*m_input.wheelhouse / sdist.file_name).string())));
    not_known(requirement, "an sdist does not say for certain what it needs");
  }

  void not_known(const LockedRequirement& requirement, const std::string& why) {
    m_findings.could_not_judge(
        "lock/unmet-dependency", lock_purl(requirement), {requirement.path, requirement.line},
        fmt::format("what {}{} needs is not known: {}", requirement.name, requirement.specifier, why));
  }

  void ask(std::size_t index, const std::string& extra) {
    if (m_asked.emplace(index, extra).second) m_open.emplace_back(index, extra);
  }

  Truth holds(const python::Dependency& need, const std::string& extra) const {
    if (!need.marker) return extra.empty() ? Truth::yes : Truth::no;  // asked for once, without an extra
    const auto in = [&](python::MarkerEnvironment environment) {
      if (!extra.empty()) environment.chosen_extras.push_back(extra);
      const auto truth = python::evaluate(*need.marker, environment);
      return truth ? *truth : Truth::unknown;
    };
    if (m_input.targets.empty()) return in({});
    Truth most = Truth::no;
    for (const auto& target : m_input.targets) most = std::max(most, in(target.environment));
    return most;
  }

  void check_need(const LockedRequirement& by, const python::Dependency& need, const std::string& extra) {
    const auto truth = holds(need, extra);
    const auto name = python::normalize_name(need.name);
    if (truth == Truth::no || m_direct.contains(name)) return;
    const auto wanted = need.name + need.specifier.to_string();
    const auto who = by.name + (extra.empty() ? "" : "[" + extra + "]") + by.specifier;
    const auto locked = m_locked.find(name);
    if (locked == m_locked.end()) {
      if (!m_told.emplace(&by, name).second) return;
      if (truth == Truth::unknown) {
        if (m_left_open++ == 0) m_first_left_open = fmt::format("{}, for {}", wanted, who);
        return;
      }
      m_findings.add(
          "lock/unmet-dependency", lock_purl(by), {by.path, by.line},
          fmt::format("{} needs {}, which is not in the lock", who, wanted),
          fmt::format("add {} to what the lock is made of, and make it again", shell_quoted(wanted)));
      return;
    }
    for (const auto* requirement : locked->second) {
      if (truth != Truth::yes || requirement->wanted != Truth::yes || requirement->pin.empty()) continue;
      if (need.specifier.takes(requirement->pin) || !m_told.emplace(&by, name).second) continue;
      m_findings.add("lock/unmet-dependency", lock_purl(by), {by.path, by.line},
                     fmt::format("{} needs {}; the lock has {}=={} at {}:{}", who, wanted, requirement->name,
                                 requirement->pin, requirement->path, requirement->line),
                     "make the lock again");
    }
    for (const auto index : m_by_name[name]) {
      for (const auto& one : need.extras) ask(index, python::normalize_name(one));
    }
  }

  const LockInput& m_input;
  const LockContents& m_lock;
  LockFindings& m_findings;
  std::map<std::string, std::vector<const WheelhouseFile*>> m_files;
  std::map<std::string, std::vector<const LockedRequirement*>> m_locked;
  std::set<std::string> m_direct;
  std::vector<Distribution> m_distributions;
  std::map<std::string, std::vector<std::size_t>> m_by_name;
  std::set<std::pair<std::size_t, std::string>> m_asked;
  std::vector<std::pair<std::size_t, std::string>> m_open;
  std::set<std::pair<const LockedRequirement*, std::string>> m_told;
  std::size_t m_left_open = 0;
  std::string m_first_left_open;
};

}  // namespace

void check_needs(const LockInput& input, const LockContents& lock, const std::vector<WheelhouseFile>& files,
                 LockFindings& findings) {
  NeedsCheck(input, lock, files, findings).run();
}

}  // namespace pushgate::scanners
