// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::sbom {

/// For each package, the index of the first layer whose own merged state contains it.
class FirstLayers {
 public:
  /// Merges the layers one by one, of each only what can bear on a package database. What cannot be read in a
  /// state that a later layer replaces counts as empty. Errors: as RootView::merge.
  static Result<FirstLayers> find(const std::vector<oci::LayerFacts>& layers);

  /// Null where no state had it.
  const std::size_t* of(const model::Component& component) const;

 private:
  std::map<std::string, std::size_t> m_first;
};

}  // namespace pushgate::sbom
