# SPDX-License-Identifier: Apache-2.0
"""`pushgate sign`: both forms as both cosigns and `pushgate verify` see them, beside what others sign at the same time."""

import concurrent.futures
import json

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, main
from support.image import Image, write_index
from support.process import pushgate
from support.registries import free_port, strict_registry
from support.signing import BUNDLE, SECRET, SIGNATURE, SigningCase


class Sign(SigningCase):
    """At a registry without the referrers API."""

    def test_a_bundle(self):
        outcome = self.expect(PASSED, self.sign())
        [entry] = self.fallback()
        self.assertEqual(f"SIGNED  {self.at()}  referrer {entry['digest']}\n", outcome.out)
        self.assertEqual("", outcome.err)
        self.assertEqual((BUNDLE, SIGNATURE), (entry["artifactType"], entry["annotations"]["dev.sigstore.bundle.predicateType"]))
        self.cosign_accepts()
        self.cosign_accepts("--type", SIGNATURE, verb="verify-attestation")
        self.assertIn("  signature  good, by ", self.pushgate_accepts().out)
        self.cosign_refuses(key=self.named_key("stranger"))

    def test_the_legacy_tag(self):
        outcome = self.expect(PASSED, self.sign("--legacy"))
        tag = self.digest.replace(":", "-") + ".sig"
        self.assertEqual(f"SIGNED  {self.at()}  tag {tag}\n", outcome.out)
        self.cosign_accepts()
        self.assertIn("  signature  good, by ", self.pushgate_accepts().out)
        self.cosign_refuses(key=self.named_key("stranger"))

    def test_the_legacy_manifest_is_as_cosign_writes_it(self):
        self.expect(PASSED, self.sign("--legacy"))
        ours = self.tool("crane", "manifest", f"{self.repository}:{self.digest.replace(':', '-')}.sig").out
        self.use("theirs")
        self.cosign_sign()
        theirs = self.tool("crane", "manifest", f"{self.repository}:{self.digest.replace(':', '-')}.sig").out
        # Another repository is another payload, and a signature is never the same twice: the rest is.
        self.assertEqual(self.shape(theirs), self.shape(ours))

    @staticmethod
    def shape(manifest):
        value = json.loads(manifest)
        for one in (value["config"], *value["layers"]):
            one["digest"] = one["size"] = "…"
        value["layers"][0]["annotations"] = sorted(value["layers"][0]["annotations"])
        return json.dumps(value)  # in its order

    def test_a_second_time_is_nothing_new(self):
        for flags in ((), ("--legacy",)):
            with self.subTest(flags=flags):
                first = self.expect(PASSED, self.sign(*flags)).out
                before = self.registry_state()
                place = first.split("  ", 2)[2].splitlines()[0]
                again = self.expect(PASSED, self.sign(*flags)).out
                self.assertEqual(f"SIGNED  {self.at()}  already signed by this key  {place}\n", again)
                self.assertEqual(before, self.registry_state())

    def registry_state(self):
        return {tag: self.manifest(tag) for tag in self.registry.get(f"/v2/{self.repository.split('/', 1)[1]}/tags/list")["tags"]}

    def test_what_cosign_signed_with_the_key_is_not_signed_again(self):
        self.cosign_sign()
        self.assertIn("already signed by this key", self.expect(PASSED, self.sign("--legacy")).out)

    def test_another_key_signs_beside_it(self):
        for flags in ((), ("--legacy",)):
            with self.subTest(flags=flags):
                self.use("two" + "".join(flags))
                other = self.named_key("other" + "".join(flags))
                self.expect(PASSED, self.sign(*flags))
                self.expect(PASSED, self.sign(*flags, key=other))
                self.cosign_accepts()
                self.cosign_accepts(key=other)

    def test_signatures_of_cosign_stay_byte_for_byte(self):
        for name, tool in (("v3", "cosign"), ("v2", "cosign2")):
            with self.subTest(cosign=name):
                self.use(name)
                other = self.named_key(name)
                self.cosign_sign(key=other, tool=tool)
                before = self.legacy("sig")
                self.expect(PASSED, self.sign("--legacy"))
                after = self.legacy("sig")
                self.assertEqual(before["layers"], after["layers"][:-1])
                self.assertEqual(2, len(after["layers"]))
                self.cosign_accepts(key=other)
                self.cosign_accepts()

    def test_cosign_signs_beside_ours(self):
        other = self.named_key("other")
        self.expect(PASSED, self.sign("--legacy"))
        self.cosign_sign(key=other)
        self.cosign_accepts()
        self.cosign_accepts(key=other)

    def test_the_older_form_beside_the_newer_one_is_noted(self):
        self.expect(PASSED, self.sign("--legacy"))
        self.assertIn("\n  note: the image has signatures in cosign's tags, at which cosign no longer looks now that there is a bundle: ",
                      self.expect(PASSED, self.sign()).out)
        self.assertIn("\n  note: the image has bundles among its referrers, and cosign looks at no tag then: ",
                      self.expect(PASSED, self.sign("--legacy", key=self.named_key("other"))).out)

    def test_the_digest_is_said_and_a_tag_that_moves_is_not_followed(self):
        self.expect(PASSED, self.sign())
        layout = self.folder / "layout"
        other = images.write_image(layout, "other", [images.tar(images.debian(images.deb("apt", "2.6.1")))])
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{layout}:other", f"docker://{self.repository}:v1")
        self.assertEqual(REFUSED, pushgate("verify", f"{self.repository}:v1", "--key", self.public).code)
        self.assertIn(f"SIGNED  {self.at(other)}  ", self.expect(PASSED, self.sign()).out)

    def test_an_index_and_what_it_names(self):
        layout = self.folder / "layout"
        children = [Image([{"etc/os-release": f"ID={name}\n"}], platform=("linux", name)).write(layout) for name in ("amd64", "arm64")]
        index = write_index(layout, "all", children)["digest"]
        self.tool("skopeo", "copy", "--quiet", "--all", "--dest-tls-verify=false", f"oci:{layout}:all", f"docker://{self.repository}:all")
        outcome = self.expect(PASSED, self.sign(image=f"{self.repository}:all"))
        self.assertEqual(1, outcome.out.count("SIGNED  "))
        self.cosign_accepts(image=self.at(index))
        self.cosign_refuses(image=self.at(children[0]["digest"]))
        for flags in (("--recursive",), ("--recursive", "--legacy")):
            outcome = self.expect(PASSED, self.sign(*flags, image=f"{self.repository}:all"))
            self.assertEqual([self.at(one) for one in (children[0]["digest"], children[1]["digest"], index)],
                             [line.split("  ")[1] for line in outcome.out.splitlines() if line.startswith("SIGNED")])
        for child in children:
            self.cosign_accepts(image=self.at(child["digest"]))
            self.pushgate_accepts(image=self.at(child["digest"]))

    def cosign_refuses(self, *words, image=None, **options):
        if image:
            self.digest, kept = image.rpartition("@")[2], self.digest
            super().cosign_refuses(*words, **options)
            self.digest = kept
        else:
            super().cosign_refuses(*words, **options)

    def test_as_json(self):
        value = self.expect(PASSED, self.sign("--format", "json")).json()
        [entry] = self.fallback()
        self.assertEqual({"schema": "pushgate.sign/v1", "note": None,
                          "signed": [{"name": self.repository, "digest": self.digest, "place": f"referrer {entry['digest']}", "already": False}]}, value)

    def test_a_key_that_others_can_read_is_warned_of(self):
        key = self.named_key("open")
        key.chmod(0o644)
        outcome = self.expect(PASSED, self.sign(key=key))
        self.assertIn(f"{key}", outcome.err)
        self.assertIn("SIGNED  ", outcome.out)

    def test_what_is_wrong_is_said(self):
        image = f"{self.repository}:v1"
        absent = self.expect(UNCHECKED, self.sign(image=f"{self.repository}:none"))
        self.assertEqual(f"pushgate: error: {self.repository}:none: is absent: {self.registry.address} has no such image\n"
                         f"  hint: check the name with `crane ls {self.repository}`, or push it first\n", absent.err)
        no_key = self.expect(MISUSE, pushgate("sign", image))
        self.assertEqual("pushgate: error: --key: is missing; expected a private key, in a file or as env://VARIABLE\n"
                         "  hint: make one with `pushgate key generate` and give it with --key cosign.key\n", no_key.err)
        wrong = self.expect(MISUSE, self.sign(env={"COSIGN_PASSWORD": "other"}))
        self.assertIn("wrong password", wrong.err)
        self.expect(MISUSE, self.sign(key=self.folder / "none.key"))
        self.expect(MISUSE, self.sign(key=self.public))
        layout = self.expect(MISUSE, self.sign(image=places.image("small")))
        self.assertEqual(f"pushgate: error: {places.image('small')}: is not in a registry; expected REGISTRY/REPOSITORY:TAG or @DIGEST: what is "
                         "signed stands beside the image\n"
                         f"  hint: push it first: pushgate gate {places.image('small')} --key KEY --push REF\n", layout.err)
        self.expect(UNCHECKED, self.sign(image=f"127.0.0.1:{free_port()}/app:v1"))
        for outcome in (absent, no_key, wrong, layout):
            self.assertEqual("", outcome.out)


