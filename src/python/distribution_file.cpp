// SPDX-License-Identifier: Apache-2.0
#include "python/distribution_file.hpp"

#include <algorithm>
#include <array>
#include <vector>

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

std::vector<std::string_view> split_dashes(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto dash = text.find('-');
    parts.push_back(text.substr(0, dash));
    if (dash == std::string_view::npos) return parts;
    text.remove_prefix(dash + 1);
  }
}

std::optional<DistributionFile> parse_wheel(std::string_view stem) {
  const auto parts = split_dashes(stem);
  if (parts.size() != 5 && parts.size() != 6) return std::nullopt;
  if (std::any_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); })) return std::nullopt;
  DistributionFile file;
  file.is_wheel = true;
  file.name = normalize_name(parts[0]);
  file.version = std::string(parts[1]);
  std::replace(file.version.begin(), file.version.end(), '_', '-');
  if (parts.size() == 6) file.build = std::string(parts[2]);
  if (!file.build.empty() && (file.build[0] < '0' || file.build[0] > '9')) return std::nullopt;
  const auto tags = parts.end()[-3];
  file.tags = std::string(tags.data(), stem.data() + stem.size());
  if (!is_package_name(parts[0]) || !canonical_version(file.version)) return std::nullopt;
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
