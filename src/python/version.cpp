// SPDX-License-Identifier: Apache-2.0
#include "python/version.hpp"

#include <initializer_list>
#include <utility>
#include <vector>

namespace pushgate::python {

namespace {

// PEP 440, appendix B, after lower case and trimming:
//
//   v? (EPOCH!)? N(.N)* pre? post? dev? (+LOCAL)?
//   pre   = [-_.]? (a|alpha|b|beta|c|rc|pre|preview) [-_.]? N?
//   post  = -N | [-_.]? (post|rev|r) [-_.]? N?
//   dev   = [-_.]? dev [-_.]? N?
//   local = [a-z0-9]+ ([-_.] [a-z0-9]+)*
//
// Numbers stay text without leading zeros: they may have any length.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_rest(text) {}

  bool at_end() const { return m_rest.empty(); }

  bool take(std::string_view word) {
    if (!m_rest.starts_with(word)) return false;
    m_rest.remove_prefix(word.size());
    return true;
  }

  std::optional<std::string> number() {
    const auto count = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
    if (count == 0) return std::nullopt;
    auto digits = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return std::string(digits);
  }

  // [-_.]? one of the words [-_.]? N?, given as the short word and its number. The longer of two words that
  // begin alike stands first.
  std::optional<std::string> segment(
      std::initializer_list<std::pair<std::string_view, std::string_view>> words) {
    const auto before = m_rest;
    take_separator();
    for (const auto& [word, short_word] : words) {
      if (!take(word)) continue;
      const auto after_word = m_rest;
      take_separator();
      auto count = number();
      // `1.0a.dev1`: the separator was the next segment's.
      if (!count) m_rest = after_word;
      return std::string(short_word) + count.value_or("0");
    }
    m_rest = before;
    return std::nullopt;
  }

  std::optional<std::string> dashed_post() {
    const auto before = m_rest;
    if (take("-")) {
      if (auto count = number()) return "post" + *count;
    }
    m_rest = before;
    return std::nullopt;
  }

  std::optional<std::string> local() {
    std::string out;
    while (true) {
      const auto count =
          std::min(m_rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), m_rest.size());
      if (count == 0) return std::nullopt;
      auto part = m_rest.substr(0, count);
      m_rest.remove_prefix(count);
      if (part.find_first_not_of("0123456789") == std::string_view::npos) {
        part.remove_prefix(std::min(part.find_first_not_of('0'), part.size() - 1));
      }
      out += part;
      if (at_end()) return out;
      if (!take_separator()) return std::nullopt;
      out += '.';
    }
  }

 private:
  bool take_separator() {
    if (m_rest.empty() || std::string_view("-_.").find(m_rest.front()) == std::string_view::npos)
      return false;
    m_rest.remove_prefix(1);
    return true;
  }

  std::string_view m_rest;
};

std::string lower_and_trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(k_blank);
  if (first == std::string_view::npos) return {};
  std::string out(text.substr(first, text.find_last_not_of(k_blank) - first + 1));
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

struct Parts {
  std::string public_part;
  std::string local;
};

std::optional<Parts> read(std::string_view text) {
  const auto lower = lower_and_trimmed(text);
  Reader reader(lower);
  reader.take("v");
  std::string epoch = "0";
  std::vector<std::string> release;
  auto number = reader.number();
  if (!number) return std::nullopt;
  if (reader.take("!")) {
    epoch = *number;
    number = reader.number();
    if (!number) return std::nullopt;
  }
  release.push_back(*number);
  while (true) {
    Reader ahead = reader;
    if (!ahead.take(".")) break;
    number = ahead.number();
    if (!number) break;
    release.push_back(*number);
    reader = ahead;
  }
  while (release.size() > 1 && release.back() == "0") release.pop_back();

  Parts parts;
  if (epoch != "0") parts.public_part = epoch + "!";
  for (std::size_t i = 0; i < release.size(); ++i) parts.public_part += (i == 0 ? "" : ".") + release[i];
  if (const auto pre = reader.segment({{"alpha", "a"},
                                       {"a", "a"},
                                       {"beta", "b"},
                                       {"b", "b"},
                                       {"preview", "rc"},
                                       {"pre", "rc"},
                                       {"rc", "rc"},
                                       {"c", "rc"}})) {
    parts.public_part += *pre;
  }
  auto post = reader.dashed_post();
  if (!post) post = reader.segment({{"post", "post"}, {"rev", "post"}, {"r", "post"}});
  if (post) parts.public_part += "." + *post;
  if (const auto dev = reader.segment({{"dev", "dev"}})) parts.public_part += "." + *dev;
  if (reader.take("+")) {
    const auto local = reader.local();
    if (!local) return std::nullopt;
    parts.local = *local;
  }
  if (!reader.at_end()) return std::nullopt;
  return parts;
}

}  // namespace

std::optional<std::string> canonical_version(std::string_view text) {
  const auto parts = read(text);
  if (!parts) return std::nullopt;
  return parts->local.empty() ? parts->public_part : parts->public_part + "+" + parts->local;
}

bool pin_takes(std::string_view pin, std::string_view version) {
  const auto wanted = read(pin);
  const auto given = read(version);
  if (!wanted || !given) return lower_and_trimmed(pin) == lower_and_trimmed(version);
  return wanted->public_part == given->public_part &&
         (wanted->local.empty() || wanted->local == given->local);
}

}  // namespace pushgate::python
