// SPDX-License-Identifier: Apache-2.0
#include "python/distribution_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "python/package_name.hpp"
#include "python/version.hpp"

namespace pushgate::python {

namespace {

constexpr std::array<std::string_view, 11> k_archive_endings = {
    ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".zip", ".tar.lz", ".tar.lzma", ".tar"};

bool ends_with_any_case(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() &&
         std::equal(ending.begin(), ending.end(), text.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char a, char b) { return a == b || (b >= 'A' && b <= 'Z' && a == b - 'A' + 'a'); });
}

/// An escaped name: letters, digits, `_` and `.`. It may begin with `_`, which no distribution's name does.
bool is_escaped_name(std::string_view text) {
  return !text.empty() && text.find("__") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '.';
         });
}

std::optional<DistributionFile> parse_wheel(std::string_view stem) {
  const auto dashes = std::count(stem.begin(), stem.end(), '-');
  if (dashes != 4 && dashes != 5) return std::nullopt;
  const auto take_part = [&] {
    const auto part = stem.substr(0, stem.find('-'));
    stem.remove_prefix(part.size() + 1);
    return part;
  };
  const auto name = take_part();
  const auto version = take_part();
  const auto build = dashes == 5 ? take_part() : std::string_view();
  auto tags = parse_tags(stem);
  if (!is_escaped_name(name) || !canonical_version(version) || !tags) return std::nullopt;
  if (dashes == 5 && (build.empty() || build[0] < '0' || build[0] > '9')) return std::nullopt;
  DistributionFile file;
  file.is_wheel = true;
  file.name = normalize_name(name);
  file.version = std::string(version);
  file.build = std::string(build);
  file.tags = std::move(*tags);
  return file;
}

std::optional<DistributionFile> parse_sdist(std::string_view stem) {
  const auto dash = stem.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  DistributionFile file;
  file.name = normalize_name(stem.substr(0, dash));
  file.version = std::string(stem.substr(dash + 1));
  if (!is_package_name(stem.substr(0, dash)) || !canonical_version(file.version)) return std::nullopt;
  return file;
}

}  // namespace

bool is_distribution_file(std::string_view file_name) {
  return ends_with_any_case(file_name, ".whl") ||
         std::any_of(k_archive_endings.begin(), k_archive_endings.end(),
                     [&](auto ending) { return ends_with_any_case(file_name, ending); });
}

std::optional<DistributionFile> parse_distribution_file(std::string_view file_name) {
  if (ends_with_any_case(file_name, ".whl")) return parse_wheel(file_name.substr(0, file_name.size() - 4));
  for (const auto ending : k_archive_endings) {
    if (ends_with_any_case(file_name, ending)) {
      return parse_sdist(file_name.substr(0, file_name.size() - ending.size()));
    }
  }
  return std::nullopt;
}

}  // namespace pushgate::python
