// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/paint.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

inline constexpr std::size_t k_least_width = 70;

/// Vulnerabilities as a table: severity, rule, package, installed, fixed in, where.
std::string write_vulnerabilities(const std::vector<Denial>& rows, std::size_t width, const Paint& paint);

/// Other findings: a line with severity, rule and place, then message, note and hint below it.
std::string write_others(const std::vector<Denial>& rows, std::size_t width, const Paint& paint);

/// Where a finding that is no vulnerability is: its place, and its subject where that says more.
std::string place_and_subject(const model::Finding& finding);

}  // namespace pushgate::report
