// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oci/layer_facts.hpp"

namespace pushgate::scanners {

/// A selection, and the few small files besides that the plan's rules read: /etc/passwd, /etc/group and the
/// machine's profile. That tini is a program is known where `selection` has executables probed.
oci::Selection with_plan_files(oci::Selection selection);

}  // namespace pushgate::scanners
