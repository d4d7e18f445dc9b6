// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/archive/tar_reader.hpp"
#include "adapter/crypto/sha256.hpp"
#include "oci/content_watcher.hpp"
#include "oci/file_probe.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// Turns the entries of a layer's tar, in their order, into the entries, whiteouts and opaque directories of
/// LayerFacts. Untrusted: every entry. Errors: unchecked, with `subject`.
class LayerCollector {
 public:
  LayerCollector(const Selection& selection, const std::string& subject);

  /// Reads the tar to its end. `watch` sees what it has; may be null.
  Result<void> collect(archive::TarReader& reader, LayerWatch* watch);

  /// After collect(): fills the three lists of `facts`.
  Result<void> finish(LayerFacts& facts) &&;

 private:
  using Order = EntryArena::Place;  // of entries, as the tar has them

  Result<void> add(archive::TarEntry entry, archive::TarReader& reader);
  Result<bool> take_whiteout(const archive::TarEntry& entry);
  Result<void> read_wanted(LayerEntry& file, Want want, archive::TarReader& reader);
  Result<void> read_content(LayerEntry& file, Want want, archive::TarReader& reader);
  Result<void> add_kept(const LayerEntry& file, std::uint64_t bytes);

  void sort_and_keep_last();
  Result<void> check_ancestors();
  Result<void> check_hard_links() const;
  const Order* replaced_before(Order directory) const;
  bool is_puzzling(std::string_view path) const;
  Result<bool> is_replaced(std::size_t index, std::string_view ancestor) const;
  tl::unexpected<Error> bad(std::string what) const;

  const Selection& m_selection;
  std::string m_subject;
  crypto::Sha256 m_sha256;
  FileProbe m_probe;
  EntryTable m_entries;  // in the tar's order, until finish()
  std::vector<RootPath> m_whiteouts;
  std::vector<RootPath> m_opaque_directories;
  std::uint64_t m_name_bytes = 0;
  std::uint64_t m_kept_bytes = 0;

  // Directories that were something else before, and when they were that last. Sorted.
  std::vector<std::pair<Order, Order>> m_replaced;
};

}  // namespace pushgate::oci
