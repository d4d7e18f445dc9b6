// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "adapter/crypto/sha256.hpp"
#include "scanners/lock/lock_scanner.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"
#include "support/zip_builder.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string k_hash = " --hash=sha256:" + std::string(64, 'a');

class WholeLock : public ::testing::Test {
 protected:
  void SetUp() override {
    m_scratch.emplace(*store::ScratchFolder::create());
    m_input.lock = m_scratch->path() / "r.lock";
    m_input.display_name = m_input.lock.string();
    m_input.whole = true;
  }

  void put(const std::string& name, std::string_view text) const {
    const auto path = m_scratch->path() / name;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(store::write_file(path, text));
  }

  // A wheel that needs these, in the wheelhouse; its line of a lock.
  std::string wheel(const std::string& name, const std::vector<std::string>& needs = {}) {
    std::string metadata = "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n";
    for (const auto& need : needs) metadata += "Requires-Dist: " + need + "\n";
    const auto bytes = test::zip({{.name = name + "-1.0.dist-info/METADATA", .content = metadata}});
    put("wheels/" + name + "-1.0-py3-none-any.whl", bytes);
    m_input.wheelhouse = m_scratch->path() / "wheels";
    return name + "==1.0 --hash=sha256:" + crypto::sha256(bytes).hex() + "\n";
  }

  void aim_at(const std::string& python, const std::string& platform) {
    m_input.targets = *lock_targets({python}, {platform});
  }

  std::string plain(std::string text) const {
    const auto folder = m_scratch->path().string() + "/";
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder))
      text.erase(at, folder.size());
    return text;
  }

  // `FILE:LINE RULE: MESSAGE`, `?` before what could not be judged; the reason of an incomplete run last.
  std::vector<std::string> told(std::string_view lock) {
    put("r.lock", lock);
    const auto report = check_lock(m_input);
    std::vector<std::string> out;
    for (const auto& finding : report.result.findings) {
      out.push_back(plain((finding.could_not_look ? "?" : "") + finding.location.path + ":" +
                          std::to_string(finding.location.line) + " " + finding.rule + ": " +
                          finding.message));
    }
    const bool complete = report.result.run.outcome == model::ScannerRun::Outcome::complete;
    EXPECT_EQ(complete, report.result.run.reason.empty());
    if (!complete) out.push_back("incomplete");
    return out;
  }

  std::optional<store::ScratchFolder> m_scratch;
  LockInput m_input;
};

TEST_F(WholeLock, sources) {
  EXPECT_THAT(
      told("--index-url http://u:secret@internal/simple\n--extra-index-url https://u:secret@pypi.org/simple\n"
           "--trusted-host internal\n--index-url http://localhost:80/\n--pre\n--no-binary a\n--no-binary "
           ":none:\n"),
      UnorderedElementsAre(
          "r.lock:2 lock/extra-index: pypi.org is one more index: the highest version of a name "
          "wins, whoever "
          "uploaded it (dependency confusion)",
          "r.lock:1 lock/insecure-index: --index-url names internal over plain HTTP, where anyone on "
          "the way can "
          "answer",
          "r.lock:3 lock/insecure-index: --trusted-host internal: its certificate is not checked",
          "r.lock:5 lock/pre-release: --pre allows pre-releases of every package",
          "r.lock:6 lock/unhashed-build: --no-binary a builds from source, with build requirements "
          "that no hash "
          "protects"));
  EXPECT_THAT(told("-e ./src\nA @ git+https://tok@host/a@main\nb @ http://u:p@host/b-1.zip\n./c-1.zip" +
                   k_hash + "\n"),
              UnorderedElementsAre(
                  "r.lock:1 lock/editable: a requirement is an editable install: no version and no hash, "
                  "and its code can change later",
                  "r.lock:3 lock/direct-url: b comes from a URL (host) and not from an index",
                  "r.lock:3 lock/insecure-index: b is fetched over plain HTTP",
                  "r.lock:3 lock/missing-hash: b has no hash; expected --hash=sha256:…",
                  "r.lock:2 lock/vcs: A comes from a repository (host), which pip takes without a hash",
                  "r.lock:4 lock/direct-url: c comes from a path, which means another file on another "
                  "machine"));
}

