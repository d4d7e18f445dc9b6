// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/json_array.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include "base/escape.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr std::size_t k_depth = 10'000;
constexpr std::uint32_t k_replacement = 0xFFFD;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 8259, without recursion: what is open is a text of [ and {.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_text(text) {}

  JsonArray run() {
    JsonArray out{JsonArray::Kind::strings, {}};
    if (!take('[')) return {};
    m_open = "[";
    skip_blanks();
    bool wants_value = !next_is(']');
    while (!m_open.empty()) {
      skip_blanks();
      if (wants_value) {
        if (!value(out, wants_value)) return {};
      } else if (take(',')) {
        skip_blanks();
        if (m_open.back() == '{' && !key()) return {};
        wants_value = true;
      } else if (take(m_open.back() == '[' ? ']' : '}')) {
        m_open.pop_back();
      } else {
        return {};
      }
    }
    skip_blanks();
    return m_at == m_text.size() ? out : JsonArray{};
  }

 private:
  bool next_is(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++m_at;
    return true;
  }
  void skip_blanks() {
    while (next_is(' ') || next_is('\t') || next_is('\n') || next_is('\r')) ++m_at;
  }

  // One value, or the start of one that holds others.
  bool value(JsonArray& out, bool& wants_value) {
    wants_value = false;
    if (next_is('"')) {
      auto text = string();
      if (text && m_open.size() == 1) out.strings.push_back(std::move(*text));
      return text.has_value();
    }
    out.kind = JsonArray::Kind::others;
    if (next_is('[') || next_is('{')) {
      if (m_open.size() == k_depth) return false;
      m_open += m_text[m_at++];
      skip_blanks();
      if (m_open.back() == '[') {
        wants_value = !next_is(']');
      } else if (!next_is('}')) {
        wants_value = true;
        return key();
      }
      return true;
    }
    return literal() || number();
  }

  bool key() {
    if (!next_is('"') || !string()) return false;
    skip_blanks();
    return take(':');
  }

  bool literal() {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (m_text.substr(m_at).starts_with(word)) {
        m_at += word.size();
        return true;
      }
    }
    return false;
  }

  bool digits() {
    const auto start = m_at;
    while (m_at < m_text.size() && is_digit(m_text[m_at])) ++m_at;
    return m_at != start;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  std::optional<std::string> string() {
    std::string out;
    ++m_at;
    while (m_at < m_text.size()) {
      const char c = m_text[m_at];
      if (c == '"') {
        ++m_at;
        return out;
      }
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c == '\\') {
        if (!escaped(out)) return std::nullopt;
        continue;
      }
      const auto rune = rune_at(m_text, m_at);
      append_utf8(out, rune.code);
      m_at += rune.length;
    }
    return std::nullopt;
  }

  bool escaped(std::string& out) {
    static constexpr std::string_view k_names = "\"\\/bfnrt";
    static constexpr std::string_view k_values = "\"\\/\b\f\n\r\t";
    ++m_at;
    if (m_at == m_text.size()) return false;
    if (take('u')) {
      const auto code = hex();
      if (!code) return false;
      append_utf8(out, joined(*code));
      return true;
    }
    const auto at = k_names.find(m_text[m_at]);
    if (at == std::string_view::npos) return false;
    out += k_values[at];
    ++m_at;
    return true;
  }

  // Half a pair of surrogates reads as U+FFFD, as in Go.
  std::uint32_t joined(std::uint32_t code) {
    if (code < 0xD800 || code > 0xDFFF) return code;
    const auto before = m_at;
    if (code < 0xDC00 && take('\\') && take('u')) {
      const auto low = hex();
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) return 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
    }
    m_at = before;
    return k_replacement;
  }

  std::optional<std::uint32_t> hex() {
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i, ++m_at) {
      if (m_at == m_text.size()) return std::nullopt;
      const char c = m_text[m_at];
      if (is_digit(c)) {
        code = code * 16 + static_cast<std::uint32_t>(c - '0');
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        code = code * 16 + static_cast<std::uint32_t>((c | 0x20) - 'a') + 10;
      } else {
        return std::nullopt;
      }
    }
    return code;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::string m_open;
};

}  // namespace

JsonArray read_json_array(std::string_view text) {
  return Reader(trim_left(text)).run();
}

}  // namespace pushgate::dockerfile
