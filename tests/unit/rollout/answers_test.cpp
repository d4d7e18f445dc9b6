// SPDX-License-Identifier: Apache-2.0
#include "rollout/answers.hpp"

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

TEST(Health, is_200_and_exactly_one_member) {
  for (const char* good :
       {"{\"status\":\"ok\"}", " {\r\n\t\"status\" : \"ok\" } \n", "{\"st\\u0061tus\":\"ok\"}"})
    EXPECT_EQ(why_ill(200, good), "") << good;
  for (const char* lie : {"",
                          "ok",
                          "\"ok\"",
                          "{}",
                          "[]",
                          "null",
                          "{\"status\":\"OK\"}",
                          "{\"status\":\"ok \"}",
                          "{\"Status\":\"ok\"}",
                          "{\"status\":true}",
                          "{\"status\":[\"ok\"]}",
                          "{\"status\":\"ok\",\"x\":1}",
                          "{\"status\":\"ok\",\"status\":\"ok\"}",
                          "{\"status\":\"no\",\"status\":\"ok\"}",
                          "{\"status\":\"ok\"}{\"status\":\"ok\"}",
                          "{\"status\":\"ok\"} x",
                          "[{\"status\":\"ok\"}]",
                          "\xEF\xBB\xBF{\"status\":\"ok\"}",
                          "{'status':'ok'}",
                          "{\"status\":\"ok\",}",
                          "<html>ok</html>"})
    EXPECT_NE(why_ill(200, lie), "") << lie;
  for (const int status : {201, 202, 204, 206, 301, 302, 304, 404, 500, 503})
    EXPECT_EQ(why_ill(status, "{\"status\":\"ok\"}"), fmt::format("answered {}; expected 200", status));
}

TEST(Health, says_what_was_answered) {
  EXPECT_EQ(why_ill(200, "{\"status\":\"ok\",\"gpu\":0}"),
            "answered '{\"status\":\"ok\",\"gpu\":0}'; expected {\"status\":\"ok\"} and nothing else");
  EXPECT_EQ(why_ill(200, " \n"), "answered nothing; expected {\"status\":\"ok\"} and nothing else");
  EXPECT_EQ(why_ill(200, std::string(100, 'x')),
            "answered '" + std::string(60, 'x') + "' …; expected {\"status\":\"ok\"} and nothing else");
}

TEST(IdentityText, is_a_digest_alone_or_of_an_image) {
  const std::string text = digest('a').to_string();
  EXPECT_EQ(read_identity(text + "\n", "").digest, digest('a'));
  EXPECT_EQ(read_identity("ghcr.io/acme/app@" + text, "").digest, digest('a'));
  EXPECT_EQ(read_identity("{\"digest\":\"" + text + "\",\"v\":1}", "digest").digest, digest('a'));
  for (const auto& bad : {std::string(), text.substr(1), text + "a", text + " " + text, "md5:abc" + text})
    EXPECT_FALSE(read_identity(bad, "").digest) << bad;
  EXPECT_EQ(read_identity("latest", "").reason, "said 'latest'; expected a digest, sha256:…");
  EXPECT_EQ(read_identity("{\"version\":1}", "digest").reason,
            "said '{\"version\":1}'; expected a JSON object with a text \"digest\"");
  EXPECT_FALSE(read_identity("{\"digest\":\"a\",\"digest\":\"" + text + "\"}", "digest").digest);
}

}  // namespace
}  // namespace pushgate::rollout
