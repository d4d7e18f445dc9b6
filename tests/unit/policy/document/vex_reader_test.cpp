// SPDX-License-Identifier: Apache-2.0
#include "policy/document/vex_reader.hpp"

#include <gtest/gtest.h>

#include "base/error_line.hpp"

namespace pushgate::policy {
namespace {

using model::VexStatus;

std::string openvex(const std::string& statements) {
  return R"({"@context": "https://openvex.dev/ns/v0.2.0", "author": "acme", "timestamp": "2026-01-01T00:00:00Z",
             "last_updated": "2026-01-02T00:00:00Z", "statements": [)" +
         statements + "]}";
}

std::string error_of(const std::string& text) {
  const auto read = read_vex(text, "v.json");
  return read ? "read" : error_line(read.error());
}

TEST(VexReader, openvex) {
  const auto read = read_vex(
      openvex(
          R"({"vulnerability": {"name": "CVE-1", "aliases": ["GHSA-1", "CVE-1"]}, "status": "not_affected",
        "justification": "component_not_present", "impact_statement": "gone", "timestamp": "2025-01-01T00:00:00Z",
        "products": [{"@id": "x", "identifiers": {"purl": "pkg:pypi/a", "cpe23": "c"},
                      "hashes": {"sha-256": "1111111111111111111111111111111111111111111111111111111111111111"},
                      "subcomponents": [{"@id": "pkg:pypi/b"}]}]},
       {"vulnerability": {"name": "CVE-2"}, "status": "affected", "action_statement": "update"})"),
      "v.json");
  ASSERT_TRUE(read) << error_line(read.error());
  ASSERT_EQ(read->size(), 2u);
  const auto& [first, products] = (*read)[0];
  EXPECT_EQ(first.advisories, (std::vector<std::string>{"CVE-1", "GHSA-1"}));
  EXPECT_EQ(first.why, "component_not_present: gone");
  EXPECT_EQ(first.author, "acme");
  EXPECT_EQ(first.document, "v.json");
  EXPECT_EQ(format_rfc3339(*first.at), "2025-01-01T00:00:00Z");
  ASSERT_EQ(products.size(), 1u);
  EXPECT_EQ(products[0].names, (std::vector<std::string>{"x", "pkg:pypi/a"}));
  EXPECT_EQ(products[0].digests.size(), 1u);
  EXPECT_EQ(products[0].parts, std::vector<std::string>{"pkg:pypi/b"});
  EXPECT_TRUE(products[0].has_parts);
  EXPECT_EQ((*read)[1].statement.status, VexStatus::affected);
  EXPECT_EQ((*read)[1].statement.why, "update");
  EXPECT_EQ(format_rfc3339(*(*read)[1].statement.at), "2026-01-02T00:00:00Z") << "the document's";
}

TEST(VexReader, openvex_of_before) {
  const auto read =
      read_vex(R"({"@context": "https://openvex.dev/ns", "statements": [{"vulnerability": "CVE-1",
    "products": ["pkg:oci/a"], "subcomponents": ["pkg:pypi/b"], "status": "fixed"}]})",
               "v.json");
  ASSERT_TRUE(read) << error_line(read.error());
  EXPECT_EQ((*read)[0].products[0].names, std::vector<std::string>{"pkg:oci/a"});
  EXPECT_EQ((*read)[0].products[0].parts, std::vector<std::string>{"pkg:pypi/b"});
  EXPECT_FALSE((*read)[0].statement.at);
}

