// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "python/marker.hpp"

namespace pushgate::python {

/// Where a lock's packages are to run: one Python on one platform.
struct Target {
  enum class System { glibc, musl, macos, windows };

  /// Of the C library, or of macOS.
  struct SystemVersion {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;

    auto operator<=>(const SystemVersion&) const = default;
  };

  std::uint32_t python_major = 3;
  std::uint32_t python_minor = 0;
  std::optional<std::uint32_t> python_patch;
  bool is_pypy = false;
  bool is_free_threaded = false;  ///< `3.13t`: CPython without the global lock
  System system = System::glibc;
  SystemVersion system_version;  ///< none of Windows
  std::string machine;           ///< as its tags have it: `x86_64`, `aarch64`, `arm64`, `amd64`, `win32`
  std::string shown;             ///< as it was asked for: `Python 3.11 on linux/amd64`

  /// Reads what a user writes. The Python: `3.11`, `3.11.9`, `3.13t`, `cp311`, `pypy3.10`. The platform: a
  /// container platform (`linux/amd64`, `linux/arm64/v8`, `linux/arm/v7`, `windows/amd64`, `darwin/arm64`),
  /// where the C library is taken to be glibc 2.36, the one of Debian 12, and macOS to be 14; or a wheel's
  /// platform tag, which says it: `manylinux_2_28_x86_64`, `manylinux2014_x86_64`, `musllinux_1_2_aarch64`,
  /// `macosx_14_0_arm64`, `win_amd64`, `linux_x86_64` (as `linux/amd64`). Errors: misuse, subject `--python`
  /// or `--platform`.
  static Result<Target> parse(std::string_view python, std::string_view platform);
};

/// What markers are held against on the target (PEP 508). Not known, and so not among them:
/// `platform_release`, `platform_version`, and the full version where the target names no third number.
MarkerEnvironment marker_environment(const Target& target);

}  // namespace pushgate::python
