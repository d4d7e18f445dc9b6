// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

/// What a compiled module says of its source (PEP 552).
struct PycHeader {
  enum class Kind : std::uint8_t {
    timestamp,       ///< Python loads it where time and size of the source are these
    checked_hash,    ///< Python reads the source and compares its hash
    unchecked_hash,  ///< Python loads it whatever the source is
  };
  Kind kind = Kind::timestamp;
  std::uint32_t source_mtime = 0;  ///< of a timestamp: seconds since 1970, the lowest 32 bits
  std::uint32_t source_size = 0;   ///< of a timestamp: the lowest 32 bits
};

/// What is kept of a .pyc: the text of kind `pyc` that probed_files.hpp describes. Errors: unchecked, only
/// where the bytes cannot be had. Untrusted: the bytes.
Result<std::string> probe_pyc(const RandomAccess& file);

/// The header that such a text holds; nothing where Python would load no such file: it is too short, or
/// says something that no Python knows.
std::optional<PycHeader> pyc_header(std::string_view probed);

}  // namespace pushgate::sbom
