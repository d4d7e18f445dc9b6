// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include "adapter/json/json.hpp"
#include "adapter/yaml/yaml.hpp"

namespace pushgate::cases {

/// A YAML tree as an editor hands it to a JSON Schema (YAML 1.2 core: only plain numbers and truth values are
/// more than text).
inline json::Value as_json(const yaml::Node& node) {
  switch (node.kind) {
    case yaml::Node::Kind::null:
      return nullptr;
    case yaml::Node::Kind::sequence: {
      json::Array array;
      for (const yaml::Node& element : node.elements) array.push_back(as_json(element));
      return array;
    }
    case yaml::Node::Kind::mapping: {
      json::Object object;
      for (const yaml::Entry& entry : node.entries) object.set(entry.key, as_json(entry.value));
      return object;
    }
    case yaml::Node::Kind::scalar:
      break;
  }
  if (node.quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  std::int64_t number = 0;
  const char* last = node.text.data() + node.text.size();
  const auto [end, error] = std::from_chars(node.text.data(), last, number);
  if (error == std::errc() && end == last) return number;
  return node.text;
}

/// A YAML document as JSON text; `null` where it is none.
inline std::string json_text(std::string_view yaml_text) {
  yaml::Problems problems("document.yaml");
  const auto node = yaml::parse(yaml_text, problems);
  return node ? json::write(as_json(*node)) : "null";
}

}  // namespace pushgate::cases
