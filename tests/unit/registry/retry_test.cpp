// SPDX-License-Identifier: Apache-2.0
#include "registry/retry.hpp"

#include <gtest/gtest.h>

namespace pushgate::registry {
namespace {

using namespace std::chrono_literals;

const Time k_now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

TEST(Retry, temporary_statuses) {
  for (const int status : {408, 429, 499, 500, 502, 503, 504, 522})
    EXPECT_TRUE(is_temporary(status)) << status;
  for (const int status : {200, 201, 301, 400, 401, 403, 404, 405, 413, 501})
    EXPECT_FALSE(is_temporary(status)) << status;
}

TEST(Retry, retry_after_in_seconds_or_as_a_date) {
  EXPECT_EQ(parse_retry_after("0", k_now), 0s);
  EXPECT_EQ(parse_retry_after("120", k_now), 120s);
  EXPECT_EQ(parse_retry_after("Sun, 01 Mar 2026 12:00:30 GMT", k_now), 30s);
  EXPECT_EQ(parse_retry_after("Sun, 01 Mar 2026 11:00:00 GMT", k_now), 0s);
  EXPECT_GT(parse_retry_after("99999999999999999999", k_now), 1000000s);
}

TEST(Retry, retry_after_of_no_known_form_is_none) {
  for (const char* text :
       {"", "soon", "-1", "1.5", "Sun, 31 Feb 2026 12:00:00 GMT", "Sun, 01 Mar 2026 25:00:00 GMT",
        "Sun, 01 Mai 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 CET", "2026-03-01T12:00:00Z"})
    EXPECT_EQ(parse_retry_after(text, k_now), std::nullopt) << text;
}

TEST(Retry, waits_double_and_are_spread) {
  EXPECT_EQ(wait_before_retry(1, std::nullopt, 0), 500ms);
  EXPECT_EQ(wait_before_retry(2, std::nullopt, 0), 1000ms);
  EXPECT_EQ(wait_before_retry(3, std::nullopt, 0), 2000ms);
  EXPECT_EQ(wait_before_retry(1, std::nullopt, 0.5), 562ms);
  EXPECT_EQ(wait_before_retry(40, std::nullopt, 0.9), 60s);
}

TEST(Retry, what_the_registry_asks_for_counts_up_to_a_minute) {
  EXPECT_EQ(wait_before_retry(1, 3s, 0), 3000ms);
  EXPECT_EQ(wait_before_retry(1, 0s, 0.9), 0ms);
  EXPECT_EQ(wait_before_retry(1, 7200s, 0.9), 60s);
  EXPECT_EQ(wait_before_retry(1, parse_retry_after("99999999999999999999", k_now), 0.9), 60s);
}

}  // namespace
}  // namespace pushgate::registry
