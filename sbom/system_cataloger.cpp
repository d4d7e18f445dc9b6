// SPDX-License-Identifier: Apache-2.0
#include "sbom/system_cataloger.hpp"

#include <array>

#include "sbom/apk_cataloger.hpp"
#include "sbom/dpkg_cataloger.hpp"
#include "sbom/rpm_cataloger.hpp"

namespace pushgate::sbom {

std::span<const SystemCataloger> system_catalogers() {
  static const std::array k_catalogers = {apk_cataloger(), dpkg_cataloger(), rpm_cataloger()};
  return k_catalogers;
}

}  // namespace pushgate::sbom
