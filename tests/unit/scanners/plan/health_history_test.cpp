// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_history.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

using Words = std::optional<std::vector<std::string>>;

Words of(const std::string& step) {
  oci::Config config;
  config.history = {{"HEALTHCHECK NONE", true}, {step, true}, {"CMD [\"x\"]", true}};
  return healthcheck_of_history(config);
}

TEST(HealthHistory, as_buildkit_and_docker_write_it) {
  const Words shell = {{"CMD-SHELL", "curl -f \"http://localhost:6557/health\" || exit 1\n"}};
  EXPECT_EQ(
      of(R"(HEALTHCHECK &{["CMD-SHELL" "curl -f \"http://localhost:6557/health\" || exit 1\n"] "30s" "0s" '\x03'})"),
      shell);
  const Words words = {{"CMD", "curl", "a\\b"}};
  EXPECT_EQ(of(R"(/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "curl" "a\\b"] "0s" "0s" "0s" '\x00'})"), words);
}

TEST(HealthHistory, as_buildah_writes_it) {
  const Words words = {{"CMD", "curl", "localhost"}};
  EXPECT_EQ(of(R"(/bin/sh -c #(nop) HEALTHCHECK --interval=5s --timeout=3s CMD ["curl", "localhost"])"),
            words);
  const Words shell = {{"CMD-SHELL", "curl \"localhost\" || exit 1"}};
  EXPECT_EQ(of(R"(/bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD curl "localhost" || exit 1)"), shell);
}

TEST(HealthHistory, the_last_counts) {
  EXPECT_EQ(of("RUN true"), (Words{{"NONE"}}));
  oci::Config config;
  config.history = {{"RUN echo HEALTHCHECK NONE", false}};
  EXPECT_EQ(healthcheck_of_history(config), std::nullopt);
}

TEST(HealthHistory, other_forms_are_not_known) {
  for (const auto* step : {R"(HEALTHCHECK &{["CMD-SHELL" "curl)", R"(HEALTHCHECK &{["CMD" "\q"] "0s"})",
                           R"(HEALTHCHECK &{["CMD" "a\)", "HEALTHCHECK &{[", "HEALTHCHECK &{[] \"0s\"}",
                           "HEALTHCHECK &{[ x]}", "HEALTHCHECK CMD [\"a\"", "HEALTHCHECK CMD [1]",
                           "HEALTHCHECK --interval=1s", "HEALTHCHECK SOMETIMES"}) {
    EXPECT_EQ(of(step), std::nullopt) << step;
  }
}

}  // namespace
}  // namespace pushgate::scanners
