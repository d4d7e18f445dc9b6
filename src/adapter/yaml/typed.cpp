// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"

namespace pushgate::yaml {

namespace {

/// What stands there, for the end of an error.
std::string got(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      // A long text is no help, and may be a secret in the wrong place.
      if (node.text.size() > 60) return fmt::format("a text of {} bytes", node.text.size());
      return fmt::format("{}\"{}\"", node.quoted ? "the text " : "", node.text);
    case Node::Kind::sequence:
      return "a sequence";
    case Node::Kind::mapping:
      break;
  }
  return "a mapping";
}

void wrong(const Node& node, std::string_view name, std::string_view kind, std::string_view expected,
           Problems& problems) {
  problems.add(node.at,
               fmt::format("\"{}\" is not {}; expected {}, got {}", name, kind, expected, got(node)));
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> as_string(const Node& node, std::string_view name, Problems& problems) {
  if (node.kind == Node::Kind::scalar) return node.text;
  wrong(node, name, "a text", "a text", problems);
  return std::nullopt;
}

std::optional<bool> as_bool(const Node& node, std::string_view name, Problems& problems) {
  if (node.kind == Node::Kind::scalar && !node.quoted) {
    if (node.text == "true") return true;
    if (node.text == "false") return false;
  }
  wrong(node, name, "a truth value", "true or false", problems);
  return std::nullopt;
}

std::optional<std::int64_t> as_integer(const Node& node, std::string_view name, std::int64_t least,
                                       std::int64_t most, Problems& problems) {
  const std::string range =
      least == most ? fmt::format("{}", least) : fmt::format("one from {} to {}", least, most);
  if (node.kind != Node::Kind::scalar || node.quoted || !is_decimal(node.text)) {
    wrong(node, name, "a whole number", range, problems);
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
  if (failure == std::errc() && value >= least && value <= most) return value;
  problems.add(node.at, fmt::format("\"{}\" is out of range; expected {}, got {}", name, range, node.text));
  return std::nullopt;
}

const std::vector<Node>* as_sequence(const Node& node, std::string_view name, Problems& problems) {
  if (node.kind == Node::Kind::sequence) return &node.elements;
  wrong(node, name, "a sequence", "a sequence", problems);
  return nullptr;
}

const std::vector<Entry>* as_mapping(const Node& node, std::string_view name, Problems& problems) {
  if (node.kind == Node::Kind::mapping) return &node.entries;
  wrong(node, name, "a mapping", "a mapping", problems);
  return nullptr;
}

std::vector<std::string> as_strings(const Node& node, std::string_view name, Problems& problems) {
  std::vector<std::string> texts;
  const auto* elements = as_sequence(node, name, problems);
  if (elements == nullptr) return texts;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    auto text = as_string((*elements)[i], fmt::format("{}[{}]", name, i), problems);
    if (text) texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace pushgate::yaml
