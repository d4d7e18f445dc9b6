// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/shell_lexer.hpp"

#include <algorithm>
#include <optional>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr int k_depth = 100;  // of ${…} in ${…}; people write two

bool is_digit(char32_t code) {
  return code >= '0' && code <= '9';
}

// What may stand behind a dollar alone: the special parameters of a shell.
bool is_special(char c) {
  return std::string_view("@*#?-$!").find(c) != std::string_view::npos;
}

class Words {
 public:
  explicit Words(std::string& pending) : m_pending(pending) {}

  // White space ends a word.
  void add(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto rune = rune_at(text, at);
      if (!is_space(rune.code)) {
        add_raw(text.substr(at, rune.length));
      } else if (m_in_word && !m_pending.empty()) {
        finish();
        m_in_word = false;
      }
      at += rune.length;
    }
  }

  void add_raw(std::string_view text) {
    m_pending += text;
    m_in_word = true;
  }

  std::vector<std::string> take() {
    if (!m_pending.empty()) finish();
    return std::move(m_words);
  }

 private:
  void finish() {
    m_words.push_back(std::move(m_pending));
    m_pending.clear();
  }

  std::string& m_pending;
  std::vector<std::string> m_words;
  bool m_in_word = false;
};

class Lexer {
 public:
  Lexer(std::string_view text, const Environment& environment, const LexerOptions& options,
        ExpansionBudget& budget)
      : m_text(text),
        m_environment(environment),
        m_options(options),
        m_budget(budget),
        m_keep_escapes(options.keep_escapes) {}

  Result<Lexed> run() {
    TRY_ASSIGN(auto parts, parts_up_to(std::nullopt, m_options.keep_escapes, false));
    std::sort(m_unset.begin(), m_unset.end());
    m_unset.erase(std::unique(m_unset.begin(), m_unset.end()), m_unset.end());
    parts.unset = std::move(m_unset);
    return parts;
  }

 private:
  bool at_end() const { return m_at == m_text.size(); }
  bool next_is(char c) const { return !at_end() && m_text[m_at] == c; }
  std::string_view take() {
    const auto rune = rune_at(m_text, m_at);
    m_at += rune.length;
    return m_text.substr(m_at - rune.length, rune.length);
  }
  bool is_escape(std::string_view character) const {
    return character.size() == 1 && character[0] == m_options.escape;
  }

  static Error syntax_error(std::string what) { return Error::refused("", std::move(what)); }

  // Up to the stop character, which is taken, too; to the end where there is none. `pattern`: what it gives
  // is read again as a pattern, so what is quoted keeps its escapes.
  Result<Lexed> parts_up_to(std::optional<char> stop, bool keep_escapes, bool pattern) {
    if (m_depth == k_depth) {
      return fail(Error::unchecked("", fmt::format("has ${{…}} in ${{…}} over {} deep", k_depth)));
    }
    ++m_depth;
    const bool kept_before = std::exchange(m_keep_escapes, keep_escapes);
    auto parts = parts_here(stop, pattern);
    m_keep_escapes = kept_before;
    --m_depth;
    return parts;
  }

  Result<Lexed> parts_here(std::optional<char> stop, bool pattern) {
    std::string text;
    // BuildKit has one buffer for the words at all depths: a nested word begins by throwing away what was
    // pending.
    m_pending.clear();
    Words words(m_pending);
    while (!at_end()) {
      const char c = m_text[m_at];
      if (stop && c == *stop) {
        ++m_at;
        return Lexed{std::move(text), words.take(), {}};
      }
      if (c == '$') {
        TRY_ASSIGN(const auto value, dollar());
        text += value;
        words.add(value);
      } else if (c == '<') {
        const auto here = possible_here_document();
        text += here;
        words.add_raw(here);
      } else if ((c == '\'' || c == '"') && !m_options.ignore_quotes) {
        TRY_ASSIGN(const auto quoted, c == '"' ? double_quoted(pattern) : single_quoted(pattern));
        text += quoted;
        words.add_raw(quoted);
      } else {
        plain(text, words);
      }
    }
    if (stop) {
      return fail(syntax_error(fmt::format("the end is reached; expected a matching {}", *stop)));
    }
    return Lexed{std::move(text), words.take(), {}};
  }

  void plain(std::string& text, Words& words) {
    const auto character = take();
    if (!is_escape(character)) {
      words.add(character);
      text += character;
      return;
    }
    if (m_keep_escapes) {
      words.add_raw(character);
      text += character;
    }
    if (at_end()) return;
    const auto escaped = take();
    words.add_raw(escaped);
    text += escaped;
  }

