// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.hpp"

#include <gtest/gtest.h>

namespace pushgate::report {
namespace {

TEST(HtmlText, opens_and_closes_nothing) {
  EXPECT_EQ(html("</script><b a='x' b=\"y\">&amp;"),
            "&lt;/script&gt;&lt;b a=&#39;x&#39; b=&quot;y&quot;&gt;&amp;amp;");
}

TEST(HtmlText, what_nobody_sees_is_shown) {
  using namespace std::string_view_literals;
  EXPECT_EQ(html("a\0b\n"sv), "a\\x00b\\x0a");
  EXPECT_EQ(html("a\u202eb\u2066c"), "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6c");  // bidirectional
  EXPECT_EQ(html("a\u200bb\u200d\ufeff"), "a\\xe2\\x80\\x8bb\\xe2\\x80\\x8d\\xef\\xbb\\xbf");
  EXPECT_EQ(html("\u00ad\u061c\u2028\u2060\u3164"),
            "\\xc2\\xad\\xd8\\x9c\\xe2\\x80\\xa8\\xe2\\x81\\xa0\\xe3\\x85\\xa4");
  EXPECT_EQ(html("\U000E0041"), "\\xf3\\xa0\\x81\\x81");  // a tag
  EXPECT_EQ(html("äöü 漢字 אב 🐍 …"), "äöü 漢字 אב 🐍 …");
  EXPECT_EQ(html("\xff\xc3"), "\\xff\\xc3");
}

TEST(HtmlText, is_cut_before_it_is_escaped) {
  EXPECT_EQ(html("<<<<<", 3), "&lt;&lt;…");
  EXPECT_EQ(html(std::string(100'000, 'a'), 200).size(), 199 + std::string("…").size());
  EXPECT_EQ(html("abc", 3), "abc");
}

TEST(HtmlText, a_hash_as_a_policy_has_it) {
  EXPECT_EQ(csp_hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace
}  // namespace pushgate::report
