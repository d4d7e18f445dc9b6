// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "python/marker.hpp"

namespace pushgate::sbom {

/// What the place of an installed distribution tells of its interpreter: `…/lib/python3.11/site-packages/…`
/// is CPython 3.11 on Linux, `…/pypy3.10/…` is PyPy. All else is unknown (the machine, the full version, and
/// in Debian's `python3/dist-packages` the version, too), and no extra is chosen. Untrusted: the path.
python::MarkerEnvironment python_environment_of(std::string_view path);

}  // namespace pushgate::sbom
