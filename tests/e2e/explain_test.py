# SPDX-License-Identifier: Apache-2.0
"""`pushgate policy explain`: what a rule is for, and what the policy in force makes of it."""

import json

from support import places
from support.case import MISUSE, PASSED, Case, main
from support.process import pushgate

POLICY = """\
version: 1
fail_on: [MEDIUM]
ignore_unfixed: true
require: {rules: [plan/health-port]}
waivers:
  - {rule: lock/stale, reason: checkouts set times anew, owner: ann@example.org, expires: 2020-02-29}
  - {rule: lock/stale, subject: pkg:pypi/a, reason: known, owner: ann@example.org, expires: 9999-12-31}
  - {rule: vuln/CVE-2024-1234, subject: pkg:pypi/a, reason: not reached, owner: bob@example.org, expires: 9999-12-31}
"""
BUILT_IN = "built-in default policy"


class Explain(Case):
    def explain(self, *words, code=PASSED):
        return self.expect(code, pushgate("policy", "explain", *words, cwd=self.folder))

    def own_policy(self, name="policy.yaml"):
        (self.folder / name).write_text(POLICY)
        return name

    def test_a_rule_under_the_built_in_policy(self):
        self.assertEqual("lock/missing-hash  HIGH\n"
                         "  why       A requirement without a hash is installed from whatever the index serves on that day.\n"
                         f"  policy    {BUILT_IN} denies (it fails on CRITICAL, HIGH)\n",
                         self.explain("lock/missing-hash").out)

    def test_a_rule_of_the_plan_says_what_the_plan_says(self):
        out = self.explain("plan/multi-stage").out
        self.assertIn("  plan says A builder and a runtime stage.\n  counts    5 of 100 points, priority 2\n  why  ", out)
        self.assertIn("reports it and lets it pass (it fails on", out)

    def test_waivers_that_name_the_rule(self):
        out = self.explain("lock/stale", "--policy", self.own_policy()).out
        self.assertIn("  waived    wherever it is found, expired on 2020-02-29, by ann@example.org: checkouts set times\n"
                      "            anew\n"
                      "  waived    pkg:pypi/a, until 9999-12-31, by ann@example.org: known\n", out)

    def test_an_advisory_has_a_severity_of_its_own(self):
        out = self.explain("vuln/CVE-2024-1234").out
        self.assertTrue(out.startswith("vuln/CVE-2024-1234  the advisory's severity\n"), out)
        self.assertIn(f"  policy    {BUILT_IN} denies where it is one of CRITICAL, HIGH\n", out)
        out = self.explain("vuln/CVE-2024-1234", "--policy", self.own_policy()).out
        self.assertIn("policy.yaml denies where it is one of MEDIUM, and some version has a fix\n", out)
        self.assertIn("  waived    pkg:pypi/a, until 9999-12-31, by bob@example.org: not reached\n", out)

    def test_what_was_not_checked_is_no_verdict(self):
        out = self.explain("policy/scanner-version").out
        self.assertTrue(out.startswith("policy/scanner-version  UNKNOWN\n"), out)
        self.assertTrue(out.endswith(f"\n  policy    {BUILT_IN} gives no verdict: something was not checked, and no waiver\n"
                                     "            replaces that\n"), out)

    def test_the_fleet_file_names_the_policy(self):
        self.own_policy("strict.yaml")
        (self.folder / "pushgate.yaml").write_text(
            "version: 1\npolicy: strict.yaml\nservices: {app: {dockerfile: app/Dockerfile}}\n")
        self.assertIn("  policy    strict.yaml denies (it fails on MEDIUM); where the rule could not look, there is no\n"
                      "            verdict\n", self.explain("plan/health-port").out)

    def test_every_rule(self):
        out = self.explain("--policy", self.own_policy()).out
        self.assertRegex(out, r"(?m)^  LOW +lock/stale +pass +2\b")
        self.assertRegex(out, r"(?m)^  MEDIUM +plan/multi-stage +deny +2 +5\b")
        document = json.loads(self.explain("--format", "json", "--policy", "policy.yaml").out)
        self.assertEqual("pushgate.rules/v1", document["schema"])
        self.assertEqual(["MEDIUM"], document["policy"]["fail_on"])
        names = [rule["rule"] for rule in document["rules"]]
        book = (places.ROOT / "policies/rules.yaml").read_text()
        self.assertEqual(sorted(line.strip().rstrip(":") for line in book.splitlines()
                                if line.startswith("  ") and line.endswith(":") and "/" in line and "#" not in line), names)
        self.assertIn(f"\n{len(names)} rules, and vuln/ID for every advisory; policy.yaml fails on MEDIUM\n", out)

    def test_one_rule_as_json(self):
        document = json.loads(self.explain("lock/stale", "--format", "json", "--policy", self.own_policy()).out)
        [rule] = document["rules"]
        why = rule.pop("why")
        self.assertIn("made", why)
        self.assertEqual({"rule": "lock/stale", "severity": "LOW", "verdict": "pass", "required": False, "waivers": [
            {"subject": "", "extent": "", "reason": "checkouts set times anew", "owner": "ann@example.org", "expires": "2020-02-29",
             "expired": True},
            {"subject": "pkg:pypi/a", "extent": "pkg:pypi/a", "reason": "known", "owner": "ann@example.org", "expires": "9999-12-31",
             "expired": False}]}, rule)
        [rule] = json.loads(self.explain("vuln/GHSA-x", "--format", "json").out)["rules"]
        self.assertEqual((None, None), (rule["severity"], rule["verdict"]))

    def test_a_rule_that_there_is_not(self):
        for text, what in {
            "lock/mising-hash": "is no rule; expected vuln/ID or one of policies/rules.yaml\n"
                                "  hint: did you mean 'lock/missing-hash'?",
            "missing-hash": "is no rule; expected vuln/ID or one of policies/rules.yaml\n"
                            "  hint: did you mean 'lock/missing-hash' or 'wheel/missing-hash'?",
            "CVE-2024-1234": "is no rule; expected vuln/ID or one of policies/rules.yaml\n"
                             "  hint: did you mean 'vuln/CVE-2024-1234'?",
            "\x1b[31m": "is no rule; expected vuln/ID or one of policies/rules.yaml\n"
                        "  hint: `pushgate policy explain` lists them",
        }.items():
            with self.subTest(text):
                outcome = self.explain(text, code=MISUSE)
                self.assertEqual(f"pushgate: error: {text}: {what}\n".replace("\x1b", "\\x1b"), outcome.err)
                self.assertEqual("", outcome.out)


