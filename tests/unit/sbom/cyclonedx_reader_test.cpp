// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sbom/cyclonedx.hpp"
#include "unit/sbom/sample_inventory.hpp"

namespace pushgate::sbom {
namespace {

std::string error_of(std::string_view text) {
  const auto inventory = read_cyclonedx(text);
  if (inventory) return "no error";
  EXPECT_EQ(inventory.error().code, ErrorCode::unchecked);
  return inventory.error().render();
}

void expect_same(const model::Component& a, const model::Component& b) {
  EXPECT_EQ(a.ecosystem, b.ecosystem);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.version, b.version);
  EXPECT_EQ(a.purl, b.purl);
  EXPECT_EQ(a.architecture, b.architecture);
  EXPECT_EQ(a.source_name, b.source_name);
  EXPECT_EQ(a.source_version, b.source_version);
  EXPECT_EQ(a.supplier, b.supplier);
  EXPECT_EQ(a.evidence_path, b.evidence_path);
  EXPECT_EQ(a.evidence_digest, b.evidence_digest);
  EXPECT_EQ(a.layer, b.layer);
  ASSERT_EQ(a.licenses.size(), b.licenses.size());
  for (std::size_t i = 0; i < a.licenses.size(); ++i) {
    EXPECT_EQ(a.licenses[i].text, b.licenses[i].text);
    EXPECT_EQ(a.licenses[i].kind, b.licenses[i].kind);
  }
  ASSERT_EQ(a.nested.size(), b.nested.size());
  for (std::size_t i = 0; i < a.nested.size(); ++i) expect_same(a.nested[i], b.nested[i]);
}

TEST(CyclonedxReader, reads_back_what_was_written) {
  const auto inventory = sample_inventory();
  const auto read = read_cyclonedx(write_cyclonedx(sample_subject(), inventory, sample_time()));
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->os.family, "debian");
  EXPECT_EQ(read->os.version, "12.5");
  EXPECT_EQ(read->os.id, "debian");
  EXPECT_EQ(read->os.version_id, "12");
  EXPECT_EQ(read->os.pretty_name, "Debian GNU/Linux 12 (bookworm)");
  ASSERT_EQ(read->components.size(), inventory.components.size());
  for (std::size_t i = 0; i < read->components.size(); ++i)
    expect_same(read->components[i], inventory.components[i]);
}

TEST(CyclonedxReader, keeps_what_trivy_tells_rpms_apart_by) {
  auto inventory = sample_inventory();
  model::Component rpm;
  rpm.ecosystem = "rpm";
  rpm.name = "nodejs";
  rpm.version = "12.22-1";
  rpm.purl = "pkg:rpm/redhat/nodejs@12.22-1?arch=x86_64";
  rpm.properties = {{"aquasecurity:trivy:PkgID", "nodejs@12.22-1.x86_64"},
                    {"aquasecurity:trivy:Modularitylabel", "nodejs:12:8030:229f0a1c"}};
  inventory.components = {rpm};
  const auto read = read_cyclonedx(write_cyclonedx(sample_subject(), inventory, sample_time()));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->components.size(), 1u);
  EXPECT_EQ(read->components[0].properties, rpm.properties);
}

TEST(CyclonedxReader, reads_what_other_tools_write) {
  const auto read = read_cyclonedx(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[
    {"type":"operating-system","name":"alpine","version":"3.19.1"},
    {"type":"operating-system","name":"debian","version":"12"},
    {"type":"library","group":"@scope","name":"pkg","version":"1.0","purl":"pkg:npm/%40scope/pkg@1.0",
     "licenses":[{"license":{"id":"MIT"}},{"license":{"name":"Own"}},{}]},
    {"type":"library","name":"libssl3","version":"3","purl":"pkg:deb/debian/libssl3@3?arch=arm64&upstream=openssl%402"},
    {"type":"application","name":"app/package-lock.json"},
    {"type":"file","name":"/etc/passwd"}]})");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->os.family, "alpine");
  EXPECT_EQ(read->os.version_id, "3.19.1");
  ASSERT_EQ(read->components.size(), 3u);
  EXPECT_EQ(read->components[0].group, "@scope");
  EXPECT_EQ(read->components[0].name, "pkg");
  EXPECT_EQ(read->components[0].ecosystem, "npm");
  EXPECT_EQ(read->components[0].licenses.size(), 2u);
  EXPECT_EQ(read->components[1].architecture, "arm64");
  EXPECT_EQ(read->components[1].source_name, "openssl");
  EXPECT_EQ(read->components[1].source_version, "2");
  EXPECT_EQ(read->components[2].name, "app/package-lock.json");
  EXPECT_EQ(read->components[2].purl, "");
}

TEST(CyclonedxReader, says_what_is_no_document) {
  EXPECT_EQ(error_of(R"({"spdxVersion":"SPDX-2.3"})"),
            "pushgate: error: SBOM: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"\n");
  EXPECT_EQ(error_of("[]"),
            "pushgate: error: SBOM: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"\n");
  EXPECT_EQ(
      error_of(R"({"bomFormat":"CycloneDX","components":[{"type":"library","name":"a","purl":"pkg:x"}]})"),
      "pushgate: error: purl 'pkg:x': has no type or no name; expected pkg:TYPE/NAME\n"
      "  while reading SBOM/components/0\n");
  EXPECT_NE(error_of(R"({"bomFormat":"CycloneDX","components":{}})"), "no error");
  EXPECT_NE(error_of(R"({"bomFormat":"CycloneDX","components":[{"type":"library"}]})"), "no error");
  EXPECT_NE(error_of(R"({"bomFormat":"CycloneDX","components":[7]})"), "no error");
  EXPECT_NE(error_of("{"), "no error");
  EXPECT_NE(error_of(R"({"bomFormat":"CycloneDX","bomFormat":"x"})"), "no error");
}

TEST(CyclonedxReader, bounds_nesting) {
  std::string text = R"({"bomFormat":"CycloneDX","components":[)";
  for (int i = 0; i < 1000; ++i) text += R"({"type":"library","name":"a","components":[)";
  for (int i = 0; i < 1000; ++i) text += "]}";
  EXPECT_NE(error_of(text + "]}"), "no error");
}

}  // namespace
}  // namespace pushgate::sbom
