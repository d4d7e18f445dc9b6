// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/random_access.hpp"

// For this room's sources alone.

namespace pushgate::sqlite {

/// A file system for SQLite that has one file, which cannot change. While it lives, connections may be opened
/// over name(), on one thread; they must be closed before it ends.
class ReadOnlyFile {
 public:
  explicit ReadOnlyFile(const RandomAccess& file);
  ~ReadOnlyFile();
  ReadOnlyFile(const ReadOnlyFile&) = delete;
  ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;

  const char* name() const { return m_name.c_str(); }

  /// How many more bytes may be read. Over it, reading fails and exhausted() is true. Rows that are spread
  /// over the file in a hostile way could otherwise be read from its pages over and over.
  void allow(std::uint64_t bytes) { m_allowed = bytes; }
  bool exhausted() const { return m_exhausted; }

  /// What kept bytes from being read.
  const std::optional<Error>& error() const { return m_error; }

  /// Fills the buffer, with zeroes after the end of the file. Gives a code of SQLite's.
  int read(void* buffer, int count, sqlite3_int64 offset) noexcept;
  std::uint64_t size() const { return m_file.size(); }

 private:
  const RandomAccess& m_file;
  std::string m_name;
  sqlite3_vfs m_vfs = {};
  std::uint64_t m_allowed = 0;
  bool m_exhausted = false;
  std::optional<Error> m_error;
};

}  // namespace pushgate::sqlite
