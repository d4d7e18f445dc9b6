# SPDX-License-Identifier: Apache-2.0
"""Registries that are down, refuse, throttle, fail, cut or lie: tried again where that may help, and never a tag for what
is not whole. The registry's own log proves what it was asked."""

import random
import re

from support import places
from support.bad_input import BadInput, tree
from support.case import UNCHECKED, main
from support.registries import free_port, strict_registry
from support.image import Image, Layer, digest_of
from support.images import deb, distribution, small_image

TAG = "/manifests/v1"
PUT_BLOB = "PUT /v2/app/blobs/"
FAILED = "REGISTRY/app: registry failed (500), at each of 4 attempts; expected 201"
BEGIN = "POST /v2/app/blobs/"


class Pushing(BadInput):
    flags = ()

    def setUp(self):
        super().setUp()
        self.registry = strict_registry(self, *self.flags)
        self.registry.forget_log()
        self.image = self.make_image()
        self.write_image(self.image)
        digest = self.image.layers[0].digest  # layers go up side by side; the first that fails is told
        self.uploading = f"while uploading blob {digest} to REGISTRY/app"

    def make_image(self):
        return small_image()

    def said(self, text):
        """The digests of what is signed differ from run to run; the image's own do not."""
        named = [self.image.digest, *(layer.digest for layer in self.image.layers)]
        text = super().said(text)
        return re.sub(r"REGISTRY/app@(sha256:\w+)", lambda found: found[0] if found[1] in named else "REGISTRY/app@OTHER", text)

    def requests(self, method, part=""):
        return [entry for entry in self.registry.log() if entry["method"] == method and part in entry["path"]]

    def could_not_push(self, *error):
        """Exit 3 with these lines; the older evidence stands, and no tag was moved or asked to move."""
        before = tree(self.work)
        outcome = self.expect(UNCHECKED, self.attempt(*self.words()))
        self.assertEqual("pushgate: error: " + "\n  ".join(error) + "\n", self.said(outcome.err), outcome)
        self.assertEqual("", outcome.out)
        self.assertEqual(before, tree(self.work))
        self.assert_nothing_left()
        self.assertEqual([], self.requests("PUT", TAG))

    def is_tried_four_times(self, status):
        """The first layer is; the other blobs, too, unless they are given up before."""
        asked = [entry["status"] for entry in self.requests("POST")]
        self.assertEqual({status}, set(asked))
        self.assertIn(len(asked), range(4, 4 * 7 + 1))

    def is_pushed(self):
        """Pass; the tag is there, was put once and last, and the evidence is new and has a receipt."""
        self.passes(*self.words())
        self.assertEqual({"v1": self.image.digest}, {tag: digest for tag, digest in self.registry.content()["tags"]["app"].items()
                                                     if not tag.startswith("sha256-")})
        # Signature, SBOM and receipt, under their digests; then the tag.
        changes = [entry for entry in self.registry.log() if entry["method"] not in ("GET", "HEAD")]
        self.assertEqual([f"/v2/app{TAG}"], [entry["path"] for entry in changes if TAG in entry["path"]])
        self.assertEqual(f"/v2/app{TAG}", changes[-1]["path"])
        self.assert_whole_evidence()
        self.assertTrue((self.evidence / "receipt.dsse.json").exists())
        self.assert_nothing_left()


class Absent(Pushing):
    def test_it_is_down(self):
        self.registry.stop()
        self.registry.address = f"127.0.0.1:{free_port()}"
        self.registry.log = list
        self.could_not_push("REGISTRY: connection refused", self.uploading)


class Closed(Pushing):
    flags = ("-basic", "ann:secret")

    def test_it_wants_to_know_who_asks(self):
        config = places.WORK / "home/.docker/config.json"
        self.could_not_push(f"REGISTRY/app: asks for authentication (401), no credentials for REGISTRY in {config}",
                            self.uploading, "hint: docker login REGISTRY")
        self.assertEqual([], self.requests("POST"))


class Throttled(Pushing):
    def test_once(self):
        self.registry.fail(BEGIN, "retry_after", retry_after="1")
        self.is_pushed()
        self.assertEqual(1, [entry["status"] for entry in self.requests("POST")].count(429))

    def test_for_ever(self):
        self.registry.fail(BEGIN, "retry_after", retry_after="0", times=-1)
        self.could_not_push("REGISTRY/app: is throttled by its registry (429 TOOMANYREQUESTS: slow down), at each of 4 attempts",
                            self.uploading, "hint: try again later, or log in: limits are higher for known users")
        self.is_tried_four_times(429)


