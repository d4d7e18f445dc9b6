// SPDX-License-Identifier: Apache-2.0
#include "base/root_path.hpp"

#include <cstddef>

#include "base/limits.hpp"

namespace pushgate {

Result<RootPath> RootPath::parse(std::string_view name) {
  const auto bad = [&](const char* what) {
    return fail(Error::unchecked("path '" + std::string(name.substr(0, 200)) + "'", what));
  };
  if (name.size() > limits::k_path_bytes) return bad("is longer than 4096 bytes");
  if (name.find('\0') != std::string_view::npos) return bad("holds a NUL byte");
  RootPath path;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t slash = std::min(name.find('/', at), name.size());
    const std::string_view part = name.substr(at, slash - at);
    at = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") return bad("leaves its root by '..'");
    if (++depth > limits::k_path_depth) return bad("is more than 1024 directories deep");
    if (!path.m_path.empty()) path.m_path += '/';
    path.m_path += part;
  }
  return path;
}

RootPath RootPath::parent() const {
  RootPath up;
  const std::size_t slash = m_path.rfind('/');
  if (slash != std::string::npos) up.m_path = m_path.substr(0, slash);
  return up;
}

std::string_view RootPath::name() const {
  const std::size_t slash = m_path.rfind('/');
  return std::string_view(m_path).substr(slash == std::string::npos ? 0 : slash + 1);
}

bool RootPath::is_below(const RootPath& directory) const {
  if (directory.is_root()) return !is_root();
  return m_path.size() > directory.m_path.size() && m_path.starts_with(directory.m_path) &&
         m_path[directory.m_path.size()] == '/';
}

}  // namespace pushgate
