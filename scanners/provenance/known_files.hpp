// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oci/root_view.hpp"

namespace pushgate::scanners {

/// True for a file that no RECORD names and that is known for what it is by the SHA-256 of all of it: a
/// `.pth` that known_startup_file() knows, and what virtualenv puts into each environment that it makes.
bool is_known_file(const oci::RootView& view, const oci::RootView::Node& node);

}  // namespace pushgate::scanners
