// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/zip_shape.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

using archive::ZipMember;
using archive::ZipOddity;

// An oddity that makes an archive unsound is wheel/ambiguous-zip, whatever is here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> k_rules = {{
    {"zip/absolute", "wheel/unsafe-path"},
    {"zip/bomb", "wheel/odd-zip"},
    {"zip/descriptor", "wheel/ambiguous-zip"},
    {"zip/duplicate", "wheel/duplicate-name"},
    {"zip/encrypted", "wheel/unreadable-member"},
    {"zip/gap", "wheel/odd-zip"},
    {"zip/link", "wheel/symlink"},
    {"zip/method", "wheel/unreadable-member"},
    {"zip/name", "wheel/unsafe-path"},
    {"zip/prefix", "wheel/ambiguous-zip"},
    {"zip/trailing", "wheel/ambiguous-zip"},
    {"zip/traversal", "wheel/unsafe-path"},
    {"zip/unicode-path", "wheel/ambiguous-zip"},
}};

std::string rule_of(const ZipOddity& oddity) {
  const auto* const found =
      std::ranges::find(k_rules, oddity.rule, &std::pair<std::string_view, std::string_view>::first);
  if (oddity.unsound || found == k_rules.end()) return "wheel/ambiguous-zip";
  return std::string(found->second);
}

/// Names that differ in the case of ASCII letters alone, and files that others have as their folder.
void check_collisions(const std::vector<ZipMember>& members, WheelFindings& findings) {
  std::map<std::string, std::string_view, std::less<>> folded;
  std::set<std::string_view> names;
  for (const ZipMember& member : members) {
    names.insert(member.name);
    if (member.is_folder()) continue;
    const auto [same, is_new] = folded.try_emplace(lower_case(member.name), member.name);
    if (!is_new && same->second != member.name) {
      findings.add("wheel/case-collision",
                   fmt::format("{} and {} are one file where case does not count (macOS, Windows)",
                               same->second, member.name));
    }
  }
  for (const ZipMember& member : members) {
    if (member.is_folder()) continue;
    const std::string folder = member.name + "/";
    const auto inside = names.lower_bound(folder);
    if (inside != names.end() && inside->starts_with(folder))
      findings.add("wheel/duplicate-name",
                   fmt::format("{} is a file, and the folder of {}", member.name, *inside));
  }
}

}  // namespace

void check_zip_shape(const archive::ZipDirectory& directory, WheelFindings& findings) {
  for (const ZipOddity& oddity : directory.oddities.all()) {
    const std::string subject = oddity.member.empty() ? "the archive" : oddity.member;
    findings.add(rule_of(oddity), fmt::format("{}: {} ({})", subject, oddity.what, oddity.rule));
  }
  if (const std::size_t more = directory.oddities.more(); more != 0)
    findings.add("wheel/odd-zip", fmt::format("the archive has {} more oddities of these kinds", more));
  check_collisions(directory.members, findings);
}

}  // namespace pushgate::scanners
