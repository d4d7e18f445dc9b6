// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "adapter/json/json.hpp"
#include "sbom/cyclonedx.hpp"
#include "support/source_file.hpp"
#include "unit/sbom/sample_inventory.hpp"

namespace pushgate::sbom {
namespace {

const std::string k_golden = support::source_file("tests/golden/debian-python.cdx.json");

std::string file_text(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

json::Value written(const DocumentSubject& subject, const model::Inventory& inventory) {
  const auto document = json::parse(write_cyclonedx(subject, inventory, sample_time()), "SBOM");
  EXPECT_TRUE(document);
  return document ? *document : json::Value();
}

const json::Value& component(const json::Value& document, std::size_t index) {
  return document.find("components")->as_array()->at(index);
}

TEST(CyclonedxWriter, writes_the_golden_document) {
  const std::string document = write_cyclonedx(sample_subject(), sample_inventory(), sample_time());
  if (std::getenv("PUSHGATE_ACCEPT_GOLDEN") != nullptr) std::ofstream(k_golden, std::ios::binary) << document;
  EXPECT_EQ(document, file_text(k_golden)) << "PUSHGATE_ACCEPT_GOLDEN=1 accepts the new text";
}

TEST(CyclonedxWriter, the_same_inventory_gives_the_same_bytes_and_another_one_another_serial_number) {
  const auto document = written(sample_subject(), sample_inventory());
  EXPECT_EQ(write_cyclonedx(sample_subject(), sample_inventory(), sample_time()),
            json::write_pretty(document));
  auto less = sample_inventory();
  less.components.pop_back();
  EXPECT_NE(document.string_at("serialNumber"), written(sample_subject(), less).string_at("serialNumber"));
}

TEST(CyclonedxWriter, gives_an_image_a_purl_only_where_it_has_a_repository) {
  const auto purl_of = [](const std::string& name) {
    auto subject = sample_subject();
    subject.name = name;
    const auto document = written(subject, {});
    return std::string(document.find("metadata")->find("component")->string_at("purl").substr(0, 12));
  };
  for (const auto* name :
       {"ghcr.io/acme/app", "localhost/app", "localhost:5000/app", "127.0.0.1:5000/x/app"}) {
    EXPECT_EQ(purl_of(name), "pkg:oci/app@") << name;
  }
  for (const auto* name :
       {"oci:images/app:latest", "oci-archive:/tmp/app.tar", "docker-archive:a.b/app", "./a.b/app",
        "/srv/a.b/app", "acme/app", "app", "ghcr.io/", "ghcr.io/Acme/app", "ghcr.io/acme/app:tag", ""}) {
    EXPECT_EQ(purl_of(name), "") << name;
  }
}

TEST(CyclonedxWriter, an_expression_never_stands_beside_other_licences) {
  using Kind = model::License::Kind;
  auto inventory = sample_inventory();
  inventory.os = {};
  inventory.components.resize(1);
  inventory.components[0].licenses = {{"MIT OR ISC", Kind::spdx_expression}};
  EXPECT_EQ(json::write(*component(written(sample_subject(), inventory), 0).find("licenses")),
            R"([{"expression":"MIT OR ISC"}])");
  inventory.components[0].licenses.push_back({"Own", Kind::name});
  EXPECT_EQ(json::write(*component(written(sample_subject(), inventory), 0).find("licenses")),
            R"([{"license":{"name":"MIT OR ISC"}},{"license":{"name":"Own"}}])");
}

TEST(CyclonedxWriter, without_a_distribution_everything_hangs_on_the_image) {
  auto inventory = sample_inventory();
  inventory.os = {};
  const auto document = written(sample_subject(), inventory);
  for (const auto& dependency : *document.find("dependencies")->as_array()) {
    EXPECT_NE(dependency.string_at("ref"), "os");
    if (dependency.string_at("ref") != "root") continue;
    EXPECT_EQ(dependency.find("dependsOn")->as_array()->size(), inventory.components.size());
  }
}

TEST(CyclonedxWriter, two_copies_of_one_package_stay_two_components) {
  auto inventory = sample_inventory();
  auto copy = inventory.components.back();
  copy.evidence_path = "/opt/other/METADATA";
  inventory.components.push_back(copy);
  const auto document = written(sample_subject(), inventory);
  std::size_t copies = 0;
  for (const auto& entry : *document.find("components")->as_array()) {
    if (entry.string_at("purl") != copy.purl) continue;
    ++copies;
    EXPECT_NE(entry.string_at("bom-ref"), copy.purl);
  }
  EXPECT_EQ(copies, 2u);
}

std::string property(const json::Value& entry, std::string_view name) {
  for (const auto& property : *entry.find("properties")->as_array()) {
    if (property.string_at("name") == name) return std::string(property.string_at("value"));
  }
  return "none";
}

TEST(CyclonedxWriter, a_third_partys_deb_has_a_source_that_no_advisory_names) {
  model::Inventory inventory;
  inventory.components = {
      sample_deb("nodejs", "20.1", "nodejs", "20.1", "pkg:deb/debian/nodejs@20.1?arch=amd64")};
  inventory.components[0].supplier = "NodeSource <infra@nodesource.com>";
  EXPECT_EQ(property(component(written(sample_subject(), inventory), 0), "aquasecurity:trivy:SrcName"),
            "nodejs (nodesource)");
  const auto read = read_cyclonedx(write_cyclonedx(sample_subject(), inventory, sample_time()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->components[0].source_name, "nodejs");
}

TEST(CyclonedxWriter, two_architectures_of_one_version_have_ids_of_their_own) {
  auto inventory = sample_inventory();
  auto i386 = inventory.components[0];
  i386.architecture = "i386";
  i386.purl.replace(i386.purl.find("amd64"), 5, "i386");
  inventory.os = {};
  inventory.components = {inventory.components[0], i386, inventory.components[1]};
  const auto document = written(sample_subject(), inventory);
  const std::string name = "aquasecurity:trivy:PkgID";
  EXPECT_EQ(property(component(document, 0), name), "libssl3:amd64@3.0.11-1~deb12u2");
  EXPECT_EQ(property(component(document, 1), name), "libssl3:i386@3.0.11-1~deb12u2");
  EXPECT_EQ(property(component(document, 2), name), "none");
}

TEST(CyclonedxWriter, an_empty_image_still_has_its_arrays) {
  const auto document = written(sample_subject(), {});
  EXPECT_EQ(document.find("components")->as_array()->size(), 0u);
  EXPECT_EQ(json::write(*document.find("dependencies")), R"([{"ref":"root","dependsOn":[]}])");
}

}  // namespace
}  // namespace pushgate::sbom
