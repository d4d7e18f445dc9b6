// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::scanners {

/// How sure it is that a text of a token's form is one.
enum class Checksum {
  none,   ///< the form has none
  right,  ///< its issuer made it: a text of this form that somebody thinks up has one in 57 billion times
  wrong,  ///< its issuer did not make it in the form that is known; an example, or a newer form
};

/// A text that has the form of a registry's token.
struct FoundToken {
  std::string_view kind;  ///< `GitHub personal access token`
  std::string_view text;  ///< the token itself: never to be shown or kept (secret_text.hpp)
  std::uint64_t offset = 0;
  Checksum checksum = Checksum::none;
};

/// Finds tokens in bytes of any kind as they stream past, wherever they are cut, at nearly the speed of
/// memory and in constant memory. Untrusted: the bytes. The forms are those of a table in the source: GitHub
/// (`ghp_ gho_ ghu_ ghs_ ghr_ github_pat_`), GitLab (`glpat- gldt-`), Docker Hub (`dckr_pat_ dckr_oat_`),
/// PyPI (`pypi-AgE…`), npm (`npm_`).
class TokenFinder {
 public:
  using Sink = std::function<void(const FoundToken&)>;

  /// `sink` gets each token; its text is valid only until it returns.
  explicit TokenFinder(Sink sink) : m_sink(std::move(sink)) {}

  void feed(std::span<const std::uint8_t> bytes);

  /// The stream has ended; the next one begins.
  void finish();

 private:
  void search(std::string_view window, std::size_t from, std::size_t to, std::uint64_t offset);
  void search_kept();

  Sink m_sink;
  std::string m_kept;             // the end of what was fed
  std::size_t m_searched = 0;     // of m_kept: no token begins by an anchor before it
  std::uint64_t m_offset = 0;     // of m_kept's first byte in the stream
  std::uint64_t m_found_end = 0;  // of the last token
};

/// The tokens of a text.
std::vector<FoundToken> find_tokens(std::string_view text);

}  // namespace pushgate::scanners