class Failing(Pushing):
    def test_once(self):
        self.registry.fail(BEGIN, "status", status=500)
        self.is_pushed()

    def test_for_ever(self):
        self.registry.fail(BEGIN, "status", status=500, times=-1)
        self.could_not_push(FAILED, self.uploading)
        self.is_tried_four_times(500)

    def test_at_the_last_of_the_evidence(self):
        # The image's manifest and two of its three referrers are there by then.
        self.registry.fail("PUT /v2/app/manifests/sha256:", "status", status=500, times=-1, skip=3)
        self.could_not_push(FAILED, "while putting manifest REGISTRY/app@OTHER")
        self.assertEqual([201, 201, 201, 500, 500, 500, 500], [entry["status"] for entry in self.requests("PUT", "/manifests/")])

    def test_at_the_tag(self):
        self.registry.fail(f"PUT /v2/app{TAG}", "status", status=403)
        before = tree(self.work)
        outcome = self.expect(UNCHECKED, self.attempt(*self.words()))
        self.assertEqual("pushgate: error: REGISTRY/app: forbids it (403), no credentials were asked for\n"
                         "  while putting manifest REGISTRY/app:v1\n"
                         "  hint: docker login REGISTRY with an account that may\n", self.said(outcome.err))
        self.assertEqual(before, tree(self.work))
        self.assertEqual({"app": {}}, self.registry.content()["tags"])


class Cut(Pushing):
    """In the middle of a blob that no buffer of the system holds."""

    def make_image(self):
        model = Layer({**distribution("Debian GNU/Linux", "debian", "12"), "var/lib/dpkg/status": deb("base-files", "12.4+deb12u5"),
                       "model.bin": random.Random(1).randbytes(12_000_000)})
        model.blob = model.tar  # bytes that no compression makes smaller
        return Image([model], {"User": "appuser"})

    def said(self, text):
        return re.sub(r"after \d+ of (\d+) bytes", r"after N of \1 bytes", super().said(text))

    def test_once(self):
        self.registry.fail(PUT_BLOB, "cut", after=1000000)
        self.is_pushed()
        first, second = [entry for entry in self.requests("PUT", "/blobs/uploads/") if entry["received"] >= 1000000]
        self.assertEqual(("cut", 1000000, 0), (first["fault"], first["received"], first["status"]))
        self.assertEqual(("", self.image.layers[0].size, 201), (second["fault"], second["received"], second["status"]))

    def test_always(self):
        self.registry.fail(PUT_BLOB, "cut", after=1000000, times=-1)
        self.could_not_push(f"REGISTRY: closed the connection after N of {self.image.layers[0].size} bytes were sent to it", self.uploading)
        self.assertEqual(["cut"] * 4, [entry["fault"] for entry in self.requests("PUT") if entry["fault"]])
        self.assertNotIn(self.image.layers[0].digest, self.registry.content()["blobs"]["app"])


class Lying(Pushing):
    def test_it_forgets_a_blob_once(self):
        self.registry.fail(PUT_BLOB, "drop_after_store")
        self.is_pushed()

    def test_it_forgets_every_blob(self):
        self.registry.fail(PUT_BLOB, "drop_after_store", times=-1)
        self.could_not_push("REGISTRY/app: answered 201 to an upload and has no such blob", self.uploading)

    def test_it_forgets_the_image_manifest(self):
        self.registry.fail(f"PUT /v2/app/manifests/{self.image.digest}", "drop_after_store", times=-1)
        self.could_not_push(f"REGISTRY/app@{self.image.digest}: was taken by the registry (201) and is not there",
                            f"while putting manifest REGISTRY/app@{self.image.digest}")

    def test_it_gives_back_another_manifest(self):
        self.registry.fail(f"GET /v2/app/manifests/{self.image.digest}", "wrong_digest", times=-1, skip=1)
        other = bytearray(self.image.manifest())
        other[len(other) // 2] ^= 1
        self.could_not_push(f"REGISTRY/app@{self.image.digest}: manifest is not what its digest says; "
                            f"expected {self.image.digest}, got {digest_of(other)}",
                            f"while putting manifest REGISTRY/app@{self.image.digest}")


if __name__ == "__main__":
    main()
