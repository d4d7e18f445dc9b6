// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "store/files.hpp"
#include "store/staged_folder.hpp"
#include "support/zip_builder.hpp"
#include "unit/scanners/provenance/installed_image.hpp"

namespace pushgate::scanners {
namespace {

using model::ProofStrength;
using sbom::LayerBuilder;

/// A lock of `a 1`, and the wheel that it names, beside one that it does not name.
struct Inputs {
  Result<store::ScratchFolder> scratch = store::ScratchFolder::create();
  std::string folder = scratch->path();
  std::string wheel;
  std::string lock;

  explicit Inputs(const std::string& lines) {
    const std::string record = lines + record_line("a-1.dist-info/METADATA", sbom::metadata("a", "1"));
    wheel = test::zip({{.name = "a-1.dist-info/RECORD", .content = record}});
    EXPECT_TRUE(store::write_file(scratch->path() / "a-1-py3-none-any.whl", wheel));
    EXPECT_TRUE(store::write_file(scratch->path() / "a-1-1-py3-none-any.whl", "another"));
    lock = scratch->path() / "lock";
    EXPECT_TRUE(store::write_file(lock, "# by hand\na==1 --hash=sha256:" + std::string(64, '0') +
                                            " --hash=sha256:" + crypto::sha256(wheel).hex() + "\n"));
  }
};

const Files k_files = {{"a/__init__.py", "one"}, {"a/b.py", "two"}, {"a/c.py", "three"}};
const std::string k_good =
    record_line("a/__init__.py", "one") + record_line("a/b.py", "two") + record_line("a/c.py", "three");

/// An image of `a 1` in which a second layer changed one file, removed another and added a third.
std::vector<oci::LayerFacts> touched() {
  LayerBuilder lower;
  install(lower, "a", "1", k_files);
  LayerBuilder upper;
  upper.file(k_site + "a/b.py", "twO").whiteout(k_site + "a/c.py").file(k_site + "a/d.py", "x");
  return sbom::layers({lower, upper});
}

TEST(Chains, from_the_lock_line_to_the_files_of_each_layer) {
  const Inputs inputs(k_good);
  const auto all = touched();
  const auto proven = prove(all, inputs.lock, inputs.folder);
  ASSERT_EQ(proven.distributions.size(), 1u);
  const auto& one = proven.distributions.front();
  EXPECT_EQ(one.purl, "pkg:pypi/a@1");
  EXPECT_EQ(one.lock, inputs.lock + ":2");
  EXPECT_EQ(one.locked_sha256, (std::vector{std::string(64, '0'), crypto::sha256(inputs.wheel).hex()}));
  EXPECT_EQ(one.wheel, (model::WheelFile{"a-1-py3-none-any.whl", crypto::sha256(inputs.wheel)}));
  EXPECT_EQ(one.record, "/" + k_site + "a-1.dist-info/RECORD");
  EXPECT_EQ(one.strength, ProofStrength::wheel);
  EXPECT_EQ(one.layers,
            (std::vector<model::LayerShare>{{all[0].diff_id, "STEP 1", 4}, {all[1].diff_id, "STEP 2", 1}}));
  // RECORD names itself without a hash; METADATA, INSTALLER and __init__.py are as listed.
  EXPECT_EQ(one.files,
            (model::FileCounts{.proven = 3, .unhashed = 1, .changed = 1, .missing = 1, .added = 1}));
}

TEST(Chains, how_strong_the_proof_is) {
  LayerBuilder layer;
  install(layer, "a", "1", k_files);
  const auto all = sbom::layers({layer});
  const auto strength = [&](const std::string& lock, const std::string& house) {
    return prove(all, lock, house).distributions.at(0).strength;
  };
  const Inputs good(k_good);
  EXPECT_EQ(strength(good.lock, good.folder), ProofStrength::wheel);
  EXPECT_EQ(strength(good.lock, ""), ProofStrength::record);
  EXPECT_EQ(strength("", ""), ProofStrength::record);
  const Inputs other(k_good + record_line("a/more.py", "more"));
  EXPECT_EQ(strength(other.lock, other.folder), ProofStrength::none);
  EXPECT_EQ(strength(good.lock, other.folder), ProofStrength::record);
}

TEST(Chains, what_states_itself_alone_and_what_the_system_ships) {
  LayerBuilder layer;
  layer.file(k_site + "old-3.egg-info/PKG-INFO", sbom::metadata("old", "3"));
  layer.file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
      .file("var/lib/dpkg/status", sbom::deb_stanza("python3-six", "1.16.0-4"))
      .file("var/lib/dpkg/info/python3-six.list",
            "/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n")
      .file("usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO", sbom::metadata("six", "1.16.0"));
  const auto all = sbom::layers({layer});
  const auto distributions = prove(all).distributions;
  ASSERT_EQ(distributions.size(), 2u);
  EXPECT_EQ(distributions[0].name, "old");
  EXPECT_EQ(distributions[0].record, "");
  EXPECT_EQ(distributions[0].strength, ProofStrength::none);
  EXPECT_EQ(distributions[0].layers, (std::vector<model::LayerShare>{{all[0].diff_id, "STEP 1", 1}}));
  EXPECT_FALSE(distributions[0].of_system);
  EXPECT_EQ(distributions[1].name, "six");
  EXPECT_TRUE(distributions[1].of_system);
}

}  // namespace
}  // namespace pushgate::scanners
