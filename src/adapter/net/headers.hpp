// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::net {

/// HTTP header fields in the order in which they came. Names are compared without case (RFC 9110, 5.1).
class Headers {
 public:
  void add(std::string name, std::string value);
  /// Reads one line of a response as it came; lines that are no field are nothing.
  void add_line(std::string_view line);

  /// The first field of that name; null where there is none.
  const std::string* find(std::string_view name) const;
  /// The value of find(), or an empty view.
  std::string_view get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

  /// Content-Length, where it is there and a number.
  std::optional<std::uint64_t> content_length() const;
  /// Content-Type without its parameters, lower-case; empty where there is none.
  std::string media_type() const;

  const std::vector<std::pair<std::string, std::string>>& fields() const { return m_fields; }
  void clear() { m_fields.clear(); }

 private:
  std::vector<std::pair<std::string, std::string>> m_fields;
};

/// Without blanks and tabs at both ends.
std::string_view trim(std::string_view text);

}  // namespace pushgate::net
