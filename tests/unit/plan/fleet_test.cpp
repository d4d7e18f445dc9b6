// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::plan {
namespace {

constexpr std::string_view k_full = R"(version: 1
registry: ghcr.io/ORG/ai_system
tag: YYYYMMDD-<git_sha>
cache: ghcr.io/ORG/cache
user: {name: appuser, uid: 10001, gid: 10001}
python: 3.10
cuda: "12.1"
torch_cuda_arch_list: 8.9;8.6+PTX
families:
  family-torch-cu121:
    image: ghcr.io/ORG/family-torch-cu121
    dockerfile: families/torch/Dockerfile
    family: family-web
    provides: [torch, Torch_Vision]
  family-web: {image: ghcr.io/ORG/family-web}
services:
  real_time_audio_pipeline:
    dockerfile: real_time_audio_pipeline/Dockerfile
    family: family-torch-cu121
    ports: {service: 5557, health: 6557}
    machines: [mainpc, pc2]
    lock: ../locks/audio.lock
    baseline: docker://ghcr.io/ORG/single:1
  central_error_bus: {}
machines:
  mainpc: {profile: config/machine-profiles/mainpc.json, host: mainpc.local, env: {OMP_NUM_THREADS: 16}}
  pc2: {}
policy: policies/default.yaml
retention: {keep_last: 5, keep_days: 30, keep_tags: ["^release-"], protect: deployed}
rollout: {canary: [mainpc], command: ["pull"], healthy_after: 3}
signers: [{name: release, key: keys/release.pub, from: 2026-01-01, until: 2027-01-01}, {name: ops, key: ops.pub}]
receipts: {max_age: 30d}
)";

