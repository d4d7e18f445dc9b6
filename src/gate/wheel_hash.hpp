// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapter/crypto/sha2.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// `pushgate wheel hash PATH…`
struct WheelHashRequest {
  std::vector<std::string> paths;  ///< files and folders
  crypto::Sha2Kind algorithm = crypto::Sha2Kind::sha256;
};

struct HashedWheel {
  std::string file;     ///< as it was found from the command line
  std::string name;     ///< normalised (PEP 503), from the file name
  std::string version;  ///< from the file name
  std::uint64_t size = 0;
  std::string hash;  ///< lower-case hex digits

  auto operator<=>(const HashedWheel&) const = default;
};

/// Hashes all of them, side by side on all cores; sorted by name, version as PEP 440 orders them, and file.
/// Errors: misuse, for a path that is not there or a name that is of no distribution (binary distribution
/// format, PEP 625); unchecked, for what cannot be read. Every bad one is told, not only the first.
Result<std::vector<HashedWheel>> hash_wheels(const WheelHashRequest& request);

/// Lines for a requirement file: `name==version`, and of each file of it one `--hash=sha256:…`.
std::string requirement_lines(const std::vector<HashedWheel>& wheels, crypto::Sha2Kind algorithm);

}  // namespace pushgate::gate
