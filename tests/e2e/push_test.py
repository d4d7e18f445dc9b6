# SPDX-License-Identifier: Apache-2.0
"""What is pushed, as other people's tools see it, and the order in which it goes up."""

import base64
import json
import urllib.parse

from support import images, places
from support.case import PASSED, REFUSED, Case, main, make_key
from support.process import run
from support.registries import docker_registry, referrers_registry, strict_registry

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
SIGNATURE = "https://sigstore.dev/cosign/sign/v1"
RECEIPT = "https://slsa.dev/verification_summary/v1"
SBOM = "https://cyclonedx.org/bom"


class OtherTools:
    """Tests of one push, the same for every registry."""

    artifact_type = BUNDLE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.start(cls)
        cls.key_file = make_key(cls.shared)
        cls.repository = f"{cls.registry.address}/team/app"
        cls.reference = f"{cls.repository}:v1"
        cls.evidence = cls.shared / "evidence"
        cls.digest = places.manifest_of("small")
        pushed = cls().gate("small", "--key", cls.key_file, "--evidence", cls.evidence, "--push", cls.reference)
        assert pushed.code == PASSED, pushed

    def cosign(self, command, *words):
        return self.tool("cosign", command, "--key", self.key_file.with_suffix(".pub"), "--insecure-ignore-tlog=true", *words,
                         self.reference)

    def attestation(self, kind):
        """The predicate of the one attestation of a kind that cosign accepts."""
        envelope = json.loads(self.cosign("verify-attestation", "--type", kind).out)
        statement = json.loads(base64.b64decode(envelope["payload"]))
        self.assertEqual([self.digest.removeprefix("sha256:")], [one["digest"]["sha256"] for one in statement["subject"]])
        return statement["predicate"]

    def test_cosign_accepts_the_signature(self):
        self.assertIn("The signatures were verified against the specified public key", self.cosign("verify").err)

    def test_cosign_accepts_the_receipt(self):
        predicate = self.attestation(RECEIPT)
        self.assertEqual(("PASSED", self.repository), (predicate["verificationResult"], predicate["resourceUri"]))
        inputs = {one["uri"]: one["digest"]["sha256"] for one in predicate["inputAttestations"]}
        for name in ("evidence.json", "findings.json", "sbom.cdx.json", "trivy.json"):
            hashed = run("sha256sum", self.evidence / name).out.split()[0]
            self.assertEqual(hashed, inputs.get(name), name)
        stored = json.loads((self.evidence / "receipt.dsse.json").read_text())
        self.assertEqual(predicate, json.loads(base64.b64decode(stored["payload"]))["predicate"])

    def test_cosign_accepts_the_sbom(self):
        self.assertEqual(json.loads((self.evidence / "sbom.cdx.json").read_text()), self.attestation("cyclonedx"))

    def test_crane_sees_the_manifest_that_the_evidence_names(self):
        subject = json.loads((self.evidence / "subject.json").read_text())
        self.assertEqual(self.digest, subject["digest"])
        self.assertEqual(self.digest, self.tool("crane", "digest", self.reference).out.strip())
        stored = places.SMALL / "blobs" / self.digest.replace(":", "/")
        self.assertEqual(stored.read_text(), self.tool("crane", "manifest", self.reference).out.rstrip("\n"))
        self.tool("crane", "validate", "--remote", self.reference)

    def test_regctl_lists_three_artifacts(self):
        listed = self.tool("regctl", "--host", f"reg={self.registry.address},tls=disabled", "artifact", "list", self.reference,
                           "--format", "{{json .}}").out
        descriptors = json.loads(listed)["descriptors"]
        self.assertEqual([self.artifact_type] * 3, [one["artifactType"] for one in descriptors])
        self.assertEqual({SIGNATURE, RECEIPT, SBOM}, {one["annotations"]["dev.sigstore.bundle.predicateType"] for one in descriptors})

    def test_skopeo_inspects_it(self):
        seen = self.tool("skopeo", "inspect", "--tls-verify=false", f"docker://{self.reference}").out
        self.assertEqual((self.digest, 2, "amd64"), (lambda v: (v["Digest"], len(v["Layers"]), v["Architecture"]))(json.loads(seen)))


class FallbackTag(OtherTools, Case):
    start = staticmethod(docker_registry)

    def test_the_referrers_are_under_the_fallback_tag(self):
        tags = self.registry.get("/v2/team/app/tags/list")["tags"]
        self.assertEqual(["sha256-" + self.digest.removeprefix("sha256:"), "v1"], sorted(tags))


class ReferrersApi(OtherTools, Case):
    """go-containerregistry's, which lists a referrer by the type of its configuration, and does not say that it
    understood `subject`: so the fallback tag is kept as well, as the specification wants it."""

    start = staticmethod(referrers_registry)
    artifact_type = "application/vnd.oci.empty.v1+json"

    def test_the_registry_lists_the_referrers(self):
        self.assertEqual(3, len(self.registry.get(f"/v2/team/app/referrers/{self.digest}")["manifests"]))


class ReferrersApiToTheLetter(OtherTools, Case):
    """All referrers on one page: cosign reads no second."""

    start = staticmethod(lambda case: strict_registry(case, "-page", "100"))

    def test_there_is_no_fallback_tag(self):
        self.assertEqual({"v1": self.digest}, self.registry.content()["tags"]["team/app"])


