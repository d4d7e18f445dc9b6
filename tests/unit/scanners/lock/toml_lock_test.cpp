// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "scanners/lock/lock_scanner.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string k_pylock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n";
const std::string k_digest(64, 'a');

class TomlLocks : public ::testing::Test {
 protected:
  void SetUp() override {
    m_scratch.emplace(*store::ScratchFolder::create());
    m_input.whole = true;
    m_input.inputs = false;
    m_input.targets = *lock_targets({"3.11"}, {"linux/amd64"});
  }

  void put(const std::string& name, std::string_view text) const {
    const auto path = m_scratch->path() / name;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(store::write_file(path, text));
  }

  /// `LINE RULE: MESSAGE`, `?` before what could not be judged; the reason of an incomplete run last.
  std::vector<std::string> told(const std::string& name, std::string_view text) {
    put(name, text);
    m_input.lock = m_scratch->path() / name;
    m_input.display_name = name;
    m_report = check_lock(m_input);
    std::vector<std::string> out;
    for (const auto& finding : m_report.result.findings) {
      out.push_back((finding.could_not_look ? "?" : "") + std::to_string(finding.location.line) + " " +
                    finding.rule + ": " + finding.message);
    }
    if (m_report.result.run.outcome != model::ScannerRun::Outcome::complete)
      out.push_back(m_report.result.run.reason);
    return out;
  }

  /// A lock of `a==1` with these wheels, as `NAME` with a hash of its own.
  std::vector<std::string> with_wheels(const std::vector<std::string>& names, const std::string& rest = "") {
    std::string files;
    for (const auto& name : names)
      files += "{ url = \"https://e/" + name + "\", hashes = { sha256 = \"" + k_digest + "\" } },";
    return told("pylock.toml", k_pylock + "[[packages]]\nname = \"a\"\nversion = \"1\"\n" + rest +
                                   "wheels = [" + files + "]\n");
  }

  std::optional<store::ScratchFolder> m_scratch;
  LockInput m_input;
  LockReport m_report;
};

TEST_F(TomlLocks, a_good_one) {
  EXPECT_THAT(with_wheels({"a-1-py3-none-any.whl"}), IsEmpty());
  EXPECT_EQ(m_report.requirements, 1u);
  EXPECT_EQ(m_report.repair, "");
}

TEST_F(TomlLocks, hashes_of_each_file) {
  const auto files = [&](const std::string& hashes) {
    return told("pylock.toml",
                k_pylock +
                    "[[packages]]\nname = \"a\"\nversion = \"1\"\nwheels = [\n{ name = "
                    "\"a-1-py3-none-any.whl\", hashes = { " +
                    hashes + " } },\n{ name = \"a-1-cp311-cp311-linux_x86_64.whl\", hashes = { sha256 = \"" +
                    k_digest + "\" } }]\n");
  };
  EXPECT_THAT(files(""),
              ElementsAre("7 lock/missing-hash: a==1: a-1-py3-none-any.whl has no hash; expected sha256"));
  EXPECT_THAT(files("md5 = \"aa\""), ElementsAre("7 lock/weak-hash: a-1-py3-none-any.whl: `--hash=md5:…` is "
                                                 "too weak, and pip refuses it; expected sha256, "
                                                 "sha384 or sha512"));
  EXPECT_THAT(
      files("sha256 = \"aa\""),
      ElementsAre(
          "7 lock/weak-hash: a-1-py3-none-any.whl: `--hash=sha256:…` has no digest that fits; expected 64 "
          "hexadecimal digits"));
  EXPECT_THAT(files("md5 = \"aa\", sha256 = \"" + k_digest + "\""), IsEmpty());
  EXPECT_THAT(with_wheels({}), ElementsAre("3 lock/missing-hash: a==1 lists no file, and so no hash of any"));
}

TEST_F(TomlLocks, a_file_of_another_package_or_version) {
  EXPECT_THAT(
      with_wheels({"evil-1-py3-none-any.whl"}),
      ElementsAre(
          "6 lock/misnamed-file: a==1 lists evil-1-py3-none-any.whl, which is no file of it by its name"));
  EXPECT_THAT(
      with_wheels({"a-2-py3-none-any.whl"}),
      ElementsAre(
          "6 lock/misnamed-file: a==1 lists a-2-py3-none-any.whl, which is no file of it by its name"));
  EXPECT_THAT(with_wheels({"a-1.0-py3-none-any.whl"}), IsEmpty());
}

