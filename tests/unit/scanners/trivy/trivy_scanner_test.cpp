// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "adapter/crypto/sha256.hpp"
#include "fake_trivy.hpp"
#include "sbom/cyclonedx.hpp"
#include "store/file_digest.hpp"

namespace pushgate::scanners {
namespace {

using model::ScannerRun;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TrivyScanner : public ::testing::Test {
 protected:
  TrivyScanner() {
    m_made = system_time() - std::chrono::hours(1);
    m_fake.database_made(format_rfc3339(m_made));
    m_inventory.os = {"debian", "12.5", "debian", "12", ""};
    m_inventory.components = {deb("libc6", "2.36-9", "glibc"), pypi("urllib3", "1.26.4")};
    m_options.executable = m_fake.executable();
    m_options.cache_dir = m_fake.cache();
    m_options.timeout = std::chrono::seconds(20);
    m_fake.finds(std::string(k_own) + k_deb + k_pypi);
  }

  // What is told of the document without canary; with it the fake goes on by what it finds.
  void report(const std::vector<std::string>& packages, const std::vector<Reported>& vulnerabilities,
              const std::string& os_family = "debian") const {
    m_fake.put("cache/db/report",
               json::write(report_about("sbom.cdx.json", packages, vulnerabilities, os_family)));
  }

  std::string document() const {
    return sbom::write_cyclonedx({"image", Digest(Digest::Bytes{}), "linux/amd64"}, m_inventory, m_made);
  }
  TrivyResult scan() const { return scan_with_trivy(document(), m_inventory, m_options); }

  // Why the run is incomplete.
  std::string reason() const {
    const auto result = scan();
    EXPECT_EQ(result.result.run.scanner, "trivy");
    if (result.result.run.outcome == ScannerRun::Outcome::complete) return "complete";
    return m_fake.shown(result.result.run.reason);
  }

  // What the scan sees of a thing that it can only say in its errors.
  std::string told(const std::string& shell) const {
    m_fake.script({{"sbom", shell + " >&2; exit 1"}});
    return reason();
  }

  static constexpr const char* k_own = "CVE-2021-33503 HIGH 1.26.5 pkg:pypi/urllib3@1.26.4\n";
  static constexpr const char* k_deb = "CVE-1 LOW - pkg:deb/debian/*@0.0.*\n";
  static constexpr const char* k_pypi = "CVE-2 LOW - pkg:pypi/*@0.0.*\n";
  FakeTrivy m_fake;
  Time m_made;
  model::Inventory m_inventory;
  TrivyOptions m_options;
  std::vector<std::string> m_purls = {
      "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc", "pkg:pypi/urllib3@1.26.4"};
};

TEST_F(TrivyScanner, gives_findings_the_report_and_who_looked) {
  const auto scanned = scan();
  EXPECT_EQ(scanned.result.run.scanner, "trivy");
  EXPECT_EQ(scanned.result.run.outcome, ScannerRun::Outcome::complete) << scanned.result.run.reason;
  EXPECT_EQ(scanned.result.run.reason, "");
  ASSERT_EQ(scanned.result.findings.size(), 1u);
  EXPECT_EQ(scanned.result.findings[0].rule, "vuln/CVE-2021-33503");
  EXPECT_THAT(scanned.report, HasSubstr(R"("PURL":"pkg:pypi/urllib3@1.26.4")"));
  EXPECT_THAT(scanned.report, Not(HasSubstr("@0.0.")));
  ASSERT_TRUE(scanned.identity);
  EXPECT_EQ(scanned.identity->name, "trivy");
  EXPECT_EQ(scanned.identity->version, "0.69.3");
  EXPECT_EQ(*scanned.identity->binary, store::digest_file(m_fake.executable()));
  EXPECT_EQ(*scanned.identity->database, crypto::sha256("no database"));
  EXPECT_EQ(*scanned.identity->database_updated_at, m_made);
  ASSERT_TRUE(scanned.identity->sandbox);
  EXPECT_GT(scanned.identity->sandbox->memory, 0u);
}

TEST_F(TrivyScanner, the_document_is_scanned_as_it_is) {
  EXPECT_THAT(told("sha256sum \"$last\""), HasSubstr(crypto::sha256(document()).hex() + "  sbom.cdx.json"));
}

TEST_F(TrivyScanner, a_given_cache_is_used_offline_and_not_written) {
  EXPECT_EQ(told("echo \"$*\""),
            "D/bin/trivy: `trivy sbom` exited with status 1: "
            "sbom --format json --list-all-pkgs --cache-dir D/cache --cache-backend memory --skip-db-update "
            "--skip-java-db-update --offline-scan --skip-version-check --disable-telemetry --no-progress "
            "--exit-code 0 --timeout 80s sbom.cdx.json");
  EXPECT_THAT(told("touch \"$C/new\""), HasSubstr("Permission denied"));
  m_fake.script({{"image", "exit 7"}});
  EXPECT_EQ(reason(), "complete");
}

TEST_F(TrivyScanner, nothing_of_our_environment_reaches_trivy) {
  const Variable token("GITHUB_TOKEN", "s3cret");
  const Variable setting("TRIVY_SEVERITY", "CRITICAL");
  const Variable proxy("HTTPS_PROXY", "http://proxy");
  // PWD and its like are the shell's own.
  EXPECT_EQ(told("echo $(env | sed 's/=.*//' | grep -vE '^(PWD|OLDPWD|SHLVL|_)$' | sort)"),
            "D/bin/trivy: `trivy sbom` exited with status 1: GOMEMLIMIT HOME PATH TMPDIR");
}

TEST_F(TrivyScanner, of_the_cache_only_the_database_is_read) {
  m_fake.put("cache/secret", "s3cret");
  EXPECT_THAT(told("cat \"$C/../secret\""), HasSubstr("Permission denied"));
}

TEST_F(TrivyScanner, two_scans_cannot_tell_each_other_anything) {
  m_fake.script({{"sbom", "test -e note && exit 5; echo \"$last\" > note; report"}});
  EXPECT_EQ(reason(), "complete");
}

TEST_F(TrivyScanner, a_relative_cache_is_meant_from_our_folder) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(m_fake.path("."));
  m_options.cache_dir = "cache";
  m_options.executable = "bin/trivy";
  EXPECT_EQ(reason(), "complete");
  std::filesystem::current_path(before);
}

TEST_F(TrivyScanner, trivys_own_database_is_updated_first) {
  const Variable cache("TRIVY_CACHE_DIR", m_fake.cache());
  const Variable proxy("HTTPS_PROXY", "http://proxy");
  const Variable token("GITHUB_TOKEN", "s3cret");
  m_options.cache_dir = "";
  m_fake.script({{"image", "echo \"$*\" > \"$C/arguments\"; env > \"$C/environment\""}});
  EXPECT_EQ(reason(), "complete");
  EXPECT_EQ(m_fake.shown(m_fake.get("cache/db/arguments")),
            "image --download-db-only --no-progress --cache-dir D/cache\n");
  EXPECT_THAT(m_fake.get("cache/db/environment"), HasSubstr("HTTPS_PROXY=http://proxy\n"));
  EXPECT_THAT(m_fake.get("cache/db/environment"), Not(HasSubstr("s3cret")));
}

TEST_F(TrivyScanner, a_download_that_fails_is_told_in_trivys_words) {
  const Variable cache("TRIVY_CACHE_DIR", m_fake.cache());
  m_options.cache_dir = "";
  m_fake.script({{"image",
                  "printf '2026\\tFATAL\\tFatal error\\tOCI artifact error: 1 error occurred:\\n\\t* Get "
                  "\"https://mirror/v2/\": no such host\\n\\n' >&2; exit 1"}});
  EXPECT_EQ(
      reason(),
      "D/bin/trivy: `trivy image` exited with status 1: Get \"https://mirror/v2/\": no such host; without a "
      "connection, name a Trivy cache that was filled elsewhere with --trivy-cache DIR");
}

TEST_F(TrivyScanner, no_trivy) {
  m_options.executable = m_fake.path("none").string();
  EXPECT_EQ(reason(),
            "D/none: is no executable file; get the right one with `ci/tools.sh trivy`, or name one with "
            "--trivy PATH");
  EXPECT_FALSE(scan().identity);
}

TEST_F(TrivyScanner, a_forbidden_version_does_not_scan) {
  m_options.rules.forbidden_versions = {"0.69.3"};
  EXPECT_EQ(reason(),
            "D/bin/trivy: is version 0.69.3, which the policy forbids; get the right one with `ci/tools.sh "
            "trivy`, or name one with --trivy PATH");
}

TEST_F(TrivyScanner, a_missing_database) {
  std::filesystem::remove_all(m_fake.path("cache"));
  EXPECT_EQ(reason(),
            "D/cache/db/metadata.json: is not there, so there is no vulnerability database; on a connected "
            "machine: trivy image --download-db-only --cache-dir D/cache");
  EXPECT_EQ(scan().identity->version, "0.69.3");
  EXPECT_FALSE(scan().identity->database);
}

TEST_F(TrivyScanner, a_database_that_is_too_old) {
  m_fake.database_made("2020-01-02T03:04:05Z");
  EXPECT_THAT(reason(),
              ::testing::MatchesRegex("D/cache: the vulnerability database was made 2020-01-02T03:04:05Z, "
                                      "[0-9]+ hours ago; the policy allows 168; on a connected machine: "
                                      "trivy image --download-db-only --cache-dir D/cache"));
  EXPECT_THAT(scan().result.findings, IsEmpty());
  EXPECT_EQ(scan().report, "");
}

TEST_F(TrivyScanner, a_database_that_changes_while_it_is_used) {
  m_options.timeout = std::chrono::seconds(20);
  m_fake.script({{"sbom", "sleep 1; report"}});
  std::thread changing([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    m_fake.put("cache/db/trivy.db", "no database yet");
  });
  EXPECT_EQ(reason(), "D/cache: the vulnerability database changed while it was used; run it again");
  changing.join();
}

TEST_F(TrivyScanner, trivy_exits_with_1) {
  m_fake.script({{"sbom",
                  "printf '2026-01-02T03:04:05Z\\tINFO\\tready\\n2026-01-02T03:04:05Z\\tFATAL\\tFatal "
                  "error\\trun error: no such thing\\n' >&2; report; exit 1"}});
  EXPECT_EQ(reason(), "D/bin/trivy: `trivy sbom` exited with status 1: run error: no such thing");
  EXPECT_THAT(scan().result.findings, IsEmpty());
  EXPECT_EQ(scan().report, "");
}

TEST_F(TrivyScanner, trivy_hangs) {
  m_options.timeout = std::chrono::seconds(1);
  m_fake.script({{"sbom", "sleep 60"}});
  EXPECT_EQ(reason(), "D/bin/trivy: `trivy sbom` did not end within 1 s");
}

TEST_F(TrivyScanner, trivy_is_killed) {
  m_fake.script({{"sbom", "kill -9 $$"}});
  EXPECT_EQ(reason(), "D/bin/trivy: `trivy sbom` was ended by signal 9");
}

TEST_F(TrivyScanner, trivy_prints_nothing) {
  m_fake.put("cache/db/report", "");
  EXPECT_EQ(reason(),
            "Trivy's report:1:1: is not JSON: syntax error while parsing value - unexpected end of input; "
            "expected '[', '{', or a literal");
}

TEST_F(TrivyScanner, trivy_prints_half_a_report) {
  report(m_purls, {});
  const auto whole = m_fake.get("cache/db/report");
  m_fake.put("cache/db/report", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(reason(), ::testing::StartsWith("Trivy's report:1:"));
  EXPECT_THAT(scan().result.findings, IsEmpty());
}

TEST_F(TrivyScanner, a_report_about_another_distribution) {
  m_fake.finds(std::string(k_deb) + k_pypi);
  report(m_purls, {}, "alpine");
  EXPECT_EQ(reason(), "Trivy's report is about 'alpine'; expected debian");
}

TEST_F(TrivyScanner, packages_that_trivy_did_not_look_at) {
  m_fake.finds(std::string(k_deb) + k_pypi);
  report({m_purls[0]}, {});
  EXPECT_EQ(reason(), "Trivy did not look at 1 package of the SBOM, the first: pkg:pypi/urllib3@1.26.4");
  report({}, {});
  EXPECT_EQ(reason(), "Trivy did not look at 2 packages of the SBOM, the first: " + m_purls[0]);
}

TEST_F(TrivyScanner, packages_that_the_sbom_does_not_hold) {
  report(m_purls, {{"CVE-1", "pkg:pypi/other@1"}});
  EXPECT_THAT(
      reason(),
      ::testing::StartsWith(
          "Trivy's report names 1 package that the SBOM does not hold, the first: pkg:pypi/other@1; "));
}

TEST_F(TrivyScanner, a_silent_canary_leaves_the_findings_and_the_doubt) {
  m_fake.finds(std::string(k_own) + k_pypi);
  const auto scanned = scan();
  EXPECT_EQ(scanned.result.run.outcome, ScannerRun::Outcome::incomplete);
  EXPECT_EQ(scanned.result.run.reason, "the database has no data for debian 12.5");
  EXPECT_EQ(scanned.result.findings.size(), 1u);
  m_fake.finds("");
  EXPECT_EQ(reason(), "the database has no data for debian 12.5; the database has no data for pypi");
}

TEST_F(TrivyScanner, what_it_tells_only_where_it_is_tested_is_not_believed) {
  report(m_purls, {});
  EXPECT_EQ(
      reason(),
      "Trivy was asked twice about the same packages and told 0 and 1 vulnerabilities; the first that it "
      "told once: vuln/CVE-2021-33503 of pkg:pypi/urllib3@1.26.4");
}

TEST_F(TrivyScanner, a_canary_that_it_did_not_look_at) {
  m_fake.script({{"sbom", "test -e \"$C/report\" && cat \"$C/report\" || report"}});
  m_fake.put("cache/db/report", scan().report);
  EXPECT_THAT(reason(),
              ::testing::MatchesRegex(
                  "Trivy did not look at ([0-9]+) of the [0-9]+ packages that were added to test it; "
                  "the database has no data for debian 12.5; the database has no data for pypi"));
}

TEST_F(TrivyScanner, a_report_from_before_the_run) {
  auto old = report_about("sbom.cdx.json", m_purls, {});
  old.set("CreatedAt", "2026-01-02T03:04:05.678901Z");
  m_fake.put("cache/db/report", json::write(old));
  EXPECT_THAT(reason(), ::testing::StartsWith(
                            "Trivy's report: was made 2026-01-02T03:04:05Z, before it was asked for ("));
}

TEST_F(TrivyScanner, a_canary_that_fails) {
  m_fake.script({{"sbom", "grep -q '@0[.]0[.]' \"$last\" && echo '{' || report"}});
  EXPECT_THAT(reason(), ::testing::EndsWith(" (while asking again, with packages to test it)"));
  m_fake.script({{"sbom", "grep -q '@0[.]0[.]' \"$last\" && exit 5; report"}});
  EXPECT_EQ(reason(),
            "D/bin/trivy: `trivy sbom` exited with status 5 (while asking again, with packages to test it)");
}

TEST_F(TrivyScanner, a_program_that_changes_while_it_runs) {
  m_fake.script({{"sbom", "sleep 1; report"}});
  std::thread changing([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    std::ofstream(m_fake.executable(), std::ios::app) << "# more\n";
  });
  EXPECT_EQ(reason(), "D/bin/trivy: was changed while it was used; run it again");
  changing.join();
}

TEST_F(TrivyScanner, a_sandbox_that_the_policy_requires_is_wanted_before_the_first_run) {
  m_options.rules.sandbox_required = true;
  m_fake.script({{"version", "exit 9"}});
  EXPECT_THAT(reason(),
              ::testing::MatchesRegex(
                  "D/bin/trivy: cannot be held here to the sandbox that the policy requires: .*"
                  "processes: it is a script, which starts others; docs/scanner.md says what it takes"));
}

TEST_F(TrivyScanner, an_image_without_packages_is_not_clean) {
  m_inventory.components.clear();
  EXPECT_EQ(reason(), "found no package at all; an image that hides its packages looks the same");
}

TEST_F(TrivyScanner, a_distribution_without_packages_is_not_clean) {
  m_inventory.components = {pypi("urllib3", "1.26.4")};
  EXPECT_EQ(reason(), "the image is debian 12.5, and none of its packages was found");
}

TEST_F(TrivyScanner, a_distribution_that_trivy_does_not_know) {
  m_inventory.components = {pypi("urllib3", "1.26.4")};
  m_inventory.os = {"", "", "arch", "", ""};
  EXPECT_EQ(reason(), "the distribution 'arch' is not known to Trivy");
}

TEST_F(TrivyScanner, packages_without_a_distribution_are_scanned) {
  m_inventory.components = {pypi("urllib3", "1.26.4")};
  m_inventory.os = {};
  EXPECT_EQ(reason(), "complete");
}

TEST_F(TrivyScanner, what_trivy_is_can_be_asked_without_a_scan) {
  auto identity = identify_trivy(m_options);
  ASSERT_TRUE(identity) << identity.error().render();
  EXPECT_EQ(identity->version, "0.69.3");
  EXPECT_EQ(*identity->database_updated_at, m_made);
  std::filesystem::remove_all(m_fake.path("cache"));
  identity = identify_trivy(m_options);
  ASSERT_TRUE(identity);
  EXPECT_FALSE(identity->database_updated_at);
  m_options.executable = "/nowhere/trivy";
  EXPECT_EQ(identify_trivy(m_options).error().code, ErrorCode::unchecked);
}

}  // namespace
}  // namespace pushgate::scanners
