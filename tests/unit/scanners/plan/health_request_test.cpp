// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_request.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

HealthRequest shell(const std::string& line) {
  return judge_healthcheck({"CMD-SHELL", line}, 6557);
}

TEST(HealthRequest, a_request_for_health_on_the_port_is_right) {
  EXPECT_EQ(shell("curl -f http://localhost:6557/health || exit 1"), HealthRequest::right);
  EXPECT_EQ(shell("curl -f http://localhost:6557/health"), HealthRequest::right);
  EXPECT_EQ(shell("wget -qO- '127.0.0.1:6557/health'"), HealthRequest::right);
  EXPECT_EQ(shell("curl http://[::1]:6557/health?full=1"), HealthRequest::right);
  EXPECT_EQ(judge_healthcheck({"CMD", "curl", "-f", "http://localhost:6557/health"}, 6557),
            HealthRequest::right);
}

TEST(HealthRequest, anything_else_is_wrong) {
  for (const auto* line : {"curl http://localhost:8008/health", "curl http://localhost:16557/health",
                           "curl http://localhost:6557/", "curl http://localhost:6557/healthz",
                           "curl http://localhost:6557/health/live", "/healthcheck.sh", ""}) {
    EXPECT_EQ(shell(line), HealthRequest::wrong) << line;
  }
  EXPECT_EQ(judge_healthcheck({"NONE"}, 6557), HealthRequest::wrong);
  EXPECT_EQ(judge_healthcheck({}, 6557), HealthRequest::wrong);
  EXPECT_EQ(judge_healthcheck({"CMD"}, 6557), HealthRequest::wrong);
}

TEST(HealthRequest, variables_cannot_be_told) {
  EXPECT_EQ(shell("curl -f http://localhost:${HEALTH_PORT}/health"), HealthRequest::unknown);
  EXPECT_EQ(shell("curl -f http://$HOST:6557/health"), HealthRequest::right);
}

}  // namespace
}  // namespace pushgate::scanners
