// SPDX-License-Identifier: Apache-2.0
#include "conformance/tar_list.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <memory>

#include "adapter/archive/tar_reader.hpp"
#include "adapter/compress/decompressor.hpp"
#include "adapter/crypto/sha256.hpp"
#include "oci/file_part.hpp"

namespace pushgate::conformance {

namespace {

using archive::TarEntry;

Result<std::unique_ptr<ByteSource>> open_unpacked(const std::string& path) {
  const auto file = std::make_shared<oci::HeldFile>(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
  struct stat status = {};
  if (file->descriptor() < 0 || ::fstat(file->descriptor(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Error::unchecked(path, "is no file that can be read"));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  return compress::decompressed(oci::open_part({file, 0, size}));
}

std::string_view name_of(TarEntry::Type type) {
  switch (type) {
    case TarEntry::Type::file:
      return "file";
    case TarEntry::Type::directory:
      return "directory";
    case TarEntry::Type::symlink:
      return "symlink";
    case TarEntry::Type::hardlink:
      return "hardlink";
    case TarEntry::Type::character_device:
      return "character_device";
    case TarEntry::Type::block_device:
      return "block_device";
    case TarEntry::Type::fifo:
      return "fifo";
  }
  return "";
}

Result<json::Value> content_digest(archive::TarReader& reader) {
  crypto::Sha256 hash;
  while (true) {
    TRY_ASSIGN(const auto bytes, reader.content());
    if (bytes.empty()) return json::Value(hash.finish().hex());
    hash.update(bytes);
  }
}

}  // namespace

Result<json::Value> list_tar(const std::string& path) {
  TRY_ASSIGN(const auto source, open_unpacked(path));
  archive::SourceTarInput input(*source);
  archive::TarReader reader(input, path);
  json::Array entries;
  while (true) {
    TRY_ASSIGN(const auto entry, reader.next());
    if (!entry) return json::Value(std::move(entries));
    json::Value digest;
    if (entry->type == TarEntry::Type::file) {
      TRY_ASSIGN(digest, content_digest(reader));
    }
    const bool links = entry->type == TarEntry::Type::symlink || entry->type == TarEntry::Type::hardlink;
    entries.push_back(json::Object{{"name", entry->name},
                                   {"type", name_of(entry->type)},
                                   {"size", entry->size},
                                   {"linkname", links ? json::Value(entry->link) : json::Value()},
                                   {"sha256", std::move(digest)}});
  }
}

}  // namespace pushgate::conformance
