// SPDX-License-Identifier: Apache-2.0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <string>

#include "adapter/toml/key_depth.hpp"
#include "adapter/toml/toml.hpp"
#include "base/format.hpp"

namespace pushgate::toml {

namespace {

constexpr std::size_t k_key_parts = 32;

Error error_at(std::string_view file_name, Position at, std::string what) {
  return Error::unchecked(fmt::format("{}:{}:{}", file_name, at.line, at.column), std::move(what));
}

Position position(const ::toml::source_position& at) {
  return {std::max<std::uint32_t>(at.line, 1), std::max<std::uint32_t>(at.column, 1)};
}

class Conversion {
 public:
  explicit Conversion(std::string_view file_name) : m_file_name(file_name) {}

  Result<Node> of(const ::toml::node& value, std::size_t depth) const {
    Node node;
    node.at = position(value.source().begin);
    if (depth > limits::k_json_depth) {
      return fail(
          error_at(m_file_name, node.at, fmt::format("is nested more than {} deep", limits::k_json_depth)));
    }
    node.kind = Node::Kind::other;
    if (const auto* text = value.as_string()) {
      node.kind = Node::Kind::text;
      node.text = text->get();
    } else if (const auto* number = value.as_integer()) {
      node.kind = Node::Kind::whole_number;
      node.number = number->get();
    } else if (const auto* truth = value.as_boolean()) {
      node.kind = Node::Kind::truth_value;
      node.truth = truth->get();
    } else if (const auto* array = value.as_array()) {
      node.kind = Node::Kind::array;
      for (const auto& element : *array) {
        TRY_ASSIGN(auto made, of(element, depth + 1));
        node.elements.push_back(std::move(made));
      }
    } else if (const auto* table = value.as_table()) {
      node.kind = Node::Kind::table;
      for (const auto& [key, member] : *table) {
        TRY_ASSIGN(auto made, of(member, depth + 1));
        node.members.push_back({std::string(key.str()), std::move(made)});
      }
    }
    return node;
  }

 private:
  std::string_view m_file_name;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::lower_bound(
      members, key, {}, [](const auto& member) -> std::string_view { return member.key; });
  return found == members.end() || found->key != key ? nullptr : &found->value;
}

Result<Node> parse(std::string_view text, std::string_view file_name) {
  if (text.size() > limits::k_lock_bytes) {
    return fail(Error::unchecked(std::string(file_name), fmt::format("is {} bytes long; expected at most {}",
                                                                     text.size(), limits::k_lock_bytes)));
  }
  if (const auto line = line_of_deep_key(text, k_key_parts - 1)) {
    return fail(error_at(file_name, {static_cast<std::uint32_t>(*line), 1},
                         fmt::format("a key has too many parts; expected at most {}", k_key_parts)));
  }
  try {
    const auto document = ::toml::parse(text);
    return Conversion(file_name).of(document, 0);
  } catch (const ::toml::parse_error& error) {
    return fail(error_at(file_name, position(error.source().begin),
                         fmt::format("is not TOML: {}", error.description())));
  } catch (const std::exception& error) {
    return fail(Error::unchecked(std::string(file_name), fmt::format("is not TOML: {}", error.what())));
  }
}

}  // namespace pushgate::toml
