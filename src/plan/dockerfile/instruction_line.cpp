// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/instruction_line.hpp"

#include <array>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/json_array.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr std::string_view k_blanks = "\t\v\f\r ";

// The first part that blanks end, and what follows the blanks.
std::pair<std::string_view, std::string_view> cut_at_blanks(std::string_view text) {
  const auto end = text.find_first_of(k_blanks);
  if (end == std::string_view::npos) return {text, {}};
  const auto rest = text.find_first_not_of(k_blanks, end);
  return {text.substr(0, end), rest == std::string_view::npos ? std::string_view() : text.substr(rest)};
}

std::vector<std::string> split_at_blanks(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto [word, rest] = cut_at_blanks(text);
    out.emplace_back(word);
    text = rest;
  }
  return out;
}

// BuildKit reads the flags byte by byte, each byte as a Latin-1 character.
char32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

Flag flag_of(std::string_view word) {
  const auto equals = word.find('=');
  Flag out{std::string(word.substr(2, equals == std::string_view::npos ? equals : equals - 2)), std::nullopt};
  if (equals != std::string_view::npos) out.value = std::string(word.substr(equals + 1));
  return out;
}

// One flag from the front of the text, its quotes and escapes taken away.
std::string take_flag(std::string_view& text, char escape) {
  std::string word;
  char quote = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == 0 && is_space(byte_at(text, at))) break;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else {
      if (c == escape && ++at == text.size()) break;
      append_utf8(word, byte_at(text, at));
    }
  }
  text.remove_prefix(at);
  return word;
}

// The flags in front of the arguments, and what is left. `--` alone ends them.
std::vector<Flag> take_flags(std::string_view& text, char escape) {
  std::vector<Flag> out;
  while (true) {
    std::size_t blanks = 0;
    while (blanks < text.size() && is_space(byte_at(text, blanks))) ++blanks;
    text.remove_prefix(blanks);
    if (!text.starts_with("--")) return out;
    const auto word = take_flag(text, escape);
    if (word == "--") return out;
    out.push_back(flag_of(word));
  }
}

// What white space outside of quotes separates; quotes and escapes stay.
std::vector<std::string> quoted_words(std::string_view text, char escape) {
  std::vector<std::string> out;
  std::string word;
  char32_t quote = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = rune_at(text, at);
    if (quote == 0 && is_space(rune.code)) {
      if (!word.empty()) out.push_back(std::exchange(word, {}));
      at += rune.length;
      continue;
    }
    if (quote == 0 && (rune.code == '\'' || rune.code == '"')) {
      quote = rune.code;
    } else if (quote != 0 && rune.code == quote) {
      quote = 0;
    }
    std::size_t length = rune.length;
    if (rune.code == static_cast<char32_t>(escape) && quote != '\'') {
      if (at + 1 == text.size()) break;  // at the very end it is left out
      length += rune_at(text, at + 1).length;
    }
    word += text.substr(at, length);
    at += length;
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

Result<void> read_pairs(Instruction& out, std::string_view arguments, char escape) {
  const auto words = quoted_words(arguments, escape);
  if (words.empty()) return {};
  if (words[0].find('=') == std::string::npos) {
    if (arguments.find_first_of(k_blanks) == std::string_view::npos) {
      return fail(Error::refused(
          "", fmt::format("{} '{}' has no value; expected name=value", out.keyword, arguments)));
    }
    const auto [name, value] = cut_at_blanks(arguments);
    out.pairs.push_back({std::string(name), std::string(value), true});
    return {};
  }
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) {
      return fail(
          Error::refused("", fmt::format("{} '{}' has no value; expected name=value", out.keyword, word)));
    }
    out.pairs.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return {};
}

void read_argument_names(Instruction& out, std::string_view arguments, char escape) {
  for (const auto& word : quoted_words(arguments, escape)) {
    const auto equals = word.find('=');
    Pair pair{word.substr(0, equals), std::nullopt};
    if (equals != std::string::npos) pair.value = word.substr(equals + 1);
    out.pairs.push_back(std::move(pair));
  }
}

// The words where the arguments are a JSON array; false where they are no JSON.
Result<bool> read_json(Instruction& out, std::string_view arguments) {
  auto array = read_json_array(arguments);
  if (array.kind == JsonArray::Kind::others) {
    return fail(Error::refused(
        "", fmt::format("{} has a JSON array of other things than strings; expected strings", out.keyword)));
  }
  if (array.kind == JsonArray::Kind::none) return false;
  out.json_form = true;
  for (auto& word : array.strings) out.words.push_back(std::move(word));
  return true;
}

