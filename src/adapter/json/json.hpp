// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace pushgate::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;

/// Members in the order in which they were read or added; names are unique.
class Object {
 public:
  Object() = default;
  Object(std::initializer_list<Member> members);
  const Value* find(std::string_view name) const;  ///< null where absent
  void set(std::string name, Value value);         ///< replaces a member of that name, else appends
  void append(std::string name, Value value);      ///< for a name that is known to be new: does not look
  void drop(const std::vector<bool>& places);      ///< removes those of its members; as many as it has
  const std::vector<Member>& members() const;
  bool empty() const;
  std::size_t size() const;

 private:
  std::vector<Member> m_members;
};

/// A JSON value (RFC 8259). Integers keep 64 bits; every other number is a double.
class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool value) : m_data(value) {}
  Value(int value) : m_data(static_cast<std::int64_t>(value)) {}
  Value(unsigned value) : m_data(static_cast<std::uint64_t>(value)) {}
  Value(std::int64_t value) : m_data(value) {}
  Value(std::uint64_t value) : m_data(value) {}
  Value(double value) : m_data(value) {}
  Value(const char* value) : m_data(std::string(value)) {}
  Value(std::string_view value) : m_data(std::string(value)) {}
  Value(std::string value) : m_data(std::move(value)) {}
  Value(Array value) : m_data(std::move(value)) {}
  Value(Object value) : m_data(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(m_data); }
  const bool* as_bool() const { return std::get_if<bool>(&m_data); }
  const std::string* as_string() const { return std::get_if<std::string>(&m_data); }
  const Array* as_array() const { return std::get_if<Array>(&m_data); }
  const Object* as_object() const { return std::get_if<Object>(&m_data); }
  Array* as_array() { return std::get_if<Array>(&m_data); }
  Object* as_object() { return std::get_if<Object>(&m_data); }
  bool is_number() const;
  bool is_whole() const;  ///< a number that was read or given as an integer
  /// Whole numbers in range, else null optional.
  std::optional<std::uint64_t> as_unsigned() const;
  std::optional<std::int64_t> as_signed() const;
  std::optional<double> as_double() const;  ///< any number

  /// A member of an object; null where this is no object or has none of that name.
  const Value* find(std::string_view name) const;
  /// The string at a member, or an empty view where it is absent or no string.
  std::string_view string_at(std::string_view name) const;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> m_data;
};

// Here, where Value is complete.
inline const std::vector<Member>& Object::members() const {
  return m_members;
}
inline bool Object::empty() const {
  return m_members.empty();
}
inline std::size_t Object::size() const {
  return m_members.size();
}

struct ParseLimits {
  std::size_t bytes = limits::k_json_bytes;
  std::size_t depth = limits::k_json_depth;
  /// What a name means that an object has twice. `last_counts` is for files of ecosystems in which every
  /// reader takes the last, and which people write by hand.
  enum class Duplicates { refused, last_counts } duplicates = Duplicates::refused;
};

/// Strict reader: one value and white space, UTF-8 without a byte-order mark, no comments, no duplicate
/// member names (the error says `duplicate`) unless bounds says so, no lone surrogates, bounded depth.
/// Errors: unchecked, subject `name:LINE:COLUMN`, what was expected. Untrusted: the text.
Result<Value> parse(std::string_view text, std::string_view name, ParseLimits bounds = {});

/// Compact, members in their order, non-ASCII as UTF-8. Bytes that are not UTF-8 become U+FFFD.
std::string write(const Value& value);
/// Two-space indentation and a final newline: for files that people read.
std::string write_pretty(const Value& value);
/// The same as a part of a document that is written piece by piece: without the final newline, its lines but
/// the first indented for that many levels.
void append_pretty(std::string& out, const Value& value, std::size_t level);

/// Readers for strict documents. `where` names the document in errors: `manifest sha256:…`.
/// Errors: unchecked: `<where>: member "size" is missing; expected a number`.
Result<const Value*> require(const Value& object, std::string_view name, std::string_view where);
Result<std::string> require_string(const Value& object, std::string_view name, std::string_view where);
Result<std::uint64_t> require_unsigned(const Value& object, std::string_view name, std::string_view where);
Result<const Array*> require_array(const Value& object, std::string_view name, std::string_view where);
Result<const Object*> require_object(const Value& object, std::string_view name, std::string_view where);

}  // namespace pushgate::json
