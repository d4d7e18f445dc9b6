# SPDX-License-Identifier: Apache-2.0
"""`pushgate verify --fleet`: every image of a fleet file in real registries, good ones and each way in which one is not. What
is absent, forbidden, broken and not to be asked is told apart, one line an image, and all of them always."""

import json
import os
import pathlib
import shutil
import tempfile
import threading

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.image import Image, Layer, write_index
from support.images import deb, debian
from support.process import pushgate, run
from support.registries import Registry, docker_registry, free_port, referrers_registry
from support.slow_registry import SlowRegistry

TAG = "20250810-9c99cc9"
OLD = "20250701-1234567"
REVISION = "9c99cc9" + "0" * 33
OLD_REVISION = "1234567" + "0" * 33
HTPASSWD = "somebody:$2b$05$abcdefghijklmnopqrstuuXc4E2nCk5O7CNAmsBMZqCDL5QVcbC2i\n"


def layer(text):
    """The lowest one has what a gate wants to see."""
    return Layer(debian(deb("apt", "2.6.1")) if text == "debian" else {f"opt/{text}": text})


class Fleet(Case):
    """Family torch, family web, a service on torch: in a registry of the class, in repositories of the test."""

    start = staticmethod(docker_registry)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.start(cls)
        cls.private = make_key(cls.shared)

    def setUp(self):
        super().setUp()
        self.home = f"{self.registry.address}/{self.id().rpartition('.')[2].lower()[:40]}"
        self.layout = self.folder / "layout"
        self.torch = [layer("debian"), layer("torch")]
        self.web = [layer("debian"), layer("web")]
        shutil.copy(self.private.with_suffix(".pub"), self.folder / "release.pub")
        self.write_fleet()

    def write_fleet(self, home=None, more=""):
        home = home or self.home
        (self.folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {home}\ntag: YYYYMMDD-<git_sha>\n"
            f"families:\n  torch: {{image: {home}/torch}}\n  web: {{image: {home}/web}}\n"
            f"services:\n  app: {{family: torch}}\n{more}"
            "signers: [{name: release, key: release.pub}]\n")

    def push(self, name, layers, tag=TAG, revision=REVISION, key=None, gate=True, labels=None):
        """An image through the gate, or as it is. Its digest."""
        labels = {"org.opencontainers.image.revision": revision} if labels is None else labels
        digest = Image(layers, {"Labels": labels}).write(self.layout, "it")["digest"]
        target = f"{self.home}/{name}:{tag}"
        if gate:
            self.expect(PASSED, self.gate(f"oci:{self.layout}:it", "--key", key or self.private, "--push", target,
                                          "--evidence", self.folder / "evidence" / name, cwd=self.shared))
        else:
            self.copy(f"oci:{self.layout}:it", target)
        return digest

    def copy(self, source, target):
        self.tool("skopeo", "copy", "--all", "--quiet", "--dest-tls-verify=false", "--src-tls-verify=false", source, f"docker://{target}")

    def push_families(self):
        self.push("torch", self.torch)
        self.push("web", self.web)

    def push_good(self):
        self.push_families()
        return self.push("app", [*self.torch, layer("app")])

    def verify(self, *words, code=PASSED, env=None):
        return self.expect(code, pushgate("verify", "--fleet", *words, cwd=self.folder, env=env or {}))

    def images(self, *words, code=PASSED, **options):
        found = self.verify("--format", "json", *words, code=code, **options).json()
        self.assertEqual("pushgate.findings/v1", found["schema"])
        self.findings = found["findings"]
        return {image.get("service") or "family " + image["family"]: image for image in found["images"]}

    def app(self, *words, code=PASSED, **options):
        return self.images(*words, code=code, **options)["app"]

    def reasons(self, image):
        return {name: check["details"] for name, check in image["checks"].items() if check["answer"] in ("no", "unknown")}


