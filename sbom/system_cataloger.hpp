// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// A package that the operating system's package manager installed.
struct SystemPackage {
  model::Component component;
  bool third_party = false;  ///< not the distribution's own: its advisories do not hold for what it carries
};

/// Gets the paths that a package owns, absolute or not, links in them not followed.
using OwnedPath = std::function<void(std::size_t package, std::string_view path)>;

/// A package manager of an operating system: dpkg, apk, rpm. All paths are relative to the root. Errors of
/// all its functions: unchecked, for a database that is there and cannot be read. Untrusted: all contents.
struct SystemCataloger {
  std::string_view name;  ///< of the package manager
  std::string_view type;  ///< of its purls: `deb`, `apk`, `rpm`

  /// True for what it reads of a layer, under whatever directory: databases, lists, licences.
  bool (*reads)(std::string_view path);

  /// True for those of them that state packages.
  bool (*is_database)(std::string_view path);

  /// The databases that a view has, links followed.
  Result<std::vector<const oci::RootView::Node*>> (*databases)(const oci::RootView& view);

  /// The other files that it needs of a view (lists), for a link may lead to them.
  std::vector<const oci::RootView::Node*> (*lists)(const oci::RootView& view);

  /// What a database states: ecosystem, name, version and architecture are enough. Used to find the layer in
  /// which each package first appeared.
  Result<std::vector<model::Component>> (*stated)(const oci::RootView::Node& database);

  /// Every installed package of a view, once for a name, architecture and version. Layers are not filled in.
  Result<std::vector<SystemPackage>> (*packages)(const oci::RootView& view, const model::OperatingSystem& os);

  /// Tells each path that a package owns; `packages` is what packages() gave, and the index is into it.
  Result<void> (*owned)(const oci::RootView& view, std::span<const SystemPackage> packages,
                        const OwnedPath& tell);
};

/// What SystemCataloger::stated says of a package.
model::Component bare_component(std::string_view ecosystem, std::string_view name, std::string_view version,
                                std::string_view architecture);

/// Every such package manager.
std::span<const SystemCataloger> system_catalogers();

/// True where one of them has a database at this path.
bool is_system_database(std::string_view path);

}  // namespace pushgate::sbom
