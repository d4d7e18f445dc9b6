// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sbom/cyclonedx.hpp"
#include "support/source_file.hpp"
#include "unit/sbom/sample_inventory.hpp"

namespace pushgate::sbom {
namespace {

std::string document(std::string_view rest, std::string_view version = "1.6") {
  return R"({"bomFormat":"CycloneDX","specVersion":")" + std::string(version) + "\"," + std::string(rest) +
         "}";
}

/// `ok`, or the code and the pointers of all violations.
std::string verdict(std::string_view text) {
  const auto result = validate_cyclonedx(text, "bom.json");
  if (result) return "ok";
  std::string out = result.error().code == ErrorCode::refused ? "refused" : "unchecked";
  out += " " + result.error().subject;
  for (const auto& other : result.error().also) out += " " + other.subject;
  return out;
}

TEST(CyclonedxSchema, accepts_the_golden_document) {
  std::ostringstream golden;
  golden << std::ifstream(support::source_file("tests/golden/debian-python.cdx.json")).rdbuf();
  EXPECT_EQ(verdict(golden.str()), "ok");
}

TEST(CyclonedxSchema, accepts_hostile_package_names_as_written) {
  auto inventory = sample_inventory();
  inventory.components[0].name = "a\"\\\x01\xff";
  inventory.components[0].licenses = {{"", model::License::Kind::name}};
  inventory.components[0].supplier = std::string(1, '\0');
  EXPECT_EQ(verdict(write_cyclonedx(sample_subject(), inventory, sample_time())), "ok");
}

TEST(CyclonedxSchema, knows_every_version_from_1_2_to_1_7) {
  for (const auto* version : {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}) {
    EXPECT_EQ(verdict(document(R"("version":1,"components":[{"type":"library","name":"a","version":"1"}])",
                               version)),
              "ok")
        << version;
    EXPECT_EQ(verdict(document(R"("version":1,"components":[{"type":"nonsense","name":"a","version":"1"}])",
                               version)),
              "refused bom.json: /components/0/type")
        << version;
  }
}

TEST(CyclonedxSchema, points_at_what_is_wrong) {
  EXPECT_EQ(verdict(document(R"("components":[{"type":"library","name":"a"},{"type":"library"}])")),
            "refused bom.json: /components/1");
  EXPECT_NE(verdict(document(R"("unknown":1)")).find("refused bom.json"), std::string::npos);
  EXPECT_NE(
      verdict(
          document(
              R"("components":[{"type":"library","name":"a","licenses":[{"license":{"id":"Nonsense"}}]}])"))
          .find("/components/0/licenses"),
      std::string::npos);
}

TEST(CyclonedxSchema, a_bom_ref_stands_for_one_part) {
  EXPECT_EQ(verdict(document(R"("metadata":{"component":{"type":"container","name":"i","bom-ref":"x"}},
    "components":[{"type":"library","name":"a","bom-ref":"y","components":[{"type":"library","name":"b","bom-ref":"x"}]}])")),
            "refused bom.json: /components/0/components/0/bom-ref");
  const auto result = validate_cyclonedx(
      document(
          R"("components":[{"type":"library","name":"a","bom-ref":"x"},{"type":"library","name":"b","bom-ref":"x"}])"),
      "bom.json");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().render(),
            "pushgate: error: bom.json: /components/1/bom-ref: the bom-ref 'x' is that of "
            "/components/0/bom-ref, too\n");
}

TEST(CyclonedxSchema, sets_hold_nothing_twice) {
  EXPECT_EQ(
      verdict(document(R"("components":[{"type":"library","name":"a"},{"type":"library","name":"a"}])")),
      "refused bom.json: /components/1");
  EXPECT_EQ(verdict(document(R"("dependencies":[{"ref":"a","dependsOn":["b","c","b"]},{"ref":"a"}])")),
            "refused bom.json: /dependencies/1/ref bom.json: /dependencies/0/dependsOn/2");
}

TEST(CyclonedxSchema, says_what_it_cannot_check) {
  const auto text = [](std::string_view bytes) {
    const auto result = validate_cyclonedx(bytes, "bom.json");
    if (result) return std::string("ok");
    EXPECT_EQ(result.error().code, ErrorCode::unchecked);
    return result.error().subject + ": " + result.error().what;
  };
  EXPECT_EQ(text(document(R"("version":1)", "2.0")),
            "bom.json: has specVersion '2.0'; expected one of 1.2 to 1.7");
  EXPECT_EQ(text(R"({"bomFormat":"CycloneDX"})"), "bom.json: has specVersion ''; expected one of 1.2 to 1.7");
  EXPECT_EQ(text("{}"), "bom.json: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"");
  EXPECT_NE(text("nonsense"), "ok");
}

}  // namespace
}  // namespace pushgate::sbom
