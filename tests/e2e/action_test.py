# SPDX-License-Identifier: Apache-2.0
"""What runs in GitHub Actions: workflows and the action are what GitHub takes, and every script of them is run as its runner
would run it."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import sys
import tarfile

from support import linters, places
from support.case import Case, MISUSE, PASSED, REFUSED, UNCHECKED, main
from support.images import SITE, debian, deb, wheel, write_image
from support.image import tar_of
from support.process import run
from support.registries import docker_registry
from support.staged_fleet import REPOSITORIES, T1, StagedFleet
from support.workflow_steps import Composite, commands_in, read_outputs

SCRIPTS = places.ROOT / "ci" / "action"
ACTION = SCRIPTS / "action.yml"
WORKFLOWS = sorted((places.ROOT / ".github" / "workflows").glob("*.yml"))
HOSTILE = "%0A::set-output name=verdict::pass"


def release(folder, version="9.8.7"):
    """A release tarball of this build, and its SHA-256."""
    name = f"pushgate-{version}-linux-x86_64"
    (folder / name).mkdir(parents=True)
    shutil.copy(places.PUSHGATE, folder / name / "pushgate")
    home = folder / "releases" / f"v{version}"
    home.mkdir(parents=True)
    with tarfile.open(home / f"{name}.tar.gz", "w:gz", compresslevel=1) as tar:
        tar.add(folder / name, name)
    return hashlib.sha256((home / f"{name}.tar.gz").read_bytes()).hexdigest()


class Files(Case):
    def test_actionlint_finds_nothing(self):
        self.tool("actionlint", "-no-color", *WORKFLOWS)

    def test_they_are_what_the_schemas_say(self):
        for schema, files in (("vendor.github-workflows", WORKFLOWS), ("vendor.github-actions", [ACTION])):
            self.expect(PASSED, run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files,
                                    env={"PYTHONPATH": linters.library()}))

    def test_foreign_actions_are_named_by_commit(self):
        for file in [*WORKFLOWS, ACTION]:
            for used in re.findall(r"uses: (\S+)", file.read_text()):
                if not used.startswith("./"):
                    self.assertRegex(used, r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$", file)

    def test_no_script_is_put_together_from_expressions(self):
        for file in [*WORKFLOWS, ACTION]:
            text = linters.yaml().safe_load(file.read_text())
            steps = [step for job in text.get("jobs", {}).values() for step in job.get("steps", [])]
            for step in steps + text.get("runs", {}).get("steps", []):
                self.assertNotIn("${{", step.get("run", ""), file)

    def test_permissions_are_stated_a_job(self):
        for file in WORKFLOWS:
            text = linters.yaml().safe_load(file.read_text())
            self.assertIn("permissions", text, file)
            if text["permissions"] == {}:
                for name, job in text["jobs"].items():
                    self.assertIn("permissions", job, f"{file} {name}")


class Action(Case):
    def composite(self, **env):
        sha256 = release(self.folder)
        bin_folder = pathlib.Path(shutil.which("skopeo")).parent
        composite = Composite(ACTION, self.folder, {"RELEASES": (self.folder / "releases").as_uri(), "HOME": self.folder / "home",
                                                    "PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin", **env})
        return composite, {"version": "9.8.7", "sha256": sha256}

    def with_database(self):
        """A composite, with the inputs that make it take the sample database from a registry of this test."""
        registry = docker_registry(self)
        archive = self.folder / "db.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            for name in ("trivy.db", "metadata.json"):
                tar.add(places.DATABASE / "db" / name, name)
        reference = f"{registry.address}/aquasecurity/trivy-db:2"
        self.tool("regctl", "registry", "set", registry.address, "--tls", "disabled", env={"HOME": self.folder})
        self.tool("regctl", "artifact", "put", "--config-type", "application/vnd.aquasec.trivy.config.v1+json", "--file", archive.name,
                  "--file-media-type", "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip", "--file-title", reference,
                  env={"HOME": self.folder}, cwd=self.folder)
        composite, inputs = self.composite()
        return composite, {**inputs, "database": reference}

    def test_without_an_image_it_installs(self):
        composite, inputs = self.composite()
        outputs = composite.run(**inputs)
        self.assertEqual([0, 0, 0], [step.code for step in composite.steps])
        self.assertEqual(["Which pushgate", "Cached pushgate and Trivy", "Install pushgate"], [step.name for step in composite.steps])
        self.assertIn("pushgate ", composite.step("Install pushgate").log)
        self.assertEqual("", outputs["digest"])

    def test_a_tarball_of_another_sha256_is_refused(self):
        composite, inputs = self.composite()
        composite.run(**{**inputs, "sha256": "0" * 64})
        step = composite.step("Install pushgate")
        self.assertEqual(REFUSED, step.code)
        self.assertIn(f"pushgate-9.8.7-linux-x86_64.tar.gz has the SHA-256 {inputs['sha256']}; expected {'0' * 64}", step.log)

    def test_a_version_needs_its_sha256(self):
        composite, _ = self.composite()
        composite.run(version="9.8.7")
        self.assertEqual(MISUSE, composite.steps[0].code)
        self.assertIn("version 9.8.7 needs sha256, the 64 hexadecimal digits of its tarball", composite.steps[0].log)

    def test_a_release_that_is_not_there(self):
        composite, inputs = self.composite()
        composite.run(**{**inputs, "version": "9.8.6"})
        self.assertEqual(UNCHECKED, composite.step("Install pushgate").code)
        self.assertIn("v9.8.6/pushgate-9.8.6-linux-x86_64.tar.gz cannot be downloaded", composite.step("Install pushgate").log)

    def test_an_image_that_passes(self):
        composite, inputs = self.with_database()
        outputs = composite.run(**inputs, image=places.image("small"), service="", sarif="true", artifact="evidence-app")
        gate = composite.step("Gate")
        self.assertIsNotNone(gate, composite)
        self.assertEqual(0, gate.code, gate.log)
        self.assertEqual({"digest": places.manifest_of("small"), "verdict": "pass", "score": "", "evidence": "pushgate-evidence"}, outputs)
        self.assertTrue((self.folder / "pushgate-evidence" / "sbom.cdx.json").exists())
        self.assertIn("# pushgate: pass", gate.summary)
        manifest = run("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{inputs['database']}").out
        digest = hashlib.sha256(manifest.encode()).hexdigest()
        self.assertEqual(f"pushgate-trivy-db-{digest}", composite.step("Cached vulnerability database").inputs["key"])
        self.assertEqual({"name": "evidence-app", "path": "pushgate-evidence", "if-no-files-found": "error"}, composite.step("Evidence").inputs)
        self.assertEqual("pushgate-evidence/report.sarif", composite.step("Findings to code scanning").inputs["sarif_file"])

    def test_an_image_that_is_staged_has_no_tag(self):
        composite, inputs = self.with_database()
        repository = inputs["database"].partition("/")[0] + "/acme/app"
        outputs = composite.run(**inputs, image=places.image("small"), service="", push=f"{repository}:20261121-aaaaaaa",
                                no_tag="true", private_key=self.key().read_text(), password="secret")
        self.assertEqual(0, composite.step("Gate").code, composite.step("Gate").log)
        self.assertEqual(outputs["digest"], self.tool("crane", "digest", "--insecure", f"{repository}@{outputs['digest']}").out.strip())
        tags = self.tool("crane", "ls", "--insecure", repository).out.split()
        self.assertNotIn("20261121-aaaaaaa", tags)

    def test_an_image_that_is_refused_leaves_its_evidence(self):
        composite, inputs = self.with_database()
        outputs = composite.run(**inputs, image=places.image("small-vulnerable"), artifact="evidence-app")
        self.assertEqual(REFUSED, composite.step("Gate").code)
        self.assertEqual("deny", outputs["verdict"])
        self.assertIsNotNone(composite.step("Evidence"))
        self.assertIsNone(composite.step("Findings to code scanning"))

    def test_only_what_a_change_brought_fails(self):
        composite, inputs = self.with_database()
        before = self.folder / "before"
        self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", before))
        outputs = composite.run(**inputs, image=places.image("small-vulnerable"), since=str(before))
        self.assertEqual((0, "deny"), (composite.step("Gate").code, outputs["verdict"]), composite.step("Gate").log)
        self.assertIn("passes as --only-new", composite.step("Gate").log)

    def test_an_image_that_is_not_there_is_no_pass(self):
        composite, inputs = self.with_database()
        outputs = composite.run(**inputs, image="oci:nowhere:none", artifact="evidence-app")
        self.assertEqual(UNCHECKED, composite.step("Gate").code)
        self.assertEqual(("unknown", ""), (outputs["verdict"], outputs["digest"]))
        self.assertIsNone(composite.step("Evidence"))

    def test_nothing_in_an_image_becomes_a_command(self):
        """Names in the database of packages, in paths and in the configuration, each a command of the runner's."""
        files = debian(deb("::set-output name=verdict::pass", "1"), deb("apt", "2.6.1")) | wheel("urllib3", "1.26.4")
        files |= {f"{SITE}/::add-mask::a/METADATA": "x", f"{SITE}/{HOSTILE}.dist-info/METADATA": f"Name: {HOSTILE}\nVersion: 1\n##[add-mask]b\n"}
        write_image(self.folder / "layout", "hostile", [tar_of(files)], {"User": "::stop-commands::x\n::error::y"})
        composite, inputs = self.with_database()
        outputs = composite.run(**inputs, image=f"oci:{self.folder}/layout:hostile")
        gate = composite.step("Gate")
        self.assertNotEqual(0, gate.code)
        self.assertNotEqual("pass", outputs["verdict"])
        self.assertEqual([], commands_in(gate.log), gate.log)
        for line in gate.summary.splitlines():
            self.assertFalse(line.strip().startswith("::"), line)

    def test_the_summary_of_a_step_stays_within_a_mebibyte(self):
        summary = self.folder / "summary.md"
        for already in (1024 * 1024 - 700, 1024 * 1024, 1024 * 1024 + 5):
            summary.write_text("#" * already)
            self.expect(REFUSED, self.gate("small-vulnerable", env={"GITHUB_STEP_SUMMARY": summary}))
            self.assertLessEqual(len(summary.read_bytes()), max(already, 1024 * 1024))
        summary.write_text("#" * (1024 * 1024 - 700))
        self.gate("small-vulnerable", env={"GITHUB_STEP_SUMMARY": summary})
        self.assertTrue(summary.read_text().endswith("*The summary ends here: GitHub takes 1 MiB. report.md has all of it.*\n"))


