// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.hpp"
#include "base/result.hpp"
#include "base/root_path.hpp"

namespace pushgate::archive {

struct TarEntry {
  enum class Type : std::uint8_t { file, directory, symlink, hardlink, character_device, block_device, fifo };
  std::string name;  ///< as stored
  RootPath path;     ///< the same, normal
  Type type = Type::file;
  std::uint32_t mode = 0;  ///< permission bits with setuid, setgid, sticky
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t mtime = 0;    ///< in seconds since 1970
  std::uint64_t size = 0;    ///< of the content; 0 for all but files
  std::uint64_t offset = 0;  ///< of the content, in bytes from the start of the tar
  std::string link;          ///< target of a symlink or hard link, as stored
  RootPath target;           ///< of a hard link, normal
};

/// Where a TarReader takes its bytes from.
class TarInput {
 public:
  virtual ~TarInput() = default;

  /// The next bytes, at least one and at most `most`; empty at the end. Valid until the next call.
  virtual Result<std::span<const std::uint8_t>> take(std::size_t most) = 0;

  /// Passes over bytes; gives how many there were, which is less than `count` only at the end.
  virtual Result<std::uint64_t> skip(std::uint64_t count);
};

/// A ByteSource as a TarInput, through a buffer of its own.
class SourceTarInput final : public TarInput {
 public:
  explicit SourceTarInput(ByteSource& source);
  Result<std::span<const std::uint8_t>> take(std::size_t most) override;

 private:
  ByteSource& m_source;
  std::vector<std::uint8_t> m_buffer;
  std::size_t m_begin = 0;
  std::size_t m_end = 0;
};

/// An open file as a TarInput: skip() seeks, so that only headers are read. The descriptor stays its owner's.
class FileTarInput final : public TarInput {
 public:
  /// Reads from offset 0 by pread; `name` is what errors call the file.
  FileTarInput(int descriptor, std::uint64_t size, std::string name);
  Result<std::span<const std::uint8_t>> take(std::size_t most) override;
  Result<std::uint64_t> skip(std::uint64_t count) override;

 private:
  int m_descriptor;
  std::uint64_t m_size;
  std::uint64_t m_offset = 0;
  std::string m_name;
  std::vector<std::uint8_t> m_buffer;
};

/// Sees the content of every file of a tar as it streams past.
class TarContentWatcher {
 public:
  virtual ~TarContentWatcher() = default;
  virtual void content(std::span<const std::uint8_t> bytes) = 0;
};

/// Reads a tar front to back and refuses what readers do not agree on (tar_reader.cpp lists it).
/// Untrusted: every byte. Errors: unchecked, `<subject>: tar entry at byte 1536: …`.
/// Limits: limits::k_path_bytes, 1 MiB for an extended header, limits::k_layer_entries entries.
class TarReader {
 public:
  TarReader(TarInput& input, std::string subject);

  /// The next entry; what is left of the content of the one before is passed over. Nothing at the end, which
  /// is only told when all after the end marker was read and was zero.
  Result<std::optional<TarEntry>> next();

  /// The next piece of the content of the entry that next() gave; empty at its end.
  Result<std::span<const std::uint8_t>> content();

  /// From here on the watcher sees all content, also of what nobody asks for by content(). Not owned.
  void watch(TarContentWatcher* watcher) { m_watcher = watcher; }

  /// How many entries next() gave.
  std::uint64_t entry_count() const { return m_entries; }

 private:
  struct Extension;
  using Block = std::array<std::uint8_t, 512>;

  Result<bool> read_block();
  Result<std::string> read_extension(std::uint64_t size, char type);
  Result<std::span<const std::uint8_t>> take_content();
  Result<void> finish_entry();
  Result<void> check_end();
  Result<std::span<const std::uint8_t>> take(std::size_t most);
  tl::unexpected<Error> bad(std::string what) const;

  TarInput& m_input;
  std::string m_subject;
  TarContentWatcher* m_watcher = nullptr;
  Block m_block = {};
  std::uint64_t m_offset = 0;        // of the next byte that m_input gives
  std::uint64_t m_entry_offset = 0;  // of the header that is being read
  std::uint64_t m_content_left = 0;
  std::uint64_t m_padding_left = 0;
  std::uint64_t m_entries = 0;
  bool m_ended = false;
};

}  // namespace pushgate::archive
