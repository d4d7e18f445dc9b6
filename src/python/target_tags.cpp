// SPDX-License-Identifier: Apache-2.0
#include "python/target_tags.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/format.hpp"

namespace pushgate::python {

namespace {

using SystemVersion = Target::SystemVersion;

/// PEP 600: manylinux says nothing of any other machine.
constexpr std::array<std::string_view, 9> k_manylinux_machines = {
    "aarch64", "armv7l", "i686", "loongarch64", "ppc64", "ppc64le", "riscv64", "s390x", "x86_64"};

/// glibc 2 has not ended; of a glibc 3 it is only known that it would run what was built for glibc 2.
constexpr std::uint32_t k_last_minor_of_old_glibc = 50;

/// Of Mac OS X 10.
constexpr std::uint32_t k_first_64_bit_minor = 4;

std::string_view legacy_name(SystemVersion glibc) {
  if (glibc == SystemVersion{2, 17}) return "manylinux2014";  // PEP 599
  if (glibc == SystemVersion{2, 12}) return "manylinux2010";  // PEP 571
  return glibc == SystemVersion{2, 5} ? "manylinux1" : "";    // PEP 513
}

void add_manylinux(const Target& target, std::vector<std::string>& out) {
  const auto& machine = target.machine;
  if (std::find(k_manylinux_machines.begin(), k_manylinux_machines.end(), machine) ==
      k_manylinux_machines.end()) {
    return;
  }
  // Only x86 has wheels from before manylinux2014.
  const std::uint32_t oldest_of_2 = machine == "x86_64" || machine == "i686" ? 5 : 17;
  for (auto major = target.system_version.major; major >= 2; --major) {
    const auto newest =
        major == target.system_version.major ? target.system_version.minor : k_last_minor_of_old_glibc;
    const auto oldest = major == 2 ? oldest_of_2 : 0;
    for (auto minor = newest + 1; minor-- > oldest;) {
      out.push_back(fmt::format("manylinux_{}_{}_{}", major, minor, machine));
      if (const auto legacy = legacy_name({major, minor}); !legacy.empty()) {
        out.push_back(fmt::format("{}_{}", legacy, machine));
      }
    }
  }
}

void add_musllinux(const Target& target, std::vector<std::string>& out) {
  for (auto minor = target.system_version.minor + 1; minor-- > 0;) {
    out.push_back(fmt::format("musllinux_{}_{}_{}", target.system_version.major, minor, target.machine));
  }
}

/// Of one release, the best first: fat binaries hold code for several machines.
void add_macos_release(SystemVersion release, bool is_intel, std::vector<std::string>& out) {
  using List = std::vector<std::string_view>;
  for (const auto format : is_intel ? List{"x86_64", "intel", "fat64", "fat3", "universal2", "universal"}
                                    : List{"arm64", "universal2"}) {
    out.push_back(fmt::format("macosx_{}_{}_{}", release.major, release.minor, format));
  }
}

void add_macos(const Target& target, std::vector<std::string>& out) {
  const bool is_intel = target.machine == "x86_64";
  const auto version = target.system_version;
  if (version.major == 10) {
    for (auto minor = version.minor; minor >= k_first_64_bit_minor; --minor)
      add_macos_release({10, minor}, is_intel, out);
    return;
  }
  // Since macOS 11 a release is the first number, and wheels name its `.0`.
  for (auto major = version.major; major > 10; --major) add_macos_release({major, 0}, is_intel, out);
  // Binaries for Intel run on; a universal2 one says the release of its Intel half.
  for (std::uint32_t minor = 16; minor >= k_first_64_bit_minor; --minor) {
    if (is_intel) {
      add_macos_release({10, minor}, true, out);
    } else {
      out.push_back(fmt::format("macosx_10_{}_universal2", minor));
    }
  }
}

void add_each(const std::string& python, const std::string& abi, const std::vector<std::string>& platforms,
              std::vector<Tag>& out) {
  for (const auto& platform : platforms) out.push_back({python, abi, platform});
}

/// The flags that a build of CPython on Linux has in its ABI: `m` before 3.8, `u` before 3.3, `t` without
/// lock.
std::string cpython_abi(const std::string& interpreter, const Target& target) {
  if (target.is_free_threaded) return interpreter + "t";
  if (target.python_major == 3 && target.python_minor >= 8) return interpreter;
  const bool has_wide_unicode = target.python_major == 2 || target.python_minor < 3;
  return interpreter + (has_wide_unicode ? "mu" : "m");
}

void add_cpython(const Target& target, const std::string& interpreter,
                 const std::vector<std::string>& platforms, std::vector<Tag>& out) {
  const bool has_stable = target.python_major == 3 && target.python_minor >= 2;  // PEP 384
  const std::string stable = target.is_free_threaded ? "abi3t" : "abi3";         // PEP 803
  add_each(interpreter, cpython_abi(interpreter, target), platforms, out);
  if (has_stable) add_each(interpreter, stable, platforms, out);
  add_each(interpreter, "none", platforms, out);
  for (auto minor = target.python_minor; has_stable && minor-- > 2;) {
    add_each(fmt::format("cp3{}", minor), stable, platforms, out);
  }
}

/// `py311`, `py3`, `py310`, …, `py30`.
std::vector<std::string> pure_pythons(const Target& target) {
  std::vector<std::string> out = {fmt::format("py{}{}", target.python_major, target.python_minor),
                                  fmt::format("py{}", target.python_major)};
  for (auto minor = target.python_minor; minor-- > 0;) {
    out.push_back(fmt::format("py{}{}", target.python_major, minor));
  }
  return out;
}

}  // namespace

std::vector<std::string> compatible_platforms(const Target& target) {
  std::vector<std::string> out;
  switch (target.system) {
    case Target::System::windows:
      out.push_back(target.machine);
      break;
    case Target::System::macos:
      add_macos(target, out);
      break;
    case Target::System::glibc:
      out.push_back("linux_" + target.machine);
      add_manylinux(target, out);
      break;
    case Target::System::musl:
      out.push_back("linux_" + target.machine);
      add_musllinux(target, out);
      break;
  }
  return out;
}

std::vector<Tag> compatible_tags(const Target& target) {
  const auto platforms = compatible_platforms(target);
  std::vector<Tag> out;
  auto interpreter =
      fmt::format("{}{}{}", target.is_pypy ? "pp" : "cp", target.python_major, target.python_minor);
  if (target.is_pypy) {
    // PyPy has had one ABI, 7.3, for every Python since 3.6.
    add_each(interpreter, fmt::format("pypy{}{}_pp73", target.python_major, target.python_minor), platforms,
             out);
    add_each(interpreter, "none", platforms, out);
    interpreter = fmt::format("pp{}", target.python_major);
  } else {
    add_cpython(target, interpreter, platforms, out);
  }
  const auto pythons = pure_pythons(target);
  for (const auto& python : pythons) add_each(python, "none", platforms, out);
  out.push_back({interpreter, "none", "any"});
  for (const auto& python : pythons) out.push_back({python, "none", "any"});
  return out;
}

SupportedTags::SupportedTags(const Target& target) {
  std::size_t rank = 0;
  for (auto& tag : compatible_tags(target)) m_ranks.emplace(std::move(tag), rank++);
}

std::optional<std::size_t> SupportedTags::rank(std::span<const Tag> wheel) const {
  std::optional<std::size_t> best;
  for (const auto& tag : wheel) {
    const auto found = m_ranks.find(tag);
    if (found != m_ranks.end() && (!best || found->second < *best)) best = found->second;
  }
  return best;
}

}  // namespace pushgate::python
