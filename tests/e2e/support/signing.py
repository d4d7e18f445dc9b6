# SPDX-License-Identifier: Apache-2.0
"""What the tests of `sign` and `attest` share: an image in a registry, the command, and both cosigns' eyes on what came of it."""

import json

from . import places
from .case import PASSED, Case, make_key
from .process import pushgate, run
from .registries import docker_registry

SIGNATURE = "https://sigstore.dev/cosign/sign/v1"
SECRET = {"COSIGN_PASSWORD": "secret"}
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


class SigningCase(Case):
    """One registry without the referrers API and one key for a class; each test has a repository of its own, with the image `small`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        cls.trusted_root = cls.shared / "trusted_root.json"
        cls.trusted_root.write_text('{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}')

    def setUp(self):
        super().setUp()
        self.digest = places.manifest_of("small")
        self.use("small-" + self.id().rpartition(".")[2])

    def use(self, repository):
        """The image in a repository."""
        self.repository = f"{self.registry.address}/{repository}"
        self.tool("regctl", "image", "copy", *self.host(), f"ocidir://{places.SMALL}:small", f"{self.repository}:v1")

    def host(self):
        return "--host", f"reg={self.registry.address},tls=disabled"

    def at(self, digest=None):
        return f"{self.repository}@{digest or self.digest}"

    def named_key(self, name):
        folder = self.folder / name
        folder.mkdir()
        return make_key(folder)

    def sign(self, *flags, image=None, key=None, env=SECRET):
        return pushgate("sign", image or f"{self.repository}:v1", "--key", key or self.private, *flags, env=env)

    def cosign_sign(self, *flags, key=None, tool="cosign"):
        legacy = ("--new-bundle-format=false",) if tool == "cosign" else ()
        self.tool(tool, "sign", "--key", key or self.private, "--tlog-upload=false", *(("--use-signing-config=false",) if tool == "cosign" else ()),
                  "-y", *(flags or legacy), self.at(), env=SECRET)

    def cosign_accepts(self, *words, verb="verify", image=None, key=None):
        """Both versions find something good."""
        key = key or self.public
        for name, more in (("cosign", ()), ("cosign2", ("--trusted-root", self.trusted_root))):
            with self.subTest(cosign=name):
                self.tool(name, verb, "--key", key.with_suffix(".pub"), "--insecure-ignore-tlog=true", *more, *words, image or self.at())

    def cosign_refuses(self, *words, verb="verify", key=None, tool="cosign"):
        outcome = run(places.tool(tool), verb, "--key", (key or self.public).with_suffix(".pub"), "--insecure-ignore-tlog=true", *words, self.at())
        self.assertNotEqual(PASSED, outcome.code, outcome)

    def pushgate_accepts(self, *words, image=None, key=None):
        return self.expect(PASSED, pushgate("verify", image or self.at(), "--key", (key or self.public).with_suffix(".pub"), *words))

    def manifest(self, reference):
        return json.loads(self.tool("crane", "manifest", f"{self.repository}:{reference}").out)

    def legacy(self, suffix):
        return self.manifest(f"{self.digest.replace(':', '-')}.{suffix}")

    def fallback(self):
        """What the fallback tag lists."""
        return self.manifest(self.digest.replace(":", "-"))["manifests"]