TEST(Fleet, every_key_is_read) {
  const auto fleet = parse_fleet(k_full, "deploy/pushgate.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->folder, "deploy");
  EXPECT_EQ(fleet->registry, "ghcr.io/ORG/ai_system");
  EXPECT_EQ(fleet->tag, "YYYYMMDD-<git_sha>");
  EXPECT_EQ(fleet->policy, "policies/default.yaml");
  ASSERT_TRUE(fleet->retention);
  EXPECT_EQ(fleet->retention->rules.keep_last, 5u);
  EXPECT_EQ(fleet->retention->rules.keep_days, 30u);
  EXPECT_EQ(fleet->retention->rules.keep_tags, std::vector<std::string>{"^release-"});
  EXPECT_TRUE(fleet->retention->rules.protect_deployed);
  EXPECT_EQ(fleet->retention->rules.grace_days, 2u);
  EXPECT_EQ(fleet->cache, "ghcr.io/ORG/cache");
  EXPECT_EQ(fleet->python, "3.10");
  EXPECT_EQ(fleet->cuda, "12.1");
  EXPECT_EQ(fleet->torch_cuda_arch_list, "8.9;8.6+PTX");
  ASSERT_TRUE(fleet->user);
  EXPECT_EQ(fleet->user->name, "appuser");
  EXPECT_EQ(fleet->user->uid, 10001u);
  EXPECT_EQ(fleet->user->gid, 10001u);
  ASSERT_TRUE(fleet->families.contains("family-torch-cu121"));
  EXPECT_EQ(fleet->families.at("family-torch-cu121").image, "ghcr.io/ORG/family-torch-cu121");
  EXPECT_EQ(fleet->families.at("family-torch-cu121").dockerfile, "families/torch/Dockerfile");
  EXPECT_EQ(fleet->families.at("family-torch-cu121").family, "family-web");
  EXPECT_THAT(fleet->families.at("family-torch-cu121").provides,
              testing::ElementsAre("torch", "torch-vision"));
  EXPECT_EQ(fleet->families.at("family-torch-cu121").line, 10u);
  EXPECT_EQ(fleet->families.at("family-web").family + fleet->families.at("family-web").dockerfile, "");
  ASSERT_EQ(fleet->machines.size(), 2u);
  EXPECT_EQ(fleet->machines.at("mainpc").profile, "config/machine-profiles/mainpc.json");
  EXPECT_EQ(fleet->machines.at("mainpc").host, "mainpc.local");
  EXPECT_THAT(fleet->machines.at("mainpc").env, testing::ElementsAre(testing::Pair("OMP_NUM_THREADS", "16")));
  ASSERT_EQ(fleet->signers.size(), 2u);
  EXPECT_EQ(fleet->signers[0].name, "release");
  EXPECT_EQ(fleet->signers[0].key, "keys/release.pub");
  EXPECT_EQ(format_date(fleet->signers[0].from.value()), "2026-01-01");
  EXPECT_EQ(format_date(fleet->signers[0].until.value()), "2027-01-01");
  EXPECT_FALSE(fleet->signers[1].from || fleet->signers[1].until);
  EXPECT_EQ(fleet->receipt_max_age, std::chrono::hours(720));
}

TEST(Fleet, a_service_says_what_it_says_and_no_more) {
  const auto fleet = parse_fleet(k_full, "pushgate.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->folder, "");
  ASSERT_EQ(fleet->services.size(), 2u);
  const Service& audio = fleet->services.at("real_time_audio_pipeline");
  EXPECT_EQ(audio.name, "real_time_audio_pipeline");
  EXPECT_EQ(audio.dockerfile, "real_time_audio_pipeline/Dockerfile");
  EXPECT_EQ(audio.family, "family-torch-cu121");
  ASSERT_TRUE(audio.ports);
  EXPECT_EQ(audio.ports->service, 5557);
  EXPECT_EQ(audio.ports->health, 6557);
  EXPECT_THAT(audio.machines, testing::ElementsAre("mainpc", "pc2"));
  EXPECT_EQ(audio.lock, "../locks/audio.lock");
  EXPECT_EQ(audio.baseline, "docker://ghcr.io/ORG/single:1");
  EXPECT_EQ(audio.line, 17u);
  const Service& bus = fleet->services.at("central_error_bus");
  EXPECT_EQ(bus.dockerfile + bus.context + bus.family + bus.lock + bus.baseline, "");
  EXPECT_FALSE(bus.ports);
  EXPECT_THAT(bus.machines, testing::IsEmpty());
}

TEST(Fleet, the_context_is_the_folder_of_the_dockerfile_where_none_is_said) {
  const auto fleet = parse_fleet(
      "version: 1\nservices:\n  a: {dockerfile: services/a/Dockerfile}\n  b: {dockerfile: Dockerfile}\n"
      "  c: {dockerfile: services/c/Dockerfile, context: .}\n  d: {context: services/d}\n",
      "f.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->services.at("a").context, "services/a");
  EXPECT_EQ(fleet->services.at("b").context, ".");
  EXPECT_EQ(fleet->services.at("c").context, ".");
  EXPECT_EQ(fleet->services.at("d").context, "services/d");
}

TEST(Fleet, one_port_may_be_used_on_two_machines) {
  const auto fleet = parse_fleet(
      "version: 1\nmachines: {pc: {}, pc2: {}}\nservices:\n"
      "  a: {ports: {service: 80, health: 81}, machines: [pc]}\n"
      "  b: {ports: {service: 80, health: 81}, machines: [pc2]}\n"
      "  c: {ports: {service: 80, health: 81}}\n",
      "f.yaml");
  EXPECT_TRUE(fleet) << fleet.error().render();
}

TEST(Fleet, ten_thousand_services_are_the_most) {
  std::string text = "version: 1\nservices:\n";
  for (int i = 0; i < 10'000; ++i) text += "  s" + std::to_string(i) + ": {}\n";
  const auto fleet = parse_fleet(text, "f.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->services.size(), 10'000u);
  const auto more = parse_fleet(text + "  one: {}\n", "f.yaml");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().render(),
            "pushgate: error: f.yaml:3:3: \"services\" has 10001 services; expected at most 10000\n");
}

TEST(Fleet, version_and_services_are_enough) {
  const auto fleet = parse_fleet("version: 1\nservices:\n  app: {}\n", "/etc/fleet/pushgate.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->folder, "/etc/fleet");
  EXPECT_EQ(fleet->tag + fleet->registry + fleet->policy, "");
  EXPECT_FALSE(fleet->user);
}

TEST(Fleet, ports_and_ids_may_be_the_first_and_the_last) {
  const auto fleet = parse_fleet(
      "version: 1\nuser: {name: a, uid: 4294967294, gid: 0}\n"
      "services:\n  app: {ports: {service: 1, health: 65535}}\n",
      "f.yaml");
  ASSERT_TRUE(fleet) << fleet.error().render();
  EXPECT_EQ(fleet->user->uid, 4294967294u);
  EXPECT_EQ(fleet->services.at("app").ports->health, 65535);
}

}  // namespace
}  // namespace pushgate::plan
