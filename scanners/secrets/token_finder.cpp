// SPDX-License-Identifier: Apache-2.0
//
// Each form has an anchor: four bytes of its prefix that are rare in programs and prose (`weight_` and
// `_path` are not, so neither `ght_` nor `_pat` is one). Blocks in which no anchor begins, nearly all, are
// passed over by a loop without branches, of which compilers make vector instructions; only in the others is
// looked byte by byte. What may be cut off at the end of a piece is kept, and searched when more has come.
//
// Forms: GitHub's of 2021 are a prefix, 30 random letters and digits, and 6 of a checksum, the CRC-32 of the
// 30 in base 62; npm's are the same. Newer ones of GitHub are longer (`ghs_` with a JWT) and have none.
#include "scanners/secrets/token_finder.hpp"

#include <algorithm>

#include "scanners/secrets/token_form.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_block = 256;
constexpr std::size_t k_anchor = 4;
// Before an anchor: what a prefix has before its own, and the byte that may not be a letter.
constexpr std::size_t k_before = 16;
constexpr std::size_t k_after = k_anchor + k_longest_token;
constexpr std::size_t k_small = 8u << 10;  // pieces that are put together
static_assert(k_small > 2 * k_after + k_before);

/// Whether an anchor begins in the block; reads k_anchor - 1 bytes behind it.
bool has_anchor(const char* block) {
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < k_block; ++i) any |= anchor_mask(block + i);
  return any != 0;
}

/// Tokens whose anchor begins in [from, to) of the window, whose first byte is at `offset` of the stream.
/// `found_end` is where the last token ends, for none begins inside of another.
void search_tokens(std::string_view window, std::size_t from, std::size_t to, std::uint64_t offset,
                   std::uint64_t& found_end, const TokenFinder::Sink& sink) {
  const std::size_t last = std::min(to, window.size() < k_anchor ? 0 : window.size() - k_anchor + 1);
  for (std::size_t at = from; at < last;) {
    const std::size_t block = std::min(k_block, last - at);
    if (block == k_block && !has_anchor(window.data() + at)) {
      at += block;
      continue;
    }
    for (const std::size_t end = at + block; at < end; ++at) {
      if (!may_begin_anchor(window[at]) || anchor_mask(window.data() + at) == 0) continue;
      auto token = token_at_anchor(window, at);
      if (!token || offset + token->offset < found_end) continue;
      token->offset += offset;
      found_end = token->offset + token->text.size();
      sink(*token);
    }
  }
}

}  // namespace

void TokenFinder::search(std::string_view window, std::size_t from, std::size_t to, std::uint64_t offset) {
  search_tokens(window, from, to, offset, m_found_end, m_sink);
}

void TokenFinder::feed(std::span<const std::uint8_t> bytes) {
  const std::string_view piece(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (piece.size() <= k_small) {
    m_kept += piece;
    if (m_kept.size() > k_small) search_kept();
    return;
  }
  const std::uint64_t begin = m_offset + m_kept.size();
  m_kept += piece.substr(0, k_before + k_after);
  search_kept();  // up to k_before of the piece
  const std::size_t to = piece.size() - k_after;
  search(piece, k_before, to, begin);
  m_kept = piece.substr(to - k_before);
  m_offset = begin + to - k_before;
  m_searched = k_before;
}

/// Searches all but the end, into which a token may reach that goes on in what comes.
void TokenFinder::search_kept() {
  if (m_kept.size() <= m_searched + k_after) return;
  const std::size_t to = m_kept.size() - k_after;
  search(m_kept, m_searched, to, m_offset);
  const std::size_t dropped = to - std::min(to, k_before);
  m_kept.erase(0, dropped);
  m_offset += dropped;
  m_searched = to - dropped;
}

void TokenFinder::finish() {
  search(m_kept, m_searched, m_kept.size(), m_offset);
  m_kept.clear();
  m_searched = 0;
  m_offset = 0;
  m_found_end = 0;
}

std::vector<FoundToken> find_tokens(std::string_view text) {
  std::vector<FoundToken> found;
  std::uint64_t end = 0;
  search_tokens(text, 0, text.size(), 0, end, [&](const FoundToken& token) { found.push_back(token); });
  return found;
}

}  // namespace pushgate::scanners
