// SPDX-License-Identifier: Apache-2.0
#include "gate/image_target.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/format.hpp"
#include "python/target_platform.hpp"
#include "sbom/python_environment.hpp"

namespace pushgate::gate {

namespace {

using model::Component;
using python::Target;

constexpr std::string_view k_any_python = "3.11";
constexpr std::string_view k_any_platform = "linux/amd64";

/// `2_36`, of `2.36-9+deb12u7` and `2:2.36`; empty for what does not begin with two numbers.
std::string first_two_numbers(std::string_view version) {
  constexpr std::string_view k_digits = "0123456789";
  version.remove_prefix(version.find(':') + 1);  // an epoch; npos + 1 is 0
  const auto dot = version.find_first_not_of(k_digits);
  if (dot == 0 || dot == std::string_view::npos || version[dot] != '.') return {};
  const auto end = std::min(version.find_first_not_of(k_digits, dot + 1), version.size());
  if (end == dot + 1) return {};
  return fmt::format("{}_{}", version.substr(0, dot), version.substr(dot + 1, end - dot - 1));
}

/// `manylinux_2_36`, `musllinux_1_2`; empty where no package says it.
std::string system_tag(const model::Inventory& inventory) {
  for (const auto& package : inventory.components) {
    const bool is_musl = package.ecosystem == "apk" && package.name == "musl";
    const bool is_glibc = (package.ecosystem == "deb" && package.name == "libc6") ||
                          (package.ecosystem == "rpm" && package.name == "glibc");
    if (!is_musl && !is_glibc) continue;
    const auto numbers = first_two_numbers(package.version);
    if (!numbers.empty()) return (is_musl ? "musllinux_" : "manylinux_") + numbers;
  }
  return {};
}

/// As `--platform` of `lock check` takes it; empty for what no wheel is made for.
std::string platform_of(const oci::Platform& platform, const model::Inventory& inventory) {
  const auto target = Target::parse(k_any_python, platform.to_string());
  if (!target) return {};
  const auto system = system_tag(inventory);
  const auto tag = system + "_" + target->machine;
  return !system.empty() && platform.os == "linux" && Target::parse(k_any_python, tag) ? tag
                                                                                       : platform.to_string();
}

void add_python(const Component& component, std::set<std::string>& pythons) {
  if (component.ecosystem != "pypi") return;
  const auto environment = sbom::python_environment_of(component.evidence_path);
  const auto version = environment.values.find("python_version");
  if (version == environment.values.end()) return;
  const bool is_pypy = environment.values.at("implementation_name") == "pypy";
  const auto python = (is_pypy ? "pypy" : "") + version->second;
  if (Target::parse(python, k_any_platform)) pythons.insert(python);
}

std::vector<std::string> pythons_of(const model::Inventory& inventory) {
  std::set<std::string> pythons;
  for (const auto& component : inventory.components) add_python(component, pythons);
  if (pythons.empty()) {
    for (const auto& component : inventory.components) {
      for (const auto& nested : component.nested) add_python(nested, pythons);
    }
  }
  return {pythons.begin(), pythons.end()};
}

}  // namespace

Result<std::vector<scanners::LockTarget>> image_targets(const oci::Platform& platform,
                                                        const model::Inventory& inventory,
                                                        const std::vector<std::string>& pythons) {
  std::vector<std::string> platforms;
  if (auto name = platform_of(platform, inventory); !name.empty()) platforms.push_back(std::move(name));
  return scanners::lock_targets(pythons.empty() ? pythons_of(inventory) : pythons, platforms);
}

}  // namespace pushgate::gate
