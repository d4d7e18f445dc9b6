// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "plan/dockerfile/stage_state.hpp"

namespace pushgate::dockerfile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Result<StageState> evaluated(std::string_view text, const BuildOptions& options = {}) {
  TRY_ASSIGN(const auto file, parse_dockerfile(text, "Dockerfile"));
  return evaluate(file, options);
}

StageState state_of(std::string_view text, const BuildOptions& options = {}) {
  auto out = evaluated(text, options);
  EXPECT_TRUE(out) << (out ? "" : out.error().render());
  return out ? std::move(*out) : StageState{};
}

std::string error_of(std::string_view text, const BuildOptions& options = {}) {
  const auto out = evaluated(text, options);
  return out ? "no error" : out.error().render();
}

const Value* find(const std::vector<std::pair<std::string, Value>>& list, std::string_view name) {
  for (const auto& [key, value] : list) {
    if (key == name) return &value;
  }
  return nullptr;
}

TEST(Evaluate, a_stage_has_what_the_stages_below_it_say) {
  const auto state = state_of(
      "ARG TAG=12\n"
      "FROM debian:${TAG} AS base\n"
      "ENV HOME=/srv\n"
      "USER root\n"
      "WORKDIR /srv\n"
      "RUN apt-get update\n"
      "EXPOSE 80\n"
      "CMD [\"one\"]\n"
      "FROM base\n"
      "USER app:app\n"
      "WORKDIR app\n"
      "COPY --chown=app . .\n"
      "EXPOSE 7212/tcp 8212/UDP\n"
      "ENTRYPOINT [\"tini\", \"--\", \"run\"]\n");
  EXPECT_EQ(state.base.text, "debian:12");
  EXPECT_EQ(state.base.line, 2u);
  EXPECT_EQ(state.base_stage, 0u);
  EXPECT_EQ(state.stage, 1u);
  EXPECT_EQ(state.user->text, "app:app");
  EXPECT_EQ(state.user->line, 10u);
  EXPECT_EQ(state.work_folder->text, "/srv/app");
  ASSERT_EQ(state.ports.size(), 3u);
  EXPECT_EQ(state.ports[2].number, 8212);
  EXPECT_EQ(state.ports[2].protocol, "udp");
  EXPECT_EQ(state.ports[2].line, 13u);
  EXPECT_FALSE(state.command);
  EXPECT_TRUE(state.command_cleared);
  EXPECT_THAT(state.entry_point->arguments(), ElementsAre("tini", "--", "run"));
  ASSERT_EQ(state.steps.size(), 2u);
  EXPECT_EQ(state.steps[0].stage, 0u);
  EXPECT_EQ(state.steps[0].user->text, "root");
  EXPECT_EQ(std::get<RunStep>(state.steps[0].action).command.words[0], "apt-get update");
  const auto& copy = std::get<CopyStep>(state.steps[1].action);
  EXPECT_EQ(copy.chown->text, "app");
  EXPECT_EQ(copy.destination.text, ".");
  EXPECT_EQ(state.steps[1].user->text, "app:app");
}

TEST(Evaluate, what_nobody_gives_is_unknown_and_not_empty) {
  const auto state = state_of(
      "ARG BASE\n"
      "FROM $BASE\n"
      "ARG APP_USER\n"
      "ARG PORT=80\n"
      "USER ${APP_USER}\n"
      "ENV PATH=/opt/bin:$PATH WHO=${APP_USER:-nobody}\n"
      "ENV ALL=$PORT-$PATH\n"
      "EXPOSE $PORT $APP_USER\n");
  EXPECT_THAT(state.base.unset, ElementsAre("BASE"));
  EXPECT_EQ(state.user->text, "${APP_USER}");
  EXPECT_THAT(state.user->unset, ElementsAre("APP_USER"));
  EXPECT_EQ(find(state.env, "PATH")->text, "/opt/bin:$PATH");
  EXPECT_THAT(find(state.env, "PATH")->unset, ElementsAre("PATH"));
  EXPECT_EQ(find(state.env, "WHO")->text, "nobody");
  EXPECT_TRUE(find(state.env, "WHO")->known());
  EXPECT_EQ(find(state.env, "ALL")->text, "80-/opt/bin:$PATH");
  EXPECT_THAT(find(state.env, "ALL")->unset, ElementsAre("PATH"));
  ASSERT_EQ(state.ports.size(), 1u);
  EXPECT_EQ(state.ports[0].number, 80);
  ASSERT_EQ(state.unknown_ports.size(), 1u);
  EXPECT_THAT(state.unknown_ports[0].unset, ElementsAre("APP_USER"));
}

TEST(Evaluate, the_builder_gives_arguments_and_a_target) {
  const BuildOptions options{.target = "Build", .build_args = {{"TAG", "13"}, {"WHO", "me"}, {"OTHER", "x"}}};
  const auto state = state_of(
      "ARG TAG=12\nFROM debian:$TAG AS build\nARG WHO=you\nARG TAG\nUSER $WHO\nLABEL tag=$TAG "
      "other=$OTHER\nFROM build\n"
      "USER root\n",
      options);
  EXPECT_EQ(state.base.text, "debian:13");
  EXPECT_EQ(state.user->text, "me");
  EXPECT_EQ(find(state.labels, "tag")->text, "13");
  EXPECT_FALSE(find(state.labels, "other")->known());
  EXPECT_EQ(error_of("FROM a AS one\n", options),
            "pushgate: error: Dockerfile: has no stage 'Build'; expected one of one\n");
}

TEST(Evaluate, arguments_that_double_end_at_a_limit) {
  std::string text = "FROM a\nARG A0=xxxxxxxxxxxxxxxx\n";
  for (int i = 0; i < 40; ++i)
    text += "ARG A" + std::to_string(i + 1) + "=$A" + std::to_string(i) + "$A" + std::to_string(i) + "\n";
  const auto out = evaluated(text);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::unchecked);
  EXPECT_THAT(out.error().what,
              testing::HasSubstr("expand to too much; expected at most 16777216 bytes in all"));
}

}  // namespace
}  // namespace pushgate::dockerfile
