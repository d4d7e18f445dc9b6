// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/evidence.hpp"
#include "oci/manifest.hpp"
#include "plan/fleet.hpp"

namespace pushgate::scanners {

/// The built image's configuration against the fleet file: plan/user-id, plan/exposed-ports, plan/tini-pid-1,
/// plan/health-port (OCI configurations have no Healthcheck: could_not_look), plan/revision-label,
/// plan/tag-form. `tag` is that of `--push`, or of the image's name; empty: the tag is not judged.
model::ScanResult scan_image_plan(const plan::Fleet& fleet, const plan::Service& service,
                                  const oci::Config& config, const std::string& image_name,
                                  const std::string& tag);

}  // namespace pushgate::scanners