class Good(Fleet):
    def test_a_good_fleet(self):
        digest = self.push_good()
        outcome = self.verify()
        self.assertRegex(outcome.out, r"^pushgate verify: pushgate\.yaml, \S+Z\n  3 of 3 images verified\n\n"
                         r"  STATE +IMAGE +TAG +DIGEST +BUILT ON\n")
        self.assertRegex(outcome.out, rf"(?m)^  verified +app +{TAG} +{digest[7:19]} +torch {TAG}$")
        self.assertEqual("", outcome.err)
        images = self.images()
        self.assertEqual([], self.findings)
        app = images["app"]
        self.assertEqual((f"{self.home}/app:{TAG}", digest, True, True, True, True, "verified", TAG, None),
                         tuple(app[name] for name in ("name", "digest", "verified", "signature", "sbom", "receipt", "state", "tag", "machine")))
        self.assertEqual({"family": "torch", "tag": TAG}, app["built_on"])
        self.assertEqual(["good"] * 3, [document["outcome"] for document in app["documents"]])
        self.assertEqual({"tag": "yes", "whole": "yes", "signature": "yes", "sbom": "yes", "receipt": "yes",
                          "attestations": "not applicable", "revision": "yes", "family": "yes"}, {name: check["answer"] for name, check in app["checks"].items()})
        self.assertEqual("not applicable", images["family torch"]["checks"]["family"]["answer"])

    def test_an_attestation_that_is_wanted(self):
        self.push_good()
        self.assertEqual({"attestations": ["none of type https://cosign.sigstore.dev/attestation/vuln/v1 by these keys"]},
                         self.reasons(self.app("--require", "receipt,vuln", code=REFUSED)))
        self.assertIn("verify/no-attestation", {finding["rule"] for finding in self.findings})

    def test_a_key_that_is_over(self):
        self.push_good()
        file = self.folder / "pushgate.yaml"
        file.write_text(file.read_text().replace("key: release.pub", "key: release.pub, until: 2020-01-01"))
        why = "is signed by release, whose key is valid only until 2020-01-01"
        app = self.app(code=REFUSED)
        self.assertEqual({"signature": ["what stands beside it " + why], "sbom": ["what stands beside it " + why],
                          "receipt": ["the receipt " + why]}, self.reasons(app))
        self.assertEqual({("outside-window", "release")}, {(one["outcome"], one["signer"]) for one in app["documents"]})

    def test_markdown_and_the_summary_of_a_step(self):
        self.push_good()
        summary = self.folder / "summary.md"
        outcome = self.verify("--format", "markdown", env={"GITHUB_STEP_SUMMARY": str(summary)})
        self.assertIn("**3 of 3 images verified**", outcome.out)
        self.assertIn("| ✅ verified | app | ", outcome.out)
        self.assertTrue(summary.read_text().startswith("# pushgate verify\n"))

    def test_a_family_image_of_an_older_tag_is_that_family(self):
        self.push("torch", [*self.torch, layer("old")], tag=OLD, revision=OLD_REVISION)
        self.push_families()
        self.push("app", [*self.torch, layer("old"), layer("app")])
        self.assertEqual({"family": "torch", "tag": TAG}, self.app()["built_on"], "the newest is its base, too")
        self.push("torch", [layer("debian"), layer("torch 2")], tag="20250811-9c99cc9")
        self.assertEqual({"family": "torch", "tag": OLD}, self.app()["built_on"])

    def test_an_index_with_all_its_platforms(self):
        self.push_families()
        labels = {"Labels": {"org.opencontainers.image.revision": REVISION}}
        arm = Image([layer("arm")], labels, platform=("linux", "arm64"))
        amd = Image([*self.torch, layer("app")], labels)
        write_index(self.layout, "index", [amd.write(self.layout), arm.write(self.layout)])
        self.copy(f"oci:{self.layout}:index", f"{self.home}/app:{TAG}")
        app = self.app("--require", "signature", code=REFUSED)
        self.assertEqual({"signature": ["unsigned: nothing that is signed stands beside it"],
                          "family": ["not built on any family of the fleet file; the plan says torch"]}, self.reasons(app))

    def test_a_tag_by_name(self):
        self.push("torch", self.torch, tag=OLD, revision=OLD_REVISION)
        self.push("web", self.web, tag=OLD, revision=OLD_REVISION)
        self.push("app", [*self.torch, layer("app")], tag=OLD, revision=OLD_REVISION)
        self.push_good()
        self.assertEqual(OLD, self.app("--tag", OLD)["tag"])
        self.assertEqual(TAG, self.app()["tag"])
        for name in ("torch", "web", "app"):
            self.tool("crane", "tag", f"{self.home}/{name}:{TAG}", "20250230-9c99cc9")
        app = self.app("--tag", "20250230-9c99cc9", code=REFUSED)
        self.assertEqual({"tag": ["tag 20250230-9c99cc9 names the day 20250230, which the calendar does not have"]}, self.reasons(app))

    def test_a_service_for_several_machines(self):
        self.push_good()
        text = (self.folder / "pushgate.yaml").read_text()
        (self.folder / "pushgate.yaml").write_text(text.replace("app: {family: torch}", "app: {family: torch, machines: [mainpc, pc2]}")
                                                   + "machines: {mainpc: {}, pc2: {}}\n")
        outcome = self.verify(code=REFUSED)
        self.assertIn("3 of 4 images verified: 1 absent\n", outcome.out)
        self.assertRegex(outcome.out, rf"(?m)^  verified +app on mainpc +{TAG} ")
        self.assertIn(f" absent app on pc2 {self.home}/app/pc2 {self.home}/app/pc2 has no tag of the form YYYYMMDD-<git_sha> next: push it, ",
                      " ".join(outcome.out.split()))

    def test_evidence_folders(self):
        self.push_good()
        app = self.app("--evidence", "evidence")
        self.assertRegex(app["checks"]["receipt"]["details"][0], r"^by release, and receipt by release in evidence/app$")
        self.push("app", [*self.torch, layer("other")], tag="20250811-9c99cc9", gate=False)
        app = self.app("--evidence", "evidence", code=REFUSED)
        self.assertRegex(app["checks"]["receipt"]["details"][0], r"^evidence/app is about sha256:\w+, which is not what is pushed$")
        shutil.rmtree(self.folder / "evidence" / "web")
        web = self.images("--evidence", "evidence", code=REFUSED)["family web"]
        self.assertEqual(("could not ask", {"receipt": ["no evidence folder is about it"]}), (web["state"], self.reasons(web)))

    def test_wrong_use(self):
        for words, text in ((("--tag", "a/b"), "--tag: 'a/b' is no tag"), (("gone.yaml",), "gone.yaml: does not exist"),
                            (("--require", "x"), "--require: unknown type 'x'"), (("--evidence", "gone"), "--evidence names a folder")):
            with self.subTest(words=words):
                self.assertIn(text, self.verify(*words, code=MISUSE).err)
        file = self.folder / "pushgate.yaml"
        text = file.read_text()
        file.write_text(text.replace("tag: YYYYMMDD-<git_sha>\n", ""))
        self.assertEqual("pushgate: error: pushgate.yaml: has no form of tags, and no tag was named\n"
                         "  hint: add \"tag: YYYYMMDD-<git_sha>\", or say --tag\n", self.verify(code=MISUSE).err)
        file.write_text(text.replace(f"registry: {self.home}\n", ""))
        self.assertEqual('pushgate: error: pushgate.yaml: names no registry; expected "registry", where the images of its services are\n',
                         self.verify(code=MISUSE).err)
        file.write_text(text.partition("signers:")[0])
        self.assertEqual("pushgate: error: pushgate.yaml: has no signers, and no key was named\n"
                         '  hint: add "signers", or say --key: without a key nothing can be verified\n', self.verify(code=MISUSE).err)
        for words, text in (((), "IMAGE: is missing; expected a reference, or --fleet for all images of a fleet"),
                            (("app:v1",), "pushgate.yaml: has no signers, and no key was named\n"
                                          '  hint: add "signers", or say --key: only images with a receipt are pushed and rolled out'),
                            (("app:v1", "--fleet", "pushgate.yaml"), "IMAGE: cannot be named with --fleet; expected one of the two")):
            self.assertEqual(f"pushgate: error: {text}\n", self.expect(MISUSE, pushgate("verify", *words, cwd=self.folder)).err)