Result<void> read_json_or_text(Instruction& out, std::string_view arguments) {
  if (arguments.empty()) return {};
  TRY_ASSIGN(const bool json, read_json(out, arguments));
  if (!json) out.words.emplace_back(arguments);
  return {};
}

Result<void> read_json_or_words(Instruction& out, std::string_view arguments) {
  TRY_ASSIGN(const bool json, read_json(out, arguments));
  if (!json) out.words = split_at_blanks(arguments);
  return {};
}

Result<void> read_health_check(Instruction& out, std::string_view arguments) {
  std::size_t end = 0;
  while (end < arguments.size() && !is_space(byte_at(arguments, end))) ++end;
  std::size_t next = end;
  while (next < arguments.size() && is_space(byte_at(arguments, next))) ++next;
  if (end == 0) return {};
  out.words.emplace_back(arguments.substr(0, end));
  return read_json_or_text(out, arguments.substr(next));
}

Result<void> read_trigger(Instruction& out, std::string_view arguments, char escape) {
  if (arguments.empty()) return {};
  if (upper_case(cut_at_blanks(arguments).first) == "ONBUILD") {
    return fail(Error::refused("", "ONBUILD has ONBUILD as its trigger; expected another instruction"));
  }
  TRY_ASSIGN(auto trigger, parse_instruction(arguments, escape));
  out.trigger.push_back(std::move(trigger));
  return {};
}

// How a keyword's arguments are read.
enum class Form { none, pairs, names, json_or_text, json_or_words, words, text, health_check, trigger };

constexpr std::array<std::pair<std::string_view, Form>, 18> k_forms = {{{"ADD", Form::json_or_words},
                                                                        {"ARG", Form::names},
                                                                        {"CMD", Form::json_or_text},
                                                                        {"COPY", Form::json_or_words},
                                                                        {"ENTRYPOINT", Form::json_or_text},
                                                                        {"ENV", Form::pairs},
                                                                        {"EXPOSE", Form::words},
                                                                        {"FROM", Form::words},
                                                                        {"HEALTHCHECK", Form::health_check},
                                                                        {"LABEL", Form::pairs},
                                                                        {"MAINTAINER", Form::text},
                                                                        {"ONBUILD", Form::trigger},
                                                                        {"RUN", Form::json_or_text},
                                                                        {"SHELL", Form::json_or_text},
                                                                        {"STOPSIGNAL", Form::text},
                                                                        {"USER", Form::text},
                                                                        {"VOLUME", Form::json_or_words},
                                                                        {"WORKDIR", Form::text}}};

Form form_of(std::string_view keyword) {
  for (const auto& [known, form] : k_forms) {
    if (known == keyword) return form;
  }
  return Form::none;
}

Error unknown_keyword(std::string_view keyword) {
  std::string known;
  for (const auto& [name, form] : k_forms) known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
  return Error::refused("", fmt::format("'{}' is no instruction; expected one of {}", keyword, known));
}

}  // namespace

Result<Instruction> parse_instruction(std::string_view line, char escape) {
  Instruction out;
  const auto [keyword, rest] = cut_at_blanks(trim(line));
  out.keyword = upper_case(keyword);
  auto arguments = rest;
  out.flags = take_flags(arguments, escape);
  arguments = trim(arguments);
  out.text = arguments;
  switch (form_of(out.keyword)) {
    case Form::pairs:
      TRY(read_pairs(out, arguments, escape));
      break;
    case Form::names:
      read_argument_names(out, arguments, escape);
      break;
    case Form::json_or_text:
      TRY(read_json_or_text(out, arguments));
      break;
    case Form::json_or_words:
      TRY(read_json_or_words(out, arguments));
      break;
    case Form::words:
      out.words = split_at_blanks(arguments);
      break;
    case Form::text:
      if (!arguments.empty()) out.words.emplace_back(arguments);
      break;
    case Form::health_check:
      TRY(read_health_check(out, arguments));
      break;
    case Form::trigger:
      TRY(read_trigger(out, arguments, escape));
      break;
    case Form::none:
      return fail(unknown_keyword(keyword));
  }
  return out;
}

}  // namespace pushgate::dockerfile
