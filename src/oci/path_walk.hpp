// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"

namespace pushgate::oci {

/// Follows a path through directories and symbolic links, inside the root: a name at a time, `..` clamped.
///
///   while (walk.more()) { walk.next(); if (a link is at walk.path()) walk.follow(target); }
class PathWalk {
 public:
  /// Starts in `directory` (a normal path, already followed).
  explicit PathWalk(std::string_view path, std::string_view directory = {}) : m_path(directory) {
    push(path);
  }

  bool more() {
    while (!m_names.empty() && (m_names.back().empty() || m_names.back() == ".")) m_names.pop_back();
    return !m_names.empty();
  }

  /// Steps to the next name.
  void next() {
    m_parent = m_path.size();
    if (m_names.back() == "..") {
      const std::size_t slash = m_path.rfind('/');
      m_path.resize(slash == std::string::npos ? 0 : slash);
    } else {
      if (!m_path.empty()) m_path += '/';
      m_path += m_names.back();
    }
    m_up = m_names.back() == "..";
    m_names.pop_back();
  }

  /// What next() stepped to is a link with this target. False once there were too many.
  bool follow(std::string_view target) {
    if (m_up || ++m_hops > limits::k_link_hops) return false;
    m_path.resize(target.starts_with('/') ? 0 : m_parent);
    push(target);
    return true;
  }

  /// The normal path so far; the root is empty.
  const std::string& path() const { return m_path; }

 private:
  void push(std::string_view path) {
    for (std::size_t end = path.size(); end != std::string_view::npos;) {
      const std::size_t slash = end == 0 ? std::string_view::npos : path.rfind('/', end - 1);
      const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
      m_names.emplace_back(path.substr(begin, end - begin));
      end = slash;
    }
  }

  std::vector<std::string> m_names;  // still to be stepped to, the next one last
  std::string m_path;
  std::size_t m_parent = 0;  // length of the path before the last step
  int m_hops = 0;
  bool m_up = false;
};

}  // namespace pushgate::oci
