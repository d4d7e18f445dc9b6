// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "store/descriptor.hpp"

namespace pushgate::store {

/// An append-only file of records that outlives its writer: what append() returned from is there after
/// kill -9 and after a power cut. One writer at a time.
///
/// The file is text: `pushgate-journal 1`, then a line a record,
///
///     <SHA-256 in hex> <record>
///
/// where the checksum is over the checksum of the record before and the record itself, so that a record
/// that was changed, taken out or moved is noticed. What stands after the last newline was never finished
/// and does not count; every other line that does not fit is damage, and nothing is read past it.
class Journal {
 public:
  /// Opens the file, makes it where there is none (its folder must be there), and locks it until this goes
  /// or the process ends, however it ends. Errors: refused where another process has it open for writing;
  /// unchecked where it cannot be read or is damaged. Limits: k_journal_bytes. Untrusted: the file.
  static Result<Journal> open(const std::filesystem::path& path);

  /// Oldest first.
  const std::vector<std::string>& records() const { return m_records; }

  /// Adds a record, which holds no newline. It is on disk when this returns; where it fails, the file is as
  /// before. A signal does not stop it: what was done must be written down. Errors: unchecked.
  Result<void> append(std::string_view record);

 private:
  Journal(Descriptor file, std::string name);

  Descriptor m_file;
  std::string m_name;
  std::vector<std::string> m_records;
  Digest m_last;
  std::uint64_t m_end = 0;  // of the last whole record
};

/// The records in the bytes of a journal. `name` is the file in errors. Untrusted: the text.
Result<std::vector<std::string>> parse_journal(std::string_view text, const std::string& name);

/// The records of a journal, while another process may be writing it; none where there is no file. Errors
/// and limits as open().
Result<std::vector<std::string>> read_journal(const std::filesystem::path& path);

}  // namespace pushgate::store
