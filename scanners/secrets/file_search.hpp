// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/secrets/token_finder.hpp"

namespace pushgate::scanners {

/// A secret as it may be told.
struct SeenSecret {
  std::string_view kind;  ///< `npm access token`, `login of a docker configuration`
  std::string told;       ///< tell_secret()
  bool is_token = false;  ///< else a credential
  Checksum checksum = Checksum::none;
  std::uint64_t offset = 0;  ///< in the file

  bool operator==(const SeenSecret&) const = default;
};

/// What is found in one text: each secret once, at its first place.
std::vector<SeenSecret> secrets_in(std::string_view text);

/// Searches files, one after the other, as their bytes stream past: tokens anywhere, and logins in files that
/// are known for them by their names. Memory is bounded whatever a file holds. Untrusted: names and bytes.
/// Limits: 100 different secrets of a file are told; a file of logins has at most 1 MiB.
class FileSearch {
 public:
  FileSearch();
  FileSearch(const FileSearch&) = delete;
  FileSearch& operator=(const FileSearch&) = delete;

  void begin(std::string_view path, std::uint64_t size);
  void feed(std::span<const std::uint8_t> bytes);
  /// The file has ended: what it has, in its order.
  std::vector<SeenSecret> end();

 private:
  TokenFinder m_finder;
  std::vector<SeenSecret> m_seen;
  std::string m_path;     // of a file of logins; else empty
  std::string m_content;  // of that file
};

}  // namespace pushgate::scanners
