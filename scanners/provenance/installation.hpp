// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"
#include "sbom/python_record.hpp"

namespace pushgate::scanners {

/// A Python distribution of an image, and what its RECORD says. Paths here are absolute.
struct Distribution {
  const model::Component* component = nullptr;
  std::string name;                               ///< normalised
  std::string metadata;                           ///< the file that states it
  std::string folder;                             ///< `…/X.dist-info`
  std::string site;                               ///< the folder in which it is installed
  std::size_t layer = 0;                          ///< index of the layer that last wrote `metadata`
  const oci::RootView::Node* record = nullptr;    ///< null: it has none
  std::vector<sbom::RecordedFile> files;          ///< of RECORD, or of installed-files.txt
  std::vector<const oci::RootView::Node*> found;  ///< of each of them; null: not there
  bool of_system = false;                         ///< a package of the operating system ships it
  /// It came with the image that this one was built on; nothing where nobody said which that is.
  std::optional<bool> of_base;
  bool carried = false;  ///< a part of another distribution, below whose folder it lies (`pip/_vendor`)
};

/// Who says what of a file.
struct Claim {
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
  /// `inventory` must outlive this. Errors: unchecked: what the layers cannot be merged for, a package
  /// database that cannot be read.
  static Result<Installation> find(const std::vector<oci::LayerFacts>& layers,
                                   const model::Inventory& inventory);
  Installation(Installation&&) = default;
  Installation(const Installation&) = delete;

  const oci::RootView& view() const { return m_view; }
  const std::vector<Distribution>& distributions() const { return m_distributions; }
  /// The folders in which distributions lie, and others of the names that Python gives them, relative to the
  /// root, sorted. None lies in another one.
  const std::vector<std::string>& sites() const { return m_sites; }
  const std::vector<NotRead>& unread() const { return m_unread; }

  /// True for a file that the operating system's packages brought, by its path in the merged root. Known of
  /// files in sites, and of those that Python runs when it starts.
  bool is_of_system(std::string_view path) const { return m_system.contains(std::string(path)); }
  /// Who names a file, by its path in the merged root; null: nobody.
  const std::vector<Claim>* claims(std::string_view path) const;

 private:
  explicit Installation(oci::RootView view) : m_view(std::move(view)) {}
  Result<void> take_system_files(const model::OperatingSystem& os);
  void add(const model::Component& component, bool nested);
  void add_all(const std::vector<model::Component>& components, bool nested);
  void read_list(Distribution& distribution);
  void find_sites();
  void take_claims();
  void mark_carried();
  std::string entry_path(std::string_view path) const;

  oci::RootView m_view;
  std::vector<Distribution> m_distributions;
  std::vector<std::string> m_sites;
  std::vector<NotRead> m_unread;
  std::unordered_set<std::string> m_system;
  std::unordered_map<std::string, std::vector<Claim>> m_claims;
};

/// True for `sitecustomize.py` and `usercustomize.py`, which Python runs whenever it starts.
bool is_startup_module(std::string_view name);

}  // namespace pushgate::scanners
