// SPDX-License-Identifier: Apache-2.0
// What an image holds: its users, tini, the profile, Python, who may write what, and the order of its layers.
#include "unit/scanners/plan/planned_image.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using ImageFiles = PlannedImage;

TEST_F(ImageFiles, the_user_by_name_and_number) {
  for (const auto* user : {"appuser", "10001", "appuser:appuser", "10001:appuser"}) {
    m_image.config.user = user;
    EXPECT_THAT(findings(), IsEmpty()) << user;
  }
  m_image.config.user = "";
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/user-id: the image sets no USER and runs as root; expected 10001:10001 | end the "
                  "Dockerfile's last stage with: USER 10001:10001",
                  "plan/user-name: the image sets no USER and runs as root; expected appuser | run as "
                  "the family image's user, appuser (10001:10001), and make no other"));
  m_image.config.user = "10001:0";
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-id: the image runs as `10001:0`, appuser (10001:0); expected "
                          "10001:10001 | end the Dockerfile's last stage with: USER 10001:10001"));
}

TEST_F(ImageFiles, another_name_with_the_right_numbers) {
  m_last.file("etc/passwd", "rtap:x:10001:10001::/:/bin/false\n");
  EXPECT_THAT(findings(), ElementsAre("plan/user-name: the image runs as `10001:10001`, rtap (10001:10001); "
                                      "expected appuser | run as the family image's user, appuser "
                                      "(10001:10001), and make no other"));
  m_image.config.user = "appuser";
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-id: the image runs as `appuser`, whom its /etc/passwd does not "
                          "have, so that no container of it starts | end the Dockerfile's last "
                          "stage with: USER 10001:10001"));
}

TEST_F(ImageFiles, a_number_that_no_user_has) {
  m_last.whiteout("etc/passwd");
  EXPECT_THAT(findings(),
              ElementsAre("plan/user-name: the image runs as `10001:10001`, and its /etc/passwd has no user "
                          "10001; expected appuser | make the user in the family image: useradd --uid 10001 "
                          "--gid 10001 appuser"));
}

TEST_F(ImageFiles, a_passwd_that_was_not_read) {
  m_last.symlink("etc/passwd", "../opt/passwd").unread_file("opt/passwd");
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/user-id: /etc/passwd of the image was not read: it is a link, no regular file, "
                  "or too large",
                  "?plan/user-name: /etc/passwd of the image was not read: it is a link, no regular "
                  "file, or too large"));
}

TEST_F(ImageFiles, tini_is_pid_1) {
  const std::string hint = R"( | write: ENTRYPOINT ["/usr/bin/tini", "--"])";
  auto& entrypoint = m_image.config.entrypoint;
  entrypoint = {"/bin/sh", "-c", "tini -- python app.py"};
  EXPECT_THAT(findings(), ElementsAre("plan/tini-pid-1: the image starts `/bin/sh -c tini -- python app.py`; "
                                      "expected tini as PID 1" +
                                      hint));
  entrypoint = {};
  m_image.config.cmd = {"tini"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/tini-pid-1: the image has no ENTRYPOINT; expected tini as PID 1" + hint));
  entrypoint = {"tini", "--"};
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImageFiles, tini_is_there_and_a_program) {
  const std::string hint = " | install tini in the family image, and keep its file as it is";
  auto& entrypoint = m_image.config.entrypoint;
  entrypoint = {"/sbin/tini", "--"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/tini-pid-1: the image starts `/sbin/tini --`, which the image does "
                          "not have; expected tini as PID 1" +
                          hint));
  m_last.probed_file("sbin/tini", R"({"kind":"script"})").mode(0755);
  EXPECT_THAT(findings(), ElementsAre("plan/tini-pid-1: the image starts `/sbin/tini --`, which is a script "
                                      "(/sbin/tini); expected tini as PID 1" +
                                      hint + " @/sbin/tini (4)"));
  m_last.file("opt/tini", "").mode(0644);
  entrypoint = {"/opt/tini"};
  EXPECT_THAT(findings(),
              ElementsAre("plan/tini-pid-1: the image starts `/opt/tini`, which not every user may "
                          "execute (/opt/tini, mode 0644); expected tini as PID 1" +
                          hint + " @/opt/tini (4)"));
  m_last.symlink("bin/tini", "bash")
      .probed_file("bin/bash", R"({"kind":"executable","format":"elf"})")
      .mode(0755);
  entrypoint = {"/bin/tini"};
  EXPECT_THAT(findings(), ElementsAre("plan/tini-pid-1: the image starts `/bin/tini`, which is /bin/bash; "
                                      "expected tini as PID 1" +
                                      hint + " @/bin/bash (4)"));
}

