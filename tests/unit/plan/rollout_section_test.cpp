// SPDX-License-Identifier: Apache-2.0
#include "plan/rollout_section.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::plan {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string k_head =
    "version: 1\nservices: {app: {}}\nmachines: {mainpc: {host: a}, pc2: {host: b}}\nrollout:\n";

Rollout rollout_of(const std::string& keys) {
  const auto fleet = parse_fleet(k_head + keys, "f.yaml");
  EXPECT_TRUE(fleet) << fleet.error().render();
  return fleet ? fleet->rollout.value_or(Rollout{}) : Rollout{};
}

std::string errors_of(const std::string& keys) {
  const auto fleet = parse_fleet(k_head + keys, "f.yaml");
  if (fleet) return "no error";
  EXPECT_EQ(fleet.error().code, ErrorCode::misuse);
  return fleet.error().render();
}

TEST(RolloutSection, every_key_is_read) {
  const auto rollout = rollout_of(
      "  canary: [mainpc]\n"
      "  batch: 25%\n"
      "  state: var/rollout\n"
      "  command: [ssh, \"{host}\", deploy, \"{service}\", \"{tag}\"]\n"
      "  rollback_command: [undo, \"{digest}\"]\n"
      "  logs: [ssh, \"{host}\", journalctl]\n"
      "  identity: {endpoint: /version, member: digest}\n"
      "  pass_env: [DOCKER_HOST]\n"
      "  healthy_after: 5\n"
      "  interval: 500ms\n"
      "  timeout: 3s\n"
      "  deadline: 2m\n"
      "  command_timeout: 1h\n"
      "  machines:\n"
      "    pc2: {deadline: 9m, identity: {command: [docker, inspect, \"--format={{.Id}}\"]}}\n");
  EXPECT_THAT(rollout.canary, ElementsAre("mainpc"));
  EXPECT_EQ(rollout.batch.count, 25u);
  EXPECT_TRUE(rollout.batch.percent);
  EXPECT_EQ(rollout.state, "var/rollout");
  const Delivery& usual = rollout.of("mainpc");
  EXPECT_THAT(usual.command, ElementsAre("ssh", "{host}", "deploy", "{service}", "{tag}"));
  EXPECT_THAT(usual.rollback_command, ElementsAre("undo", "{digest}"));
  EXPECT_THAT(usual.logs, ElementsAre("ssh", "{host}", "journalctl"));
  EXPECT_EQ(usual.identity_endpoint, "/version");
  EXPECT_EQ(usual.identity_member, "digest");
  EXPECT_THAT(usual.pass_env, ElementsAre("DOCKER_HOST"));
  EXPECT_EQ(usual.healthy_after, 5);
  EXPECT_EQ(usual.interval, milliseconds(500));
  EXPECT_EQ(usual.timeout, milliseconds(3'000));
  EXPECT_EQ(usual.deadline, milliseconds(120'000));
  EXPECT_EQ(usual.command_timeout, milliseconds(3'600'000));
  const Delivery& own = rollout.of("pc2");
  EXPECT_EQ(own.deadline, milliseconds(540'000));
  EXPECT_THAT(own.identity_command, ElementsAre("docker", "inspect", "--format={{.Id}}"));
  EXPECT_EQ(own.identity_endpoint, "");
  EXPECT_EQ(own.healthy_after, 5);
  EXPECT_THAT(own.command, ElementsAre("ssh", "{host}", "deploy", "{service}", "{tag}"));
}

TEST(RolloutSection, without_keys_it_is_the_usual) {
  const auto rollout = rollout_of("  {}\n");
  EXPECT_EQ(rollout.batch.count, 1u);
  EXPECT_FALSE(rollout.batch.percent);
  EXPECT_EQ(rollout.state, ".pushgate/rollout");
  EXPECT_THAT(rollout.delivery.command, IsEmpty());
  EXPECT_FALSE(rollout.delivery.shell);
  EXPECT_EQ(rollout.delivery.healthy_after, 3);
  EXPECT_EQ(rollout.delivery.interval, milliseconds(2'000));
}

TEST(RolloutSection, a_placeholder_is_a_whole_argument) {
  EXPECT_EQ(
      errors_of("  command: [deploy, \"--tag={tag}\", \"http://{host}/\"]\n"),
      "pushgate: error: f.yaml:5:21: {tag} in \"command\" is a part of an argument; expected it alone\n"
      "  hint: let the program read the environment variable FORCE_IMAGE_TAG\n"
      "pushgate: error: f.yaml:5:36: {host} in \"command\" is a part of an argument; expected it alone\n"
      "  hint: let the program read the environment variable PUSHGATE_HOST\n");
  EXPECT_EQ(errors_of("  logs: [\"{host}\"]\n"),
            "pushgate: error: f.yaml:5:10: \"logs\" starts with {host}; expected the name of a program\n");
  EXPECT_EQ(
      errors_of("  command: [deploy, \"{hots}\"]\n"),
      "pushgate: error: f.yaml:5:21: {hots} in \"command\" is no placeholder; expected one of {digest}, "
      "{host}, {image}, {machine}, {service}, {tag}\n");
}

TEST(RolloutSection, a_shell_gets_one_text_and_no_placeholders) {
  EXPECT_THAT(
      rollout_of("  shell: true\n  command: ['deploy \"$FORCE_IMAGE_TAG\" | tee log']\n").delivery.command,
      ElementsAre("deploy \"$FORCE_IMAGE_TAG\" | tee log"));
  EXPECT_EQ(
      errors_of("  shell: true\n  command: [deploy, now]\n"),
      "pushgate: error: f.yaml:6:12: \"command\" has 2 elements; expected one text, because \"shell\" is "
      "true\n");
  EXPECT_EQ(errors_of("  shell: true\n  identity: {command: ['ssh {host} running']}\n"),
            "pushgate: error: f.yaml:6:24: {host} in \"command\" is in a text for a shell; expected no "
            "placeholders where \"shell\" is true\n"
            "  hint: write \"$PUSHGATE_HOST\"\n");
}

TEST(RolloutSection, times_have_a_unit) {
  for (const char* bad : {"2", "0s", "2 s", "2days", "s", "-2s", "25h", "99999999999s", "02s", "\"\""}) {
    const std::string text = bad;
    EXPECT_EQ(errors_of("  interval: " + text + "\n"),
              "pushgate: error: f.yaml:5:13: \"interval\" is '" + (text == "\"\"" ? "" : text) +
                  "'; expected a time of at most 24h, such as 500ms, 2s, 5m or 1h\n");
  }
  EXPECT_EQ(rollout_of("  deadline: 24h\n").delivery.deadline, std::chrono::hours(24));
}

TEST(RolloutSection, sizes_of_batches) {
  EXPECT_EQ(parse_batch_size("1000")->count, 1000u);
  EXPECT_TRUE(parse_batch_size("100%")->percent);
  for (const char* bad : {"", "0", "1001", "0%", "101%", "%", "2x", "-1", "+1", "2 %", "25%%", "01"})
    EXPECT_FALSE(parse_batch_size(bad)) << bad;
  EXPECT_EQ(
      errors_of("  batch: many\n"),
      "pushgate: error: f.yaml:5:10: \"batch\" is 'many'; expected a number of machines from 1 to 1000, "
      "or a share of them such as 25%\n");
}

TEST(RolloutSection, machines_are_those_of_the_file) {
  EXPECT_EQ(errors_of("  canary: [mainpc, pc9]\n  machines: {pc8: {}}\n"),
            "pushgate: error: f.yaml:5:20: machine 'pc9' of rollout is not defined; expected one of mainpc, "
            "pc2\n"
            "pushgate: error: f.yaml:6:14: machine 'pc8' of rollout is not defined; expected one of mainpc, "
            "pc2\n");
}

TEST(RolloutSection, an_identity_is_a_command_or_an_endpoint) {
  EXPECT_EQ(errors_of("  identity: {}\n"),
            "pushgate: error: f.yaml:5:13: \"identity\" says nothing; expected a command or an endpoint\n");
  EXPECT_EQ(errors_of("  identity: {command: [a], endpoint: /version}\n"),
            "pushgate: error: f.yaml:5:38: \"identity\" has a command and an endpoint; expected one\n");
  EXPECT_EQ(errors_of("  identity: {command: [a], member: digest}\n"),
            "pushgate: error: f.yaml:5:36: \"member\" is for an endpoint, and there is none\n");
  EXPECT_EQ(
      errors_of("  identity: {endpoint: http://elsewhere/}\n"),
      "pushgate: error: f.yaml:5:24: \"endpoint\" is 'http://elsewhere/'; expected a path on the health "
      "port, such as /version\n");
}

TEST(RolloutSection, what_is_not_known_is_told) {
  EXPECT_EQ(errors_of("  pass_env: [A=B]\n  comand: [a]\n  command: []\n"),
            "pushgate: error: f.yaml:5:13: 'A=B' is no name of an environment variable; expected letters, "
            "digits and '_', no digit first\n"
            "pushgate: error: f.yaml:6:3: unknown key 'comand'; expected one of batch, canary, command, "
            "command_timeout, deadline, healthy_after, identity, interval, logs, machines, pass_env, "
            "rollback_command, shell, state, timeout\n"
            "  hint: did you mean 'command'?\n"
            "pushgate: error: f.yaml:7:12: \"command\" is empty; expected a program\n");
}

}  // namespace
}  // namespace pushgate::plan
