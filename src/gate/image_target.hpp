// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/descriptor.hpp"
#include "scanners/lock/lock_target.hpp"

namespace pushgate::gate {

/// What a lock of this image is for: its platform, with the C library that its packages say (Debian 12's
/// glibc where none does), and each Python that distributions are installed for (`…/python3.11/…`); those of
/// operating system packages count only where there are no others. `pythons`, where not empty, go before what
/// the image says. Of a Python that nothing says, and of a platform that no wheel is made for, markers stay
/// unknown. Untrusted: the inventory. Errors: misuse, for one of `pythons` that is none.
Result<std::vector<scanners::LockTarget>> image_targets(const oci::Platform& platform,
                                                        const model::Inventory& inventory,
                                                        const std::vector<std::string>& pythons);

}  // namespace pushgate::gate
