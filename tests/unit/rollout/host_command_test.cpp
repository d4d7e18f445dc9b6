// SPDX-License-Identifier: Apache-2.0
#include "rollout/host_command.hpp"

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::optional<std::string> variable(const std::string& name) {
  if (name == "PATH") return "/usr/bin:/bin";
  if (name == "HOME") return "/home/a b";
  if (name == "DOCKER_HOST") return "unix:///x";
  if (name == "SECRET" || name == "FORCE_IMAGE_TAG") return "not this";
  return std::nullopt;
}

process::ProcessSpec spec_of(const std::vector<std::string>& words, const plan::Delivery& delivery = {}) {
  const auto spec = host_command(words, delivery, target("mainpc"), release("v2", '2'), "/", variable);
  EXPECT_TRUE(spec) << spec.error().render();
  return spec.value_or(process::ProcessSpec{});
}

TEST(HostCommand, placeholders_become_whole_arguments) {
  const auto spec = spec_of({"env", "{host}", "{machine}", "{service}", "{tag}", "{digest}", "{image}",
                             "$(reboot); {", "--format={{.Id}}", "a b", ""});
  const std::string sha = digest('2').to_string();
  EXPECT_THAT(spec.argv,
              ElementsAre("/usr/bin/env", "mainpc.local", "mainpc", "app", "v2", sha,
                          "ghcr.io/acme/app@" + sha, "$(reboot); {", "--format={{.Id}}", "a b", ""));
  EXPECT_EQ(spec.working_folder, "/");
}

TEST(HostCommand, a_text_for_a_shell_stays_as_it_is) {
  plan::Delivery delivery;
  delivery.shell = true;
  EXPECT_THAT(spec_of({"deploy \"$FORCE_IMAGE_TAG\""}, delivery).argv,
              ElementsAre("/bin/sh", "-c", "deploy \"$FORCE_IMAGE_TAG\""));
}

TEST(HostCommand, inherits_little) {
  plan::Delivery delivery;
  delivery.pass_env = {"DOCKER_HOST", "FORCE_IMAGE_TAG", "NOT_SET"};
  const std::string sha = digest('2').to_string();
  EXPECT_THAT(spec_of({"env"}, delivery).environment,
              UnorderedElementsAre("PATH=/usr/bin:/bin", "HOME=/home/a b", "DOCKER_HOST=unix:///x",
                                   "FORCE_IMAGE_TAG=v2", "PUSHGATE_DIGEST=" + sha,
                                   "PUSHGATE_IMAGE=ghcr.io/acme/app@" + sha, "PUSHGATE_SERVICE=app",
                                   "PUSHGATE_MACHINE=mainpc", "PUSHGATE_HOST=mainpc.local"));
}

TEST(HostCommand, a_program_that_is_not_there_is_told) {
  const auto error = [](const std::string& name) {
    const auto spec = host_command({name}, {}, target("mainpc"), release("v2", '2'), "/srv", variable);
    return spec ? "no error" : spec.error().render();
  };
  EXPECT_EQ(error("no-such-program"),
            "pushgate: error: no-such-program: is no program on PATH; the fleet file's 'rollout' names it\n");
  EXPECT_EQ(error("./deploy.sh"),
            "pushgate: error: /srv/./deploy.sh: is no program; the fleet file's 'rollout' names it\n");
}

}  // namespace
}  // namespace pushgate::rollout
