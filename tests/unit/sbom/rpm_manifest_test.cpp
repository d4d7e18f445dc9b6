// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_manifest.hpp"

#include <gtest/gtest.h>

#include "base/format.hpp"

namespace pushgate::sbom {
namespace {

std::string read(std::string_view text) {
  const auto packages = parse_rpm_manifest(text, "/m");
  if (!packages) return packages.error().subject + ": " + packages.error().what;
  std::string out;
  for (const auto& rpm : *packages) {
    out += fmt::format("{} {} {} {} {} {} [{}]\n", rpm.name, rpm.epoch.value_or(0), rpm.version, rpm.release,
                       rpm.arch, rpm.source_rpm, rpm.vendor);
  }
  return out;
}

TEST(RpmManifest, reads_a_package_a_line) {
  EXPECT_EQ(read("mariner-release\t2.0-12.cm2\t1653816591\t1653753130\tMicrosoft "
                 "Corporation\t(none)\t580\tnoarch\t0\t"
                 "mariner-release-2.0-12.cm2.src.rpm\n"
                 "\n"
                 "gpg-pubkey\t1-2\t1\t0\t(none)\t(none)\t0\t(none)\t0\t(none)\n"
                 "glibc\t2.35-2.cm2\t1\t2\t(none)\t(none)\t10\tx86_64\t1\t(none)"),
            "mariner-release 0 2.0 12.cm2 noarch mariner-release-2.0-12.cm2.src.rpm [Microsoft Corporation]\n"
            "glibc 1 2.35 2.cm2 x86_64  []\n");
  EXPECT_EQ(read(""), "");
}

TEST(RpmManifest, names_the_line_that_is_of_another_form) {
  const auto line = [](std::string_view name, std::string_view version, std::string_view epoch) {
    return fmt::format("{}\t{}\t1\t2\tv\t(none)\t3\tnoarch\t{}\ta-1-1.src.rpm", name, version, epoch);
  };
  const std::string good = line("a", "1-1", "0") + "\n";
  EXPECT_EQ(read(good + "b\t1-1\n"), "/m:2: has 2 fields; expected 10 with tabs between them");
  EXPECT_EQ(read(good + line("b", "1-1", "0") + "\tx"),
            "/m:2: has 11 fields; expected 10 with tabs between them");
  for (const auto* const version : {"1", "-1", "1-", ""}) {
    EXPECT_EQ(
        read(line("a", version, "0")),
        fmt::format("/m:1: has the package 'a' and the version '{}'; expected a name and VERSION-RELEASE",
                    version));
  }
  EXPECT_EQ(read(line("", "1-1", "0")),
            "/m:1: has the package '' and the version '1-1'; expected a name and VERSION-RELEASE");
  for (const auto* const epoch : {"", "x", "-1", "1x", "4294967296"}) {
    EXPECT_EQ(read(line("a", "1-1", epoch)),
              fmt::format("/m:1: has the epoch '{}'; expected a number", epoch));
  }
}

TEST(RpmManifest, is_known_by_its_place) {
  EXPECT_TRUE(is_rpm_manifest("var/lib/rpmmanifest/container-manifest-2"));
  EXPECT_FALSE(is_rpm_manifest("var/lib/rpmmanifest/container-manifest-1"));
  EXPECT_FALSE(is_rpm_manifest("container-manifest-2"));
}

}  // namespace
}  // namespace pushgate::sbom
