// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include "adapter/archive/tar_reader.hpp"
#include "base/format.hpp"

namespace pushgate::archive {

/// A tar in memory, given in bites of any size.
class StringInput final : public TarInput {
 public:
  explicit StringInput(std::string text, std::size_t bite = 1u << 20)
      : m_text(std::move(text)), m_bite(bite) {}
  Result<std::span<const std::uint8_t>> take(std::size_t most) override {
    const std::size_t count = std::min({most, m_bite, m_text.size() - m_at});
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(m_text.data()) + m_at;
    m_at += count;
    return std::span(begin, count);
  }

 private:
  std::string m_text;
  std::size_t m_bite;
  std::size_t m_at = 0;
};

inline char letter(TarEntry::Type type) {
  return "fdshcbp"[static_cast<std::size_t>(type)];
}

/// One line an entry, `f path content`, `s path -> target`; the error, where there is one, as the last line.
inline std::string listing(std::string tar, std::size_t bite = 1u << 20) {
  StringInput input(std::move(tar), bite);
  TarReader reader(input, "test.tar");
  std::string out;
  while (true) {
    const auto entry = reader.next();
    if (!entry) return out + entry.error().subject + ": " + entry.error().what + "\n";
    if (!*entry) return out;
    const TarEntry& e = **entry;
    out += fmt::format("{} {}", letter(e.type), e.path.str());
    if (!e.link.empty()) out += " -> " + e.link;
    std::string content;
    while (true) {
      const auto bytes = reader.content();
      if (!bytes) return out + "\n" + bytes.error().subject + ": " + bytes.error().what + "\n";
      if (bytes->empty()) break;
      content.append(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    }
    if (!content.empty()) out += " " + content;
    out += "\n";
  }
}

}  // namespace pushgate::archive
