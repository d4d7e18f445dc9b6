// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/scanners/provenance/installed_image.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::string_view k_virtualenv = "0f20351ea7e90039c46d3fabdef991f28b1e3ff33eb13ee6f0d5cd21ea0e8b14";

/// What is found in a site with these files and a `_virtualenv.py` of this SHA-256.
std::vector<std::string> found(const Files& files, std::string_view sha256 = k_virtualenv) {
  sbom::LayerBuilder layer;
  install(layer, "a", "1", {{"a.py", "a"}});
  for (const auto& [path, content] : files) layer.file(k_site + path, content);
  layer.file(k_site + "_virtualenv.py", "");
  auto all = sbom::layers({layer});
  auto& entries = all[0].entries;
  oci::EntryContent module;
  module.sha256 = *Digest::parse_hex(sha256);
  entries.set_content(entries.position(k_site + "_virtualenv.py"), std::move(module));
  return told(scan(all), all);
}

TEST(KnownFiles, what_virtualenv_writes) {
  EXPECT_THAT(found({{"_virtualenv.pth", "import _virtualenv"}}), IsEmpty());
  EXPECT_THAT(found({{"_virtualenv.pth", "import _virtualenv; x()"}}),
              ElementsAre(StartsWith("1 SITE/_virtualenv.pth provenance/unowned-pth")));
  EXPECT_THAT(found({{"start.pth", "import _virtualenv"}}),
              ElementsAre(StartsWith("1 SITE/start.pth provenance/unowned-pth")));
  EXPECT_THAT(found({{"_virtualenv.pth", "import _virtualenv"}}, crypto::sha256("other").hex()),
              ElementsAre(StartsWith("1 SITE/_virtualenv.py provenance/unowned-module"),
                          StartsWith("1 SITE/_virtualenv.pth provenance/unowned-pth")));
}

TEST(KnownFiles, what_setuptools_leaves) {
  const std::string text =
      "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; "
      "enabled "
      "and __import__('_distutils_hack').add_shim(); \n";
  EXPECT_THAT(found({{"distutils-precedence.pth", text}}), IsEmpty());
  EXPECT_THAT(found({{"distutils-precedence.pth", text + " "}}),
              ElementsAre(StartsWith("1 SITE/distutils-precedence.pth provenance/unowned-pth")));
}

}  // namespace
}  // namespace pushgate::scanners
