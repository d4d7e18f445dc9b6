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

TEST(Dockerfile, directives_stand_at_the_top) {
  const auto file = parsed("# syntax = docker/dockerfile:1 \n#escape=`\nFROM a\nRUN one `\n two\\\nUSER b\n");
  EXPECT_EQ(file.syntax, "docker/dockerfile:1");
  EXPECT_EQ(file.escape, '`');
  ASSERT_EQ(file.instructions.size(), 3u);
  EXPECT_THAT(file.instructions[1].words, ElementsAre("one  two\\"));
  EXPECT_EQ(parsed("# a comment first\n# escape=`\nFROM a\n").escape, '\\');
}

TEST(Dockerfile, byte_order_mark_and_line_ends_of_windows) {
  const auto file = parsed(
      "\xef\xbb\xbf"
      "FROM a\r\nRUN b \\\r\n  c\r\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_THAT(file.instructions[1].words, ElementsAre("b   c"));
  EXPECT_EQ(file.instructions[1].end, 3u);
}

TEST(Dockerfile, here_documents) {
  const auto file = parsed(
      "FROM a\n"
      "RUN <<ONE cat <<-\"TWO\"\n"
      "# no comment\n"
      "ONE\n"
      "\ttwo\n"
      "\tTWO\n"
      "COPY <<f /g\n"
      "f\n"
      "RUN [\"cat\", \"<<f\"]\n"
      "ONBUILD RUN <<x\n"
      "late\n"
      "x\n");
  ASSERT_EQ(file.instructions.size(), 5u);
  const auto& documents = file.instructions[1].here_documents;
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0].name, "ONE");
  EXPECT_EQ(documents[0].content, "# no comment\n");
  EXPECT_TRUE(documents[0].expand);
  EXPECT_FALSE(documents[0].strip_tabs);
  EXPECT_EQ(documents[1].content, "\ttwo\n");
  EXPECT_FALSE(documents[1].expand);
  EXPECT_TRUE(documents[1].strip_tabs);
  EXPECT_EQ(file.instructions[1].end, 6u);
  EXPECT_EQ(file.instructions[2].here_documents[0].content, "");
  EXPECT_TRUE(file.instructions[3].here_documents.empty());
  EXPECT_EQ(file.instructions[4].trigger[0].here_documents[0].content, "late\n");
  EXPECT_EQ(file.instructions[4].trigger[0].start, 10u);
}

TEST(Dockerfile, flags_are_kept_in_order) {
  const auto file = parsed(
      "FROM a\nRUN --mount=type=cache,target=/x --mount=\"type=ssh\" --network=none -- --make\nCOPY --link b "
      "c\n");
  const auto& run = file.instructions[1];
  ASSERT_EQ(run.flags.size(), 3u);
  EXPECT_EQ(run.flags[0].name, "mount");
  EXPECT_EQ(run.flags[0].value, "type=cache,target=/x");
  EXPECT_EQ(run.flags[1].value, "type=ssh");
  EXPECT_EQ(run.flags[2].name, "network");
  EXPECT_THAT(run.words, ElementsAre("--make"));
  EXPECT_FALSE(file.instructions[2].flags[0].value);
}

TEST(Dockerfile, json_that_is_none_is_a_command) {
  const auto file = parsed("FROM a\nCMD ['one']\nCMD [\"\\u00e9\\n\", \"\\ud83d\\ude00\"]\nCMD []\n");
  EXPECT_FALSE(file.instructions[1].json_form);
  EXPECT_THAT(file.instructions[1].words, ElementsAre("['one']"));
  EXPECT_THAT(file.instructions[2].words, ElementsAre("\xc3\xa9\n", "\xf0\x9f\x98\x80"));
  EXPECT_TRUE(file.instructions[3].json_form);
  EXPECT_TRUE(file.instructions[3].words.empty());
}

TEST(Dockerfile, pairs_of_env_label_and_arg) {
  const auto file = parsed("FROM a\nENV A=1 B=\"two words\" C=x\\ y\nENV OLD the old form\nARG D E=5\n");
  const auto& pairs = file.instructions[1].pairs;
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[1].value, "\"two words\"");
  EXPECT_EQ(pairs[2].value, "x\\ y");
  EXPECT_EQ(file.instructions[2].pairs[0].name, "OLD");
  EXPECT_EQ(file.instructions[2].pairs[0].value, "the old form");
  EXPECT_TRUE(file.instructions[2].pairs[0].spaced);
  EXPECT_FALSE(file.instructions[3].pairs[0].value);
  EXPECT_EQ(file.instructions[3].pairs[1].value, "5");
}

}  // namespace
}  // namespace pushgate::dockerfile
