# SPDX-License-Identifier: Apache-2.0
"""`gate --all-platforms`: every platform of an index with a folder of its own, and one receipt over all of them, which push, verify,
push --fleet and cosign take as that of the index and of each of its images."""

import base64
import json
import os
import shutil

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.image import Image, Layer, attestation, blob_file, digest_of, write_index
from support.process import pushgate
from support.registries import docker_registry, referrers_registry, strict_registry

VSA = "https://slsa.dev/verification_summary/v1"
TAG = "20260101-aaaaaaa1"
FILES = ["decision.json", "evidence.json", "findings.json", "inputs.json", "policy.yaml", "provenance.json", "report.html", "report.md", "report.sarif",
         "sbom.cdx.json", "subject.json", "trivy.json"]


def statement(folder):
    return json.loads(base64.b64decode(json.loads((folder / "receipt.dsse.json").read_text())["payload"]))


class Index(Case):
    """Two platforms that pass, with what buildx puts beside them; the same with one that is refused; others that are odd."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.layout = cls.shared / "layout"
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        base = Layer(images.debian(images.deb("apt", "2.6.1")))
        labels = {"Labels": {"org.opencontainers.image.revision": "aaaaaaa1" + "0" * 32}}

        def image(files, *platform):
            return Image([base, files], labels, platform=platform).write(layout)
        cls.amd64 = image(images.wheel("idna", "3.10"), "linux", "amd64")
        cls.arm = image(images.wheel("idna", "3.9"), "linux", "arm", "v7")
        cls.bad = image(images.wheel("urllib3", "1.26.4"), "linux", "arm64")
        statements = [attestation(layout, of=one) for one in (cls.amd64, cls.arm)]
        cls.digest = write_index(layout, "all", [cls.amd64, cls.arm, *statements])["digest"]
        cls.more = write_index(layout, "more", [cls.amd64, cls.arm, cls.bad])["digest"]
        cls.denied = write_index(layout, "denied", [cls.bad, cls.amd64, statements[0]])["digest"]
        write_index(layout, "twice", [cls.amd64, {**cls.bad, "platform": cls.amd64["platform"]}])
        write_index(layout, "hidden", [cls.amd64, {**cls.bad, "annotations": statements[0]["annotations"],
                                                   "platform": statements[0]["platform"]}])
        cls.name = f"oci:{layout}:all"
        cls.evidence = cls.shared / "evidence"
        cls.gated = cls().gate(cls.name, "--all-platforms", "--key", cls.private, "--evidence", cls.evidence, "--name", "ghcr.io/acme/app")
        assert cls.gated.code == PASSED, cls.gated

    def all(self, tag, *flags, **options):
        return self.gate(f"oci:{self.layout}:{tag}", "--all-platforms", *flags, **options)

    def copy(self):
        shutil.copytree(self.evidence, self.folder / "evidence")
        return self.folder / "evidence"


class Gate(Index):
    def test_a_folder_a_platform_and_one_receipt(self):
        self.assertEqual(["evidence.json", "linux-amd64", "linux-arm-v7", "receipt.dsse.json"],
                         sorted(one.name for one in self.evidence.iterdir()))
        for folder in ("linux-amd64", "linux-arm-v7"):
            self.assertEqual(FILES, sorted(one.name for one in (self.evidence / folder).iterdir()))
        self.assertEqual({"schema": "pushgate.index-evidence/v1", "name": self.name, "digest": self.digest, "platforms": [
            {"platform": platform, "digest": image["digest"], "evidence": digest_of((self.evidence / folder / "evidence.json").read_bytes())}
            for platform, folder, image in (("linux/amd64", "linux-amd64", self.amd64), ("linux/arm/v7", "linux-arm-v7", self.arm))]},
            json.loads((self.evidence / "evidence.json").read_text()))
        said = statement(self.evidence)
        self.assertEqual([{"name": "ghcr.io/acme/app", "digest": {"sha256": digest.removeprefix("sha256:")}}
                          for digest in (self.digest, self.amd64["digest"], self.arm["digest"])], said["subject"])
        inputs = [(one["uri"], *one["digest"].values()) for one in said["predicate"]["inputAttestations"]]
        self.assertEqual(len(inputs), len(set(inputs)))
        for name in ("evidence.json", "linux-amd64/evidence.json", "linux-arm-v7/evidence.json"):
            self.assertIn((name, digest_of((self.evidence / name).read_bytes()).removeprefix("sha256:")), inputs)
        self.assertEqual(1, len([uri for uri, _ in inputs if uri == "rules:rules.yaml"]))
        self.assertEqual(2, len([uri for uri, _ in inputs if uri.startswith("image:")]))

    def test_one_line_in_front_and_a_block_a_platform(self):
        lines = self.gated.out.splitlines()
        self.assertRegex(lines[0], rf"^pushgate: PASS  .*  {self.digest[:19]}$")
        self.assertEqual("  linux/amd64 pass, linux/arm/v7 pass", lines[1])
        for platform, image in (("linux/amd64", self.amd64), ("linux/arm/v7", self.arm)):
            self.assertRegex(lines[lines.index(platform) + 1], rf"^pushgate: PASS  .*  {image['digest'][:19]}$")

    def test_every_platform_is_gated_where_the_first_is_refused(self):
        folder = self.folder / "evidence"
        outcome = self.expect(REFUSED, self.all("denied", "--key", self.private, "--evidence", folder))
        self.assertIn("\n  linux/arm64 deny, linux/amd64 pass\n", outcome.out)
        self.assertRegex(outcome.out, rf"^pushgate: DENY  .*  {self.denied[:19]}\n")
        self.assertEqual(["evidence.json", "linux-amd64", "linux-arm64"], sorted(one.name for one in folder.iterdir()))
        outcome = self.expect(REFUSED, pushgate("verify", "--evidence", folder, "--replay", cwd=self.folder))
        self.assertIn(f"  linux/arm64  {self.bad['digest']}  deny, and the same again from findings.json and policy.yaml\n", outcome.out)
        self.assertIn(f"  {folder}: no receipt: the verdict was deny\n", outcome.out)
        self.assertIn(f"  next: pushgate report {folder}/linux-arm64 says why\n", outcome.out)
        outcome = self.expect(MISUSE, pushgate("report", folder, cwd=self.folder))
        self.assertEqual(f"pushgate: error: {folder}: is the evidence of an index; expected that of one of its platforms\n"
                         f"  hint: name a folder in it, such as {folder}/linux-amd64\n", outcome.err)
        self.expect(PASSED, pushgate("report", folder / "linux-arm64", cwd=self.folder))

    def test_deny_is_heavier_than_unknown_and_unknown_than_pass(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL, HIGH]\nscanner: {max_database_age: 3650d}\nrequire: {scanners: [lock]}\n")
        outcome = self.expect(REFUSED, self.all("denied", "--policy", policy, "--format", "json"))
        self.assertEqual(["deny", "unknown"], [one["decision"]["verdict"] for one in outcome.json()["platforms"]])
        self.assertEqual("deny", outcome.json()["decision"]["verdict"])
        outcome = self.expect(UNCHECKED, self.all("all", "--policy", policy, "--format", "json"))
        self.assertEqual("unknown", outcome.json()["decision"]["verdict"])

    def test_json_has_the_platforms_besides(self):
        outcome = self.expect(REFUSED, self.all("denied", "--format", "json"))
        document = outcome.json()
        self.assertEqual(("pushgate.findings/v1", self.denied), (document["schema"], document["subject"]["digest"]))
        self.assertEqual([("linux/arm64", self.bad["digest"], "deny"), ("linux/amd64", self.amd64["digest"], "pass")],
                         [(one["platform"], one["subject"]["digest"], one["decision"]["verdict"]) for one in document["platforms"]])
        self.assertIsNone(document["pushed"])
        alone = self.expect(REFUSED, self.gate(f"oci:{self.layout}:denied", "--platform", "linux/arm64", "--format", "json")).json()
        self.assertEqual(alone["findings"], document["platforms"][0]["findings"])
        self.assertEqual({**alone["decision"], "policy": None}, {**document["decision"], "policy": None})
        rules = [one["rule"] for one in document["findings"]]
        self.assertEqual(sorted(set(rules)), sorted(rules))

    def test_an_image_that_is_no_index(self):
        layout, folder = self.folder / "layout", self.folder / "evidence"
        digest = Image([images.debian(images.deb("apt", "2.6.1"))]).write(layout, "v1")["digest"]
        self.expect(PASSED, self.gate(f"oci:{layout}:v1", "--all-platforms", "--key", self.private, "--evidence", folder))
        self.assertEqual(["sha256:" + one["digest"]["sha256"] for one in statement(folder)["subject"]], [digest])
        self.expect(PASSED, pushgate("verify", "--evidence", folder, "--key", self.public, cwd=self.folder))

    def test_wrong_use_and_what_cannot_be_gated(self):
        outcome = self.expect(MISUSE, self.all("all", "--platform", "linux/amd64"))
        self.assertEqual("pushgate: error: --platform: names one platform; expected it or --all-platforms, not both\n", outcome.err)
        outcome = self.expect(UNCHECKED, self.all("twice"))
        self.assertIn("holds 2 images for linux/amd64; expected one\n", outcome.err)
        folder = self.folder / "evidence"
        outcome = self.expect(REFUSED, self.all("hidden", "--key", self.private, "--evidence", folder))
        self.assertEqual(f"pushgate: error: oci:{self.layout}:hidden: names {self.bad['digest']} for unknown/unknown, which is neither the "
                         "image of a platform nor an attestation of buildkit; expected nothing that was not looked at\n"
                         "  hint: gate one platform of it alone with --platform, or build the index without it\n", outcome.err)
        self.assertFalse(folder.exists())


class Push(Index):
    def into(self, registry):
        repository = f"{registry.address}/team/app"
        folder = self.folder / "evidence"
        outcome = self.expect(PASSED, self.all("all", "--key", self.private, "--push", f"{repository}:v1", "--evidence", folder))
        self.assertIn(f"\n  pushed: {repository}@{self.digest}\n  next: pushgate verify {repository}@{self.digest} --key cosign.pub\n",
                      outcome.out)
        self.assertEqual(self.digest, self.tool("crane", "digest", "--insecure", f"{repository}:v1").out.strip())
        self.tool("skopeo", "copy", "--quiet", "--all", "--src-tls-verify=false", f"docker://{repository}:v1", f"oci:{self.folder}/back")
        for child in json.loads(blob_file(self.layout, self.digest).read_bytes())["manifests"]:
            self.assertTrue(blob_file(self.folder / "back", child["digest"]).exists())
        for digest, required in ((self.digest, "signature,sbom,receipt"), (self.amd64["digest"], "signature,sbom,receipt"),
                                 (self.arm["digest"], "signature,sbom,receipt")):
            reference = f"{repository}@{digest}"
            self.expect(PASSED, pushgate("verify", reference, "--key", self.public, "--require", required, cwd=self.folder))
            self.tool("cosign", "verify", "--key", self.public, "--insecure-ignore-tlog=true", reference)
            self.tool("cosign", "verify-attestation", "--key", self.public, "--insecure-ignore-tlog=true", "--type", VSA, reference)
        self.expect(PASSED, pushgate("verify", f"{repository}:v1", "--recursive", "--key", self.public, "--require", "receipt",
                                     cwd=self.folder))
        self.expect(PASSED, pushgate("verify", "--evidence", folder, "--key", self.public, "--replay", cwd=self.folder))

    def test_into_a_registry_without_the_referrers_api(self):
        self.into(docker_registry(self))

    def test_an_index_has_an_sbom_where_each_of_its_images_has_one(self):
        registry = docker_registry(self)
        repository = f"{registry.address}/team/bare"
        self.tool("regctl", "image", "copy", "--host", f"reg={registry.address},tls=disabled", f"ocidir://{self.layout}:all", f"{repository}:v1")
        bom = self.folder / "bom.json"
        bom.write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}')
        (self.folder / "stranger").mkdir()
        stranger = make_key(self.folder / "stranger")

        def verified(code):
            self.expect(code, pushgate("verify", f"{repository}:v1", "--key", self.public, "--require", "sbom", cwd=self.folder))

        def attest(digest, key):
            self.expect(PASSED, pushgate("attest", f"{repository}@{digest}", "--key", key, "--type", "cyclonedx", "--predicate", bom,
                                         env={"COSIGN_PASSWORD": "secret"}, cwd=self.folder))

        verified(REFUSED)
        attest(self.amd64["digest"], self.private)
        attest(self.arm["digest"], stranger)
        verified(REFUSED)
        attest(self.arm["digest"], self.private)
        verified(PASSED)

    def test_into_a_registry_with_it(self):
        self.into(referrers_registry(self))

    def test_the_tag_is_last_and_a_refused_index_uploads_nothing(self):
        registry = strict_registry(self)
        self.expect(PASSED, self.all("all", "--key", self.private, "--push", f"{registry.address}/app:v1"))
        puts = [one["path"].rpartition("/")[2] for one in registry.log() if one["method"] == "PUT" and "/manifests/" in one["path"]]
        self.assertEqual("v1", puts[-1])
        self.assertEqual({"v1": self.digest}, registry.content()["tags"]["app"])
        registry.forget_log()
        self.expect(REFUSED, self.all("denied", "--key", self.private, "--push", f"{registry.address}/bad:v1"))
        self.assertEqual([], [one for one in registry.log() if one["method"] not in ("GET", "HEAD")])

    def push(self, name, reference, *receipts):
        words = [word for one in receipts for word in ("--receipt", one)]
        return pushgate("push", name, reference, *words, "--key", self.public, cwd=self.folder)

    def test_push_with_the_one_receipt(self):
        registry = docker_registry(self)
        repository = f"{registry.address}/acme/app"
        folder = self.folder / "evidence"
        self.expect(PASSED, self.all("all", "--key", self.private, "--evidence", folder, "--name", repository))
        outcome = self.expect(PASSED, self.push(self.name, f"{repository}:v1", folder))
        self.assertRegex(outcome.out, rf"^PUSHED  {repository}:v1  {self.digest}\n  receipt  by {self.public}, of \S+\n"
                                      rf"  next: pushgate verify {repository}@{self.digest} --key {self.public} --require receipt\n$")
        for digest in (self.digest, self.amd64["digest"], self.arm["digest"]):
            self.expect(PASSED, pushgate("verify", f"{repository}@{digest}", "--key", self.public, "--require", "receipt", cwd=self.folder))
        outcome = self.expect(PASSED, pushgate("push", self.name, f"{repository}:arm", "--platform", "linux/arm/v7", "--receipt", folder,
                                               "--key", self.public, cwd=self.folder))
        self.assertTrue(outcome.out.startswith(f"PUSHED  {repository}:arm  {self.arm['digest']}\n"), outcome)

    def test_a_receipt_that_lacks_a_platform_or_is_about_another_index(self):
        registry = strict_registry(self)
        target = f"{registry.address}/app:v1"
        outcome = self.expect(REFUSED, self.push(f"oci:{self.layout}:more", target, self.evidence))
        self.assertEqual(f"pushgate: error: {self.evidence}/receipt.dsse.json: is about the index {self.digest}; expected {self.more}, which "
                         f"oci:{self.layout}:more is\n  hint: gate it: pushgate gate oci:{self.layout}:more --all-platforms --key KEY "
                         "--evidence DIR\n", outcome.err)
        self.assertEqual([], [one for one in registry.log() if one["path"] != "/v2/"])

    def signed(self, subjects, repository):
        """A receipt that the right key signed, about these alone."""
        predicate = {**statement(self.evidence)["predicate"], "resourceUri": repository}
        payload = json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicateType": VSA, "predicate": predicate, "subject": [
            {"name": repository, "digest": {"sha256": one.removeprefix("sha256:")}} for one in subjects]}).encode()
        kind = b"application/vnd.in-toto+json"
        (self.folder / "pae").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
        self.tool("cosign", "sign-blob", "--key", self.private, "--yes", "--use-signing-config=false", "--new-bundle-format=false",
                  "--tlog-upload=false", "--output-signature", self.folder / "sig", self.folder / "pae", env={"COSIGN_PASSWORD": "secret"})
        (self.folder / "receipt.dsse.json").write_text(json.dumps({
            "payloadType": kind.decode(), "payload": base64.b64encode(payload).decode(),
            "signatures": [{"sig": (self.folder / "sig").read_text().strip()}]}))
        return self.folder / "receipt.dsse.json"

    def test_a_signed_receipt_that_lacks_a_platform(self):
        """One that the right key signed, about the index and one of its two images."""
        registry = docker_registry(self)
        repository = f"{registry.address}/acme/app"
        receipt = self.signed([self.digest, self.amd64["digest"]], repository)
        lacking = f"linux/arm/v7, {self.arm['digest']}"
        outcome = self.expect(REFUSED, self.push(self.name, f"{repository}:v1", receipt))
        self.assertEqual(f"pushgate: error: {receipt}: lacks a platform that {self.name} has: {lacking}\n  hint: gate it whole: pushgate gate "
                         f"{self.name} --all-platforms --key KEY --evidence DIR\n", outcome.err)
        # Put there by other means it does not count, either.
        self.tool("skopeo", "copy", "--quiet", "--all", "--dest-tls-verify=false", self.name, f"docker://{repository}:v1")
        predicate = self.folder / "predicate.json"
        predicate.write_text(json.dumps({**statement(self.evidence)["predicate"], "resourceUri": repository}))
        self.tool("cosign", "attest", "--key", self.private, "--yes", "--use-signing-config=false", "--tlog-upload=false", "--type", VSA,
                  "--predicate", predicate, f"{repository}@{self.digest}", env={"COSIGN_PASSWORD": "secret"})
        outcome = self.expect(REFUSED, pushgate("verify", f"{repository}:v1", "--key", self.public, "--require", "receipt", cwd=self.folder))
        self.assertIn(f"lacks a platform that the index has: linux/amd64, {self.amd64['digest']}; and {lacking}", outcome.out)


class Folder(Index):
    def verify(self, folder, *flags):
        return pushgate("verify", "--evidence", folder, "--key", self.public, *flags, cwd=self.folder)

    def says(self, folder, *lines):
        outcome = self.expect(REFUSED, self.verify(folder))
        for line in lines:
            self.assertIn(f"  {folder}/{line}\n", outcome.out)
        return outcome

    def test_it_is_verified_and_every_platform_replayed(self):
        outcome = self.expect(PASSED, self.verify(self.evidence, "--replay"))
        self.assertRegex(outcome.out, rf"""^VERIFIED  {self.evidence}  {self.digest}
  receipt   by {self.public}, of \S+, for ghcr.io/acme/app
  evidence  22 files
  decision  pass
  linux/amd64  {self.amd64['digest']}  pass, and the same again from findings.json and policy.yaml
  linux/arm/v7  {self.arm['digest']}  pass, and the same again from findings.json and policy.yaml