TEST_F(ImageFiles, the_machine_profile) {
  const std::string rest =
      " | build with --build-arg MACHINE=NAME, and write the profiles anew: pushgate init --profiles "
      "@/etc/machine-profile.json (4)";
  m_last.file("etc/machine-profile.json", R"({"OMP_NUM_THREADS": 4, "X": true})");
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "plan/profile-settings: /etc/machine-profile.json of the image is not the profile of mainpc, "
          "whose images go to ghcr.io/acme/ai_system/audio: OMP_NUM_THREADS is 4 instead of 16, "
          "UVICORN_WORKERS is missing and X is not planned" +
          rest));
  m_repository = "";
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "?plan/image-name: the image is in no registry",
          "plan/profile-settings: /etc/machine-profile.json of the image is the profile of no machine "
          "of the service; pc2 comes nearest: UVICORN_WORKERS is missing and X is not planned" +
              rest));
}

TEST_F(ImageFiles, the_profile_of_another_machine_is_right_where_that_machine_s_images_go) {
  m_last.file("etc/machine-profile.json", R"({"OMP_NUM_THREADS": 4, "UVICORN_WORKERS": 8})");
  EXPECT_EQ(findings().size(), 1u);
  m_repository = "ghcr.io/acme/ai_system/audio/pc2";
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImageFiles, a_machine_profile_that_is_none) {
  m_last.file("etc/machine-profile.json", "[1]");
  EXPECT_THAT(findings(),
              ElementsAre("plan/machine-profile: /etc/machine-profile.json of the image is no JSON object; "
                          "expected one of settings | write the profiles anew: pushgate init --profiles "
                          "@/etc/machine-profile.json (4)"));
}

TEST_F(ImageFiles, no_machine_profile) {
  m_last.whiteout("etc/machine-profile.json");
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/machine-profile: the image has no /etc/machine-profile.json; expected the profile "
                  "of its machine | write: ARG MACHINE, and COPY config/machine-profiles/${MACHINE}.json "
                  "/etc/machine-profile.json"));
}

TEST_F(ImageFiles, a_virtual_environment) {
  m_last.file("opt/venv/pyvenv.cfg", "home = /usr/bin\n");
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/no-venv: the image has the virtual environment /opt/venv, made by layer 4 of 4; "
                  "expected none | install with the image's own pip, without python -m venv "
                  "@/opt/venv/pyvenv.cfg (4)"));
}

TEST_F(ImageFiles, another_python) {
  m_dependencies.file("usr/lib/python3.10/site-packages/a-1.dist-info/METADATA", "")
      .file("usr/lib/python3/dist-packages/b-1.egg-info/PKG-INFO", "");
  EXPECT_THAT(findings(),
              ElementsAre("plan/python-version: the image has packages of Python 3.10, such as a in "
                          "/usr/lib/python3.10/site-packages; expected Python 3.11 | build on a family with "
                          "Python 3.11, and make the locks for it "
                          "@/usr/lib/python3.10/site-packages/a-1.dist-info/METADATA (2)"));
}

TEST_F(ImageFiles, what_the_family_has_is_not_installed_again) {
  m_dependencies.file(k_site + "NumPy-1.26.0.dist-info/METADATA", "");
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/family-packages: numpy 1.26.0 is installed again by layer 2 of 4; expected the "
                  "numpy of family-torch | take numpy out of the service's lock; the family image has it "
                  "@/" +
                  k_site + "NumPy-1.26.0.dist-info/METADATA (2)"));
  m_with_base = false;
  m_base.reset();
  m_dependencies.file("opt/site-packages/torch-2.2.0.dist-info/METADATA", "");
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/family-base: which image this one was built on is not said: name the family "
                  "image with --base, ghcr.io/acme/family-torch",
                  "?plan/family-packages: whether numpy came with the family is not known: name the "
                  "family image with --base",
                  "plan/family-packages: torch is there 2 times, 2.2.0 in /opt/site-packages and 2.1.0 "
                  "in /usr/local/lib/python3.11/site-packages; expected only that of family-torch | take "
                  "torch out of the service's lock; the family image has it @/" +
                      k_site + "torch-2.1.0.dist-info/METADATA (1)"));
}

