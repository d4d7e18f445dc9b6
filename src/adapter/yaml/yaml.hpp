// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/yaml/problems.hpp"
#include "base/limits.hpp"

namespace pushgate::yaml {

struct Entry;

/// A YAML value. Scalars stay the text that was written: `1.10` is "1.10", and what a text means is said by
/// the reader that asks for it.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;
  Position at;                 ///< where the value starts
  std::string text;            ///< of a scalar
  bool quoted = false;         ///< a scalar in quotes, or a block of text: `"true"` is no truth value
  std::vector<Node> elements;  ///< of a sequence
  std::vector<Entry> entries;  ///< of a mapping, in the order of the document; keys are unique

  /// The value at a key; null pointer where this is no mapping or has no such key.
  const Node* find(std::string_view key) const;
};

/// A key of a mapping and its value.
struct Entry {
  std::string key;
  Position key_at;
  Node value;
};

/// Reads one YAML document (1.2, as yaml-cpp reads it), strictly: UTF-8 without a byte-order mark, keys are
/// plain or quoted text and stand once, no anchors and aliases (so a few lines cannot become a billion), no
/// tags, one document. Gives nothing where there is no tree to look at; a key that stands twice is a problem,
/// its first value is kept, and reading goes on. An empty document is a null node. Untrusted: the text.
/// Limits: k_yaml_bytes, k_json_depth.
std::optional<Node> parse(std::string_view text, Problems& problems);

// Typed readers. `name` is what errors call the value: a key, or `machines[2]`. A value of another kind is a
// problem: `"port" is not a whole number; expected one from 1 to 65535, got "http"`.

/// Any scalar, quoted or not; null is a problem.
std::optional<std::string> as_string(const Node& node, std::string_view name, Problems& problems);
/// `true` or `false`, not in quotes; no other spelling.
std::optional<bool> as_bool(const Node& node, std::string_view name, Problems& problems);
/// A decimal number without a leading zero, not in quotes, from `least` to `most`.
std::optional<std::int64_t> as_integer(const Node& node, std::string_view name, std::int64_t least,
                                       std::int64_t most, Problems& problems);
/// The elements; a null pointer after a problem.
const std::vector<Node>* as_sequence(const Node& node, std::string_view name, Problems& problems);
/// The entries; a null pointer after a problem. For mappings whose keys are the writer's own.
const std::vector<Entry>* as_mapping(const Node& node, std::string_view name, Problems& problems);
/// A sequence of scalars; what is none is a problem and left out.
std::vector<std::string> as_strings(const Node& node, std::string_view name, Problems& problems);

}  // namespace pushgate::yaml
