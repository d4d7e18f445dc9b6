// SPDX-License-Identifier: Apache-2.0
#include "attest/predicate_types.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::attest {
namespace {

std::string type_of(std::string_view word) {
  const auto type = predicate_type_of(word, "--type");
  if (type) return *type;
  EXPECT_EQ(type.error().code, ErrorCode::misuse);
  return type.error().render();
}

TEST(PredicateTypes, are_what_cosign_means_by_its_names) {
  EXPECT_EQ(type_of("custom"), "https://cosign.sigstore.dev/attestation/v1");
  EXPECT_EQ(type_of("slsaprovenance"), "https://slsa.dev/provenance/v0.2");
  EXPECT_EQ(type_of("slsaprovenance02"), "https://slsa.dev/provenance/v0.2");
  EXPECT_EQ(type_of("slsaprovenance1"), "https://slsa.dev/provenance/v1");
  EXPECT_EQ(type_of("spdx"), "https://spdx.dev/Document");
  EXPECT_EQ(type_of("spdxjson"), "https://spdx.dev/Document");
  EXPECT_EQ(type_of("cyclonedx"), "https://cyclonedx.org/bom");
  EXPECT_EQ(type_of("link"), "https://in-toto.io/Link/v1");
  EXPECT_EQ(type_of("vuln"), "https://cosign.sigstore.dev/attestation/vuln/v1");
  EXPECT_EQ(type_of("openvex"), "https://openvex.dev/ns");
}

TEST(PredicateTypes, a_uri_is_itself) {
  for (const std::string uri : {"https://slsa.dev/verification_summary/v1", "urn:acme:review", "HTTPS://x"}) {
    EXPECT_EQ(type_of(uri), uri);
  }
}

TEST(PredicateTypes, what_is_neither_is_named) {
  for (const std::string word : {"", "CycloneDX", "cyclonedx ", "slsa", ":x", "https:", "1x:y", "a b:c",
                                 "x:a b", "x:\n", "x:\xc3\xa4"}) {
    const std::string text = type_of(word);
    EXPECT_TRUE(text.starts_with("pushgate: error: --type: unknown type '")) << text;
  }
  EXPECT_EQ(
      type_of("sbom"),
      "pushgate: error: --type: unknown type 'sbom'; expected a URI, or one of custom, cyclonedx, link, "
      "openvex, slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, vuln\n");
}

}  // namespace
}  // namespace pushgate::attest
