// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/logical_lines.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr std::string_view k_directive_blanks = "\t\n\f\r ";

std::string_view without_line_end(std::string_view line) {
  const auto last = line.find_last_not_of("\r\n");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

bool is_comment(std::string_view line) {
  return trim_left(line).starts_with('#');
}

std::string_view without_front(std::string_view text, std::string_view what) {
  text.remove_prefix(std::min(text.find_first_not_of(what), text.size()));
  return text;
}

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(static_cast<unsigned char>(text.front())) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') ||
                  (static_cast<unsigned char>(c) < 0x80 && is_letter(static_cast<unsigned char>(c)));
         });
}

}  // namespace

LineReader::LineReader(std::string_view text, std::string_view file_name)
    : m_rest(text), m_file_name(file_name) {
  if (m_rest.starts_with("\xef\xbb\xbf")) m_rest.remove_prefix(3);
}

Error LineReader::error(std::uint32_t line, std::string what) const {
  return Error::refused(fmt::format("{}:{}", m_file_name, line), std::move(what));
}

Result<std::optional<std::string_view>> LineReader::take_line() {
  if (m_rest.empty()) return std::nullopt;
  ++m_line;
  const auto end = m_rest.find('\n');
  const auto line = m_rest.substr(0, end == std::string_view::npos ? end : end + 1);
  if (std::min(end, m_rest.size()) > limits::k_dockerfile_line_bytes) {
    return fail(error(m_line, fmt::format("the line is too long; expected at most {} bytes",
                                          limits::k_dockerfile_line_bytes)));
  }
  m_rest.remove_prefix(line.size());
  return line;
}

Result<void> LineReader::check_text(std::string_view line) const {
  if (is_utf8(line)) return {};
  return fail(Error::unchecked(fmt::format("{}:{}", m_file_name, m_line), "is no text in UTF-8"));
}

Result<void> LineReader::directive(std::string_view line) {
  if (m_directives_done) return {};
  m_directives_done = true;
  if (!line.starts_with('#')) return {};
  line = trim_left(line.substr(1));
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  auto name_part = line.substr(0, equals);
  name_part = name_part.substr(0, name_part.find_last_not_of(k_directive_blanks) + 1);
  if (!is_name(name_part)) return {};
  const auto name = lower_case(name_part);
  if (name != "escape" && name != "syntax" && name != "check") return {};
  const auto raw = line.substr(equals + 1);
  if (raw.empty()) return {};
  auto value = without_front(raw, k_directive_blanks);
  value = value.empty() ? raw.substr(raw.size() - 1)
                        : value.substr(0, value.find_last_not_of(k_directive_blanks) + 1);

  m_directives_done = false;
  if (m_seen_directives.find(name + ";") != std::string::npos) {
    return fail(error(m_line, fmt::format("parser directive '{}' is given twice; expected it once", name)));
  }
  m_seen_directives += name + ";";
  if (name == "syntax") m_syntax = value;
  if (name != "escape") return {};
  if (value != "\\" && value != "`") {
    return fail(error(m_line, fmt::format("parser directive 'escape' is '{}'; expected \\ or `", value)));
  }
  m_escape = value[0];
  return {};
}

// Takes the escape character and what follows it from the end of a line that goes on.
bool LineReader::take_continuation(std::string_view& line) const {
  const auto last = line.find_last_not_of(" \t");
  if (last == std::string_view::npos || line[last] != m_escape) return false;
  if (last > 0 && line[last - 1] == m_escape) return false;
  line = line.substr(0, last);
  return true;
}

Result<std::optional<LogicalLine>> LineReader::next() {
  while (true) {
    TRY_ASSIGN(const auto first, take_line());
    if (!first) return std::nullopt;
    auto line = trim_left(without_line_end(*first));
    TRY(directive(line));
    LogicalLine out{{}, m_line};
    if (is_comment(line)) continue;
    TRY(check_text(line));
    bool goes_on = take_continuation(line);
    if (!goes_on && line.empty()) continue;
    out.text = line;
    while (goes_on) {
      TRY_ASSIGN(const auto more, take_line());
      if (!more) break;
      line = without_line_end(*more);
      TRY(directive(line));
      if (is_comment(line) || trim_left(line).empty()) continue;
      TRY(check_text(line));
      goes_on = take_continuation(line);
      out.text += line;
    }
    return out;
  }
}

Result<void> LineReader::read_content(HereDocument& document, std::uint32_t start) {
  while (true) {
    TRY_ASSIGN(const auto line, take_line());
    if (!line) break;
    TRY(check_text(*line));
    auto end = without_line_end(*line);
    if (document.strip_tabs) end = without_front(end, "\t");
    if (end == document.name) return {};
    document.content += *line;
  }
  return fail(error(start, fmt::format("here-document '{}' is not closed; expected a line with only {}",
                                       document.name, document.name)));
}

}  // namespace pushgate::dockerfile
