# SPDX-License-Identifier: Apache-2.0
"""`pushgate audit import docker://…`: the SBOMs that stand beside images, whose they are, and what kept others out."""

import json

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate
from support.registries import docker_registry, free_port, referrers_registry, strict_registry


class FromARegistry(Case):
    registry_of = staticmethod(docker_registry)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.registry_of(cls)
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        cls.sbom = cls.shared / "sbom.cdx.json"
        cls().expect(PASSED, pushgate("sbom", places.image("small"), "-o", cls.sbom))

    def setUp(self):
        super().setUp()
        self.database = self.folder / "audit.db"
        self.repository = f"{self.registry.address}/{self.id().rpartition('.')[2]}"

    def load(self, *words, **options):
        return pushgate("audit", "import", *words, "--db", self.database, **options)

    def images(self, *words):
        return json.loads(self.expect(PASSED, pushgate("audit", "query", "--format", "json", "--db", self.database, *words)).out)["images"]

    def push(self, tag, image="small"):
        self.expect(PASSED, self.gate(image, "--key", self.private, "--push", f"{self.repository}:{tag}"))

    def copy(self, tag, image="small"):
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", places.image(image), f"docker://{self.repository}:{tag}")

    def attest(self, *flags):
        self.tool("cosign", "attest", "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y", "--type", "cyclonedx",
                  "--predicate", self.sbom, *flags, f"{self.repository}@{places.manifest_of('small')}", env={"COSIGN_PASSWORD": "secret"})

    def test_what_pushgate_pushed_with_its_signer_and_verdict(self):
        self.push("v1")
        outcome = self.expect(PASSED, self.load(f"docker://{self.repository}:v1", "--key", self.public))
        self.assertEqual(f"imported 1 into {self.database}\n", outcome.out)
        image = self.images()[0]
        self.assertEqual((self.repository, "v1", places.manifest_of("small"), "pass", str(self.public)),
                         (image["name"], image["tag"], image["digest"], image["verdict"], image["signer"]))
        self.assertEqual(f"docker://{self.repository}@{places.manifest_of('small')}", image["source"])
        self.assertGreater(image["package_count"], 0)
        self.assertEqual(1, len(self.images("--signer", self.public)))

    def test_without_a_key_nobody_is_known_and_with_it_the_signer_is_added(self):
        self.push("v1")
        self.expect(PASSED, self.load(f"docker://{self.repository}:v1"))
        self.assertEqual((None, None), (self.images()[0]["signer"], self.images()[0]["verdict"]))
        outcome = self.expect(PASSED, self.load(f"docker://{self.repository}", "--key", self.public))
        self.assertEqual(f"imported 0 into {self.database}, 1 got their signer\n", outcome.out)

    def test_attestations_of_cosign_in_both_forms(self):
        for flags in ((), ("--new-bundle-format=false",)):
            with self.subTest(flags=flags):
                self.repository = f"{self.registry.address}/cosign{len(flags)}"
                self.copy("v1")
                self.attest(*flags)
                self.expect(PASSED, self.load(f"docker://{self.repository}@{places.manifest_of('small')}", "--key", self.public))
        self.assertEqual({f"{self.registry.address}/cosign0", f"{self.registry.address}/cosign1"}, {image["name"] for image in self.images("--signer", self.public)})

    def test_every_tag_is_told_and_the_others_go_on(self):
        self.push("v1")
        self.copy("bare", "small-vulnerable")
        outcome = self.expect(UNCHECKED, self.load(f"docker://{self.repository}", "--key", self.public))
        self.assertEqual(f"imported 1 into {self.database}, 1 could not be\n", outcome.out)
        self.assertIn(f"docker://{self.repository}@{places.manifest_of('small-vulnerable')}: has no SBOM beside it; expected a CycloneDX attestation\n",
                      outcome.err)

    def test_somebody_elses_attestation_is_refused(self):
        self.push("v1")
        outcome = self.expect(REFUSED, self.load(f"docker://{self.repository}:v1", "--key", self.key().with_suffix(".pub")))
        self.assertIn("has an SBOM beside it that does not count: it is not signed by ", outcome.err)
        self.assertEqual([], self.images())

    def test_what_is_absent_and_what_cannot_be_asked_are_two_things(self):
        self.push("v1")
        nobody = f"127.0.0.1:{free_port()}"
        outcome = self.expect(UNCHECKED, self.load(f"docker://{self.repository}:v2", f"docker://{self.repository}-none", f"docker://{nobody}/app:v1",
                                                   f"docker://{self.repository}:v1"))
        self.assertIn(f"docker://{self.repository}:v2: is absent: {self.registry.address} has no such image\n", outcome.err)
        self.assertIn(f"docker://{self.repository}-none: is absent: {self.registry.address} knows no such repository, or no tag in it\n", outcome.err)
        self.assertIn(nobody, outcome.err)
        self.assertNotIn(f"{nobody}/app:v1: is absent", outcome.err)
        self.assertEqual(f"imported 1 into {self.database}, 3 could not be\n", outcome.out)

    def test_an_sbom_that_was_attached_unsigned(self):
        self.copy("v1")
        reference = f"{self.repository}@{places.manifest_of('small')}"
        self.tool("regctl", "registry", "set", self.registry.address, "--tls", "disabled", env={"HOME": self.folder})
        self.tool("regctl", "artifact", "put", "--subject", reference, "--artifact-type", "application/vnd.cyclonedx+json",
                  "--file-media-type", "application/vnd.cyclonedx+json", "--file", self.sbom, env={"HOME": self.folder})
        outcome = self.expect(REFUSED, self.load(f"docker://{reference}", "--key", self.public))
        self.assertIn(f"docker://{reference}: has an SBOM beside it that is unsigned; expected an attestation\n", outcome.err)
        self.expect(PASSED, self.load(f"docker://{reference}"))
        self.assertEqual([(self.repository, None)], [(image["name"], image["signer"]) for image in self.images()])


class FromARegistryWithReferrers(FromARegistry):
    registry_of = staticmethod(referrers_registry)


class WhatARegistryRefuses(Case):
    def test_forbidden_is_told_apart(self):
        registry = strict_registry(self)
        registry.fail("GET /v2/app/tags/list", "status", status=403, times=-1)
        outcome = self.expect(UNCHECKED, pushgate("audit", "import", f"docker://{registry.address}/app", "--db", self.folder / "audit.db"))
        self.assertNotIn("is absent", outcome.err)
        self.assertIn("403", outcome.err)

    def test_a_name_that_is_none(self):
        outcome = self.expect(UNCHECKED, pushgate("audit", "import", "docker://UPPER/case:!", "--db", self.folder / "audit.db"))
        self.assertIn("docker://UPPER/case:!", outcome.err)


if __name__ == "__main__":
    main()
