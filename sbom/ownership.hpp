// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/result.hpp"
#include "oci/root_view.hpp"
#include "sbom/package_files.hpp"
#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

/// Which package each file belongs to, for the files that anyone asks about: those that state packages, and
/// those that can be run. Package managers list all their files, tens of thousands; only these few are looked
/// up in the view.
class Ownership {
 public:
  /// `view` and `files` must outlive this.
  Ownership(const oci::RootView& view, std::span<const PackageFile> files);

  /// Takes what one package manager owns; `first` is the index that its first package gets.
  Result<void> add(const SystemCataloger& manager, std::span<const SystemPackage> packages,
                   std::size_t first);

  /// Takes a path that some package accounts for; a folder where it ends in `/`.
  void account_for(std::string_view path);

  /// The index of the distribution's own package that ships a file, by real path relative to the root; null
  /// where none does. Packages of third parties ship nothing here, since no advisory of the distribution
  /// speaks for what they carry.
  const std::size_t* shipped_by(std::string_view path) const;

  /// What can be run, and what of it no package accounts for.
  model::Coverage coverage() const;

 private:
  const oci::RootView::Node* asked(std::string_view path) const;

  const oci::RootView& m_view;
  std::unordered_set<std::string_view> m_names;        // last parts of the paths that are asked about
  std::unordered_set<std::string_view> m_executables;  // real paths
  std::unordered_set<std::string_view> m_accounted;    // of these
  std::unordered_map<std::string_view, std::size_t> m_shipped;
};

}  // namespace pushgate::sbom