TEST_F(TomlLocks, the_wheels_that_it_lists_are_held_against_the_target) {
  EXPECT_THAT(with_wheels({"a-1-cp310-cp310-win_amd64.whl"}),
              ElementsAre("3 lock/no-compatible-wheel: a==1 has no wheel for Python 3.11 on linux/amd64; "
                          "those of the lock are for "
                          "cp310 on win_amd64"));
  EXPECT_THAT(with_wheels({"a-1-cp310-cp310-win_amd64.whl", "a-1.tar.gz"}),
              ElementsAre("3 lock/sdist-only: a==1 has no wheel for Python 3.11 on linux/amd64, only an "
                          "sdist; to install it is to "
                          "run its build, whose own requirements no hash covers"));
  EXPECT_THAT(with_wheels({"a-1-cp310-cp310-win_amd64.whl"}, "marker = \"sys_platform == 'win32'\"\n"),
              IsEmpty());
  EXPECT_THAT(with_wheels({"a-1-cp310-cp310-win_amd64.whl"}, "marker = \"python_full_version < '3.11'\"\n"),
              IsEmpty());
}

TEST_F(TomlLocks, what_the_lock_is_for) {
  const auto lock = [&](const std::string& top) {
    return told("pylock.toml", k_pylock + top + "packages = []\n");
  };
  EXPECT_THAT(
      lock("requires-python = \">=3.12\"\n"),
      ElementsAre("0 lock/other-target: the lock is for Python >=3.12, not for Python 3.11 on linux/amd64"));
  EXPECT_THAT(lock("requires-python = \">=3.11\"\nenvironments = [\"os_name == 'nt'\", \"sys_platform == "
                   "'linux'\"]\n"),
              IsEmpty());
  EXPECT_THAT(lock("environments = [\"os_name == 'nt'\"]\n"),
              ElementsAre("0 lock/other-target: the lock's environments are for something else, not for "
                          "Python 3.11 on linux/amd64"));
  EXPECT_THAT(lock("requires-python = \">=3.11.4\"\n"),
              ElementsAre("?0 lock/other-target: the lock is for Python >=3.11.4; whether that takes Python "
                          "3.11 on linux/amd64 is "
                          "not known",
                          "pylock.toml: one thing could not be judged; the first: the lock is for Python "
                          ">=3.11.4; whether that "
                          "takes Python 3.11 on linux/amd64 is not known"));
  EXPECT_THAT(with_wheels({"a-1-py3-none-any.whl"}, "requires-python = \"<3\"\n"),
              ElementsAre("3 lock/other-target: a==1 is for Python <3, not for Python 3.11 on linux/amd64"));
}

TEST_F(TomlLocks, default_groups_are_installed_and_others_are_not) {
  const std::string packages =
      "[[packages]]\nname = \"a\"\nversion = \"1\"\nmarker = \"'main' in dependency_groups\"\nwheels = [{ "
      "name = "
      "\"a-1-py2-none-any.whl\", hashes = { sha256 = \"" +
      k_digest + "\" } }]\n";
  EXPECT_THAT(told("pylock.toml", k_pylock + packages), IsEmpty());
  EXPECT_EQ(told("pylock.toml", k_pylock + "default-groups = [\"main\"]\n" + packages).size(), 1u);
}

TEST_F(TomlLocks, sources) {
  EXPECT_THAT(
      told("pylock.toml", k_pylock +
                              "[[packages]]\nname = \"a\"\nversion = \"1rc1\"\nindex = "
                              "\"http://u:p@e/simple\"\nwheels = [{ url = "
                              "\"http://e/a-1rc1-py3-none-any.whl\", hashes = { sha256 = \"" +
                              k_digest +
                              "\" } }]\n"
                              "[[packages]]\nname = \"v\"\nvcs = { type = \"git\", url = "
                              "\"https://u:p@h/v\", commit-id = \"0\" }\n"
                              "[[packages]]\nname = \"x\"\narchive = { url = \"https://h/x.zip\", hashes = { "
                              "md5 = \"0\" } }\n"),
      UnorderedElementsAre(
          "3 lock/insecure-index: an index names e over plain HTTP, where anyone on the way can answer",
          "7 lock/insecure-index: a-1rc1-py3-none-any.whl is fetched over plain HTTP",
          "3 lock/pre-release: a==1rc1 is a pre-release",
          "8 lock/vcs: v comes from a repository (h), which pip takes without a hash",
          "11 lock/direct-url: x comes from a URL (h) and not from an index",
          "11 lock/weak-hash: x: `--hash=md5:…` is too weak, and pip refuses it; expected sha256, sha384 or "
          "sha512"));
}

