// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pushgate::python {

/// What a distribution's file name says.
struct DistributionFile {
  std::string name;     ///< normalised
  std::string version;  ///< as pip reads it: `_` is `-`
  std::string build;    ///< of a wheel; may be empty
  std::string tags;     ///< of a wheel: `py3-none-any`; empty for an sdist
  bool is_wheel = false;
};

/// True where pip would look at a file of that name: `.whl`, or an archive (`.tar.gz`, `.tgz`, `.tar`,
/// `.tar.bz2`, `.tbz`, `.tar.xz`, `.txz`, `.tlz`, `.tar.lz`, `.tar.lzma`, `.zip`).
bool is_distribution_file(std::string_view file_name);

/// Reads `NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl` (binary distribution format) or `NAME-VERSION.tar.gz`
/// (PEP 625). None where the name is of neither form. Untrusted: the name.
std::optional<DistributionFile> parse_distribution_file(std::string_view file_name);

}  // namespace pushgate::python
