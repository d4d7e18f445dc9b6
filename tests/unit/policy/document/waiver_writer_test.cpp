// SPDX-License-Identifier: Apache-2.0
#include "policy/document/waiver_writer.hpp"

#include <gtest/gtest.h>

#include "policy/document/policy_document.hpp"

namespace pushgate::policy {
namespace {

using namespace std::chrono_literals;

const std::string k_head = "version: 1\nfail_on: [HIGH]\n";

Waiver waiver() {
  return {"vuln/CVE-1", "pkg:pypi/a", "not reached: \"ever\"", "ann@example.org", Date(2028y / 2 / 29)};
}

const std::string k_lines =
    "  - rule: vuln/CVE-1\n"
    "    subject: pkg:pypi/a\n"
    "    reason: \"not reached: \\\"ever\\\"\"\n"
    "    owner: ann@example.org\n"
    "    expires: 2028-02-29\n";
const std::string k_braces =
    "{rule: vuln/CVE-1, subject: pkg:pypi/a, reason: \"not reached: \\\"ever\\\"\", owner: ann@example.org, "
    "expires: "
    "2028-02-29}";
const std::string k_other = "rule: vuln/CVE-2, reason: r, owner: o, expires: 2027-01-01";

std::string added(const std::string& text, const Waiver& one = waiver(),
                  SameWaiver same = SameWaiver::refused) {
  const auto changed = add_waiver(text, "p.yaml", one, same);
  return changed ? *changed : changed.error().render();
}

std::string with_carriage_returns(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

TEST(WaiverWriter, a_list_begins_at_the_end_where_there_is_none) {
  EXPECT_EQ(added(k_head), k_head + "waivers:\n" + k_lines);
  EXPECT_EQ(added(k_head + "# the end\n"), k_head + "# the end\nwaivers:\n" + k_lines);
  EXPECT_EQ(added("  version: 1\n  fail_on: [HIGH]\n").substr(31, 14), "  waivers:\n   ")
      << "where the keys stand";
  EXPECT_EQ(added(k_head + "...\n"), k_head + "waivers:\n" + k_lines + "...\n");
}

TEST(WaiverWriter, an_empty_list_in_brackets_becomes_lines) {
  EXPECT_EQ(added(k_head + "waivers: []\n"), k_head + "waivers:\n" + k_lines);
  EXPECT_EQ(added(k_head + "waivers: [ ]  # none yet\nignore_unfixed: true\n"),
            k_head + "waivers:  # none yet\n" + k_lines + "ignore_unfixed: true\n");
}

TEST(WaiverWriter, it_becomes_the_last_of_a_list_of_lines) {
  const std::string one =
      "waivers:\n  # why\n  - rule: vuln/CVE-2  # this\n    reason: r\n    owner: o\n    expires: "
      "2027-01-01\n";
  EXPECT_EQ(added(k_head + one), k_head + one + k_lines);
  const std::string rest = "\n# about what follows\nignore_unfixed: true\n";
  EXPECT_EQ(added(k_head + one + "  # of the list\n" + rest),
            k_head + one + "  # of the list\n" + k_lines + rest);
}

TEST(WaiverWriter, it_takes_the_indentation_of_the_list) {
  const std::string item =
      "- rule: vuln/CVE-2\n  reason: |\n    one\n    # no comment\n  owner: o\n  expires: 2027-01-01\n";
  std::string lines = k_lines;
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) lines.erase(at, 2);
  EXPECT_EQ(added(k_head + "waivers:\n" + item + "ignore_unfixed: true\n"),
            k_head + "waivers:\n" + item + lines + "ignore_unfixed: true\n");
}

TEST(WaiverWriter, it_takes_the_form_of_the_list) {
  EXPECT_EQ(added(k_head + "waivers:\n    - {" + k_other + "}\n"),
            k_head + "waivers:\n    - {" + k_other + "}\n    - " + k_braces + "\n");
  EXPECT_EQ(added(k_head + "waivers: [{" + k_other + "}]  # one\n"),
            k_head + "waivers: [{" + k_other + "}, " + k_braces + "]  # one\n");
  EXPECT_EQ(added(k_head + "waivers: [\n  {" + k_other + "},  # it's ]\n]\n"),
            k_head + "waivers: [\n  {" + k_other + "}, " + k_braces + "  # it's ]\n]\n");
  EXPECT_EQ(
      added(k_head +
            "waivers: [{rule: vuln/CVE-2, reason: \"] #\", owner: 'it''s ]', expires: 2027-01-01}\n  ]\n"),
      k_head + "waivers: [{rule: vuln/CVE-2, reason: \"] #\", owner: 'it''s ]', expires: 2027-01-01}, " +
          k_braces + "\n  ]\n");
}

TEST(WaiverWriter, line_ends_are_the_documents_own) {
  EXPECT_EQ(added(with_carriage_returns(k_head)), with_carriage_returns(k_head + "waivers:\n" + k_lines));
  const std::string list =
      k_head + "waivers:\n  - rule: vuln/CVE-2\n    reason: r\n    owner: o\n    expires: 2027-01-01\n";
  EXPECT_EQ(added(with_carriage_returns(list)), with_carriage_returns(list + k_lines));
}

TEST(WaiverWriter, a_last_line_without_an_end_gets_one) {
  const std::string lines = k_lines.substr(0, k_lines.size() - 1);
  EXPECT_EQ(added("version: 1\nfail_on: [HIGH]"), k_head + "waivers:\n" + lines);
  EXPECT_EQ(added(k_head + "waivers: []"), k_head + "waivers:\n" + lines);
  const std::string one =
      "waivers:\n  - rule: vuln/CVE-2\n    reason: r\n    owner: o\n    expires: 2027-01-01";
  EXPECT_EQ(added(k_head + one), k_head + one + "\n" + lines);
}

TEST(WaiverWriter, everything_that_a_waiver_has_is_written_and_read_again) {
  Waiver full = waiver();
  full.subject = "pkg:npm/%40angular/core?x=y";
  full.versions = ">=1.0, <2";
  full.service = "null";
  full.image = Digest{Digest::Bytes{7}};
  full.ticket = "https://example.org/T-1#x";
  for (const char* reason : {"#", "- a", "{a}", "a: b", "a #b", "'", "ends:", "\xc3\xa4", "two\nlines", "~",
                             "12", "true", "[", "a,b", "%"}) {
    full.reason = reason;
    const auto policy = parse_policy(added(k_head, full), "p.yaml");
    ASSERT_TRUE(policy) << added(k_head, full) << policy.error().render();
    EXPECT_EQ(policy->waivers, std::vector{full}) << reason;
  }
}

TEST(WaiverWriter, the_same_is_refused_or_renewed_in_its_place) {
  const std::string old =
      "waivers:\n  - rule: vuln/CVE-1  # x\n    owner: 'bob'  # him\n    subject: pkg:pypi/a\n    expires: "
      "2027-01-01  # soon\n    reason: old\n";
  EXPECT_EQ(
      added(k_head + old),
      "pushgate: error: p.yaml: has a waiver of vuln/CVE-1 for pkg:pypi/a already, by bob until 2027-01-01\n"
      "  hint: renew it with --replace\n");
  EXPECT_EQ(added(k_head + old, waiver(), SameWaiver::renewed),
            k_head +
                "waivers:\n  - rule: vuln/CVE-1  # x\n    owner: ann@example.org  # him\n    subject: "
                "pkg:pypi/a\n    expires: 2028-02-29  # soon\n    reason: \"not reached: \\\"ever\\\"\"\n");
  Waiver ticket = waiver();
  ticket.ticket = "T-1";
  EXPECT_EQ(added(k_head + "waivers: [{rule: vuln/CVE-1, subject: pkg:pypi/a, owner: o, expires: 2027-01-01, "
                           "reason: r}]\n",
                  ticket, SameWaiver::renewed),
            k_head +
                "waivers: [{rule: vuln/CVE-1, subject: pkg:pypi/a, owner: ann@example.org, expires: "
                "2028-02-29, ticket: T-1, reason: \"not reached: \\\"ever\\\"\"}]\n");
  EXPECT_NE(added(k_head + old, ticket, SameWaiver::renewed)
                .find("    expires: 2028-02-29  # soon\n    ticket: T-1\n"),
            std::string::npos);
  ticket.subject = "pkg:pypi/b";
  EXPECT_EQ(added(k_head + old, ticket).substr(0, (k_head + old).size()), k_head + old)
      << "another subject is another waiver";
}

TEST(WaiverWriter, where_there_is_no_place_nothing_is_changed_and_the_line_is_told) {
  EXPECT_EQ(added("{version: 1, fail_on: [HIGH]}\n"),
            "pushgate: error: p.yaml: is not changed: it is written in a way that leaves no place for a "
            "waiver without "
            "other changes\n  hint: put it into the list of waivers by hand: - " +
                k_braces + "\n");
  EXPECT_EQ(added(k_head + "waivers:\n  - {rule: vuln/CVE-1, subject: pkg:pypi/a, owner: o, expires: "
                           "2027-01-01, reason: two\n     lines}\n",
                  waiver(), SameWaiver::renewed),
            "pushgate: error: p.yaml: is not changed: it is written in a way that leaves no place for a "
            "waiver without "
            "other changes\n  hint: put it into the list of waivers by hand: - " +
                k_braces + "\n");
}

TEST(WaiverWriter, what_a_policy_refuses_is_refused_before) {
  Waiver bad = waiver();
  bad.rule = "CVE-1";
  bad.owner = " ";
  EXPECT_EQ(added(k_head, bad),
            "pushgate: error: the new waiver: rule 'CVE-1' is not known; expected vuln/ID or a rule of "
            "policies/rules.yaml\n"
            "  hint: did you mean 'vuln/CVE-1'?\n"
            "pushgate: error: the new waiver: \"owner\" of a waiver is empty; expected a text\n");
  EXPECT_EQ(added("version: 2\nfail_on: [HIGH]\n").substr(0, 30), "pushgate: error: p.yaml:1:10: ");
}

}  // namespace
}  // namespace pushgate::policy