TEST_F(WholeLock, pins) {
  put("c.txt", "a<1\nb\nz==9\n");
  EXPECT_THAT(
      told("a==1.0" + k_hash + "\nA==1" + k_hash + "\nb==2.0rc1" + k_hash + "\n-c c.txt\n"),
      UnorderedElementsAre("r.lock:2 lock/duplicate-pin: A is pinned here and at r.lock:1",
                           "r.lock:1 lock/input-mismatch: a==1.0 is refused by the constraint a<1 at c.txt:1",
                           "r.lock:3 lock/pre-release: b==2.0rc1 is a pre-release"));
}

TEST_F(WholeLock, what_it_includes_is_judged_in_its_place) {
  put("b/base.txt", "\na==1.0\n");
  EXPECT_THAT(
      told("-r b/base.txt\n"),
      UnorderedElementsAre("b/base.txt:2 lock/missing-hash: a==1.0 has no hash; expected --hash=sha256:…"));
  EXPECT_THAT(told("-r missing.txt\n"), UnorderedElementsAre("incomplete"));
  EXPECT_THAT(told("-r r.lock\n"), UnorderedElementsAre("incomplete"));
}

TEST_F(WholeLock, its_input) {
  const std::string header =
      "#\n# This file is autogenerated by pip-compile with Python 3.11\n# by the following "
      "command:\n#\n#    pip-compile --output-file=r.lock r.in\n#\n";
  put("r.in", "a>=1\nB_c\nd ; os_name == 'nt'\ne @ https://host/e.zip\n");
  const auto now = std::filesystem::last_write_time(m_scratch->path() / "r.in");
  put("r.lock", "");
  std::filesystem::last_write_time(m_scratch->path() / "r.in", now - std::chrono::hours(1));
  EXPECT_THAT(told(header + "a==0.9" + k_hash + "\n"),
              UnorderedElementsAre(
                  "r.lock:0 lock/input-mismatch: B_c of r.in:2 is not in the lock",
                  "r.lock:7 lock/input-mismatch: a==0.9 is not what r.in:1 asks for: a>=1",
                  "?r.in:3 lock/input-mismatch: d is not in r.lock; whether `os_name == 'nt'` asks for it is "
                  "not known here",
                  "incomplete"));
  aim_at("3.11", "linux/amd64");
  EXPECT_THAT(told(header + "a==1.5" + k_hash + "\nb-c==1" + k_hash + "\n"), IsEmpty());
  std::filesystem::last_write_time(m_scratch->path() / "r.in", now + std::chrono::hours(1));
  EXPECT_THAT(told(header + "a==1.5" + k_hash + "\nb-c==1" + k_hash + "\n"),
              UnorderedElementsAre("r.lock:0 lock/stale: is older than r.in, which it was made of"));
  std::filesystem::remove(m_scratch->path() / "r.in");
  EXPECT_THAT(told(header), UnorderedElementsAre(
                                "?r.lock:0 lock/input-mismatch: was made of r.in, which cannot be compared: "
                                "r.in: does not exist",
                                "incomplete"));
  m_input.inputs = false;
  EXPECT_THAT(told(header), IsEmpty());
}

