// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "oci/reference.hpp"

namespace pushgate::gate {

/// Where something is pushed: `REGISTRY/REPOSITORY:TAG`, with or without `docker://` before it. `named` is
/// how messages call it (`--push REF`). Errors: misuse, for a digest, and for no tag where `no_tag` does not
/// say that none is moved.
Result<oci::Reference> parse_push_target(const std::string& named, const std::string& text, bool no_tag);

}  // namespace pushgate::gate
