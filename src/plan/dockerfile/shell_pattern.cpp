// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/shell_pattern.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

using Runes = std::vector<char32_t>;

struct Token {
  enum class Kind { literal, one, many } kind;
  char32_t code = 0;
};

struct Match {
  std::size_t start;
  std::size_t end;
};

Runes runes_of(std::string_view text) {
  Runes out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = rune_at(text, at);
    out.push_back(rune.code);
    at += rune.length;
  }
  return out;
}

std::string text_of(Runes::const_iterator first, Runes::const_iterator last) {
  std::string out;
  for (; first != last; ++first) append_utf8(out, *first);
  return out;
}

Result<std::vector<Token>> tokens_of(const Runes& pattern) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char32_t code = pattern[i];
    if (code == '*') {
      out.push_back({Token::Kind::many});
    } else if (code == '?') {
      out.push_back({Token::Kind::one});
    } else if (code != '\\') {
      out.push_back({Token::Kind::literal, code});
    } else {
      const char32_t next = i + 1 < pattern.size() ? pattern[i + 1] : 0;
      if (next == '}' || next == '/') continue;
      if (next != '*' && next != '?' && next != '\\') {
        return fail(
            Error::refused("", fmt::format("pattern '{}' has a \\ before something else than * ? \\ / }}",
                                           text_of(pattern.begin(), pattern.end()))));
      }
      out.push_back({Token::Kind::literal, next});
      ++i;
    }
  }
  return out;
}

// Tries the ways in which the stars can be filled in the order of a regular expression's: of each the longest
// (or the shortest) first. What failed once from a place is not tried there again, so that no pattern takes
// exponential time.
class Search {
 public:
  Search(const std::vector<Token>& tokens, const Runes& text, bool longest)
      : m_tokens(tokens), m_text(text), m_longest(longest), m_seen((tokens.size() + 1) * (text.size() + 1)) {}

  std::optional<std::size_t> end_of_match(std::size_t start) {
    std::vector<State> stack = {{0, start}};
    while (!stack.empty()) {
      const State state = stack.back();
      stack.pop_back();
      const std::size_t cell = state.token * (m_text.size() + 1) + state.at;
      if (m_seen[cell]) continue;
      m_seen[cell] = true;
      if (state.token == m_tokens.size()) return state.at;
      push_next(stack, state);
    }
    return std::nullopt;
  }

 private:
  struct State {
    std::size_t token;
    std::size_t at;
  };

  void push_next(std::vector<State>& stack, State state) const {
    const Token& token = m_tokens[state.token];
    const bool more = state.at < m_text.size();
    const bool in_line = more && m_text[state.at] != '\n';
    const State skip = {state.token + 1, state.at};
    const State take = {state.token, state.at + 1};
    if (token.kind == Token::Kind::literal) {
      if (more && m_text[state.at] == token.code) stack.push_back({state.token + 1, state.at + 1});
    } else if (token.kind == Token::Kind::one) {
      if (in_line) stack.push_back({state.token + 1, state.at + 1});
    } else if (m_longest) {
      stack.push_back(skip);
      if (in_line) stack.push_back(take);
    } else {
      if (in_line) stack.push_back(take);
      stack.push_back(skip);
    }
  }

  const std::vector<Token>& m_tokens;
  const Runes& m_text;
  bool m_longest;
  std::vector<bool> m_seen;
};

Result<std::optional<Match>> find(const std::vector<Token>& tokens, const Runes& text, std::size_t from,
                                  ExpansionBudget& budget) {
  TRY(budget.spend((tokens.size() + 1) * (text.size() + 1) / 8));
  Search search(tokens, text, true);
  for (std::size_t start = from; start <= text.size(); ++start) {
    if (const auto end = search.end_of_match(start)) return Match{start, *end};
  }
  return std::nullopt;
}

Result<Runes> without_front(const Runes& value, const Runes& pattern, bool longest, ExpansionBudget& budget) {
  TRY_ASSIGN(const auto tokens, tokens_of(pattern));
  TRY(budget.spend((tokens.size() + 1) * (value.size() + 1) / 8));
  const auto end = Search(tokens, value, longest).end_of_match(0);
  return Runes(value.begin() + static_cast<std::ptrdiff_t>(end.value_or(0)), value.end());
}

