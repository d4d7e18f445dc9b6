// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/root_path.hpp"
#include "oci/entry_table.hpp"
#include "oci/file_prober.hpp"

namespace pushgate::oci {

/// What the layer pass shall do with a regular file's content.
enum class Want {
  nothing,        ///< only its name and kind are kept
  hash,           ///< its SHA-256, too
  content,        ///< its bytes and its SHA-256
  probe,          ///< what the prober makes of it and its SHA-256; nothing where the prober does not want it
  probe_or_hash,  ///< the same, and its SHA-256 where the prober does not want it
};

/// A regular file as the tar lists it, before its content is read.
struct ListedFile {
  std::string_view path;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;  ///< permission bits with setuid, setgid, sticky
};

/// A question that catalogers hand down: what of this file is wanted? Called for each regular file of a layer
/// on the parsing thread; must be pure, fast and safe to call from several threads.
using PathSelector = std::function<Want(const ListedFile& file)>;

/// What catalogers want of a layer. A selector alone is one, as long as it never says Want::probe.
struct Selection {
  template <typename Selector>
    requires std::is_invocable_r_v<Want, const Selector&, const ListedFile&>
  Selection(Selector selector, const FileProber* file_prober = nullptr)
      : want(std::move(selector)), prober(file_prober) {}

  PathSelector want;
  const FileProber* prober;  ///< not owned; outlives the reading
  bool lists_all = true;     ///< whether entries of which nothing is wanted become facts, too
};

/// A file by name, and what is wanted of it.
struct WantedFile {
  RootPath path;
  Want want = Want::content;
};

/// What one pass over a layer found. Position in the tar matters only through "the last duplicate counts",
/// which is already applied: paths are unique.
struct LayerFacts {
  Digest blob;     ///< SHA-256 of the bytes as stored, computed
  Digest diff_id;  ///< SHA-256 of the tar, trailing bytes included, computed
  std::uint64_t blob_size = 0;
  std::uint64_t tar_size = 0;
  std::uint64_t entry_count = 0;             ///< of the tar
  EntryTable entries;                        ///< every entry of the tar that is not a whiteout
  std::vector<RootPath> whiteouts;           ///< `.wh.<name>`, as the path that it removes from lower layers
  std::vector<RootPath> opaque_directories;  ///< `.wh..wh..opq`
};

}  // namespace pushgate::oci
