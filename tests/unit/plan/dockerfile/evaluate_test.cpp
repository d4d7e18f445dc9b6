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

TEST(Evaluate, health_checks_and_their_options) {
  const auto state = state_of(
      "FROM a\nHEALTHCHECK --interval=1m30s --timeout=500ms --start-period=0 --retries=5 CMD curl -f "
      "http://localhost:8212/health\n");
  ASSERT_TRUE(state.health_check);
  EXPECT_FALSE(state.health_check->none);
  EXPECT_EQ(state.health_check->interval, std::chrono::seconds(90));
  EXPECT_EQ(state.health_check->timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(state.health_check->retries, 5u);
  EXPECT_EQ(state.health_check->line, 2u);
  EXPECT_THAT(state.health_check->command.arguments(),
              ElementsAre("/bin/sh", "-c", "curl -f http://localhost:8212/health"));
  EXPECT_TRUE(state_of("FROM a\nHEALTHCHECK CMD [\"b\"]\nHEALTHCHECK none\n").health_check->none);
}

TEST(Evaluate, shell_form_has_the_shell_in_force) {
  const auto state = state_of("FROM a\nRUN one\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT two\nRUN three\n");
  EXPECT_THAT(state.entry_point->arguments(), ElementsAre("/bin/bash", "-c", "two"));
  EXPECT_TRUE(state.entry_point->shell_form);
  EXPECT_THAT(std::get<RunStep>(state.steps[0].action).command.shell, ElementsAre("/bin/sh", "-c"));
  EXPECT_THAT(std::get<RunStep>(state.steps[1].action).command.shell, ElementsAre("/bin/bash", "-c"));
}

TEST(Evaluate, arguments_have_their_scope) {
  const auto state = state_of(
      "ARG A=global\n"
      "FROM scratch AS one\n"
      "LABEL before=$A\n"
      "ARG A\n"
      "LABEL after=$A\n"
      "ARG B=$A-$A\n"
      "ENV C=$B\n"
      "ENV C=new D=$C\n"
      "FROM one\n"
      "LABEL c=$C d=$D b=$B\n");
  EXPECT_EQ(find(state.labels, "before")->text, "");
  EXPECT_EQ(find(state.labels, "after")->text, "global");
  EXPECT_EQ(find(state.labels, "c")->text, "new");
  EXPECT_EQ(find(state.labels, "d")->text, "global-global");
  EXPECT_EQ(find(state.labels, "b")->text, "global-global") << "a stage upon another has its arguments, too";
  EXPECT_EQ(find(state.env, "C")->line, 8u);
  ASSERT_EQ(state.args.size(), 2u);
  EXPECT_EQ(state.args[0].first, "A");
}

TEST(Evaluate, an_argument_of_itself_is_nothing) {
  const auto state = state_of("ARG A=$A\nFROM scratch\nARG A\nLABEL a=x${A}x\n");
  EXPECT_EQ(find(state.labels, "a")->text, "xx");
}

TEST(Evaluate, triggers_run_in_the_stage_that_is_built_upon) {
  const auto state =
      state_of("FROM a AS b\nUSER one\nONBUILD USER two\nONBUILD RUN make\nFROM b\nRUN after\n");
  EXPECT_EQ(state.user->text, "two");
  EXPECT_EQ(state.user->line, 3u);
  ASSERT_EQ(state.steps.size(), 2u);
  EXPECT_EQ(std::get<RunStep>(state.steps[0].action).command.words[0], "make");
  EXPECT_EQ(state.steps[0].stage, 1u);
  EXPECT_THAT(state.triggers, IsEmpty());
  EXPECT_EQ(state_of("FROM a\nONBUILD USER two\n").triggers.size(), 1u);
}

TEST(Evaluate, copies_know_the_stage_they_are_from) {
  const auto state = state_of(
      "FROM a AS b\nFROM c\nARG F=x\nCOPY --from=B --chmod=755 <<E /one $F /two/\nthe file\nE\nCOPY --from=0 "
      "a b\n"
      "COPY --from=docker.io/tini /tini /\nADD --chown=$F https://example.com/a /\n");
  ASSERT_EQ(state.steps.size(), 4u);
  const auto& first = std::get<CopyStep>(state.steps[0].action);
  EXPECT_EQ(first.from_stage, 0u);
  EXPECT_EQ(first.chmod->text, "755");
  ASSERT_EQ(first.sources.size(), 2u);
  EXPECT_EQ(first.sources[1].text, "x");
  EXPECT_EQ(first.here_documents[0].content, "the file\n");
  EXPECT_EQ(first.destination.text, "/two/");
  EXPECT_EQ(state.steps[0].end, 6u);
  EXPECT_EQ(std::get<CopyStep>(state.steps[1].action).from_stage, 0u);
  EXPECT_FALSE(std::get<CopyStep>(state.steps[2].action).from_stage);
  EXPECT_EQ(std::get<CopyStep>(state.steps[2].action).from, "docker.io/tini");
  EXPECT_TRUE(std::get<CopyStep>(state.steps[3].action).add);
  EXPECT_EQ(std::get<CopyStep>(state.steps[3].action).chown->text, "x");
}

TEST(Evaluate, mounts_are_expanded) {
  const auto state = state_of(
      "FROM a\nARG ID=pip\nRUN --mount=type=cache,id=$ID,\\\"target=/a,b\\\",ro x\nRUN --mount=target=/y "
      "x\n");
  const auto& mounts = std::get<RunStep>(state.steps[0].action).mounts;
  ASSERT_EQ(mounts.size(), 1u);
  EXPECT_EQ(mounts[0].type.text, "cache");
  ASSERT_EQ(mounts[0].options.size(), 3u);
  EXPECT_EQ(mounts[0].options[0].second.text, "pip");
  EXPECT_EQ(mounts[0].options[1].second.text, "/a,b");
  EXPECT_EQ(mounts[0].options[2].first, "ro");
  EXPECT_EQ(std::get<RunStep>(state.steps[1].action).mounts[0].type.text, "bind");
}

TEST(Evaluate, work_folders_add_up) {
  EXPECT_EQ(state_of("FROM a\nWORKDIR /a/./b\nWORKDIR ../c//\n").work_folder->text, "/a/c");
  EXPECT_EQ(state_of("FROM scratch\nWORKDIR ../../a\n").work_folder->text, "/a");
  EXPECT_EQ(state_of("FROM a\nWORKDIR app\n").work_folder->text, "app");
  EXPECT_FALSE(state_of("FROM a\nARG D\nWORKDIR $D\nWORKDIR b\n").work_folder->known());
}

TEST(Evaluate, what_buildkit_refuses_while_it_builds) {
  EXPECT_EQ(error_of("FROM a\nCOPY --from=1 a b\nFROM c\n", {.target = ""}), "no error");
  EXPECT_EQ(error_of("FROM a AS one\nCOPY --from=two a b\nFROM c AS two\n", {.target = "one"}),
            "pushgate: error: Dockerfile:2: COPY: --from is stage 'two', which begins in line 3; expected an "
            "earlier one\n");
  EXPECT_EQ(error_of("FROM a\nCOPY --from=0 a b\n"),
            "pushgate: error: Dockerfile:2: COPY: --from is stage '0', which begins in line 1; expected an "
            "earlier one\n");
  EXPECT_EQ(error_of("FROM a\nCOPY --from=7 a b\n"),
            "pushgate: error: Dockerfile:2: COPY: --from is stage 7; expected one from 0 to 0\n");
  EXPECT_EQ(error_of("FROM a\nARG B=b\nCOPY --from=$B a b\n"),
            "pushgate: error: Dockerfile:3: COPY: --from is '$B', and variables are not expanded there; "
            "expected the "
            "name of a stage that is FROM it\n");
  EXPECT_EQ(error_of("FROM $NONE\n"),
            "pushgate: error: Dockerfile:1: FROM $NONE is nothing once its variables are expanded; expected "
            "an image or "
            "a stage\n");
  EXPECT_EQ(error_of("FROM a\nEXPOSE 80/http\n"),
            "pushgate: error: Dockerfile:2: EXPOSE: '80/http' is no port; expected one from 0 to 65535 or a "
            "range as "
            "7000-7010, then perhaps /tcp, /udp or /sctp\n");
  EXPECT_EQ(error_of("FROM a\nUSER ${A\n"),
            "pushgate: error: Dockerfile:2: USER: ${ is not closed; expected a }\n");
  EXPECT_EQ(error_of("FROM a\nRUN --mount=type=disk x\n"),
            "pushgate: error: Dockerfile:2: RUN: --mount has the type 'disk'; expected one of bind, cache, "
            "secret, ssh, "
            "tmpfs\n");
  EXPECT_EQ(error_of("FROM a\nRUN --mount=typ=cache x\n"),
            "pushgate: error: Dockerfile:2: RUN: --mount has the unknown key 'typ'\n");
}

}  // namespace
}  // namespace pushgate::dockerfile
