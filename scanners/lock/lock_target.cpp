// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_target.hpp"

#include <algorithm>
#include <array>

#include "python/version.hpp"

namespace pushgate::scanners {

namespace {

using python::Truth;

// What an interpreter says of its machine, for the names that container platforms have (PEP 508,
// GOOS/GOARCH).
struct System {
  std::string_view name;
  std::string_view os_name;
  std::string_view sys_platform;
  std::string_view platform_system;
};
constexpr std::array k_systems = {System{"linux", "posix", "linux", "Linux"},
                                  System{"darwin", "posix", "darwin", "Darwin"},
                                  System{"windows", "nt", "win32", "Windows"}};

struct Machine {
  std::string_view name;
  std::string_view linux_name;
  std::string_view darwin_name;
  std::string_view windows_name;
};
constexpr std::array k_machines = {
    Machine{"amd64", "x86_64", "x86_64", "AMD64"}, Machine{"arm64", "aarch64", "arm64", "ARM64"},
    Machine{"386", "i686", "i386", "x86"},         Machine{"ppc64le", "ppc64le", "ppc64le", "ppc64le"},
    Machine{"s390x", "s390x", "s390x", "s390x"},   Machine{"riscv64", "riscv64", "riscv64", "riscv64"}};

Result<void> add_python(LockTarget& target, const std::string& text) {
  const auto version = python::Version::parse(text);
  if (!version || version->release.size() < 2) {
    return fail(Error::misuse("--python '" + text + "'", "is no Python version; expected 3.11 or 3.11.9"));
  }
  auto& values = target.environment.values;
  values["python_version"] = version->release[0] + "." + version->release[1];
  if (version->release.size() > 2) {
    values["python_full_version"] = version->to_string();
    values["implementation_version"] = version->to_string();
  }
  values["implementation_name"] = "cpython";
  values["platform_python_implementation"] = "CPython";
  target.name = "Python " + text;
  return {};
}

Result<void> add_platform(LockTarget& target, const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto system = std::ranges::find(k_systems, std::string_view(text).substr(0, slash), &System::name);
  const auto rest = slash == text.size() ? std::string_view() : std::string_view(text).substr(slash + 1);
  const auto machine = std::ranges::find(k_machines, rest.substr(0, rest.find('/')), &Machine::name);
  if (system == k_systems.end() || machine == k_machines.end()) {
    return fail(Error::misuse("--platform '" + text + "'",
                              "is not known; expected linux, darwin or windows, a slash, and amd64, arm64, "
                              "386, ppc64le, s390x or riscv64"));
  }
  auto& values = target.environment.values;
  values["os_name"] = system->os_name;
  values["sys_platform"] = system->sys_platform;
  values["platform_system"] = system->platform_system;
  values["platform_machine"] = system->name == "linux"    ? machine->linux_name
                               : system->name == "darwin" ? machine->darwin_name
                                                          : machine->windows_name;
  target.name += target.name.empty() ? text : " on " + text;
  return {};
}

}  // namespace

Result<std::vector<LockTarget>> lock_targets(const std::vector<std::string>& pythons,
                                             const std::vector<std::string>& platforms) {
  std::vector<LockTarget> targets;
  if (pythons.empty() && platforms.empty()) return targets;
  const std::vector<std::string> any = {""};
  for (const auto& python : pythons.empty() ? any : pythons) {
    for (const auto& platform : platforms.empty() ? any : platforms) {
      LockTarget target;
      if (!python.empty() || !pythons.empty()) TRY(add_python(target, python));
      if (!platform.empty() || !platforms.empty()) TRY(add_platform(target, platform));
      targets.push_back(std::move(target));
    }
  }
  return targets;
}

Truth wanted(const std::string& marker, const std::vector<LockTarget>& targets) {
  if (marker.empty()) return Truth::yes;
  if (targets.empty()) return Truth::unknown;
  const auto parsed = python::parse_marker(marker, "marker");
  if (!parsed) return Truth::unknown;
  Truth most = Truth::no;
  for (const auto& target : targets) {
    const auto one = python::evaluate(*parsed, target.environment);
    most = std::max(most, one ? *one : Truth::unknown);
  }
  return most;
}

}  // namespace pushgate::scanners
