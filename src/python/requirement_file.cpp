// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "python/dependency.hpp"
#include "python/distribution_file.hpp"
#include "python/package_name.hpp"
#include "python/requirement_lines.hpp"

namespace pushgate::python {

namespace {

// A logical line is a requirement, then options from the first word on that begins with `-`; or options
// alone. The options are words as a POSIX shell splits them.

constexpr std::array<std::string_view, 4> k_flags = {"--no-index", "--require-hashes", "--pre",
                                                     "--prefer-binary"};
constexpr std::array<std::string_view, 9> k_valued = {
    "-i",          "--index-url",   "--extra-index-url", "-f",           "--find-links",
    "--no-binary", "--only-binary", "--trusted-host",    "--use-feature"};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The line for a message. One that may hold credentials is not shown.
std::string shown(std::string_view text) {
  if (text.find("://") != std::string_view::npos || text.find('@') != std::string_view::npos)
    return "(not shown)";
  constexpr std::size_t k_most = 80;
  if (text.size() <= k_most) return std::string(text);
  std::size_t end = k_most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

bool names_a_variable(std::string_view text) {
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const auto end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", at + 2);
    if (end != std::string_view::npos && end > at + 2 && text[end] == '}') return true;
  }
  return false;
}

std::size_t options_start(std::string_view line) {
  std::size_t start = 0;
  while (start < line.size()) {
    if (line[start] == '-') return start;
    const auto space = line.find(' ', start);
    if (space == std::string_view::npos) return line.size();
    start = space + 1;
  }
  return line.size();
}

std::optional<std::vector<std::string>> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'') {
      if (++i == text.size()) return std::nullopt;
      if (quote == '"' && text[i] != '"' && text[i] != '\\') word += '\\';
      word += text[i];
      in_word = true;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      in_word = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

struct Option {
  std::string name;
  std::string value;
  bool has_value = false;
};

// `--name=value` and `-ivalue` are split; a value in the next word is taken by take_value.
Option split_option(const std::string& word) {
  if (word.starts_with("--")) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return {word, "", false};
    return {word.substr(0, equals), word.substr(equals + 1), true};
  }
  if (word.size() > 2 && word[0] == '-') return {word.substr(0, 2), word.substr(2), true};
  return {word, "", false};
}

bool take_value(Option& option, const std::vector<std::string>& words, std::size_t& at) {
  if (option.has_value) return true;
  if (at + 1 >= words.size()) return false;
  option.value = words[++at];
  return true;
}

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// `==1.2` and `===1.2` alone are pins; `==1.2.*` is none.
std::string pin_of(const SpecifierSet& specifier) {
  if (specifier.clauses().size() != 1) return {};
  const Specifier& clause = specifier.clauses().front();
  const bool pins =
      clause.symbol() == "===" || (clause.symbol() == "==" && !clause.operand().ends_with(".*"));
  return pins ? clause.operand() : std::string();
}

class FileReader {
 public:
  void read(const LogicalLine& line) {
    m_line = line.number;
    if (names_a_variable(line.text)) return unread("is filled in from the environment: " + shown(line.text));
    const auto split = options_start(line.text);
    const auto requirement = trim(std::string_view(line.text).substr(0, split));
    const auto words = shell_words(std::string_view(line.text).substr(split));
    if (!words) return unread("has a quote that is not closed: " + shown(line.text));
    if (requirement.empty()) return read_options(*words, line.text);
    read_requirement(requirement, *words);
  }

  RequirementFile take() { return std::move(m_file); }

 private:
  void unread(std::string what) { m_file.unread.push_back({m_line, std::move(what)}); }

  void read_options(const std::vector<std::string>& words, std::string_view line) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      auto option = split_option(words[at]);
      if (contains(k_flags, option.name) && !option.has_value) continue;
      if (contains(k_valued, option.name) && take_value(option, words, at)) continue;
      if (option.name == "-r" || option.name == "--requirement") {
        return unread("includes another file: " + shown(line));
      }
      if (option.name == "-c" || option.name == "--constraint") {
        return unread("names a constraints file: " + shown(line));
      }
      if (option.name == "-e" || option.name == "--editable") {
        return unread("is an editable install, which no hash protects: " + shown(line));
      }
      return unread("has an option that is not known here: " + shown(line));
    }
  }

  void read_requirement(std::string_view text, const std::vector<std::string>& words) {
    const auto before_marker = trim(text.substr(0, text.find(';')));
    if (before_marker.find_first_of("/@") != std::string_view::npos || is_distribution_file(before_marker)) {
      return unread("is a URL or a path and not a name with a version: " + shown(text));
    }
    auto dependency = parse_dependency(text, "line");
    if (!dependency || !is_package_name(dependency->name)) return unread("is no requirement: " + shown(text));
    Requirement requirement;
    requirement.line = m_line;
    requirement.normalized = normalize_name(dependency->name);
    requirement.name = std::move(dependency->name);
    requirement.extras = std::move(dependency->extras);
    requirement.specifier = dependency->specifier.to_string();
    requirement.pin = pin_of(dependency->specifier);
    if (dependency->marker) requirement.marker = std::string(trim(text.substr(text.find(';') + 1)));
    for (std::size_t at = 0; at < words.size(); ++at) {
      auto option = split_option(words[at]);
      const auto colon_of = [](const std::string& value) { return value.find(':'); };
      if (option.name != "--hash" || !take_value(option, words, at) ||
          colon_of(option.value) == std::string::npos) {
        return unread("has an option that is not known here: " + shown(words[at]));
      }
      const auto colon = colon_of(option.value);
      requirement.hashes.push_back({option.value.substr(0, colon), option.value.substr(colon + 1)});
    }
    m_file.requirements.push_back(std::move(requirement));
  }

  RequirementFile m_file;
  std::uint32_t m_line = 0;
};

}  // namespace

Result<RequirementFile> parse_requirements(std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(const auto lines, logical_lines(text, file_name));
  FileReader reader;
  for (const auto& line : lines) reader.read(line);
  return reader.take();
}

}  // namespace pushgate::python