class FamilyImage(Case):
    def base_image(self, **env):
        output = self.folder / "output"
        output.write_text("")
        outcome = run(SCRIPTS / "base_image.sh", env={"GITHUB_OUTPUT": output, "BUILT": "false", **env})
        return outcome, read_outputs(output.read_text())

    def test_it_is_the_newest_or_the_one_that_this_run_built(self):
        registry = docker_registry(self)
        family = f"{registry.address}/acme/family-web"
        digests = {}
        for tag, created in (("20261120-ccccccc", "2026-11-20T10:00:00Z"), ("20261120-bbbbbbb", "2026-11-20T11:00:00Z"),
                             ("20261119-ddddddd", "2026-11-21T11:00:00Z"), ("latest", "2026-11-22T00:00:00Z")):
            write_image(self.folder / "layout", tag, [tar_of({"etc/tag": tag})])
            self.tool("crane", "push", "--insecure", self._archive(tag, created), f"{family}:{tag}")
            digests[tag] = self.tool("crane", "digest", "--insecure", f"{family}:{tag}").out.strip()
        outcome, outputs = self.base_image(FAMILY=family)
        self.assertEqual({"image": f"{family}@{digests['20261120-bbbbbbb']}"}, outputs, outcome)
        evidence = self.folder / "evidence"
        evidence.mkdir()
        for digest, code in ((digests["20261119-ddddddd"], PASSED), ("sha256:" + "0" * 64, UNCHECKED), ("latest", UNCHECKED)):
            (evidence / "subject.json").write_text(json.dumps({"digest": digest}))
            outcome, outputs = self.base_image(FAMILY=family, BUILT="true", EVIDENCE=evidence)
            self.assertEqual((code, {"image": f"{family}@{digest}"} if code == PASSED else {}), (outcome.code, outputs), outcome)

    def _archive(self, tag, created):
        """The image as a layout of its own, made at a time."""
        home = self.folder / tag
        self.tool("umoci", "init", "--layout", home)
        self.tool("umoci", "new", "--image", f"{home}:{tag}")
        self.tool("umoci", "config", "--image", f"{home}:{tag}", "--created", created, "--os", "linux", "--architecture", "amd64")
        return home

    def test_a_family_that_was_never_built_is_named(self):
        registry = docker_registry(self)
        family = f"{registry.address}/acme/family-web"
        home = self._archive("latest", "2026-11-22T00:00:00Z")
        self.tool("crane", "push", "--insecure", home, f"{family}:latest")
        outcome, outputs = self.base_image(FAMILY=family)
        self.assertEqual(UNCHECKED, outcome.code)
        self.assertEqual({}, outputs)
        self.assertIn(f"the family {family} has no tag YYYYMMDD-<git_sha>; build the family first", outcome.err)