TEST(VexReader, cyclonedx) {
  const auto read = read_vex(R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "metadata": {"timestamp": "2026-01-01T00:00:00Z", "authors": [{"name": "acme"}],
                 "component": {"bom-ref": "top", "type": "container", "name": "app",
                 "hashes": [{"alg": "SHA-256", "content": "2222222222222222222222222222222222222222222222222222222222222222"}]}},
    "components": [{"type": "library", "name": "a", "bom-ref": "a",
                    "components": [{"type": "library", "name": "b", "bom-ref": "b", "purl": "pkg:pypi/b@1"}]}],
    "vulnerabilities": [
      {"id": "CVE-1", "references": [{"id": "GHSA-1"}], "affects": [{"ref": "b"}, {"ref": "top"}, {"ref": "urn:cdx:u/1#x"}],
       "analysis": {"state": "false_positive", "justification": "code_not_present", "detail": "d", "lastUpdated": "2026-02-01T00:00:00Z"}},
      {"id": "CVE-2", "affects": [{"ref": "b"}]},
      {"id": "CVE-3", "analysis": {"state": "exploitable"}, "affects": [{"ref": "b", "versions": [{"version": "1"}]}]},
      {"id": "CVE-4", "analysis": {"state": "resolved"}, "affects": [{"ref": "b", "versions": [{"version": "1"}]}]},
      {"id": "CVE-5", "analysis": {"state": "resolved"}}]})",
                             "v.json");
  ASSERT_TRUE(read) << error_line(read.error());
  ASSERT_EQ(read->size(), 3u) << "neither one without analysis nor one about nothing";
  const auto& [first, products] = (*read)[0];
  EXPECT_EQ(first.advisories, (std::vector<std::string>{"CVE-1", "GHSA-1"}));
  EXPECT_EQ(first.status, VexStatus::not_affected);
  EXPECT_EQ(first.why, "code_not_present: d");
  EXPECT_EQ(first.author, "acme");
  EXPECT_EQ(format_rfc3339(*first.at), "2026-02-01T00:00:00Z");
  ASSERT_EQ(products.size(), 3u);
  EXPECT_EQ(products[0].names, std::vector<std::string>{"pkg:pypi/b@1"});
  EXPECT_EQ(products[1].digests.size(), 1u);
  EXPECT_EQ(products[2].names, std::vector<std::string>{"urn:cdx:u/1#x"});
  EXPECT_EQ((*read)[1].products[0].names, std::vector<std::string>{"pkg:pypi/b@1"})
      << "affected in some is affected";
  EXPECT_TRUE((*read)[2].products[0].names.empty()) << "harmless in some is not harmless";
}

TEST(VexReader, refuses) {
  EXPECT_EQ(error_of("[]"),
            "v.json: is no VEX document that is read; expected OpenVEX or CycloneDX, in JSON");
  EXPECT_EQ(error_of(R"({"@context": 7})"),
            "v.json: member \"@context\" is ''; expected https://openvex.dev/ns/v0.2.0");
  EXPECT_EQ(error_of(R"({"@context": "https://openvex.dev/ns/v0.2.0"})"),
            "v.json: has no statements; expected \"statements\": […]");
  EXPECT_EQ(
      error_of(openvex(
          R"({"vulnerability": {"name": "C"}, "status": "not_affected", "justification": "because"})")),
      "v.json: statements[0]: member \"justification\" is 'because'; expected one of component_not_present, "
      "vulnerable_code_not_present, vulnerable_code_not_in_execute_path, "
      "vulnerable_code_cannot_be_controlled_by_adversary, inline_mitigations_already_exist");
  EXPECT_EQ(error_of(openvex(R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": [7]})")),
            "v.json: statements[0]: products[0]: is no product; expected an object with \"@id\"");
  EXPECT_EQ(error_of(openvex(R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": {}})")),
            "v.json: statements[0]: member \"products\" is no list");
  EXPECT_EQ(error_of(openvex(R"({"vulnerability": {"name": ")" + std::string(5000, 'x') +
                             R"("}, "status": "fixed"})")),
            "v.json: statements[0]: member \"name\" has 5000 bytes; expected at most 4096");
  EXPECT_EQ(
      error_of(
          R"({"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "C", "analysis": {"state": "fine"}}]})"),
      "v.json: vulnerabilities[0]: analysis.state is 'fine'; expected not_affected, false_positive, "
      "resolved, "
      "resolved_with_pedigree, in_triage or exploitable");
  EXPECT_EQ(
      error_of(R"({"bomFormat": "CycloneDX", "vulnerabilities": [{"analysis": {"state": "resolved"}}]})"),
      "v.json: vulnerabilities[0]: has no id; expected such as CVE-2024-1234");
}

TEST(VexReader, many_are_read_and_too_many_refused) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += R"({"vulnerability":{"name":"C"},"status":"fixed"},)";
  EXPECT_EQ(error_of(openvex(many + R"({"vulnerability":{"name":"C"},"status":"fixed"})")),
            "v.json: says more than is read; expected at most 100000 statements and 1000000 products");
  many.pop_back();
  EXPECT_EQ(error_of(openvex(many)), "read");
}

}  // namespace
}  // namespace pushgate::policy
