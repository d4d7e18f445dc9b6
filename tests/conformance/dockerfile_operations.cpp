// SPDX-License-Identifier: Apache-2.0
#include "conformance/dockerfile_operations.hpp"

#include <string>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/dockerfile.hpp"
#include "plan/dockerfile/expansion.hpp"
#include "plan/dockerfile/rune.hpp"
#include "plan/dockerfile/syntax.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

using dockerfile::Instruction;

// One byte more than is read: the reader says what is wrong with it.
Result<std::string> file(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  return store::read_file(path, limits::k_dockerfile_bytes + 1);
}

// Go's strconv.Quote, as far as the suite's files need it: printable text stays.
std::string go_quoted(std::string_view text) {
  std::string out = "\"";
  static constexpr std::string_view k_characters = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view k_letters = "abfnrtv\\\"";
  for (const char c : text) {
    if (const auto at = k_characters.find(c); at != std::string_view::npos) {
      out += fmt::format("\\{}", k_letters[at]);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string flags_of(const Instruction& instruction) {
  std::string out;
  for (const auto& flag : instruction.flags) {
    const auto text = "--" + flag.name + (flag.value ? "=" + *flag.value : "");
    out += (out.empty() ? "" : " ") + go_quoted(text);
  }
  return out.empty() ? "" : " [" + out + "]";
}

std::string tree_of(const Instruction& instruction) {
  std::string out = lower_case(instruction.keyword) + flags_of(instruction);
  for (const auto& trigger : instruction.trigger) out += " (" + tree_of(trigger) + ")";
  for (const auto& word : instruction.words) out += " " + go_quoted(word);
  for (const auto& pair : instruction.pairs) {
    if (instruction.keyword == "ARG") {
      out += " " + go_quoted(pair.name + (pair.value ? "=" + *pair.value : ""));
    } else {
      out +=
          " " + go_quoted(pair.name) + " " + go_quoted(*pair.value) + " " + go_quoted(pair.spaced ? "" : "=");
    }
  }
  return out;
}

Result<dockerfile::Environment> environment_of(const json::Value& env) {
  dockerfile::Environment out;
  const auto wrong = [] {
    return fail(Error::misuse("request",
                              "has an 'env' that is neither an object of texts nor an array of name=value"));
  };
  if (const auto* object = env.as_object()) {
    for (const auto& [name, value] : object->members()) {
      if (!value.as_string()) return wrong();
      out.set(name, *value.as_string());
    }
    return out;
  }
  if (!env.as_array()) return wrong();
  for (const auto& one : *env.as_array()) {
    if (!one.as_string()) return wrong();
    const auto& text = *one.as_string();
    const auto equals = text.find('=');
    out.set(text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1));
  }
  return out;
}

}  // namespace

Result<json::Value> dockerfile_parse(const json::Value& request) {
  TRY_ASSIGN(const auto text, file(request));
  TRY_ASSIGN(const auto read, dockerfile::read_instructions(text, request.string_at("path")));
  json::Array stages;
  for (const auto& stage : read.stages) {
    const auto text_or_null = [](const std::string& one) {
      return one.empty() ? json::Value() : json::Value(one);
    };
    stages.push_back(json::Object{{"name", text_or_null(stage.name)},
                                  {"base", stage.base},
                                  {"platform", text_or_null(stage.platform)}});
  }
  json::Array instructions;
  for (const auto& one : read.instructions) {
    instructions.push_back(json::Object{{"keyword", one.keyword}, {"start", one.start}, {"end", one.end}});
  }
  return json::Object{{"stages", std::move(stages)}, {"instructions", std::move(instructions)}};
}

Result<json::Value> dockerfile_check(const json::Value& request) {
  TRY_ASSIGN(const auto text, file(request));
  TRY(dockerfile::parse_dockerfile(text, request.string_at("path")));
  return json::Value();
}

Result<json::Value> dockerfile_tree(const json::Value& request) {
  TRY_ASSIGN(const auto text, file(request));
  TRY_ASSIGN(const auto read, dockerfile::read_instructions(text, request.string_at("path")));
  std::string out;
  for (const auto& instruction : read.instructions) out += "(" + tree_of(instruction) + ")\n";
  return json::Value(std::move(out));
}

Result<json::Value> dockerfile_words(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require(request, "in", "request"));
  TRY_ASSIGN(const auto text, json::require_string(*in, "text", "request"));
  TRY_ASSIGN(const auto* env, json::require(*in, "env", "request"));
  TRY_ASSIGN(const auto environment, environment_of(*env));
  const char escape = in->string_at("escape") == "`" ? '`' : '\\';
  const auto* split = in->find("split");
  if (split && split->as_bool() && *split->as_bool()) {
    TRY_ASSIGN(const auto words, dockerfile::expand_words(text, environment, escape));
    return json::Value(json::Array(words.begin(), words.end()));
  }
  TRY_ASSIGN(auto word, dockerfile::expand_word(text, environment, escape));
  return json::Value(std::move(word));
}

}  // namespace pushgate::conformance
