// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate {

/// A point in time with one-second resolution, UTC.
using Time = std::chrono::sys_seconds;
using Date = std::chrono::sys_days;

/// What documents carry as "now": SOURCE_DATE_EPOCH where it is set, else the system clock.
/// Errors: misuse, where SOURCE_DATE_EPOCH is not a number of seconds.
Result<Time> document_time();

/// SOURCE_DATE_EPOCH where it is set. Errors: misuse, as document_time().
Result<std::optional<Time>> source_date_epoch();

/// The system clock, for deciding what is too old or has expired.
Time system_time();

/// `2026-01-02T03:04:05Z`
std::string format_rfc3339(Time time);

/// Reads RFC 3339 with any offset; fractions of a second are cut. Errors: unchecked.
Result<Time> parse_rfc3339(std::string_view text);

/// `2026-01-02`; a day that the calendar does not have is an error (unchecked).
std::string format_date(Date date);
Result<Date> parse_date(std::string_view text);

}  // namespace pushgate
