// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "checked.hpp"
#include "support/compressed.hpp"
#include "support/tar_builder.hpp"
#include "support/zip_builder.hpp"

namespace pushgate::scanners {
namespace {

using test::checked;
using test::gzip;
using test::TarBuilder;
using Lines = std::vector<std::string>;

constexpr const char* k_name = "demo-1.0.tar.gz";
constexpr const char* k_info = "Metadata-Version: 2.1\nName: Demo\nVersion: 1.0.0\n";

TarBuilder sdist(std::string_view info = k_info) {
  TarBuilder tar;
  tar.directory("demo-1.0").file("demo-1.0/PKG-INFO", info).file("demo-1.0/setup.py", "");
  return tar;
}

TEST(SdistCheck, OneThatIsRight) {
  auto tar = sdist();
  tar.symlink("demo-1.0/link", "setup.py").hardlink("demo-1.0/hard", "demo-1.0/setup.py");
  tar.symlink("demo-1.0/a/up", "../setup.py").file("demo-1.0/demo.egg-info/PKG-INFO", "Name: other\n");
  EXPECT_EQ(checked(k_name, gzip(tar.bytes())), Lines{});
}

TEST(SdistCheck, NameAndVersion) {
  EXPECT_EQ(checked(k_name, gzip(sdist("Metadata-Version: 2.1\nName: other\nVersion: 2\n").bytes())),
            (Lines{"wheel/name-mismatch: demo-1.0/PKG-INFO says other; the file name says demo",
                   "wheel/version-mismatch: demo-1.0/PKG-INFO says 2; the file name says 1.0"}));
  EXPECT_EQ(checked(k_name, gzip(TarBuilder().file("demo-1.0/setup.py", "").bytes())),
            Lines{"wheel/metadata: the sdist has no PKG-INFO in its folder, so its name and version are only "
                  "those of "
                  "its file name"});
}

TEST(SdistCheck, NamesAndLinksThatLeadOut) {
  const auto lines = [](TarBuilder tar) { return checked(k_name, gzip(tar.bytes())); };
  EXPECT_EQ(lines(sdist().symlink("demo-1.0/l", "/etc/passwd")),
            Lines{"wheel/symlink: demo-1.0/l is a link to /etc/passwd, out of the sdist"});
  EXPECT_EQ(lines(sdist().symlink("demo-1.0/l", "../../x")),
            Lines{"wheel/symlink: demo-1.0/l is a link to ../../x, out of the sdist"});
  EXPECT_EQ(lines(sdist().symlink("demo-1.0/l", "a/../../demo-1.0/x")).size(), 1u);
  EXPECT_EQ(lines(sdist().file("other/x", "")),
            Lines{"wheel/sdist-layout: the sdist has 2 folders at its top; expected one, demo-1.0"});
  EXPECT_EQ(lines(sdist().file("demo-1.0/setup.py", "")),
            Lines{"wheel/duplicate-name: demo-1.0/setup.py is there twice"});
  EXPECT_EQ(lines(sdist().file("/etc/x", "")),
            Lines{"wheel/unsafe-path: /etc/x leads out of the folder that the sdist is unpacked in"});
}

TEST(SdistCheck, ParentPathsAndWhatIsNoTarCouldNotBeChecked) {
  for (const std::string& bytes : {gzip(sdist().file("demo-1.0/../../x", "").bytes()), std::string("text"),
                                   gzip("no tar, but some text"), gzip(sdist().bytes()).substr(0, 60)}) {
    const auto lines = checked(k_name, bytes);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].starts_with("error: ")) << lines[0];
  }
}

TEST(SdistCheck, AZip) {
  const std::string bytes =
      test::zip({{.name = "demo-1.0/PKG-INFO", .content = "Metadata-Version: 1.1\nName: x\nVersion: 1\n"},
                 {.name = "demo-1.0/../../x"}});
  EXPECT_EQ(checked("demo-1.0.zip", bytes),
            (Lines{"wheel/unsafe-path: demo-1.0/../../x: the name leads out of the folder that it is "
                   "unpacked to (zip/traversal)",
                   "wheel/name-mismatch: demo-1.0/PKG-INFO says x; the file name says demo"}));
}

}  // namespace
}  // namespace pushgate::scanners
