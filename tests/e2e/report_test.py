# SPDX-License-Identifier: Apache-2.0
"""An evidence folder alone is enough to report and to decide again, and nobody changes it unseen."""

import json
import shutil

from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate


class StoredEvidence(Case):
    """Of one refused image."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored = cls.shared / "stored"
        cls.gated = cls().gate("small-vulnerable", "--evidence", cls.stored)
        assert cls.gated.code == REFUSED, cls.gated

    def setUp(self):
        super().setUp()
        self.evidence = self.folder / "evidence"
        shutil.copytree(self.stored, self.evidence)

    def report(self, *flags):
        return pushgate("report", self.evidence, *flags)

    def check(self, policy=None, *flags):
        if policy is None:
            return pushgate("policy", "check", self.evidence, *flags)
        file = self.folder / "policy.yaml"
        file.write_text("version: 1\n" + policy)
        return pushgate("policy", "check", self.evidence, "--policy", file, *flags)

    def test_reports_are_the_very_bytes_of_the_folder(self):
        self.assertEqual((self.evidence / "report.md").read_text(), self.expect(PASSED, self.report()).out)
        self.assertEqual((self.evidence / "report.sarif").read_text(), self.expect(PASSED, self.report("--as", "sarif")).out)
        self.assertEqual((self.evidence / "report.html").read_text(), self.expect(PASSED, self.report("--as", "html")).out)
        self.assertEqual(self.gated.out, self.expect(PASSED, self.report("--as", "text")).out)

    def test_a_report_into_a_file(self):
        file = self.folder / "report.md"
        self.assertEqual("", self.expect(PASSED, self.report("-o", file)).out)
        self.assertEqual((self.evidence / "report.md").read_text(), file.read_text())

    def test_the_same_policy_decides_the_same(self):
        outcome = self.expect(REFUSED, self.check())
        self.assertEqual(self.gated.out + "  the stored decision is the same\n", outcome.out)

    def test_rules_over_the_image_are_decided_from_its_sbom(self):
        forbidden = 'packages: {forbidden: [{purl: pkg:pypi/urllib3, versions: "<1.26.5", reason: "not here"}]}\n'
        outcome = self.expect(REFUSED, self.check("fail_on: [CRITICAL]\nseverity: {package/*: CRITICAL}\n" + forbidden, "--format", "json"))
        self.assertEqual([("package/forbidden", "CRITICAL", "urllib3 1.26.4 is forbidden (<1.26.5): not here")],
                         [(one["rule"], one["severity"], one["text"]) for one in outcome.json()["decision"]["reasons"]])
        self.expect(PASSED, self.check("fail_on: [CRITICAL]\nmax_image_size: 1KiB\nend_of_life: deny\n" + forbidden))
        self.expect(REFUSED, self.check("fail_on: [HIGH]\nmax_image_size: 1KiB\n" + forbidden.replace("1.26.5", "1.26")))

    def test_a_looser_policy_lets_it_pass(self):
        outcome = self.expect(PASSED, self.check("fail_on: [CRITICAL]\n"))
        self.assertIn("pushgate: PASS  ", outcome.out)
        self.assertIn("  the stored decision was deny, with other reasons or by another policy\n", outcome.out)

    def test_a_stricter_policy_denies_more(self):
        value = self.expect(REFUSED, self.check("fail_on: [CRITICAL, HIGH, MEDIUM, LOW]\n", "--format", "json")).json()
        self.assertEqual(3, len(value["decision"]["reasons"]))
        self.assertFalse(value["same_as_stored"])

    def test_a_policy_that_requires_what_was_not_asked_knows_nothing(self):
        self.expect(UNCHECKED, self.check("fail_on: [CRITICAL]\nrequire: {scanners: [trivy, plan]}\n"))

    def test_one_changed_byte_in_any_file_is_named(self):
        for name in ("subject.json", "sbom.cdx.json", "trivy.json", "findings.json", "decision.json", "provenance.json", "report.html", "report.md", "report.sarif"):
            with self.subTest(file=name):
                file = self.evidence / name
                before = file.read_bytes()
                file.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
                for outcome in (self.report(), self.check()):
                    self.expect(UNCHECKED, outcome)
                    self.assertEqual("", outcome.out)
                    self.assertRegex(outcome.err, rf"^pushgate: error: {file}: is not what evidence\.json lists; expected sha256:")
                file.write_bytes(before)

    def test_a_missing_and_an_added_file_are_named(self):
        (self.evidence / "report.md").unlink()
        outcome = self.expect(UNCHECKED, self.report())
        self.assertEqual(f"pushgate: error: {self.evidence}/report.md: is missing; expected it, because evidence.json lists it\n",
                         outcome.err)
        shutil.copy(self.stored / "report.md", self.evidence)
        (self.evidence / "notes.txt").write_text("mine")
        outcome = self.expect(UNCHECKED, self.report())
        self.assertIn("notes.txt", outcome.err)

    def test_the_way_of_one_package(self):
        outcome = self.expect(PASSED, self.report("--package", "URLLIB3"))
        self.assertRegex(outcome.out, r"^urllib3 1\.26\.4 \(pkg:pypi/urllib3@1\.26\.4\)\n  lock    no line of a lock names it in this version\n")
        self.assertRegex(outcome.out, r"\n  HIGH +vuln/CVE-2021-33503 ")
        value = self.expect(PASSED, self.report("--package", "urllib3", "--format", "json")).json()
        self.assertEqual("pushgate.package/v1", value["schema"])
        stored = json.loads((self.evidence / "provenance.json").read_text())["distributions"]
        self.assertEqual([one for one in stored if one["name"] == "urllib3"], value["distributions"])
        self.assertEqual({"pkg:pypi/urllib3@1.26.4"}, {one["subject"] for one in value["findings"]})

    def test_a_package_that_is_not_there(self):
        outcome = self.expect(MISUSE, self.report("--package", "urlib3"))
        self.assertEqual(f"pushgate: error: --package urlib3: is none of the 2 Python distributions of {self.evidence}\n"
                         "  hint: perhaps urllib3\n", outcome.err)
        outcome = self.expect(MISUSE, self.report("--package", "numpy"))
        self.assertNotIn("hint", outcome.err)
        self.expect(MISUSE, self.report("--package", ""))
        self.expect(MISUSE, self.report("--package", "urllib3", "--as", "text"))
        self.expect(MISUSE, self.report("--format", "json"))

    def test_a_folder_that_is_none(self):
        outcome = self.expect(UNCHECKED, pushgate("report", self.folder / "absent"))
        self.assertIn("absent", outcome.err)
        self.expect(MISUSE, pushgate("policy", "check", self.evidence, "--policy", self.folder / "absent.yaml"))

    def test_sarif_says_what_code_scanning_needs(self):
        run = json.loads((self.evidence / "report.sarif").read_text())["runs"][0]
        high = next(result for result in run["results"] if result["ruleId"] == "vuln/CVE-2021-33503")
        self.assertEqual("error", high["level"])
        self.assertTrue(high["partialFingerprints"])
        rule = run["tool"]["driver"]["rules"][high["ruleIndex"]]
        self.assertEqual("vuln/CVE-2021-33503", rule["id"])
        self.assertGreaterEqual(float(rule["properties"]["security-severity"]), 7.0)


class PassingEvidence(Case):
    def test_evidence_with_a_receipt_reads_as_well(self):
        evidence = self.folder / "evidence"
        self.expect(PASSED, self.gate("small", "--key", self.key(), "--evidence", evidence))
        self.assertEqual((evidence / "report.md").read_text(), self.expect(PASSED, pushgate("report", evidence)).out)
        self.expect(PASSED, pushgate("policy", "check", evidence))


if __name__ == "__main__":
    main()
