// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/recorded_files.hpp"

#include <algorithm>
#include <functional>

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"

namespace pushgate::scanners {

namespace {

using Node = oci::RootView::Node;

bool is_record(const Node& node) {
  return node.path().ends_with(".dist-info/RECORD") && node.is_file();
}

Result<std::vector<sbom::RecordedFile>> files_of(const Node& list) {
  TRY_ASSIGN(const auto bytes, sbom::content_of(list));
  const auto parse =
      list.path().ends_with("installed-files.txt") ? sbom::parse_installed_files : sbom::parse_python_record;
  return parse(bytes, sbom::shown_path(list));
}

}  // namespace

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(slash == std::string_view::npos ? 0 : slash + 1);
}

const Node* FolderMemory::entry(std::string_view path) {
  if (const auto folder = parent_of(path); folder != m_path || m_folder == nullptr) {
    m_path = folder;
    m_folder = m_view.find(folder);
  }
  const bool is_folder = m_folder != nullptr && m_folder->kind() == Node::Kind::directory;
  return is_folder ? m_view.in(*m_folder, name_of(path)) : nullptr;
}

const Node* FolderMemory::find(std::string_view path) {
  const auto* const node = entry(path);
  if (node != nullptr && node->kind() != Node::Kind::symlink) return node;
  // What is behind a link, and in a root that no layer names.
  return node != nullptr || m_folder == nullptr ? m_view.find(path) : nullptr;
}

FileList read_file_list(const oci::RootView& view, const Node& list, std::string_view folder) {
  FileList made{&list, files_of(list), {}};
  if (!made.files) return made;
  const std::string_view site = parent_of(folder);
  const std::string inside = fmt::format("{}/", site);
  const std::string moved_from = fmt::format("{}/", parent_of(parent_of(site)));
  FolderMemory memory(view);
  made.found.reserve(made.files->size());
  for (const auto& file : *made.files) {
    const auto* node = memory.find(file.path);
    if (node == nullptr && !file.path.starts_with(inside) && file.path.starts_with(moved_from)) {
      node = view.find(fmt::format("{}/{}", site, file.path.substr(moved_from.size())));
    }
    made.found.push_back(node);
  }
  return made;
}

RecordedFiles RecordedFiles::read(const oci::RootView& view) {
  RecordedFiles all;
  for (const auto& node : view.nodes()) {
    if (!is_record(node)) continue;
    all.m_lists.push_back(read_file_list(view, node, parent_of(sbom::shown_path(node))));
  }
  return all;
}

const FileList* RecordedFiles::of(const Node& record) const {
  const auto found = std::ranges::lower_bound(m_lists, &record, std::less<>(), &FileList::node);
  return found != m_lists.end() && found->node == &record ? &*found : nullptr;
}

}  // namespace pushgate::scanners
