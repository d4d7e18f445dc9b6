// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

/// Brings a purl whose parts are well formed into the normal form of its type: case, `_` or `-`. Source: the
/// types' definitions of the purl specification (ECMA-427).
void normalise_for_type(Purl& purl);

/// Holds a normalised purl against what its type requires and forbids. Errors: unchecked; `whole` is the
/// text that they show. Untrusted: all parts.
Result<void> check_for_type(const Purl& purl, std::string_view whole);

}  // namespace pushgate::sbom
