// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/zip_content.hpp"

#include <algorithm>
#include <vector>

#include "adapter/compress/deflate.hpp"
#include "base/format.hpp"

namespace pushgate::archive {

namespace {

constexpr std::size_t k_piece = 32u << 10;

Result<void> require_readable(const ZipMember& member, const std::string& subject) {
  if (member.is_encrypted()) return fail(Error::unchecked(subject, "is encrypted"));
  if (member.method != k_zip_stored && member.method != k_zip_deflated) {
    return fail(Error::unchecked(
        subject, fmt::format("is packed by method {}; expected 0 (stored) or 8 (DEFLATE)", member.method)));
  }
  if (member.content == 0) return fail(Error::unchecked(subject, "has no sound header in the archive"));
  return {};
}

/// What the sink was given is held against what the directory says.
class CheckedSink {
 public:
  CheckedSink(const ZipMember& member, const std::string& subject, const ZipSink& sink)
      : m_member(member), m_subject(subject), m_sink(sink) {}

  Result<void> take(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > m_member.size - m_count) {
      return fail(Error::unchecked(
          m_subject,
          fmt::format("unpacks to more than the {} bytes that it is said to have", m_member.size)));
    }
    m_count += bytes.size();
    m_crc.update(bytes);
    return m_sink(bytes);
  }

  Result<void> finish() const {
    if (m_count != m_member.size) {
      return fail(Error::unchecked(m_subject,
                                   fmt::format("unpacks to {} bytes; expected {}", m_count, m_member.size)));
    }
    if (m_crc.value() != m_member.crc) {
      return fail(Error::unchecked(m_subject, fmt::format("is corrupt: its CRC-32 is {:08x}; expected {:08x}",
                                                          m_crc.value(), m_member.crc)));
    }
    return {};
  }

 private:
  const ZipMember& m_member;
  const std::string& m_subject;
  const ZipSink& m_sink;
  std::uint64_t m_count = 0;
  compress::Crc32 m_crc;
};

Result<void> inflate_into(CheckedSink& sink, compress::Decompressor& inflater, std::span<std::uint8_t> room) {
  while (true) {
    TRY_ASSIGN(const std::size_t count, inflater.unpack(room));
    if (count == 0) return {};
    TRY(sink.take(room.first(count)));
  }
}

/// Errors of an adapter have no subject; the sink's own have theirs.
Error named(Error error, const std::string& subject) {
  if (error.subject.empty()) error.subject = subject;
  return error;
}

}  // namespace

Result<void> read_zip_member(const RandomAccess& file, const ZipMember& member, const std::string& subject,
                             const ZipSink& sink) {
  TRY(require_readable(member, subject));
  const StoredMember packed(file, member);
  CheckedSink checked(member, subject, sink);
  const bool deflated = member.method == k_zip_deflated;
  const auto inflater = deflated ? compress::make_deflate() : nullptr;
  std::vector<std::uint8_t> piece(static_cast<std::size_t>(std::min<std::uint64_t>(packed.size(), k_piece)));
  std::vector<std::uint8_t> room(deflated ? k_piece : 0);
  for (std::uint64_t at = 0; at < packed.size();) {
    TRY_ASSIGN(const std::size_t count, packed.read_at(at, piece));
    if (count == 0) return fail(Error::unchecked(subject, "is cut short: the archive ends inside it"));
    at += count;
    const auto bytes = std::span<const std::uint8_t>(piece).first(count);
    if (!deflated) {
      TRY(checked.take(bytes));
      continue;
    }
    inflater->feed(bytes);
    if (auto done = inflate_into(checked, *inflater, room); !done) {
      return fail(named(std::move(done).error(), subject));
    }
  }
  if (deflated) {
    if (auto done = inflater->finish(); !done) return fail(named(std::move(done).error(), subject));
  }
  return checked.finish();
}

Result<std::string> zip_member_text(const RandomAccess& file, const ZipMember& member, std::size_t limit,
                                    const std::string& subject) {
  if (member.size > limit) {
    return fail(
        Error::unchecked(subject, fmt::format("has {} bytes; expected at most {}", member.size, limit)));
  }
  std::string out;
  TRY(read_zip_member(file, member, subject, [&](std::span<const std::uint8_t> bytes) {
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return Result<void>();
  }));
  return out;
}

Result<std::size_t> StoredMember::read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const {
  if (offset >= m_size) return 0;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), m_size - offset));
  return m_file.read_at(m_begin + offset, buffer.first(count));
}

}  // namespace pushgate::archive
