// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_source.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/python_tokens.hpp"

namespace pushgate::scanners {

namespace {

using Kind = PythonToken::Kind;
using Tokens = std::span<const PythonToken>;

/// Of the decorators above a function, of the arguments of a route.
constexpr std::size_t k_route_tokens = 4096;
constexpr int k_call_depth = 8;

bool is_sign(const PythonToken& token, std::string_view text) {
  return token.kind == Kind::sign && token.text == text;
}
bool is_name(const PythonToken& token, std::string_view text) {
  return token.kind == Kind::name && token.text == text;
}
bool is_route(const PythonToken& token) {
  return token.kind == Kind::string && token.literal && (token.text == "/health" || token.text == "/health/");
}
bool opens(const PythonToken& token) {
  return is_sign(token, "(") || is_sign(token, "[") || is_sign(token, "{");
}
bool closes(const PythonToken& token) {
  return is_sign(token, ")") || is_sign(token, "]") || is_sign(token, "}");
}

/// The parts of a list between its commas; `tokens` without the brackets.
std::vector<Tokens> parts(Tokens tokens) {
  std::vector<Tokens> out;
  std::size_t depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (opens(tokens[i])) ++depth;
    if (closes(tokens[i]) && depth > 0) --depth;
    if (depth == 0 && is_sign(tokens[i], ",")) {
      out.push_back(tokens.subspan(start, i - start));
      start = i + 1;
    }
  }
  if (start < tokens.size()) out.push_back(tokens.subspan(start));
  return out;
}

/// What the first bracket of the tokens holds, and what follows it.
std::pair<Tokens, Tokens> bracket(Tokens tokens) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (opens(tokens[i])) ++depth;
    if (closes(tokens[i]) && --depth == 0) return {tokens.subspan(1, i - 1), tokens.subspan(i + 1)};
  }
  return {tokens.subspan(1), {}};
}

/// One member: its name, and its value where that is a text.
using Member = std::pair<std::string, std::optional<std::string>>;

std::optional<std::string> text_of(Tokens value) {
  const bool text = value.size() == 1 && value[0].kind == Kind::string && value[0].literal;
  return text ? std::optional(value[0].text) : std::nullopt;
}

HealthAnswer judge_members(const std::optional<std::vector<Member>>& members, std::uint32_t line) {
  HealthAnswer answer{HealthAnswer::Kind::unknown, "", line};
  if (!members) return answer;
  answer.kind = HealthAnswer::Kind::wrong;
  bool has_status = false;
  for (const auto& [name, value] : *members) {
    if (name != "status") {
      answer.text = fmt::format("with the member {}", excerpt(name));
      return answer;
    }
    has_status = true;
    if (!value) answer.kind = HealthAnswer::Kind::unknown;
    if (value && *value != "ok") answer.text = fmt::format("with the status {}", excerpt(*value));
  }
  if (!has_status) answer.text = "without the member status";
  if (answer.kind == HealthAnswer::Kind::wrong && answer.text.empty())
    answer.kind = HealthAnswer::Kind::right;
  return answer;
}

/// `{"status": "ok"}` as source; nothing where a name is not known.
std::optional<std::vector<Member>> members_of_dictionary(Tokens inside) {
  std::vector<Member> members;
  for (const auto part : parts(inside)) {
    const bool named =
        part.size() >= 2 && part[0].kind == Kind::string && part[0].literal && is_sign(part[1], ":");
    if (!named) return std::nullopt;
    members.emplace_back(part[0].text, text_of(part.subspan(2)));
  }
  return members;
}

/// `status="ok"` of `jsonify(status="ok")`.
std::optional<std::vector<Member>> members_of_arguments(Tokens inside) {
  std::vector<Member> members;
  for (const auto part : parts(inside)) {
    if (part.size() < 2 || part[0].kind != Kind::name || !is_sign(part[1], "=")) return std::nullopt;
    members.emplace_back(part[0].text, text_of(part.subspan(2)));
  }
  return members;
}

HealthAnswer judge_text(const PythonToken& token) {
  const auto value = json::parse(token.text, "");
  const auto* object = value ? value->as_object() : nullptr;
  if (object == nullptr) return {HealthAnswer::Kind::wrong, "with another text", token.line};
  std::vector<Member> members;
  for (const auto& [name, member] : object->members()) {
    const auto* text = member.as_string();
    members.emplace_back(name, text != nullptr ? *text : json::write(member));
  }
  return judge_members(members, token.line);
}

/// A status that an argument or a second value of a tuple gives, and that is not 200.
bool is_other_status(Tokens part) {
  const bool keyword = part.size() == 3 && (is_name(part[0], "status_code") || is_name(part[0], "status")) &&
                       is_sign(part[1], "=");
  const auto value = keyword ? part.subspan(2) : part;
  return value.size() == 1 && value[0].kind == Kind::number && value[0].text != "200";
}

