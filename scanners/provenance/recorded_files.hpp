// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/root_view.hpp"
#include "sbom/python_record.hpp"

namespace pushgate::scanners {

/// A RECORD, or an egg's installed-files.txt, and what is there of it.
struct FileList {
  const oci::RootView::Node* node = nullptr;
  Result<std::vector<sbom::RecordedFile>> files;  ///< errors: unchecked. Untrusted: its bytes
  std::vector<const oci::RootView::Node*> found;  ///< of each file, links followed; null: not there
};

/// Every `X.dist-info/RECORD` of an image, each read once. Valid as long as the view.
class RecordedFiles {
 public:
  static RecordedFiles read(const oci::RootView& view);

  std::span<const FileList> lists() const { return m_lists; }
  /// Null for any other file.
  const FileList* of(const oci::RootView::Node& record) const;

 private:
  std::vector<FileList> m_lists;  // in the order of the view's nodes
};

/// Reads one that RecordedFiles does not know: an egg's list, or a RECORD behind a link. `folder` is that of
/// the metadata, from which its paths go. `pip install --target` moves scripts and data files into the site
/// itself and leaves in RECORD where they were before: `../../bin/tool` then is `bin/tool`.
FileList read_file_list(const oci::RootView& view, const oci::RootView::Node& list, std::string_view folder);

/// Finds paths of an image that come in groups of one folder: it remembers the last one.
class FolderMemory {
 public:
  explicit FolderMemory(const oci::RootView& view) : m_view(view) {}

  /// As RootView::find().
  const oci::RootView::Node* find(std::string_view path);
  /// The entry itself, links in its folders followed, the last one not.
  const oci::RootView::Node* entry(std::string_view path);

 private:
  const oci::RootView& m_view;
  std::string m_path;
  const oci::RootView::Node* m_folder = nullptr;
};

/// All but the last part of a path; empty where there is only one.
std::string_view parent_of(std::string_view path);
/// The last part.
std::string_view name_of(std::string_view path);

}  // namespace pushgate::scanners
