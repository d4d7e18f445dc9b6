// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/inputs.hpp"

namespace pushgate::gate {

/// The user's files that a decision is made from. Each is marked before anything reads it and hashed when
/// everything has: so the digest is that of what was read, or the change is found.
class InputFiles {
 public:
  void add(std::string kind, std::string path);

  /// The wheels and archives of a folder as one input. Its digest is the SHA-256 of what `sha256sum` prints
  /// for them, sorted by name as bytes.
  void add_wheelhouse(std::string folder);

  /// In the order in which they were added; no digest for one that cannot be read. Errors: unchecked, for one
  /// that is not what it was when it was added.
  Result<std::vector<evidence::Input>> take() const;

 private:
  struct Marked {
    std::string kind;
    std::string path;
    bool is_folder = false;
    std::string mark;
  };

  std::vector<Marked> m_files;
};

}  // namespace pushgate::gate
