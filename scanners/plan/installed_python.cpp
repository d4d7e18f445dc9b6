// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/installed_python.hpp"

#include <optional>

#include "python/package_name.hpp"

namespace pushgate::scanners {

namespace {

/// `usr/lib/python3/dist-packages/torch-2.1.0.dist-info/METADATA`
std::optional<InstalledDistribution> distribution_of(const oci::RootView::Node& node) {
  constexpr std::string_view k_wheel = ".dist-info/METADATA";
  constexpr std::string_view k_egg = ".egg-info/PKG-INFO";
  std::string_view path = node.path();
  if (path.ends_with(k_wheel)) {
    path.remove_suffix(k_wheel.size());
  } else if (path.ends_with(k_egg)) {
    path.remove_suffix(k_egg.size());
  } else {
    return std::nullopt;
  }
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto folder = path.substr(slash + 1);
  const auto dash = folder.find('-');
  InstalledDistribution found;
  found.name = python::normalize_name(folder.substr(0, dash));
  if (dash != std::string_view::npos) found.version = folder.substr(dash + 1);
  found.site = path.substr(0, slash);
  found.metadata = &node;
  return found;
}

}  // namespace

std::vector<InstalledDistribution> installed_distributions(const oci::RootView& root) {
  std::vector<InstalledDistribution> all;
  for (const auto& node : root.nodes()) {
    if (auto found = distribution_of(node)) all.push_back(std::move(*found));
  }
  return all;
}

std::string_view python_of_site(std::string_view site) {
  constexpr std::string_view k_folder = "/python";
  const auto library = site.substr(0, site.rfind('/'));
  const auto at = library.rfind(k_folder);
  if (at == std::string_view::npos) return {};
  const auto version = library.substr(at + k_folder.size());
  const auto is_version = version.find('.') != std::string_view::npos &&
                          version.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_version ? version : std::string_view();
}

}  // namespace pushgate::scanners
