// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/component.hpp"

namespace pushgate::sbom {

/// The SPDX licence id that `text` is, in the list's own spelling; empty where it is none. The list is the
/// one that CycloneDX 1.6 allows in `license.id`.
std::string_view spdx_id(std::string_view text);

/// True for ids of the list joined by AND, OR, WITH and parentheses (SPDX 2.3, annex D), also for one id.
bool is_spdx_expression(std::string_view text);

/// A licence as a package states it: an SPDX id or expression where it is one, else its first line as a name.
model::License stated_license(std::string_view text);

}  // namespace pushgate::sbom
