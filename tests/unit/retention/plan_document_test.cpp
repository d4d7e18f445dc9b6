// SPDX-License-Identifier: Apache-2.0
#include "retention/plan_document.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "registry_builder.hpp"

namespace pushgate::retention {
namespace {

PlanDocument some_plan() {
  PlannedRepository repository{.name = "ghcr.io/acme/app", .store = "oci", .frees = 12};
  repository.manifests = {{digest_of("a"), {"20200101-abc", "old"}, true, "no rule keeps it"},
                          {digest_of("b"), {}, false, "part of \"v1\""}};
  std::sort(repository.manifests.begin(), repository.manifests.end(),
            [](const auto& a, const auto& b) { return a.digest < b.digest; });
  return {.made = time_of("2026-03-01"), .repositories = {repository}, .frees = 12};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

std::string error_of(const std::string& text) {
  const auto plan = parse_plan(text, "plan.json");
  if (plan) return "no error";
  EXPECT_EQ(plan.error().code, ErrorCode::misuse);
  return plan.error().render();
}

TEST(PlanDocument, is_read_as_it_was_written) {
  const auto plan = some_plan();
  const auto read = parse_plan(write_plan(plan), "plan.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(*read, plan);
  EXPECT_EQ(read->repositories[0].removals(), 1u);
}

TEST(PlanDocument, is_bound_to_what_it_was_made_of) {
  const auto text = write_plan(some_plan());
  const auto error = error_of(replaced(text, "\"old\"", "\"odd\""));
  EXPECT_EQ(error.substr(0, error.find("sha256:")),
            "pushgate: error: plan.json: ghcr.io/acme/app: lists other manifests than the plan was made of; "
            "expected ");
}

TEST(PlanDocument, other_files_are_told_apart) {
  const auto text = write_plan(some_plan());
  EXPECT_EQ(
      error_of("{}"),
      "pushgate: error: plan.json: is no retention plan; expected schema pushgate.retention-plan/v1, got "
      "''\n");
  EXPECT_EQ(
      error_of(replaced(text, "plan/v1", "plan/v2")),
      "pushgate: error: plan.json: is no retention plan; expected schema pushgate.retention-plan/v1, got "
      "'pushgate.retention-plan/v2'\n");
  EXPECT_EQ(
      error_of(replaced(text, "\"remove\"", "\"delete\"")),
      "pushgate: error: plan.json: ghcr.io/acme/app: has the action 'delete'; expected keep or remove\n");
  EXPECT_EQ(error_of(replaced(text, "ghcr.io/acme/app", "app")),
            "pushgate: error: plan.json: names the repository 'app'; expected docker.io/library/app\n");
  EXPECT_NE(error_of("x"), "no error");
  auto twice = some_plan();
  twice.repositories.push_back(twice.repositories[0]);
  EXPECT_EQ(error_of(write_plan(twice)),
            "pushgate: error: plan.json: has ghcr.io/acme/app twice; expected it once\n");
  auto unsorted = some_plan();
  std::reverse(unsorted.repositories[0].manifests.begin(), unsorted.repositories[0].manifests.end());
  EXPECT_EQ(
      error_of(write_plan(unsorted)),
      "pushgate: error: plan.json: ghcr.io/acme/app: has manifests out of order, or one twice; expected "
      "them by digest\n");
}

}  // namespace
}  // namespace pushgate::retention
