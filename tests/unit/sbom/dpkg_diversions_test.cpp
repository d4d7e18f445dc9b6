// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_diversions.hpp"

#include <gtest/gtest.h>

namespace pushgate::sbom {
namespace {

std::string error_of(std::string_view text) {
  const auto diversions = DpkgDiversions::parse(text, "/diversions");
  if (diversions) return "no error";
  EXPECT_EQ(diversions.error().code, ErrorCode::unchecked);
  return diversions.error().subject + ": " + diversions.error().what;
}

TEST(DpkgDiversions, moves_the_files_of_everyone_but_their_package) {
  const auto diversions =
      DpkgDiversions::parse("/bin/sh\n/bin/sh.distrib\ndash\n/usr/x\n/usr/x.mine\n:\n", "/diversions");
  ASSERT_TRUE(diversions) << diversions.error().render();
  EXPECT_EQ(diversions->place_of("/bin/sh", "bash"), "/bin/sh.distrib");
  EXPECT_EQ(diversions->place_of("bin/sh", "bash"), "/bin/sh.distrib");
  EXPECT_EQ(diversions->place_of("/bin/sh", "dash"), "/bin/sh");
  EXPECT_EQ(diversions->place_of("/usr/x", "dash"), "/usr/x.mine");
  EXPECT_EQ(diversions->place_of("/usr/y", "dash"), "/usr/y");
  EXPECT_TRUE(DpkgDiversions::parse("", "/diversions"));
}

TEST(DpkgDiversions, names_file_and_line_of_what_is_damaged) {
  EXPECT_EQ(error_of("/a\n/b\nc\n/d\n/e\n"),
            "/diversions:4: the record is cut short; expected a path, a path and a package");
  EXPECT_EQ(error_of("/a\nb\nc\n"),
            "/diversions:1: is no diversion; expected two absolute paths and a package");
  EXPECT_EQ(error_of("/a\n/b\n\n"),
            "/diversions:1: is no diversion; expected two absolute paths and a package");
  EXPECT_EQ(error_of(std::string_view("/a\n/\0\nc\n", 8)), "/diversions: holds a NUL byte; expected text");
}

}  // namespace
}  // namespace pushgate::sbom
