// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::net {
namespace {

TEST(Headers, are_found_without_case_and_in_order) {
  Headers headers;
  headers.add_line("Link: <a>; rel=\"next\"\r\n");
  headers.add_line("WWW-Authenticate:Basic\r\n");
  headers.add_line("www-authenticate:  Bearer realm=\"x\"  \r\n");
  headers.add_line("no field\r\n");
  headers.add_line(": nameless\r\n");
  EXPECT_EQ(headers.get("LINK"), "<a>; rel=\"next\"");
  EXPECT_THAT(headers.all("WWW-Authenticate"), testing::ElementsAre("Basic", "Bearer realm=\"x\""));
  EXPECT_EQ(headers.find("Location"), nullptr);
  EXPECT_EQ(headers.fields().size(), 3u);
}

TEST(Headers, content_length_is_a_number_or_nothing) {
  const auto length = [](const char* text) {
    Headers headers;
    headers.add("Content-Length", text);
    return headers.content_length();
  };
  EXPECT_EQ(length("40"), 40u);
  EXPECT_EQ(length("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"", "-1", "+1", "4x", "18446744073709551616"}) EXPECT_FALSE(length(text)) << text;
}

TEST(Headers, a_media_type_has_no_parameters) {
  Headers headers;
  EXPECT_EQ(headers.media_type(), "");
  headers.add("content-type", "Text/HTML ; charset=utf-8");
  EXPECT_EQ(headers.media_type(), "text/html");
}

}  // namespace
}  // namespace pushgate::net
