// SPDX-License-Identifier: Apache-2.0
#include "python/target_platform.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/format.hpp"

namespace pushgate::python {

namespace {

using System = Target::System;
using SystemVersion = Target::SystemVersion;

constexpr SystemVersion k_debian_12_glibc = {2, 36};
constexpr SystemVersion k_macos = {14, 0};
/// No number of a version that exists is near it, and tags are listed for each one below.
constexpr std::uint32_t k_greatest_number = 99;

struct Machine {
  std::string_view container;  ///< as container platforms have it
  std::string_view tag;        ///< as wheels have it
};

constexpr std::array<Machine, 12> k_linux_machines = {{{"386", "i686"},
                                                       {"amd64", "x86_64"},
                                                       {"arm", "armv7l"},
                                                       {"arm/v6", "armv6l"},
                                                       {"arm/v7", "armv7l"},
                                                       {"arm64", "aarch64"},
                                                       {"arm64/v8", "aarch64"},
                                                       {"loong64", "loongarch64"},
                                                       {"ppc64", "ppc64"},
                                                       {"ppc64le", "ppc64le"},
                                                       {"riscv64", "riscv64"},
                                                       {"s390x", "s390x"}}};
constexpr std::array<std::string_view, 3> k_windows_machines = {"win_amd64", "win_arm64", "win32"};

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// A number at the front, without leading zeros.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || number > k_greatest_number || (size > 1 && text.front() == '0')) {
    return std::nullopt;
  }
  text.remove_prefix(size);
  return number;
}

/// `3.11[.9]`, `3.13t`, `pypy3.10`, `cp311`.
bool read_python(std::string_view text, Target& target) {
  const bool is_tag = take(text, "cp");
  if (!is_tag) target.is_pypy = take(text, "pypy");
  if (is_tag) {
    if (text.size() < 2 || text.front() < '2' || text.front() > '3') return false;
    target.python_major = static_cast<std::uint32_t>(text.front() - '0');
    text.remove_prefix(1);
  } else {
    const auto major = take_number(text);
    if (!major || (*major != 2 && *major != 3) || !take(text, ".")) return false;
    target.python_major = *major;
  }
  const auto minor = take_number(text);
  if (!minor) return false;
  target.python_minor = *minor;
  if (!is_tag && take(text, ".")) {
    target.python_patch = take_number(text);
    if (!target.python_patch) return false;
  }
  if (!target.is_pypy && target.python_major == 3 && target.python_minor >= 13) {
    target.is_free_threaded = take(text, "t");
  }
  return text.empty();
}

bool is_linux_machine(std::string_view tag) {
  return std::any_of(k_linux_machines.begin(), k_linux_machines.end(),
                     [&](const auto& machine) { return machine.tag == tag; });
}

/// `2_28_x86_64`, after `manylinux_`.
bool read_versioned(std::string_view text, Target& target) {
  const auto major = take_number(text);
  if (!major || !take(text, "_")) return false;
  const auto minor = take_number(text);
  if (!minor || !take(text, "_")) return false;
  target.system_version = {*major, *minor};
  target.machine = std::string(text);
  return true;
}

bool read_glibc(std::string_view text, Target& target) {
  constexpr std::array<std::pair<std::string_view, SystemVersion>, 3> k_legacy = {
      {{"1_", {2, 5}}, {"2010_", {2, 12}}, {"2014_", {2, 17}}}};
  target.system = System::glibc;
  if (take(text, "_")) {
    return read_versioned(text, target) && target.system_version >= SystemVersion{2, 0} &&
           target.system_version.major <= 9 && is_linux_machine(target.machine);
  }
  for (const auto& [name, version] : k_legacy) {
    if (!take(text, name)) continue;
    target.system_version = version;
    target.machine = std::string(text);
    return is_linux_machine(text);
  }
  return false;
}

bool read_macos(std::string_view text, Target& target) {
  target.system = System::macos;
  return read_versioned(text, target) && target.system_version >= SystemVersion{10, 4} &&
         (target.machine == "x86_64" || (target.machine == "arm64" && target.system_version.major > 10));
}

bool read_linux(std::string_view machine, Target& target) {
  target.system = System::glibc;
  target.system_version = k_debian_12_glibc;
  for (const auto& known : k_linux_machines) {
    if (known.container != machine) continue;
    target.machine = std::string(known.tag);
    return true;
  }
  return false;
}

bool read_platform(std::string_view text, Target& target) {
  if (take(text, "linux/")) return read_linux(text, target);
  if (take(text, "manylinux")) return read_glibc(text, target);
  if (take(text, "macosx_")) return read_macos(text, target);
  if (take(text, "musllinux_")) {
    target.system = System::musl;
    return read_versioned(text, target) && target.system_version.major >= 1 &&
           is_linux_machine(target.machine);
  }
  if (take(text, "linux_")) {
    target.system_version = k_debian_12_glibc;
    target.machine = std::string(text);
    return is_linux_machine(text);
  }
  if (text == "darwin/amd64" || text == "darwin/arm64") {
    target.system = System::macos;
    target.system_version = k_macos;
    target.machine = text.ends_with("amd64") ? "x86_64" : "arm64";
    return true;
  }
  target.system = System::windows;
  target.machine = text == "windows/amd64" ? "win_amd64" : text == "windows/arm64" ? "win_arm64" : text;
  return std::find(k_windows_machines.begin(), k_windows_machines.end(), target.machine) !=
         k_windows_machines.end();
}

}  // namespace

Result<Target> Target::parse(std::string_view python, std::string_view platform) {
  Target target;
  if (!read_python(python, target)) {
    return fail(Error::misuse(
        "--python", fmt::format("names no Python; expected 3.11, 3.13t, cp311 or pypy3.10, got {}", python)));
  }
  if (!read_platform(platform, target)) {
    return fail(
        Error::misuse("--platform", fmt::format("names no platform; expected linux/amd64, linux/arm64 or a "
                                                "wheel's platform tag such as manylinux_2_28_x86_64, got {}",
                                                platform))
            .with_hint("musllinux_1_2_x86_64 is Alpine, macosx_14_0_arm64 is a Mac, win_amd64 is "
                       "Windows"));
  }
  target.shown = fmt::format("Python {} on {}", python, platform);
  return target;
}

MarkerEnvironment marker_environment(const Target& target) {
  const bool is_linux = target.system == System::glibc || target.system == System::musl;
  const bool is_windows = target.system == System::windows;
  MarkerEnvironment environment;
  auto& values = environment.values;
  values["python_version"] = fmt::format("{}.{}", target.python_major, target.python_minor);
  values["os_name"] = is_windows ? "nt" : "posix";
  values["sys_platform"] = is_linux ? "linux" : is_windows ? "win32" : "darwin";
  values["platform_system"] = is_linux ? "Linux" : is_windows ? "Windows" : "Darwin";
  values["platform_machine"] = !is_windows                     ? target.machine
                               : target.machine == "win_amd64" ? "AMD64"
                               : target.machine == "win_arm64" ? "ARM64"
                                                               : "x86";
  values["implementation_name"] = target.is_pypy ? "pypy" : "cpython";
  values["platform_python_implementation"] = target.is_pypy ? "PyPy" : "CPython";
  if (target.python_patch) {
    const auto full = fmt::format("{}.{}", values["python_version"], *target.python_patch);
    values["python_full_version"] = full;
    if (!target.is_pypy) values["implementation_version"] = full;
  }
  return environment;
}

}  // namespace pushgate::python