class SignByReferrers(SigningCase):
    """At a registry with the referrers API, which follows the specification to the letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = strict_registry(cls)

    def test_a_bundle_needs_no_tag(self):
        self.expect(PASSED, self.sign())
        self.assertEqual(["v1"], self.registry.get(f"/v2/{self.repository.split('/', 1)[1]}/tags/list")["tags"])
        self.cosign_accepts()
        self.pushgate_accepts()
        self.assertIn("already signed by this key", self.expect(PASSED, self.sign()).out)

    def test_the_legacy_tag(self):
        self.expect(PASSED, self.sign("--legacy"))
        self.cosign_accepts()
        self.pushgate_accepts()

    def test_a_registry_that_forbids_it(self):
        self.registry.fail("POST /v2/.*/blobs", "status", status=403, times=-1, body='{"errors":[{"code":"DENIED","message":"no"}]}')
        self.addCleanup(self.registry.get, "/_faults", method="DELETE")
        for flags in ((), ("--legacy",)):
            outcome = self.expect(UNCHECKED, self.sign(*flags))
            self.assertIn(f"{self.repository}: forbids it (403 DENIED", outcome.err)
            self.assertIn(f"hint: docker login {self.registry.address} with an account that may\n", outcome.err)

    def test_eight_at_once(self):
        keys = [self.named_key(f"key{i}") for i in range(8)]
        for outcome in at_once(lambda key: self.sign(key=key), keys):
            self.expect(PASSED, outcome)
        for key in keys:
            self.pushgate_accepts(key=key)


class AtOnce(SigningCase):
    """Eight signers of one image, at a registry that keeps what is written last."""

    def everybody(self, *flags):
        keys = [self.named_key(f"key{i}") for i in range(8)]
        for outcome in at_once(lambda key: self.sign(*flags, key=key), keys):
            self.expect(PASSED, outcome)
        for key in keys:
            self.pushgate_accepts(key=key)
        for key in (keys[0], keys[-1]):
            self.cosign_accepts(key=key)

    def cosign_until_taken(self, key):
        """cosign, which ends where we ask again: the registry reads the link of a blob that another puts while it is half written (DIGEST_INVALID)."""
        for left in reversed(range(5)):
            try:
                return self.cosign_sign(key=key)
            except AssertionError as failure:
                if "DIGEST_INVALID" not in str(failure) or not left:
                    raise

    def test_bundles_under_the_fallback_tag(self):
        self.everybody()
        self.assertEqual(8, len(self.fallback()))

    def test_layers_of_the_legacy_tag(self):
        self.everybody("--legacy")
        self.assertEqual(8, len(self.legacy("sig")["layers"]))

    def test_beside_what_was_there(self):
        stranger = self.named_key("stranger")
        self.cosign_sign(key=stranger)
        before = self.legacy("sig")["layers"]
        self.everybody("--legacy")
        self.assertEqual(before, self.legacy("sig")["layers"][:1])
        self.cosign_accepts(key=stranger)

    def test_cosign_among_them(self):
        stranger = self.named_key("stranger")
        keys = [self.named_key(f"key{i}") for i in range(7)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            theirs = pool.submit(self.cosign_until_taken, stranger)
            ours = list(pool.map(lambda key: self.sign("--legacy", key=key), keys))
        theirs.result()
        for outcome in ours:
            self.expect(PASSED, outcome)
        for key in keys:
            self.pushgate_accepts(key=key)
        # cosign looks once: what it writes after reading what is old by then, it replaces, and does not look again.
        self.assertIn(len(self.legacy("sig")["layers"]), (7, 8))


def at_once(what, over):
    with concurrent.futures.ThreadPoolExecutor(len(over)) as pool:
        return list(pool.map(what, over))


if __name__ == "__main__":
    main()
