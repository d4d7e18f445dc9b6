// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::archive {

/// The header of a regular file, 512 bytes in POSIX's ustar form, which every tar reads: mode 0644, nobody's,
/// of 1970. The same name and size are the same bytes. Errors: misuse, where a name does not fit (100 bytes,
/// or up to 255 where a slash parts it well) or a size (8 GiB).
Result<std::string> tar_file_header(std::string_view name, std::uint64_t size);

/// The zeros behind a content of that size, up to a whole block.
std::string tar_padding(std::uint64_t size);

/// What ends a tar: two blocks of zeros.
std::string tar_end();

}  // namespace pushgate::archive
