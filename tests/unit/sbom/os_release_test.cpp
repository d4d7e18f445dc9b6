// SPDX-License-Identifier: Apache-2.0
#include "sbom/os_release.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

std::string identified(const LayerBuilder& layer) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  if (!view) return view.error().render();
  const auto os = identify_system(*view);
  if (!os) return os.error().subject + ": " + os.error().what;
  return os->family + "|" + os->version + "|" + os->id + "|" + os->version_id + "|" + os->pretty_name;
}

constexpr const char* k_debian =
    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";

TEST(OsRelease, reads_assignments_as_a_shell_does) {
  const auto fields = parse_os_release(
      "# comment\nID=debian\nNAME='Single \"quoted\"'\nP=\"a \\\"b\\\" \\$c\"\nX=a\\ b c\n  Y = 1\nno "
      "assignment\n"
      "OPEN=\"never closed\nID_LIKE=");
  EXPECT_EQ(fields.at("ID"), "debian");
  EXPECT_EQ(fields.at("NAME"), "Single \"quoted\"");
  EXPECT_EQ(fields.at("P"), "a \"b\" $c");
  EXPECT_EQ(fields.at("X"), "a b");
  EXPECT_EQ(fields.at("Y"), "1");
  EXPECT_EQ(fields.at("OPEN"), "never closed");
  EXPECT_EQ(fields.at("ID_LIKE"), "");
  EXPECT_EQ(fields.count("no assignment"), 0u);
}

TEST(OsRelease, names_debian_as_trivy_does) {
  const std::string pretty = "Debian GNU/Linux 12 (bookworm)";
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", k_debian).file("etc/debian_version", "12.5\n")),
            "debian|12.5|debian|12|" + pretty);
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", k_debian)), "debian|12|debian|12|" + pretty);
  EXPECT_EQ(
      identified(
          LayerBuilder().file("etc/os-release", "ID=debian\n").file("etc/debian_version", "trixie/sid\n")),
      "debian|trixie/sid|debian|trixie/sid|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/debian_version", "11.9")), "debian|11.9|debian|11.9|");
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=kali\nVERSION_ID=2024.1\n")
                           .file("etc/debian_version", "kali-rolling\n")),
            "debian|kali-rolling|kali|2024.1|");
}

TEST(OsRelease, names_other_distributions_as_trivy_does) {
  EXPECT_EQ(identified(LayerBuilder()
                           .file("usr/lib/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n")
                           .symlink("etc/os-release", "../usr/lib/os-release")
                           .file("etc/debian_version", "bookworm/sid\n")
                           .file("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n")),
            "ubuntu|22.04|ubuntu|22.04|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", "ID=\"rhel\"\nVERSION_ID=\"9.3\"\n")),
            "redhat|9.3|rhel|9.3|");
  EXPECT_EQ(
      identified(LayerBuilder().file("etc/os-release", "ID=centos\nNAME=\"CentOS Stream\"\nVERSION_ID=9\n")),
      "centos-stream|9|centos|9|");
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n")
                           .file("etc/alpine-release", "3.19.1\n")),
            "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", "ID=slackware\nVERSION_ID=15\n")),
            "||slackware|15|");
  EXPECT_EQ(identified(LayerBuilder()), "||||");
}

TEST(OsRelease, the_file_in_etc_comes_first) {
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=wolfi\nVERSION_ID=1\n")
                           .file("usr/lib/os-release", k_debian)),
            "wolfi|1|wolfi|1|");
}

TEST(OsRelease, says_what_cannot_be_read) {
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", std::string_view("ID=a\0b", 6))),
            "/etc/os-release: holds a NUL byte; expected text");
  EXPECT_EQ(identified(LayerBuilder().directory("etc/os-release")),
            "/etc/os-release: is no regular file; expected one that can be read");
  EXPECT_EQ(identified(LayerBuilder().unread_file("opt/release").symlink("etc/os-release", "/opt/release")),
            "/opt/release: is reached by a link, and its content was not kept");
}

}  // namespace
}  // namespace pushgate::sbom
