// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::oci {

/// Looks into files whose content is too large to keep, while their layer is read: executables, archives.
/// What it makes of one is kept as the file's content. Called on parsing threads: pure, and safe to call from
/// several at once.
class FileProber {
 public:
  virtual ~FileProber() = default;

  /// True for a file worth a look. `head` is its first 64 bytes, fewer only where the file is shorter.
  virtual bool wants(std::string_view path, std::span<const std::uint8_t> head) const = 0;

  /// What is to be kept of the file. What cannot be understood is said in that text, never an error. Errors:
  /// unchecked, where the bytes cannot be had. Untrusted: the bytes.
  virtual Result<std::string> probe(const std::string& path, const RandomAccess& file) const = 0;
};

}  // namespace pushgate::oci
