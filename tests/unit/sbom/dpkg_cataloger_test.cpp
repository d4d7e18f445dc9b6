// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_cataloger.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

model::OperatingSystem debian() {
  return {.family = "debian", .version = "12.5", .id = "debian", .version_id = "12", .pretty_name = ""};
}

/// The purls that one layer's databases give, or the error.
std::vector<std::string> purls(const LayerBuilder& layer, const model::OperatingSystem& os = debian()) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  if (!view) return {view.error().render()};
  const auto debs = dpkg_cataloger().packages(*view, os);
  if (!debs) return {debs.error().subject + ": " + debs.error().what};
  std::vector<std::string> out;
  for (const auto& deb : *debs) out.push_back(deb.component.purl);
  return out;
}

using Purls = std::vector<std::string>;
const std::string k_status = "var/lib/dpkg/status";

TEST(DpkgCataloger, describes_a_package) {
  const auto text = deb_stanza("libssl3", "3.0.11-1~deb12u2", "Source: openssl\n");
  const auto view = oci::RootView::merge(
      layers({LayerBuilder()
                  .file(k_status, text)
                  .file("var/lib/dpkg/info/libssl3:amd64.list", "/.\n")
                  .file("usr/share/doc/libssl3/copyright", "Format: x\nLicense: Apache-2.0\n")}),
      1);
  ASSERT_TRUE(view);
  const auto debs = dpkg_cataloger().packages(*view, debian());
  ASSERT_TRUE(debs);
  ASSERT_EQ(debs->size(), 1u);
  const auto& deb = debs->front();
  EXPECT_EQ(deb.component.purl,
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl");
  EXPECT_EQ(deb.component.ecosystem, "deb");
  EXPECT_EQ(deb.component.architecture, "amd64");
  EXPECT_EQ(deb.component.source_name, "openssl");
  EXPECT_EQ(deb.component.supplier, "Debian Team <team@debian.org>");
  EXPECT_EQ(deb.component.evidence_path, "/var/lib/dpkg/status");
  EXPECT_EQ(deb.component.evidence_digest, crypto::sha256(text));
  ASSERT_EQ(deb.component.licenses.size(), 1u);
  EXPECT_EQ(deb.component.licenses[0].text, "Apache-2.0");
  EXPECT_FALSE(deb.third_party);
}

TEST(DpkgCataloger, keeps_two_architectures_of_one_package) {
  std::string i386 = deb_stanza("libc6", "2.36-9");
  i386.replace(i386.find("amd64"), 5, "i386");
  EXPECT_EQ(purls(LayerBuilder().file(k_status, deb_stanza("libc6", "2.36-9") + i386 + i386)),
            (Purls{"pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
                   "pkg:deb/debian/libc6@2.36-9?arch=i386&distro=debian-12"}));
}

TEST(DpkgCataloger, reads_the_stanzas_of_distroless_images) {
  EXPECT_EQ(purls(LayerBuilder()
                      .file("var/lib/dpkg/status.d/base",
                            "Package: base-files\nArchitecture: amd64\nVersion: 12.4\n")
                      .file("var/lib/dpkg/status.d/base.md5sums", "0123  etc/issue\n")
                      .file("var/lib/dpkg/status.d/sub/deeper", "not a stanza")),
            Purls{"pkg:deb/debian/base-files@12.4?arch=amd64&distro=debian-12"});
}

TEST(DpkgCataloger, finds_a_database_behind_links) {
  const auto text = deb_stanza("a", "1");
  const Purls a = {"pkg:deb/debian/a@1?arch=amd64&distro=debian-12"};
  EXPECT_EQ(purls(LayerBuilder().file("opt/dpkg/status", text).symlink(k_status, "/opt/dpkg/status")), a);
  EXPECT_EQ(purls(LayerBuilder().file("opt/dpkg/status", text).hardlink(k_status, "opt/dpkg/status")), a);
  EXPECT_EQ(purls(LayerBuilder().file("srv/lib/dpkg/status", text).symlink("var", "srv")), a);
  EXPECT_EQ(purls(LayerBuilder().file("srv/dpkg/status.d/a", text).symlink("var/lib/dpkg", "/srv/dpkg")), a);
}

TEST(DpkgCataloger, never_passes_over_a_database) {
  EXPECT_EQ(purls(LayerBuilder().symlink(k_status, "/nowhere")),
            Purls{"/var/lib/dpkg/status: is a symbolic link that leads nowhere"});
  EXPECT_EQ(purls(LayerBuilder().directory(k_status)),
            Purls{"/var/lib/dpkg/status: is no regular file; expected one that can be read"});
  EXPECT_EQ(purls(LayerBuilder().unread_file("opt/db").symlink(k_status, "/opt/db")),
            Purls{"/opt/db: is reached by a link, and its content was not kept"});
  EXPECT_EQ(purls(LayerBuilder().file(k_status, std::string_view("\0\0\0", 3))),
            Purls{"/var/lib/dpkg/status:1: holds a NUL byte"});
  EXPECT_EQ(
      purls(LayerBuilder().file("var/lib/dpkg/status.d/x", "Package: x\n")),
      Purls{
          "/var/lib/dpkg/status.d/x:1: the stanza of an installed package has no Version; expected a Debian "
          "version"});
}

TEST(DpkgCataloger, names_the_source_in_the_purl) {
  EXPECT_EQ(purls(LayerBuilder().file(
                k_status,
                "Package: docker-ce\nVersion: 5:24.0\nArchitecture: amd64\nMaintainer: Docker "
                "<support@docker.com>\n\nPackage: mount\nVersion: 1:2.38\nSource: util-linux (2.38-5)\n")),
            (Purls{"pkg:deb/debian/docker-ce@5:24.0?arch=amd64&distro=debian-12",
                   "pkg:deb/debian/mount@1:2.38?distro=debian-12&upstream=util-linux%402.38-5"}));
  EXPECT_EQ(purls(LayerBuilder().file(k_status, deb_stanza("a", "1")), {}),
            Purls{"pkg:deb/debian/a@1?arch=amd64"});
}

TEST(DpkgCataloger, tells_which_paths_debs_own) {
  const std::string path = "usr/lib/python3/dist-packages/apt-2.6.egg-info";
  const std::string third = "Package: extra\nVersion: 1\nMaintainer: GitHub\n\n";
  const auto facts =
      layers({LayerBuilder()
                  .symlink("lib", "usr/lib")
                  .file(k_status, deb_stanza("python3-apt", "2.6") + deb_stanza("bare", "1") + third)
                  .file("var/lib/dpkg/info/python3-apt.list",
                        "/.\n/lib/python3/dist-packages/apt-2.6.egg-info\n/x.egg-info\n\n")
                  .file("var/lib/dpkg/info/extra.list", "/opt/b-1.dist-info/METADATA\n")
                  .file("opt/b-1.dist-info/METADATA", metadata("b", "1"))
                  .file("var/lib/dpkg/status.d/base", "Package: base\nVersion: 1\n")
                  .file("var/lib/dpkg/status.d/base.md5sums",
                        "d41d8cd98f00b204e9800998ecf8427e  opt/c.egg-info\nrubbish\n")
                  .file("opt/c.egg-info", metadata("c", "1"))
                  .file(path, metadata("python-apt", "2.6"))});
  const auto view = oci::RootView::merge(facts, 1);
  ASSERT_TRUE(view);
  const auto debs = dpkg_cataloger().packages(*view, debian());
  ASSERT_TRUE(debs);
  ASSERT_EQ(debs->size(), 4u);
  std::vector<std::string> told;
  int scripts = 0;
  const auto tell = [&](std::size_t package, std::string_view owned) {
    if (owned.starts_with("var/lib/dpkg/info/")) {
      scripts += owned.ends_with("/bare.postinst") || owned.ends_with("/bare:amd64.prerm");
      return;
    }
    told.push_back((*debs)[package].component.name + " " + std::string(owned));
  };
  ASSERT_TRUE(dpkg_cataloger().owned(*view, *debs, tell));
  EXPECT_EQ(told,
            (std::vector<std::string>{
                "python3-apt /.", "python3-apt /lib/python3/dist-packages/apt-2.6.egg-info",
                "python3-apt /x.egg-info", "extra /opt/b-1.dist-info/METADATA", "base opt/c.egg-info"}));
  EXPECT_EQ(scripts, 2);
  EXPECT_TRUE((*debs)[2].third_party);
}

TEST(DpkgCataloger, finds_diverted_files_where_they_are) {
  const auto files = [](const std::string& diversions) {
    const auto view = oci::RootView::merge(
        layers({LayerBuilder()
                    .file(k_status, deb_stanza("bash", "1", "Depends: base | sh\n") + deb_stanza("dash", "1"))
                    .file("var/lib/dpkg/info/bash.list", "/bin/sh\n")
                    .file("var/lib/dpkg/info/dash.list", "/bin/sh\n")
                    .file("var/lib/dpkg/diversions", diversions)}),
        1);
    const auto debs = dpkg_cataloger().packages(*view, debian());
    EXPECT_EQ(debs->at(0).component.needs, Purls{"base|sh"});
    std::string told;
    const auto done = dpkg_cataloger().owned(*view, *debs, [&](std::size_t package, std::string_view path) {
      if (path.starts_with("var/lib/dpkg/info/")) return;
      told += (*debs)[package].component.name + " " + std::string(path) + " ";
    });
    return done ? told : done.error().subject;
  };
  EXPECT_EQ(files("/bin/sh\n/bin/sh.distrib\ndash\n"), "bash /bin/sh.distrib dash /bin/sh ");
  EXPECT_EQ(files(""), "bash /bin/sh dash /bin/sh ");
  EXPECT_EQ(files("/bin/sh\n"), "/var/lib/dpkg/diversions:1");
}

TEST(DpkgCataloger, knows_its_files_by_their_place) {
  EXPECT_FALSE(dpkg_cataloger().is_database("var/lib/dpkg/diversions"));
  EXPECT_TRUE(dpkg_cataloger().is_database("var/lib/dpkg/status"));
  for (const auto* path :
       {"var/lib/dpkg/status", "opt/dpkg/status", "var/lib/dpkg/status.d/base",
        "var/lib/dpkg/status.d/base.md5sums", "var/lib/dpkg/info/a.list", "var/lib/dpkg/diversions"}) {
    EXPECT_TRUE(dpkg_cataloger().reads(path)) << path;
  }
  for (const auto* path : {"var/lib/dpkg/status-old", "status", "var/lib/dpkg/info/a.md5sums",
                           "var/lib/dpkg/info/x/a.list", "var/lib/dpkg/status.d/x/y"}) {
    EXPECT_FALSE(dpkg_cataloger().reads(path)) << path;
  }
}

}  // namespace
}  // namespace pushgate::sbom
