// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace pushgate::cli {

/// Appends Markdown to the file that GITHUB_STEP_SUMMARY names, whole lines up to the 1 MiB that GitHub takes
/// of a step; does nothing where it is not set. Errors: unchecked, where the file cannot be written.
Result<void> append_step_summary(std::string_view markdown);

}  // namespace pushgate::cli
