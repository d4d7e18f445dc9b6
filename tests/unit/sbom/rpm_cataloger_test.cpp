// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_cataloger.hpp"

#include <gtest/gtest.h>

#include "base/memory_file.hpp"
#include "sbom/rpm_listing.hpp"
#include "unit/sbom/layer_builder.hpp"
#include "unit/sbom/rpm_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::RpmHeader;
using Strings = std::vector<std::string>;

const std::string k_sqlite = "var/lib/rpm/rpmdb.sqlite";
const std::string k_berkeley = "var/lib/rpm/Packages";
const std::string k_manifest = "var/lib/rpmmanifest/container-manifest-2";

model::OperatingSystem system(std::string family, std::string id, std::string version) {
  return {.family = std::move(family),
          .version = version,
          .id = std::move(id),
          .version_id = version,
          .pretty_name = ""};
}

model::OperatingSystem rhel() {
  return system("redhat", "rhel", "9.3");
}

/// What the layer pass keeps of a database.
std::string probed(const Strings& headers) {
  const std::string bytes = test::ndb_database(headers);
  return *probe_rpm_database("db", MemoryFile(bytes));
}

RpmHeader openssl() {
  return RpmHeader("openssl-libs", "3.0.7", "24.el9").text(1044, "openssl-3.0.7-24.el9.src.rpm");
}

/// The packages, or the error.
Result<std::vector<SystemPackage>> packages(const LayerBuilder& layer,
                                            const model::OperatingSystem& os = rhel()) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  return rpm_cataloger().packages(*view, os);
}

Strings purls(const LayerBuilder& layer, const model::OperatingSystem& os = rhel()) {
  const auto rpms = packages(layer, os);
  if (!rpms) return {rpms.error().subject + ": " + rpms.error().what};
  Strings out;
  for (const auto& rpm : *rpms) out.push_back(rpm.component.purl);
  return out;
}

TEST(RpmCataloger, describes_a_package) {
  const std::string text =
      probed({openssl()
                  .numbers(1003, {1})
                  .text(1011, "Red Hat, Inc.")
                  .text(1014, "Apache-2.0")
                  .text(5096, "nodejs:12:8030:229f0a1c")
                  .texts(1049, {"libc.so.6()(64bit)", "rpmlib(CompressedFileNames)", "/bin/sh"})
                  .texts(1047, {"openssl-libs", "libssl.so.3()(64bit)"})
                  .bytes()});
  const auto rpms = packages(LayerBuilder().probed_file(k_sqlite, text));
  ASSERT_TRUE(rpms);
  ASSERT_EQ(rpms->size(), 1u);
  const auto& rpm = rpms->front().component;
  EXPECT_EQ(rpm.purl,
            "pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64&distro=rhel-9.3&epoch=1&"
            "upstream=openssl-3.0.7-24.el9.src.rpm");
  EXPECT_EQ(rpm.ecosystem, "rpm");
  EXPECT_EQ(rpm.name, "openssl-libs");
  EXPECT_EQ(rpm.version, "1:3.0.7-24.el9");
  EXPECT_EQ(rpm.architecture, "x86_64");
  EXPECT_EQ(rpm.source_name, "openssl");
  EXPECT_EQ(rpm.source_version, "1:3.0.7-24.el9");
  EXPECT_EQ(rpm.supplier, "Red Hat, Inc.");
  ASSERT_EQ(rpm.licenses.size(), 1u);
  EXPECT_EQ(rpm.licenses[0].kind, model::License::Kind::spdx_id);
  EXPECT_EQ(rpm.needs, (Strings{"libc.so.6()(64bit)", "/bin/sh"}));
  EXPECT_EQ(rpm.provides, (Strings{"openssl-libs", "libssl.so.3()(64bit)"}));
  EXPECT_EQ(rpm.properties, (std::vector<std::pair<std::string, std::string>>{
                                {"aquasecurity:trivy:PkgID", "openssl-libs@3.0.7-24.el9.x86_64"},
                                {"aquasecurity:trivy:Modularitylabel", "nodejs:12:8030:229f0a1c"}}));
  EXPECT_EQ(rpm.evidence_path, "/var/lib/rpm/rpmdb.sqlite");
  EXPECT_EQ(rpm.evidence_digest, crypto::sha256(text));
  EXPECT_FALSE(rpms->front().third_party);
}

TEST(RpmCataloger, epoch_0_is_none) {
  const auto rpms =
      packages(LayerBuilder().probed_file(k_sqlite, probed({openssl().numbers(1003, {0}).bytes()})));
  ASSERT_TRUE(rpms);
  EXPECT_EQ(rpms->front().component.version, "3.0.7-24.el9");
  EXPECT_EQ(rpms->front().component.purl,
            "pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64&distro=rhel-9.3&"
            "upstream=openssl-3.0.7-24.el9.src.rpm");
}

