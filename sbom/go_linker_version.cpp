// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_linker_version.hpp"

// The value of `go build -ldflags` is words as a shell has them, quotes and backslashes taken off. The linker
// sets a string variable for `-X package.variable=value`, in one word or two, also
// `-X=package.variable=value`.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "base/ascii.hpp"

namespace pushgate::sbom {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_identifier(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// Words as a shell would see them; none where a quote is not closed.
std::vector<std::string> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      if (!word) word.emplace();
      *word += text[++i];
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        *word += c;
      }
    } else if (c == '\'' || c == '"') {
      if (!word) word.emplace();
      quote = c;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (word) words.push_back(std::move(*word));
      word.reset();
    } else {
      if (!word) word.emplace();
      *word += c;
    }
  }
  if (quote != '\0') return {};
  if (word) words.push_back(std::move(*word));
  return words;
}

std::string_view without_quotes(std::string_view text) {
  static constexpr std::string_view k_quotes = "'\"";
  const std::size_t begin = text.find_first_not_of(k_quotes);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(k_quotes) + 1 - begin);
}

/// What the linker was told to set, by variable: of two values the last counts.
std::map<std::string, std::string> set_variables(std::string_view linker_flags) {
  std::map<std::string, std::string> out;
  const auto words = shell_words(linker_flags);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view definition = words[i];
    if (definition == "-X" || definition == "--X") {
      if (++i == words.size()) break;
      definition = words[i];
    } else if (definition.starts_with("-X=")) {
      definition.remove_prefix(3);
    } else if (definition.starts_with("--X=")) {
      definition.remove_prefix(4);
    } else {
      continue;
    }
    definition = without_quotes(definition);
    const std::size_t equals = definition.find('=');
    if (equals == std::string_view::npos) continue;
    out[std::string(definition.substr(0, equals))] = without_quotes(definition.substr(equals + 1));
  }
  return out;
}

/// `version` of `github.com/acme/app/pkg/Version.number`: the package that has the variable, in lower case.
std::string package_of(std::string_view variable) {
  if (const std::size_t slash = variable.rfind('/'); slash != std::string_view::npos)
    variable.remove_prefix(slash + 1);
  return lower_case(variable.substr(0, variable.find('.')));
}

std::size_t rank_of(std::string_view variable, std::string_view module_path) {
  static constexpr std::array<std::string_view, 4> k_usual = {"cmd", "common", "main", "version"};
  if (variable.starts_with(module_path) && variable.substr(module_path.size()).starts_with("/cmd/")) return 0;
  return std::ranges::find(k_usual, package_of(variable)) != k_usual.end() ? 1 : 2;
}

/// A number without leading zeros, taken off the text.
bool take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto size = static_cast<std::size_t>(end - text.begin());
  if (size == 0 || (size > 1 && text[0] == '0')) return false;
  text.remove_prefix(size);
  return true;
}

/// Identifiers that dots separate; where `strict`, a number among them has no leading zeros.
bool are_identifiers(std::string_view text, bool strict) {
  while (true) {
    const std::string_view part = text.substr(0, text.find('.'));
    if (part.empty() || !std::ranges::all_of(part, is_identifier)) return false;
    if (strict && part.size() > 1 && part[0] == '0' && std::ranges::all_of(part, is_digit)) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

}  // namespace

bool is_go_version(std::string_view text) {
  if (!text.starts_with('v')) return false;
  text.remove_prefix(1);
  if (!take_number(text)) return false;
  for (int i = 0; i < 2; ++i) {
    if (text.empty()) return true;  // v1, v1.2
    if (text[0] != '.') return false;
    text.remove_prefix(1);
    if (!take_number(text)) return false;
  }
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false)) return false;
    text = text.substr(0, plus);
  }
  return text.empty() || (text[0] == '-' && are_identifiers(text.substr(1), true));
}

bool is_go_pseudo_version(std::string_view version) {
  if (!is_go_version(version) || std::ranges::count(version, '-') < 2) return false;
  version = version.substr(0, version.find('+'));
  // …-TIME-COMMIT, or …0.TIME-COMMIT where it comes after a version that was tagged.
  const std::size_t dash = version.rfind('-');
  const std::string_view commit = version.substr(dash + 1);
  version = version.substr(0, dash);
  if (commit.empty() || commit.find('.') != std::string_view::npos || version.size() < 15) return false;
  const std::string_view time = version.substr(version.size() - 14);
  version.remove_suffix(14);
  if (!std::ranges::all_of(time, is_digit)) return false;
  if (version.ends_with("-0.")) return version.find('-') == version.size() - 3;
  if (version.ends_with(".0.")) return version.find('-') != std::string_view::npos;
  const std::size_t dot = version.find('.');
  return dot != std::string_view::npos && version.substr(dot) == ".0.0-";
}

std::string go_linker_version(std::string_view module_path, std::string_view linker_flags) {
  std::array<std::vector<std::string>, 3> found;
  for (const auto& [variable, value] : set_variables(linker_flags)) {
    const std::string name = lower_case(variable);
    if (!name.ends_with(".version") && !name.ends_with(".ver")) continue;
    if (!is_go_version(value) && !is_go_version("v" + value)) continue;
    found[rank_of(variable, module_path)].push_back(value);
  }
  for (const auto& versions : found) {
    if (!versions.empty()) return versions.size() == 1 ? versions[0] : std::string();
  }
  return {};
}

}  // namespace pushgate::sbom
