# SPDX-License-Identifier: Apache-2.0
"""`pushgate gate --audit-key`: a refusal that somebody signed, and that nobody takes for a receipt."""

import base64
import json
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate
from support.registries import docker_registry

POLICY = "version: 1\nfail_on: [CRITICAL, HIGH]\nscanner: {max_database_age: 3650d}\n"
TYPE = "https://pushgate.dev/decision/v1"


class Audited(Case):
    """The evidence of a refused image, with the decision signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.release = cls.shared / "release.key"
        cls.audit = cls.shared / "audit.key"
        for key in (cls.release, cls.audit):
            outcome = pushgate("key", "generate", "--output-key-prefix", key.with_suffix(""), env={"COSIGN_PASSWORD": "secret"})
            assert outcome.code == PASSED, outcome
        (cls.shared / "policy.yaml").write_text(POLICY)
        outcome = cls().gated("small-vulnerable", cls.shared / "denied")
        assert outcome.code == REFUSED, outcome

    def gated(self, image, folder, *flags):
        return self.gate(image, "--policy", self.shared / "policy.yaml", "--key", self.release, "--audit-key", self.audit, "--evidence", folder,
                         "--name", "ghcr.io/acme/app", *flags)

    def setUp(self):
        super().setUp()
        self.denied = self.folder / "denied"
        shutil.copytree(self.shared / "denied", self.denied)

    def verify(self, *words, key=None):
        return pushgate("verify", *words, "--key", key or self.audit.with_suffix(".pub"), cwd=self.folder)

    def statement(self):
        envelope = json.loads((self.denied / "decision.dsse.json").read_text())
        return json.loads(base64.b64decode(envelope["payload"]))


class Decision(Audited):
    def test_what_is_signed(self):
        statement = self.statement()
        self.assertEqual(TYPE, statement["predicateType"])
        self.assertEqual([{"name": "ghcr.io/acme/app", "digest": {"sha256": places.manifest_of("small-vulnerable").removeprefix("sha256:")}}],
                         statement["subject"])
        self.assertEqual("deny", statement["predicate"]["verdict"])
        self.assertFalse((self.denied / "receipt.dsse.json").exists())
        listed = {file["name"] for file in json.loads((self.denied / "evidence.json").read_text())["files"]}
        self.assertNotIn("decision.dsse.json", listed)

    def test_a_folder_says_who_signed_the_refusal_and_is_refused(self):
        outcome = self.expect(REFUSED, self.verify("--evidence", "denied", "--replay"))
        self.assertIn("\n  receipt   none that counts\n", outcome.out)
        self.assertRegex(outcome.out, rf"\n  signed    by {self.audit.with_suffix('.pub')}, of 20\S+Z, for ghcr.io/acme/app\n")
        self.assertIn("  denied: no receipt: the verdict was deny\n", outcome.out)
        value = self.verify("--evidence", "denied", "--format", "json").json()
        self.assertEqual((False, None, str(self.audit.with_suffix(".pub"))),
                         tuple(value["evidence"][name] for name in ("verified", "signer", "decision_signer")))

    def test_a_signature_of_somebody_else_or_over_other_evidence(self):
        outcome = self.expect(REFUSED, self.verify("--evidence", "denied", key=self.release.with_suffix(".pub")))
        self.assertIn(f"  denied/decision.dsse.json: is signed by none of {self.release.with_suffix('.pub')}\n", outcome.out)
        self.assertNotIn("\n  signed    ", outcome.out)
        other = self.folder / "other"
        self.expect(REFUSED, self.gated("small-vulnerable", other, "--no-inputs"))
        shutil.copy(other / "decision.dsse.json", self.denied / "decision.dsse.json")
        outcome = self.expect(REFUSED, self.verify("--evidence", "denied"))
        self.assertIn("  denied/decision.dsse.json: is not about this evidence; expected sha256:", outcome.out)
        self.assertNotIn("\n  signed    ", outcome.out)

    def test_a_passing_image_has_a_receipt_alone(self):
        self.expect(PASSED, self.gated("small", self.folder / "good"))
        self.assertFalse((self.folder / "good/decision.dsse.json").exists())
        shutil.copy(self.denied / "decision.dsse.json", self.folder / "good/decision.dsse.json")
        outcome = self.expect(REFUSED, pushgate("verify", "--evidence", "good", "--key", self.release.with_suffix(".pub"), "--key",
                                                self.audit.with_suffix(".pub"), cwd=self.folder))
        self.assertIn("  good/decision.dsse.json: is not about this evidence; expected sha256:", outcome.out)

    def test_the_page_and_the_desk_tell(self):
        self.assertIn("<code>decision.dsse.json</code> stands beside this page", (self.denied / "report.html").read_text())
        for words, code in (((), PASSED), (("--key", self.audit.with_suffix(".pub")), PASSED), (("--key", self.release.with_suffix(".pub")), REFUSED)):
            outcome = pushgate("audit", "import", "denied", "--db", self.folder / "audit.db", *words, cwd=self.folder)
            self.expect(code, outcome)
        value = pushgate("audit", "query", "--verdict", "deny", "--db", self.folder / "audit.db", "--format", "json", cwd=self.folder).json()
        self.assertEqual([str(self.audit.with_suffix(".pub"))], [image["signer"] for image in value["images"]])

    def test_an_archive_with_a_signed_refusal(self):
        public = self.audit.with_suffix(".pub")
        outcome = self.expect(MISUSE, pushgate("audit", "export", "a.tar", "denied", cwd=self.folder))
        self.assertIn("--key: is missing", outcome.err)
        outcome = self.expect(PASSED, pushgate("audit", "export", "a.tar", "denied", "--key", public, cwd=self.folder))
        self.assertEqual("", outcome.err)
        outcome = self.expect(PASSED, self.verify("--offline", "a.tar"))
        self.assertRegex(outcome.out, rf"\n  SIGNED     denied  deny, by {public}, of 20\S+Z, for ghcr.io/acme/app\n"
                                      "  1 of 1 folders verified, 1 of them of images that did not pass\n")
        self.assertNotIn("VERIFIED   denied", outcome.out)
        outcome = self.expect(UNCHECKED, pushgate("verify", "--offline", "a.tar", cwd=self.folder))
        self.assertIn("    evidence/denied/decision.dsse.json: was not checked: nobody said whose key counts\n", outcome.out)


class NoReceipt(Audited):
    """The key is trusted even for releases here, and the refusal still lets nothing pass."""

    def test_nothing_pushes_with_it(self):
        image = places.image("small-vulnerable")
        public = self.audit.with_suffix(".pub")
        registry = docker_registry(self).address
        reference = f"{registry}/acme/app:v1"
        for receipt in ("denied", "denied/decision.dsse.json"):
            outcome = self.expect(REFUSED, pushgate("push", image, reference, "--receipt", receipt, "--key", public, cwd=self.folder))
            self.assertIn("receipt", outcome.err)
        shutil.copy(self.denied / "decision.dsse.json", self.denied / "receipt.dsse.json")
        outcome = self.expect(REFUSED, pushgate("push", image, reference, "--receipt", "denied", "--key", public, cwd=self.folder))
        outcome = self.expect(REFUSED, self.gate("small-vulnerable", "--policy", self.shared / "policy.yaml", "--key", self.release,
                                                 "--audit-key", self.audit, "--evidence", self.folder / "again", "--push", reference))
        self.assertTrue((self.folder / "again/decision.dsse.json").exists())
        self.assertEqual("", self.tool("crane", "catalog", registry).out.strip())

    def test_as_a_receipt_it_counts_for_nothing(self):
        shutil.move(self.denied / "decision.dsse.json", self.denied / "receipt.dsse.json")
        outcome = self.expect(REFUSED, self.verify("--evidence", "denied"))
        self.assertIn("  denied/receipt.dsse.json: is no receipt that counts: ", outcome.out)
        self.assertIn("\n  receipt   none that counts\n", outcome.out)


class WrongUse(Audited):
    def test_wrong_use(self):
        for flags, error in ((("--key", self.release, "--audit-key", self.release, "--evidence", "e"),
                              "--audit-key: is the key of --key; expected another: cosign takes whatever the release key signed for a signature of "
                              "the image\n  hint: make one with `pushgate key generate --output-key-prefix audit`\n"),
                             (("--audit-key", self.audit), "--audit-key: signs what goes into the evidence folder; expected --evidence DIR\n"),
                             (("--audit-key", self.audit, "--evidence", "e", "--all-platforms"),
                              "--audit-key: signs the decision of one image; expected it or --all-platforms, not both\n")):
            outcome = self.expect(MISUSE, self.gate("small-vulnerable", *flags, cwd=self.folder))
            self.assertEqual("pushgate: error: " + error, outcome.err)
            self.assertFalse((self.folder / "e").exists())


if __name__ == "__main__":
    main()
