// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/startup_files.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pushgate::scanners {

namespace {

// Files that come with wheels which nearly everybody has. By hash, so that one byte more is unknown.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> k_known = {{
    {"2638ce9e2500e572a5e0de7faed6661eb569d1b696fcba07b0dd223da5f5d224",
     "setuptools' own distutils, distutils-precedence.pth"},
    {"7ea7ffef3fe2a117ee12c68ed6553617f0d7fd2f0590257c25c484959a3b7373",
     "setuptools' own distutils, distutils-precedence.pth"},
    {"ef2ed06d19867ec669c09a804060666a9cd5e383af0a9d11aa2de79b77d448e8",
     "coverage's measuring of subprocesses, a1_coverage.pth"},
}};

/// Where Python's splitlines() ends a line: how many bytes the end has, 0 where there is none.
std::size_t line_end(std::string_view rest) {
  if (rest.starts_with("\r\n")) return 2;
  if (std::string_view("\n\r\v\f\x1c\x1d\x1e").find(rest[0]) != std::string_view::npos) return 1;
  if (rest.starts_with("\xc2\x85")) return 2;                                          // U+0085
  if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) return 3;  // U+2028, U+2029
  return 0;
}

}  // namespace

std::vector<std::size_t> executed_lines(std::string_view pth) {
  if (pth.starts_with("\xef\xbb\xbf")) pth.remove_prefix(3);
  std::vector<std::size_t> lines;
  std::size_t number = 1;
  bool at_begin = true;
  while (!pth.empty()) {
    if (at_begin && (pth.starts_with("import ") || pth.starts_with("import\t"))) lines.push_back(number);
    const std::size_t end = line_end(pth);
    at_begin = end != 0;
    number += at_begin ? 1 : 0;
    pth.remove_prefix(std::max<std::size_t>(end, 1));
  }
  return lines;
}

std::optional<std::string_view> known_startup_file(std::string_view sha256) {
  const auto* const found =
      std::ranges::find(k_known, sha256, &std::pair<std::string_view, std::string_view>::first);
  return found == k_known.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace pushgate::scanners
