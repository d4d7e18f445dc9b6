// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "gate/verify_image.hpp"

namespace pushgate::cli {

// `pushgate verify IMAGE`, as text and as pushgate.findings/v1. `keys`: the names of those whose signatures
// count. More than one outcome: an index, then its images.

std::string image_verification_text(const std::vector<gate::VerifyOutcome>& outcomes,
                                    const std::string& keys);
json::Value image_verification_json(const std::vector<gate::VerifyOutcome>& outcomes,
                                    const std::string& keys);

}  // namespace pushgate::cli