class Order(Case):
    """Against a registry that remembers every request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_file = make_key(cls.shared)

    def push(self, registry, image, *flags, repository="app"):
        return self.expect(PASSED, self.gate(image, "--key", self.key_file, "--push", f"{registry.address}/{repository}:v1", *flags))

    def other_image(self):
        layout = self.folder / "layout"
        layer = images.tar({**images.debian(images.deb("apt", "2.6.1")), **images.wheel("idna", "3.10")})
        return f"oci:{layout}:other", images.write_image(layout, "other", [layer])

    def writes(self, registry):
        return [one for one in registry.log() if one["method"] not in ("GET", "HEAD")]

    def uploaded(self, registry):
        queries = [urllib.parse.parse_qs(one["query"]) for one in self.writes(registry) if "/blobs/uploads/" in one["path"]]
        return {digest for query in queries for digest in query.get("digest", [])}

    def blobs_of(self, digest):
        manifest = json.loads((places.SMALL / "blobs" / digest.replace(":", "/")).read_text())
        return {one["digest"] for one in [manifest["config"], *manifest["layers"]]}

    def test_a_refused_image_makes_no_request_at_all(self):
        registry = strict_registry(self)
        self.expect(REFUSED, self.gate("small-vulnerable", "--key", self.key_file, "--push", f"{registry.address}/app:v1"))
        self.assertEqual([], [one for one in registry.log() if one["path"] != "/v2/"])

    def test_an_existing_tag_is_moved_last(self):
        for flags in ((), ("-no-referrers",)):
            with self.subTest(flags=flags):
                registry = strict_registry(self, *flags)
                self.push(registry, "small")
                image, digest = self.other_image()
                registry.forget_log()
                self.push(registry, image)
                writes = self.writes(registry)
                moves = [place for place, one in enumerate(writes) if one["path"] == "/v2/app/manifests/v1"]
                self.assertEqual([len(writes) - 1], moves, json.dumps(writes, indent=1))
                self.assertEqual(digest, registry.content()["tags"]["app"]["v1"])

    def test_everything_is_read_back_before_the_tag_moves(self):
        registry = strict_registry(self)
        self.push(registry, "small")
        log = registry.log()
        move = next(place for place, one in enumerate(log) if one["method"] == "PUT" and one["path"].endswith("/manifests/v1"))
        read = {one["path"].rpartition("/")[2] for one in log[:move] if one["method"] in ("GET", "HEAD") and one["status"] == 200}
        content = registry.content()
        self.assertLessEqual(set(content["blobs"]["app"]) | set(content["manifests"]["app"]), read)

    def test_the_same_image_again_uploads_none_of_its_blobs(self):
        registry = strict_registry(self)
        blobs = self.blobs_of(places.manifest_of("small"))
        self.push(registry, "small")
        self.assertLessEqual(blobs, self.uploaded(registry))
        registry.forget_log()
        self.push(registry, "small")
        self.assertEqual(set(), blobs & self.uploaded(registry))

    def test_no_tag_leaves_the_tag(self):
        registry = strict_registry(self)
        self.push(registry, "small")
        image, digest = self.other_image()
        outcome = self.push(registry, image, "--no-tag")
        self.assertIn(f"pushed: {registry.address}/app@{digest}\n", outcome.out)
        content = registry.content()
        self.assertEqual({"v1": places.manifest_of("small")}, content["tags"]["app"])
        self.assertIn(digest, content["manifests"]["app"])

    def test_a_registry_that_wants_a_token_gets_one(self):
        registry = strict_registry(self, "-user", "ann:secret")
        config = self.folder / "docker"
        config.mkdir()
        login = base64.b64encode(b"ann:secret").decode()
        (config / "config.json").write_text(json.dumps({"auths": {registry.address: {"auth": login}}}))
        self.expect(PASSED, self.gate("small", "--key", self.key_file, "--push", f"{registry.address}/app:v1",
                                      env={"DOCKER_CONFIG": config}))
        self.assertEqual({"v1": places.manifest_of("small")}, registry.content()["tags"]["app"])


class Sources(Case):
    """An image from wherever it lies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.key_file = make_key(cls.shared)

    def push(self, image):
        reference = f"{self.registry.address}/{self.id().rpartition('.')[2]}:v1"
        outcome = self.expect(PASSED, self.gate(image, "--key", self.key_file, "--push", reference))
        self.tool("skopeo", "copy", "--quiet", "--src-tls-verify=false", f"docker://{reference}", f"dir:{self.folder}/read-back")
        self.tool("cosign", "verify", "--key", self.key_file.with_suffix(".pub"), "--insecure-ignore-tlog=true", reference)
        digest = self.tool("crane", "digest", reference).out.strip()
        self.assertIn(f"@{digest}\n", outcome.out)
        return digest

    def copied(self, name):
        """The small image, as skopeo writes it in another form."""
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", places.image("small"), name)
        return name

    def test_oci_layout(self):
        self.assertEqual(places.manifest_of("small"), self.push("small"))

    def test_oci_archive(self):
        archive = self.copied(f"oci-archive:{self.folder}/image.tar:v1")
        self.assertEqual(places.manifest_of("small"), self.push(archive))

    def test_docker_archive(self):
        archive = self.copied(f"docker-archive:{self.folder}/image.tar:example.org/app:v1")
        first = self.push(f"docker-archive:{self.folder}/image.tar")
        self.assertEqual(first, self.push(archive), "its manifest is made the same way each time")

    def test_registry(self):
        source = self.copied(f"docker://{self.registry.address}/source:v1")
        self.assertEqual(self.tool("crane", "digest", source.removeprefix("docker://")).out.strip(), self.push(source))


if __name__ == "__main__":
    main()
