// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::python {

/// `--hash=sha256:…`, as it is written.
struct RequirementHash {
  std::string algorithm;
  std::string value;

  bool operator==(const RequirementHash&) const = default;
};

/// One requirement: `NAME[EXTRA,…] SPECIFIER ; MARKER --hash=…` (PEP 508, pip's options).
struct Requirement {
  std::uint32_t line = 0;
  std::string name;        ///< as written
  std::string normalized;  ///< PEP 503
  std::vector<std::string> extras;
  std::string specifier;  ///< `==2.31.0`, `>=2,<3`, without blanks around commas; may be empty
  std::string pin;        ///< the version, where the specifier is one `==` or `===` without `.*`; else empty
  std::string marker;     ///< as written; not evaluated
  std::vector<RequirementHash> hashes;
};

/// A line that pip would take and this reader does not judge.
struct UnreadLine {
  std::uint32_t line = 0;
  std::string what;  ///< `includes another file: -r base.txt`; no credentials
};

struct RequirementFile {
  std::vector<Requirement> requirements;
  std::vector<UnreadLine> unread;
};

/// Reads a requirement file in pip's form. Options that choose an index are read over (a hash decides what
/// may be installed, wherever it comes from); what brings in requirements that are not on the line (`-r`,
/// `-c`,
/// `-e`, URLs, paths, `${VARIABLES}`) and what is no requirement at all is listed as unread. Errors:
/// unchecked, where the file is no text. Untrusted: the text. Limits: the caller's, on its size.
Result<RequirementFile> parse_requirements(std::string_view text, std::string_view file_name);

}  // namespace pushgate::python
