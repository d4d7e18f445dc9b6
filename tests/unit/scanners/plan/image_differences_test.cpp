// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_differences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view k_dockerfile = R"(ARG BASE_IMAGE=family
FROM ${BASE_IMAGE}
ARG MACHINE=mainpc
ENV MODE=fast PROFILE=${MACHINE} PATH=/opt/bin:$PATH
LABEL a=b
WORKDIR /app
EXPOSE 5557 6557
VOLUME /data
USER 10001:10001
HEALTHCHECK CMD curl -fsS  http://localhost:6557/health
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD python service.py
)";

oci::Config as_built() {
  oci::Config config;
  config.env = {"PATH=/opt/bin:/usr/bin", "MODE=fast", "PROFILE=pc2"};
  config.labels = {{"a", "b"}, {"of", "the base"}};
  config.working_dir = "/app";
  config.exposed_ports = {"5557/tcp", "6557/tcp", "22/tcp"};
  config.volumes = {"/data"};
  config.user = "10001:10001";
  config.healthcheck = {"CMD-SHELL", "curl -fsS http://localhost:6557/health"};
  config.entrypoint = {"/usr/bin/tini", "--"};
  config.cmd = {"/bin/sh", "-c", "python service.py"};
  return config;
}

// `LINE message`
std::vector<std::string> differences(const oci::Config& config, std::string_view text = k_dockerfile) {
  const auto fixed = FixedState::parse(text, "audio/Dockerfile");
  if (!fixed) throw std::runtime_error(fixed.error().render());
  ImageFindings findings("audio");
  compare_with_dockerfile(*fixed, config, findings);
  std::vector<std::string> out;
  for (const auto& finding : findings.take()) {
    EXPECT_EQ(finding.rule, "plan/image-differs");
    EXPECT_EQ(finding.location.path, "audio/Dockerfile");
    EXPECT_EQ(finding.hint, "build the image anew from this Dockerfile");
    out.push_back(std::to_string(finding.location.line) + " " + finding.message);
  }
  return out;
}

TEST(ImageDifferences, an_image_as_its_dockerfile_says) {
  EXPECT_THAT(differences(as_built()), IsEmpty());
}

TEST(ImageDifferences, each_value_at_its_line) {
  oci::Config config;
  config.user = "root";
  config.env = {"MODE=slow"};
  config.healthcheck = {"NONE"};
  config.exposed_ports = {"6557"};
  config.entrypoint = {"/entrypoint.sh"};
  EXPECT_THAT(
      differences(config),
      ElementsAre(
          "9 the Dockerfile says USER 10001:10001, and the image has root",
          "6 the Dockerfile says WORKDIR /app, and the image has none",
          "4 the Dockerfile says ENV MODE=fast, and the image has MODE=slow",
          "5 the Dockerfile says LABEL a=b, and the image has no a",
          "7 the Dockerfile says EXPOSE 5557/tcp, and the image has 6557",
          "8 the Dockerfile says VOLUME /data, and the image has no volume",
          "11 the Dockerfile says ENTRYPOINT /usr/bin/tini --, and the image has /entrypoint.sh",
          "12 the Dockerfile says CMD /bin/sh -c python service.py, and the image has none",
          "10 the Dockerfile says HEALTHCHECK CMD-SHELL curl -fsS  http://localhost:6557/health, and the "
          "image has NONE"));
}

TEST(ImageDifferences, what_the_build_is_given_is_not_the_dockerfile_s) {
  EXPECT_THAT(differences({},
                          "ARG U=7 P=80\nFROM a\nARG U P\nUSER $U\nEXPOSE $P\nLABEL r=$U\nWORKDIR /$U\n"
                          "VOLUME /$U\nENV A=$U\n"),
              IsEmpty());
  EXPECT_THAT(differences({}, "FROM a\nENV A=1\nENV B=$A\nUSER $B\n"),
              ElementsAre("4 the Dockerfile says USER 1, and the image has none",
                          "2 the Dockerfile says ENV A=1, and the image has no A",
                          "3 the Dockerfile says ENV B=1, and the image has no B"));
}

TEST(ImageDifferences, a_healthcheck_that_only_the_history_tells) {
  auto config = as_built();
  config.healthcheck.clear();
  EXPECT_THAT(differences(config), IsEmpty());
  config.history = {{"/bin/sh -c #(nop) HEALTHCHECK CMD /health.sh", true}};
  EXPECT_THAT(
      differences(config),
      ElementsAre("10 the Dockerfile says HEALTHCHECK CMD-SHELL curl -fsS  http://localhost:6557/health, "
                  "and the image has CMD-SHELL /health.sh"));
}

}  // namespace
}  // namespace pushgate::scanners