TEST(RpmCataloger, takes_the_source_from_the_name_of_its_file) {
  const auto source = [](const std::string& file) {
    const auto rpms = packages(
        LayerBuilder().probed_file(k_sqlite, probed({RpmHeader("a-b", "1", "2").text(1044, file).bytes()})));
    return rpms->front().component.source_name + " " + rpms->front().component.source_version;
  };
  EXPECT_EQ(source("perl-Foo-Bar-1.0-2.el8.src.rpm"), "perl-Foo-Bar 1.0-2.el8");
  EXPECT_EQ(source("java-1.0-2.el8.nosrc.rpm"), "java 1.0-2.el8");
  EXPECT_EQ(source("(none)"), "a-b 1-2");
  EXPECT_EQ(source("strange.src.rpm"), "a-b 1-2");
  EXPECT_EQ(source("one-2.src.rpm"), "a-b 1-2");
  EXPECT_EQ(source("-1-2.src.rpm"), "a-b 1-2");
}

TEST(RpmCataloger, writes_the_name_space_that_trivy_writes) {
  const auto layer = LayerBuilder().probed_file(k_sqlite, probed({RpmHeader("a", "1", "2").bytes()}));
  const auto of = [&](const model::OperatingSystem& os) { return purls(layer, os).front(); };
  EXPECT_EQ(of(system("alma", "almalinux", "9.3")), "pkg:rpm/alma/a@1-2?arch=x86_64&distro=almalinux-9.3");
  EXPECT_EQ(of(system("amazon", "amzn", "2023")), "pkg:rpm/amazon/a@1-2?arch=x86_64&distro=amzn-2023");
  EXPECT_EQ(of(system("sles", "sles", "15.5")), "pkg:rpm/suse/a@1-2?arch=x86_64&distro=sles-15.5");
  EXPECT_EQ(of(system("opensuse-leap", "opensuse-leap", "15.5")),
            "pkg:rpm/opensuse/a@1-2?arch=x86_64&distro=opensuse-leap-15.5");
  EXPECT_EQ(of(system("", "openEuler", "24.03")),
            "pkg:rpm/openeuler/a@1-2?arch=x86_64&distro=openEuler-24.03");
  EXPECT_EQ(of({}), "pkg:rpm/a@1-2?arch=x86_64");
}

