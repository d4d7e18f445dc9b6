// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/machine_profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "store/staged_folder.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MachineProfile, plain_values_are_texts) {
  const auto profile = read_machine_profile(R"({"A": "x", "B": 16, "C": true, "D": 0.5})", "p.json");
  ASSERT_TRUE(profile) << profile.error().render();
  EXPECT_EQ(*profile, (MachineSettings{{"A", "x"}, {"B", "16"}, {"C", "true"}, {"D", "0.5"}}));
}

TEST(MachineProfile, what_is_none) {
  const auto error = [](std::string_view text) {
    const auto profile = read_machine_profile(text, "p.json");
    return profile ? std::string("no error") : profile.error().subject + ": " + profile.error().what;
  };
  EXPECT_EQ(error("7"), "p.json: is no JSON object; expected one of settings");
  for (const auto* text : {R"({"A": null})", R"({"A": []})", R"({"A": {}})"}) {
    EXPECT_EQ(error(text), "p.json: has no plain value for A; expected a string, a number or a boolean");
  }
  EXPECT_THAT(error("{"), ::testing::StartsWith("p.json:1:2: "));
}

TEST(MachineProfile, differences) {
  const MachineSettings planned = {{"A", "1"}, {"B", "2"}, {"C", "3"}};
  EXPECT_THAT(differing_settings(planned, planned), IsEmpty());
  EXPECT_THAT(differing_settings({{"A", "1"}, {"B", "3"}, {"D", "4"}}, planned),
              ElementsAre("B is 3 instead of 2", "C is missing", "D is not planned"));
}

TEST(MachineProfile, a_file_is_never_read_through_a_link) {
  const auto folder = *store::ScratchFolder::create();
  std::ofstream(folder.path() / "pc.json") << R"({"A": 1})";
  std::filesystem::create_symlink("pc.json", folder.path() / "link.json");
  EXPECT_EQ(read_machine_profile(folder.path() / "pc.json").value(), (MachineSettings{{"A", "1"}}));
  EXPECT_FALSE(read_machine_profile(folder.path() / "link.json"));
  EXPECT_FALSE(read_machine_profile(folder.path() / "none.json"));
}

}  // namespace
}  // namespace pushgate::scanners