class Tags(StagedFleet):
    def tag(self, tag, images, **env):
        path = f"{places.PUSHGATE.parent}:{os.environ['PATH']}"
        return run(SCRIPTS / "tags.sh", cwd=self.folder, env={
            "PATH": path, "FLEET": "pushgate.yaml", "EVIDENCE": self.shared / tag, "IMAGES": json.dumps(images), "TAG": tag,
            "MOVING": "", "PUBLIC_KEY": "release.pub", **env})

    def test_the_images_of_a_run_get_their_tags(self):
        images = [f"{self.prefix}/app", f"{self.prefix}/pipeline/pc2"]
        outcome = self.expect(PASSED, self.tag(T1, images, MOVING="latest stable"))
        self.assertIn(f"MOVED  {T1} (run 1): 6 tags\n", outcome.out)
        self.assertEqual([], commands_in(outcome.out))
        of = {name: T1 for name in ("app", "pipeline/pc2")}
        self.assertEqual({f"{name}:{tag}": of.get(name) for name in REPOSITORIES for tag in (T1, "latest", "stable")},
                         self.tags(T1, "latest", "stable"))

    def test_one_image_without_evidence_keeps_all_tags_back(self):
        outcome = self.expect(REFUSED, self.tag(T1, [f"{self.prefix}/app", f"{self.prefix}-web"]))
        self.assertIn("REFUSED", outcome.out)
        self.assertEqual(self.all_at(None, T1), self.tags(T1))
        self.assertEqual(MISUSE, self.tag(T1, ["ghcr.io/acme/other"]).code)


if __name__ == "__main__":
    main()