class GoodByReferrers(Good):
    """The same at a registry with the referrers API."""

    start = staticmethod(referrers_registry)


class Bad(Fleet):
    def refused(self, *words):
        app = self.app(*words, code=REFUSED)
        self.assertEqual(("refused", False), (app["state"], app["verified"]))
        return self.reasons(app)

    def test_an_absent_image(self):
        self.push_families()
        images = self.images("--tag", TAG, code=REFUSED)
        self.assertEqual(["verified", "verified", "absent"], [image["state"] for image in images.values()])
        self.assertEqual([("verify/absent", f"{self.home}/app:{TAG} is not in the registry", False)],
                         [(finding["rule"], finding["message"], finding.get("unknown", False)) for finding in self.findings])

    def test_an_unsigned_image(self):
        self.push_families()
        self.push("app", [*self.torch, layer("app")], gate=False)
        unsigned = "unsigned: nothing that is signed stands beside it"
        self.assertEqual({"signature": [unsigned], "sbom": [unsigned], "receipt": ["release signed no receipt of this image"]}, self.refused())
        self.assertEqual(["verify/no-signature", "verify/no-sbom", "verify/no-receipt"], [finding["rule"] for finding in self.findings])

    def test_a_foreign_signature(self):
        self.push_families()
        stranger = make_key(pathlib.Path(tempfile.mkdtemp(dir=self.folder)))
        self.push("app", [*self.torch, layer("app")], key=stranger)
        self.assertEqual(["signature", "sbom", "receipt"], list(self.refused()))
        text = self.verify(code=REFUSED).out
        self.assertEqual(3, text.count("passed over: referrer sha256:"))
        self.verify("--key", stranger.with_suffix(".pub"), code=REFUSED)

    def test_the_receipt_of_another_image(self):
        self.push_families()
        good = self.push("app", [*self.torch, layer("app")], tag=OLD, revision=OLD_REVISION)
        other = self.push("app", [*self.torch, layer("other")], gate=False)
        tag = lambda digest: f"{self.home}/app:sha256-{digest[7:]}"
        self.tool("crane", "copy", tag(good), tag(other))
        self.assertEqual([f"the receipt beside it is about another image; expected {other}"], self.refused()["receipt"])

    def test_another_revision(self):
        self.push_families()
        self.push("app", [*self.torch, layer("app")], revision=OLD_REVISION)
        self.assertEqual({"revision": [f"the revision label is {OLD_REVISION}, which is not the commit that tag {TAG} names"]},
                         self.refused())
        self.push("app", [*self.torch, layer("app")], labels={})
        self.assertEqual({"revision": ["the image has no label org.opencontainers.image.revision"]}, self.refused())

    def test_another_family(self):
        self.push_families()
        self.push("app", [*self.web, layer("app")])
        self.assertEqual({"family": [f"built on family web {TAG}; the plan says torch"]}, self.refused())
        self.push("app", [layer("debian"), layer("app")])
        self.assertEqual({"family": ["not built on any family of the fleet file; the plan says torch"]}, self.refused())


