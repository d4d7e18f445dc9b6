// SPDX-License-Identifier: Apache-2.0
#include "report/markdown_text.hpp"

#include "base/format.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::report {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_w(char c) {
  return c == 'w' || c == 'W';
}

/// Whether the character at i could mean something to a reader of GitHub's Markdown.
bool has_meaning(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (std::string_view("&<>\\`*[]#|~$@").find(c) != std::string_view::npos) return true;
  const bool between_words = i > 0 && is_word(text[i - 1]) && i + 1 < text.size() && is_word(text[i + 1]);
  if (c == '_') return !between_words;                             // a_b is no emphasis
  if (c == ':') return i + 1 < text.size() && text[i + 1] == '/';  // https://… links itself
  if (c == '.') return i >= 3 && is_w(text[i - 1]) && is_w(text[i - 2]) && is_w(text[i - 3]);  // www.…, too
  return false;
}

}  // namespace

std::string markdown(std::string_view text, std::size_t width) {
  const std::string safe = shorten_end(foreign(text), width);
  std::string out;
  out.reserve(safe.size() + safe.size() / 4);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    if (has_meaning(safe, i)) {
      out += fmt::format("&#{};", static_cast<int>(safe[i]));
    } else {
      out += safe[i];
    }
  }
  return out;
}

}  // namespace pushgate::report
