// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace pushgate {
namespace {

std::string round_trip(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time ? format_rfc3339(*time) : "error";
}

TEST(Clock, rfc3339_round_trip) {
  EXPECT_EQ(round_trip("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(round_trip("2026-01-02T03:04:05.123456789Z"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(round_trip("2026-01-02T03:04:05+02:30"), "2026-01-02T00:34:05Z");
  EXPECT_EQ(round_trip("2026-01-01T00:00:00-01:00"), "2026-01-01T01:00:00Z");
  EXPECT_EQ(round_trip("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00Z");
}

TEST(Clock, what_is_no_time_is_an_error) {
  for (const auto* text : {"", "2026-01-02", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
                           "2026-01-02T24:00:00Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05+0230", "tomorrow", "2026-01-02T03:04:05Zx"}) {
    EXPECT_EQ(round_trip(text), "error") << text;
  }
  EXPECT_EQ(parse_rfc3339("soon").error().what,
            "is not a time; expected RFC 3339 such as 2026-01-02T03:04:05Z");
}

TEST(Clock, dates_are_of_the_calendar) {
  EXPECT_TRUE(parse_date("2028-02-29"));
  EXPECT_FALSE(parse_date("2026-02-29"));
  EXPECT_FALSE(parse_date("2026-2-09"));
  EXPECT_FALSE(parse_date("2026-02-09T00:00:00Z"));
  EXPECT_EQ(format_date(*parse_date("0999-12-31")), "0999-12-31");
}

TEST(Clock, source_date_epoch_is_honoured_and_checked) {
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  EXPECT_EQ(format_rfc3339(*document_time()), "2023-11-14T22:13:20Z");
  ::setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
  const auto wrong = document_time();
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::misuse);
  EXPECT_EQ(wrong.error().render(),
            "pushgate: error: SOURCE_DATE_EPOCH: 'yesterday' is not a number of seconds since 1970\n");
  ::unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_TRUE(document_time());
}

}  // namespace
}  // namespace pushgate
