# SPDX-License-Identifier: Apache-2.0
"""Deciding again about stored images: with the database of today, without the images, and with what is to blame."""

import json
import pathlib
import shutil
import subprocess

from support import other_tools, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate


class Regate(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored = cls.shared / "stored"
        cls.stored.mkdir()
        for image, code in (("small", PASSED), ("small-vulnerable", REFUSED)):
            outcome = cls().gate(image, "--evidence", cls.stored / image)
            assert outcome.code == code, outcome

    def setUp(self):
        super().setUp()
        self.evidence = self.folder / "evidence"
        shutil.copytree(self.stored, self.evidence)

    def regate(self, *paths, database=places.DATABASE, flags=()):
        return pushgate("regate", *paths, "--trivy", places.tool("trivy"), "--trivy-cache", database, *flags)

    def regated(self, *paths, code, **options):
        flags = (*options.pop("flags", ()), "--format", "json")
        return json.loads(self.expect(code, self.regate(*paths, flags=flags, **options)).out)

    def database(self, change):
        """The sample database, made of advisories that were changed."""
        file = self.folder / "advisories.yaml"
        file.write_text(change((places.ROOT / "tests/support/advisories/sample.yaml").read_text()))
        out = self.folder / "database"
        subprocess.run([places.WORK / "bin/trivydb", "-advisories", file, "-out", out], check=True)
        return out

    def policy(self, text):
        file = self.folder / "policy.yaml"
        file.write_text("version: 1\n" + text)
        return file

    def test_nothing_new(self):
        outcome = self.expect(REFUSED, self.regate(self.evidence))
        self.assertIn(f"PASS     {self.evidence}/small  as before\n", outcome.out)
        self.assertIn(f"DENY     {self.evidence}/small-vulnerable  as before\n", outcome.out)
        self.assertIn("1 denied, 0 without verdict, 1 passed\nnew since the last decisions: nothing\n", outcome.out)
        self.expect(PASSED, self.regate(self.evidence, flags=("--only-new",)))

    def test_nothing_is_written(self):
        before = {file: file.read_bytes() for file in sorted(self.evidence.rglob("*")) if file.is_file()}
        self.regate(self.evidence)
        self.assertEqual(before, {file: file.read_bytes() for file in sorted(self.evidence.rglob("*")) if file.is_file()})

    def test_each_alone_or_all_at_once(self):
        together = self.regated(self.evidence, code=REFUSED)["images"]
        self.assertEqual([str(self.evidence / "small"), str(self.evidence / "small-vulnerable")], [one["path"] for one in together])
        for one in together:
            alone = self.regated(one["path"], code=REFUSED if "vulnerable" in one["path"] else PASSED)["images"]
            self.assertEqual([one], alone)

    def test_every_platform_of_an_index(self):
        index = self.evidence / "index"
        index.mkdir()
        for platform, image in (("linux-amd64", "small"), ("linux-arm64", "small-vulnerable")):
            (self.evidence / image).rename(index / platform)
        (index / "evidence.json").write_text("{}")
        for path in (self.evidence, index):
            images = self.regated(path, code=REFUSED)["images"]
            self.assertEqual([f"{index}/linux-amd64", f"{index}/linux-arm64"], [one["path"] for one in images])

    def test_the_advisory_of_today(self):
        database = self.database(lambda text: text.replace("CVE-2021-33503", "CVE-2099-0001"))
        document = self.regated(self.evidence, code=REFUSED, database=database)
        vulnerable = document["images"][1]
        self.assertEqual([("new advisory", "vuln/CVE-2099-0001")], [(one["blame"], one["rule"]) for one in vulnerable["new"]])
        self.assertEqual(["vuln/CVE-2021-33503"], [one["rule"] for one in vulnerable["gone"]])
        self.assertEqual("deny", vulnerable["stored_verdict"])
        self.assertEqual({"new advisory": 1}, document["summary"]["new"])
        outcome = self.expect(REFUSED, self.regate(self.evidence, database=database, flags=("--only-new",)))
        self.assertIn("1 new: 1 new advisory; 1 gone\n", outcome.out)
        self.assertRegex(outcome.out, r"HIGH +new advisory +vuln/CVE-2099-0001 +pkg:pypi/urllib3@1\.26\.4 +fixed in 1\.26\.5\n")

    def test_an_advisory_that_is_rated_higher_and_one_that_was_withdrawn(self):
        policy = self.policy("fail_on: [CRITICAL]\n")
        shutil.rmtree(self.evidence)
        self.expect(PASSED, self.gate("small-vulnerable", "--policy", policy, "--evidence", self.evidence))
        database = self.database(lambda text: text.replace("HIGH", "CRITICAL"))
        new = self.regated(self.evidence, code=REFUSED, database=database)["images"][0]["new"]
        self.assertEqual([("changed severity", "CRITICAL")], [(one["blame"], one["severity"]) for one in new])

    def test_another_policy(self):
        policy = self.policy("fail_on: [CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN]\n")
        document = self.regated(self.evidence, code=REFUSED, flags=("--policy", policy))
        self.assertEqual({"policy"}, {one["blame"] for image in document["images"] for one in image["new"]})
        self.assertEqual({"policy": document["summary"]["new"]["policy"]}, document["summary"]["new"])

    def test_an_old_database_leaves_no_verdict(self):
        out = self.folder / "old"
        subprocess.run([places.WORK / "bin/trivydb", "-advisories", places.ROOT / "tests/support/advisories/sample.yaml",
                        "-updated-at", "2020-01-01T00:00:00Z", "-out", out], check=True)
        document = self.regated(self.evidence / "small", code=UNCHECKED, database=out)
        self.assertEqual({"not checked"}, {one["blame"] for one in document["images"][0]["new"]})
        self.expect(UNCHECKED, self.regate(self.evidence / "small", database=out, flags=("--only-new",)))

    def test_a_changed_folder_is_named_and_the_others_go_on(self):
        file = self.evidence / "small-vulnerable/findings.json"
        file.write_text(file.read_text().replace("HIGH", "LOW"))
        outcome = self.expect(UNCHECKED, self.regate(self.evidence))
        self.assertIn(f"PASS     {self.evidence}/small  as before\n", outcome.out)
        self.assertIn(f"UNREAD   {file}: ", outcome.out)
        self.assertIn("1 image with", outcome.out)
        self.assertIn("; 1 not read\n", outcome.out)

    def test_a_folder_of_an_older_pushgate_needs_a_policy(self):
        folder = self.evidence / "small"
        (folder / "policy.yaml").unlink()
        listing = json.loads((folder / "evidence.json").read_text())
        listing["files"] = [one for one in listing["files"] if one["name"] != "policy.yaml"]
        (folder / "evidence.json").write_text(json.dumps(listing))
        outcome = self.expect(UNCHECKED, self.regate(folder))
        self.assertIn(f"{folder}: holds no policy.yaml; an older pushgate wrote none\n         hint: name the policy with --policy FILE\n", outcome.out)
        self.expect(PASSED, self.regate(folder, flags=("--policy", places.ROOT / "policies/default.yaml")))

    def test_wrong_use(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for paths, told in ((("nowhere",), "nowhere: does not exist"), ((empty,), f"{empty}: is no evidence folder and holds none"),
                            ((self.evidence, self.evidence / "small"), f"{self.evidence}/small: is named twice")):
            self.assertIn(told, self.expect(MISUSE, self.regate(*paths)).err)
        self.expect(MISUSE, pushgate("regate"))

    def test_of_sboms_it_says_what_a_scan_of_each_says(self):
        sboms = []
        for image in other_tools.IMAGES:
            sboms.append(self.folder / f"{image}.cdx.json")
            self.expect(PASSED, pushgate("sbom", other_tools.name_for_pushgate(image), "-o", sboms[-1], env={"XDG_CACHE_HOME": self.shared / "cache"}))
        together = json.loads(self.regate(*sboms, database=places.FLAG_EVERY, flags=("--format", "json")).out)["images"]
        self.assertEqual([str(one) for one in sboms], [one["path"] for one in together])
        findings = 0
        for sbom, found in zip(sboms, together):
            scanned = json.loads(pushgate("scan", sbom, "--trivy", places.tool("trivy"), "--trivy-cache", places.FLAG_EVERY,
                                          "--format", "json").out)
            with self.subTest(sbom=pathlib.Path(sbom).name):
                self.assertEqual(scanned["findings"], found["findings"])
                self.assertEqual(scanned["summary"]["scanners"], found["summary"]["scanners"])
                self.assertEqual(scanned["decision"], found["decision"])
            findings += len(found["findings"])
        self.assertGreater(findings, 3000)


if __name__ == "__main__":
    main()