TEST_F(WholeLock, what_the_wheels_need) {
  const auto lock = wheel("a", {"b>=1", "c[x]", "d; python_version < '3.8'", "e; extra == 'never'"}) +
                    wheel("b", {"a>=2"}) +
                    wheel("c", {"f; extra == 'x'", "g; extra == 'x' and sys_platform == 'win32'"});
  const std::string needs_b =
      "r.lock:2 lock/unmet-dependency: b==1.0 needs a>=2; the lock has a==1.0 at r.lock:1";
  const std::string needs_f = "r.lock:3 lock/unmet-dependency: c[x]==1.0 needs f, which is not in the lock";
  EXPECT_THAT(told(lock),
              UnorderedElementsAre(
                  needs_b, needs_f,
                  "?r.lock:0 lock/unmet-dependency: 2 packages that the wheels may need, by their markers, "
                  "are not in the lock; the first: d, for a==1.0",
                  "incomplete"));
  aim_at("3.11", "linux/amd64");
  EXPECT_THAT(told(lock), UnorderedElementsAre(needs_b, needs_f));
  aim_at("3.7", "windows/amd64");
  EXPECT_THAT(told(lock),
              UnorderedElementsAre(
                  "r.lock:1 lock/unmet-dependency: a==1.0 needs d, which is not in the lock", needs_b,
                  needs_f, "r.lock:3 lock/unmet-dependency: c[x]==1.0 needs g, which is not in the lock"));
}

TEST_F(WholeLock, what_a_marker_excludes_is_not_required) {
  const auto lock = wheel("a") + "b==1.0 ; sys_platform == 'win32'" + k_hash + "\n";
  EXPECT_THAT(told(lock), UnorderedElementsAre(
                              "?r.lock:2 lock/missing-wheel: the wheelhouse has no file for b==1.0; whether "
                              "`sys_platform == 'win32'` asks for it is not known here",
                              "incomplete"));
  aim_at("3.11", "linux/amd64");
  EXPECT_THAT(told(lock), IsEmpty());
  m_input.targets = *lock_targets({"3.11"}, {"linux/amd64", "windows/amd64"});
  EXPECT_THAT(told(lock),
              UnorderedElementsAre("r.lock:2 lock/missing-wheel: the wheelhouse has no file for b==1.0"));
}

TEST_F(WholeLock, a_url_locks_the_wheel_that_has_its_hash_and_no_other) {
  const auto lock = wheel("a");
  const auto hash = lock.substr(lock.find(" --hash"));
  const std::string url = "r.lock:1 lock/direct-url: a comes from a URL (host) and not from an index";
  EXPECT_THAT(told("a @ https://host/a.whl" + hash), UnorderedElementsAre(url));
  EXPECT_THAT(
      told("a @ https://host/a.whl" + k_hash),
      UnorderedElementsAre(url,
                           "wheels/a-1.0-py3-none-any.whl:0 lock/unlocked-wheel: a-1.0-py3-none-any.whl "
                           "is in the wheelhouse and not in the lock"));
}

TEST_F(WholeLock, sdists_and_wheels_that_cannot_be_read) {
  auto lock = wheel("a");
  put("wheels/s-1.0.tar.gz", "sdist");
  put("wheels/w-1.0-py3-none-any.whl", "no zip");
  lock += "s==1.0 --hash=sha256:" + crypto::sha256("sdist").hex() +
          "\nw==1.0 --hash=sha256:" + crypto::sha256("no zip").hex() + "\n";
  const auto all = told(lock);
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0],
            "r.lock:2 lock/sdist-only: s==1.0 has no wheel, only an sdist; to install it is to run its "
            "build, whose own "
            "requirements no hash covers");
  EXPECT_EQ(all[1],
            "r.lock:2 lock/unhashed-build: s-1.0.tar.gz is an sdist: what builds it is fetched anew, and no "
            "hash protects it");
  EXPECT_EQ(all[2],
            "?r.lock:2 lock/unmet-dependency: what s==1.0 needs is not known: an sdist does not say for "
            "certain what "
            "it needs");
  EXPECT_TRUE(all[3].starts_with(
      "?r.lock:3 lock/unmet-dependency: what w==1.0 needs is not known: w-1.0-py3-none-any.whl: "))
      << all[3];
  EXPECT_EQ(all[4], "incomplete");
}

}  // namespace
}  // namespace pushgate::scanners
