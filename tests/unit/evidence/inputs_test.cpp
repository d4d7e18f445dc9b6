// SPDX-License-Identifier: Apache-2.0
#include "evidence/inputs.hpp"

#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

InputsDocument example() {
  return {*parse_rfc3339("2026-11-21T20:00:00Z"),
          "0.1.0",
          {{"lock", "app/x.lock", digest_of('a'), {}},
           {"source", "app", std::nullopt, {{"commit", "0123"}, {"dirty", false}}}}};
}

constexpr const char* k_written = R"({
  "schema": "pushgate.inputs/v1",
  "decided_at": "2026-11-21T20:00:00Z",
  "pushgate": "0.1.0",
  "inputs": [
    {
      "kind": "lock",
      "name": "app/x.lock",
      "sha256": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    },
    {
      "kind": "source",
      "name": "app",
      "sha256": null,
      "commit": "0123",
      "dirty": false
    }
  ]
}
)";

TEST(InputsFile, what_is_written_is_read_back_equal) {
  EXPECT_EQ(write_inputs(example()), k_written);
  const auto read = read_inputs(k_written, "inputs.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->decided_at, example().decided_at);
  EXPECT_EQ(write_inputs(*read), k_written);
}

TEST(InputsFile, every_error_names_the_member) {
  const auto error = [](const std::string& from, const std::string& to) {
    return error_of(read_inputs(with(k_written, from, to), "inputs.json"));
  };
  EXPECT_EQ(error("inputs/v1", "inputs/v2"),
            "pushgate: error: inputs.json: member \"schema\" is 'pushgate.inputs/v2'; expected "
            "pushgate.inputs/v1\n");
  EXPECT_EQ(error("2026-11-21T20:00:00Z", "yesterday"),
            "pushgate: error: inputs.json: member \"decided_at\" is 'yesterday'; expected a time such as "
            "2026-01-02T03:04:05Z\n");
  EXPECT_EQ(error("\"pushgate\": \"0.1.0\",", ""),
            "pushgate: error: inputs.json: member \"pushgate\" is missing; expected a string\n");
  EXPECT_EQ(error("\"kind\": \"lock\",", ""),
            "pushgate: error: inputs.json: inputs[0]: member \"kind\" is missing; expected a string\n");
  EXPECT_EQ(error("null", "\"abc\""),
            "pushgate: error: inputs.json: inputs[1]: member \"sha256\" is 'abc'; expected sha256:<64 hex "
            "digits> or null\n");
  EXPECT_EQ(error("\"inputs\": [", "\"more\": 1, \"inputs\": ["),
            "pushgate: error: inputs.json: member \"more\" is not known; expected schema, decided_at, "
            "pushgate, inputs\n");
}

}  // namespace
}  // namespace pushgate::evidence
