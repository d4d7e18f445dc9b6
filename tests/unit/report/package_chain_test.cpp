// SPDX-License-Identifier: Apache-2.0
#include "report/package_chain.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "report/foreign_text.hpp"
#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

model::DistributionProof proof() {
  model::DistributionProof one;
  one.name = "urllib3";
  one.version = "2.5.0";
  one.purl = "pkg:pypi/urllib3@2.5.0";
  one.metadata = "/site/urllib3-2.5.0.dist-info/METADATA";
  one.lock = "app/requirements.lock:12";
  one.locked_sha256 = {cases::digest_of(7).hex()};
  one.wheel = {"urllib3-2.5.0-py3-none-any.whl", cases::digest_of(7)};
  one.record = "/site/urllib3-2.5.0.dist-info/RECORD";
  one.strength = model::ProofStrength::wheel;
  one.layers = {{cases::digest_of(1), "RUN pip install --require-hashes", 34}, {cases::digest_of(2), "", 1}};
  one.files = {.proven = 33, .unhashed = 1, .changed = 1, .missing = 0, .added = 0};
  return one;
}

TEST(PackageChain, from_the_lock_to_the_layers) {
  const std::string seven = cases::digest_of(7).to_string();
  EXPECT_EQ(write_chains({proof()}, {}, false, 120),
            "urllib3 2.5.0 (pkg:pypi/urllib3@2.5.0)\n"
            "  lock    app/requirements.lock:12\n"
            "          " +
                seven +
                "\n"
                "  wheel   urllib3-2.5.0-py3-none-any.whl\n"
                "          " +
                seven +
                "\n"
                "  record  /site/urllib3-2.5.0.dist-info/RECORD\n"
                "  proof   its RECORD is that of the locked wheel\n"
                "  layers  " +
                cases::digest_of(1).to_string() +
                "  34 files\n"
                "          made by `RUN pip install --require-hashes`\n"
                "          " +
                cases::digest_of(2).to_string() +
                "  1 file\n"
                "  files   33 proven, 1 changed, 0 missing, 0 added; 1 listed without a hash\n"
                "\n"
                "no findings\n");
}

TEST(PackageChain, what_is_not_known_is_said) {
  model::DistributionProof one;
  one.name = "old";
  one.version = "1";
  one.purl = "pkg:pypi/old@1";
  one.metadata = "/site/old.egg-info/PKG-INFO";
  const std::string text = write_chains({one}, {cases::missing_hash()}, false, 120);
  EXPECT_TRUE(
      text.starts_with("old 1 (pkg:pypi/old@1)\n"
                       "  lock    no line of a lock names it in this version\n"
                       "  wheel   not compared with one\n"
                       "  record  none; stated by /site/old.egg-info/PKG-INFO\n"
                       "  proof   none: it has no RECORD\n"
                       "  files   not compared\n"
                       "\n  "))
      << text;
  EXPECT_NE(text.find(cases::missing_hash().rule), std::string::npos);
  auto other = proof();
  other.strength = model::ProofStrength::none;
  EXPECT_NE(write_chains({other}, {}, false, 120).find("none: its RECORD is not that of the locked wheel"),
            std::string::npos);
  other.of_system = true;
  EXPECT_NE(
      write_chains({other}, {}, false, 120).find("none here: a package of the operating system ships it"),
      std::string::npos);
}

TEST(PackageChain, foreign_bytes_stay_in_their_lines) {
  const std::string evil = "\x1b[2J\n::error::x \xff " + std::string(300, 'w');
  auto one = proof();
  one.name = one.version = one.purl = one.lock = one.record = one.layers[0].created_by = one.wheel->name =
      evil;
  const std::string text = write_chains({one, one}, {}, false, 80);
  EXPECT_EQ(text.find_first_of("\x1b\xff"), std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool is_digest = line.find("sha256:") != std::string::npos;
    EXPECT_LE(columns(line), is_digest ? 91u : 80u) << line;
    EXPECT_FALSE(line.starts_with("::"));
  }
}

}  // namespace
}  // namespace pushgate::report
