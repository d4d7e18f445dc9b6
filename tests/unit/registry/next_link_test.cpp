// SPDX-License-Identifier: Apache-2.0
#include "registry/next_link.hpp"

#include <gtest/gtest.h>

namespace pushgate::registry {
namespace {

TEST(NextLink, is_found_in_every_spelling) {
  EXPECT_EQ(next_link({R"(</v2/a/tags/list?last=b&n=2>; rel="next")"}), "/v2/a/tags/list?last=b&n=2");
  EXPECT_EQ(next_link({"<https://ghcr.io/x>;rel=next"}), "https://ghcr.io/x");
  EXPECT_EQ(next_link({R"(<p>; rel="prev", <n>; title="x"; REL = "Next")"}), "n");
  EXPECT_EQ(next_link({R"(<p>; rel="prev")", R"(<n>; rel="last next")"}), "n");
}

TEST(NextLink, is_absent_where_nothing_says_next) {
  EXPECT_EQ(next_link({}), std::nullopt);
  for (const char* field : {"", "<a>", R"(<a>; rel="prev")", R"(<>; rel="next")", "a; rel=next",
                            "<a; rel=next", R"(<a>; rel="nextish")", R"(<a>; title="rel=next")", "<a>; rel="})
    EXPECT_EQ(next_link({field}), std::nullopt) << field;
}

}  // namespace
}  // namespace pushgate::registry
