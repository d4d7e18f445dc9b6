# SPDX-License-Identifier: Apache-2.0
"""`pushgate verify --evidence DIR [--replay]`: an evidence folder alone, offline. Whatever was swapped in it is named."""

import base64
import hashlib
import json
import os
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate

AGAIN = "  next: gate the image again: pushgate gate IMAGE --key KEY --evidence DIR\n"


def sha256(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Folder(Case):
    """A folder of an image that passed and one of an image that was refused; each test has copies of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        (cls.shared / "policy.yaml").write_text(
            "version: 1\nfail_on: [CRITICAL, HIGH]\nscanner: {max_database_age: 3650d}\n"
            "waivers: [{rule: vuln/CVE-2011-3374, reason: harmless, owner: ann, expires: 2099-01-01}]\n")
        for name, image, code in (("good", "small", PASSED), ("refused", "small-vulnerable", REFUSED)):
            outcome = cls().gate(image, "--policy", cls.shared / "policy.yaml", "--key", cls.private, "--evidence", cls.shared / name)
            assert outcome.code == code, outcome

    def setUp(self):
        super().setUp()
        self.good = self.folder / "good"
        self.refused = self.folder / "refused"
        shutil.copytree(self.shared / "good", self.good)
        shutil.copytree(self.shared / "refused", self.refused)
        self.digest = places.manifest_of("small")

    def verify(self, folder, *flags, key=None, **options):
        return pushgate("verify", "--evidence", folder, "--key", key or self.public, *flags, cwd=self.folder, **options)

    def says(self, code, outcome, *lines):
        """What is said of the files, in order; paths without the folder."""
        self.expect(code, outcome)
        told = [line[2:] for line in outcome.out.splitlines() if line.startswith(f"  {self.folder}")]
        self.assertEqual(list(lines), [line.replace(f"{self.good}/", "").replace(f"{self.refused}/", "") for line in told])
        self.assertEqual("", outcome.err)
        return outcome

    def listed(self, folder=None):
        return json.loads(((folder or self.good) / "evidence.json").read_text())

    def rewrite_listing(self, folder=None):
        """evidence.json as it would be over the files that are there."""
        folder = folder or self.good
        listing = self.listed(folder)
        listing["files"] = [{"name": file.name, "size": file.stat().st_size, "sha256": sha256(file.read_bytes())[7:]}
                            for file in sorted(folder.iterdir()) if file.name not in ("evidence.json", "receipt.dsse.json")]
        (folder / "evidence.json").write_text(json.dumps(listing, indent=2) + "\n")

    def changed(self, name, old, new, folder=None):
        """The digests before and after."""
        file = (folder or self.good) / name
        before = file.read_bytes()
        self.assertIn(old.encode(), before)
        file.write_bytes(before.replace(old.encode(), new.encode(), 1))
        return sha256(before), sha256(file.read_bytes())

    def receipt(self, folder):
        return json.loads(base64.b64decode(json.loads((folder / "receipt.dsse.json").read_text())["payload"]))


class Verified(Folder):
    def test_what_the_gate_wrote(self):
        at = self.receipt(self.good)["predicate"]["timeVerified"]
        head = (f"VERIFIED  {self.good}  {self.digest}\n"
                f"  receipt   by {self.public}, of {at}, for {places.image('small')}\n"
                f"  evidence  {len(self.listed()['files'])} files\n"
                "  decision  pass")
        self.assertEqual(head + "\n", self.expect(PASSED, self.verify(self.good)).out)
        outcome = self.expect(PASSED, self.verify(self.good, "--replay"))
        self.assertEqual(head + ", and the same again from findings.json and policy.yaml\n", outcome.out)

    def test_json(self):
        value = self.expect(PASSED, self.verify(self.good, "--replay", "--format", "json")).json()
        self.assertEqual(("pushgate.findings/v1", self.digest, []), (value["schema"], value["subject"]["digest"], value["findings"]))
        self.assertEqual({"folder": str(self.good), "verified": True, "files": len(self.listed()["files"]), "verdict": "pass",
                          "signer": str(self.public), "decision_signer": None, "repository": places.image("small"),
                          "decided_at": self.receipt(self.good)["predicate"]["timeVerified"], "replay": "same", "notes": []}, value["evidence"])
        self.changed("sbom.cdx.json", "apt", "apk")
        value = self.expect(REFUSED, self.verify(self.good, "--format", "json")).json()
        self.assertEqual([("verify/evidence-changed", "CRITICAL", f"{self.good}/sbom.cdx.json")],
                         [(one["rule"], one["severity"], one["location"]["path"]) for one in value["findings"]])
        self.assertEqual((False, None), (value["evidence"]["verified"], value["evidence"]["replay"]))

    def test_by_a_signer_of_the_fleet_file(self):
        shutil.copy(self.public, self.folder / "release.pub")
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices: {app: {}}\nsigners: [{name: release, key: release.pub}]\n")
        outcome = self.expect(PASSED, pushgate("verify", "--evidence", self.good, cwd=self.folder))
        self.assertIn("  receipt   by release, of ", outcome.out)

    def test_the_time_is_that_of_the_decision(self):
        """It stands in inputs.json, which the receipt covers."""
        decided = json.loads((self.good / "inputs.json").read_text())["decided_at"]
        inputs = json.loads((self.refused / "inputs.json").read_text())
        (self.refused / "inputs.json").write_text(json.dumps({**inputs, "decided_at": decided.replace("20", "21", 1)}))
        self.rewrite_listing(self.refused)
        outcome = self.expect(REFUSED, self.verify(self.refused, "--replay"))
        self.assertIn("lacks what the evidence gives: unknown: policy/database-too-old of trivy: ", outcome.out)


class Refused(Folder):
    def test_a_refused_image_has_no_receipt_and_is_replayed(self):
        outcome = self.expect(REFUSED, pushgate("verify", "--evidence", self.refused, "--replay", cwd=self.folder))
        self.assertEqual(f"REFUSED  {self.refused}  {places.manifest_of('small-vulnerable')}\n"
                         "  receipt   none that counts\n"
                         f"  evidence  {len(self.listed(self.refused)['files'])} files\n"
                         "  decision  deny, and the same again from findings.json and policy.yaml\n"
                         f"  {self.refused}: no receipt: the verdict was deny\n"
                         f"  next: pushgate report {self.refused} says why\n", outcome.out)

    def test_a_pass_without_a_key(self):
        (self.good / "receipt.dsse.json").unlink()
        outcome = self.expect(REFUSED, self.verify(self.good))
        self.assertIn(f"  {self.good}: no receipt: it was gated without a key\n{AGAIN}", outcome.out)

    def test_a_swapped_file(self):
        for name, old, new in (("sbom.cdx.json", '"apt"', '"apk"'), ("trivy.json", "SchemaVersion", "SchemaVersiom"),
                               ("policy.yaml", "ann", "bob"), ("report.md", "pass", "deny")):
            with self.subTest(name=name):
                shutil.rmtree(self.good)
                shutil.copytree(self.shared / "good", self.good)
                before, after = self.changed(name, old, new)
                self.says(REFUSED, self.verify(self.good), f"{name}: is not what evidence.json lists; expected {before}, got {after}")
                # Whoever changes the listing, too, is told by the receipt.
                listing = sha256((self.good / "evidence.json").read_bytes())
                self.rewrite_listing()
                changed = sha256((self.good / "evidence.json").read_bytes())
                told = sorted([f"{name}: is not what the receipt names; expected {before}, got {after}",
                               f"evidence.json: is not what the receipt names; expected {listing}, got {changed}"])
                self.says(REFUSED, self.verify(self.good), *told)

    def test_a_policy_that_was_edited_by_one_byte(self):
        before, after = self.changed("policy.yaml", "2099", "2098")
        decision = sha256((self.good / "decision.json").read_bytes())
        again = sha256((self.good / "decision.json").read_bytes().replace(before[7:].encode(), after[7:].encode()))
        self.says(REFUSED, self.verify(self.good, "--replay"),
                  f"policy.yaml: is not what evidence.json lists; expected {before}, got {after}",
                  f"policy.yaml: is not the policy that decision.json names; expected {before}, got {after}",
                  f"decision.json: is not what findings.json and policy.yaml give; expected {again}, got {decision}")

    def test_findings_that_were_edited(self):
        """A refused image that somebody makes a pass, all digests in the folder right."""
        findings = json.loads((self.refused / "findings.json").read_text())
        (high,) = [one for one in findings["findings"] if one["severity"] == "HIGH"]
        findings["findings"].remove(high)
        findings["summary"]["total"] -= 1
        findings["summary"]["HIGH"] -= 1
        (self.refused / "findings.json").write_text(json.dumps(findings, indent=2) + "\n")
        self.rewrite_listing(self.refused)
        outcome = self.expect(REFUSED, self.verify(self.refused, "--replay"))
        said = outcome.out.replace(f"{self.refused}/", "")
        self.assertIn("  decision  deny; from findings.json and policy.yaml it is pass\n", said)
        self.assertIn("  decision.json: says deny; the evidence gives pass\n", said)
        self.assertIn("  decision.json: has what the evidence does not give: deny: vuln/CVE-2021-33503 of pkg:pypi/urllib3@1.26.4: ", said)

    def test_a_decision_that_was_edited(self):
        """The verdict of a refused image, edited: nothing but the replay can tell, where there is no receipt."""
        decision = json.loads((self.refused / "decision.json").read_text())
        decision.update(verdict="pass", reasons=[], unfixed_denying=0)
        (self.refused / "decision.json").write_text(json.dumps(decision, indent=2) + "\n")
        self.rewrite_listing(self.refused)
        outcome = self.expect(REFUSED, self.verify(self.refused, "--replay"))
        said = outcome.out.replace(f"{self.refused}/", "")
        self.assertIn("  decision  pass; from findings.json and policy.yaml it is deny\n", said)
        self.assertIn("  decision.json: lacks what the evidence gives: deny: vuln/CVE-2021-33503 of pkg:pypi/urllib3@1.26.4: ", said)

    def test_findings_of_another_image(self):
        shutil.copy(self.refused / "findings.json", self.good)
        self.rewrite_listing()
        outcome = self.expect(REFUSED, self.verify(self.good))
        self.assertIn(f"findings.json: is about another image; expected {self.digest}, as subject.json says, got "
                      f"{places.manifest_of('small-vulnerable')}\n", outcome.out)

    def test_a_receipt_of_another_image(self):
        other = self.folder / "other"
        self.expect(PASSED, self.gate("small-vulnerable", "--key", self.private, "--evidence", other, "--policy", self.policy_of_all()))
        shutil.copy(other / "receipt.dsse.json", self.good)
        mine, its = (sha256((folder / "evidence.json").read_bytes()) for folder in (self.good, other))
        self.says(REFUSED, self.verify(self.good),
                  f"receipt.dsse.json: is about another image; expected {self.digest}, as subject.json says, got "
                  f"{places.manifest_of('small-vulnerable')}",
                  f"evidence.json: is not what the receipt names; expected {its}, got {mine}")

    def policy_of_all(self):
        policy = self.folder / "all.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\nscanner: {max_database_age: 3650d}\n")
        return policy

    def test_a_receipt_of_other_evidence(self):
        """The same image, gated again: every file that is another one is named."""
        other = self.folder / "other"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--evidence", other, "--policy", self.policy_of_all()))
        shutil.copy(other / "receipt.dsse.json", self.good)
        outcome = self.expect(REFUSED, self.verify(self.good))
        for name in ("evidence.json", "policy.yaml", "decision.json", "inputs.json"):
            mine, its = (sha256((folder / name).read_bytes()) for folder in (self.good, other))
            self.assertIn(f"  {self.good}/{name}: is not what the receipt names; expected {its}, got {mine}\n", outcome.out)

    def test_an_unknown_key(self):
        stranger = self.key().with_suffix(".pub")
        outcome = self.expect(REFUSED, self.verify(self.good, key=stranger))
        self.assertRegex(outcome.out, rf"(?m)^  {self.good}/receipt.dsse.json: is .*signed by .*$")
        self.assertIn("  receipt   none that counts\n", outcome.out)

    def test_a_changed_receipt(self):
        envelope = json.loads((self.good / "receipt.dsse.json").read_text())
        envelope["payload"] = base64.b64encode(base64.b64decode(envelope["payload"]).replace(b"PASSED", b"PASSE!")).decode()
        (self.good / "receipt.dsse.json").write_text(json.dumps(envelope))
        self.assertIn("  receipt   none that counts\n", self.expect(REFUSED, self.verify(self.good)).out)

    def test_a_file_too_few_or_too_many(self):
        (self.good / "trivy.json").unlink()
        (self.good / "notes.txt").write_text("mine")
        outcome = self.says(REFUSED, self.verify(self.good), "trivy.json: is missing; expected it, because evidence.json lists it",
                            "notes.txt: is not listed in evidence.json; expected no other file")
        self.assertIn("  next: remove it, or ask who put it there\n", outcome.out)
        (self.good / "notes.txt").unlink()
        self.rewrite_listing()
        self.assertIn(f"  {self.good}/trivy.json: is missing; expected it, because the receipt names it\n",
                      self.expect(REFUSED, self.verify(self.good)).out)

    def test_what_is_no_file(self):
        os.mkfifo(self.good / "pipe")
        os.replace(self.good / "sbom.cdx.json", self.folder / "sbom.cdx.json")
        (self.good / "sbom.cdx.json").symlink_to(self.folder / "sbom.cdx.json")
        (self.good / "sub").mkdir()
        self.says(REFUSED, self.verify(self.good, timeout=60), "pipe: is a device or a pipe; expected a file",
                  "sbom.cdx.json: is a symbolic link; expected a file", "sub: is a folder; expected a file")

    def test_a_receipt_behind_a_link(self):
        os.replace(self.good / "receipt.dsse.json", self.folder / "receipt.json")
        (self.good / "receipt.dsse.json").symlink_to(self.folder / "receipt.json")
        self.says(REFUSED, self.verify(self.good), "receipt.dsse.json: is a symbolic link; expected a file")

    def test_a_huge_file_is_not_read(self):
        size = (self.good / "trivy.json").stat().st_size
        os.truncate(self.good / "trivy.json", 1 << 40)
        self.says(REFUSED, self.verify(self.good, timeout=20),
                  f"trivy.json: is not what evidence.json lists; expected {size} bytes, got {1 << 40}")


class Unchecked(Folder):
    def test_truncated(self):
        envelope = (self.good / "receipt.dsse.json").read_bytes()
        (self.good / "receipt.dsse.json").write_bytes(envelope[:100])
        outcome = self.expect(UNCHECKED, self.verify(self.good))
        self.assertTrue(outcome.out.startswith(f"UNCHECKED  {self.good}  {self.digest}\n"), outcome)
        self.assertRegex(outcome.out, rf"(?m)^  {self.good}/receipt.dsse.json: is not JSON: ")
        (self.good / "receipt.dsse.json").write_bytes(envelope)
        listing = (self.good / "evidence.json").read_bytes()
        (self.good / "evidence.json").write_bytes(listing[:50])
        outcome = self.expect(REFUSED, self.verify(self.good))  # the receipt names another one
        self.assertIn(f"  {self.good}/evidence.json: is not JSON: ", outcome.out)

    def test_a_folder_of_an_earlier_version(self):
        """Its receipt is verified; what a replay needs is not there."""
        for name in ("inputs.json", "policy.yaml"):
            (self.refused / name).unlink()
        self.rewrite_listing(self.refused)
        outcome = self.expect(REFUSED, self.verify(self.refused, "--replay"))
        self.assertIn(f"  {self.refused}: cannot be decided again: inputs.json and policy.yaml are not there; an older pushgate wrote none, "
                      "and its decision cannot be replayed\n", outcome.out)
        self.assertIn("  decision  deny; it cannot be decided again\n", outcome.out)

    def test_other_rules(self):
        inputs = json.loads((self.refused / "inputs.json").read_text())
        rules = next(one for one in inputs["inputs"] if one["kind"] == "rules")
        now, rules["sha256"] = rules["sha256"], "sha256:" + "0" * 64
        inputs["pushgate"] = "0.0.1"
        (self.refused / "inputs.json").write_text(json.dumps(inputs))
        self.rewrite_listing(self.refused)
        outcome = self.expect(REFUSED, self.verify(self.refused, "--replay"))
        self.assertIn("  decision  deny, and the same again from findings.json and policy.yaml\n", outcome.out)
        self.assertIn("  note: pushgate 0.0.1 decided it; this is ", outcome.out)
        self.assertIn(f"  note: it was decided with the rules sha256:{'0' * 64}; this pushgate has {now}\n", outcome.out)

    def test_wrong_use(self):
        for words, error in (
                (("--evidence", self.folder / "none", "--key", self.public),
                 f"{self.folder}/none: is no evidence folder; expected what `gate --evidence` wrote\n"),
                (("--replay", "--key", self.public), "--replay: needs an evidence folder; expected --evidence DIR\n"),
                (("--evidence", self.good, "--key", self.folder / "none.pub"), f"{self.folder}/none.pub: does not exist\n")):
            with self.subTest(words=words):
                outcome = self.expect(MISUSE, pushgate("verify", *words, cwd=self.folder))
                self.assertTrue(outcome.err.startswith(f"pushgate: error: {error}"), outcome)
        self.expect(MISUSE, pushgate("verify", "--evidence", self.good, cwd=self.folder))  # and nobody whose signature counts


if __name__ == "__main__":
    main()
