// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapter/crypto/sha256.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {
namespace {

using model::Finding;
using model::ScannerRun;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_wheel = "urllib3-1.26.4-py2.py3-none-any.whl";

std::string hex_of(std::string_view bytes) {
  return crypto::sha256(bytes).hex();
}

class LockScanner : public ::testing::Test {
 protected:
  void SetUp() override {
    m_scratch.emplace(*store::ScratchFolder::create());
    m_house = m_scratch->path() / "wheels";
    std::filesystem::create_directory(m_house);
  }

  void put_wheel(const std::string& name, std::string_view bytes) const {
    ASSERT_TRUE(store::write_file(m_house / name, bytes));
  }

  model::ScanResult scan_text(std::string_view text, bool with_wheelhouse) const {
    const auto lock = m_scratch->path() / "requirements.lock";
    EXPECT_TRUE(store::write_file(lock, text));
    LockInput input;
    input.lock = lock;
    input.display_name = "app/requirements.lock";
    if (with_wheelhouse) input.wheelhouse = m_house;
    return scan_lock(input);
  }

  // `FILE:LINE rule subject: message | hint` of each finding, `?` before one that could not look. The
  // wheelhouse's path reads HOUSE.
  std::vector<std::string> findings(std::string_view text, bool with_wheelhouse = true) const {
    std::vector<std::string> out;
    for (const auto& finding : scan_text(text, with_wheelhouse).findings) {
      auto line = (finding.could_not_look ? "?" : "") + finding.location.path + ":" +
                  std::to_string(finding.location.line) + " " + finding.rule + " " + finding.subject + ": " +
                  finding.message + " | " + finding.hint;
      for (auto at = line.find(m_house.string()); at != std::string::npos; at = line.find(m_house.string())) {
        line.replace(at, m_house.string().size(), "HOUSE");
      }
      out.push_back(line);
    }
    return out;
  }

  std::optional<store::ScratchFolder> m_scratch;
  std::filesystem::path m_house;
};

TEST_F(LockScanner, a_pinned_and_hashed_lock_passes) {
  put_wheel(k_wheel, "wheel");
  put_wheel("Six-1.16.0.tar.gz", "sdist");
  put_wheel("README.txt", "not looked at");
  const auto result = scan_text("urllib3==1.26.4 \\\n  --hash=sha256:" + std::string(64, 'a') +
                                    " \\\n  --hash=sha256:" + hex_of("wheel") +
                                    "\nsix===1.16 --hash=sha256:" + hex_of("sdist") + "\n",
                                true);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.run.scanner, "lock");
  EXPECT_EQ(result.run.outcome, ScannerRun::Outcome::complete);
  EXPECT_EQ(result.run.reason, "");
}

TEST_F(LockScanner, without_a_wheelhouse_only_the_text_is_judged) {
  EXPECT_THAT(findings("a==1 --hash=sha512:" + std::string(128, 'a') + "\nb==2 --hash=sha384:" +
                           std::string(96, 'F') + "\nc==3 --hash=sha256:" + std::string(64, '0') + "\n",
                       false),
              IsEmpty());
}

TEST_F(LockScanner, an_upper_case_digest_is_the_same) {
  put_wheel(k_wheel, "wheel");
  auto hex = hex_of("wheel");
  std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) { return static_cast<char>(::toupper(c)); });
  EXPECT_THAT(findings("urllib3==1.26.4 --hash=sha256:" + hex), IsEmpty());
}

TEST_F(LockScanner, a_requirement_that_is_not_pinned) {
  const auto hash = " --hash=sha256:" + std::string(64, 'a');
  EXPECT_THAT(
      findings("# top\nRequests>=2,<3" + hash + "\nsix" + hash, false),
      ElementsAre("app/requirements.lock:2 lock/not-pinned pkg:pypi/requests: `Requests>=2,<3` allows more "
                  "than one version; expected Requests==VERSION | let `pip-compile --generate-hashes` write "
                  "the lock",
                  "app/requirements.lock:3 lock/not-pinned pkg:pypi/six: `six` names no version; expected "
                  "six==VERSION | let `pip-compile --generate-hashes` write the lock"));
}

TEST_F(LockScanner, a_missing_hash_is_offered_from_the_wheelhouse) {
  put_wheel(k_wheel, "wheel");
  put_wheel("urllib3-1.26.4.tar.gz", "sdist");
  EXPECT_THAT(
      findings("urllib3==1.26.4\n"),
      ElementsAre("app/requirements.lock:1 lock/missing-hash pkg:pypi/urllib3@1.26.4: urllib3==1.26.4 has no "
                  "hash; expected --hash=sha256:… | if the wheelhouse holds what you mean, write: "
                  "urllib3==1.26.4 --hash=sha256:" +
                  hex_of("wheel") + " --hash=sha256:" + hex_of("sdist")));
  EXPECT_THAT(
      findings("urllib3==1.26.4\n", false),
      ElementsAre("app/requirements.lock:1 lock/missing-hash pkg:pypi/urllib3@1.26.4: urllib3==1.26.4 has no "
                  "hash; expected --hash=sha256:… | let `pip-compile --generate-hashes` write the lock"));
}

