// SPDX-License-Identifier: Apache-2.0
#include "report/foreign_text.hpp"

#include <algorithm>

#include "base/escape.hpp"

namespace pushgate::report {

namespace {

constexpr std::string_view k_ellipsis = "…";

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Where the code point with that number starts; the size where there are fewer.
std::size_t offset_of(std::string_view text, std::size_t number) {
  std::size_t at = 0;
  while (at < text.size() && number > 0) {
    ++at;
    while (at < text.size() && continues_character(text[at])) ++at;
    --number;
  }
  return at;
}

/// How much of a word that is too long goes on this line. The rest must not start with `::`.
std::size_t break_offset(std::string_view word, std::size_t width) {
  std::size_t at = offset_of(word, width);
  while (at > 1 && at < word.size() && word[at] == ':') --at;
  return at;
}

}  // namespace

std::string foreign(std::string_view text) {
  const std::string safe = escape_controls(text);
  std::string out;
  out.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view rest = std::string_view(safe).substr(i);
    const bool starts_word = i == 0 || safe[i - 1] == ' ';
    if (starts_word && rest.starts_with("::")) {
      out += "\\x3a";
    } else if (rest.starts_with("##[")) {
      out += "\\x23";
    } else {
      out += safe[i];
    }
  }
  return out;
}

std::size_t columns(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

std::string shorten_end(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  return std::string(text.substr(0, offset_of(text, width - 1))).append(k_ellipsis);
}

std::string shorten_middle(std::string_view text, std::size_t width) {
  const std::size_t all = columns(text);
  if (all <= width) return std::string(text);
  const std::size_t head = (width - 1) / 3;
  const std::size_t tail = width - 1 - head;
  return std::string(text.substr(0, offset_of(text, head)))
      .append(k_ellipsis)
      .append(text.substr(offset_of(text, all - tail)));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    while (!word.empty()) {
      const std::size_t size = columns(word);
      const std::size_t gap = used == 0 ? 0 : 1;
      if (used + gap + size <= width) {
        lines.back().append(gap, ' ').append(word);
        used += gap + size;
        break;
      }
      if (used == 0) {
        const std::size_t cut = break_offset(word, width);
        lines.back() = word.substr(0, cut);
        word.remove_prefix(cut);
      }
      lines.emplace_back();
      used = 0;
    }
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace pushgate::report
