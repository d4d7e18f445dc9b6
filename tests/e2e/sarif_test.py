# SPDX-License-Identifier: Apache-2.0
"""report.sarif by the official schema and within what GitHub takes, and report.md within what GitHub shows."""

import gzip
import importlib
import json
import os
import random
import shutil
import sys

from support import linters, places
from support.case import MISUSE, PASSED, REFUSED, Case, main
from support.evidence import count, finding, rewrite
from support.process import pushgate

sys.path.insert(0, str(places.ROOT / "tests" / "conformance"))
import fetch  # noqa: E402

GITHUB = {"results": 25_000, "rules": 25_000, "gzip": 10_000_000, "tags": 10, "text": 1024, "name": 255}
# It has the schema of OASIS (2.1.0, errata 01) as a constant of Go.
SCHEMA = fetch.Package("go", "github.com/owenrumney/go-sarif/v3", "v3.3.0", "h1:p5oSxEV0uPWBRpAspTmwWr4t1YZyKUpdoFzSB7WE90A=",
                       "pkg/report/v210/sarif")


class Stored(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored = cls.shared / "stored"
        outcome = cls().gate("small-vulnerable", "--evidence", cls.stored)
        assert outcome.code == REFUSED, outcome

    def setUp(self):
        super().setUp()
        self.evidence = self.folder / "evidence"
        shutil.copytree(self.stored, self.evidence)

    def findings(self, change):
        def changed(value):
            change(value["findings"])
            count(value)
        rewrite(self.evidence, "findings.json", changed)


class Sarif(Stored):
    def sarif(self):
        return self.expect(PASSED, pushgate("report", self.evidence, "--as", "sarif")).out

    def errors(self, text):
        """What the official schema says against it."""
        try:
            with fetch.unpacked(SCHEMA) as folder:
                schema = json.loads((folder / "schema.go").read_text().split("`")[1])
        except fetch.Unavailable as why:
            if os.environ.get("CI") == "true":
                raise
            self.skipTest(str(why))
        self.assertEqual("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", schema["id"])
        sys.path.insert(0, str(linters.library()))
        jsonschema = importlib.import_module("jsonschema")
        sys.path.pop(0)
        return [f"{list(error.path)}: {error.message[:200]}" for error in jsonschema.Draft4Validator(schema).iter_errors(json.loads(text))]

    def fingerprints(self):
        """Of each result by its message."""
        results = json.loads(self.sarif())["runs"][0]["results"]
        out = {one["message"]["text"]: one["partialFingerprints"]["primaryLocationLineHash"] for one in results}
        self.assertEqual(len(results), len(set(out.values())))
        return out

    def test_the_schema_accepts_it_and_would_refuse_another(self):
        text = self.sarif()
        self.assertEqual([], self.errors(text))
        self.assertNotEqual([], self.errors(text.replace('"level"', '"lewel"', 1)))

    def test_the_schema_accepts_what_is_hostile(self):
        hostile = ["", "\0", "]( https://evil.example", "a" * 100_000, "../../../etc/passwd", "https://evil.example/?a#b", "\u202e", "%%%", "a\nb"]
        self.findings(lambda findings: findings.extend(
            finding(rule=text or "x", subject=text, location={"path": text, "line": 4_000_000_000, "column": 1}, message=text, hint=text)
            for text in hostile))
        text = self.sarif()
        self.assertEqual([], self.errors(text))
        self.assertNotIn('""', text)  # GitHub takes no empty strings

    def test_it_stays_within_what_github_takes(self):
        chance = random.Random(1)  # text that does not compress
        words = "".join(chance.choices([chr(code) for code in range(0x4e00, 0x9000)], k=300_000))
        self.findings(lambda findings: findings.extend(
            finding(rule=f"vuln/CVE-2020-{i}", severity="CRITICAL" if i % 1000 == 0 else "LOW", location={"path": f"usr/lib/{i}"},
                    message=words[chance.randrange(250_000):][:150], hint=words[i:i + 100]) for i in range(30_000)))
        text = self.sarif()
        self.assertLess(len(gzip.compress(text.encode())), GITHUB["gzip"])
        run = json.loads(text)["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        results = run["results"]
        self.assertLessEqual(len(results), GITHUB["results"])
        self.assertLessEqual(len(rules), GITHUB["rules"])
        self.assertEqual(30, sum(rules[one["ruleIndex"]]["properties"]["security-severity"] == "9.5" for one in results))
        for rule in rules:
            self.assertLessEqual(len(rule["properties"]["tags"]), GITHUB["tags"])
            self.assertLessEqual(len(rule["name"]), GITHUB["name"])
            self.assertLessEqual(max(len(rule[name]["text"]) for name in ("shortDescription", "fullDescription", "help")), GITHUB["text"])
        notes = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
        found = len(json.loads((self.evidence / "findings.json").read_text())["findings"])
        self.assertIn(f"{found - len(results)} findings, the lightest, are not in this file, which holds 25000 and 8 MB of text: "
                      "findings.json has all of them", notes)

    def test_a_rebuild_keeps_the_fingerprints(self):
        secrets = [finding(rule="secret/private-key", subject="root/.ssh/id", message=f"key {i}",
                           location={"path": "root/.ssh/id", "line": 3 + 40 * i, "column": 1, "layer": f"sha256:{i:064x}"}) for i in range(3)]
        self.findings(lambda findings: findings.extend(secrets))
        before = self.fingerprints()

        def rebuilt(findings):
            for i, one in enumerate(findings):
                if "layer" in one["location"]:
                    one["location"]["layer"] = f"sha256:{(7919 * (i + 1)) ** 9 % 2 ** 256:064x}"
                if "line" in one["location"]:
                    one["location"]["line"] += 7
            findings.reverse()

        self.findings(rebuilt)
        self.assertEqual(before, self.fingerprints())


class Markdown(Stored):
    def setUp(self):
        super().setUp()
        self.findings(lambda findings: findings.extend(
            finding(rule=f"vuln/CVE-2020-{10_000 + i}", subject=f"pkg:pypi/p{i}@1", message="what is wrong", severity="LOW") for i in range(20_000)))

    def check(self, text, limit):
        self.assertLessEqual(len(text.encode()), limit)
        self.assertTrue(text.startswith("# pushgate: deny\n"))
        rows = text.count("| LOW | vuln/CVE-2020-")
        self.assertGreater(rows, 100)
        found = len(json.loads((self.evidence / "findings.json").read_text())["findings"])
        told = sum(line.startswith(("| HIGH", "| MEDIUM", "| LOW", "| CRITICAL")) for line in text.splitlines())
        self.assertIn(f"\n{found - told} more not shown, since ", text)
        self.assertIn("findings.json in the evidence folder has all of them.\n", text)
        for line in text.splitlines():  # rows are whole
            if line.startswith("| LOW"):
                self.assertEqual(5, line.count("|"), line)

    def test_a_summary_of_twenty_thousand_findings(self):
        self.check(self.expect(PASSED, pushgate("report", self.evidence)).out, 1 << 20)

    def test_a_comment_of_twenty_thousand_findings(self):
        self.check(self.expect(PASSED, pushgate("report", self.evidence, "--comment")).out, 65_536)
        outcome = self.expect(MISUSE, pushgate("report", self.evidence, "--comment", "--as", "sarif"))
        self.assertEqual("pushgate: error: --comment: is for Markdown; expected --as markdown\n", outcome.err)


if __name__ == "__main__":
    main()
