// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/python_files.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "sbom/image_prober.hpp"
#include "sbom/inventory.hpp"

namespace pushgate::scanners {

namespace {

// Larger ones are told as not read: a .pth file has a line or two.
constexpr std::uint64_t k_pth_bytes = 64u << 10;
// The largest have a line for each of some thousand plugins.
constexpr std::uint64_t k_entry_points_bytes = 1u << 20;
// In /usr/bin, which the operating system fills, scripts of installers are small; all else there costs time.
constexpr std::uint64_t k_system_script_bytes = 16u << 10;

bool is_in_site(std::string_view path) {
  return path.find("site-packages/") != std::string_view::npos ||
         path.find("dist-packages/") != std::string_view::npos;
}

/// `bin`, `etc`, `include` or `share` of a prefix that is not the operating system's own.
bool is_in_prefix(std::string_view path) {
  constexpr std::array<std::string_view, 4> k_folders = {"bin", "etc", "include", "share"};
  std::size_t begin = 0;
  for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', begin)) {
    const auto part = path.substr(begin, end - begin);
    const auto prefix = path.substr(0, begin);
    if (std::ranges::find(k_folders, part) != k_folders.end()) return !prefix.empty() && prefix != "usr/";
    begin = end + 1;
  }
  return false;
}

bool is_script_name(std::string_view path) {
  return name_of(parent_of(path)) == "bin";
}

}  // namespace

oci::Want select_for_proof(const oci::ListedFile& file) {
  const oci::Want want = sbom::select_path(file);
  if (want == oci::Want::content) return want;
  const bool is_entry_points = file.path.ends_with(".dist-info/entry_points.txt");
  if (is_entry_points && file.size <= k_entry_points_bytes) return oci::Want::content;
  const bool in_site = is_in_site(file.path);
  if (in_site && file.path.ends_with(".pth") && file.size <= k_pth_bytes) return oci::Want::content;
  if (in_site && file.path.ends_with(".pyc")) return oci::Want::probe_or_hash;
  const bool is_system_script = file.path.starts_with("usr/bin/") && file.size <= k_system_script_bytes;
  if (!in_site && !is_system_script && !is_in_prefix(file.path)) return want;
  return want == oci::Want::probe || is_script_name(file.path) ? oci::Want::probe_or_hash : oci::Want::hash;
}

oci::Selection proof_selection() {
  return {select_for_proof, &sbom::image_prober()};
}

std::vector<oci::WantedFile> unhashed_files(const std::vector<oci::LayerFacts>& layers,
                                            const RecordedFiles& recorded) {
  std::set<RootPath> paths;
  for (const auto& list : recorded.lists()) {
    for (const auto* const found : list.found) {
      if (found == nullptr || !found->is_file() || found->sha256()) continue;
      if (auto path = RootPath::parse(found->path())) paths.insert(std::move(*path));
      const auto entry = layers[found->layer].entries.find(found->path());
      if (!entry || entry.kind() != oci::LayerEntry::Kind::hardlink) continue;
      if (auto target = RootPath::parse(entry.link())) paths.insert(std::move(*target));
    }
  }
  std::vector<oci::WantedFile> wanted;
  for (const auto& path : paths) {
    const bool is_probed = path.str().ends_with(".pyc") || is_script_name(path.str());
    wanted.push_back({path, is_probed ? oci::Want::probe_or_hash : oci::Want::hash});
  }
  return wanted;
}

}  // namespace pushgate::scanners
