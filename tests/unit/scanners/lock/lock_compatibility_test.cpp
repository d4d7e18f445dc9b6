// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_compatibility.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::scanners {
namespace {

using Texts = std::vector<std::string>;

/// `RULE MESSAGE`, with `?` before it where it is not known.
Texts found(const std::string& marker, std::initializer_list<const char*> names,
            std::vector<std::string> pythons, std::vector<std::string> platforms) {
  LockInput input;
  input.wheelhouse = "wheels";
  input.targets = lock_targets(pythons, platforms).value();
  LockContents lock;
  LockedRequirement requirement;
  requirement.path = "a.lock";
  requirement.line = 7;
  requirement.name = requirement.normalized = "a";
  requirement.specifier = "==1";
  requirement.pin = "1";
  requirement.marker = marker;
  requirement.wanted = wanted(marker, input.targets);
  lock.requirements.push_back(requirement);
  std::vector<WheelhouseFile> files;
  for (const auto* name : names) {
    files.push_back({name, python::parse_distribution_file(name), crypto::sha256("")});
  }
  LockFindings findings("a.lock");
  check_compatibility(input, lock, files, findings);
  Texts out;
  for (const auto& finding : findings.take().findings) {
    EXPECT_EQ(finding.location.line, 7U);
    EXPECT_FALSE(finding.hint.empty());
    out.push_back((finding.could_not_look ? "?" : "") + finding.rule + " " + finding.message);
  }
  return out;
}

constexpr const char* k_310 = "a-1-cp310-cp310-manylinux2014_x86_64.whl";
constexpr const char* k_311 = "a-1-cp311-cp311-manylinux2014_x86_64.whl";

TEST(LockCompatibility, a_target_without_a_wheel_is_named_with_what_there_is) {
  EXPECT_EQ(
      found("", {k_310}, {"3.10", "3.11"}, {"linux/amd64", "linux/arm64"}),
      (Texts{"lock/no-compatible-wheel a==1 has no wheel for Python 3.10 on linux/arm64, Python 3.11 on "
             "linux/amd64, Python 3.11 on linux/arm64; those of the wheelhouse are for cp310 on "
             "manylinux2014_x86_64"}));
  EXPECT_EQ(found("", {k_310, k_311}, {"3.10", "3.11"}, {"linux/amd64"}), Texts());
  EXPECT_EQ(found("", {"a-1-py3-none-any.whl"}, {"3.10", "3.11"}, {"linux/amd64", "musllinux_1_2_aarch64"}),
            Texts());
}

TEST(LockCompatibility, an_sdist_is_said_where_it_is_all_that_fits) {
  const Texts expected = {
      "lock/sdist-only a==1 has no wheel for Python 3.11 on linux/amd64, only an sdist; to install it "
      "is to run its build, whose own requirements no hash covers"};
  EXPECT_EQ(found("", {k_310, "a-1.tar.gz"}, {"3.11"}, {"linux/amd64"}), expected);
  EXPECT_EQ(found("", {"a-1.tar.gz"}, {"3.11"}, {"linux/amd64"}), expected);
  EXPECT_EQ(found("", {"a-1.tar.gz", k_311}, {"3.11"}, {"linux/amd64"}), Texts());
}

TEST(LockCompatibility, without_a_whole_target_only_what_has_no_wheel_is_told) {
  for (const auto& pythons : {Texts{}, Texts{"3.11"}}) {
    EXPECT_EQ(
        found("", {"a-1.tar.gz"}, pythons, {}),
        (Texts{
            "lock/sdist-only a==1 has no wheel, only an sdist; to install it is to run its build, whose own "
            "requirements no hash covers"}));
    EXPECT_EQ(found("", {k_310, "a-1.tar.gz"}, pythons, {}), Texts());
  }
}

TEST(LockCompatibility, what_is_not_there_at_all_is_not_its_business) {
  EXPECT_EQ(found("", {}, {"3.11"}, {"linux/amd64"}), Texts());
  EXPECT_EQ(found("", {"a-2-cp310-cp310-win32.whl", "b-1-cp310-cp310-win32.whl", "a-1.whl"}, {"3.11"},
                  {"linux/amd64"}),
            Texts());
}

TEST(LockCompatibility, markers_say_which_targets_want_it) {
  EXPECT_EQ(found("python_version < \"3.11\"", {k_310}, {"3.10", "3.11"}, {"linux/amd64"}), Texts());
  EXPECT_EQ(found("python_version >= \"3.11\"", {k_310}, {"3.10", "3.11"}, {"linux/amd64"}).size(), 1U);
  EXPECT_EQ(found("python_full_version < \"3.11.4\"", {k_310}, {"3.11"}, {"linux/amd64"}),
            (Texts{"?lock/no-compatible-wheel a==1 has no wheel for Python 3.11 on linux/amd64; those of the "
                   "wheelhouse "
                   "are for cp310 on manylinux2014_x86_64; whether `python_full_version < \"3.11.4\"` asks "
                   "for it is not "
                   "known here"}));
}

TEST(LockTarget, a_half_says_a_half) {
  const auto python = lock_targets({"3.11"}, {}).value();
  ASSERT_EQ(python.size(), 1U);
  EXPECT_EQ(python[0].name, "Python 3.11");
  EXPECT_FALSE(python[0].platform);
  EXPECT_EQ(wanted("python_version == \"3.11\"", python), python::Truth::yes);
  EXPECT_EQ(wanted("sys_platform == \"linux\"", python), python::Truth::unknown);
  const auto platform = lock_targets({}, {"musllinux_1_2_aarch64"}).value();
  ASSERT_EQ(platform.size(), 1U);
  EXPECT_EQ(platform[0].name, "musllinux_1_2_aarch64");
  EXPECT_FALSE(platform[0].platform);
  EXPECT_EQ(wanted("platform_machine == \"aarch64\"", platform), python::Truth::yes);
  EXPECT_EQ(wanted("python_version == \"3.11\"", platform), python::Truth::unknown);
  EXPECT_TRUE(lock_targets({}, {}).value().empty());
  for (const auto& [pythons, platforms] : {std::pair<Texts, Texts>{{""}, {}},
                                           {{}, {""}},
                                           {{"3"}, {}},
                                           {{}, {"amd64"}},
                                           {{"3.11", "x"}, {"linux/amd64"}}}) {
    const auto wrong = lock_targets(pythons, platforms);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::misuse);
  }
}

}  // namespace
}  // namespace pushgate::scanners
