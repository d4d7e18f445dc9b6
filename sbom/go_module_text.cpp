// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_build_info.hpp"

// The module text (formats.md 8.5): lines of fields that tabs separate. The first field says what it is:
//
//   path   the main package
//   mod    the main module: path, version, sum
//   dep    a module that was compiled in: path, version, sum
//   =>     what was compiled instead of the one before: path, version, sum
//   build  KEY=VALUE, either of them quoted as in Go's source where it has a space, a quote or an `=`
//
// The sum may be missing. A last line without its newline is none.

#include <algorithm>
#include <array>

#include "base/escape.hpp"
#include "base/format.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_lines = 100'000;  // the largest programs have two thousand

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos || fields.size() == 5) return fields;  // no line has five
    line.remove_prefix(tab + 1);
  }
}

/// A string literal of Go (its specification, String literals) at the beginning of a text.
class Literal {
 public:
  explicit Literal(std::string_view text) : m_text(text) {}

  /// Its value, nothing where it is none.
  std::optional<std::string> read() {
    const char quote = next();
    std::string out;
    while (m_at < m_text.size()) {
      const char c = next();
      if (c == quote) return out;
      if (c != '\\' || quote == '`') {
        out += c;
      } else if (!escape(out)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }
  std::string_view rest() const { return m_text.substr(m_at); }

 private:
  char next() { return m_at < m_text.size() ? m_text[m_at++] : '\0'; }

  bool escape(std::string& out) {
    static constexpr std::string_view k_letters = "abfnrtv\\\"'";
    static constexpr std::string_view k_values = "\a\b\f\n\r\t\v\\\"'";
    const char c = next();
    if (const auto found = k_letters.find(c); found != std::string_view::npos) {
      out += k_values[found];
      return true;
    }
    if (c >= '0' && c <= '7') {
      --m_at;
      const auto value = number(3, 8);
      if (!value || *value > 0xff) return false;
      out += static_cast<char>(*value);
      return true;
    }
    if (c != 'x' && c != 'u' && c != 'U') return false;
    const auto value = number(c == 'x' ? 2 : c == 'u' ? 4 : 8, 16);
    if (!value || *value > 0x10ffff || (c != 'x' && *value >= 0xd800 && *value < 0xe000)) return false;
    if (c == 'x') {
      out += static_cast<char>(*value);
    } else {
      append_utf8(out, *value);
    }
    return true;
  }

  std::optional<std::uint32_t> number(int digits, std::uint32_t base) {
    std::uint32_t value = 0;
    for (int i = 0; i < digits; ++i) {
      const char c = next();
      const std::uint32_t digit = c >= '0' && c <= '9'   ? static_cast<std::uint32_t>(c - '0')
                                  : c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a' + 10)
                                  : c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A' + 10)
                                                         : base;
      if (digit >= base) return std::nullopt;
      value = value * base + digit;
    }
    return value;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
};

bool is_quote(char c) {
  return c == '"' || c == '`';
}

class ModuleText {
 public:
  explicit ModuleText(const GoBuildText& text) : m_text(text.modules) { m_out.go_version = text.version; }

  Result<GoBuildInfo> read() {
    while (true) {
      const std::size_t end = m_text.find('\n');
      if (end == std::string_view::npos) return std::move(m_out);
      if (++m_line > k_lines) return bad(fmt::format("is one too many; expected at most {}", k_lines));
      TRY(take(m_text.substr(0, end)));
      m_text.remove_prefix(end + 1);
    }
  }

 private:
  tl::unexpected<Error> bad(std::string what) const {
    return fail(
        Error::unchecked("", fmt::format("line {} of its Go build information {}", m_line, std::move(what))));
  }

  Result<void> take(std::string_view line) {
    if (line.starts_with("path\t")) {
      m_out.path = line.substr(5);
    } else if (line.starts_with("mod\t")) {
      TRY_ASSIGN(m_out.main, module(line.substr(4)));
      m_replaceable = &m_main_replaced;
    } else if (line.starts_with("dep\t")) {
      TRY_ASSIGN(auto read, module(line.substr(4)));
      m_out.dependencies.push_back({std::move(read), std::nullopt});
      m_replaceable = &m_out.dependencies.back().replacement;
    } else if (line.starts_with("=>\t")) {
      if (m_replaceable == nullptr) return bad("replaces a module, but there is none before it");
      TRY_ASSIGN(*m_replaceable, module(line.substr(3)));
      m_replaceable = nullptr;
    } else if (line.starts_with("build\t")) {
      return setting(line.substr(6));
    }
    return {};
  }

  Result<GoModule> module(std::string_view line) const {
    const auto fields = split(line);
    if (fields.size() != 2 && fields.size() != 3)
      return bad(fmt::format("has {} fields; expected path, version and sum", fields.size()));
    return GoModule{.path = std::string(fields[0]),
                    .version = std::string(fields[1]),
                    .sum = std::string(fields.size() == 3 ? fields[2] : std::string_view())};
  }

  Result<void> setting(std::string_view line) {
    std::string key;
    if (!line.empty() && is_quote(line[0])) {
      Literal literal(line);
      auto read = literal.read();
      if (!read || !literal.rest().starts_with('=')) return bad("has a badly quoted key");
      key = std::move(*read);
      line = literal.rest().substr(1);
    } else {
      const std::size_t equals = line.find('=');
      if (equals == 0 || equals == std::string_view::npos) return bad("has no KEY=VALUE");
      key = line.substr(0, equals);
      line.remove_prefix(equals + 1);
    }
    std::string value(line);
    if (!line.empty() && is_quote(line[0])) {
      Literal literal(line);
      auto read = literal.read();
      if (!read || !literal.rest().empty()) return bad("has a badly quoted value");
      value = std::move(*read);
    }
    m_out.settings.emplace_back(std::move(key), std::move(value));
    return {};
  }

  std::string_view m_text;
  std::size_t m_line = 0;
  GoBuildInfo m_out;
  std::optional<GoModule> m_main_replaced;  // Go reads this, too, and makes nothing of it
  std::optional<GoModule>* m_replaceable = nullptr;
};

}  // namespace

Result<GoBuildInfo> parse_go_build_info(const GoBuildText& text) {
  return ModuleText(text).read();
}

}  // namespace pushgate::sbom
