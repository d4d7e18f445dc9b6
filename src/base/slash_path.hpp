// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace pushgate {

// Of a path with slashes in a text, whether or not it is a RootPath.

/// What stands before the last slash; empty where there is none.
constexpr std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// What stands behind the last slash; all of it where there is none.
constexpr std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace pushgate
