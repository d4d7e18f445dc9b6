// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_program.hpp"

#include <gtest/gtest.h>

#include "fake_trivy.hpp"
#include "store/file_digest.hpp"

namespace pushgate::scanners {
namespace {

class TrivyProgramTest : public ::testing::Test {
 protected:
  TrivyProgramTest() : m_path("PATH", "/nowhere"), m_tools("PUSHGATE_TOOLS", m_fake.path("tools").string()) {
    std::filesystem::create_directory(m_fake.path("scratch"));
  }

  std::string found(const TrivyOptions& options) const {
    const auto program = find_trivy(options, m_fake.path("scratch"));
    if (!program) return m_fake.shown(program.error().render());
    return m_fake.shown(program->executable.path().string()) + " " + program->version;
  }

  static constexpr const char* k_hint =
      "  hint: get the right one with `ci/tools.sh trivy`, or name one with --trivy PATH\n";
  FakeTrivy m_fake;
  Variable m_path;
  Variable m_tools;
};

TEST_F(TrivyProgramTest, the_named_one_is_taken) {
  TrivyOptions options;
  options.executable = m_fake.executable();
  EXPECT_EQ(found(options), "D/bin/trivy 0.69.3");
  EXPECT_EQ(find_trivy(options, m_fake.path("scratch"))->digest, store::digest_file(m_fake.executable()));
}

TEST_F(TrivyProgramTest, a_named_one_that_is_not_there) {
  TrivyOptions options;
  options.executable = m_fake.path("bin/none").string();
  EXPECT_EQ(found(options), std::string("pushgate: error: D/bin/none: is no executable file\n") + k_hint);
}

TEST_F(TrivyProgramTest, none_at_all) {
  EXPECT_EQ(
      found({}),
      std::string("pushgate: error: trivy: is neither on PATH nor at D/tools/trivy-0.69.3/trivy\n") + k_hint);
}

TEST_F(TrivyProgramTest, path_comes_before_the_tools) {
  std::filesystem::create_directories(m_fake.path("tools/trivy-0.69.3"));
  std::filesystem::copy(m_fake.executable(), m_fake.path("tools/trivy-0.69.3/trivy"));
  EXPECT_EQ(found({}), "D/tools/trivy-0.69.3/trivy 0.69.3");
  const Variable path("PATH", m_fake.path("bin").string());
  EXPECT_EQ(found({}), "D/bin/trivy 0.69.3");
}

TEST_F(TrivyProgramTest, one_on_path_that_the_policy_refuses_gives_way) {
  const Variable path("PATH", m_fake.path("bin").string());
  std::filesystem::create_directories(m_fake.path("tools/trivy-0.69.3"));
  std::filesystem::copy(m_fake.executable(), m_fake.path("tools/trivy-0.69.3/trivy"));
  m_fake.script({{"version", R"(echo '{"Version":"0.69.4"}')"}});
  TrivyOptions options;
  options.rules.forbidden_versions = {"0.69.4"};
  EXPECT_EQ(found(options), "D/tools/trivy-0.69.3/trivy 0.69.3");
  std::filesystem::remove_all(m_fake.path("tools"));
  EXPECT_EQ(
      found(options),
      std::string("pushgate: error: D/bin/trivy: is version 0.69.4, which the policy forbids\n") + k_hint);
}

TEST_F(TrivyProgramTest, a_version_that_is_not_allowed) {
  TrivyOptions options;
  options.executable = m_fake.executable();
  options.rules.allowed_versions = {"0.69.2", "0.70.0"};
  EXPECT_EQ(
      found(options),
      std::string("pushgate: error: D/bin/trivy: is version 0.69.3; the policy allows 0.69.2, 0.70.0\n") +
          k_hint);
}

TEST_F(TrivyProgramTest, a_wrong_binary_is_never_run) {
  m_fake.script({{"version", "echo ran >&2; exit 1"}});
  TrivyOptions options;
  options.executable = m_fake.executable();
  options.rules.binary = Digest(Digest::Bytes{});
  const auto digest = store::digest_file(m_fake.executable())->to_string();
  EXPECT_EQ(found(options), "pushgate: error: D/bin/trivy: has the digest " + digest +
                                "; the policy expects sha256:" + std::string(64, '0') + "\n" + k_hint);
  options.rules.binary = *store::digest_file(m_fake.executable());
  EXPECT_EQ(found(options), "pushgate: error: D/bin/trivy: `trivy version` exited with status 1: ran\n");
}

TEST_F(TrivyProgramTest, one_that_does_not_tell_its_version) {
  TrivyOptions options;
  options.executable = m_fake.executable();
  m_fake.script({{"version", "echo Version: 0.69.3"}});
  EXPECT_EQ(found(options).substr(0, 76),
            "pushgate: error: D/bin/trivy: the output of `trivy version`:1:1: is not JSON");
  m_fake.script({{"version", "echo '{}'"}});
  EXPECT_EQ(found(options),
            "pushgate: error: D/bin/trivy: the output of `trivy version`: member \"Version\" is missing; "
            "expected a string\n");
  m_fake.script({{"version", "echo 'cannot execute' >&2; exit 3"}});
  EXPECT_EQ(found(options),
            "pushgate: error: D/bin/trivy: `trivy version` exited with status 3: cannot execute\n");
  m_fake.script({{"version", "sleep 60"}});
  options.timeout = std::chrono::seconds(1);
  EXPECT_EQ(found(options), "pushgate: error: D/bin/trivy: `trivy version` did not end within 1 s\n");
}

}  // namespace
}  // namespace pushgate::scanners