class Broken(Fleet):
    """What is taken out of the registry's own folder."""

    def remove_blob(self, name, digest):
        repository = f"{self.home}/{name}".partition("/")[2]
        link = self.shared / "registry/docker/registry/v2/repositories" / repository / "_layers/sha256" / digest[7:]
        shutil.rmtree(link)
        return link

    def remove_manifest(self, name, digest):
        repository = f"{self.home}/{name}".partition("/")[2]
        shutil.rmtree(self.shared / "registry/docker/registry/v2/repositories" / repository / "_manifests/revisions/sha256" / digest[7:])

    def broken(self):
        app = self.app(code=REFUSED)
        self.assertEqual("broken child", app["state"])
        return self.reasons(app)

    def test_a_missing_layer(self):
        self.push_good()
        missing = layer("app").digest
        self.remove_blob("app", missing)
        self.assertEqual({"whole": [f"layer 3 of 3 of image, {missing}: is not in the registry"]}, self.broken())
        text = self.verify(code=REFUSED).out
        self.assertIn("2 of 3 images verified: 1 broken child\n", text)
        self.assertIn("  next: push it again: what is there already is skipped\n", text)

    def test_a_missing_child(self):
        self.push_families()
        labels = {"Labels": {"org.opencontainers.image.revision": REVISION}}
        images = [Image([*self.torch, layer(name)], labels, platform=("linux", name)) for name in ("amd64", "arm64")]
        write_index(self.layout, "index", [image.write(self.layout) for image in images])
        self.copy(f"oci:{self.layout}:index", f"{self.home}/app:{TAG}")
        self.remove_manifest("app", images[1].digest)
        self.assertEqual([f"child linux/arm64, {images[1].digest}: is not in the registry"], self.broken()["whole"])

    def test_a_missing_configuration(self):
        self.push_good()
        config = json.loads(self.tool("crane", "manifest", f"{self.home}/app:{TAG}").out)["config"]["digest"]
        self.remove_blob("app", config)
        reasons = self.broken()
        self.assertEqual([f"configuration of image, {config}: is not in the registry"], reasons["whole"])
        self.assertEqual(["no configuration was seen"], reasons["revision"])

    def test_a_missing_referrer(self):
        digest = self.push_good()
        index = json.loads(self.tool("crane", "manifest", f"{self.home}/app:sha256-{digest[7:]}").out)
        missing = index["manifests"][0]["digest"]
        self.remove_manifest("app", missing)
        self.assertEqual([f"referrer {missing}: is not in the registry"], self.broken()["whole"])

    def test_a_missing_signed_document(self):
        digest = self.push_good()
        index = json.loads(self.tool("crane", "manifest", f"{self.home}/app:sha256-{digest[7:]}").out)
        referrer = index["manifests"][0]["digest"]
        missing = json.loads(self.tool("crane", "manifest", f"{self.home}/app@{referrer}").out)["layers"][0]["digest"]
        self.remove_blob("app", missing)
        self.assertEqual([f"layer of referrer {referrer}, {missing}: is not in the registry"], self.broken()["whole"])


