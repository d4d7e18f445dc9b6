// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "adapter/archive/zip_directory.hpp"

namespace pushgate::archive {

/// Takes a piece of a member's unpacked bytes. An error ends the reading and is handed on.
using ZipSink = std::function<Result<void>(std::span<const std::uint8_t>)>;

/// Unpacks one member, front to back, and checks its size and CRC-32 at its end: what the sink was given
/// counts only once this returns. `subject` names the member in errors. Errors: unchecked: encrypted, packed
/// by something other than DEFLATE, cut short, corrupt, other than the directory says. Untrusted: the bytes.
/// Limits: never more bytes than ZipMember::size, which is for the caller to look at first.
Result<void> read_zip_member(const RandomAccess& file, const ZipMember& member, const std::string& subject,
                             const ZipSink& sink);

/// The whole of a small member. Errors: as above; more than `limit` bytes.
Result<std::string> zip_member_text(const RandomAccess& file, const ZipMember& member, std::size_t limit,
                                    const std::string& subject);

/// The content of a stored member, where it lies: no copy. `file` must outlive it. Its CRC-32 is not checked.
class StoredMember final : public RandomAccess {
 public:
  /// A member that is stored, in plain, with a sound header.
  StoredMember(const RandomAccess& file, const ZipMember& member)
      : m_file(file), m_begin(member.content), m_size(member.packed_size) {}

  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override;

 private:
  const RandomAccess& m_file;
  std::uint64_t m_begin;
  std::uint64_t m_size;
};

}  // namespace pushgate::archive
