// SPDX-License-Identifier: Apache-2.0
#include "python/marker.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "python/package_name.hpp"
#include "python/string_literal.hpp"

// PEP 508, with what readers of today take:
//
//   marker     = and_marker ("or" and_marker)*
//   and_marker = atom ("and" atom)*
//   atom       = "(" marker ")" | operand OPERATOR operand
//   operand    = VARIABLE | 'text' | "text"             texts are Python's, escapes included
//   OPERATOR   = === == ~= != <= >= < > in | not in
//
// Spaces and tabs may stand between any two, and must between `not` and `in` and where two words would become
// one. `os.name`, `sys.platform`, `python_implementation` and so on are older names.

namespace pushgate::python {

namespace {

constexpr std::size_t k_marker_bytes = 64u << 10;  // the longest of PyPI's are of some kilobytes
constexpr std::size_t k_depth = 100;               // of parentheses; people write two or three

constexpr std::array<std::string_view, 14> k_variables = {
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_system",
    "platform_release",
    "platform_version",
    "platform_machine",
    "extra",
    "implementation_name",
    "extras",
    "implementation_version",
    "dependency_groups",
    "platform_python_implementation",
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_older_names = {{
    {"os.name", "os_name"},
    {"sys.platform", "sys_platform"},
    {"platform.version", "platform_version"},
    {"platform.machine", "platform_machine"},
    {"platform.python_implementation", "platform_python_implementation"},
    {"python_implementation", "platform_python_implementation"},
}};

constexpr std::array<std::string_view, 8> k_symbols = {"===", "==", "~=", "!=", "<=", ">=", "<", ">"};

std::optional<std::string_view> variable_of(std::string_view word) {
  for (const auto& [older, name] : k_older_names) {
    if (word == older) return name;
  }
  const auto* const found = std::ranges::find(k_variables, word);
  return found == k_variables.end() ? std::nullopt : std::optional(*found);
}

bool is_set(std::string_view variable) {
  return variable == "extras" || variable == "dependency_groups";
}

Result<Marker::Operand> read_operand(DependencyCursor& cursor) {
  const auto start = cursor.position();
  const auto rest = cursor.rest();
  if (rest.starts_with('"') || rest.starts_with('\'')) {
    const auto end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos) return fail(cursor.error("the closing quote of this text"));
    auto text = string_literal(rest.substr(1, end - 1));
    if (!text) return fail(cursor.error_at(start, "a text as Python writes it"));
    cursor.take_bytes(end + 1);
    return Marker::Operand{false, std::move(*text)};
  }
  const auto variable = variable_of(cursor.take_word(false));
  if (!variable)
    return fail(
        cursor.error_at(start, "the name of an environment variable of PEP 508, or a text in quotes"));
  return Marker::Operand{true, std::string(*variable)};
}

Result<std::string> read_symbol(DependencyCursor& cursor) {
  const auto start = cursor.position();
  for (const auto symbol : k_symbols) {
    if (cursor.rest().starts_with(symbol)) return std::string(cursor.take_bytes(symbol.size()));
  }
  auto word = cursor.take_word(false);
  if (word == "in") return std::string(word);
  if (word == "not") {
    cursor.skip_blanks();
    const auto second = cursor.position();
    word = cursor.take_word(false);
    if (word == "in") return std::string("not in");
    return fail(cursor.error_at(second, "'in' after 'not'"));
  }
  return fail(cursor.error_at(start, "one of <= < != == >= > ~= === in, not in"));
}

/// Names of extras are compared in their normal form (PEP 685).
void normalize_extras(Marker& marker) {
  auto& left = marker.left;
  auto& right = marker.right;
  if (left.is_variable == right.is_variable) return;
  if (left.is_variable && left.text == "extra") right.text = normalize_name(right.text);
  if (right.is_variable && (right.text == "extra" || is_set(right.text)))
    left.text = normalize_name(left.text);
}

class MarkerReader {
 public:
  explicit MarkerReader(DependencyCursor& cursor) : m_cursor(cursor) {}

  Result<Marker> read_any() {
    std::vector<Marker> any;
    std::vector<Marker> all;
    while (true) {
      TRY_ASSIGN(auto atom, read_atom());
      all.push_back(std::move(atom));
      if (take_word("and")) continue;
      any.push_back(alone(std::exchange(all, {}), Marker::Kind::all));
      if (!take_word("or")) return alone(std::move(any), Marker::Kind::any);
    }
  }

 private:
  static Marker alone(std::vector<Marker> parts, Marker::Kind kind) {
    if (parts.size() == 1) return std::move(parts.front());
    Marker marker;
    marker.kind = kind;
    marker.parts = std::move(parts);
    return marker;
  }

  bool take_word(std::string_view word) {
    DependencyCursor ahead = m_cursor;
    if (ahead.take_word(false) != word) return false;
    m_cursor = ahead;
    return true;
  }

  Result<Marker> read_atom() {
    m_cursor.skip_blanks();
    const auto start = m_cursor.position();
    if (!m_cursor.take('(')) return read_comparison();
    if (++m_depth > k_depth) return fail(m_cursor.error_at(start, "at most 100 parentheses in each other"));
    TRY_ASSIGN(auto marker, read_any());
    --m_depth;
    m_cursor.skip_blanks();
    if (!m_cursor.take(')')) return fail(m_cursor.error_at(start, "a ')' for this '('"));
    m_cursor.skip_blanks();
    return marker;
  }

  Result<Marker> read_comparison() {
    Marker marker;
    TRY_ASSIGN(marker.left, read_operand(m_cursor));
    m_cursor.skip_blanks();
    TRY_ASSIGN(marker.symbol, read_symbol(m_cursor));
    m_cursor.skip_blanks();
    TRY_ASSIGN(marker.right, read_operand(m_cursor));
    m_cursor.skip_blanks();
    normalize_extras(marker);
    return marker;
  }

  DependencyCursor& m_cursor;
  std::size_t m_depth = 0;
};

std::string written(const Marker::Operand& operand) {
  if (operand.is_variable) return operand.text;
  std::string out = "\"";
  for (const char c : operand.text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '\\' || c == '"' || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);  // a quote of either kind ends a text in PEP 508
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

std::string Marker::to_string() const {
  if (kind == Kind::comparison) return written(left) + " " + symbol + " " + written(right);
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += kind == Kind::all ? " and " : " or ";
    out += part.kind == Kind::comparison ? part.to_string() : "(" + part.to_string() + ")";
  }
  return out;
}

Result<Marker> read_marker(DependencyCursor& cursor) {
  if (cursor.rest().size() > k_marker_bytes) return fail(cursor.error("a marker of at most 64 KiB"));
  return MarkerReader(cursor).read_any();
}

Result<Marker> parse_marker(std::string_view text, std::string_view where) {
  DependencyCursor cursor(text, where);
  TRY_ASSIGN(auto marker, read_marker(cursor));
  if (!cursor.at_end()) return fail(cursor.error("'and', 'or' or the end of the marker"));
  return marker;
}

}  // namespace pushgate::python
