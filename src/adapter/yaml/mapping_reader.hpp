// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/yaml/yaml.hpp"

namespace pushgate::yaml {

/// Reads a mapping whose keys are known: what is not known, missing or of the wrong kind goes to Problems,
/// and reading goes on, so that all errors of a document are told at once.
///
///     yaml::Problems problems(file_name);
///     const auto root = yaml::parse(text, problems);
///     if (!root) return fail(problems.error());
///     yaml::MappingReader reader(*root, "the policy", {"version", "fail_on"}, problems);
///     policy.version = reader.require_integer("version", 1, 1).value_or(1);
///     policy.ignore_unfixed = reader.boolean("ignore_unfixed").value_or(false);
///     if (!problems.empty()) return fail(problems.error());
class MappingReader {
 public:
  /// Reports every key that is not one of `known` (`unknown key 'lokc'; expected one of family, lock`, with a
  /// hint where one is close), and a node that is no mapping (`name` is what the error calls it); such a
  /// reader has no keys, and misses none. `node` and `problems` must outlive the reader.
  MappingReader(const Node& node, std::string name, std::initializer_list<std::string_view> known,
                Problems& problems);

  /// Optional keys. Nothing where the key is absent, or is of another kind (then it was reported).
  const Node* find(std::string_view key) const;
  std::optional<std::string> string(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::vector<std::string> strings(std::string_view key) const;
  const std::vector<Node>* sequence(std::string_view key) const;
  const std::vector<Entry>* mapping(std::string_view key) const;

  /// Required keys: absence is a problem, too (`key 'version' is missing in the policy`), at the mapping's
  /// place.
  const Node* require(std::string_view key) const;
  std::optional<std::string> require_string(std::string_view key) const;
  std::optional<std::int64_t> require_integer(std::string_view key, std::int64_t least,
                                              std::int64_t most) const;
  const std::vector<Node>* require_sequence(std::string_view key) const;
  const std::vector<Entry>* require_mapping(std::string_view key) const;

  /// Where the value at a key stands; of an absent key: where the mapping stands. For checks of one's own.
  Position position(std::string_view key) const;

 private:
  const Node* m_node;  ///< null: was no mapping
  std::string m_name;
  Position m_at;
  Problems* m_problems;
};

}  // namespace pushgate::yaml
