// SPDX-License-Identifier: Apache-2.0
#include "sbom/conda_meta.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

constexpr const char* k_path = "/opt/conda/conda-meta/a-1-0.json";

std::string read(const std::string& text) {
  return told(conda_packages(text, k_path));
}

/// A record with more members.
std::string record(const std::string& more) {
  return R"({"name": "a", "version": "1", )" + more + "}";
}

TEST(CondaMeta, is_known_by_its_path) {
  for (const auto* path : {"opt/conda/conda-meta/a-1-0.json", "conda-meta/a-1-0.json",
                           "opt/conda/envs/e/conda-meta/a-1-0.json"}) {
    EXPECT_TRUE(is_conda_meta(path)) << path;
  }
  for (const auto* path : {"opt/conda-meta/history", "opt/conda-meta/.json", "opt/conda-meta/a/b.json",
                           "a.json", "opt/xconda-meta/a-1-0.json", "xconda-meta/a-1-0.json"}) {
    EXPECT_FALSE(is_conda_meta(path)) << path;
  }
}

TEST(CondaMeta, reads_a_record) {
  EXPECT_EQ(read(R"({"build": "py312_0", "channel": "https://conda.anaconda.org/conda-forge/linux-64",)"
                 R"( "depends": ["python >=3.12,<3.13.0a0", "libblas", "python", "__glibc >=2.17", 7, "",)"
                 R"( "conda-forge::zlib 1.2.*", "tk=8.6", "x[version='1']"], "license": "BSD-3-Clause",)"
                 R"( "md5": "00112233445566778899AABBCCDDEEFF", "name": "numpy", "sha256": ")" +
                 std::string(64, 'f') + R"(", "subdir": "linux-64", "version": "1.26.4"})"),
            "pkg:conda/numpy@1.26.4?build=py312_0&channel=conda-forge&subdir=linux-64 (id BSD-3-Clause) "
            "needs libblas,python,tk,x,zlib MD5 00112233445566778899aabbccddeeff SHA-256 " +
                std::string(64, 'f') + "\n");
}

TEST(CondaMeta, names_the_channel) {
  const std::vector<Told> cases = {
      {R"("channel": "https://repo.anaconda.com/pkgs/main/linux-64", "subdir": "linux-64")",
       "?channel=main&subdir=linux-64"},
      {R"("channel": "https://conda.anaconda.org/conda-forge/", "subdir": "noarch")",
       "?channel=conda-forge&subdir=noarch"},
      {R"("channel": "https://u:p@h.example/t/SECRET/own/noarch", "subdir": "noarch")",
       "?channel=own&subdir=noarch"},
      {R"("channel": "conda-forge")", "?channel=conda-forge"},
      {R"("channel": "noarch", "subdir": "noarch")", "?subdir=noarch"},
      {R"("channel": "///", "build": 7)", ""},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(read(record(text)), "pkg:conda/a@1" + expected + "\n") << text;
  }
}

TEST(CondaMeta, says_what_cannot_be_read) {
  const std::string where = k_path;
  const std::vector<Told> cases = {
      {"{}", where + ": member \"name\" is missing; expected a string"},
      {R"({"name": "a"})", where + ": member \"version\" is missing; expected a string"},
      {R"({"name": "a", "version": 1})", where + ": member \"version\" is a number; expected a string"},
      {R"({"name": "", "version": "1"})", where + ": has no name"},
      {R"({"name": "a", "version": "1\n"})", where + ": has '1\n' as version; expected text of one line"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
  for (const auto* broken : {"", "Invalid JSON", "[]", "{\"name\": \"\xff\"}", "{\"a\": 1, \"a\": 2}"}) {
    EXPECT_FALSE(conda_packages(broken, k_path)) << broken;
  }
  EXPECT_EQ(read(record(R"("depends": "x", "md5": "00", "sha256": 7, "license": null)")), "pkg:conda/a@1\n");
}

TEST(CondaMeta, owns_its_files_below_the_environment) {
  EXPECT_EQ(
      conda_owned(R"({"files": ["bin/a", "lib/b.py", "../../etc/passwd", "/etc/x", "lib/", "", 7]})", k_path),
      (std::vector<std::string>{"/opt/conda/bin/a", "/opt/conda/lib/b.py"}));
  for (const auto* nothing : {"{", "{}", R"({"files": 7})"}) {
    EXPECT_EQ(conda_owned(nothing, k_path), std::vector<std::string>{}) << nothing;
  }
}

}  // namespace
}  // namespace pushgate::sbom
