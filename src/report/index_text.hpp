// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/report.hpp"

namespace pushgate::report {

/// One platform of an index. Everything in it may be foreign.
struct PlatformReport {
  std::string platform;  ///< `linux/amd64`
  ReportInput input;
};

/// For a terminal: the verdict over all platforms, what each came to and where the index went; then what
/// write_text tells of each.
std::string write_index_text(const ReportInput& whole, const std::vector<PlatformReport>& platforms,
                             bool colour, int width);

}  // namespace pushgate::report