$""")
        document = self.expect(PASSED, self.verify(self.evidence, "--replay", "--format", "json")).json()
        self.assertEqual(("same", "pass", True), tuple(document["evidence"][one] for one in ("replay", "verdict", "verified")))
        self.assertEqual([("linux/amd64", "same"), ("linux/arm/v7", "same")],
                         [(one["platform"], one["replay"]) for one in document["evidence"]["platforms"]])

    def test_a_platform_that_is_replayed_otherwise_is_named(self):
        folder = self.copy()
        own = folder / "linux-arm-v7"
        (own / "policy.yaml").write_text((own / "policy.yaml").read_text().replace("# ", "#_", 1))
        outcome = self.expect(REFUSED, self.verify(folder, "--replay"))
        self.assertRegex(outcome.out, rf"(?m)^  {own}/policy.yaml: is not what evidence.json lists; expected ")
        self.assertRegex(outcome.out, rf"(?m)^  {own}/policy.yaml: is not the policy that ")
        self.assertIn(f"  linux/amd64  {self.amd64['digest']}  pass, and the same again", outcome.out)

    def test_an_edited_folder(self):
        folder = self.copy()
        own = folder / "linux-amd64"
        before = digest_of((own / "evidence.json").read_bytes())
        (own / "evidence.json").write_text((own / "evidence.json").read_text() + "\n")
        after = digest_of((own / "evidence.json").read_bytes())
        self.says(folder, f"linux-amd64/evidence.json: is not what the evidence.json of the index lists for linux/amd64; expected {before}, "
                          f"got {after}",
                  f"linux-amd64/evidence.json: is not what the receipt names; expected {before}, got {after}")

    def test_a_folder_of_another_index(self):
        other = self.folder / "other"
        self.expect(REFUSED, self.all("denied", "--evidence", other))
        folder = self.copy()
        shutil.rmtree(folder / "linux-arm-v7")
        shutil.copytree(other / "linux-arm64", folder / "linux-arm-v7")
        self.says(folder, f"linux-arm-v7/subject.json: is about another image; expected {self.arm['digest']}, as the evidence.json of the "
                          f"index lists for linux/arm/v7, got {self.bad['digest']}")

    def test_two_folders_that_have_changed_places(self):
        folder = self.copy()
        os.rename(folder / "linux-arm-v7", folder / "x")
        os.rename(folder / "linux-amd64", folder / "linux-arm-v7")
        os.rename(folder / "x", folder / "linux-amd64")
        self.says(folder, f"linux-amd64/subject.json: is about another image; expected {self.amd64['digest']}, as the evidence.json of the "
                          f"index lists for linux/amd64, got {self.arm['digest']}")

    def test_a_folder_too_few_and_too_many(self):
        folder = self.copy()
        shutil.rmtree(folder / "linux-arm-v7")
        shutil.copytree(folder / "linux-amd64", folder / "linux-s390x")
        (folder / "linux-amd64" / "receipt.dsse.json").write_text("{}")
        outcome = self.says(folder, "linux-arm-v7: is missing; expected the evidence of linux/arm/v7, because evidence.json lists it",
                            "linux-s390x: is not listed in evidence.json; expected no other file",
                            "linux-amd64/receipt.dsse.json: is a receipt of one platform; expected that of the index alone, which is beside "
                            "its folder")
        self.assertIn("  decision  not known\n", outcome.out)

    def test_a_folder_left_out_of_the_listing(self):
        folder = self.copy()
        shutil.rmtree(folder / "linux-arm-v7")
        listing = json.loads((folder / "evidence.json").read_text())
        listing["platforms"].pop()
        (folder / "evidence.json").write_text(json.dumps(listing))
        self.says(folder, f"receipt.dsse.json: is about {self.arm['digest']}, which evidence.json does not list",
                  "linux-arm-v7/evidence.json: is missing; expected it, because the receipt names it")

    def test_the_receipt_of_another_index(self):
        other, folder = self.folder / "other", self.copy()
        shutil.copytree(self.evidence, other)
        layout = self.folder / "layout"
        shutil.copytree(self.layout, layout)
        digest = write_index(layout, "one", [self.amd64])["digest"]
        self.expect(PASSED, self.gate(f"oci:{layout}:one", "--all-platforms", "--key", self.private, "--evidence", other))
        shutil.copy(other / "receipt.dsse.json", folder)
        self.says(folder, f"receipt.dsse.json: is about another image; expected {self.digest}, as evidence.json says, got {digest}",
                  "receipt.dsse.json: does not name linux-arm-v7/evidence.json; expected its SHA-256")

    def test_links_are_not_followed(self):
        folder = self.copy()
        os.rename(folder / "linux-arm-v7", self.folder / "aside")
        (folder / "linux-arm-v7").symlink_to(self.folder / "aside")
        self.says(folder, "linux-arm-v7: is a symbolic link; expected a folder")


class Fleet(Index):
    def test_push_fleet_and_verify_fleet_take_it_for_the_index(self):
        registry = docker_registry(self)
        prefix = f"{registry.address}/fleet"
        shutil.copy(self.public, self.folder / "release.pub")
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nregistry: {prefix}\ntag: YYYYMMDD-<git_sha>\nservices:\n  app: {{}}\n"
                                                   "signers: [{name: release, key: release.pub}]\n")
        folders = self.folder / "folders"
        self.expect(PASSED, self.all("all", "--service", "app", "--key", self.private, "--evidence", folders / "app", "--push",
                                     f"{prefix}/app:{TAG}", "--no-tag", cwd=self.folder))
        kept = self.folder / "kept"
        shutil.copytree(folders, kept)
        (folders / "app/linux-arm-v7/findings.json").write_text("{}")
        outcome = self.expect(REFUSED, pushgate("push", "--fleet", "--evidence", folders, "--tag", TAG, cwd=self.folder))
        self.assertIn("/app/linux-arm-v7/findings.json: is not what evidence.json lists; expected ", outcome.out)
        outcome = self.expect(PASSED, pushgate("push", "--fleet", "--evidence", kept, "--tag", TAG, cwd=self.folder))
        self.assertIn(f"MOVED  {TAG} (run 1): 1 tag\n", outcome.out)
        self.assertEqual(self.digest, self.tool("crane", "digest", "--insecure", f"{prefix}/app:{TAG}").out.strip())
        for words in ((), ("--evidence", kept)):
            self.expect(PASSED, pushgate("verify", "--fleet", "--tag", TAG, *words, cwd=self.folder))


if __name__ == "__main__":
    main()
