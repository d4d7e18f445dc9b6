// SPDX-License-Identifier: Apache-2.0
//
//   WWW-Authenticate = challenge *( "," challenge )
//   challenge        = scheme [ 1*SP ( token68 / parameter *( "," parameter ) ) ]
//   parameter        = token "=" ( token / quoted-string )
//
// A comma separates parameters as well as challenges: a token that "=" follows is a parameter of the
// challenge before it, any other token opens the next challenge (RFC 9110, 11.6.1).
#include "registry/challenge.hpp"

#include <optional>

#include "base/ascii.hpp"

namespace pushgate::registry {

namespace {

class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : m_text(text) {}

  void skip(std::string_view characters) {
    while (!m_text.empty() && characters.find(m_text.front()) != std::string_view::npos)
      m_text.remove_prefix(1);
  }

  std::string token() {
    std::size_t count = 0;
    while (count < m_text.size() && is_token(m_text[count])) ++count;
    return take(count);
  }

  bool accept(char wanted) {
    if (m_text.empty() || m_text.front() != wanted) return false;
    m_text.remove_prefix(1);
    return true;
  }

  /// After the opening quote; null where the closing one is missing.
  std::optional<std::string> quoted() {
    std::string out;
    for (std::size_t i = 0; i < m_text.size(); ++i) {
      if (m_text[i] == '"') {
        m_text.remove_prefix(i + 1);
        return out;
      }
      if (m_text[i] == '\\' && ++i == m_text.size()) break;
      out += m_text[i];
    }
    return std::nullopt;
  }

  bool at_end() const { return m_text.empty(); }

 private:
  static bool is_token(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~/:").find(c) != std::string_view::npos;
  }
  std::string take(std::size_t count) {
    std::string out(m_text.substr(0, count));
    m_text.remove_prefix(count);
    return out;
  }

  std::string_view m_text;
};

void parse_field(std::string_view field, std::vector<Challenge>& into) {
  FieldReader reader(field);
  const std::size_t first = into.size();
  for (;;) {
    reader.skip(" \t,");
    if (reader.at_end()) return;
    const auto name = reader.token();
    if (name.empty()) return;
    reader.skip(" \t");
    if (!reader.accept('=')) {
      into.push_back({lower_case(name), {}});
      continue;
    }
    if (into.size() == first) return;  // a parameter of nothing
    reader.skip(" \t");
    auto value = reader.accept('"') ? reader.quoted() : std::optional(reader.token());
    if (!value) return;
    into.back().parameters.emplace(lower_case(name), std::move(*value));
    reader.skip("=");  // the padding of a token68, which no registry uses
  }
}

}  // namespace

std::string Challenge::parameter(std::string_view name) const {
  const auto found = parameters.find(std::string(name));
  return found == parameters.end() ? std::string() : found->second;
}

std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& fields) {
  std::vector<Challenge> out;
  for (const auto field : fields) parse_field(field, out);
  return out;
}

}  // namespace pushgate::registry