TEST_F(LockScanner, weak_and_malformed_hashes) {
  const auto weak = findings("a==1 --hash=md5:0123 --hash=SHA256:x --hash=sha256:" + std::string(63, 'a') +
                                 " --hash=sha512:" + std::string(128, 'g'),
                             false);
  const std::string where = "app/requirements.lock:1 lock/weak-hash pkg:pypi/a@1: a==1: ";
  const std::string hint = " | let `pip-compile --generate-hashes` write the lock";
  EXPECT_THAT(
      weak, ElementsAre(
                where +
                    "`--hash=SHA256:…` is too weak, and pip refuses it; expected sha256, sha384 or "
                    "sha512" +
                    hint,
                where +
                    "`--hash=md5:…` is too weak, and pip refuses it; expected sha256, sha384 or "
                    "sha512" +
                    hint,
                where + "`--hash=sha256:…` has no digest that fits; expected 64 hexadecimal digits" + hint,
                where + "`--hash=sha512:…` has no digest that fits; expected 128 hexadecimal digits" + hint));
}

TEST_F(LockScanner, a_wheel_changed_by_one_byte) {
  put_wheel(k_wheel, "wheeL");
  EXPECT_THAT(
      findings("six==1.16.0 --hash=sha256:" + hex_of("six") +
               "\nurllib3==1.26.4 --hash=sha256:" + hex_of("wheel")),
      ElementsAre(
          "app/requirements.lock:2 lock/hash-mismatch pkg:pypi/urllib3@1.26.4: " + k_wheel +
              " in the wheelhouse is sha256:" + hex_of("wheeL") +
              ", which the lock does not name | fetch it again; only if this is the file you mean, "
              "add: --hash=sha256:" +
              hex_of("wheeL"),
          "app/requirements.lock:1 lock/missing-wheel pkg:pypi/six@1.16.0: the wheelhouse has no file "
          "for six==1.16.0 | pip download --no-deps --dest 'HOUSE' 'six==1.16.0'"));
}

TEST_F(LockScanner, an_sdist_is_hashed_too) {
  put_wheel("a-1.tar.gz", "changed");
  EXPECT_THAT(
      findings("a==1 --hash=sha256:" + hex_of("right")),
      ElementsAre("app/requirements.lock:1 lock/hash-mismatch pkg:pypi/a@1: a-1.tar.gz in the wheelhouse is "
                  "sha256:" +
                  hex_of("changed") +
                  ", which the lock does not name | fetch it again; only if this is the file you mean, add: "
                  "--hash=sha256:" +
                  hex_of("changed")));
}

TEST_F(LockScanner, wheels_that_nobody_locked) {
  put_wheel("evil-1.0-py3-none-any.whl", "evil");
  put_wheel("it's.whl", "odd");
  put_wheel("urllib3-1.26.5-py3-none-any.whl", "newer");
  put_wheel(k_wheel, "wheel");
  EXPECT_THAT(
      findings("urllib3==1.26.4 --hash=sha256:" + hex_of("wheel")),
      ElementsAre(
          "HOUSE/evil-1.0-py3-none-any.whl:0 lock/unlocked-wheel evil-1.0-py3-none-any.whl: "
          "evil-1.0-py3-none-any.whl is in the wheelhouse and not in the lock | remove it: rm "
          "'HOUSE/evil-1.0-py3-none-any.whl'; or lock it: evil==1.0 --hash=sha256:" +
              hex_of("evil"),
          "HOUSE/it's.whl:0 lock/unlocked-wheel it's.whl: it's.whl has a name of no form that pip knows | "
          "remove it: rm 'HOUSE/it'\\''s.whl'",
          "HOUSE/urllib3-1.26.5-py3-none-any.whl:0 lock/unlocked-wheel urllib3-1.26.5-py3-none-any.whl: "
          "urllib3-1.26.5-py3-none-any.whl is version 1.26.5; the lock pins 1.26.4 at line 1 | remove it: rm "
          "'HOUSE/urllib3-1.26.5-py3-none-any.whl'; or lock it: urllib3==1.26.5 --hash=sha256:" +
              hex_of("newer")));
}

TEST_F(LockScanner, a_missing_wheel_with_a_marker_is_not_judged) {
  const auto result =
      scan_text("pywin32==306 ; sys_platform == \"win32\" --hash=sha256:" + hex_of("x"), true);
  EXPECT_EQ(result.run.outcome, ScannerRun::Outcome::complete);
  EXPECT_THAT(
      findings("pywin32==306 ; sys_platform == \"win32\" --hash=sha256:" + hex_of("x")),
      ElementsAre(
          "?app/requirements.lock:1 lock/missing-wheel pkg:pypi/pywin32@306: the wheelhouse has no "
          "file for pywin32==306; whether `sys_platform == \"win32\"` asks for it is not known here | "));
}

