// SPDX-License-Identifier: Apache-2.0
#include "retention/freed_bytes.hpp"

#include <cstddef>
#include <limits>

namespace pushgate::retention {

void FreedBytes::add(const Graph& graph, const std::vector<bool>& kept) {
  const auto note = [&](const Digest& digest, std::uint64_t size, bool is_kept) {
    Blob& blob = m_blobs[digest];
    blob.size = size;
    blob.kept = blob.kept || is_kept;
  };
  for (std::size_t place = 0; place < graph.nodes().size(); ++place) {
    const Node& node = graph.nodes()[place];
    note(node.digest, node.size, kept[place]);
    for (const auto& blob : node.blobs) note(blob.digest, blob.size, kept[place]);
  }
}

std::uint64_t FreedBytes::total() const {
  std::uint64_t total = 0;
  for (const auto& [digest, blob] : m_blobs) {
    if (blob.kept) continue;
    // A manifest may say any size.
    if (blob.size > std::numeric_limits<std::uint64_t>::max() - total)
      return std::numeric_limits<std::uint64_t>::max();
    total += blob.size;
  }
  return total;
}

}  // namespace pushgate::retention
