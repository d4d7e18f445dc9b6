// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_plan_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_commit = "9c99cc9aaaabbbbccccddddeeeeffff000011112";

class ImagePlanScanner : public ::testing::Test {
 protected:
  void SetUp() override {
    m_fleet.tag = "YYYYMMDD-<git_sha>";
    m_fleet.user = plan::User{"appuser", 10001, 10001};
    m_service.name = "real_time_audio_pipeline";
    m_service.ports = plan::Ports{5557, 6557};
    m_config.user = "10001:10001";
    m_config.exposed_ports = {"6557/tcp", "5557"};
    m_config.entrypoint = {"/usr/bin/tini", "--"};
    m_config.labels["org.opencontainers.image.revision"] = k_commit;
    m_config.has_healthcheck_field = true;
    m_config.healthcheck = {"CMD", "curl", "-fsS", "http://localhost:6557/health"};
  }

  // `rule: message | hint`, `?` before one that could not look.
  std::vector<std::string> findings(const std::string& tag = "20250810-9c99cc9") const {
    const auto result = scan_image_plan(m_fleet, m_service, m_config, "oci:build/app", tag);
    EXPECT_EQ(result.run.scanner, "plan");
    EXPECT_EQ(result.run.outcome, model::ScannerRun::Outcome::complete);
    std::vector<std::string> out;
    for (const auto& finding : result.findings) {
      EXPECT_EQ(finding.subject, "real_time_audio_pipeline");
      out.push_back((finding.could_not_look ? "?" : "") + finding.rule + ": " + finding.message + " | " +
                    finding.hint);
    }
    return out;
  }

  plan::Fleet m_fleet;
  plan::Service m_service;
  oci::Config m_config;
};

TEST_F(ImagePlanScanner, an_image_as_planned_has_no_findings) {
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_THAT(findings(""), IsEmpty());
}

TEST_F(ImagePlanScanner, the_user) {
  m_config.user = "rtap";
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-id: runs as `rtap`; expected appuser (10001:10001) | end the "
                          "Dockerfile's last stage with: USER 10001:10001"));
  m_config.user = "";
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-id: sets no USER and runs as root; expected appuser (10001:10001) | end "
                          "the Dockerfile's last stage with: USER 10001:10001"));
}

TEST_F(ImagePlanScanner, without_a_planned_user_only_root_is_wrong) {
  m_fleet.user.reset();
  EXPECT_THAT(findings(), ElementsAre("?plan/user-id: the fleet file states no user | "));
  m_config.user = "root";
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-id: runs as `root`; expected another user than root | end the "
                          "Dockerfile's last stage with: USER 10001:10001"));
}

TEST_F(ImagePlanScanner, exposed_ports_are_exactly_two) {
  m_config.exposed_ports = {"6552/tcp", "8080/tcp", "5557/udp"};
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "plan/exposed-ports: exposes 5557/udp, 6552/tcp, 8080/tcp; expected exactly 5557 (service) and "
          "6557 (health) | write: EXPOSE 5557 6557; what the family image exposes stays exposed"));
  m_config.exposed_ports = {};
  EXPECT_THAT(findings(),
              ElementsAre("plan/exposed-ports: exposes no port; expected exactly 5557 (service) and 6557 "
                          "(health) | write: EXPOSE 5557 6557; what the family image exposes stays exposed"));
  m_config.exposed_ports = {"5557/tcp", "6557/tcp", "22/tcp"};
  EXPECT_EQ(findings().size(), 1u);
}

