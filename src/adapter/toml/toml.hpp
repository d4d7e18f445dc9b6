// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace pushgate::toml {

/// A place in a document: lines and characters, both from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// A TOML value. Numbers, dates and times are told apart by their kind alone: no lock has one that is asked
/// for but as a whole number.
struct Node {
  enum class Kind { text, whole_number, truth_value, other, array, table };

  struct Member;

  Kind kind = Kind::table;
  Position at;                  ///< where the value starts
  std::string text;             ///< of a text
  std::int64_t number = 0;      ///< of a whole number
  bool truth = false;           ///< of a truth value
  std::vector<Node> elements;   ///< of an array
  std::vector<Member> members;  ///< of a table, sorted by their keys, which are unique

  /// The value at a key; null pointer where this is no table or has no such key.
  const Node* find(std::string_view key) const;
};

struct Node::Member {
  std::string key;
  Node value;
};

/// Reads a TOML document (1.0, as toml++ reads it; keys that stand twice are refused): always a table.
/// Errors: unchecked, subject `FILE:LINE:COLUMN`. Untrusted: the text. Limits: k_lock_bytes, k_json_depth, 32
/// parts of one dotted key.
Result<Node> parse(std::string_view text, std::string_view file_name);

}  // namespace pushgate::toml
