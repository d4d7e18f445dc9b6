# SPDX-License-Identifier: Apache-2.0
"""`pushgate push`: only bytes that a passing receipt names, and what is said of all others."""

import base64
import json
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate
from support.registries import docker_registry, referrers_registry, strict_registry


class Receipts(Case):
    """An image that was gated under the name of where it goes, and one that was refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        cls.evidence = cls.shared / "evidence"
        cls.receipt = cls.evidence / "receipt.dsse.json"
        cls.digest = places.manifest_of("small")
        gated = cls().gate("small", "--key", cls.private, "--evidence", cls.evidence)
        assert gated.code == PASSED, gated

    def push(self, image, reference, *flags, receipt=None, key=None, **options):
        name = image if ":" in image else places.image(image)
        keys = ("--key", key or self.public) if key != "" else ()
        return pushgate("push", name, reference, "--receipt", receipt or self.receipt, *keys, *flags, cwd=self.folder, **options)

    def refused(self, code, error, outcome):
        self.expect(code, outcome)
        self.assertEqual(("", error), (outcome.out, outcome.err))


class Pushes(Receipts):
    def into(self, registry):
        repository = f"{registry.address}/team/app"
        outcome = self.expect(PASSED, self.push("small", f"{repository}:v1"))
        decided = self.decided_at()
        self.assertEqual(
            f"PUSHED  {repository}:v1  {self.digest}\n"
            f"  receipt  by {self.public}, of {decided}\n"
            f"  note: the receipt calls the image {places.image('small')}; `verify` and `rollout` count only one that calls it {repository}\n"
            f"  next: pushgate verify {repository}@{self.digest} --key {self.public} --require receipt\n", outcome.out)
        self.assertEqual("", outcome.err)
        self.tool("crane", "validate", "--remote", f"{repository}:v1")
        self.assertEqual(self.digest, self.tool("crane", "digest", f"{repository}:v1").out.strip())
        envelope = json.loads(self.tool("cosign", "verify-attestation", "--key", self.public, "--insecure-ignore-tlog=true", "--type",
                                        "https://slsa.dev/verification_summary/v1", f"{repository}:v1").out)
        self.assertEqual(json.loads(self.receipt.read_text())["payload"], envelope["payload"])

    def decided_at(self):
        payload = base64.b64decode(json.loads(self.receipt.read_text())["payload"])
        return json.loads(payload)["predicate"]["timeVerified"]

    def test_into_a_registry_without_the_referrers_api(self):
        self.into(docker_registry(self))

    def test_into_a_registry_with_it(self):
        self.into(referrers_registry(self))

    def test_the_folder_and_json(self):
        registry = strict_registry(self)
        repository = f"{registry.address}/app"
        outcome = self.expect(PASSED, self.push("small", f"docker://{repository}:v1", "--format", "json", receipt=self.evidence))
        self.assertEqual({"schema": "pushgate.push/v1", "pushed": f"{repository}@{self.digest}", "tag": "v1", "digest": self.digest,
                          "receipts": [{"file": str(self.receipt), "signer": str(self.public), "digest": self.digest,
                                        "repository": places.image("small"), "decided_at": self.decided_at()}]}, outcome.json())
        self.assertEqual({"v1": self.digest}, registry.content()["tags"]["app"])

    def test_the_same_push_again_changes_nothing(self):
        registry = strict_registry(self)
        self.expect(PASSED, self.push("small", f"{registry.address}/app:v1"))
        registry.forget_log()
        self.expect(PASSED, self.push("small", f"{registry.address}/app:v1"))
        self.assertEqual([], [one for one in registry.log() if one["method"] not in ("GET", "HEAD")])

    def test_what_the_gate_pushed_gets_no_second_receipt(self):
        registry = strict_registry(self)
        reference = f"{registry.address}/app:v1"
        evidence = self.folder / "evidence"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--evidence", evidence, "--push", reference, "--no-tag"))
        registry.forget_log()
        outcome = self.expect(PASSED, self.push("small", reference, receipt=evidence))
        self.assertNotIn("note:", outcome.out)
        self.assertEqual(["/v2/app/manifests/v1"], [one["path"] for one in registry.log() if one["method"] not in ("GET", "HEAD")])
        self.expect(PASSED, pushgate("verify", reference, "--key", self.public, "--require", "signature,sbom,receipt"))

    def test_an_image_that_was_gated_under_the_name_of_where_it_goes(self):
        registry = strict_registry(self)
        repository = f"{registry.address}/app"
        evidence = self.folder / "evidence"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--evidence", evidence, "--name", repository))
        outcome = self.expect(PASSED, self.push("small", f"{repository}:v1", receipt=evidence))
        self.assertNotIn("note:", outcome.out)
        self.expect(PASSED, pushgate("verify", f"{repository}:v1", "--key", self.public, "--require", "receipt"))
        for flags, error in ((("--name", f"{repository}:v1"), f"--name {repository}:v1: expected REGISTRY/REPOSITORY alone, such as {repository}"),
                             (("--name", repository, "--push", f"{repository}:v1"),
                              "--name: is for an image that is pushed later; --push names this one")):
            self.refused(MISUSE, f"pushgate: error: {error}\n", self.gate("small", "--key", self.private, *flags))

    def test_without_a_tag(self):
        registry = strict_registry(self)
        outcome = self.expect(PASSED, self.push("small", f"{registry.address}/app", "--no-tag"))
        self.assertTrue(outcome.out.startswith(f"PUSHED  {registry.address}/app  {self.digest}\n"), outcome)
        self.assertEqual({}, registry.content()["tags"].get("app", {}))

    def test_by_a_signer_of_the_fleet_file(self):
        registry = strict_registry(self)
        shutil.copy(self.public, self.folder / "release.pub")
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices: {app: {}}\nsigners: [{name: release, key: release.pub}]\n")
        outcome = self.expect(PASSED, self.push("small", f"{registry.address}/app:v1", key=""))
        self.assertIn("  receipt  by release, of ", outcome.out)
        self.assertIn(" --key release.pub --require receipt\n", outcome.out)


class Refusals(Receipts):
    """Not one request is made of the registry."""

    def setUp(self):
        super().setUp()
        self.registry = strict_registry(self)
        self.registry.forget_log()
        self.reference = f"{self.registry.address}/app:v1"

    def tearDown(self):
        self.assertEqual([], [one for one in self.registry.log() if one["path"] != "/v2/"])

    def test_other_bytes(self):
        other = places.image("small-vulnerable")
        digest = places.manifest_of("small-vulnerable")
        self.refused(REFUSED, f"pushgate: error: {other}: is not what its receipt is about; expected {self.digest}, as {self.receipt} says, "
                              f"got {digest}\n  hint: gate these bytes: pushgate gate {other} --key KEY --evidence DIR\n",
                     self.push("small-vulnerable", self.reference))

    def test_another_key(self):
        stranger = self.key().with_suffix(".pub")
        self.refused(REFUSED, f"pushgate: error: {self.receipt}: is not signed by {stranger}\n"
                              "  hint: name the public key that signed it with --key, or gate the image again: "
                              "pushgate gate IMAGE --key KEY --evidence DIR\n",
                     self.push("small", self.reference, key=stranger))

    def test_a_changed_receipt(self):
        envelope = json.loads(self.receipt.read_text())
        payload = base64.b64decode(envelope["payload"]).replace(self.digest.encode()[7:], places.manifest_of("small-vulnerable").encode()[7:])
        envelope["payload"] = base64.b64encode(payload).decode()
        changed = self.folder / "changed.json"
        changed.write_text(json.dumps(envelope))
        self.refused(REFUSED, f"pushgate: error: {changed}: is not signed by {self.public}\n"
                              "  hint: name the public key that signed it with --key, or gate the image again: "
                              "pushgate gate IMAGE --key KEY --evidence DIR\n",
                     self.push("small-vulnerable", self.reference, receipt=changed))

    def signed(self, statement):
        """A statement in an envelope that cosign's key signs."""
        predicate = self.folder / "predicate.json"
        predicate.write_text(json.dumps(statement["predicate"]))
        bundle = self.folder / "bundle.json"
        self.tool("cosign", "attest-blob", "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y", "--type",
                  statement["predicateType"], "--predicate", predicate, "--hash", self.digest[7:], "--bundle", bundle,
                  places.SMALL / "oci-layout", env={"COSIGN_PASSWORD": "secret"})
        envelope = self.folder / "envelope.json"
        envelope.write_text(json.dumps(json.loads(bundle.read_text())["dsseEnvelope"]))
        return envelope

    def statement(self):
        return json.loads(base64.b64decode(json.loads(self.receipt.read_text())["payload"]))

    def test_a_verdict_that_is_no_pass(self):
        statement = self.statement()
        statement["predicate"].update(verificationResult="FAILED", resourceUri="oci-layout")  # the name that cosign gives it
        receipt = self.signed(statement)
        self.refused(REFUSED, f"pushgate: error: {receipt}: is no receipt that counts: the receipt's verificationResult is \"FAILED\"; "
                              "expected \"PASSED\"\n  hint: gate the image again: pushgate gate IMAGE --key KEY --evidence DIR\n",
                     self.push("small", self.reference, receipt=receipt))

    def test_the_evidence_of_a_refused_image(self):
        evidence = self.folder / "evidence"
        self.expect(REFUSED, self.gate("small-vulnerable", "--key", self.private, "--evidence", evidence))
        self.refused(REFUSED, f"pushgate: error: {evidence}: has no receipt; only an image that passed with a key has one\n"
                              f"  hint: pushgate policy check {evidence} says why it did not pass\n",
                     self.push("small-vulnerable", self.reference, receipt=evidence))

    def test_no_receipt_at_all(self):
        self.refused(MISUSE, f"pushgate: error: {self.folder}: is no evidence folder; expected what `gate --evidence` wrote\n",
                     self.push("small", self.reference, receipt=self.folder))

    def test_what_is_no_envelope(self):
        outcome = self.expect(UNCHECKED, self.push("small", self.reference, receipt=self.evidence / "evidence.json"))
        self.assertTrue(outcome.err.startswith(f"pushgate: error: {self.evidence}/evidence.json: "), outcome)

    def test_no_key(self):
        self.refused(MISUSE, f"pushgate: error: --receipt {self.receipt}: needs the key that may have signed it\n"
                             "  hint: name it with --key, or a fleet file that has signers with --fleet\n",
                     self.push("small", self.reference, key=""))

    def test_where_to(self):
        for reference, what in ((self.reference + "@" + self.digest, "names a digest; expected REGISTRY/REPOSITORY:TAG\n"),
                                (f"{self.registry.address}/app", "names no tag; expected REGISTRY/REPOSITORY:TAG\n"
                                                                 "  hint: add a tag, or stage by digest with --no-tag\n")):
            with self.subTest(reference=reference):
                self.refused(MISUSE, f"pushgate: error: '{reference}': {what}", self.push("small", reference))


if __name__ == "__main__":
    main()
