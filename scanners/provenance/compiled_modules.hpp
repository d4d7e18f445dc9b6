// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oci/root_view.hpp"

namespace pushgate::scanners {

/// The source of a .pyc, by its name (PEP 3147): `a.b.py` of `__pycache__/a.b.cpython-311.opt-1.pyc`, `a.py`
/// of an `a.pyc` beside it. Links are followed. Null: it is not there.
const oci::RootView::Node* source_of(const oci::RootView& view, const oci::RootView::Node& compiled);

}  // namespace pushgate::scanners
