// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/wheel_tags.hpp"

namespace pushgate::python {

/// What a distribution's file name says.
struct DistributionFile {
  std::string name;       ///< normalised
  std::string version;    ///< as written; a PEP 440 version
  std::string build;      ///< of a wheel: `2x`, a number first; may be empty
  std::vector<Tag> tags;  ///< of a wheel: all that its name stands for, sorted
  bool is_wheel = false;
};

/// True where pip would look at a file of that name: `.whl`, or an archive (`.tar.gz`, `.tgz`, `.tar`,
/// `.tar.bz2`, `.tbz`, `.tar.xz`, `.txz`, `.tlz`, `.tar.lz`, `.tar.lzma`, `.zip`).
bool is_distribution_file(std::string_view file_name);

/// Reads `NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl` (binary distribution format, PEP 427 and 491), its
/// name escaped (no `-`, no `__`), or `NAME-VERSION.tar.gz` (PEP 625, and its older spellings). None where
/// the name is of neither form, as the installers' library `packaging` has it, but that names have ASCII
/// letters only. Untrusted: the name.
std::optional<DistributionFile> parse_distribution_file(std::string_view file_name);

}  // namespace pushgate::python
