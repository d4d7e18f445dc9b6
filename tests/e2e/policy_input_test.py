# SPDX-License-Identifier: Apache-2.0
"""Evidence as one document, and real OPA over it."""

import json
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate, run

EXAMPLE = places.ROOT / "examples/opa"
SCHEMA = places.ROOT / "policies/policy-input.schema.json"


class PolicyInput(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for image, code in (("small", PASSED), ("small-vulnerable", REFUSED)):
            outcome = cls().gate(image, "--evidence", cls.shared / image)
            assert outcome.code == code, outcome

    def document(self, folder):
        file = self.folder / "input.json"
        self.assertEqual("", self.expect(PASSED, pushgate("policy", "input", folder, "-o", file)).out)
        return file

    def opa(self, *words, code=PASSED):
        return self.expect(code, run(places.tool("opa"), *words)).out

    def verdict(self, file):
        return self.opa("eval", "--format", "raw", "--data", EXAMPLE / "image.rego", "--input", file, "data.main.verdict").strip()

    def messages(self, file):
        return json.loads(self.opa("eval", "--format", "raw", "--data", EXAMPLE / "image.rego", "--input", file, "data.main.deny"))

    def test_a_passing_image_passes(self):
        file = self.document(self.shared / "small")
        self.assertEqual(("pass", []), (self.verdict(file), self.messages(file)))
        self.opa("eval", "--fail-defined", "--data", EXAMPLE / "image.rego", "--input", file, "data.main.deny[_]")

    def test_a_denied_image_is_denied_with_messages(self):
        file = self.document(self.shared / "small-vulnerable")
        self.assertEqual("deny", self.verdict(file))
        self.assertIn("pkg:pypi/urllib3@1.26.4 has vuln/CVE-2021-33503 (HIGH), and there is 1.26.5", self.messages(file))
        self.opa("eval", "--fail-defined", "--data", EXAMPLE / "image.rego", "--input", file, "data.main.deny[_]", code=1)

    def test_what_nobody_looked_at_is_unknown(self):
        folder = self.folder / "unknown"
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\n")
        self.expect(UNCHECKED, self.gate("small", "--policy", policy, "--evidence", folder, trivy="/bin/false"))
        file = self.document(folder)
        self.assertEqual("unknown", self.verdict(file))
        self.assertTrue(all(message.startswith("could not check: ") for message in self.messages(file)), self.messages(file))
        (self.folder / "empty.json").write_text("{}")
        self.assertEqual("unknown", self.verdict(self.folder / "empty.json"))

    def test_the_document_says_what_the_folder_says(self):
        folder = self.shared / "small-vulnerable"
        document = json.loads(self.document(folder).read_text())
        findings = json.loads((folder / "findings.json").read_text())
        decision = json.loads((folder / "decision.json").read_text())
        sbom = json.loads((folder / "sbom.cdx.json").read_text())
        self.assertEqual("pushgate.policy-input/v1", document["schema"])
        self.assertEqual(findings["subject"]["digest"], document["image"]["digest"])
        self.assertEqual(findings["summary"]["scanners"], document["scanners"])
        self.assertEqual(findings["summary"]["scanner"], document["trivy"])
        added = {"layer", "of_base", "effect", "waiver", "vex", "grace_until"}
        told = [{name: value for name, value in one.items() if name not in added} for one in document["findings"]]
        self.assertEqual([{"unknown": False, "published": None, **one} for one in findings["findings"]], told)
        self.assertEqual(decision, {name: document["decision"][name] for name in decision})
        self.assertEqual({one["subject"] for one in decision["reasons"]},
                         {one["subject"] for one in document["findings"] if one["effect"] == "deny"})
        self.assertLessEqual({one["purl"] for one in sbom["components"] if "purl" in one}, {one["purl"] for one in document["packages"]})

    def test_the_same_folder_gives_the_same_bytes(self):
        folder = self.shared / "small"
        elsewhere = self.folder / "elsewhere"
        shutil.copytree(folder, elsewhere)
        self.assertEqual(self.document(folder).read_bytes(), pushgate("policy", "input", elsewhere).out.encode())

    def test_a_changed_folder_gives_no_document(self):
        folder = self.folder / "changed"
        shutil.copytree(self.shared / "small-vulnerable", folder)
        (folder / "findings.json").write_text((folder / "findings.json").read_text().replace("HIGH", "LOW"))
        outcome = self.expect(UNCHECKED, pushgate("policy", "input", folder, "-o", self.folder / "input.json"))
        self.assertIn(f"pushgate: error: {folder}/findings.json: ", outcome.err)
        self.assertFalse((self.folder / "input.json").exists())
        self.expect(MISUSE, pushgate("policy", "input"))

    def test_the_example_is_right_by_its_own_tests_and_by_the_schema(self):
        self.opa("test", EXAMPLE)
        self.opa("check", "--strict", "--schema", SCHEMA, EXAMPLE)
        wrong = self.folder / "wrong.rego"
        wrong.write_text((EXAMPLE / "image.rego").read_text().replace("input.unread", "input.unraed"))
        outcome = run(places.tool("opa"), "check", "--strict", "--schema", SCHEMA, wrong)
        self.assertIn("undefined ref: input.unraed", outcome.out + outcome.err)


if __name__ == "__main__":
    main()
