// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace pushgate::support {

/// A file of the repository, by its path from the top. ctest names the top in PUSHGATE_SOURCE_DIR, so that
/// the programs themselves are the same wherever they are built; by hand, it is the current folder.
inline std::string source_file(const std::string& path) {
  const char* top = std::getenv("PUSHGATE_SOURCE_DIR");
  return top == nullptr ? path : std::string(top) + "/" + path;
}

/// Its text; empty where there is none.
inline std::string source_text(const std::string& path) {
  std::ifstream file(source_file(path));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace pushgate::support
