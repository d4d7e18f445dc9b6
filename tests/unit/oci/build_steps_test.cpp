// SPDX-License-Identifier: Apache-2.0
#include "oci/build_steps.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::oci {
namespace {

using Steps = std::vector<std::string>;

Config config(std::size_t layers, std::vector<HistoryStep> history) {
  Config out;
  for (std::size_t i = 0; i < layers; ++i) out.diff_ids.push_back(crypto::sha256(std::to_string(i)));
  out.history = std::move(history);
  return out;
}

TEST(BuildSteps, steps_without_a_layer_count_for_none) {
  EXPECT_EQ(build_steps(config(2, {{"ADD", false}, {"ENV", true}, {"RUN", false}, {"CMD", true}})),
            (Steps{"ADD", "RUN"}));
}

TEST(BuildSteps, a_history_that_does_not_account_for_every_layer_tells_nothing) {
  EXPECT_EQ(build_steps(config(2, {{"ADD", false}})), (Steps{"", ""}));
  EXPECT_EQ(build_steps(config(1, {{"ADD", false}, {"RUN", false}})), Steps{""});
  EXPECT_EQ(build_steps(config(1, {})), Steps{""});
}

}  // namespace
}  // namespace pushgate::oci
