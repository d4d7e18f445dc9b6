// SPDX-License-Identifier: Apache-2.0
#include "rollout/targets.hpp"

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

using testing::ElementsAre;

const std::string k_fleet = R"(version: 1
services:
  app: {ports: {service: 80, health: 81}, machines: [mainpc, pc2]}
  web: {ports: {service: 90, health: 91}, machines: [mainpc]}
  idle: {}
machines: {mainpc: {host: 10.0.0.1}, pc2: {host: 10.0.0.2}}
rollout: {canary: [mainpc], command: [deploy], identity: {endpoint: /version}}
)";

std::vector<std::string> names(const std::vector<Target>& targets) {
  std::vector<std::string> out;
  for (const Target& one : targets)
    out.push_back(fmt::format("{} {}:{}", to_string(one.key), one.host, one.health_port));
  return out;
}

/// The error for the fleet file with one text in the place of another.
std::string error_of(const std::string& from, const std::string& to,
                     const std::vector<std::string>& services = {}) {
  std::string text = k_fleet;
  text.replace(text.find(from), from.size(), to);
  const auto fleet = plan::parse_fleet(text, "f.yaml");
  if (!fleet) return fleet.error().render();
  const auto targets = fleet_targets(*fleet, "f.yaml", services);
  if (targets) return "no error";
  EXPECT_EQ(targets.error().code, ErrorCode::misuse);
  return targets.error().render();
}

TEST(Targets, are_services_on_machines) {
  const auto fleet = plan::parse_fleet(k_fleet, "f.yaml").value();
  const auto targets = fleet_targets(fleet, "f.yaml", {}).value();
  EXPECT_THAT(names(targets), ElementsAre("app on mainpc 10.0.0.1:81", "web on mainpc 10.0.0.1:91",
                                          "app on pc2 10.0.0.2:81"));
  EXPECT_THAT(names(on_canary(targets, *fleet.rollout, true)),
              ElementsAre("app on mainpc 10.0.0.1:81", "web on mainpc 10.0.0.1:91"));
  EXPECT_THAT(names(on_canary(targets, *fleet.rollout, false)), ElementsAre("app on pc2 10.0.0.2:81"));
  EXPECT_THAT(names(fleet_targets(fleet, "f.yaml", {"web"}).value()),
              ElementsAre("web on mainpc 10.0.0.1:91"));
}

TEST(Targets, need_to_be_known) {
  EXPECT_EQ(error_of("rollout: {canary: [mainpc], command: [deploy], identity: {endpoint: /version}}", ""),
            "pushgate: error: f.yaml: has no 'rollout'; expected a mapping that says how images reach hosts\n"
            "  hint: docs/rollout.md shows one\n");
  EXPECT_EQ(error_of("canary: [mainpc], ", ""),
            "pushgate: error: f.yaml: names no canary machine; expected \"canary\" in 'rollout'\n");
  EXPECT_EQ(error_of("command: [deploy], ", ""),
            "pushgate: error: f.yaml: has no command for mainpc; expected \"command\" in 'rollout'\n");
  EXPECT_EQ(
      error_of(", identity: {endpoint: /version}", ""),
      "pushgate: error: f.yaml: does not say how mainpc tells the digest it runs; expected \"identity\" "
      "in 'rollout'\n");
  EXPECT_EQ(error_of("host: 10.0.0.2", ""),
            "pushgate: error: f.yaml: has no host of machine pc2; app runs there\n");
  EXPECT_EQ(error_of("ports: {service: 90, health: 91}, ", ""),
            "pushgate: error: f.yaml: has no ports of web; expected the one that answers /health\n");
  EXPECT_EQ(error_of("", "", {"none"}),
            "pushgate: error: f.yaml: has no service 'none'; expected one of app, idle, web\n");
  EXPECT_EQ(error_of("", "", {"idle"}),
            "pushgate: error: f.yaml: names no machines for idle; expected some to roll it out to\n");
}

TEST(Targets, go_in_batches_of_machines) {
  std::vector<Target> targets;
  for (const char* machine : {"a", "b", "c", "d", "e"}) {
    targets.push_back(target(machine, "app"));
    targets.push_back(target(machine, "web"));
  }
  const auto sizes = [&](plan::BatchSize size) {
    std::vector<std::size_t> out;
    for (const auto& batch : in_batches(targets, size)) out.push_back(batch.size());
    return out;
  };
  EXPECT_THAT(sizes({1, false}), ElementsAre(2, 2, 2, 2, 2));
  EXPECT_THAT(sizes({2, false}), ElementsAre(4, 4, 2));
  EXPECT_THAT(sizes({9, false}), ElementsAre(10));
  EXPECT_THAT(sizes({50, true}), ElementsAre(4, 4, 2));
  EXPECT_THAT(sizes({1, true}), ElementsAre(2, 2, 2, 2, 2));
  EXPECT_THAT(sizes({100, true}), ElementsAre(10));
  EXPECT_TRUE(in_batches({}, {1, false}).empty());
}

}  // namespace
}  // namespace pushgate::rollout
