// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/root_view.hpp"

namespace pushgate::scanners {

/// A Python distribution that is installed in an image, by its folder `NAME-VERSION.dist-info` (or
/// `.egg-info`).
struct InstalledDistribution {
  std::string name;                               ///< normalised (PEP 503)
  std::string version;                            ///< as the folder says
  std::string site;                               ///< `usr/local/lib/python3.11/site-packages`
  const oci::RootView::Node* metadata = nullptr;  ///< its METADATA or PKG-INFO
};

/// All of an image, sorted by path.
std::vector<InstalledDistribution> installed_distributions(const oci::RootView& root);

/// The Python that a site is of: `3.11` of `…/python3.11/site-packages`; empty where its path does not say.
std::string_view python_of_site(std::string_view site);

}  // namespace pushgate::scanners
