// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/wheel_tags.hpp"

namespace pushgate::scanners {

/// A version of glibc, `2.17`.
struct GlibcVersion {
  unsigned major = 0;
  unsigned minor = 0;

  auto operator<=>(const GlibcVersion&) const = default;
};

std::string to_string(const GlibcVersion& version);

/// Reads `GLIBC_2.17` and `GLIBC_2.2.5` (as 2.2), the names of symbol versions; GLIBC_ABI_DT_RELR is 2.36's.
/// None for any other, such as GLIBC_PRIVATE.
std::optional<GlibcVersion> glibc_of_symbol_version(std::string_view name);

/// What a wheel's platform tags (PEP 425, 600, 656) promise about where its native code runs.
struct PlatformPromise {
  bool any = false;   ///< the tag is `any`: there is no native code
  bool musl = false;  ///< a musllinux tag: there is no glibc
  std::optional<GlibcVersion>
      glibc;  ///< of several manylinux tags the oldest: an installer believes each one
};

/// Untrusted: the tags.
PlatformPromise platform_promise(const std::vector<python::Tag>& tags);

}  // namespace pushgate::scanners
