// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_status.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

std::vector<std::string> installed(std::string_view text) {
  const auto packages = parse_dpkg_status(text, "/status");
  if (!packages) return {packages.error().render()};
  std::vector<std::string> out;
  for (const auto& deb : *packages) out.push_back(deb.name + "=" + deb.version);
  return out;
}

std::string error_of(std::string_view text) {
  const auto packages = parse_dpkg_status(text, "/status");
  if (packages) return "no error";
  EXPECT_EQ(packages.error().code, ErrorCode::unchecked);
  return packages.error().subject + ": " + packages.error().what;
}

std::string with_status(const std::string& status) {
  return "Package: p\nStatus: " + status + "\nVersion: 1\nArchitecture: all\n\n";
}

TEST(DpkgStatus, reads_a_package_and_its_source) {
  const auto packages =
      parse_dpkg_status(deb_stanza("libssl3", "1:3.0.11-1~deb12u2", "Source: openssl (3.0.11-1)\n") +
                            deb_stanza("zlib1g", "1:1.2", "Source: zlib\n") + deb_stanza("sed", "4.9-1"),
                        "/status");
  ASSERT_TRUE(packages);
  ASSERT_EQ(packages->size(), 3u);
  const DebPackage& ssl = packages->at(0);
  EXPECT_EQ(ssl.name, "libssl3");
  EXPECT_EQ(ssl.version, "1:3.0.11-1~deb12u2");
  EXPECT_EQ(ssl.architecture, "amd64");
  EXPECT_EQ(ssl.source_name, "openssl");
  EXPECT_EQ(ssl.source_version, "3.0.11-1");
  EXPECT_EQ(ssl.maintainer, "Debian Team <team@debian.org>");
  EXPECT_EQ(packages->at(1).source_name, "zlib");
  EXPECT_EQ(packages->at(1).source_version, "1:1.2");
  EXPECT_EQ(packages->at(2).source_name, "sed");
  EXPECT_EQ(packages->at(2).source_version, "4.9-1");
}

TEST(DpkgStatus, reads_what_a_package_needs_and_provides) {
  const auto relations = [](const std::string& fields) {
    const auto packages = parse_dpkg_status("Package: p\nVersion: 1\n" + fields, "/status");
    if (!packages) return packages.error().subject + ": " + packages.error().what;
    std::string out;
    for (const auto& name : packages->front().needs) out += name + " ";
    out += "/";
    for (const auto& name : packages->front().provides) out += " " + name;
    return out;
  };
  EXPECT_EQ(relations("Depends: a (>= 1) | b:any, c\n"), "a|b c /");
  EXPECT_EQ(relations("Depends: a, b\nPre-Depends: c (= 1:2-3), a\nProvides: v (= 2), w:amd64\n"),
            "c a b / v w");
  EXPECT_EQ(relations("Depends: a(>= 1),\n b|c ,, |,d [amd64],\n e <!nocheck>\n"), "a b|c d e /");
  EXPECT_EQ(relations(""), "/");
  std::string many = "Depends: ";
  for (int i = 0; i < 10'001; ++i) many += "n" + std::to_string(i) + ",";
  EXPECT_EQ(relations(many + "\n").substr(0, 11), "/status:3: ");
}

TEST(DpkgStatus, counts_every_state_that_has_files) {
  for (const auto* status :
       {"install ok installed", "hold ok installed", "install ok half-configured", "install ok unpacked",
        "install reinstreq half-installed", "install ok triggers-pending"}) {
    EXPECT_EQ(installed(with_status(status)), std::vector<std::string>{"p=1"}) << status;
  }
  for (const auto* status : {"deinstall ok config-files", "purge ok config-files", "deinstall ok installed",
                             "install ok not-installed", "unknown ok not-installed"}) {
    EXPECT_EQ(installed(with_status(status)), std::vector<std::string>{}) << status;
  }
  // Distroless stanzas have no Status; one that is not installed needs no Version.
  EXPECT_EQ(installed("Package: p\nVersion: 1\n"), std::vector<std::string>{"p=1"});
  EXPECT_EQ(installed("Package: p\nStatus: purge ok not-installed\n"), std::vector<std::string>{});
  EXPECT_EQ(installed(""), std::vector<std::string>{});
}

TEST(DpkgStatus, names_file_and_line_of_what_is_damaged) {
  EXPECT_EQ(error_of(deb_stanza("a", "1") + "Status: install ok installed\nVersion: 1\n"),
            "/status:9: the stanza of an installed package has no Package; expected a package name");
  EXPECT_EQ(error_of("Package: a\nStatus: install ok installed\n"),
            "/status:1: the stanza of an installed package has no Version; expected a Debian version");
  EXPECT_EQ(error_of("Package: a\nVersion:\n"),
            "/status:1: the stanza of an installed package has no Version; expected a Debian version");
  EXPECT_EQ(error_of("Package: a\nVersion: 1 2\n"), "/status:2: Version is '1 2'; expected a Debian version");
  EXPECT_EQ(error_of("Package: ../../etc\nVersion: 1\n"),
            "/status:1: Package is '../../etc'; expected a package name");
  EXPECT_EQ(error_of("Package: a:b\nVersion: 1\n"), "/status:1: Package is 'a:b'; expected a package name");
  EXPECT_EQ(error_of("Package: a\nVersion: 1\nArchitecture: x/y\n"),
            "/status:3: Architecture is 'x/y'; expected an architecture such as amd64");
  EXPECT_EQ(error_of("Package: a\nVersion: 1\nSource: b 2\n"),
            "/status:3: Source is 'b 2'; expected NAME or NAME (VERSION)");
  EXPECT_EQ(error_of("Package: a\nVersion: 1\nSource: b ()\n"),
            "/status:3: Source is 'b ()'; expected NAME or NAME (VERSION)");
  EXPECT_EQ(error_of("Package: a\nVersion: 1\nrubbish\n"), "/status:3: is no field; expected 'Name: value'");
}

TEST(DpkgStatus, two_fields_of_one_name_cannot_hide_a_package) {
  EXPECT_EQ(
      error_of("Package: a\nStatus: deinstall ok config-files\nstatus: install ok installed\nVersion: 1\n"),
      "/status:1: the stanza has two Status fields; expected one");
  EXPECT_EQ(error_of("Package: a\nPackage: b\nVersion: 1\n"),
            "/status:1: the stanza has two Package fields; expected one");
}

TEST(DpkgStatus, tells_third_parties_by_their_maintainer) {
  EXPECT_EQ(third_party_vendor("Docker <support@docker.com>"), "docker");
  EXPECT_EQ(third_party_vendor("NodeSource <infra@nodesource.com>"), "nodesource");
  EXPECT_EQ(third_party_vendor("GitHub"), "github");
  EXPECT_EQ(third_party_vendor("GitHub Fans <fans@debian.org>"), "");
  EXPECT_EQ(third_party_vendor("Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>"), "");
}

}  // namespace
}  // namespace pushgate::sbom
