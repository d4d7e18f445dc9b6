// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_scope.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "python/specifier.hpp"

namespace pushgate::scanners {

namespace {

using python::Truth;

constexpr std::string_view k_rule = "lock/other-target";
constexpr std::string_view k_hint = "make the lock for this target, or choose a Python that it is for";

/// Whether a Python specifier takes a target's version; of a target without a third number all of them.
Truth takes(const std::string& requires_python, const LockTarget& target) {
  const auto set = python::SpecifierSet::parse(requires_python);
  if (!set) return Truth::unknown;
  Truth least = Truth::yes;
  for (const auto& clause : set->clauses()) {
    const python::Marker marker{.kind = python::Marker::Kind::comparison,
                                .left = {true, "python_full_version"},
                                .symbol = clause.symbol(),
                                .right = {false, clause.operand()},
                                .parts = {}};
    least = std::min(least, python::evaluate(marker, target.environment).value_or(Truth::unknown));
  }
  return least;
}

void tell(LockFindings& findings, Truth truth, const std::string& subject, const LockPlace& place,
          const std::string& whose, const std::string& target) {
  if (truth == Truth::no) {
    findings.add(std::string(k_rule), subject, place, fmt::format("{}, not for {}", whose, target),
                 std::string(k_hint));
  } else if (truth == Truth::unknown) {
    findings.could_not_judge(std::string(k_rule), subject, place,
                             fmt::format("{}; whether that takes {} is not known", whose, target),
                             "name the Python with three numbers: --python 3.11.9");
  }
}

}  // namespace

void check_python(const LockInput& input, const LockContents& lock, const LockedRequirement& requirement,
                  const std::string& whose, const std::string& requires_python, LockFindings& findings) {
  if (requires_python.empty()) return;
  for (const auto& target : input.targets) {
    if (lock.wanted_by(requirement, {target}) == Truth::no) continue;
    tell(findings, takes(requires_python, target), lock_purl(requirement),
         {requirement.path, requirement.line}, fmt::format("{} is for Python {}", whose, requires_python),
         target.name);
  }
}

void check_scope(const LockInput& input, const LockContents& lock, LockFindings& findings) {
  if (!lock.toml) return;
  const LockPlace place{input.display_name, 0};
  for (const auto& target : input.targets) {
    if (!lock.toml->requires_python.empty()) {
      tell(findings, takes(lock.toml->requires_python, target), "", place,
           "the lock is for Python " + lock.toml->requires_python, target.name);
    }
    Truth most = lock.toml->environments.empty() ? Truth::yes : Truth::no;
    for (const auto& marker : lock.toml->environments) most = std::max(most, wanted(marker, {target}));
    tell(findings, most, "", place, "the lock's environments are for something else", target.name);
  }
  for (const auto& requirement : lock.requirements) {
    check_python(input, lock, requirement, requirement.name + requirement.specifier,
                 requirement.requires_python, findings);
  }
}

}  // namespace pushgate::scanners
