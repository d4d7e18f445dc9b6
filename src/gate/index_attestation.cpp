// SPDX-License-Identifier: Apache-2.0
#include "gate/index_attestation.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace pushgate::gate {

namespace {

constexpr const char* k_reference_type = "vnd.docker.reference.type";
constexpr std::string_view k_in_toto = "application/vnd.in-toto+json";

}  // namespace

bool is_index_attestation(const oci::Descriptor& descriptor, const oci::Manifest& manifest) {
  const auto type = descriptor.annotations.find(k_reference_type);
  return type != descriptor.annotations.end() && type->second == "attestation-manifest" &&
         std::ranges::all_of(manifest.layers,
                             [](const oci::Descriptor& layer) { return layer.media_type == k_in_toto; });
}

}  // namespace pushgate::gate