/// The expression after `return`; nothing for the answer of an ill service.
std::optional<HealthAnswer> judge_expression(Tokens expression, int depth = 0) {
  const auto values = parts(expression);
  if (values.empty()) return std::nullopt;
  if (std::any_of(values.begin() + 1, values.end(), is_other_status)) return std::nullopt;
  const Tokens value = values[0];
  const auto line = expression[0].line;
  const HealthAnswer unknown{HealthAnswer::Kind::unknown, "", line};
  if (depth > k_call_depth || value.empty()) return unknown;  // `return ,` is no Python
  if (is_sign(value[0], "{")) {
    const auto [inside, rest] = bracket(value);
    return rest.empty() ? judge_members(members_of_dictionary(inside), line) : unknown;
  }
  if (value.size() == 1 && value[0].kind == Kind::string)
    return value[0].literal ? judge_text(value[0]) : unknown;
  // A call: the name before the bracket says what becomes of the arguments.
  const auto open = std::ranges::find_if(value, [](const PythonToken& token) { return is_sign(token, "("); });
  if (open == value.begin() || open == value.end() || (open - 1)->kind != Kind::name) return unknown;
  const auto name = (open - 1)->text;
  const auto [inside, rest] = bracket(value.subspan(static_cast<std::size_t>(open - value.begin())));
  const auto arguments = parts(inside);
  if (!rest.empty() || arguments.empty()) return unknown;
  if (std::ranges::any_of(arguments, is_other_status)) return std::nullopt;
  if (name == "jsonify" || name == "dict") {
    if (auto members = members_of_arguments(inside)) return judge_members(members, line);
  }
  constexpr std::array<std::string_view, 10> k_responses = {
      "JSONResponse", "ORJSONResponse", "UJSONResponse", "PlainTextResponse", "Response", "json_response",
      "jsonify",      "dumps",          "dict",          "make_response"};
  if (std::ranges::find(k_responses, name) == k_responses.end()) return unknown;
  Tokens content = arguments[0];
  for (const auto argument : arguments) {
    const bool is_content =
        argument.size() > 2 && argument[0].kind == Kind::name && is_sign(argument[1], "=") &&
        (argument[0].text == "content" || argument[0].text == "data" || argument[0].text == "body");
    if (is_content) content = argument.subspan(2);
  }
  return judge_expression(content, depth + 1);
}

class Source {
 public:
  explicit Source(std::vector<PythonToken> tokens) : m_tokens(std::move(tokens)) {}

  std::vector<HealthAnswer> answers() {
    find_routes();
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
      if (starts_function(i) && (m_named.contains(m_tokens[i + 1].text) || m_decorated.contains(i)))
        read_function(i);
    }
    return std::move(m_answers);
  }

 private:
  bool starts_line(std::size_t at) const { return at == 0 || m_tokens[at - 1].kind == Kind::line_end; }
  bool starts_function(std::size_t at) const {
    return is_name(m_tokens[at], "def") && at + 1 < m_tokens.size() && m_tokens[at + 1].kind == Kind::name;
  }

  void find_routes() {
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
      if (starts_line(i) && is_sign(m_tokens[i], "@")) read_decorator(i);
      // add_api_route("/health", answer), web.get("/health", answer)
      if (!is_route(m_tokens[i])) continue;
      const auto last = std::min(m_tokens.size(), i + k_route_tokens);
      for (std::size_t next = i + 1;
           next < last && m_tokens[next].kind != Kind::line_end && !closes(m_tokens[next]); ++next) {
        const bool ends = next + 1 < m_tokens.size() &&
                          (is_sign(m_tokens[next + 1], ",") || is_sign(m_tokens[next + 1], ")"));
        if (m_tokens[next].kind == Kind::name && ends) m_named.insert(m_tokens[next].text);
      }
    }
  }

  /// `@app.get("/health")`, and the function that it is written above.
  void read_decorator(std::size_t at) {
    std::size_t i = at;
    while (i < m_tokens.size() && !is_sign(m_tokens[i], "(") && m_tokens[i].kind != Kind::line_end) ++i;
    constexpr std::array<std::string_view, 4> k_others = {"post", "put", "delete", "patch"};
    if (i + 1 >= m_tokens.size() || std::ranges::find(k_others, m_tokens[i - 1].text) != k_others.end())
      return;
    const auto first = is_name(m_tokens[i + 1], "path") && i + 3 < m_tokens.size() ? i + 3 : i + 1;
    if (!is_sign(m_tokens[i], "(") || !is_route(m_tokens[first])) return;
    const auto last = std::min(m_tokens.size(), i + k_route_tokens);
    while (i < last && !starts_function(i)) ++i;
    m_decorated.insert(i);
  }

  void read_function(std::size_t at) {
    auto line_start = at;
    while (!starts_line(line_start)) --line_start;
    const auto indentation = m_tokens[line_start].column;
    bool in_body = false;
    for (auto i = at; i < m_tokens.size(); ++i) {
      if (!starts_line(i)) continue;
      if (in_body && m_tokens[i].column <= indentation) return;
      in_body = true;
      if (is_name(m_tokens[i], "return")) read_return(i);
    }
  }

  void read_return(std::size_t at) {
    auto end = at;
    while (end < m_tokens.size() && m_tokens[end].kind != Kind::line_end) ++end;
    auto answer = judge_expression(Tokens(m_tokens).subspan(at + 1, end - at - 1));
    if (answer) m_answers.push_back(std::move(*answer));
  }

  std::vector<PythonToken> m_tokens;
  std::set<std::string, std::less<>> m_named;
  std::set<std::size_t> m_decorated;
  std::vector<HealthAnswer> m_answers;
};

}  // namespace

std::vector<HealthAnswer> find_health_answers(std::string_view python) {
  if (python.find("/health") == std::string_view::npos) return {};
  return Source(read_python(python)).answers();
}

}  // namespace pushgate::scanners
