# SPDX-License-Identifier: Apache-2.0
"""`pushgate push` of an index: all platforms and their attestations, each image with a receipt of its own; and of large layers."""

import json
import sys

from support import images, places
from support.case import PASSED, REFUSED, Case, main, make_key
from support.image import Image, Layer, attestation, blob_file, write_index
from support.process import on_a_terminal, pushgate, run
from support.registries import docker_registry, referrers_registry, strict_registry


class Index(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.layout = cls.shared / "layout"
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        base = Layer(images.debian(images.deb("apt", "2.6.1")))
        cls.images = {architecture: Image([base, images.wheel("idna", version)], platform=("linux", architecture)).write(layout)
                      for architecture, version in (("amd64", "3.10"), ("arm64", "3.9"))}
        amd64, arm64 = cls.images.values()
        attestations = [attestation(layout, of=one) for one in (amd64, arm64)]
        cls.digest = write_index(layout, "all", [amd64, arm64, *attestations])["digest"]
        hidden = {**arm64, "annotations": attestations[1]["annotations"], "platform": attestations[1]["platform"]}
        write_index(layout, "hidden", [amd64, attestations[0], hidden])
        other = {**attestations[1], "annotations": {**attestations[1]["annotations"], "vnd.docker.reference.type": "another"}}
        write_index(layout, "other", [amd64, other])
        cls.name = f"oci:{layout}:all"
        cls.evidence = {}
        for architecture in cls.images:
            folder = cls.shared / architecture
            gated = cls().gate(cls.name, "--platform", f"linux/{architecture}", "--key", cls.private, "--evidence", folder)
            assert gated.code == PASSED, gated
            cls.evidence[architecture] = folder

    def push(self, name, reference, *architectures):
        receipts = [word for one in architectures for word in ("--receipt", self.evidence[one])]
        return pushgate("push", name, reference, *receipts, "--key", self.public, cwd=self.folder)

    def into(self, registry):
        repository = f"{registry.address}/team/app"
        outcome = self.expect(PASSED, self.push(self.name, f"{repository}:v1", "amd64", "arm64"))
        self.assertTrue(outcome.out.startswith(f"PUSHED  {repository}:v1  {self.digest}\n"
                                               f"  receipt  linux/amd64: by {self.public}, of "), outcome)
        self.assertIn(f"  receipt  linux/arm64: by {self.public}, of ", outcome.out)
        self.assertEqual(self.digest, self.tool("crane", "digest", f"{repository}:v1").out.strip())
        self.tool("skopeo", "copy", "--quiet", "--all", "--src-tls-verify=false", f"docker://{repository}:v1", f"oci:{self.folder}/back")
        index = json.loads(blob_file(self.layout, self.digest).read_bytes())
        for child in index["manifests"]:
            self.assertEqual(blob_file(self.layout, child["digest"]).read_bytes(), blob_file(self.folder / "back", child["digest"]).read_bytes())
        for one in self.images.values():
            self.tool("cosign", "verify-attestation", "--key", self.public, "--insecure-ignore-tlog=true", "--type",
                      "https://slsa.dev/verification_summary/v1", f"{repository}@{one['digest']}")

    def test_into_a_registry_without_the_referrers_api(self):
        self.into(docker_registry(self))

    def test_into_a_registry_with_it(self):
        self.into(referrers_registry(self))

    def test_children_go_before_their_parents_and_the_tag_last(self):
        registry = strict_registry(self)
        self.expect(PASSED, self.push(self.name, f"{registry.address}/app:v1", "arm64", "amd64"))
        puts = [one["path"].rpartition("/")[2] for one in registry.log() if one["method"] == "PUT" and "/manifests/" in one["path"]]
        index = json.loads(blob_file(self.layout, self.digest).read_bytes())
        children = dict.fromkeys(one["digest"] for one in index["manifests"])  # the two attestations are the same
        self.assertEqual([*children, self.digest], puts[:4])
        self.assertEqual("v1", puts[-1])
        self.assertEqual({"v1": self.digest}, registry.content()["tags"]["app"])

    def test_a_platform_without_a_receipt(self):
        registry = strict_registry(self)
        arm64 = self.images["arm64"]["digest"]
        outcome = self.expect(REFUSED, self.push(self.name, f"{registry.address}/app:v1", "amd64"))
        self.assertEqual(f"pushgate: error: {self.name}: has no receipt for linux/arm64; expected one for {arm64}\n"
                         f"  hint: gate it: pushgate gate {self.name} --platform linux/arm64 --key KEY --evidence DIR, and name DIR with "
                         "one more --receipt\n", outcome.err)
        self.assertEqual([], [one for one in registry.log() if one["path"] != "/v2/"])

    def test_an_image_that_calls_itself_an_attestation(self):
        registry = strict_registry(self)
        outcome = self.expect(REFUSED, self.push(f"oci:{self.layout}:hidden", f"{registry.address}/app:v1", "amd64"))
        self.assertIn("has no receipt for unknown/unknown; expected one for " + self.images["arm64"]["digest"], outcome.err)

    def test_a_statement_that_is_no_attestation_of_buildkit(self):
        registry = strict_registry(self)
        outcome = self.expect(REFUSED, self.push(f"oci:{self.layout}:other", f"{registry.address}/app:v1", "amd64"))
        self.assertIn("has no receipt for unknown/unknown; expected one for ", outcome.err)

    def test_a_receipt_of_another_image(self):
        registry = strict_registry(self)
        other = self.folder / "other"
        self.expect(PASSED, self.gate("small", "--key", self.private, "--evidence", other))
        outcome = self.expect(REFUSED, pushgate("push", self.name, f"{registry.address}/app:v1", "--receipt", other, "--key", self.public,
                                                cwd=self.folder))
        self.assertEqual(f"pushgate: error: {other}/receipt.dsse.json: is about {places.manifest_of('small')}, which is none of the images of "
                         f"{self.name}\n  hint: gate it: pushgate gate {self.name} --all-platforms --key KEY --evidence DIR\n",
                         outcome.err)

    def test_one_platform_alone(self):
        registry = strict_registry(self)
        outcome = self.expect(PASSED, pushgate("push", self.name, f"{registry.address}/app:v1", "--platform", "linux/arm64", "--receipt",
                                               self.evidence["arm64"], "--key", self.public, cwd=self.folder))
        self.assertEqual({"v1": self.images["arm64"]["digest"]}, registry.content()["tags"]["app"], outcome)

    def test_layers_are_taken_from_where_the_image_is(self):
        registry = strict_registry(self)
        self.expect(PASSED, self.push(self.name, f"{registry.address}/staging:v1", "amd64", "arm64"))
        registry.forget_log()
        self.expect(PASSED, self.push(f"docker://{registry.address}/staging:v1", f"{registry.address}/app:v1", "amd64", "arm64"))
        posts = [one for one in registry.log() if one["method"] == "POST"]
        layers = {layer["digest"] for one in self.images.values()
                  for layer in json.loads(blob_file(self.layout, one["digest"]).read_bytes())["layers"]}
        mounted = [one for one in posts if "mount=" in one["query"]]
        self.assertGreaterEqual(len(mounted), len(layers))
        self.assertEqual({201}, {one["status"] for one in mounted})


# A process of its own that is small: the kernel counts the memory of who started it, too.
MEASURE = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(code)"""


class Large(Case):
    """A layer that no memory of 64 MB holds, in chunks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = make_key(cls.shared)
        model = Layer({"model.bin": bytes(200_000_000)})
        model.blob = model.tar
        cls.size = len(model.tar)
        image = Image([images.debian(images.deb("apt", "2.6.1")), model])
        cls.digest = image.digest
        image.write(cls.shared / "layout", "v1")
        cls.name = f"oci:{cls.shared}/layout:v1"
        cls.evidence = cls.shared / "evidence"
        gated = cls().gate(cls.name, "--key", cls.private, "--evidence", cls.evidence)
        assert gated.code == PASSED, gated

    def push(self, registry):
        outcome = self.expect(PASSED, run(sys.executable, "-c", MEASURE, places.PUSHGATE, "push", self.name, f"{registry.address}/app:v1",
                                          "--receipt", self.evidence, "--key", self.private.with_suffix(".pub"), cwd=self.folder))
        self.assertLess(int(outcome.err.split()[-1]), 64, outcome)
        self.assertEqual(self.digest, self.tool("crane", "digest", f"{registry.address}/app:v1").out.strip())

    def test_to_docker_registry(self):
        self.push(docker_registry(self))

    def test_a_terminal_has_a_line_for_each_blob_which_is_gone_at_the_end(self):
        registry = docker_registry(self)
        code, shown = on_a_terminal("push", self.name, f"{registry.address}/app:v1", "--receipt", str(self.evidence), "--key",
                                    str(self.private.with_suffix(".pub")), cwd=self.folder)
        self.assertEqual(PASSED, code, shown)
        layer = json.loads(blob_file(self.shared / "layout", self.digest).read_bytes())["layers"][1]["digest"].removeprefix("sha256:")
        self.assertRegex(shown, rf"{layer[:12]}  \[=* *\]  \d+\.\d of 200\.0 MB\r\n")
        self.assertRegex(shown, r"pushing  \d of 2 blobs  \d+\.\d of 200\.0 MB")
        self.assertRegex(shown, r"\x1b\[A\r\x1b\[KPUSHED  ")

    def test_in_chunks(self):
        registry = strict_registry(self)
        self.push(registry)
        chunks = [one for one in registry.log() if one["method"] == "PATCH"]
        self.assertEqual([(202, 64 << 20)] * 2, [(one["status"], one["received"]) for one in chunks])
        last = [one for one in registry.log() if one["method"] == "PUT" and "/blobs/uploads/" in one["path"]]
        self.assertIn(self.size - (128 << 20), [one["received"] for one in last])

    def test_a_chunk_that_is_cut(self):
        registry = strict_registry(self)
        registry.fail("PATCH /v2/app/blobs/", "cut", after=1000000, skip=1)
        self.push(registry)
        self.assertIn("cut", [one["fault"] for one in registry.log()])


if __name__ == "__main__":
    main()
