// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"
#include "sbom/python_record.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

/// A Python distribution of an image, and what its RECORD says. Paths here are absolute.
struct Distribution {
  const model::Component* component = nullptr;
  std::string name;                                   ///< normalised
  std::string metadata;                               ///< the file that states it
  std::string folder;                                 ///< `…/X.dist-info`
  std::string site;                                   ///< the folder in which it is installed
  std::size_t layer = 0;                              ///< index of the layer that last wrote `metadata`
  const oci::RootView::Node* record = nullptr;        ///< null: it has none
  std::span<const sbom::RecordedFile> files;          ///< of RECORD, or of installed-files.txt
  std::span<const oci::RootView::Node* const> found;  ///< of each of them; null: not there
  bool of_system = false;                             ///< a package of the operating system ships it
  /// It came with the image that this one was built on; nothing where nobody said which that is.
  std::optional<bool> of_base;
  bool carried = false;  ///< a part of another distribution, below whose folder it lies (`pip/_vendor`)
};

/// Who says what of a file.
struct Claim {
  const oci::RootView::Node* node = nullptr;  ///< the file, or a link to it by which a RECORD names it
  std::size_t distribution = 0;
  const sbom::RecordedFile* file = nullptr;
};

/// Something that could not be read.
struct NotRead {
  std::string path;
  std::string reason;
};

/// Everything that Python finds installed in an image. Not to be copied: it points into itself.
class Installation {
 public:
  /// All of these must outlive this. Errors: unchecked, for a package database that cannot be read.
  static Result<Installation> find(const oci::RootView& view, const RecordedFiles& recorded,
                                   const model::Inventory& inventory);
  Installation(Installation&&) = default;
  Installation(const Installation&) = delete;

  const oci::RootView& view() const { return m_view; }
  const std::vector<Distribution>& distributions() const { return m_distributions; }
  /// The folders in which distributions lie, and others of the names that Python gives them, relative to the
  /// root, sorted. None lies in another one.
  const std::vector<std::string>& sites() const { return m_sites; }
  const std::vector<NotRead>& unread() const { return m_unread; }

  /// True for a file that the operating system's packages brought. Known of files in sites, and of those that
  /// Python runs when it starts.
  bool is_of_system(const oci::RootView::Node& node) const;
  /// Who names a file or a link; empty: nobody.
  std::span<const Claim> claims(const oci::RootView::Node& node) const;

 private:
  explicit Installation(const oci::RootView& view) : m_view(view) {}
  Result<void> take_system_files(const model::OperatingSystem& os);
  void add(const model::Component& component, bool nested);
  void add_all(const std::vector<model::Component>& components, bool nested);
  void read_list(Distribution& distribution, const RecordedFiles& recorded);
  void find_sites();
  void take_claims();
  void mark_carried();

  const oci::RootView& m_view;
  std::vector<Distribution> m_distributions;
  std::vector<std::string> m_sites;
  std::vector<NotRead> m_unread;
  std::deque<FileList> m_lists;                      // those that RecordedFiles has not
  std::vector<const oci::RootView::Node*> m_system;  // sorted
  std::vector<Claim> m_claims;                       // sorted by node
};

/// True for `sitecustomize.py` and `usercustomize.py`, which Python runs whenever it starts.
bool is_startup_module(std::string_view name);

}  // namespace pushgate::scanners