  Result<std::string> single_quoted(bool pattern) {
    std::string out;
    ++m_at;
    if (m_options.keep_quotes) out += '\'';
    while (!at_end()) {
      const auto character = take();
      if (character == "'") {
        if (m_options.keep_quotes) out += '\'';
        return out;
      }
      if (pattern && is_escape(character)) out += character;
      out += character;
    }
    return fail(syntax_error("the end is reached; expected a matching single quote"));
  }

  Result<std::string> double_quoted(bool pattern) {
    std::string out;
    ++m_at;
    if (m_options.keep_quotes) out += '"';
    while (!at_end()) {
      if (next_is('"')) {
        ++m_at;
        if (m_options.keep_quotes) out += '"';
        return out;
      }
      if (next_is('$')) {
        TRY_ASSIGN(const auto value, dollar());
        out += value;
        continue;
      }
      auto character = take();
      if (is_escape(character)) {
        if (at_end()) break;
        if (next_is('"') || next_is('$') || next_is(m_options.escape)) {
          if (m_keep_escapes) out += character;
          character = take();
        } else if (m_keep_escapes && (!m_options.keep_quotes || pattern)) {
          out += character;
        }
      }
      out += character;
    }
    return fail(syntax_error("the end is reached; expected a matching double quote"));
  }

  // `<<` takes the blanks behind it along, so that `<< EOF` is one word.
  std::string possible_here_document() {
    ++m_at;
    if (!next_is('<')) return "<";
    ++m_at;
    const auto start = m_at;
    while (next_is(' ') || next_is('\t') || next_is('\r')) ++m_at;
    return "<<" + std::string(m_text.substr(start, m_at - start));
  }

  std::string name() {
    const auto start = m_at;
    if (at_end()) return {};
    if (is_digit(rune_at(m_text, m_at).code)) {
      while (!at_end() && is_digit(rune_at(m_text, m_at).code)) ++m_at;
    } else if (is_special(m_text[m_at])) {
      ++m_at;
    } else {
      while (!at_end()) {
        const auto rune = rune_at(m_text, m_at);
        if (!is_letter(rune.code) && !is_digit(rune.code) && rune.code != '_') break;
        m_at += rune.length;
      }
    }
    return std::string(m_text.substr(start, m_at - start));
  }

  struct Looked {
    std::string name;
    std::string value;
    bool set = false;
    std::vector<std::string> unset;  // without which the value is not known
  };

  Result<Looked> look_up(std::string name) {
    Looked out{std::move(name), {}, false, {}};
    if (const auto* found = m_environment.find(out.name)) {
      TRY(m_budget.spend(found->value.size() + found->unset.size() * sizeof(std::string)));
      out.value = found->value;
      out.set = true;
      out.unset = found->unset;
    } else if (m_environment.is_undecided(out.name)) {
      out.unset = {out.name};
    }
    return out;
  }

  // Whether an expansion of it is left in the result as it is written.
  bool stays(const Looked& variable) const {
    return !variable.set && (m_options.keep_unset || !variable.unset.empty());
  }

  std::string as_written(const Looked& variable, std::string text) {
    used(variable);
    return text;
  }

  // What the variable gives is part of the result.
  std::string used(const Looked& variable) {
    m_unset.insert(m_unset.end(), variable.unset.begin(), variable.unset.end());
    return variable.value;
  }

  Result<std::string> dollar() {
    ++m_at;
    if (next_is('{')) {
      ++m_at;
      return braced();
    }
    auto variable_name = name();
    if (variable_name.empty()) return "$";
    TRY_ASSIGN(const auto variable, look_up(std::move(variable_name)));
    if (stays(variable)) return as_written(variable, "$" + variable.name);
    return used(variable);
  }

  Result<std::string> braced() {
    if (at_end()) return fail(missing_brace());
    if (next_is('{') || next_is('}') || next_is(':')) {
      return fail(
          syntax_error(fmt::format("${{ is followed by {}; expected the name of a variable", m_text[m_at])));
    }
    const auto variable_name = name();
    if (at_end()) return fail(missing_brace());
    auto modifier = std::string(take());
    if (modifier == "}") {
      TRY_ASSIGN(const auto variable, look_up(variable_name));
      if (stays(variable)) return as_written(variable, "${" + variable.name + "}");
      return used(variable);
    }
    if (modifier == "/") return replaced(variable_name);
    const bool colon = modifier == ":";
    if (colon) {
      if (at_end()) return fail(missing_brace());
      modifier += take();
    }
    const char kind = modifier.back();
    const std::string_view known = colon ? "+-?" : "+-?#%";
    if (modifier.size() > (colon ? 2u : 1u) || known.find(kind) == std::string_view::npos) {
      return fail(syntax_error(
          fmt::format("${{{}{}…}} is not supported; expected one of :- - :+ + :? ? # ## % %% / //",
                      variable_name, modifier)));
    }
    return modified(variable_name, modifier, kind, colon);
  }

