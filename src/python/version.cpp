// SPDX-License-Identifier: Apache-2.0
#include "python/version.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/ascii.hpp"
#include "python/white_space.hpp"

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
  // begin alike stands first. A separator after the word is the word's, even where no number follows: `1.0a-`
  // is a version.
  std::optional<Version::PreRelease> segment(
      std::initializer_list<std::pair<std::string_view, std::string_view>> words) {
    const auto before = m_rest;
    take_separator();
    for (const auto& [word, short_word] : words) {
      if (!take(word)) continue;
      take_separator();
      return Version::PreRelease{std::string(short_word), number().value_or("0")};
    }
    m_rest = before;
    return std::nullopt;
  }

  std::optional<std::string> dashed_post() {
    const auto before = m_rest;
    if (take("-")) {
      if (auto count = number()) return count;
    }
    m_rest = before;
    return std::nullopt;
  }

  // Empty where it is no local part.
  std::vector<std::string> local() {
    std::vector<std::string> parts;
    while (true) {
      const auto count =
          std::min(m_rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), m_rest.size());
      if (count == 0) return {};
      auto part = m_rest.substr(0, count);
      m_rest.remove_prefix(count);
      if (part.find_first_not_of("0123456789") == std::string_view::npos) {
        part.remove_prefix(std::min(part.find_first_not_of('0'), part.size() - 1));
      }
      parts.emplace_back(part);
      if (at_end()) return parts;
      if (!take_separator()) return {};
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

std::string lower_and_stripped(std::string_view text) {
  return lower_case(strip(text));
}

bool read_release(Reader& reader, Version& version) {
  auto number = reader.number();
  if (!number) return false;
  if (reader.take("!")) {
    version.epoch = std::move(*number);
    number = reader.number();
    if (!number) return false;
  }
  version.release.push_back(std::move(*number));
  while (true) {
    Reader ahead = reader;
    if (!ahead.take(".")) return true;
    number = ahead.number();
    if (!number) return true;
    version.release.push_back(std::move(*number));
    reader = ahead;
  }
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += '.';
    out += part;
  }
  return out;
}

Version without_final_zeros(Version version) {
  while (version.release.size() > 1 && version.release.back() == "0") version.release.pop_back();
  return version;
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  const auto lower = lower_and_stripped(text);
  Reader reader(lower);
  reader.take("v");
  Version version;
  if (!read_release(reader, version)) return std::nullopt;
  version.pre = reader.segment({{"alpha", "a"},
                                {"a", "a"},
                                {"beta", "b"},
                                {"b", "b"},
                                {"preview", "rc"},
                                {"pre", "rc"},
                                {"rc", "rc"},
                                {"c", "rc"}});
  version.post = reader.dashed_post();
  if (!version.post) {
    if (auto post = reader.segment({{"post", ""}, {"rev", ""}, {"r", ""}})) version.post = post->number;
  }
  if (auto dev = reader.segment({{"dev", ""}})) version.dev = dev->number;
  if (reader.take("+")) {
    version.local = reader.local();
    if (version.local.empty()) return std::nullopt;
  }
  if (!reader.at_end()) return std::nullopt;
  return version;
}

std::string Version::to_string() const {
  std::string out;
  if (epoch != "0") out += epoch + "!";
  out += joined(release);
  if (pre) out += pre->stage + pre->number;
  if (post) out += ".post" + *post;
  if (dev) out += ".dev" + *dev;
  if (!local.empty()) out += "+" + joined(local);
  return out;
}

Version public_version(Version version) {
  version.local.clear();
  return version;
}

std::optional<std::string> canonical_version(std::string_view text) {
  auto version = Version::parse(text);
  if (!version) return std::nullopt;
  return without_final_zeros(std::move(*version)).to_string();
}

bool pin_takes(std::string_view pin, std::string_view version) {
  const auto wanted = Version::parse(pin);
  auto given = Version::parse(version);
  if (!wanted || !given) return lower_and_stripped(pin) == lower_and_stripped(version);
  if (wanted->local.empty()) given->local.clear();
  return compare(*wanted, *given) == 0;
}

}  // namespace pushgate::python
