// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

/// A file that an installed distribution says it brought.
struct RecordedFile {
  std::string path;              ///< in the image, absolute; `..` resolved by name, clamped at the root
  std::string algorithm;         ///< `sha256`; empty where no hash is given
  std::string hash;              ///< as written: base64 for URLs without padding, rarely hex
  std::optional<Digest> sha256;  ///< where the algorithm is that
  std::optional<std::uint64_t> size;

  bool operator==(const RecordedFile&) const = default;
};

/// Reads `X.dist-info/RECORD` at `path`, which begins with `/`; its lines are relative to the folder of
/// X.dist-info. Lines in their order. Errors: unchecked, subject `path:LINE`, for what is no CSV of a path, a
/// hash and a size. Untrusted: bytes and path. Limits: 1,000,000 lines, paths of 4096 bytes.
Result<std::vector<RecordedFile>> parse_python_record(std::string_view bytes, const std::string& path);

/// Reads `X.egg-info/installed-files.txt`: paths alone, relative to X.egg-info. Errors and limits as above.
Result<std::vector<RecordedFile>> parse_installed_files(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
