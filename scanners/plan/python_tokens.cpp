// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/python_tokens.hpp"

#include <algorithm>
#include <utility>

namespace pushgate::scanners {

namespace {

using Kind = PythonToken::Kind;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Tokens {
 public:
  explicit Tokens(std::string_view text) : m_text(text) {}

  std::vector<PythonToken> read() {
    while (m_at < m_text.size()) read_one(m_text[m_at]);
    end_line();
    return std::move(m_tokens);
  }

 private:
  void read_one(char c) {
    if (c == '\n') {
      if (m_depth == 0) end_line();
      ++m_line;
      ++m_at;
      m_line_start = m_at;
    } else if (c == '\\' && m_text.substr(m_at, 2) == "\\\n") {
      ++m_line;
      m_at += 2;
    } else if (c == '#') {
      m_at = std::min(m_text.find('\n', m_at), m_text.size());
    } else if (c == '"' || c == '\'') {
      read_string(true);
    } else if (is_name_char(c)) {
      read_name();
    } else {
      if (c != ' ' && c != '\t' && c != '\r' && c != '\f') read_sign(c);
      ++m_at;
    }
  }

  void read_name() {
    const auto start = m_at;
    while (m_at < m_text.size() && is_name_char(m_text[m_at])) ++m_at;
    auto name = m_text.substr(start, m_at - start);
    const bool quoted = m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '\'');
    if (quoted && name.size() <= 2 && name.find_first_not_of("rRbBuUfF") == std::string_view::npos)
      return read_string(name.find_first_of("fF") == std::string_view::npos);
    add(is_digit(name[0]) ? Kind::number : Kind::name, std::string(name), start);
  }

  void read_string(bool literal) {
    const auto start = m_at;
    const auto line = m_line;
    const char quote = m_text[m_at];
    const bool block = m_text.substr(m_at, 3) == std::string(3, quote);
    m_at += block ? 3 : 1;
    std::string value;
    for (; m_at < m_text.size(); ++m_at) {
      const char c = m_text[m_at];
      if (c == '\n') {
        if (!block) break;
        ++m_line;
      }
      if (c == '\\' && m_at + 1 < m_text.size()) {
        const char next = m_text[++m_at];
        if (next == '\n') {
          ++m_line;
        } else {
          value += next;
        }
      } else if (block ? m_text.substr(m_at, 3) == std::string(3, quote) : c == quote) {
        m_at += block ? 3 : 1;
        break;
      } else {
        value += c;
      }
    }
    // Strings beside each other are one.
    if (!m_tokens.empty() && m_tokens.back().kind == Kind::string) {
      m_tokens.back().text += value;
      m_tokens.back().literal = m_tokens.back().literal && literal;
      return;
    }
    add(Kind::string, std::move(value), start);
    m_tokens.back().literal = literal;
    m_tokens.back().line = line;
  }

  void read_sign(char c) {
    if (c == '(' || c == '[' || c == '{') ++m_depth;
    if ((c == ')' || c == ']' || c == '}') && m_depth > 0) --m_depth;
    if (c == '*' && m_text.substr(m_at, 2) == "**") {
      add(Kind::sign, "**", m_at);
      ++m_at;
    } else {
      add(Kind::sign, std::string(1, c), m_at);
    }
  }

  void end_line() {
    if (!m_tokens.empty() && m_tokens.back().kind != Kind::line_end) add(Kind::line_end, "", m_at);
  }

  void add(Kind kind, std::string text, std::size_t at) {
    m_tokens.push_back(
        {kind, std::move(text), true, m_line, static_cast<std::uint32_t>(at - std::min(m_line_start, at))});
  }

  std::string_view m_text;
  std::vector<PythonToken> m_tokens;
  std::size_t m_at = 0;
  std::size_t m_line_start = 0;
  std::size_t m_depth = 0;
  std::uint32_t m_line = 1;
};

}  // namespace

std::vector<PythonToken> read_python(std::string_view text) {
  return Tokens(text).read();
}

}  // namespace pushgate::scanners