TEST_F(TomlLocks, a_wheelhouse_beside_it) {
  put("wheels/a-1-py3-none-any.whl", "not the one");
  m_input.wheelhouse = m_scratch->path() / "wheels";
  const auto found = with_wheels({"a-1-py3-none-any.whl"});
  EXPECT_THAT(found.front(), ::testing::StartsWith(
                                 "3 lock/hash-mismatch: a-1-py3-none-any.whl in the wheelhouse is sha256:"));
  EXPECT_EQ(m_report.result.findings.front().hint, "fetch it again");
}

TEST_F(TomlLocks, uv_lock_and_its_project) {
  m_input.inputs = true;
  const std::string lock =
      "version = 1\n[[package]]\nname = \"app\"\nsource = { virtual = \".\" }\ndependencies = [{ name = "
      "\"a\" }, { name = "
      "\"gone\" }]\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { registry = \"https://e\" "
      "}\nwheels = [{ url = "
      "\"https://e/a-1-py3-none-any.whl\", hash = \"sha256:" +
      k_digest + "\" }]\n";
  put("pyproject.toml",
      "[project]\nname = \"app\"\ndependencies = [\"a>=2\", \"b\", \"app[x]\", \"c; os_name == 'nt'\"]\n");
  const auto path = (m_scratch->path() / "pyproject.toml").string();
  EXPECT_THAT(told("uv.lock", lock),
              ElementsAre("6 lock/input-mismatch: a==1 is not what " + path + ":3 asks for: a>=2",
                          "0 lock/input-mismatch: b of " + path + ":3 is not in the lock",
                          "2 lock/unmet-dependency: app needs gone, which is not in the lock"));
  EXPECT_EQ(m_report.repair, "cd " + m_scratch->path().string() + " && uv lock");
}

TEST_F(TomlLocks, gate_takes_no_line_that_is_no_pin) {
  m_input.whole = false;
  EXPECT_THAT(told("pylock.toml", k_pylock + "[[packages]]\nname = \"d\"\ndirectory = { path = \"d\" }\n"),
              ElementsAre("?3 lock/unsupported: d is a folder, which no hash protects",
                          "pylock.toml: one thing could not be judged; the first: line 3 d is a folder, "
                          "which no hash protects"));
}

TEST_F(TomlLocks, what_is_no_lock_is_not_passed) {
  EXPECT_THAT(
      told("pylock.toml", "lock-version = \"2.0\"\n"),
      ElementsAre("pylock.toml:1:16: is of lock-version 2.0; expected 1.0, the only one that is known here"));
  EXPECT_THAT(
      told("pylock.toml", "lock-version = \"1.1\"\ncreated-by = \"x\"\npackages = []\n"),
      ElementsAre(
          "?1 lock/unsupported: is of lock-version 1.1; expected 1.0, the only one that is known here",
          "pylock.toml: one thing could not be judged; the first: line 1 is of lock-version 1.1; expected "
          "1.0, the only "
          "one that is known here"));
}

TEST_F(TomlLocks, sha384_and_sha512_of_requirement_files_are_compared) {
  put("wheels/a-1-py3-none-any.whl", "abc");
  m_input.wheelhouse = m_scratch->path() / "wheels";
  m_input.targets.clear();
  m_input.whole = false;
  const std::string sha384 =
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7";
  EXPECT_THAT(told("r.lock", "a==1 --hash=sha384:" + sha384 + "\n"), IsEmpty());
  EXPECT_THAT(told("r.lock", "a==1 --hash=sha384:00" + sha384.substr(2) + "\n").size(), 1u);
}

}  // namespace
}  // namespace pushgate::scanners
