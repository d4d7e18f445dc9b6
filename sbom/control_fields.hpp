// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::sbom {

/// One `Name: value` with its continuation lines. Views into the text that was read.
struct ControlField {
  std::string_view name;
  std::string_view value;  ///< white space at both ends cut; continuation lines kept as they stand
  std::size_t line = 0;    ///< of its name, from 1
};

/// Fields up to a blank line.
struct ControlStanza {
  std::vector<ControlField> fields;
  std::size_t line = 0;  ///< of the first field

  /// The first field of that name, in any case; null where there is none.
  const ControlField* find(std::string_view name) const;
  /// Its value, or an empty view.
  std::string_view value(std::string_view name) const;
};

/// What a line that is no field means.
enum class StrayLine {
  error,        ///< dpkg's database: it is corrupt
  ends_header,  ///< core metadata: the body begins, as Python's email parser sees it
};

/// Reads stanzas of `Name: value` lines (deb822, RFC 822 headers), one a call. Untrusted: the text.
/// Limits: a field of 1 MiB, 10,000 fields a stanza. Errors: unchecked, subject `file:LINE`.
class ControlReader {
 public:
  ControlReader(std::string_view text, std::string file, StrayLine stray);

  /// The next stanza, or nothing at the end.
  Result<std::optional<ControlStanza>> next();

 private:
  std::optional<std::string_view> next_line();
  Result<void> continue_field(ControlStanza& stanza, std::string_view line);

  std::string_view m_text;
  std::string m_file;
  StrayLine m_stray;
  std::size_t m_line = 0;
};

/// `text` without the white space at its ends.
std::string_view trim(std::string_view text);

}  // namespace pushgate::sbom
