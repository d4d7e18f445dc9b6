// SPDX-License-Identifier: Apache-2.0
#include "registry/error_body.hpp"

#include <gtest/gtest.h>

namespace pushgate::registry {
namespace {

TEST(ErrorBody, code_and_message_of_the_first_error) {
  EXPECT_EQ(
      describe_answer(
          404, R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"unknown","detail":{}},{"code":"B"}]})"),
      "404 MANIFEST_UNKNOWN: unknown");
  EXPECT_EQ(describe_answer(403, R"({"errors":[{"code":"DENIED"}]})"), "403 DENIED");
}

TEST(ErrorBody, other_forms_are_no_error) {
  for (const char* body : {"", "404 page not found\n", "<html>", "{}", R"({"errors":[]})", R"({"errors":{}})",
                           R"({"errors":["x"]})", R"({"errors":[{"code":7}]})"})
    EXPECT_EQ(describe_answer(404, body), "404") << body;
}

TEST(ErrorBody, long_messages_are_cut) {
  const auto body = R"({"errors":[{"code":"A","message":")" + std::string(5000, 'm') + R"("}]})";
  EXPECT_EQ(parse_error_body(body).message, std::string(200, 'm'));
}

}  // namespace
}  // namespace pushgate::registry
