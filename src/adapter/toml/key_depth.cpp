// SPDX-License-Identifier: Apache-2.0
#include "adapter/toml/key_depth.hpp"

#include <algorithm>

namespace pushgate::toml {

namespace {

/// The place behind a text in quotes that starts here: of one line, or of many between three quotes.
std::size_t end_of_text(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const std::string_view mark = text.substr(start, 3);
  const bool is_long = mark.size() == 3 && mark[1] == quote && mark[2] == quote;
  for (std::size_t at = start + (is_long ? 3 : 1); at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote && (!is_long || text.substr(at, 3) == mark)) {
      return at + (is_long ? 3 : 1);
    } else if (text[at] == '\n' && !is_long) {
      return at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<std::size_t> line_of_deep_key(std::string_view text, std::size_t limit) {
  std::size_t line = 1;
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const auto end = end_of_text(text, at);
      line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                  text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      at = end;
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots > limit) return line;
    if (c == '\n' || c == ',' || c == '{' || c == '=') dots = 0;
    if (c == '\n') ++line;
    ++at;
  }
  return std::nullopt;
}

}  // namespace pushgate::toml
