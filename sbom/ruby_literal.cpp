// SPDX-License-Identifier: Apache-2.0
#include "sbom/ruby_literal.hpp"

// Ruby's string literals (docs.ruby-lang.org, syntax/literals):
//
//   "…"      escapes \n \t \s \e \" \\ \xNN \uNNNN \u{N…} and others; `#{…}` is evaluated, `\#{` is not
//   '…'      \' and \\ only
//   %q<…>    as '…', with any punctuation around it; brackets nest

#include <array>
#include <cstdint>
#include <utility>

#include "base/escape.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::pair<char, char>, 10> k_escapes = {{{'n', '\n'},
                                                              {'t', '\t'},
                                                              {'r', '\r'},
                                                              {'s', ' '},
                                                              {'a', '\a'},
                                                              {'b', '\b'},
                                                              {'e', '\x1b'},
                                                              {'f', '\f'},
                                                              {'v', '\v'},
                                                              {'0', '\0'}}};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes up to `most` hex digits; nothing where there are fewer than `least`.
std::optional<std::uint32_t> take_hex(std::string_view& text, std::size_t least, std::size_t most) {
  std::uint32_t value = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && hex_value(text[count]) >= 0) {
    value = value * 16 + static_cast<std::uint32_t>(hex_value(text[count++]));
  }
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

char closing(char open) {
  if (open == '<') return '>';
  if (open == '(') return ')';
  if (open == '[') return ']';
  if (open == '{') return '}';
  return open;
}

bool is_punctuation(char c) {
  return c > ' ' && c < 0x7f && hex_value(c) < 0 && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z');
}

}  // namespace

void RubyLiteralReader::skip_blanks() {
  while (m_rest.starts_with(' ') || m_rest.starts_with('\t') || m_rest.starts_with('\r')) {
    m_rest.remove_prefix(1);
  }
}

bool RubyLiteralReader::take(std::string_view word) {
  if (!m_rest.starts_with(word)) return false;
  m_rest.remove_prefix(word.size());
  return true;
}

/// After the backslash of a text in double quotes.
bool RubyLiteralReader::escape(std::string& out) {
  if (m_rest.empty()) return false;
  const char c = m_rest.front();
  m_rest.remove_prefix(1);
  if (c == 'x') {
    const auto byte = take_hex(m_rest, 1, 2);
    if (byte) out += static_cast<char>(*byte);
    return byte.has_value();
  }
  if (c == 'u') {
    const bool braces = take("{");
    const auto code = braces ? take_hex(m_rest, 1, 6) : take_hex(m_rest, 4, 4);
    if (!code || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000)) return false;
    if (braces && !take("}")) return false;
    append_utf8(out, *code);
    return true;
  }
  if (c == 'c' || c == 'C' || c == 'M' || (c >= '1' && c <= '7')) return false;  // control, meta, octal
  char meant = c;
  for (const auto& [letter, value] : k_escapes) {
    if (letter == c) meant = value;
  }
  out += meant;
  return true;
}

std::optional<std::string> RubyLiteralReader::quoted(char end, char open, bool escapes) {
  std::string out;
  std::size_t depth = 0;
  while (!m_rest.empty()) {
    const char c = m_rest.front();
    m_rest.remove_prefix(1);
    if (c == end && depth == 0) {
      take(".freeze");
      return out;
    }
    if (open != end && c == open) ++depth;
    if (open != end && c == end) --depth;
    if (c == '\\' && escapes) {
      if (!escape(out)) return std::nullopt;
      continue;
    }
    if (c == '\\' && !m_rest.empty() &&
        (m_rest.front() == '\\' || m_rest.front() == end || m_rest.front() == open)) {
      out += m_rest.front();
      m_rest.remove_prefix(1);
      continue;
    }
    const bool evaluated = m_rest.starts_with('{') || m_rest.starts_with('$') || m_rest.starts_with('@');
    if (c == '#' && escapes && evaluated) return std::nullopt;
    out += c;
  }
  return std::nullopt;
}

std::optional<std::string> RubyLiteralReader::text() {
  skip_blanks();
  if (take("\"")) return quoted('"', '"', true);
  if (take("'")) return quoted('\'', '\'', false);
  if (!take("%q") || m_rest.empty() || !is_punctuation(m_rest.front())) return std::nullopt;
  const char open = m_rest.front();
  m_rest.remove_prefix(1);
  return quoted(closing(open), open, false);
}

std::optional<std::vector<std::string>> RubyLiteralReader::texts() {
  skip_blanks();
  std::vector<std::string> out;
  if (!take("[")) {
    auto one = text();
    if (!one) return std::nullopt;
    out.push_back(std::move(*one));
    return out;
  }
  skip_blanks();
  while (!take("]")) {
    auto one = text();
    if (!one) return std::nullopt;
    out.push_back(std::move(*one));
    skip_blanks();
    if (!take(",") && !m_rest.starts_with(']')) return std::nullopt;
    skip_blanks();
  }
  take(".freeze");
  return out;
}

bool RubyLiteralReader::at_end() {
  skip_blanks();
  return m_rest.empty() || m_rest.starts_with('#') || m_rest.starts_with(';') || m_rest.starts_with("if ") ||
         m_rest.starts_with("unless ");
}

}  // namespace pushgate::sbom