class ExplainFinding(Case):
    """What decided about each finding of an evidence folder."""

    POLICY = """\
version: 1
fail_on: [CRITICAL, HIGH, MEDIUM, LOW]
ignore_unfixed: true
scanner: {max_database_age: 3650d}
licenses: {deny: [MIT]}
waivers:
  - {rule: vuln/CVE-2023-45803, subject: pkg:pypi/urllib3, reason: no cookies, owner: ann@example.org, expires: 2099-12-31}
"""
    VEX = {"@context": "https://openvex.dev/ns/v0.2.0", "author": "acme", "timestamp": "2026-01-01T00:00:00Z", "version": 1,
           "statements": [{"vulnerability": {"name": "CVE-2021-33503"}, "products": [{"@id": "pkg:pypi/urllib3"}], "status": "not_affected",
                           "impact_statement": "no foreign URLs"}]}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.shared / "policy.yaml").write_text(cls.POLICY)
        (cls.shared / "vex.json").write_text(json.dumps(cls.VEX))
        cls.outcome = cls().gate("small-vulnerable", "--policy", "policy.yaml", "--vex", "vex.json", "--evidence", "evidence", cwd=cls.shared)

    def explain(self, *words, code=PASSED):
        return self.expect(code, pushgate("policy", "explain", *words, "--evidence", "evidence", cwd=self.shared))

    def found(self, rule, *words):
        out = self.explain(rule, *words, "--format", "json").out
        return [(one["verdict"], one["because"]) for one in json.loads(out)["findings"]]

    def test_every_finding_has_what_the_decision_made_of_it(self):
        decision = json.loads((self.shared / "evidence" / "decision.json").read_text())
        findings = json.loads((self.shared / "evidence" / "findings.json").read_text())["findings"] + decision["findings"]
        denied = {(one["rule"], one["subject"]) for one in decision["reasons"] if one["effect"] == "deny"}
        self.assertTrue(denied)
        for rule in {one["rule"] for one in findings}:
            out = json.loads(self.explain(rule, "--format", "json").out)["findings"]
            self.assertEqual(len([one for one in findings if one["rule"] == rule]), len(out), rule)
            for one in out:
                self.assertEqual("deny" if (rule, one["subject"]) in denied else "pass", one["verdict"], (rule, one))

    def test_what_decided(self):
        self.assertEqual([("pass", "VEX of acme (vex.json), 2026-01-01: not_affected (no foreign URLs)")], self.found("vuln/CVE-2021-33503"))
        self.assertEqual([("pass", "waived by ann@example.org until 2099-12-31: no cookies")], self.found("vuln/CVE-2023-45803"))
        self.assertEqual([("pass", "it has no fix, and the policy ignores those (ignore_unfixed)")], self.found("vuln/CVE-2011-3374"))
        self.assertIn(("deny", "its severity HIGH is one that the policy fails on"), self.found("license/denied"))
        self.assertEqual([], self.found("vuln/CVE-1999-0001"))

    def test_by_another_policy(self):
        self.assertEqual([("pass", "VEX of acme (vex.json), 2026-01-01: not_affected (no foreign URLs)")],
                         self.found("vuln/CVE-2021-33503", "--policy", "policy.yaml"))
        (self.shared / "lenient.yaml").write_text("version: 1\nfail_on: [CRITICAL]\nscanner: {max_database_age: 3650d}\n")
        self.assertEqual([("pass", "its severity is none that the policy fails on")], self.found("vuln/CVE-2023-45803", "--policy", "lenient.yaml"))

    def test_as_text(self):
        out = self.explain("vuln/CVE-2023-45803").out
        self.assertIn("\n  found     pkg:pypi/urllib3@1.26.4", out)
        self.assertIn("passes: waived by ann@example.org until 2099-12-31: no cookies", " ".join(out.split()))
        self.assertTrue(self.explain("vuln/CVE-1999-0001").out.endswith("\n  found     nothing\n"))
        self.assertEqual("pushgate: error: --evidence: needs a rule whose findings are explained; expected RULE\n", self.explain(code=MISUSE).err)


if __name__ == "__main__":
    main()
