// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_request.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

HealthRequest judge(const std::vector<std::string>& test) {
  return judge_healthcheck(test, 6557, [](std::string_view name) {
    return name == "HEALTH_PORT" ? std::optional<std::string>("6557") : std::nullopt;
  });
}

HealthRequest shell(const std::string& line) {
  return judge({"CMD-SHELL", line});
}

TEST(HealthRequest, a_request_for_health_on_the_port_is_right) {
  EXPECT_EQ(shell("curl -f http://localhost:6557/health || exit 1"), HealthRequest::right);
  EXPECT_EQ(shell("curl -f http://localhost:6557/health"), HealthRequest::right);
  EXPECT_EQ(shell("wget -qO- '127.0.0.1:6557/health'"), HealthRequest::right);
  EXPECT_EQ(shell("curl http://[::1]:6557/health?full=1"), HealthRequest::right);
  EXPECT_EQ(judge({"CMD", "curl", "-f", "http://localhost:6557/health"}), HealthRequest::right);
}

TEST(HealthRequest, anything_else_is_wrong) {
  for (const auto* line : {"curl http://localhost:8008/health", "curl http://localhost:16557/health",
                           "curl http://localhost:6557/", "curl http://localhost:6557/healthz",
                           "curl http://localhost:6557/health/live", "/healthcheck.sh", ""}) {
    EXPECT_EQ(shell(line), HealthRequest::wrong) << line;
  }
  EXPECT_EQ(judge({"NONE"}), HealthRequest::wrong);
  EXPECT_EQ(judge({}), HealthRequest::wrong);
  EXPECT_EQ(judge({"CMD"}), HealthRequest::wrong);
}

TEST(HealthRequest, variables_cannot_be_told) {
  EXPECT_EQ(shell("curl -f http://localhost:${PORT}/health"), HealthRequest::unknown);
  EXPECT_EQ(shell("curl -f http://localhost:$(port)/health"), HealthRequest::unknown);
  EXPECT_EQ(shell("curl -f http://$HOST:6557/health"), HealthRequest::right);
}

TEST(HealthRequest, variables_of_the_image_are_known_where_a_shell_reads_them) {
  EXPECT_EQ(shell("curl -f http://localhost:${HEALTH_PORT}/health"), HealthRequest::right);
  EXPECT_EQ(shell("curl -f http://localhost:1${HEALTH_PORT}/health"), HealthRequest::wrong);
  EXPECT_EQ(judge({"CMD", "curl", "http://localhost:${HEALTH_PORT}/health"}), HealthRequest::wrong);
}

TEST(HealthRequest, a_script_is_wrong_whatever_it_is_told) {
  EXPECT_EQ(shell("/healthcheck.sh http://localhost:6557/health"), HealthRequest::wrong);
  EXPECT_EQ(shell("curl -f http://localhost:6557/health && ./more.sh"), HealthRequest::wrong);
  EXPECT_EQ(judge({"CMD", "sh", "/opt/health.sh", "localhost:6557/health"}), HealthRequest::wrong);
  EXPECT_EQ(judge({"CMD", "curl", "http://localhost:6557/health", "-e", "http://a/b.sh"}),
            HealthRequest::right);
}

TEST(HealthRequest, what_is_no_command_asks_nothing) {
  EXPECT_EQ(shell("true # curl http://localhost:6557/health"), HealthRequest::wrong);
}

}  // namespace
}  // namespace pushgate::scanners
