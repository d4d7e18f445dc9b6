// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// Adds to a distribution where it was installed from, where that was no index: properties
/// `pushgate:python:direct-url` and those below it, and the archive's hashes. Of the URL only scheme, host,
/// port and path are written: the rest may hold credentials, and a URL of another form is left out. Errors:
/// unchecked. Untrusted: the bytes.
Result<void> add_python_direct_url(model::Component& component, std::string_view bytes,
                                   const std::string& path);

/// `https://host/a.zip` of `https://user:secret@host/a.zip?token=…#…`; empty where what is left might still
/// hold a secret or is no URL.
std::string url_without_credentials(std::string_view url);

}  // namespace pushgate::sbom
