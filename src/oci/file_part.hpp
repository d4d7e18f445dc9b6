// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/byte_source.hpp"
#include "base/result.hpp"

namespace pushgate::oci {

/// A regular file, held open: what its name points to later is of no concern. Safe to read from several
/// threads.
class HeldFile {
 public:
  /// Takes over the descriptor. `name` is for errors.
  HeldFile(int descriptor, std::string name) : m_descriptor(descriptor), m_name(std::move(name)) {}
  ~HeldFile();
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;

  int descriptor() const { return m_descriptor; }
  const std::string& name() const { return m_name; }

  /// Fills the buffer from `offset`, or as far as the file goes. Errors: unchecked.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const;

 private:
  int m_descriptor;
  std::string m_name;
};

/// A stretch of a file: a whole one, or the content of a member of an archive.
struct FilePart {
  std::shared_ptr<const HeldFile> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// Reads a part front to back. Where the file has become shorter meanwhile, the end comes early.
std::unique_ptr<ByteSource> open_part(FilePart part);

/// The whole of a part, as `subject` in errors: over `limit` bytes or cut short is an error (unchecked).
Result<std::string> read_part(const FilePart& part, std::size_t limit, const std::string& subject);

/// Where an image's files are found by name: a folder, or an archive's members.
class FileTree {
 public:
  virtual ~FileTree() = default;

  /// The regular file of this name, relative to the tree's root; nothing where there is none.
  /// Errors: unchecked, where the name is something other than a regular file inside the tree.
  virtual Result<std::optional<FilePart>> find(std::string_view name) const = 0;

  /// How errors name a file of this tree.
  virtual std::string describe(std::string_view name) const = 0;

  /// The path as the user wrote it.
  virtual const std::string& path() const = 0;
};

}  // namespace pushgate::oci
