// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_guess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/fleet_text.hpp"

namespace pushgate::plan {
namespace {

DockerfileFacts facts_of(std::string path, std::string base, std::vector<std::uint16_t> ports = {},
                         std::optional<std::uint16_t> health = {}) {
  DockerfileFacts facts;
  facts.path = std::move(path);
  facts.base = std::move(base);
  facts.ports = std::move(ports);
  facts.health_port = health;
  return facts;
}

TEST(FleetGuess, families_are_what_others_are_built_on) {
  const auto guess = guess_fleet({facts_of("audio/Dockerfile", "ghcr.io/acme/family-torch-cu121:1@sha256:a"),
                                  facts_of("bus/Dockerfile", "ghcr.io/acme/family-web:1"),
                                  facts_of("families/llm/Dockerfile", "ghcr.io/acme/family-torch-cu121:1"),
                                  facts_of("families/torch/Dockerfile", "nvidia/cuda:12.1"),
                                  facts_of("other/Dockerfile", "python:3.11-slim")},
                                 "tree");
  const auto& families = guess.fleet.families;
  ASSERT_EQ(families.size(), 3u);
  EXPECT_EQ(families.at("family-torch-cu121").dockerfile, "families/torch/Dockerfile");
  EXPECT_EQ(families.at("family-torch-cu121").image, "ghcr.io/acme/family-torch-cu121");
  EXPECT_EQ(families.at("family-web").dockerfile, "");
  EXPECT_EQ(families.at("family-llm").family, "family-torch-cu121");
  EXPECT_EQ(families.at("family-llm").image, "ghcr.io/acme/family-llm");
  const auto& services = guess.fleet.services;
  ASSERT_EQ(services.size(), 3u);
  EXPECT_EQ(services.at("audio").family, "family-torch-cu121");
  EXPECT_EQ(services.at("other").family, "");
  EXPECT_THAT(guess.unknown, testing::Contains("service 'other': its family; it is FROM python:3.11-slim"));
}

TEST(FleetGuess, two_ports_are_guessed_and_no_other_number) {
  const auto guess =
      guess_fleet({facts_of("a/Dockerfile", "", {80, 8080}, 80), facts_of("b/Dockerfile", "", {80, 81}),
                   facts_of("c/Dockerfile", "", {80}), facts_of("d/Dockerfile", "", {1, 2, 3})},
                  "tree");
  EXPECT_EQ(guess.fleet.services.at("a").ports->service, 8080);
  EXPECT_EQ(guess.fleet.services.at("a").ports->health, 80);
  EXPECT_EQ(guess.fleet.services.at("b").ports->health, 81);
  EXPECT_FALSE(guess.fleet.services.at("c").ports);
  EXPECT_FALSE(guess.fleet.services.at("d").ports);
  EXPECT_THAT(
      guess.unknown,
      testing::IsSupersetOf(
          {"service 'b': which port is which; the health check asks neither, so they stand as in EXPOSE",
           "service 'c': its ports; EXPOSE has 1, and two are wanted: service and health"}));
}

TEST(FleetGuess, names_are_made_unique) {
  const auto guess = guess_fleet(
      {facts_of("Dockerfile", ""), facts_of("Dockerfile.worker", ""), facts_of("a/bus/Dockerfile", ""),
       facts_of("b/bus/Dockerfile", ""), facts_of("c/-x $y/Dockerfile", "")},
      "my tree");
  std::vector<std::string> names;
  for (const auto& [name, service] : guess.fleet.services) names.push_back(name);
  EXPECT_THAT(names, testing::ElementsAre("b_bus_Dockerfile", "bus", "my_tree", "worker", "x__y"));
}

TEST(FleetGuess, what_is_written_is_read_again) {
  auto guess = guess_fleet(
      {facts_of("families/a/Dockerfile", "r/family-b:1"), facts_of("families/b/Dockerfile", "r/family-a:1"),
       facts_of("x y'\"#/Dockerfile", "r/family-a", {1, 2}), facts_of("true/Dockerfile", "", {2, 3}),
       facts_of("null/Dockerfile", "${X} y")},
      "tree");
  guess.fleet.machines["on"].env = {{"A", "1e3"}, {"B", "x: #\"'\n"}};
  for (auto& [name, service] : guess.fleet.services) service.machines = {"on"};
  leave_out_clashing_ports(guess);
  EXPECT_THAT(guess.unknown, testing::Contains(testing::HasSubstr("2 is a port of service")));
  const std::string text = fleet_text(guess.fleet, "app user");
  const auto read = parse_fleet(text, "pushgate.yaml");
  ASSERT_TRUE(read) << read.error().render() << text;
  EXPECT_EQ(read->families.at("family-a").family + read->families.at("family-b").family, "family-b");
  EXPECT_EQ(read->services.at("x_y___").dockerfile, "x y'\"#/Dockerfile");
  EXPECT_EQ(read->machines.at("on").env, guess.fleet.machines.at("on").env);
  EXPECT_EQ(read->services.size(), 3u);
}

}  // namespace
}  // namespace pushgate::plan
