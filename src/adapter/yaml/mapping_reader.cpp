// SPDX-License-Identifier: Apache-2.0
#include "adapter/yaml/mapping_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/near_names.hpp"

namespace pushgate::yaml {

MappingReader::MappingReader(const Node& node, std::string name,
                             std::initializer_list<std::string_view> known, Problems& problems)
    : m_node(nullptr), m_name(std::move(name)), m_at(node.at), m_problems(&problems) {
  const auto* entries = as_mapping(node, m_name, problems);
  if (entries == nullptr) return;
  m_node = &node;
  std::vector<std::string_view> sorted(known);
  std::sort(sorted.begin(), sorted.end());
  for (const Entry& entry : *entries) {
    if (std::binary_search(sorted.begin(), sorted.end(), entry.key)) continue;
    problems.add(entry.key_at,
                 fmt::format("unknown key '{}'; expected one of {}", entry.key, fmt::join(sorted, ", ")),
                 near_hint(near_names(entry.key, sorted)));
  }
}

const Node* MappingReader::find(std::string_view key) const {
  return m_node ? m_node->find(key) : nullptr;
}

std::optional<std::string> MappingReader::string(std::string_view key) const {
  const Node* node = find(key);
  return node ? as_string(*node, key, *m_problems) : std::nullopt;
}

std::optional<bool> MappingReader::boolean(std::string_view key) const {
  const Node* node = find(key);
  return node ? as_bool(*node, key, *m_problems) : std::nullopt;
}

std::optional<std::int64_t> MappingReader::integer(std::string_view key, std::int64_t least,
                                                   std::int64_t most) const {
  const Node* node = find(key);
  return node ? as_integer(*node, key, least, most, *m_problems) : std::nullopt;
}

std::vector<std::string> MappingReader::strings(std::string_view key) const {
  const Node* node = find(key);
  return node ? as_strings(*node, key, *m_problems) : std::vector<std::string>();
}

const std::vector<Node>* MappingReader::sequence(std::string_view key) const {
  const Node* node = find(key);
  return node ? as_sequence(*node, key, *m_problems) : nullptr;
}

const std::vector<Entry>* MappingReader::mapping(std::string_view key) const {
  const Node* node = find(key);
  return node ? as_mapping(*node, key, *m_problems) : nullptr;
}

const Node* MappingReader::require(std::string_view key) const {
  const Node* node = find(key);
  if (m_node != nullptr && node == nullptr) {
    m_problems->add(m_at, fmt::format("key '{}' is missing in {}", key, m_name));
  }
  return node;
}

std::optional<std::string> MappingReader::require_string(std::string_view key) const {
  return require(key) ? string(key) : std::nullopt;
}

std::optional<std::int64_t> MappingReader::require_integer(std::string_view key, std::int64_t least,
                                                           std::int64_t most) const {
  return require(key) ? integer(key, least, most) : std::nullopt;
}

const std::vector<Node>* MappingReader::require_sequence(std::string_view key) const {
  return require(key) ? sequence(key) : nullptr;
}

const std::vector<Entry>* MappingReader::require_mapping(std::string_view key) const {
  return require(key) ? mapping(key) : nullptr;
}

Position MappingReader::position(std::string_view key) const {
  const Node* node = find(key);
  return node ? node->at : m_at;
}

}  // namespace pushgate::yaml
