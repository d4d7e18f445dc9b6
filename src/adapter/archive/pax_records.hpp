// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::archive {

/// What a PAX header says about the entry behind it, as far as it is used here.
struct PaxFields {
  std::optional<std::string> path;
  std::optional<std::string> link;
  std::optional<std::uint64_t> size;
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::optional<std::int64_t> mtime;  ///< whole seconds
};

/// Reads the body of a PAX header of type x. Errors: unchecked, without a subject. Untrusted: every byte.
Result<PaxFields> parse_pax(std::string_view body);

/// Checks the body of a global PAX header (type g). Readers do not agree on whether it counts, so one that
/// would change a path, link, size or owner is refused.
Result<void> check_global_pax(std::string_view body);

}  // namespace pushgate::archive
