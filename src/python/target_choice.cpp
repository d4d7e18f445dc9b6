// SPDX-License-Identifier: Apache-2.0
#include "python/target_choice.hpp"

#include <algorithm>
#include <compare>
#include <set>
#include <tuple>

#include "base/format.hpp"

namespace pushgate::python {

namespace {

constexpr std::size_t k_shown = 6;

/// A build tag's place: its number, then the rest (binary distribution format). The higher is preferred.
std::strong_ordering compare_builds(const DistributionFile& a, const DistributionFile& b) {
  if (a.build.empty() || b.build.empty()) return !a.build.empty() <=> !b.build.empty();
  const auto parts = [](std::string_view build) {
    const auto end = std::min(build.find_first_not_of("0123456789"), build.size());
    const auto first = std::min(build.find_first_not_of('0'), end);
    const auto number = build.substr(first, end - first);
    return std::tuple(number.size(), number, build.substr(end));
  };
  return parts(a.build) <=> parts(b.build);
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  std::size_t count = 0;
  for (const auto& word : words) {
    if (count++ == k_shown) return out + fmt::format(" and {} more", words.size() - k_shown);
    out += (out.empty() ? "" : ", ") + word;
  }
  return out;
}

}  // namespace

Compatibility compatibility_of(std::span<const DistributionFile> files, const SupportedTags& supported) {
  Compatibility out;
  std::vector<std::pair<std::size_t, std::size_t>> ranked;  // rank, place
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!files[i].is_wheel) {
      out.sdists.push_back(i);
    } else if (const auto rank = supported.rank(files[i].tags)) {
      ranked.emplace_back(*rank, i);
    } else {
      out.others.push_back(i);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : compare_builds(files[a.second], files[b.second]) > 0;
  });
  for (const auto& [rank, place] : ranked) out.wheels.push_back(place);
  using enum Compatibility::Verdict;
  out.verdict = !out.wheels.empty()   ? wheel
                : !out.sdists.empty() ? sdist_only
                : !out.others.empty() ? no_wheel
                                      : no_file;
  return out;
}

std::string other_tags_shown(std::span<const DistributionFile> files, const Compatibility& compatibility) {
  std::set<std::string> pythons;
  std::set<std::string> platforms;
  for (const auto place : compatibility.others) {
    for (const auto& tag : files[place].tags) {
      pythons.insert(tag.python);
      platforms.insert(tag.platform);
    }
  }
  return joined(pythons) + " on " + joined(platforms);
}

}  // namespace pushgate::python
