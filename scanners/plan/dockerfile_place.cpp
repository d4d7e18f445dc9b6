// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/dockerfile_place.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_tree_entries = 200'000;
constexpr int k_tree_depth = 12;

bool is_passed_over(std::string_view folder) {
  constexpr std::array<std::string_view, 5> k_folders = {"node_modules", "venv", "__pycache__",
                                                         "site-packages", "build"};
  return folder.starts_with('.') || std::ranges::find(k_folders, folder) != k_folders.end();
}

bool is_dockerfile(std::string_view name) {
  return name == "Dockerfile" || name == "Containerfile";
}

/// `Self-Healing-Supervisor` and `self_healing_supervisor` are one folder misspelt.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    out += c == '-' ? '_' : upper ? static_cast<char>(c + 32) : c;
  }
  return out;
}

std::string beside(const std::string& folder, const std::string& path) {
  return (fs::path(folder) / path).lexically_normal().string();
}

std::set<std::string> planned_files(const plan::Fleet& fleet) {
  std::set<std::string> planned;
  for (const auto& [name, service] : fleet.services) planned.insert(beside(fleet.folder, service.dockerfile));
  for (const auto& [name, family] : fleet.families) planned.insert(beside(fleet.folder, family.dockerfile));
  return planned;
}

/// Dockerfiles below the folder, relative to it.
std::vector<fs::path> walk(const fs::path& root, bool& whole) {
  std::vector<fs::path> found;
  std::error_code failure;
  std::size_t entries = 0;
  auto at = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    if (++entries > k_tree_entries) break;
    const auto name = at->path().filename().string();
    std::error_code none;
    const auto status = at->symlink_status(none);
    if (fs::is_directory(status)) {
      if (is_passed_over(name) || at.depth() >= k_tree_depth) at.disable_recursion_pending();
    } else if (fs::is_regular_file(status) && is_dockerfile(name)) {
      found.push_back(at->path().lexically_relative(root));
    }
  }
  whole = !failure && entries <= k_tree_entries;
  std::ranges::sort(found);
  return found;
}

}  // namespace

DockerfileTree find_dockerfiles(const plan::Fleet& fleet) {
  DockerfileTree tree;
  const auto planned = planned_files(fleet);
  for (const auto& path : walk(fleet.folder.empty() ? "." : fleet.folder, tree.whole)) {
    auto file = beside(fleet.folder, path.string());
    if (planned.contains(file)) continue;
    for (const auto& part : path.parent_path())
      tree.folders.emplace(folded(part.string()), tree.files.size());
    tree.files.push_back(std::move(file));
  }
  return tree;
}

DockerfilePlace place_of(const plan::Fleet& fleet, const plan::Service& service, const DockerfileTree& tree) {
  DockerfilePlace place;
  if (!service.dockerfile.empty()) {
    place.planned = beside(fleet.folder, service.dockerfile);
    std::error_code none;
    if (fs::exists(place.planned, none)) place.file = place.planned;
  }
  std::set<std::string> strays;
  const auto [first, last] = tree.folders.equal_range(folded(service.name));
  for (auto at = first; at != last; ++at) strays.insert(tree.files[at->second]);
  place.strays.assign(strays.begin(), strays.end());
  if (!place.file && !place.strays.empty()) place.file = place.strays.front();
  return place;
}

}  // namespace pushgate::scanners
