// SPDX-License-Identifier: Apache-2.0
#include "plan/matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "plan/image_repository.hpp"

namespace pushgate::plan {
namespace {

Fleet fleet_of(std::string_view text) {
  auto fleet = parse_fleet(text, "pushgate.yaml");
  EXPECT_TRUE(fleet) << fleet.error().render();
  return fleet.value_or(Fleet{});
}

constexpr std::string_view k_fleet = R"(version: 1
registry: ghcr.io/acme/ai
families:
  llm: {image: ghcr.io/acme/llm, dockerfile: families/llm/Dockerfile, family: torch}
  torch: {image: ghcr.io/acme/torch, dockerfile: families/torch/Dockerfile, family: cuda}
  cuda: {image: nvcr.io/cuda}
  web: {image: ghcr.io/acme/web, dockerfile: families/web/Dockerfile}
services:
  audio:
    dockerfile: audio/Dockerfile
    family: torch
    machines: [pc1, pc2]
    lock: ../locks/audio.lock
  bus: {dockerfile: ./services/bus/Dockerfile, context: ., family: web}
  coordinator: {dockerfile: coordinator/Dockerfile, family: llm, machines: [pc1], lock: requirements.lock}
  elsewhere: {family: web}
machines:
  pc1: {profile: profiles/pc1.json}
  pc2: {profile: profiles/pc2.json}
)";

/// `audio@pc1`, and with a change `audio@pc1: lock, context`.
std::vector<std::string> lines(const std::vector<Job>& jobs) {
  std::vector<std::string> lines;
  for (const Job& job : jobs) {
    std::string line = job.name + (job.machine.empty() ? "" : "@" + job.machine);
    for (std::size_t i = 0; i < job.reasons.size(); ++i)
      line += (i == 0 ? ": " : ", ") + std::string(job.reasons[i].what) + " " + job.reasons[i].path;
    lines.push_back(line);
  }
  return lines;
}

/// Paths count as touched that are in the set.
Changes changes_at(std::set<std::string> paths) {
  Changes changes;
  changes.touched = [paths = std::move(paths)](const std::string& path) {
    return paths.contains(path) ? std::optional(path + "!") : std::nullopt;
  };
  return changes;
}

TEST(Matrix, a_job_for_each_service_and_machine_and_families_after_their_own) {
  const Matrix matrix = make_matrix(fleet_of(k_fleet), nullptr);
  EXPECT_THAT(lines(matrix.services),
              testing::ElementsAre("audio@pc1", "audio@pc2", "bus", "coordinator@pc1"));
  EXPECT_THAT(lines(matrix.families), testing::ElementsAre("torch", "web", "llm"));
  EXPECT_THAT(matrix.left_out, testing::ElementsAre("elsewhere"));
  EXPECT_EQ(matrix.families[0].level, 1u);
  EXPECT_EQ(matrix.families[2].level, 2u);
  EXPECT_EQ(family_levels(matrix), 2u);
}

TEST(Matrix, a_job_says_what_to_build_from_what) {
  const Matrix matrix = make_matrix(fleet_of(k_fleet), nullptr);
  const Job& audio = matrix.services[1];
  EXPECT_EQ(audio.dockerfile, "audio/Dockerfile");
  EXPECT_EQ(audio.context, "audio");
  EXPECT_EQ(audio.lock, "locks/audio.lock");
  EXPECT_EQ(audio.profile, "audio/profiles/pc2.json");
  EXPECT_EQ(audio.base_image, "ghcr.io/acme/torch");
  EXPECT_TRUE(audio.base_built);
  EXPECT_EQ(audio.image, "ghcr.io/acme/ai/audio/pc2");
  EXPECT_EQ(matrix.services[0].image, "ghcr.io/acme/ai/audio");
  const Job& bus = matrix.services[2];
  EXPECT_EQ(bus.dockerfile, "services/bus/Dockerfile");
  EXPECT_EQ(bus.context, ".");
  EXPECT_EQ(bus.lock + bus.profile + bus.machine, "");
  const Job& torch = matrix.families[0];
  EXPECT_EQ(torch.image, "ghcr.io/acme/torch");
  EXPECT_EQ(torch.context, "families/torch");
  EXPECT_EQ(torch.base_image, "nvcr.io/cuda");
  EXPECT_FALSE(torch.base_built);
}

TEST(Matrix, no_two_jobs_push_to_one_repository) {
  std::set<std::string> images;
  const Matrix matrix = make_matrix(fleet_of(k_fleet), nullptr);
  for (const Job& job : matrix.services) EXPECT_TRUE(images.insert(job.image).second) << job.image;
  Fleet none = fleet_of("version: 1\nservices: {a: {dockerfile: a/Dockerfile}}\n");
  EXPECT_EQ(repository_of(none, none.services.at("a"), ""), "");
}

TEST(Matrix, only_what_a_change_touches_and_why) {
  const Fleet fleet = fleet_of(k_fleet);
  const auto services_at = [&](std::set<std::string> paths) {
    const Changes changes = changes_at(std::move(paths));
    return lines(make_matrix(fleet, &changes).services);
  };
  EXPECT_THAT(services_at({}), testing::IsEmpty());
  EXPECT_THAT(services_at({"locks/audio.lock"}),
              testing::ElementsAre("audio@pc1: lock locks/audio.lock!", "audio@pc2: lock locks/audio.lock!"));
  EXPECT_THAT(services_at({"audio/profiles/pc2.json"}),
              testing::ElementsAre("audio@pc2: profile audio/profiles/pc2.json!"));
  EXPECT_THAT(services_at({"."}), testing::ElementsAre("bus: context .!"));
  EXPECT_THAT(
      services_at({"coordinator", "coordinator/Dockerfile"}),
      testing::ElementsAre("coordinator@pc1: dockerfile coordinator/Dockerfile!, context coordinator!"));
}

TEST(Matrix, a_changed_family_touches_all_that_is_built_on_it) {
  const Fleet fleet = fleet_of(k_fleet);
  const Changes changes = changes_at({"families/torch"});
  const Matrix matrix = make_matrix(fleet, &changes);
  EXPECT_THAT(lines(matrix.families),
              testing::ElementsAre("torch: context families/torch!", "llm: family torch"));
  EXPECT_THAT(lines(matrix.services),
              testing::ElementsAre("audio@pc1: family torch", "audio@pc2: family torch",
                                   "coordinator@pc1: family llm"));
  const Changes other = changes_at({"families/llm/Dockerfile", "audio"});
  const Matrix less = make_matrix(fleet, &other);
  EXPECT_THAT(lines(less.families), testing::ElementsAre("llm: dockerfile families/llm/Dockerfile!"));
  EXPECT_FALSE(less.families[0].base_built);
  EXPECT_THAT(lines(less.services),
              testing::ElementsAre("audio@pc1: context audio!", "audio@pc2: context audio!",
                                   "coordinator@pc1: family llm"));
  EXPECT_FALSE(less.services[0].base_built);
  EXPECT_TRUE(less.services[2].base_built);
}

TEST(Matrix, a_changed_fleet_file_touches_everything) {
  Changes changes = changes_at({});
  changes.everything = Reason{"fleet file", "pushgate.yaml"};
  const Matrix matrix = make_matrix(fleet_of(k_fleet), &changes);
  EXPECT_THAT(lines(matrix.families),
              testing::ElementsAre("torch: fleet file pushgate.yaml", "web: fleet file pushgate.yaml",
                                   "llm: fleet file pushgate.yaml"));
  EXPECT_EQ(matrix.services.size(), 4u);
}

TEST(Matrix, parts_hold_every_job_once) {
  std::vector<Job> jobs(10);
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].name = std::to_string(i);
  for (const std::size_t count : {1u, 3u, 10u, 12u}) {
    std::vector<std::string> names;
    for (std::size_t part = 1; part <= count; ++part) {
      const auto some = part_of(jobs, part, count);
      EXPECT_LE(some.size(), (jobs.size() + count - 1) / count);
      for (const Job& job : some) names.push_back(job.name);
    }
    EXPECT_EQ(names, lines(jobs));
  }
}

}  // namespace
}  // namespace pushgate::plan