// From the back to the front, an escaped character behind its \ as before.
Runes reversed_pattern(const Runes& pattern) {
  Runes out(pattern.size());
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t to = pattern.size() - 1 - i;
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out[to - 1] = '\\';
      out[to] = pattern[i + 1];
      i += 2;
    } else {
      out[to] = pattern[i];
      ++i;
    }
  }
  return out;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Go's regexp.Expand for an expression without groups: only $0 has a value.
std::string expand_template(std::string_view replacement, std::string_view found) {
  std::string out;
  while (!replacement.empty()) {
    const auto dollar = replacement.find('$');
    out += replacement.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    replacement.remove_prefix(dollar + 1);
    if (replacement.starts_with('$')) {
      out += '$';
      replacement.remove_prefix(1);
      continue;
    }
    const bool braced = replacement.starts_with('{');
    const std::size_t first = braced ? 1 : 0;
    std::size_t end = first;
    while (end < replacement.size() && is_word(replacement[end])) ++end;
    if (end == first || (braced && (end == replacement.size() || replacement[end] != '}'))) {
      out += '$';
      continue;
    }
    if (replacement.substr(first, end - first) == "0") out += found;
    replacement.remove_prefix(end + first);
  }
  return out;
}

}  // namespace

ExpansionBudget::ExpansionBudget() : m_left(limits::k_dockerfile_expanded_bytes) {}

Result<void> ExpansionBudget::spend(std::size_t bytes) {
  if (bytes > m_left) {
    return fail(
        Error::unchecked("", fmt::format("its variables expand to too much; expected at most {} bytes in all",
                                         limits::k_dockerfile_expanded_bytes)));
  }
  m_left -= bytes;
  return {};
}

Result<std::string> without_prefix(std::string_view value, std::string_view pattern, bool longest,
                                   ExpansionBudget& budget) {
  TRY_ASSIGN(const auto rest, without_front(runes_of(value), runes_of(pattern), longest, budget));
  return text_of(rest.begin(), rest.end());
}

Result<std::string> without_suffix(std::string_view value, std::string_view pattern, bool longest,
                                   ExpansionBudget& budget) {
  auto reversed = runes_of(value);
  std::reverse(reversed.begin(), reversed.end());
  TRY_ASSIGN(auto rest, without_front(reversed, reversed_pattern(runes_of(pattern)), longest, budget));
  std::reverse(rest.begin(), rest.end());
  return text_of(rest.begin(), rest.end());
}

Result<std::string> with_first_replaced(std::string_view value, std::string_view pattern,
                                        std::string_view replacement, ExpansionBudget& budget) {
  TRY_ASSIGN(const auto tokens, tokens_of(runes_of(pattern)));
  const auto text = runes_of(value);
  TRY_ASSIGN(const auto match, find(tokens, text, 0, budget));
  if (!match) return std::string(value);
  const auto at = [&](std::size_t i) { return text.begin() + static_cast<std::ptrdiff_t>(i); };
  return text_of(text.begin(), at(match->start)) + std::string(replacement) +
         text_of(at(match->end), text.end());
}

Result<std::string> with_all_replaced(std::string_view value, std::string_view pattern,
                                      std::string_view replacement, ExpansionBudget& budget) {
  TRY_ASSIGN(const auto tokens, tokens_of(runes_of(pattern)));
  const auto text = runes_of(value);
  const auto at = [&](std::size_t i) { return text.begin() + static_cast<std::ptrdiff_t>(i); };
  std::string out;
  std::size_t copied = 0;
  std::size_t from = 0;
  while (from <= text.size()) {
    TRY_ASSIGN(const auto match, find(tokens, text, from, budget));
    if (!match) break;
    out += text_of(at(copied), at(match->start));
    // An empty match right behind another one is none.
    if (match->end > copied || match->start == 0) {
      const auto replaced = expand_template(replacement, text_of(at(match->start), at(match->end)));
      TRY(budget.spend(replaced.size()));
      out += replaced;
    }
    copied = match->end;
    from = std::max(from + 1, match->end);
  }
  return out + text_of(at(copied), text.end());
}

}  // namespace pushgate::dockerfile
