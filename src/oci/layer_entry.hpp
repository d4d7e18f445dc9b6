// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.hpp"
#include "base/root_path.hpp"
#include "oci/file_content.hpp"

namespace pushgate::oci {

/// One entry of a layer's tar, as it goes into an EntryTable.
struct LayerEntry {
  enum class Kind : std::uint8_t { file, directory, symlink, hardlink, other };
  RootPath path;
  Kind kind = Kind::file;
  std::uint32_t mode = 0;  ///< permission bits with setuid, setgid, sticky
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;
  std::string link;  ///< target of a symlink, as stored; of a hard link, the RootPath text of its target
  std::optional<Digest> sha256;
  FileContent content;
  bool probed = false;      ///< content is what the prober said of the file, not the file
  std::uint32_t mtime = 0;  ///< seconds since 1970, the lowest 32 bits; kept where there is a sha256
};

}  // namespace pushgate::oci
