# SPDX-License-Identifier: Apache-2.0
"""`pushgate verify`: what it accepts, from pushgate and from cosign, what it refuses, and what it cannot check."""

import base64
import json

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate
from support.image import MANIFEST, Image, digest_of
from support.registries import docker_registry, free_port, referrers_registry, strict_registry
from support.registry_writer import EMPTY, Writer

ALL = ("--require", "signature,sbom,receipt")


class Verify(Case):
    """One registry and one key; each test has a repository of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")

    def setUp(self):
        super().setUp()
        self.repository = f"{self.registry.address}/{self.id().rpartition('.')[2]}"
        self.reference = f"{self.repository}:v1"

    @property
    def image(self):
        return f"{self.repository}@{places.manifest_of('small')}"

    def decided_at(self):
        """Of the one receipt beside the image."""
        return self.verify(self.reference, "--format", "json").json()["images"][0]["receipt_at"]

    def verify(self, reference=None, *flags, key=None):
        return pushgate("verify", reference or self.reference, "--key", key or self.public, *flags)

    def push(self, image="small", reference=None):
        self.expect(PASSED, self.gate(image, "--key", self.private, "--push", reference or self.reference))

    def copy(self, source, target):
        """An image alone, without what is signed beside it."""
        self.tool("crane", "copy", source, target)

    def push_unsigned(self, reference=None):
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", places.image("small"), f"docker://{reference or self.reference}")

    def sign(self, *flags, key=None):
        self.tool("cosign", "sign", "--key", key or self.private, "--tlog-upload=false", "--use-signing-config=false", "-y", *flags,
                  f"{self.repository}@{places.manifest_of('small')}", env={"COSIGN_PASSWORD": "secret"})

    def test_what_pushgate_pushed(self):
        self.push()
        outcome = self.expect(PASSED, self.verify(self.reference, *ALL))
        self.assertEqual(f"VERIFIED  {self.reference}  {places.manifest_of('small')}\n"
                         f"  signature  good, by {self.public}\n  sbom       good, by {self.public}\n"
                         f"  receipt    good, by {self.public}, of {self.decided_at()}\n", outcome.out)
        self.expect(PASSED, self.verify(f"docker://{self.repository}@{places.manifest_of('small')}", *ALL))

    def test_signatures_of_cosign(self):
        for name, form in (("bundle", ()), ("legacy", ("--new-bundle-format=false",))):
            with self.subTest(form=name):
                self.repository = f"{self.registry.address}/{name}"
                self.reference = f"{self.repository}:v1"
                self.push_unsigned()
                self.sign(*form)
                outcome = self.expect(PASSED, self.verify())
                self.assertIn(f"  signature  good, by {self.public}\n  sbom       none by {self.public}\n", outcome.out)
                self.expect(REFUSED, self.verify(self.reference, *ALL))
                stranger = self.folder / name
                stranger.mkdir()
                self.expect(REFUSED, self.verify(key=make_key(stranger).with_suffix(".pub")))

    def test_an_attestation_of_cosign(self):
        self.push_unsigned()
        sbom = self.folder / "sbom.cdx.json"
        self.expect(PASSED, pushgate("sbom", places.image("small"), "-o", sbom))
        self.tool("cosign", "attest", "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y", "--type",
                  "cyclonedx", "--predicate", sbom, f"{self.repository}@{places.manifest_of('small')}", env={"COSIGN_PASSWORD": "secret"})
        self.expect(PASSED, self.verify(self.reference, "--require", "sbom"))
        self.expect(REFUSED, self.verify(self.reference, "--require", "signature,sbom"))

    def test_another_key_is_refused(self):
        self.push()
        outcome = self.expect(REFUSED, self.verify(key=self.key().with_suffix(".pub")))
        self.assertIn(f"REFUSED  {self.reference}  ", outcome.out)
        self.assertEqual(3, outcome.out.count("passed over: referrer sha256:"))

    def test_an_unsigned_image_is_refused(self):
        self.push_unsigned()
        outcome = self.expect(REFUSED, self.verify())
        self.assertEqual(f"REFUSED  {self.reference}  {places.manifest_of('small')}\n"
                         "  unsigned: nothing that is signed stands beside it\n"
                         f"  signature  none by {self.public}\n  sbom       none by {self.public}\n"
                         f"  receipt    none: {self.public} signed no receipt of this image\n"
                         f"  next: sign it: pushgate sign {self.image} --key KEY\n",
                         outcome.out)

    def test_a_receipt_for_another_repository_is_refused(self):
        elsewhere = f"{self.registry.address}/elsewhere:v1"
        self.push(reference=elsewhere)
        digest = places.manifest_of("small")
        self.copy(elsewhere, self.reference)
        fallback = "sha256-" + digest.removeprefix("sha256:")
        self.copy(f"{self.registry.address}/elsewhere:{fallback}", f"{self.repository}:{fallback}")
        outcome = self.expect(REFUSED, self.verify(self.reference, "--require", "receipt"))
        self.assertRegex(outcome.out, "receipt    none: .*elsewhere")

    def test_a_signature_moved_to_another_image_is_refused(self):
        self.push()
        layout = self.folder / "layout"
        other = images.write_image(layout, "other", [images.tar(images.debian(images.deb("apt", "2.6.1")))])
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{layout}:other", f"docker://{self.repository}:other")
        fallback = lambda digest: f"{self.repository}:sha256-{digest.removeprefix('sha256:')}"
        self.copy(fallback(places.manifest_of("small")), fallback(other))
        outcome = self.expect(REFUSED, self.verify(f"{self.repository}:other"))
        self.assertIn(f"  signature  none by {self.public}\n", outcome.out)

    def test_an_absent_image_could_not_be_checked(self):
        outcome = self.expect(UNCHECKED, self.verify())
        self.assertEqual("", outcome.out)
        self.assertEqual(f"pushgate: error: {self.reference}: is absent: {self.registry.address} has no such image\n"
                         f"  hint: check the name with `crane ls {self.repository}`, or push it first\n", outcome.err)

    def test_a_registry_that_is_down_could_not_be_checked(self):
        address = f"127.0.0.1:{free_port()}"
        outcome = self.expect(UNCHECKED, self.verify(f"{address}/app:v1"))
        self.assertIn(address, outcome.err)

    def test_json_has_one_entry_an_image(self):
        self.push_unsigned()
        value = self.expect(REFUSED, self.verify(self.reference, "--format", "json")).json()
        self.assertEqual("pushgate.findings/v1", value["schema"])
        self.assertEqual(["verify/no-signature"], [finding["rule"] for finding in value["findings"]])
        self.assertEqual([{"name": self.reference, "digest": places.manifest_of("small"), "verified": False, "signature": False,
                           "sbom": False, "receipt": False, "documents": [], "answer": "unsigned",
                           "signed_by": {"signature": None, "sbom": None, "receipt": None}, "receipt_at": None, "platform": None}],
                         value["images"])


class VerifyByReferrers(Verify):
    """The same at a registry with the referrers API."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = referrers_registry(cls)

    test_a_receipt_for_another_repository_is_refused = None  # moved by the fallback tag
    test_a_signature_moved_to_another_image_is_refused = None


