// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/dockerfile_place.hpp"

#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include "scanners/plan/folder_files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

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

}  // namespace

DockerfileTree find_dockerfiles(const plan::Fleet& fleet) {
  DockerfileTree tree;
  const auto planned = planned_files(fleet);
  const fs::path root = fleet.folder.empty() ? "." : fleet.folder;
  const auto found = files_below(root, is_dockerfile, {"build"});
  tree.whole = found.whole;
  for (const auto& one : found.files) {
    const auto path = one.lexically_relative(root);
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
