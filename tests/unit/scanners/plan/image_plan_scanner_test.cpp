// SPDX-License-Identifier: Apache-2.0
// What an image says of itself: its configuration, its history, its names.
#include "scanners/plan/image_plan_scanner.hpp"

#include "unit/scanners/plan/planned_image.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ImagePlanScanner = PlannedImage;

TEST_F(ImagePlanScanner, an_image_as_planned_has_no_findings) {
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImagePlanScanner, without_a_plan_nothing_can_be_compared) {
  m_fleet = {};
  m_service = {};
  m_service.name = "audio";
  m_baseline.reset();
  m_dockerfile.clear();
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/cuda-baseline: the fleet file states no CUDA",
                  "?plan/exposed-ports: the fleet file states no ports",
                  "?plan/family-base: the fleet file states no family of this service",
                  "?plan/family-packages: the fleet file states no family of this service",
                  "?plan/health-port: the fleet file states no ports",
                  "?plan/image-differs: no Dockerfile of the service is named to compare the image with",
                  "?plan/image-name: the fleet file states no registry",
                  "?plan/image-size: no image to compare its size with: name one with --baseline, or "
                  "in the fleet file",
                  "?plan/machine-profile: the fleet file names no machine for this service",
                  "?plan/profile-settings: the fleet file names no machine for this service",
                  "?plan/python-version: the fleet file states no Python",
                  "?plan/read-only-root: the fleet file states no user",
                  "?plan/tag-form: the fleet file states no form of tags",
                  "?plan/torch-architectures: the fleet file states no torch_cuda_arch_list",
                  "?plan/user-id: the fleet file states no user",
                  "?plan/user-name: the fleet file states no user"));
}

TEST_F(ImagePlanScanner, exposed_ports_are_exactly_two) {
  m_image.config.exposed_ports = {"6552/tcp", "8080/tcp", "5557/udp"};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/exposed-ports: the image exposes 5557/udp, 6552/tcp, 8080/tcp; expected exactly 5557 "
                  "(service) and 6557 (health) | write: EXPOSE 5557 6557; what the family image exposes "
                  "stays exposed"));
  m_image.config.exposed_ports = {};
  EXPECT_THAT(findings(),
              ElementsAre(::testing::StartsWith("plan/exposed-ports: the image exposes no port;")));
  m_image.config.exposed_ports = {"5557/tcp", "6557/tcp", "22/tcp"};
  EXPECT_EQ(findings().size(), 1u);
}

TEST_F(ImagePlanScanner, the_health_port) {
  auto& test = m_image.config.healthcheck;
  test = {"CMD-SHELL", "curl localhost:8008/health"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/health-port: the image has the healthcheck `CMD-SHELL curl "
                          "localhost:8008/health`; expected a request for /health on port 6557 | write: "
                          "HEALTHCHECK CMD curl -fsS http://localhost:6557/health"));
  test = {"CMD-SHELL", "curl localhost:$PORT/health"};
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/health-port: the image's healthcheck `CMD-SHELL curl localhost:$PORT/health` "
                  "puts its address together from variables"));
}

TEST_F(ImagePlanScanner, an_oci_configuration_keeps_no_healthcheck_but_its_history_may) {
  m_image.config.healthcheck.clear();
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/health-port: the image's configuration has no Healthcheck and its history no "
                  "HEALTHCHECK; OCI configurations keep none, so what the Dockerfile says is not known"));
  m_image.config.history = {{R"(HEALTHCHECK &{["CMD-SHELL" "curl localhost:6557/health"] "0s"})", true}};
  EXPECT_THAT(findings(), IsEmpty());
  m_image.config.history = {{"/bin/sh -c #(nop) HEALTHCHECK CMD /healthcheck.sh", true}};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/health-port: the image has, by its history, the healthcheck `CMD-SHELL "
                  "/healthcheck.sh`; expected a request for /health on port 6557 | write: HEALTHCHECK "
                  "CMD curl -fsS http://localhost:6557/health"));
}

TEST_F(ImagePlanScanner, the_tag_has_the_planned_form) {
  const std::string hint = " | tag it: $(date -u +%Y%m%d)-$(git rev-parse --short=12 HEAD)";
  m_tag = "latest";
  EXPECT_THAT(findings(),
              ElementsAre("plan/tag-form: the image has the tag `latest`, which does not begin with "
                          "a day and a dash; expected YYYYMMDD-<git_sha>" +
                          hint));
  m_tag = "20250230-9c99cc9";
  EXPECT_THAT(findings(),
              ElementsAre("plan/tag-form: the image has the tag `20250230-9c99cc9`, which names the day "
                          "20250230, which the calendar does not have; expected YYYYMMDD-<git_sha>" +
                          hint));
  m_tag = "";
  EXPECT_THAT(findings(), ElementsAre("?plan/tag-form: the image has no tag of a registry"));
}

