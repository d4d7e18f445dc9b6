// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace pushgate::yaml {

/// A place in a document, in bytes. Both count from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  auto operator<=>(const Position&) const = default;
};

/// Collects everything that is wrong with one document, so that its writer learns all of it at once.
class Problems {
 public:
  explicit Problems(std::string file_name) : m_file_name(std::move(file_name)) {}

  /// Adds an error (misuse) with subject `FILE:LINE:COLUMN`.
  void add(Position at, std::string what, std::string hint = {});
  bool empty() const { return m_count == 0; }

  /// All of them as one error, in the order of the document: the first, with the others in Error::also.
  /// Limits: the first 100; a last one then says how many more there are. Not to be called when empty.
  Error error() const;

 private:
  std::string m_file_name;
  std::multimap<Position, Error> m_errors;
  std::size_t m_count = 0;
};

}  // namespace pushgate::yaml