class Attacks(Case):
    """Whoever may write to the registry, and has seen other documents of the key, makes no signature of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        cls.digest = places.manifest_of("small")

    def setUp(self):
        super().setUp()
        self.name = self.id().rpartition(".")[2]
        self.repository = f"{self.registry.address}/{self.name}"
        self.image = f"{self.repository}@{self.digest}"
        self.copy(places.image("small"), self.repository)

    def copy(self, source, repository):
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", source, f"docker://{repository}:v1")

    def cosign(self, *words):
        self.tool("cosign", *words, "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y",
                  env={"COSIGN_PASSWORD": "secret"})

    def tag(self, suffix, digest=None):
        return f"sha256-{(digest or self.digest).removeprefix('sha256:')}{suffix}"

    def refused(self, *flags):
        """The lines of a refusal, without the first."""
        return self.expect(REFUSED, pushgate("verify", self.image, "--key", self.public, *flags)).out.splitlines()[1:]

    def test_a_signature_moved_from_another_repository(self):
        self.copy(places.image("small"), f"{self.registry.address}/elsewhere")
        self.cosign("sign", "--new-bundle-format=false", f"{self.registry.address}/elsewhere@{self.digest}")
        self.tool("crane", "copy", f"{self.registry.address}/elsewhere:{self.tag('.sig')}", f"{self.repository}:{self.tag('.sig')}")
        told = self.refused()
        self.assertEqual("  nothing beside it counts: 1 signed document, of which none is good", told[0])
        self.assertIn(f"  passed over: tag {self.tag('.sig')}: is about {self.registry.address}/elsewhere; expected {self.repository}", told)
        self.assertIn(f"  next: sign it: pushgate sign {self.image} --key KEY", told)

    def test_a_summary_of_a_failure_by_the_good_key(self):
        predicate = self.folder / "vsa.json"
        summary = {"verifier": {"id": "https://pushgate.dev/gate/v1"}, "timeVerified": "2026-01-01T00:00:00Z", "resourceUri": self.repository,
                   "policy": {"uri": "p"}, "verificationResult": "FAILED", "verifiedLevels": ["FAILED"]}
        predicate.write_text(json.dumps(summary))
        self.cosign("attest", "--type", "https://slsa.dev/verification_summary/v1", "--predicate", predicate, self.image)
        failed = 'verificationResult is "FAILED"; expected "PASSED"'
        told = self.refused("--require", "receipt")
        self.assertIn(f"  receipt    none: the receipt's {failed}", told)
        self.assertRegex("\n".join(told), f"passed over: referrer sha256:[0-9a-f]{{64}}: {failed}")
        for require in ("signature", "https://slsa.dev/verification_summary/v1"):
            self.refused("--require", require)
        value = pushgate("verify", self.image, "--key", self.public, "--format", "json").json()["images"][0]
        self.assertEqual(["not-passed"], [document["outcome"] for document in value["documents"]])
        self.expect(PASSED, self.gate(f"docker://{self.image}", "--key", self.private, "--push", f"{self.repository}:v1"))
        self.expect(PASSED, pushgate("verify", self.image, "--key", self.public, *ALL))

    def test_an_sbom_of_another_image(self):
        layout = self.folder / "layout"
        other = images.write_image(layout, "other", [images.tar(images.debian(images.deb("apt", "2.6.1")))])
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{layout}:other", f"docker://{self.repository}:other")
        sbom = self.folder / "sbom.cdx.json"
        self.expect(PASSED, pushgate("sbom", f"oci:{layout}:other", "-o", sbom))
        self.cosign("attest", "--type", "cyclonedx", "--predicate", sbom, "--new-bundle-format=false", f"{self.repository}@{other}")
        self.tool("crane", "copy", f"{self.repository}:{self.tag('.att', other)}", f"{self.repository}:{self.tag('.att')}")
        told = self.refused("--require", "sbom")
        self.assertIn(f"  sbom       none by {self.public}", told)
        self.assertIn(f"  passed over: tag {self.tag('.att')}: is about another image; expected {self.digest}", told)
        self.assertIn(f"  next: attest it: pushgate attest {self.image} --type cyclonedx --predicate FILE --key KEY", told)

    def test_bytes_after_the_der(self):
        self.cosign("sign", "--new-bundle-format=false", self.image)
        tag = self.tag(".sig")
        manifest = json.loads(self.tool("crane", "manifest", f"{self.repository}:{tag}").out)
        annotations = manifest["layers"][0]["annotations"]
        good = base64.b64decode(annotations["dev.cosignproject.cosign/signature"])
        annotations["dev.cosignproject.cosign/signature"] = base64.b64encode(good + b"\0").decode()
        Writer(self.registry, self.name).manifest(json.dumps(manifest).encode(), manifest["mediaType"], tag)
        self.assertIn(f"  passed over: tag {tag}: its signature has {len(good) + 1} bytes; expected {len(good)}, as its DER says", self.refused())

    def test_a_type_that_is_wanted(self):
        predicate = self.folder / "predicate.json"
        predicate.write_text("{}")
        self.cosign("attest", "--type", "slsaprovenance1", "--predicate", predicate, self.image)
        outcome = self.expect(PASSED, pushgate("verify", self.image, "--key", self.public, "--require", "slsaprovenance1"))
        self.assertIn(f"  https://slsa.dev/provenance/v1  good, by {self.public}\n", outcome.out)
        told = self.refused("--require", "https://slsa.dev/provenance/v1,vuln")
        self.assertIn(f"  https://cosign.sigstore.dev/attestation/vuln/v1  none by {self.public}", told)
        self.assertEqual(f"  next: attest it: pushgate attest {self.image} --type https://cosign.sigstore.dev/attestation/vuln/v1 --predicate "
                         "FILE --key KEY", told[-1])
        outcome = self.expect(MISUSE, pushgate("verify", self.image, "--key", self.public, "--require", "provenance"))
        self.assertIn("pushgate: error: --require: unknown type 'provenance'; expected ", outcome.err)


class Strict(Case):
    """At a registry that fails on request and remembers every request."""

    def setUp(self):
        super().setUp()
        self.registry = strict_registry(self)
        self.private = self.key()
        self.public = self.private.with_suffix(".pub")
        self.reference = f"{self.registry.address}/app:v1"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--push", self.reference))

    def verify(self, code, *flags):
        return self.expect(code, pushgate("verify", self.reference, "--key", self.public, *ALL, *flags))

    def test_an_attestation_of_200_megabytes_hides_nothing_and_is_not_fetched(self):
        writer = Writer(self.registry, "app")
        huge = bytes(200 << 20)
        for blob in (b"{}", huge):
            writer.blob(blob)
        bundle = "application/vnd.dev.sigstore.bundle.v0.3+json"
        subject = {"mediaType": MANIFEST, "digest": places.manifest_of("small"),
                   "size": len(self.tool("crane", "manifest", self.reference).out.rstrip("\n"))}
        entry = writer.manifest(json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": bundle, "config": EMPTY, "subject": subject,
                                            "layers": [{"mediaType": bundle, "digest": digest_of(huge), "size": len(huge)}]}).encode(), MANIFEST)
        self.registry.forget_log()
        outcome = self.verify(PASSED)
        self.assertIn(f"  passed over: referrer {entry['digest']}: has {200 << 20} bytes; expected at most {128 << 20}\n", outcome.out)
        self.assertEqual([], [one["path"] for one in self.registry.log() if digest_of(huge) in one["path"]])

    def test_referrers_that_are_throttled_are_not_unsigned(self):
        for fault, said in (({"action": "retry_after", "retry_after": "0"}, "is throttled by its registry (429"),
                            ({"action": "status", "status": 503}, "registry failed (503")):
            with self.subTest(fault=fault):
                self.registry.fail("GET /v2/app/referrers", times=4, **fault)
                outcome = self.verify(UNCHECKED)
                self.assertEqual("", outcome.out)
                self.assertIn(said, outcome.err)

    def test_a_page_in_the_place_of_the_list(self):
        self.registry.fail("GET /v2/app/referrers", "status", times=-1, status=200, body="<html>sign in</html>")
        outcome = self.verify(UNCHECKED)
        self.assertEqual("", outcome.out)
        self.assertRegex(outcome.err, r"answered 200 with .* and has no fallback tag; expected application/vnd\.oci\.image\.index\.v1\+json")

    def test_a_referrer_that_is_listed_and_missing(self):
        referrer = self.registry.get(f"/v2/app/referrers/{places.manifest_of('small')}")["manifests"][0]["digest"]
        self.registry.fail(f"GET /v2/app/manifests/{referrer}", "status", times=-1, status=404,
                           body=json.dumps({"errors": [{"code": "MANIFEST_UNKNOWN"}]}))
        outcome = self.verify(UNCHECKED)
        self.assertIn(f"pushgate: error: referrer {referrer}: is listed by {self.registry.address} and cannot be found there", outcome.err)

    def test_an_index_and_where_asked_its_images(self):
        self.registry = docker_registry(self)  # cosign does not upload to the strict one
        writer = Writer(self.registry, "app")
        self.reference = f"{self.registry.address}/app:v1"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--push", self.reference))
        arm = Image([images.tar({"arm": "arm"})], platform=("linux", "arm64"))
        amd = {"mediaType": MANIFEST, "digest": places.manifest_of("small"), "platform": {"os": "linux", "architecture": "amd64"},
               "size": len(self.tool("crane", "manifest", self.reference).out.rstrip("\n"))}
        index = writer.index([amd, writer.image(arm)], "all")
        name = f"{self.registry.address}/app:all"
        self.tool("cosign", "sign", "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y",
                  f"{self.registry.address}/app@{index['digest']}", env={"COSIGN_PASSWORD": "secret"})
        verify = lambda code, *flags: self.expect(code, pushgate("verify", name, "--key", self.public, *flags))
        self.assertEqual([f"VERIFIED  {name}  {index['digest']}"], [line for line in verify(PASSED).out.splitlines() if line[0] != " "])
        arm_digest = digest_of(arm.manifest())
        self.assertEqual([f"VERIFIED  {name}  {index['digest']}", f"VERIFIED  {name} (linux/amd64)  {amd['digest']}",
                          f"REFUSED  {name} (linux/arm64)  {arm_digest}"],
                         [line for line in verify(REFUSED, "--recursive").out.splitlines() if line[0] != " "])
        value = verify(REFUSED, "--recursive", "--format", "json").json()
        self.assertEqual([None, "linux/amd64", "linux/arm64"], [image["platform"] for image in value["images"]])
        self.assertEqual([("verify/no-signature", f"{name} (linux/arm64)")],
                         [(finding["rule"], finding["subject"]) for finding in value["findings"]])


class Keys(Case):
    """Key pairs, both ways between pushgate and cosign."""

    def push(self, registry, key, **options):
        return self.gate("small", "--key", key, "--push", f"{registry.address}/app:v1", **options)

    def test_cosign_signs_with_a_key_of_pushgate_and_pushgate_with_one_of_cosign(self):
        registry = docker_registry(self)
        env = {"COSIGN_PASSWORD": "secret"}
        self.tool("cosign", "generate-key-pair", "--output-key-prefix", "theirs", cwd=self.folder, env=env)
        self.expect(PASSED, self.push(registry, self.folder / "theirs.key"))
        reference = f"{registry.address}/app:v1"
        self.tool("cosign", "verify", "--key", self.folder / "theirs.pub", "--insecure-ignore-tlog=true", reference)
        self.expect(PASSED, pushgate("verify", reference, "--key", self.folder / "theirs.pub", *ALL))

        ours = self.key()
        self.tool("cosign", "sign", "--key", ours, "--tlog-upload=false", "--use-signing-config=false", "-y",
                  f"{registry.address}/app@{places.manifest_of('small')}", env=env)
        self.expect(PASSED, pushgate("verify", reference, "--key", ours.with_suffix(".pub")))

    def test_a_key_in_the_environment(self):
        registry = docker_registry(self)
        key = self.key()
        env = {"COSIGN_PRIVATE_KEY": key.read_text(), "COSIGN_PASSWORD": None, "PUSHGATE_PASSWORD": "secret"}
        self.expect(PASSED, self.push(registry, "env://COSIGN_PRIVATE_KEY", env=env))
        self.expect(PASSED, pushgate("verify", f"{registry.address}/app:v1", "--key", "env://PUBLIC",
                                     env={"PUBLIC": key.with_suffix(".pub").read_text()}))
        outcome = self.expect(MISUSE, pushgate("verify", f"{registry.address}/app:v1", "--key", "env://NOT_SET"))
        self.assertEqual("pushgate: error: env://NOT_SET: the environment variable is not set; expected a key in PEM form\n", outcome.err)

    def test_an_empty_password_is_a_password(self):
        key = make_key(self.folder, password="")
        self.expect(PASSED, self.gate("small", "--key", key, password=""))
        self.expect(MISUSE, self.gate("small", "--key", key, password="other"))

    def test_a_pair_is_made_for_its_owner_alone_and_never_over_another(self):
        key = self.key()
        self.assertEqual((0o600, 0o644), (key.stat().st_mode & 0o777, key.with_suffix(".pub").stat().st_mode & 0o777))
        self.assertTrue(key.read_text().startswith("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"))
        before = key.read_bytes()
        outcome = self.expect(MISUSE, pushgate("key", "generate", "--output-key-prefix", self.folder / "cosign",
                                               env={"COSIGN_PASSWORD": "secret"}))
        self.assertEqual(f"pushgate: error: {key}: exists already; a key is never written over\n"
                         "  hint: move it away, or choose another name with --output-key-prefix\n", outcome.err)
        self.assertEqual(before, key.read_bytes())
        key.unlink()  # the public half alone is enough to refuse
        self.expect(MISUSE, pushgate("key", "generate", "--output-key-prefix", self.folder / "cosign", env={"COSIGN_PASSWORD": ""}))
        self.assertFalse(key.exists())


if __name__ == "__main__":
    main()