  Result<std::string> modified(const std::string& variable_name, const std::string& modifier, char kind,
                               bool empty_counts_as_unset) {
    const bool pattern = kind == '#' || kind == '%';
    const auto unset_before = m_unset.size();
    TRY_ASSIGN(const auto parts, closed('}', pattern, pattern));
    TRY_ASSIGN(const auto variable, look_up(variable_name));
    // The word of a default is used where nothing is set, be it undecided; otherwise what is undecided stays.
    if (stays(variable) && (m_options.keep_unset || kind != '-')) {
      return as_written(variable, "${" + variable_name + modifier + parts.text + "}");
    }
    const bool has_value = variable.set && !(empty_counts_as_unset && variable.value.empty());
    switch (kind) {
      case '-':
        if (!has_value) return parts.text;
        m_unset.resize(unset_before);
        return used(variable);
      case '+':
        if (has_value) return as_written(variable, parts.text);
        m_unset.resize(unset_before);
        return used(variable);
      case '?':
        m_unset.resize(unset_before);
        if (has_value) return used(variable);
        return fail(syntax_error(fmt::format("{}: {}", variable_name,
                                             !parts.text.empty() ? parts.text
                                             : variable.set      ? "is not allowed to be empty"
                                                                 : "is not allowed to be unset")));
      default: {
        const bool longest = parts.text.starts_with(kind);
        const auto what = std::string_view(parts.text).substr(longest ? 1 : 0);
        const auto value = used(variable);
        return kind == '#' ? without_prefix(value, what, longest, m_budget)
                           : without_suffix(value, what, longest, m_budget);
      }
    }
  }

  Result<std::string> replaced(const std::string& variable_name) {
    const bool all = next_is('/');
    if (all) ++m_at;
    TRY_ASSIGN(const auto pattern, closed('/', true, true));
    TRY_ASSIGN(const auto replacement, closed('}', true, false));
    TRY_ASSIGN(const auto variable, look_up(variable_name));
    if (stays(variable)) {
      return as_written(variable, "${" + variable_name + "/" + pattern.text + "/" + replacement.text + "}");
    }
    const auto value = used(variable);
    return all ? with_all_replaced(value, pattern.text, replacement.text, m_budget)
               : with_first_replaced(value, pattern.text, replacement.text, m_budget);
  }

  Result<Lexed> closed(char stop, bool keep_escapes, bool pattern) {
    auto parts = parts_up_to(stop, keep_escapes, pattern);
    if (!parts && parts.error().code == ErrorCode::refused && at_end()) {
      return fail(syntax_error(fmt::format("${{ is not closed; expected a {}", stop)));
    }
    return parts;
  }

  static Error missing_brace() { return syntax_error("${ is not closed; expected a }"); }

  std::string_view m_text;
  const Environment& m_environment;
  const LexerOptions& m_options;
  ExpansionBudget& m_budget;
  std::size_t m_at = 0;
  int m_depth = 0;
  bool m_keep_escapes;
  std::string m_pending;
  std::vector<std::string> m_unset;
};

Result<Lexed> lex_with_own_budget(std::string_view text, const Environment& environment,
                                  const LexerOptions& options) {
  ExpansionBudget budget;
  return lex(text, environment, options, budget);
}

}  // namespace

Result<Lexed> lex(std::string_view text, const Environment& environment, const LexerOptions& options,
                  ExpansionBudget& budget) {
  TRY(budget.spend(text.size()));
  TRY_ASSIGN(auto lexed, Lexer(text, environment, options, budget).run());
  TRY(budget.spend(lexed.text.size() + lexed.unset.size() * sizeof(std::string)));
  return lexed;
}

Result<std::string> expand_word(std::string_view word, const Environment& environment, char escape) {
  TRY_ASSIGN(auto lexed, lex_with_own_budget(word, environment, {.escape = escape}));
  return std::move(lexed.text);
}

Result<std::vector<std::string>> expand_words(std::string_view text, const Environment& environment,
                                              char escape) {
  TRY_ASSIGN(auto lexed, lex_with_own_budget(text, environment, {.escape = escape}));
  return std::move(lexed.words);
}

}  // namespace pushgate::dockerfile
