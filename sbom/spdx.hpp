// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/component.hpp"

namespace pushgate::sbom {

/// The SPDX licence id that `text` is in any case, in the list's own spelling; empty where it is none. The
/// list is the one that CycloneDX 1.6 allows in `license.id`, without the exceptions that are also in it.
std::string_view spdx_id(std::string_view text);

/// The SPDX exception id that `text` is, likewise: what may stand after WITH.
std::string_view spdx_exception(std::string_view text);

/// A licence expression (SPDX 2.3, annex D) in the list's spelling, one space between words: ids with or
/// without `+`, LicenseRef- and DocumentRef-, joined by AND, OR, WITH and parentheses; empty where `text` is
/// none. Also for one id. Untrusted: the text.
std::string spdx_expression(std::string_view text);

/// Whether `text` is one.
bool is_spdx_expression(std::string_view text);

/// A licence as a package states it: an SPDX id where it is one or a name that means one
/// (license_names.hpp), an expression where it is one, else its first line as a name. Untrusted: the text.
model::License stated_license(std::string_view text);

/// The licences of a field that may also hold several, parted by white space: `MIT BSD GPL2+`. Parted only
/// where one of the words is an SPDX id. Untrusted: the text.
std::vector<model::License> stated_licenses(std::string_view text);

}  // namespace pushgate::sbom
