// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_target.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pushgate::scanners {

namespace {

using python::Truth;

// What stands for the half of a target that is not given; nothing is kept of it.
constexpr std::string_view k_some_python = "3.11";
constexpr std::string_view k_some_platform = "linux/amd64";

/// What the platform says; all else an interpreter does.
bool is_of_platform(std::string_view variable) {
  return variable == "os_name" || variable == "sys_platform" || variable == "platform_system" ||
         variable == "platform_machine";
}

Result<LockTarget> lock_target(std::string_view python, std::string_view platform) {
  TRY_ASSIGN(const auto target, python::Target::parse(python.empty() ? k_some_python : python,
                                                      platform.empty() ? k_some_platform : platform));
  LockTarget out;
  out.environment = python::marker_environment(target);
  out.name = target.shown;
  if (!python.empty() && !platform.empty()) {
    out.platform = target;
    return out;
  }
  out.name = python.empty() ? std::string(platform) : "Python " + std::string(python);
  std::erase_if(out.environment.values,
                [&](const auto& value) { return is_of_platform(value.first) == platform.empty(); });
  return out;
}

}  // namespace

Result<std::vector<LockTarget>> lock_targets(const std::vector<std::string>& pythons,
                                             const std::vector<std::string>& platforms) {
  std::vector<LockTarget> targets;
  if (pythons.empty() && platforms.empty()) return targets;
  const std::vector<std::string> any = {""};
  const auto not_empty = [](const auto& given, const std::string& name) {
    return given.empty() ? Result<void>(fail(Error::misuse(name, "is empty"))) : Result<void>();
  };
  for (const auto& python : pythons) TRY(not_empty(python, "--python"));
  for (const auto& platform : platforms) TRY(not_empty(platform, "--platform"));
  for (const auto& python : pythons.empty() ? any : pythons) {
    for (const auto& platform : platforms.empty() ? any : platforms) {
      TRY_ASSIGN(auto target, lock_target(python, platform));
      targets.push_back(std::move(target));
    }
  }
  return targets;
}

Truth wanted(const std::string& marker, const std::vector<LockTarget>& targets,
             const std::set<std::string>& groups) {
  if (marker.empty()) return Truth::yes;
  const auto parsed = python::parse_marker(marker, "marker");
  if (!parsed) return Truth::unknown;
  const auto in = [&](python::MarkerEnvironment environment) {
    environment.sets = {{"extras", {}}, {"dependency_groups", groups}};
    return python::evaluate(*parsed, environment).value_or(Truth::unknown);
  };
  if (targets.empty()) return in({});
  Truth most = Truth::no;
  for (const auto& target : targets) most = std::max(most, in(target.environment));
  return most;
}

}  // namespace pushgate::scanners
