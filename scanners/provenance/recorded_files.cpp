// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/recorded_files.hpp"

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"

namespace pushgate::scanners {

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(slash == std::string_view::npos ? 0 : slash + 1);
}

bool is_record(const oci::RootView::Node& node) {
  return node.path().ends_with(".dist-info/RECORD") && node.is_file();
}

Result<std::vector<sbom::RecordedFile>> read_record(const oci::RootView::Node& record) {
  TRY_ASSIGN(const auto bytes, sbom::content_of(record));
  return sbom::parse_python_record(bytes, sbom::shown_path(record));
}

const oci::RootView::Node* find_recorded(const oci::RootView& view, std::string_view record,
                                         std::string_view path) {
  if (const auto* node = view.find(path); node != nullptr) return node;
  const std::string_view site = parent_of(parent_of(record));
  const std::string prefix = fmt::format("{}/", parent_of(parent_of(site)));
  if (path.starts_with(fmt::format("{}/", site)) || !path.starts_with(prefix)) return nullptr;
  return view.find(fmt::format("{}/{}", site, path.substr(prefix.size())));
}

}  // namespace pushgate::scanners
