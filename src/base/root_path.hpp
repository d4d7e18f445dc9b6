// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate {

/// A path inside an image's root file system, never on the host's disk. Invariants:
/// - relative to the root: no leading slash; the root itself is the empty string
/// - no empty, `.` or `..` component, no trailing slash, no NUL byte
/// - at most limits::k_path_bytes bytes and limits::k_path_depth components; not necessarily UTF-8
class RootPath {
 public:
  RootPath() = default;

  /// Reads a name as tar writers spell it: `./a//b/`, `/a/b` and `a/b` are one path. A `..` component is an
  /// error (unchecked): no writer of layers needs one. Untrusted: the name.
  static Result<RootPath> parse(std::string_view name);

  const std::string& str() const { return m_path; }
  bool is_root() const { return m_path.empty(); }
  RootPath parent() const;        ///< of the root: the root
  std::string_view name() const;  ///< the last component
  bool is_below(
      const RootPath& directory) const;  ///< strictly below; everything but the root is below the root

  auto operator<=>(const RootPath&) const = default;

 private:
  std::string m_path;
};

}  // namespace pushgate
