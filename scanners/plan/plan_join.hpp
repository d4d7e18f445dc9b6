// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/evidence.hpp"

namespace pushgate::scanners {

/// What the rules found over a Dockerfile and over the image that was built of it, as one run. What a
/// Dockerfile cannot tell is the image's to tell: that it could not look is left out where a rule looks at
/// images as well.
model::ScanResult join_plan(model::ScanResult dockerfile, model::ScanResult image);

/// Where there is no Dockerfile to look at: each rule that looks at no image could not look, and `message`
/// says why.
model::ScanResult without_dockerfile(const std::string& service, const std::string& message);

}  // namespace pushgate::scanners