class NotAsked(Fleet):
    def test_a_registry_that_forbids(self):
        port = free_port()
        (self.folder / "htpasswd").write_text(HTPASSWD)
        config = self.folder / "locked.yml"
        config.write_text(f"version: 0.1\nlog: {{level: error}}\nstorage: {{inmemory: {{}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
                          f"auth: {{htpasswd: {{realm: locked, path: {self.folder / 'htpasswd'}}}}}\n")
        locked = Registry(self, ["docker-registry", "serve", str(config)], f"127.0.0.1:{port}", self.folder / "locked.log")
        self.push_good()
        text = (self.folder / "pushgate.yaml").read_text()
        (self.folder / "pushgate.yaml").write_text(text.replace(f"image: {self.home}/web", f"image: {locked.address}/web"))
        outcome = self.verify(code=UNCHECKED)
        self.assertIn("2 of 3 images verified: 1 forbidden\n", outcome.out)
        self.assertIn(f"  next: docker login {locked.address} with an account that may read it\n", outcome.out)
        web = self.images(code=UNCHECKED)["family web"]
        self.assertEqual("forbidden", web["state"])
        self.assertEqual([("verify/forbidden", True)], [(finding["rule"], finding.get("unknown")) for finding in self.findings])
        self.verify("--tag", "20250811-9c99cc9", code=REFUSED)  # absent is wrong, whatever could not be asked

    def test_a_registry_that_is_down(self):
        self.write_fleet(f"127.0.0.1:{free_port()}/fleet")
        outcome = self.verify("--tag", TAG, code=UNCHECKED)
        self.assertIn("0 of 3 images verified: 3 could not ask\n", outcome.out)
        self.assertRegex(outcome.out, r"(?m)^could not ask  app  127\.0\.0\.1:\d+/fleet/app:20250810-9c99cc9\n  \S+ connection refused$")


