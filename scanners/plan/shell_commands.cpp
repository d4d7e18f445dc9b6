// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/shell_commands.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_word_bytes = 64u << 10;
constexpr int k_script_depth = 4;
constexpr std::string_view k_blanks = " \t\r";

constexpr std::array<std::string_view, 14> k_keywords = {
    "if", "then", "elif", "else", "fi", "while", "until", "for", "do", "done", "{", "}", "!", "time"};
constexpr std::array<std::string_view, 7> k_wrappers = {"sudo",  "exec", "command", "nice",
                                                        "nohup", "env",  "eval"};
constexpr std::array<std::string_view, 4> k_shells = {"sh", "bash", "dash", "ash"};

template <typename Names>
bool is_one_of(std::string_view word, const Names& names) {
  return std::ranges::find(names, word) != names.end();
}

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_char(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9');
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

/// Where `NAME=` ends; npos where the text is no assignment.
std::size_t assignment(std::string_view text) {
  if (text.empty() || !is_name_start(text[0])) return std::string_view::npos;
  const auto end = std::ranges::find_if_not(text, is_name_char) - text.begin();
  const auto at = static_cast<std::size_t>(end);
  return at < text.size() && text[at] == '=' ? at : std::string_view::npos;
}

class Reader {
 public:
  Reader(std::string_view script, const ShellVariables& variables, int depth,
         std::vector<ShellCommand>& commands)
      : m_script(script), m_variables(variables), m_depth(depth), m_commands(commands) {}

  void read() {
    while (m_at < m_script.size()) {
      const char c = m_script[m_at];
      if (k_blanks.find(c) != std::string_view::npos) {
        end_word();
        ++m_at;
      } else if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
        read_separator(c);
      } else if (c == '<' || c == '>') {
        read_redirection();
      } else if (c == '#' && !m_in_word) {
        m_at = std::min(m_script.find('\n', m_at), m_script.size());
      } else {
        read_part(c);
      }
    }
    end_command();
  }

 private:
  void read_separator(char c) {
    if (c == '&' && m_script.substr(m_at, 2) == "&>") {
      ++m_at;
      return read_redirection();
    }
    end_command();
    ++m_at;
  }

  /// `2>&1`, `> file`, `<<EOF`: the operator, the number before it and the word after it say nothing.
  void read_redirection() {
    if (m_in_word && std::ranges::all_of(m_word.text, [](char c) { return c >= '0' && c <= '9'; }))
      drop_word();
    end_word();
    while (m_at < m_script.size() && std::string_view("<>&-|").find(m_script[m_at]) != std::string_view::npos)
      ++m_at;
    m_redirected = true;
  }

  void read_part(char c) {
    m_in_word = true;
    if (c == '\\') {
      ++m_at;
      if (m_at >= m_script.size()) return;
      if (m_script[m_at] != '\n') add(m_script[m_at]);
      ++m_at;
    } else if (c == '\'') {
      const auto end = std::min(m_script.find('\'', m_at + 1), m_script.size());
      add(m_script.substr(m_at + 1, end - m_at - 1));
      m_quoted = true;
      m_at = end + 1;
    } else if (c == '"') {
      m_quoted = true;
      m_double = true;
      ++m_at;
      read_double_quoted();
    } else if (c == '$' || c == '`') {
      read_expansion(c);
    } else {
      add(c);
      ++m_at;
    }
  }

  void read_double_quoted() {
    while (m_at < m_script.size() && m_script[m_at] != '"') {
      const char c = m_script[m_at];
      if (c == '\\' && m_at + 1 < m_script.size()) {
        const char next = m_script[m_at + 1];
        if (std::string_view("$`\"\\\n").find(next) == std::string_view::npos) add(c);
        if (next != '\n') add(next);
        m_at += 2;
      } else if (c == '$' || c == '`') {
        read_expansion(c);
      } else {
        add(c);
        ++m_at;
      }
    }
    m_double = false;
    ++m_at;
  }

  void read_expansion(char c) {
    const auto start = m_at;
    if (c == '`') {
      m_at = std::min(m_script.find('`', m_at + 1), m_script.size() - 1) + 1;
      return unknown(start);
    }
    if (m_script.substr(m_at, 2) == "$(") {
      m_at += 1;
      skip_brackets('(', ')');
      return unknown(start);
    }
    if (m_script.substr(m_at, 2) == "${") {
      m_at += 1;
      skip_brackets('{', '}');
      const auto inner = m_script.substr(start + 2, m_at - start - 2);
      return expand(inner.substr(0, inner.empty() ? 0 : inner.size() - 1), start);
    }
    ++m_at;
    const auto name = m_at;
    if (m_at < m_script.size() && is_name_start(m_script[m_at])) {
      while (m_at < m_script.size() && is_name_char(m_script[m_at])) ++m_at;
      return expand(m_script.substr(name, m_at - name), start);
    }
    if (m_at < m_script.size() &&
        std::string_view("?#@*!$-0123456789").find(m_script[m_at]) != std::string_view::npos) {
      ++m_at;
      return unknown(start);
    }
    add('$');
  }

  /// Passes over what is in brackets, nested ones included. Their quotes are not looked at.
  void skip_brackets(char open, char close) {
    std::size_t depth = 0;
    for (; m_at < m_script.size(); ++m_at) {
      if (m_script[m_at] == open) ++depth;
      if (m_script[m_at] == close && --depth == 0) {
        ++m_at;
        return;
      }
    }
  }

  /// `NAME` or `NAME:-text`, the default where nobody gives another.
  void expand(std::string_view inner, std::size_t start) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(inner, is_name_char) - inner.begin());
    const auto rest = inner.substr(end);
    if (!rest.empty() && !rest.starts_with(":-")) return unknown(start);
    const auto value = value_of(inner.substr(0, end));
    if (value && (!value->empty() || rest.empty())) return add_value(*value);
    if (value && rest.find('$') == std::string_view::npos) return add_value(rest.substr(2));
    unknown(start);
  }

  std::optional<std::string> value_of(std::string_view name) const {
    if (const auto own = m_own.find(name); own != m_own.end()) {
      return own->second.known ? std::optional(own->second.text) : std::nullopt;
    }
    return m_variables(name);
  }

  /// Outside of quotes a value falls into words.
  void add_value(std::string_view value) {
    if (m_double) return add(value);
    for (const char c : value) {
      if (c == ' ' || c == '\t' || c == '\n') {
        end_word();
      } else {
        m_in_word = true;
        add(c);
      }
    }
  }

  void unknown(std::size_t start) {
    m_in_word = true;
    m_word.known = false;
    add(m_script.substr(start, m_at - start));
  }

  void add(char c) { add(std::string_view(&c, 1)); }
  void add(std::string_view text) {
    if (m_word.text.size() + text.size() > k_word_bytes) {
      m_word.known = false;
      return;
    }
    m_word.text += text;
  }

  void drop_word() {
    m_word = {};
    m_in_word = m_quoted = false;
  }

  void end_word() {
    // An unquoted variable that is empty is no word.
    if (m_in_word && (m_quoted || !m_word.text.empty() || !m_word.known)) {
      if (m_redirected) {
        m_redirected = false;
      } else {
        take_word();
      }
    }
    drop_word();
  }

  void take_word() {
    if (m_command.words.empty()) {
      if (!m_quoted && is_one_of(m_word.text, k_keywords)) return;
      if (const auto at = assignment(m_word.text); at != std::string_view::npos) {
        m_command.variables.emplace_back(m_word.text.substr(0, at),
                                         ShellWord{m_word.text.substr(at + 1), m_word.known});
        return;
      }
      if (is_one_of(base_name(m_word.text), k_wrappers)) return;
      if (m_command.variables.empty() && m_word.text == "export") {
        m_exports = true;
        return;
      }
      // An option of a wrapper.
      if (m_word.text.starts_with('-')) return;
    }
    m_command.words.push_back(std::move(m_word));
  }

  void end_command() {
    end_word();
    m_redirected = false;
    if (m_command.words.empty() || m_exports) {
      for (auto& [name, value] : m_command.variables) m_own.insert_or_assign(name, std::move(value));
    } else if (!read_inner_script()) {
      m_commands.push_back(std::move(m_command));
    }
    m_command = {};
    m_exports = false;
  }

  /// `bash -ec 'pip install x'`: the commands of the script, in place of the shell's.
  bool read_inner_script() {
    const auto& words = m_command.words;
    if (m_depth >= k_script_depth || !is_one_of(m_command.program(), k_shells)) return false;
    for (std::size_t i = 1; i + 1 < words.size() && words[i].text.starts_with('-'); ++i) {
      if (words[i].text.starts_with("--") || words[i].text.back() != 'c') continue;
      if (!words[i + 1].known) return false;
      const auto inherited = [&](std::string_view name) { return value_of(name); };
      Reader(words[i + 1].text, inherited, m_depth + 1, m_commands).read();
      return true;
    }
    return false;
  }

  std::string_view m_script;
  const ShellVariables& m_variables;
  int m_depth;
  std::vector<ShellCommand>& m_commands;
  std::map<std::string, ShellWord, std::less<>> m_own;  ///< variables that the script sets
  ShellCommand m_command;
  ShellWord m_word;
  std::size_t m_at = 0;
  bool m_in_word = false;
  bool m_quoted = false;
  bool m_double = false;
  bool m_redirected = false;  ///< the next word is a redirection's
  bool m_exports = false;
};

}  // namespace

std::string_view ShellCommand::program() const {
  return words.empty() || !words[0].known ? std::string_view() : base_name(words[0].text);
}

std::vector<ShellCommand> read_shell(std::string_view script, const ShellVariables& variables) {
  std::vector<ShellCommand> commands;
  Reader(script, variables, 0, commands).read();
  return commands;
}

std::vector<ShellCommand> read_exec(const std::vector<std::string>& words, const ShellVariables& variables) {
  // Quoted as the shell's own text, the words come out as they are, and `sh -c` is read as everywhere.
  std::string script;
  for (const auto& word : words) {
    script += script.empty() ? "'" : " '";
    for (const char c : word) c == '\'' ? script += "'\\''" : script += c;
    script += '\'';
  }
  return read_shell(script, variables);
}

}  // namespace pushgate::scanners
