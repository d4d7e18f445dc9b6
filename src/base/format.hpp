// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one includer of {fmt}: std::format is not in GCC 12.
#include <fmt/format.h>