class Script(Fleet):
    def test_the_job_of_the_workflow(self):
        self.push("app", [*self.torch, layer("older")], tag=OLD, revision=OLD_REVISION)
        self.push_good()
        script = places.ROOT / "ci" / "action" / "verify.sh"
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "pushgate").symlink_to(places.PUSHGATE)
        env = {"PATH": f"{programs}:{os.environ['PATH']}", "FLEET": "pushgate.yaml", "PUBLIC_KEY": "release.pub",
               "IMAGES": json.dumps([f"{self.home}/torch", f"{self.home}/app"]), "TAG": TAG,
               "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")}
        outcome = self.expect(PASSED, run(script, cwd=self.folder, env=env))
        self.assertIn(f'["verified","{self.home}/web:{TAG}"]\n', outcome.out)
        self.assertIn("**3 of 3 images verified**", (self.folder / "summary.md").read_text())
        env["IMAGES"] = json.dumps([f"{self.home}/app"])
        outcome = self.expect(PASSED, run(script, cwd=self.folder, env={**env, "TAG": OLD}))
        self.assertIn(f"VERIFIED  {self.home}/app:{OLD}  ", outcome.out)
        outcome = self.expect(UNCHECKED, run(script, cwd=self.folder, env={**env, "TAG": "20250811-1234567"}))
        self.assertIn("::error title=pushgate::images of the fleet could not be verified", outcome.err)
        self.push("web", [layer("debian")], revision=OLD_REVISION)
        outcome = self.expect(REFUSED, run(script, cwd=self.folder, env=env))
        self.assertIn(f'["refused","{self.home}/web:{TAG}"]\n', outcome.out)
        self.assertIn('{"rule":"verify/revision",', outcome.out)


class AtOnce(Fleet):
    def test_as_many_images_at_once_as_are_wanted_and_connections_are_used_again(self):
        self.push("app", [layer("debian")])
        slow = SlowRegistry(self.registry.address, f"{self.home}/app".partition("/")[2], 20)
        threading.Thread(target=slow.serve_forever, daemon=True).start()
        self.addCleanup(slow.server_close)
        self.addCleanup(slow.shutdown)
        services = "".join(f"  app{n}: {{}}\n" for n in range(24))
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nregistry: {slow.address}/fleet\ntag: YYYYMMDD-<git_sha>\n"
                                                   f"services:\n{services}signers: [{{name: release, key: release.pub}}]\n")
        for words, at_once in (((), 8), (("--jobs", "3"), 3), (("--jobs", "1"), 1)):
            with self.subTest(jobs=at_once):
                outcome = self.verify("--tag", TAG, "--require", "signature", *words)
                self.assertIn("24 of 24 images verified\n", outcome.out)
                counts = slow.take_counts()
                self.assertEqual((at_once, at_once), (counts["most_in_flight"], counts["connections"]))
                self.assertLessEqual(counts["requests"], 24 * 11)


if __name__ == "__main__":
    main()
