# SPDX-License-Identifier: Apache-2.0
"""A team's own cases for its policy."""

import json
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

POLICY = "version: 1\nfail_on: [CRITICAL, HIGH]\nrequire: {scanners: [trivy]}\nscanner: {versions: [0.69.3]}\n"
HEAD = "version: 1\npolicy: policy.yaml\nat: 2026-11-22\ncases:\n"
MENDED = "  - name: mended\n    findings: [{rule: vuln/CVE-1, severity: HIGH, subject: pkg:pypi/a@1, fixed_version: 2}]\n    expect: "


class PolicyTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outcome = cls().gate("small-vulnerable", "--evidence", cls.shared / "evidence")
        assert outcome.code == REFUSED, outcome

    def setUp(self):
        super().setUp()
        (self.folder / "policy.yaml").write_text(POLICY)

    def cases(self, *paths, code=PASSED, flags=()):
        return self.expect(code, pushgate("policy", "test", *paths, *flags, cwd=self.folder))

    def write(self, cases, name="policy.tests.yaml"):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEAD + cases)
        return file

    def test_the_cases_of_the_default_policy(self):
        out = self.cases(places.ROOT / "policies").out
        self.assertIn("default.tests.yaml:12  nothing was found\n", out)
        self.assertTrue(out.endswith("\n9 cases: 9 as expected, 0 not\n"), out)

    def test_all_cases_are_told_and_what_is_not_as_expected(self):
        self.write(MENDED + "{verdict: deny}\n" + MENDED.replace("mended", "passes") + "{verdict: pass, reasons: [lock/missing-hash]}\n"
                   "  - {name: blind, scanners: {trivy: incomplete}, expect: {verdict: unknown}}\n")
        self.assertEqual("PASS    policy.tests.yaml:5  mended\n"
                         "FAIL    policy.tests.yaml:8  passes\n"
                         "        the verdict is deny; expected pass\n"
                         "        lock/missing-hash is not a reason\n"
                         "        vuln/CVE-1 of pkg:pypi/a@1 is a reason, and nobody expects it: pkg:pypi/a@1 has vuln/CVE-1\n"
                         "PASS    policy.tests.yaml:11  blind\n"
                         "\n3 cases: 2 as expected, 1 not\n", self.cases(code=REFUSED).out)

    def test_a_stored_image(self):
        shutil.copytree(self.shared / "evidence", self.folder / "evidence")
        self.write("  - {name: as it is, evidence: evidence, expect: {verdict: deny, reasons: [vuln/CVE-2021-33503]}}\n"
                   "  - {name: waived, evidence: evidence, expect: {verdict: pass, waived: [vuln/CVE-2021-33503]},\n"
                   "     waivers: [{rule: vuln/CVE-2021-33503, reason: r, owner: o, expires: 9999-12-31}]}\n")
        text = (self.folder / "policy.tests.yaml").read_text()
        (self.folder / "policy.tests.yaml").write_text(text.replace("at: 2026-11-22\n", ""))
        self.assertIn("2 cases: 2 as expected", self.cases().out)
        file = self.folder / "evidence/findings.json"
        file.write_text(file.read_text().replace("HIGH", "LOW"))
        out = self.cases(code=UNCHECKED).out
        self.assertRegex(out, r"UNREAD  policy\.tests\.yaml:4  as it is\n        evidence/findings\.json: ")
        self.assertTrue(out.endswith("2 cases: 0 as expected, 0 not, 2 could not be decided\n"), out)

    def test_evidence_that_is_not_there(self):
        self.write("  - {name: gone, evidence: nowhere, expect: {verdict: pass}}\n" + MENDED + "{verdict: deny}\n")
        out = self.cases(code=UNCHECKED).out
        self.assertIn("UNREAD  policy.tests.yaml:5  gone\n        nowhere", out)
        self.assertIn("PASS    policy.tests.yaml:6  mended\n", out)

    def test_rules_about_the_image(self):
        (self.folder / "policy.yaml").write_text(
            POLICY + "licenses: {deny: [AGPL-3.0-only]}\nend_of_life: deny\nmax_image_size: 8GiB\ncoverage: {min_percent: 95}\n"
            "min_plan_score: 85\nbase: {fail_on: [CRITICAL]}\n")
        self.write("  - {name: fine, findings: [], expect: {verdict: pass}}\n"
                   "  - {name: licence, packages: [{purl: 'pkg:pypi/a@1', licenses: [AGPL-3.0-only]}], expect: {reasons: [license/denied]}}\n"
                   "  - {name: end, image: {distribution: debian, release: '8.0'}, expect: {reasons: [os/end-of-life]}}\n"
                   "  - {name: size, image: {size: 9GiB}, expect: {reasons: [image/too-large]}}\n"
                   "  - {name: score, plan_score: 84, expect: {verdict: deny, reasons: [policy/plan-score]}}\n"
                   "  - {name: base, findings: [{rule: vuln/CVE-1, severity: HIGH, layer: base}], expect: {verdict: pass}}\n"
                   "  - {name: own, findings: [{rule: vuln/CVE-1, severity: HIGH, layer: own}], expect: {verdict: deny}}\n")
        self.assertTrue(self.cases().out.endswith("7 cases: 7 as expected, 0 not\n"))

    def test_required_evidence(self):
        (self.folder / "policy.yaml").write_text("version: 1\nfail_on: [CRITICAL]\nrequire: {scanners: [lock], rules: [plan/health-port]}\n")
        self.write("  - {name: there, findings: [], expect: {verdict: pass}}\n"
                   "  - {name: not asked, scanners: {lock: not_asked}, expect: {verdict: unknown, reasons: [{rule: policy/scanner-not-asked, subject: lock}]}}\n"
                   "  - {name: not looked, scanners: {lock: incomplete}, expect: {verdict: unknown, reasons: [policy/scanner-incomplete]}}\n"
                   "  - {name: not required, scanners: {secrets: not_asked}, expect: {verdict: pass}}\n"
                   "  - {name: blind, findings: [{rule: plan/health-port, unknown: true}], expect: {verdict: unknown, reasons: [plan/health-port]}}\n"
                   "  - {name: blind elsewhere, findings: [{rule: plan/user-id, unknown: true}], expect: {verdict: pass}}\n"
                   "  - {name: no waiver replaces it, scanners: {plan: not_asked}, expect: {verdict: unknown},\n"
                   "     waivers: [{rule: plan/health-port, reason: r, owner: o, expires: 2026-12-31}]}\n")
        self.assertTrue(self.cases().out.endswith("7 cases: 7 as expected, 0 not\n"))

    def test_folders_and_files(self):
        self.write(MENDED + "{verdict: deny}\n", "deep/a.tests.yaml")
        self.write(MENDED + "{verdict: deny}\n")
        (self.folder / "deep/policy.yaml").write_text(POLICY)
        (self.folder / "deep/other.yaml").write_text("no cases")
        self.write("wrong", ".git/a.tests.yaml")
        (self.folder / "link.tests.yaml").symlink_to("policy.tests.yaml")
        lines = self.cases().out.splitlines()
        self.assertEqual(["PASS    deep/a.tests.yaml:5  mended", "PASS    policy.tests.yaml:5  mended"], lines[:2])
        self.assertIn("1 case: 1 as expected", self.cases("deep/a.tests.yaml").out)
        self.assertIn("1 case: 1 as expected", self.cases("policy.tests.yaml", "./policy.tests.yaml").out)

    def test_json(self):
        self.write(MENDED + "{verdict: pass}\n")
        document = json.loads(self.cases(code=REFUSED, flags=("--format", "json")).out)
        [one] = document["cases"]
        self.assertEqual(("pushgate.policy-test/v1", {"total": 1, "pass": 0, "fail": 1, "unread": 0}), (document["schema"], document["summary"]))
        self.assertEqual(("policy.tests.yaml", 5, "mended", "fail", ["the verdict is deny; expected pass"], "deny"),
                         (one["file"], one["line"], one["name"], one["outcome"], one["differences"], one["decision"]["verdict"]))

    def test_every_file_that_is_wrong_is_told_and_nothing_is_decided(self):
        self.write(MENDED + "{verdct: deny}\n")
        self.write(MENDED + "{verdict: deny}\n", "deep/a.tests.yaml")
        (self.folder / "deep/policy.yaml").write_text("version: 1\nfail_on: [high]\n")
        outcome = self.cases(code=MISUSE)
        self.assertEqual("pushgate: error: policy.tests.yaml:7:14: unknown key 'verdct'; expected one of reasons, verdict, waived\n"
                         "  hint: did you mean 'verdict'?\n"
                         "pushgate: error: deep/policy.yaml:2:11: 'high' is no severity; expected CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN\n", outcome.err)
        self.assertEqual("", outcome.out)

    def test_wrong_use(self):
        for path, error in (("nowhere.yaml", "nowhere.yaml: does not exist\n"),
                            (".", ".: holds no file of cases; expected one named *.tests.yaml\n  hint: docs/policy-test.md says what is in one\n")):
            self.assertEqual(f"pushgate: error: {error}", self.cases(path, code=MISUSE).err)
        self.write(MENDED + "{verdict: deny}\n")
        (self.folder / "policy.yaml").unlink()
        self.assertEqual("pushgate: error: policy.yaml: does not exist\n", self.cases(code=MISUSE).err)


if __name__ == "__main__":
    main()
