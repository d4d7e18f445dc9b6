// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/dockerfile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace pushgate::dockerfile {
namespace {

using testing::ElementsAre;

Dockerfile parsed(std::string_view text) {
  auto out = parse_dockerfile(text, "Dockerfile");
  EXPECT_TRUE(out) << (out ? "" : out.error().render());
  return out ? std::move(*out) : Dockerfile{};
}

TEST(Dockerfile, stages_have_names_bases_platforms_and_their_instructions) {
  const auto file = parsed(
      "ARG TAG=12\n"
      "FROM --platform=$BUILDPLATFORM debian:$TAG AS Builder\n"
      "RUN make\n"
      "FROM builder\n"
      "USER app\n");
  ASSERT_EQ(file.stages.size(), 2u);
  EXPECT_EQ(file.stages[0].name, "builder");
  EXPECT_EQ(file.stages[0].base, "debian:$TAG");
  EXPECT_EQ(file.stages[0].platform, "$BUILDPLATFORM");
  EXPECT_EQ(file.stages[0].first, 1u);
  EXPECT_EQ(file.stages[0].last, 3u);
  EXPECT_EQ(file.stages[1].name, "");
  EXPECT_EQ(file.stages[1].line, 4u);
  EXPECT_EQ(file.stages[1].last, 5u);
}

TEST(Dockerfile, continuations_skip_comments_and_keep_lines) {
  const auto file = parsed(
      "FROM a\n"
      "\n"
      "RUN one && \\\n"
      "  # not this\n"
      "\n"
      "  two\n"
      "CMD [\"x\", \"y\"]\n");
  ASSERT_EQ(file.instructions.size(), 3u);
  EXPECT_THAT(file.instructions[1].words, ElementsAre("one &&   two"));
  EXPECT_EQ(file.instructions[1].start, 3u);
  EXPECT_EQ(file.instructions[1].end, 6u);
  EXPECT_TRUE(file.instructions[2].json_form);
  EXPECT_THAT(file.instructions[2].words, ElementsAre("x", "y"));
}

}  // namespace
}  // namespace pushgate::dockerfile
