// SPDX-License-Identifier: Apache-2.0
#include "oci/file_probe.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::oci {

Result<void> FileProbe::look_into(LayerEntry& file, bool hash_anyway, archive::TarReader& reader) {
  const std::string& path = file.path.str();
  if (m_prober == nullptr)
    return fail(Error::bug(m_layer, fmt::format("no prober was given for '{}'", path)));
  std::array<std::uint8_t, k_head_bytes> buffer{};
  std::size_t have = 0;
  std::span<const std::uint8_t> piece;  // what it has beyond the head
  while (have < buffer.size()) {
    TRY_ASSIGN(piece, reader.content());
    if (piece.empty()) break;
    const std::size_t count = std::min(buffer.size() - have, piece.size());
    std::copy_n(piece.begin(), count, buffer.begin() + static_cast<std::ptrdiff_t>(have));
    have += count;
    piece = piece.subspan(count);
  }
  const auto head = std::span<const std::uint8_t>(buffer).first(have);
  const bool is_wanted = m_prober->wants(path, head);
  if (!is_wanted && !hash_anyway) return {};

  if (is_wanted) {
    if (file.size > limits::k_probed_file_bytes)
      return fail(Error::unchecked(m_layer, fmt::format("'{}' has {} bytes; expected at most {}", path,
                                                        file.size, limits::k_probed_file_bytes)));
    TRY(m_spool.begin(file.size, path));
    TRY(m_spool.append(head));
  }
  crypto::Sha256 sha256;
  sha256.update(head);
  while (true) {
    if (piece.empty()) {
      TRY_ASSIGN(piece, reader.content());
    }
    if (piece.empty()) break;
    sha256.update(piece);
    if (is_wanted) TRY(m_spool.append(piece));
    piece = {};
  }
  file.sha256 = sha256.finish();
  if (!is_wanted) return {};
  TRY_ASSIGN(std::string text, m_prober->probe(path, m_spool));
  m_spool.clear();
  file.content = std::move(text);
  file.probed = true;
  return {};
}

}  // namespace pushgate::oci
