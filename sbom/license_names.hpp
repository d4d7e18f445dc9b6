// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::sbom {

/// The SPDX id of a licence that is called by a common name, such as `Apache License, Version 2.0` or
/// `GPLv2+`; empty where the name is none, or may mean several. Case, commas, parentheses and the words
/// "the", "license", "version" do not count. Untrusted: the text.
std::string license_id_of_name(std::string_view name);

/// The SPDX id of a short name of Debian's machine-readable copyright files (copyright-format 1.0, 7.1):
/// `GPL-2+`, `LGPL-2.1`, `Expat`; empty for what has none. Untrusted: the text.
std::string license_id_of_debian_name(std::string_view name);

}  // namespace pushgate::sbom
