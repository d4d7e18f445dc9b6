// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_lines.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace pushgate::python {

namespace {

// The requirement file format (pip's documentation, "Requirements File Format", and its req_file.py):
// - lines end where Python's str.splitlines ends them
// - a line that ends with a backslash continues on the next; a line that is only a comment ends that
// - a `#` at the start of a line or after a blank begins a comment
constexpr std::string_view k_blanks = " \t\v\f\x1c\x1d\x1e\x1f";

// The length of the line end at the front of the text, 0 where there is none.
std::size_t line_end_length(std::string_view text) {
  if (text.starts_with("\r\n")) return 2;
  const char c = text.front();
  if (c == '\n' || c == '\r' || c == '\v' || c == '\f' || (c >= '\x1c' && c <= '\x1e')) return 1;
  if (text.starts_with("\xc2\x85")) return 2;  // NEXT LINE
  if (text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9"))
    return 3;  // LINE, PARAGRAPH SEPARATOR
  return 0;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t start = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto length = line_end_length(text.substr(at));
    if (length == 0) {
      ++at;
      continue;
    }
    lines.push_back(text.substr(start, at - start));
    at += length;
    start = at;
  }
  if (start < text.size()) lines.push_back(text.substr(start));
  return lines;
}

std::string_view trim(std::string_view text, std::string_view blanks) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_comment_line(std::string_view line) {
  return trim(line, k_blanks).starts_with('#');
}

std::string_view without_comment(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '#' && (at == 0 || k_blanks.find(line[at - 1]) != std::string_view::npos)) {
      return line.substr(0, at);
    }
  }
  return line;
}

// PEP 263 in the first two lines: `# -*- coding: utf-7 -*-`. Empty where nothing is declared.
std::string declared_encoding(const std::vector<std::string_view>& lines) {
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 2); ++i) {
    const auto at = lines[i].find("coding");
    if (!lines[i].starts_with('#') || at == std::string_view::npos) continue;
    auto rest = lines[i].substr(at + 6);
    if (!rest.starts_with(':') && !rest.starts_with('=')) continue;
    rest = trim(rest.substr(1), k_blanks);
    return std::string(rest.substr(0, rest.find_first_of(" \t;*")));
  }
  return {};
}

bool is_utf8_name(std::string_view written) {
  const std::string name = lower_case(written);
  return name.empty() || name == "utf-8" || name == "utf8" || name == "ascii" || name == "us-ascii";
}

class Joiner {
 public:
  void add(std::uint32_t number, std::string_view line) {
    const bool comment = is_comment_line(line);
    if (m_first == 0) m_first = number;
    if (line.ends_with('\\') && !comment) {
      m_text += trim(line, "\\");
      return;
    }
    if (comment) m_text += ' ';
    m_text += line;
    finish();
  }

  void finish() {
    const auto text = trim(without_comment(m_text), k_blanks);
    if (!text.empty()) m_lines.push_back({m_first, std::string(text)});
    m_text.clear();
    m_first = 0;
  }

  std::vector<LogicalLine> take() { return std::move(m_lines); }

 private:
  std::vector<LogicalLine> m_lines;
  std::string m_text;
  std::uint32_t m_first = 0;
};

}  // namespace

Result<std::vector<LogicalLine>> logical_lines(std::string_view text, std::string_view file_name) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return fail(Error::unchecked(std::string(file_name), "is no text in UTF-8"));
  }
  const auto lines = split_lines(text);
  if (const auto encoding = declared_encoding(lines); !is_utf8_name(encoding)) {
    return fail(Error::unchecked(std::string(file_name), "declares the encoding '" + encoding +
                                                             "', which pip honours; expected utf-8"));
  }
  Joiner joiner;
  std::uint32_t number = 0;
  for (const auto line : lines) joiner.add(++number, line);
  joiner.finish();
  return joiner.take();
}

}  // namespace pushgate::python