TEST_F(ImageFiles, the_base_is_the_family) {
  m_base_repository = "ghcr.io/acme/other";
  EXPECT_THAT(findings(),
              ElementsAre("plan/family-base: the image was built on ghcr.io/acme/other; expected "
                          "ghcr.io/acme/family-torch | build on ghcr.io/acme/family-torch, by the "
                          "build argument BASE_IMAGE"));
  m_with_base = false;
  m_base = StatedBase{"oci:family", "", {crypto::sha256("another")}};
  EXPECT_THAT(findings(),
              ElementsAre("plan/family-base: the image was not built on oci:family: its lowest layers "
                          "are not that image's 1 | build on ghcr.io/acme/family-torch, by the build "
                          "argument BASE_IMAGE",
                          StartsWith("?plan/family-packages: whether torch ")));
}

TEST_F(ImageFiles, what_the_service_may_write) {
  m_last.file("app/data.py", "")
      .mode(0666)
      .directory("app/cache")
      .owner(10001, 10001)
      .symlink("app/link", "x");
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/read-only-root: appuser (10001:10001) may write 2 of the 5 files and folders of the "
                  "application, /app, such as /app/cache (mode 0755, owner 10001:10001); expected none | "
                  "copy it as root, without --chown and chmod, and write to a VOLUME or a tmpfs @/app/cache "
                  "(4)"));
  m_image.config.volumes = {"/app/cache", "/app/data.py"};
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ImageFiles, a_folder_above_python_s_packages_that_the_service_may_write) {
  m_last.directory("usr/local").mode(0775).owner(0, 10001);
  EXPECT_THAT(findings(), ElementsAre(StartsWith(
                              "plan/read-only-root: appuser (10001:10001) may write 1 of the 5 files and "
                              "folders of Python's packages, /usr/local/lib/python3.11/site-packages, such "
                              "as /usr/local (mode 0775, owner 0:10001); expected none")));
}

TEST_F(ImageFiles, without_a_working_directory_the_application_is_not_known) {
  m_image.config.working_dir = "/";
  EXPECT_THAT(
      findings(),
      ElementsAre("?plan/layer-order: the image has no Python source file below its WORKDIR that would tell "
                  "the application's layer",
                  "?plan/read-only-root: the image's WORKDIR is `/`, no folder of its own, so that only "
                  "Python's packages were judged and not the application"));
}

TEST_F(ImageFiles, setuid_files_by_layer) {
  m_family.file("usr/bin/su", "").mode(04755).file("usr/bin/wall", "").mode(02755);
  m_last.file("app/run", "").mode(04755).file("app/harmless", "").mode(04644).directory("srv").mode(02775);
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/setuid-files: layer 4 of 4 brings 1 setuid or setgid file: /app/run; the service "
                  "needs none | take the bits away in the same RUN: chmod a-s FILE @/app/run (4)",
                  "plan/setuid-files: the base image brings 2 setuid or setgid files: /usr/bin/su and "
                  "/usr/bin/wall; the service needs none | take the bits away in the family's Dockerfile: "
                  "chmod a-s FILE @/usr/bin/su (1)"));
}

TEST_F(ImageFiles, the_order_of_layers) {
  m_image.config.history = {{"FROM", false}, {"RUN pip", false}, {"COPY app", false}, {"RUN apt-get", false}};
  m_last.file("var/lib/dpkg/status", "x");
  const std::string hint = " | order the Dockerfile: OS packages, libraries, dependencies, application @ (4)";
  EXPECT_THAT(
      findings(),
      ElementsAre("plan/layer-order: packages of the operating system came with layer 4 of 4 (RUN apt-get), "
                  "after Python's packages in layer 2; expected the other order" +
                      hint,
                  "plan/layer-order: packages of the operating system came with layer 4 of 4 (RUN apt-get), "
                  "after the application in layer 3; expected the other order" +
                      hint));
}

TEST_F(ImageFiles, dependencies_after_the_application) {
  m_last.file(k_site + "late-1.dist-info/METADATA", "");
  EXPECT_THAT(findings(),
              ElementsAre(StartsWith("plan/layer-order: Python's packages came with layer 4 of 4, after "
                                     "the application in layer 3;")));
}

}  // namespace
}  // namespace pushgate::scanners
