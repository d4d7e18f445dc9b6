// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "python/dependency.hpp"
#include "python/distribution_file.hpp"
#include "python/package_name.hpp"
#include "python/requirement_lines.hpp"

namespace pushgate::python {

namespace {

// A logical line is a requirement, then options from the first word on that begins with `-`; or options
// alone. The options are words as a POSIX shell splits them.

struct KnownOption {
  std::string_view word;
  std::string_view name;  // the long form
  bool has_value;
};
constexpr std::array k_options = {
    KnownOption{"--no-index", "--no-index", false},
    KnownOption{"--require-hashes", "--require-hashes", false},
    KnownOption{"--pre", "--pre", false},
    KnownOption{"--prefer-binary", "--prefer-binary", false},
    KnownOption{"-i", "--index-url", true},
    KnownOption{"--index-url", "--index-url", true},
    KnownOption{"--pypi-url", "--index-url", true},
    KnownOption{"--extra-index-url", "--extra-index-url", true},
    KnownOption{"-f", "--find-links", true},
    KnownOption{"--find-links", "--find-links", true},
    KnownOption{"--no-binary", "--no-binary", true},
    KnownOption{"--only-binary", "--only-binary", true},
    KnownOption{"--trusted-host", "--trusted-host", true},
    KnownOption{"--use-feature", "--use-feature", true},
};
// Of one requirement: how it is built, which its hash does not care about.
constexpr std::array<std::string_view, 3> k_build_options = {"--config-settings", "--config-setting", "-C"};

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

// Where the next `${NAME}` from `at` on begins and ends; nothing where there is none.
std::optional<std::pair<std::size_t, std::size_t>> next_variable(std::string_view text, std::size_t from) {
  for (auto at = text.find("${", from); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const auto end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", at + 2);
    if (end != std::string_view::npos && end > at + 2 && text[end] == '}') return std::pair{at, end + 1};
  }
  return std::nullopt;
}

bool names_a_variable(std::string_view text) {
  return next_variable(text, 0).has_value();
}

// pip fills in what the environment has and leaves the rest as it is written.
std::string filled_in(std::string_view text, const Variables& variables) {
  std::string out;
  std::size_t done = 0;
  while (const auto found = next_variable(text, done)) {
    const auto [begin, end] = *found;
    out += text.substr(done, begin - done);
    const auto value = variables(std::string(text.substr(begin + 2, end - begin - 3)));
    out += value && !value->empty() ? *value : std::string(text.substr(begin, end - begin));
    done = end;
  }
  return out + std::string(text.substr(done));
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

// `#egg=NAME` of a URL.
std::string egg_of(std::string_view url) {
  for (const std::string_view key : {"#egg=", "&egg="}) {
    const auto at = url.find(key);
    if (at == std::string_view::npos) continue;
    const auto name = url.substr(at + 5);
    return std::string(name.substr(0, name.find_first_of("&[")));
  }
  return {};
}

DirectRequirement::Kind kind_of(std::string_view place) {
  const auto scheme = place.substr(0, place.find(':'));
  for (const std::string_view vcs : {"git+", "hg+", "svn+", "bzr+"}) {
    if (scheme.starts_with(vcs)) return DirectRequirement::Kind::vcs;
  }
  const bool is_url = place.find("://") != std::string_view::npos && scheme != "file";
  return is_url ? DirectRequirement::Kind::url : DirectRequirement::Kind::path;
}

// The URL or path of a requirement that has one, with the name before an `@`.
struct Place {
  std::string name;
  std::string place;
};

Place place_of(std::string_view text) {
  if (auto dependency = parse_dependency(text, "line"); dependency && !dependency->url.empty()) {
    return {std::move(dependency->name), std::move(dependency->url)};
  }
  std::string name = egg_of(text);
  if (name.empty()) {
    const auto file = text.substr(0, text.find_first_of("#?; "));
    if (const auto names = parse_distribution_file(file.substr(file.find_last_of('/') + 1)))
      name = names->name;
  }
  return {std::move(name), std::string(text)};
}

// Whether pip takes the text for a URL or a path before it takes it for a name with a version.
bool is_direct(std::string_view text) {
  const auto before_marker = trim(text.substr(0, text.find(';')));
  return before_marker.find_first_of("/@") != std::string_view::npos || before_marker.starts_with('.') ||
         is_distribution_file(before_marker.substr(0, before_marker.find('[')));
}

class FileReader {
 public:
  explicit FileReader(const Variables& variables) : m_variables(variables) {}

  void read(const LogicalLine& logical) {
    m_line = logical.number;
    const std::string line = m_variables ? filled_in(logical.text, m_variables) : logical.text;
    const auto split = options_start(line);
    const auto requirement = trim(std::string_view(line).substr(0, split));
    const auto words = shell_words(std::string_view(line).substr(split));
    if (!words) return unread("has a quote that is not closed: " + shown(line));
    if (requirement.empty()) return read_options(*words, line);
    if (is_left_open(line)) return;
    read_requirement(requirement, *words);
  }

  RequirementFile take() { return std::move(m_file); }

 private:
  void unread(std::string what) { m_file.unread.push_back({m_line, std::move(what)}); }

  // What an unset variable leaves in a line is for pip to stumble over; what it would be is not known.
  bool is_left_open(std::string_view line) {
    if (m_variables || !names_a_variable(line)) return false;
    unread("is filled in from the environment: " + shown(line));
    return true;
  }

  void read_options(const std::vector<std::string>& words, std::string_view line) {
    bool has_place = false;  // of several on one line pip reads the first
    for (std::size_t at = 0; at < words.size(); ++at) {
      auto option = split_option(words[at]);
      const auto known = std::ranges::find(k_options, option.name, &KnownOption::word);
      if (known != k_options.end() &&
          (known->has_value ? take_value(option, words, at) : !option.has_value)) {
        m_file.options.push_back({m_line, std::string(known->name), option.value});
        continue;
      }
      const bool includes = option.name == "-r" || option.name == "--requirement";
      const bool constrains = option.name == "-c" || option.name == "--constraint";
      const bool editable = option.name == "-e" || option.name == "--editable";
      if (!(includes || constrains || editable) || !take_value(option, words, at)) {
        return unread("has an option that is not known here: " + shown(line));
      }
      if (has_place) return unread("names a second file or folder, which pip does not read: " + shown(line));
      has_place = true;
      if (is_left_open(line)) return;
      if (editable) {
        read_editable(option.value, line);
      } else {
        m_file.includes.push_back(
            {m_line, constrains, option.value,
             (constrains ? "names a constraints file: " : "includes another file: ") + shown(line)});
      }
    }
  }

  void read_editable(const std::string& place, std::string_view line) {
    DirectRequirement direct;
    direct.line = m_line;
    direct.kind = DirectRequirement::Kind::editable;
    direct.text = place;
    direct.plain = egg_of(place);
    direct.name = normalize_name(direct.plain);
    direct.what = "is an editable install, which no hash protects: " + shown(line);
    m_file.direct.push_back(std::move(direct));
  }

  void read_requirement(std::string_view text, const std::vector<std::string>& words) {
    std::vector<RequirementHash> hashes;
    for (std::size_t at = 0; at < words.size(); ++at) {
      auto option = split_option(words[at]);
      const bool known = (option.name == "--hash" || contains(k_build_options, option.name)) &&
                         take_value(option, words, at);
      const auto colon = option.value.find(':');
      const bool has_parts = option.value.find(option.name == "--hash" ? ':' : '=') != std::string::npos;
      if (!known || !has_parts) {
        return unread("has an option that is not known here: " + shown(words[at]));
      }
      if (option.name == "--hash")
        hashes.push_back({option.value.substr(0, colon), option.value.substr(colon + 1)});
    }
    if (is_direct(text)) return read_direct(text, std::move(hashes));
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
    requirement.hashes = std::move(hashes);
    m_file.requirements.push_back(std::move(requirement));
  }

  void read_direct(std::string_view text, std::vector<RequirementHash> hashes) {
    auto [name, place] = place_of(text);
    DirectRequirement direct;
    direct.line = m_line;
    direct.kind = kind_of(place);
    direct.text = std::string(text);
    direct.name = normalize_name(name);
    direct.plain = std::move(name);
    direct.hashes = std::move(hashes);
    direct.what = "is a URL or a path and not a name with a version: " + shown(text);
    m_file.direct.push_back(std::move(direct));
  }

  const Variables& m_variables;
  RequirementFile m_file;
  std::uint32_t m_line = 0;
};

}  // namespace

Result<RequirementFile> parse_requirements(std::string_view text, std::string_view file_name,
                                           const Variables& variables) {
  TRY_ASSIGN(const auto lines, logical_lines(text, file_name));
  FileReader reader(variables);
  for (const auto& line : lines) reader.read(line);
  return reader.take();
}

}  // namespace pushgate::python
