// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

std::vector<model::DistributionProof> example() {
  model::DistributionProof whole;
  whole.name = "urllib3";
  whole.version = "2.5.0";
  whole.purl = "pkg:pypi/urllib3@2.5.0";
  whole.metadata = "/site/urllib3-2.5.0.dist-info/METADATA";
  whole.lock = "requirements.lock:12";
  whole.locked_sha256 = {digest_of('a').hex(), digest_of('b').hex()};
  whole.wheel = {"urllib3-2.5.0-py3-none-any.whl", digest_of('b')};
  whole.record = "/site/urllib3-2.5.0.dist-info/RECORD";
  whole.strength = model::ProofStrength::wheel;
  whole.layers = {{digest_of('1'), "RUN pip install", 34}, {digest_of('2'), "", 1}};
  whole.files = {.proven = 30, .unhashed = 4, .changed = 1, .missing = 2, .added = 3};
  model::DistributionProof bare;
  bare.name = "six";
  bare.of_system = true;
  return {whole, bare};
}

TEST(ProvenanceFile, what_is_written_is_read_back_equal) {
  const std::string bytes = write_provenance(example());
  EXPECT_TRUE(bytes.starts_with(
      "{\n  \"schema\": \"pushgate.provenance/v1\",\n  \"distributions\": [\n    {\n      \"name\": "
      "\"urllib3\",\n"));
  const auto read = read_provenance(bytes, "provenance.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(*read, example());
  EXPECT_EQ(write_provenance({}),
            "{\n  \"schema\": \"pushgate.provenance/v1\",\n  \"distributions\": []\n}\n");
}

TEST(ProvenanceFile, every_error_names_the_member) {
  const std::string bytes = write_provenance(example());
  const auto error = [&](const std::string& from, const std::string& to) {
    return error_of(read_provenance(with(bytes, from, to), "p.json"));
  };
  const std::string first = "pushgate: error: p.json: distributions[0]";
  EXPECT_EQ(error("\"proof\": \"wheel\"", "\"proof\": \"strong\""),
            first + ": member \"proof\" is 'strong'; expected wheel, record or none\n");
  EXPECT_EQ(error("\"" + digest_of('a').hex(), "\"x"),
            first + ".lock: member \"sha256\" is '\"x\"'; expected 64 hex digits\n");
  EXPECT_EQ(error("\"place\": \"requirements.lock:12\"", "\"place\": \"\""),
            first + ".lock: member \"place\" is ''; expected FILE:LINE\n");
  EXPECT_EQ(error("\"diff_id\": \"" + digest_of('1').to_string() + "\"", "\"diff_id\": null"),
            first + ".layers[0]: member \"diff_id\" is 'null'; expected sha256:<64 hex digits>\n");
  EXPECT_EQ(error("\"of_system\": false", "\"of_system\": 0"),
            first + ": member \"of_system\" is '0'; expected true or false\n");
  EXPECT_EQ(
      error("\"added\": 3", "\"addet\": 3"),
      first + ".files: member \"addet\" is not known; expected proven, unhashed, changed, missing, added\n");
}

}  // namespace
}  // namespace pushgate::evidence
