// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_compatibility.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "python/target_choice.hpp"
#include "python/version.hpp"

namespace pushgate::scanners {

namespace {

using python::Compatibility;
using python::Truth;
using Verdict = Compatibility::Verdict;

/// A target, its tags made once for all requirements.
struct Installer {
  const LockTarget* target;
  python::SupportedTags supported;
};

class CompatibilityCheck {
 public:
  CompatibilityCheck(const LockInput& input, const LockContents& lock,
                     const std::vector<WheelhouseFile>& files, LockFindings& findings)
      : m_input(input), m_lock(lock), m_findings(findings) {
    for (const auto& target : input.targets) {
      if (target.platform) m_installers.push_back({&target, python::SupportedTags(*target.platform)});
    }
    for (const auto& file : files) {
      if (file.names) m_files[file.names->name].push_back(*file.names);
    }
  }

  void check(const LockedRequirement& requirement) {
    const auto files = files_for(requirement);
    if (files.empty() || requirement.wanted == Truth::no) return;
    if (m_installers.empty()) {
      for (const auto& file : files) {
        if (file.is_wheel) return;
      }
      return add_sdist_only(requirement, "", requirement.wanted);
    }
    std::map<Verdict, std::string> targets;  // those of each verdict
    std::map<Verdict, Truth> wanted_by;
    Compatibility example;
    for (const auto& installer : m_installers) {
      const auto truth = m_lock.wanted_by(requirement, {*installer.target});
      if (truth == Truth::no) continue;
      auto found = python::compatibility_of(files, installer.supported);
      auto& names = targets[found.verdict];
      names += (names.empty() ? "" : ", ") + installer.target->name;
      auto& most = wanted_by.try_emplace(found.verdict, truth).first->second;
      most = std::max(most, truth);
      if (found.verdict == Verdict::no_wheel) example = std::move(found);
    }
    if (const auto none = targets.find(Verdict::no_wheel); none != targets.end()) {
      add(requirement, "lock/no-compatible-wheel", wanted_by[none->first],
          fmt::format("{}{} has no wheel for {}; those of the {} are for {}", requirement.name,
                      requirement.specifier, none->second, m_input.wheelhouse ? "wheelhouse" : "lock",
                      python::other_tags_shown(files, example)),
          "lock a version that has one, build the wheel yourself and lock its hash, or choose a Python that "
          "the wheels are for");
    }
    if (const auto sdist = targets.find(Verdict::sdist_only); sdist != targets.end()) {
      add_sdist_only(requirement, " for " + sdist->second, wanted_by[sdist->first]);
    }
  }

 private:
  std::vector<python::DistributionFile> files_for(const LockedRequirement& requirement) const {
    std::vector<python::DistributionFile> out;
    if (!m_input.wheelhouse) {
      for (const auto& file : requirement.files) {
        if (auto names = python::parse_distribution_file(file.name)) out.push_back(std::move(*names));
      }
      return out;
    }
    const auto found = m_files.find(requirement.normalized);
    if (found == m_files.end() || requirement.pin.empty()) return out;
    for (const auto& file : found->second) {
      if (python::pin_takes(requirement.pin, file.version)) out.push_back(file);
    }
    return out;
  }

  void add_sdist_only(const LockedRequirement& requirement, const std::string& for_targets, Truth truth) {
    add(requirement, "lock/sdist-only", truth,
        fmt::format("{}{} has no wheel{}, only an sdist; to install it is to run its build, whose own "
                    "requirements no hash covers",
                    requirement.name, requirement.specifier, for_targets),
        fmt::format("pip wheel --no-deps --wheel-dir {} {}  # then lock the wheel's hash",
                    shell_quoted(m_input.wheelhouse ? m_input.wheelhouse->string() : "wheels"),
                    shell_quoted(requirement.name + requirement.specifier)));
  }

  void add(const LockedRequirement& requirement, const std::string& rule, Truth truth, std::string message,
           std::string hint) {
    const LockPlace place{requirement.path, requirement.line};
    if (truth == Truth::yes) {
      m_findings.add(rule, lock_purl(requirement), place, std::move(message), std::move(hint));
      return;
    }
    m_findings.could_not_judge(
        rule, lock_purl(requirement), place,
        fmt::format("{}; whether `{}` asks for it is not known here", message, requirement.marker),
        "name the target with --python 3.11.9 and --platform");
  }

  const LockInput& m_input;
  const LockContents& m_lock;
  LockFindings& m_findings;
  std::vector<Installer> m_installers;
  std::map<std::string, std::vector<python::DistributionFile>> m_files;
};

}  // namespace

void check_compatibility(const LockInput& input, const LockContents& lock,
                         const std::vector<WheelhouseFile>& files, LockFindings& findings) {
  CompatibilityCheck check(input, lock, files, findings);
  for (const auto& requirement : lock.requirements) check.check(requirement);
}

}  // namespace pushgate::scanners