TEST(RpmCataloger, reads_every_database_once) {
  const std::string a = probed({RpmHeader("a", "1", "1").bytes(), RpmHeader("a", "1", "1", "i686").bytes()});
  const std::string b = probed({RpmHeader("a", "1", "1").bytes(), RpmHeader("b", "1", "1").bytes()});
  const auto found = [](const LayerBuilder& layer) { return purls(layer, {}); };
  const Strings of_a = {"pkg:rpm/a@1-1?arch=x86_64", "pkg:rpm/a@1-1?arch=i686"};
  EXPECT_EQ(found(LayerBuilder().probed_file(k_berkeley, a)), of_a);
  EXPECT_EQ(found(LayerBuilder().probed_file(k_sqlite, a).probed_file("usr/share/rpm/rpmdb.sqlite", b)),
            (Strings{of_a[0], of_a[1], "pkg:rpm/b@1-1?arch=x86_64"}));
  EXPECT_EQ(found(LayerBuilder()
                      .probed_file("usr/lib/sysimage/rpm/Packages.db", a)
                      .symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm")),
            of_a);
  EXPECT_EQ(found(LayerBuilder()), Strings{});
  EXPECT_EQ(found(LayerBuilder().file(k_manifest, "m\t1-2\t1\t2\tv\t(none)\t3\tnoarch\t0\tm-1-2.src.rpm\n")),
            Strings{"pkg:rpm/m@1-2?arch=noarch&upstream=m-1-2.src.rpm"});
}

TEST(RpmCataloger, reads_a_database_that_only_a_link_leads_to) {
  const std::string whole = test::BerkeleyDatabase().package(RpmHeader("a", "1", "1").bytes()).bytes();
  EXPECT_EQ(purls(LayerBuilder().file("opt/db", whole).symlink(k_berkeley, "/opt/db"), {}),
            Strings{"pkg:rpm/a@1-1?arch=x86_64"});
}

TEST(RpmCataloger, never_passes_over_a_database) {
  EXPECT_EQ(
      purls(LayerBuilder().probed_file(k_sqlite, *probe_rpm_database("x", MemoryFile("rubbish")))),
      Strings{"/var/lib/rpm/rpmdb.sqlite: is no rpm database; expected SQLite, NDB or Berkeley DB's hash"});
  EXPECT_EQ(purls(LayerBuilder().symlink(k_sqlite, "/nowhere")),
            Strings{"/var/lib/rpm/rpmdb.sqlite: is a symbolic link that leads nowhere"});
  EXPECT_EQ(purls(LayerBuilder().unread_file("opt/db").symlink(k_sqlite, "/opt/db")),
            Strings{"/opt/db: is reached by a link, and its content was not kept"});
  EXPECT_EQ(purls(LayerBuilder().directory(k_sqlite)),
            Strings{"/var/lib/rpm/rpmdb.sqlite: is no regular file; expected one that can be read"});
  EXPECT_EQ(
      purls(LayerBuilder().file(k_manifest, "x\n")),
      Strings{
          "/var/lib/rpmmanifest/container-manifest-2:1: has 1 fields; expected 10 with tabs between them"});
  EXPECT_EQ(purls(LayerBuilder().probed_file(k_sqlite, probed({RpmHeader("\xff", "1", "1").bytes()}))).size(),
            1u);
}

TEST(RpmCataloger, does_not_take_a_database_for_whole_that_was_left_open) {
  const std::string text = probed({RpmHeader("a", "1", "1").bytes()});
  EXPECT_EQ(purls(LayerBuilder().probed_file(k_sqlite, text).file(k_sqlite + "-wal", "changes")),
            Strings{"/var/lib/rpm/rpmdb.sqlite: is not all: /var/lib/rpm/rpmdb.sqlite-wal holds changes that "
                    "are not yet "
                    "in it"});
  EXPECT_EQ(purls(LayerBuilder().probed_file(k_sqlite, text).file(k_sqlite + "-wal", ""), {}),
            Strings{"pkg:rpm/a@1-1?arch=x86_64"});
}

LayerBuilder with_files() {
  const auto with = [](std::string_view name, const Strings& needs, const Strings& names) {
    return RpmHeader(name, "1", "1")
        .texts(1049, needs)
        .texts(1117, names)
        .numbers(1116, std::vector<std::uint32_t>(names.size(), 0))
        .texts(1118, {"/usr/bin/"})
        .bytes();
  };
  return LayerBuilder()
      .probed_file(k_sqlite, probed({with("first", {"/bin/tool", "/usr/bin/other", "/no/such"}, {"one"}),
                                     with("tools", {}, {"tool", "other", "unasked"})}))
      .probed_file(k_berkeley, probed({with("tools", {}, {"tool"}), with("last", {}, {"z"})}));
}

TEST(RpmCataloger, files_that_are_needed_are_provided_by_who_has_them) {
  const auto rpms = packages(with_files());
  ASSERT_TRUE(rpms);
  ASSERT_EQ(rpms->size(), 3u);
  EXPECT_EQ((*rpms)[0].component.provides, Strings{});
  EXPECT_EQ((*rpms)[1].component.provides, (Strings{"/bin/tool", "/usr/bin/other"}));
}

TEST(RpmCataloger, tells_which_paths_rpms_own) {
  const auto facts = layers({with_files()});
  const auto view = oci::RootView::merge(facts, 1);
  const auto rpms = rpm_cataloger().packages(*view, rhel());
  ASSERT_TRUE(rpms);
  Strings told;
  ASSERT_TRUE(rpm_cataloger().owned(*view, *rpms, [&](std::size_t package, std::string_view path) {
    told.push_back((*rpms)[package].component.name + " " + std::string(path));
  }));
  EXPECT_EQ(told, (Strings{"first /usr/bin/one", "tools /usr/bin/tool", "tools /usr/bin/other",
                           "tools /usr/bin/unasked", "tools /usr/bin/tool", "last /usr/bin/z"}));
}

TEST(RpmCataloger, leaves_databases_to_the_prober) {
  EXPECT_FALSE(rpm_cataloger().reads(k_sqlite));
  EXPECT_TRUE(rpm_cataloger().is_database(k_sqlite));
  EXPECT_TRUE(rpm_cataloger().reads(k_manifest));
  EXPECT_TRUE(rpm_cataloger().is_database(k_manifest));
}

TEST(RpmCataloger, states_what_first_layers_need) {
  const auto view = oci::RootView::merge(
      layers({LayerBuilder().probed_file(k_sqlite, probed({openssl().numbers(1003, {2}).bytes()}))}), 1);
  const auto found = rpm_cataloger().databases(*view);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1u);
  const auto stated = rpm_cataloger().stated(*found->front());
  ASSERT_TRUE(stated);
  ASSERT_EQ(stated->size(), 1u);
  EXPECT_EQ(stated->front().ecosystem, "rpm");
  EXPECT_EQ(stated->front().name, "openssl-libs");
  EXPECT_EQ(stated->front().version, "2:3.0.7-24.el9");
  EXPECT_EQ(stated->front().architecture, "x86_64");
}

}  // namespace
}  // namespace pushgate::sbom
