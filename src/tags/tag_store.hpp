// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::tags {

/// One tag that shall name another image.
struct Move {
  std::string repository;  ///< `ghcr.io/acme/app`
  std::string tag;
  std::optional<Digest> before;  ///< what it named when the plan was made; nothing: there was no such tag
  Digest after;

  std::string name() const { return repository + ":" + tag; }
  bool operator==(const Move&) const = default;
};

/// Where tags are: the port behind which registries and the doubles of tests look the same. Errors:
/// unchecked, for what could not be asked or done.
class TagStore {
 public:
  virtual ~TagStore() = default;

  /// What a tag names now; nothing where there is none.
  virtual Result<std::optional<Digest>> named(const std::string& repository, const std::string& tag) = 0;

  /// Makes a tag name a manifest that is there, and reads it back. False where that manifest is not there.
  virtual Result<bool> put(const std::string& repository, const std::string& tag, const Digest& digest) = 0;

  /// Takes a tag away, and nothing else. Gives why the registry does not do that (`405 UNSUPPORTED`); empty
  /// where the tag is gone.
  virtual Result<std::string> remove(const std::string& repository, const std::string& tag) = 0;
};

}  // namespace pushgate::tags