TEST_F(ImagePlanScanner, tini_is_pid_1) {
  const std::string hint = R"( | write: ENTRYPOINT ["/usr/bin/tini", "--"])";
  m_config.entrypoint = {"/app/entrypoint.sh"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/tini-pid-1: starts `/app/entrypoint.sh`; expected tini as PID 1" + hint));
  m_config.entrypoint = {"/bin/sh", "-c", "tini -- python app.py"};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/tini-pid-1: starts `/bin/sh -c tini -- python app.py`; expected tini as PID 1" +
                  hint));
  m_config.entrypoint = {};
  m_config.cmd = {"tini"};
  EXPECT_THAT(findings(), ElementsAre("plan/tini-pid-1: has no ENTRYPOINT; expected tini as PID 1" + hint));
  m_config.entrypoint = {"tini-static"};
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImagePlanScanner, the_health_port) {
  m_config.healthcheck = {"CMD-SHELL", "curl localhost:8008/health"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/health-port: has the healthcheck `CMD-SHELL curl localhost:8008/health`; "
                          "expected a request for /health on port 6557 | write: HEALTHCHECK CMD curl -fsS "
                          "http://localhost:6557/health"));
  m_config.healthcheck = {"CMD-SHELL", "curl localhost:$PORT/health"};
  EXPECT_THAT(findings(),
              ElementsAre("?plan/health-port: the healthcheck `CMD-SHELL curl localhost:$PORT/health` puts "
                          "its address together from variables | "));
}

TEST_F(ImagePlanScanner, an_oci_configuration_keeps_no_healthcheck) {
  m_config.has_healthcheck_field = false;
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "?plan/health-port: the configuration of oci:build/app has no Healthcheck; OCI configurations "
          "keep none, so what the Dockerfile says is not known | "));
}

TEST_F(ImagePlanScanner, without_planned_ports_they_are_not_judged) {
  m_service.ports.reset();
  EXPECT_THAT(findings(), ElementsAre("?plan/exposed-ports: the fleet file states no ports | ",
                                      "?plan/health-port: the fleet file states no ports | "));
}

TEST_F(ImagePlanScanner, the_tag_has_the_planned_form) {
  const std::string hint = " | tag it: $(date -u +%Y%m%d)-$(git rev-parse --short=12 HEAD)";
  EXPECT_THAT(findings("latest"), ElementsAre("plan/tag-form: has the tag `latest`, which does not begin "
                                              "with a day and a dash; expected YYYYMMDD-<git_sha>" +
                                              hint));
  EXPECT_THAT(
      findings("20250230-9c99cc9"),
      ElementsAre("plan/tag-form: has the tag `20250230-9c99cc9`, which names the day 20250230, which the "
                  "calendar does not have; expected YYYYMMDD-<git_sha>" +
                  hint));
  m_fleet.tag = "";
  EXPECT_THAT(findings("latest"), IsEmpty());
}

TEST_F(ImagePlanScanner, the_revision_label_is_the_commit_of_the_tag) {
  const std::string hint =
      R"-( | build with: --label org.opencontainers.image.revision="$(git rev-parse HEAD)")-";
  EXPECT_THAT(
      findings("20250810-9c99cc8"),
      ElementsAre(
          "plan/revision-label: is of commit " + k_commit +
          " by its label org.opencontainers.image.revision; expected one that begins with 9c99cc8, as "
          "the tag `20250810-9c99cc8` says | tag it by the commit that it was built from"));
  auto& label = m_config.labels["org.opencontainers.image.revision"];
  label = "main";
  EXPECT_THAT(findings(),
              ElementsAre("plan/revision-label: has the label org.opencontainers.image.revision=`main`; "
                          "expected a git commit, 7 to 64 lower-case hexadecimal digits" +
                          hint));
  // A label shorter than the tag's commit does not begin with it.
  label = "9c99cc9";
  EXPECT_EQ(findings("20250810-9c99cc9a").size(), 1u);
  m_config.labels.clear();
  EXPECT_THAT(findings(),
              ElementsAre("plan/revision-label: has no label org.opencontainers.image.revision; expected the "
                          "git commit" +
                          hint));
}

TEST_F(ImagePlanScanner, what_an_image_says_is_cut_for_the_message) {
  m_config.user = std::string(199, 'x') + "éé";
  const auto messages = findings();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_THAT(messages[0],
              ::testing::StartsWith("plan/user-id: runs as `" + std::string(199, 'x') + "…`; expected"));
}

}  // namespace
}  // namespace pushgate::scanners