TEST_F(ImagePlanScanner, the_revision_label_is_the_commit_of_the_tag) {
  const std::string hint =
      R"-( | build with: --label org.opencontainers.image.revision="$(git rev-parse HEAD)")-";
  m_tag = "20250810-9c99cc8";
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/revision-label: the image is of commit " + k_commit +
                  " by its label org.opencontainers.image.revision; expected one that begins with "
                  "9c99cc8, as the tag `20250810-9c99cc8` says | tag it by the commit that it was built "
                  "from"));
  auto& label = m_image.config.labels["org.opencontainers.image.revision"];
  label = "main";
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/revision-label: the image has the label "
                  "org.opencontainers.image.revision=`main`; expected a git commit, 7 to 64 lower-case "
                  "hexadecimal digits" +
                  hint));
  label = "9c99cc9";  // shorter than the tag's commit: does not begin with it
  m_tag = "20250810-9c99cc9a";
  EXPECT_EQ(findings().size(), 1u);
  m_image.config.labels.erase("org.opencontainers.image.revision");
  EXPECT_THAT(findings(), ElementsAre("plan/revision-label: the image has no label "
                                      "org.opencontainers.image.revision; expected the git commit" +
                                      hint));
}

TEST_F(ImagePlanScanner, the_name_is_the_registry_s_and_the_service_s) {
  m_repository = "ghcr.io/acme/audio";
  EXPECT_THAT(findings(),
              ElementsAre("plan/image-name: the image is ghcr.io/acme/audio; expected "
                          "ghcr.io/acme/ai_system/audio or ghcr.io/acme/ai_system/audio/pc2 | push it "
                          "under the planned name"));
  m_repository = "";
  EXPECT_THAT(findings(), ElementsAre("?plan/image-name: the image is in no registry"));
}

TEST_F(ImagePlanScanner, cuda_and_its_architectures) {
  m_image.config.env = {"TORCH_CUDA_ARCH_LIST=7.0;8.9", "CUDA_VERSION=12.11"};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/cuda-baseline: the image has CUDA 12.11; expected 12.1 | build the family on an "
                  "image of CUDA 12.1",
                  "plan/torch-architectures: the image has torch and TORCH_CUDA_ARCH_LIST=7.0;8.9; "
                  "expected 8.9;8.6 | write: ENV TORCH_CUDA_ARCH_LIST=\"8.9;8.6\""));
  m_image.config.env = {"CUDA_VERSION=11.8", "CUDA_VERSION=12.1", "PATH"};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/torch-architectures: the image has torch and no TORCH_CUDA_ARCH_LIST; expected "
                  "8.9;8.6 | write: ENV TORCH_CUDA_ARCH_LIST=\"8.9;8.6\""));
  m_image.config.env = {"TORCH_CUDA_ARCH_LIST=8.6 8.9"};
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/cuda-baseline: the image has torch and no CUDA_VERSION that tells its CUDA"));
}

TEST_F(ImagePlanScanner, without_torch_and_cuda_neither_is_asked_for) {
  m_image.config.env.clear();
  m_dependencies.whiteout(k_site + "torch-2.1.0.dist-info");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImagePlanScanner, the_size_against_a_baseline) {
  m_image.manifest.layers = {stored(400'000'000), stored(200'000'000)};
  m_baseline->manifest->layers = {stored(1'000'000'000)};
  EXPECT_THAT(findings(), IsEmpty());
  m_baseline->manifest->layers = {stored(800'000'000)};
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/image-size: the image has 600.0 MB, 75 % of the 800.0 MB of oci:single; expected "
                  "at most 60 % | leave the compiler, caches and build files in the builder stage"));
  m_baseline->manifest->layers = {stored(800'000'000, "application/vnd.oci.image.layer.v1.tar")};
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/image-size: its layers are compressed, and those of oci:single are not, so that "
                  "their sizes cannot be compared"));
  m_image.manifest.layers = {stored(~0ull), stored(~0ull)};
  m_baseline->manifest->layers = {stored(1)};
  EXPECT_EQ(findings().size(), 1u);
  m_baseline->manifest = fail(Error::unchecked("single/index.json", "is missing"));
  EXPECT_THAT(findings(), ElementsAre("?plan/image-size: the image to compare its size with cannot be read: "
                                      "single/index.json: is missing"));
}

TEST_F(ImagePlanScanner, the_dockerfile_that_it_was_built_from) {
  m_dockerfile += ".missing";
  const auto messages = findings();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_THAT(messages[0],
              ::testing::StartsWith("?plan/image-differs: the Dockerfile to compare the image with "
                                    "cannot be read: " +
                                    m_dockerfile));
}

TEST_F(ImagePlanScanner, what_an_image_says_is_cut_for_the_message) {
  m_image.config.entrypoint = {std::string(199, 'x') + "éé"};
  const auto messages = findings();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_THAT(messages[0], ::testing::StartsWith("plan/tini-pid-1: the image starts `" +
                                                 std::string(199, 'x') + "…`; expected"));
}

}  // namespace
}  // namespace pushgate::scanners
