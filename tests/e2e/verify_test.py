# SPDX-License-Identifier: Apache-2.0
"""`pushgate verify`: what it accepts, from pushgate and from cosign, what it refuses, and what it cannot check."""

import json

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate
from support.registries import docker_registry, free_port, referrers_registry

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
                         "  signature  good\n  sbom       good\n  receipt    good\n", outcome.out)
        self.expect(PASSED, self.verify(f"docker://{self.repository}@{places.manifest_of('small')}", *ALL))

    def test_signatures_of_cosign(self):
        for name, form in (("bundle", ()), ("legacy", ("--new-bundle-format=false",))):
            with self.subTest(form=name):
                self.repository = f"{self.registry.address}/{name}"
                self.reference = f"{self.repository}:v1"
                self.push_unsigned()
                self.sign(*form)
                outcome = self.expect(PASSED, self.verify())
                self.assertIn("  signature  good\n  sbom       none by this key\n", outcome.out)
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
                         "  signature  none by this key\n  sbom       none by this key\n  receipt    none: this key signed no receipt of this image\n"
                         "  next: sign it with `cosign sign --key`, or push it through `pushgate gate --push`; or check the key\n",
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
        self.assertIn("  signature  none by this key\n", outcome.out)

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
                           "sbom": False, "receipt": False, "documents": []}], value["images"])


class VerifyByReferrers(Verify):
    """The same at a registry with the referrers API."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = referrers_registry(cls)

    test_a_receipt_for_another_repository_is_refused = None  # moved by the fallback tag
    test_a_signature_moved_to_another_image_is_refused = None


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
