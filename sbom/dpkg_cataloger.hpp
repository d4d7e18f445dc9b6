// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// A deb with what else of it is needed while the inventory is made.
struct InstalledDeb {
  model::Component component;
  bool third_party = false;  ///< not the distribution's own: its advisories do not hold for it
  std::string file_list;     ///< where the paths that it owns are listed; relative to the root
};

/// True for what catalog_dpkg reads, under whatever directory: `status`, `status.d/*`, `info/*.list`.
bool is_dpkg_file(std::string_view path);

/// The database files that a view has: var/lib/dpkg/status and the files of status.d, links followed.
/// Errors: unchecked, for a link to nowhere.
Result<std::vector<const oci::RootView::Node*>> dpkg_databases(const oci::RootView& view);

/// Every installed deb, once for a name, architecture and version. Layers are not filled in. Errors:
/// unchecked, for a database that cannot be read.
Result<std::vector<InstalledDeb>> catalog_dpkg(const oci::RootView& view, const model::OperatingSystem& os);

/// Python metadata files that debs of the distribution ship: real path to index in `debs`. Packages of third
/// parties own nothing here, since no advisory of the distribution speaks for what they carry. Errors:
/// unchecked, for a list that cannot be read.
Result<std::map<std::string, std::size_t>> python_files_of_debs(const oci::RootView& view,
                                                                const std::vector<InstalledDeb>& debs);

}  // namespace pushgate::sbom
