// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

using model::Decision;
using model::Severity;
using model::Verdict;

Decision denial() {
  Decision decision;
  decision.verdict = Verdict::deny;
  decision.reasons = {
      {Verdict::deny, "vuln/CVE-2024-1234", Severity::high, "pkg:pypi/a@1", "is vulnerable", "2"},
      {Verdict::unknown, "policy/scanner-incomplete", Severity::unknown, "trivy", "did not end", ""}};
  decision.waived = {{full_finding(), "not reachable", "ops", *parse_date("2026-02-28")}};
  decision.policy = digest_of('e');
  decision.unfixed_denying = 3;
  decision.unfixed_ignored = 4;
  decision.grace = {{full_finding(), *parse_date("2026-03-01")}};
  decision.found = {full_finding()};
  decision.vex = {
      {full_finding(),
       {{"CVE-1"}, {}, model::VexStatus::not_affected, "why", "acme", "vex.json", "", std::nullopt},
       "others: affected"}};
  decision.severities = {{"plan/user-id", Severity::critical}, {"wheel/record", Severity::low}};
  return decision;
}

TEST(DecisionDocument, the_contract) {
  Decision pass;
  pass.verdict = Verdict::pass;
  EXPECT_EQ(write_decision(pass), R"({
  "schema": "pushgate.decision/v1",
  "verdict": "pass",
  "reasons": [],
  "policy": {
    "digest": null
  },
  "waived": [],
  "unfixed_denying": 0,
  "unfixed_ignored": 0
}
)");
}

TEST(DecisionDocument, what_is_written_is_read_back_equal) {
  const auto read = read_decision(write_decision(denial()), "decision.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(*read, denial());
  Decision pass;
  pass.verdict = Verdict::pass;
  EXPECT_EQ(*read_decision(write_decision(pass), "decision.json"), pass);
}

TEST(DecisionDocument, every_error_names_the_member) {
  const std::string bytes = write_decision(denial());
  const auto error = [&](const std::string& from, const std::string& to) {
    return error_of(read_decision(with(bytes, from, to), "d.json"));
  };
  EXPECT_EQ(error("\"verdict\": \"deny\"", "\"verdict\": \"allow\""),
            "pushgate: error: d.json: member \"verdict\" is 'allow'; expected pass, deny or unknown\n");
  EXPECT_EQ(error("\"verdict\": \"deny\"", "\"verdict\": \"pass\""),
            "pushgate: error: d.json: contradicts itself; expected reasons for every verdict but pass\n");
  EXPECT_EQ(error("\"effect\": \"deny\"", "\"effect\": \"pass\""),
            "pushgate: error: d.json: reasons[0]: member \"effect\" is 'pass'; expected deny or unknown\n");
  EXPECT_EQ(error("\"text\": \"did not end\",", ""),
            "pushgate: error: d.json: reasons[1]: member \"text\" is missing; expected a string\n");
  EXPECT_EQ(error("2026-02-28", "2026-02-30"),
            "pushgate: error: d.json: waived[0]: member \"expires\" is '2026-02-30'; expected a date such as "
            "2026-01-02\n");
  EXPECT_EQ(
      error("\"hint\"", "\"hints\""),
      "pushgate: error: d.json: waived[0].finding: member \"hints\" is not known; expected rule, severity, "
      "subject, location, message, hint, fixed_version, unknown, published\n");
  EXPECT_EQ(error("\"unfixed_denying\": 3", "\"unfixed_denying\": -3"),
            "pushgate: error: d.json: member \"unfixed_denying\" is -3; expected a whole number from 0\n");
  EXPECT_EQ(error("\"digest\": \"sha256", "\"digest\": \"sha512"),
            "pushgate: error: d.json: policy: member \"digest\" is 'sha512:" + std::string(64, 'e') +
                "'; expected sha256:<64 hex digits> or null\n");
}

}  // namespace
}  // namespace pushgate::evidence