TEST_F(LockScanner, two_pins_of_one_name) {
  const auto hash = " --hash=sha256:" + std::string(64, 'a') + "\n";
  EXPECT_THAT(
      findings("a==1" + hash + "A==2" + hash, false),
      ElementsAre(
          "app/requirements.lock:2 lock/not-pinned pkg:pypi/a@2: A is pinned to 2 here and to 1 at line "
          "1; expected one version | remove one of the two lines"));
  EXPECT_THAT(findings("a==1" + hash + "a==1.0" + hash, false), IsEmpty());
  EXPECT_THAT(
      findings("a==1 ; python_version < '3.9'" + hash + "a==2 ; python_version >= '3.9'" + hash, false),
      IsEmpty());
}

TEST_F(LockScanner, either_of_two_markers_may_take_a_wheel) {
  put_wheel("a-2-py3-none-any.whl", "two");
  EXPECT_THAT(scan_text("a==1 ; python_version < '3.9' --hash=sha256:" + hex_of("one") +
                            "\na==2 ; python_version >= '3.9' --hash=sha256:" + hex_of("two"),
                        true)
                  .findings,
              ElementsAre(::testing::Field(&Finding::could_not_look, true)));
}

TEST_F(LockScanner, a_local_version_is_taken_by_a_pin_without) {
  put_wheel("torch-2.1.0+cu121-cp311-cp311-linux_x86_64.whl", "torch");
  EXPECT_THAT(findings("torch==2.1.0 --hash=sha256:" + hex_of("torch")), IsEmpty());
}

TEST_F(LockScanner, what_is_not_judged_makes_the_run_incomplete) {
  put_wheel(k_wheel, "wheel");
  const auto result = scan_text("-r base.txt\n-e ./src\n", true);
  EXPECT_EQ(result.run.outcome, ScannerRun::Outcome::incomplete);
  EXPECT_EQ(result.run.reason,
            "app/requirements.lock: 2 things could not be judged; the first: line 1 includes another file: "
            "-r base.txt");
  EXPECT_THAT(
      findings("-r base.txt\n"),
      ElementsAre(
          "?HOUSE/" + k_wheel + ":0 lock/unlocked-wheel " + k_wheel + ": " + k_wheel +
              " is in the wheelhouse and not in the lock | remove it: rm 'HOUSE/" + k_wheel +
              "'; or lock it: urllib3==1.26.4 --hash=sha256:" + hex_of("wheel"),
          "?app/requirements.lock:1 lock/unsupported app/requirements.lock: includes another file: -r "
          "base.txt | "));
}

TEST_F(LockScanner, a_wheel_that_is_locked_by_sha512_only_is_compared) {
  put_wheel("a-1-py3-none-any.whl", "a");
  const auto result = scan_text("a==1 --hash=sha512:" + std::string(128, 'a'), true);
  EXPECT_EQ(result.run.outcome, ScannerRun::Outcome::complete);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings.front().rule, "lock/hash-mismatch");
}

TEST_F(LockScanner, hints_quote_what_a_hostile_lock_says) {
  EXPECT_THAT(
      findings("a===1'`id` --hash=sha256:" + hex_of("x")),
      ElementsAre("app/requirements.lock:1 lock/missing-wheel pkg:pypi/a@1%27%60id%60: the wheelhouse has no "
                  "file for a===1'`id` | pip download --no-deps --dest 'HOUSE' 'a===1'\\''`id`'"));
}

TEST_F(LockScanner, what_cannot_be_read_makes_the_run_incomplete) {
  LockInput input;
  input.lock = m_scratch->path() / "none.lock";
  input.display_name = "none.lock";
  auto result = scan_lock(input);
  EXPECT_EQ(result.run.outcome, ScannerRun::Outcome::incomplete);
  EXPECT_EQ(result.run.scanner, "lock");
  EXPECT_THAT(result.run.reason, ::testing::StartsWith(input.lock.string() + ": "));

  ASSERT_TRUE(store::write_file(m_scratch->path() / "bad.lock", "\xff"));
  input.lock = m_scratch->path() / "bad.lock";
  EXPECT_EQ(scan_lock(input).run.reason, "none.lock: is no text in UTF-8");

  ASSERT_TRUE(store::write_file(m_scratch->path() / "good.lock", ""));
  input.lock = m_scratch->path() / "good.lock";
  input.wheelhouse = m_scratch->path() / "nowhere";
  EXPECT_EQ(scan_lock(input).run.reason,
            input.wheelhouse->string() + ": cannot be read as a wheelhouse: No such file or directory");

  input.wheelhouse = m_house;
  ASSERT_EQ(::mkfifo((m_house / k_wheel).c_str(), 0600), 0);
  EXPECT_EQ(scan_lock(input).run.reason, (m_house / k_wheel).string() + ": is no regular file");
}

}  // namespace
}  // namespace pushgate::scanners
