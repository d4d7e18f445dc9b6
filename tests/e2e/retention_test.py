# SPDX-License-Identifier: Apache-2.0
"""`pushgate retention` against a real registry: what stays can be pulled and verified by other people's tools after the
registry's own garbage collection."""

import json
import os
import signal
import subprocess
import time

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.image import CONFIG, MANIFEST, Image, write_blob, write_index, written
from support.process import pushgate, run
from support.registries import docker_registry
from support.rollout_case import V1, V2, RolloutCase

OLD, NEW, RELEASE = "20200101-aaaaaaa", "20260101-bbbbbbb", "release-1"
IN_TOTO = "application/vnd.in-toto+json"


def attestation(layout, image):
    """As BuildKit puts one beside an image in an index."""
    statement = written({"_type": "https://in-toto.io/Statement/v0.1", "subject": [{"digest": {"sha256": image["digest"][7:]}}],
                         "predicateType": "https://spdx.dev/Document"})
    layer = {"mediaType": IN_TOTO, "digest": write_blob(layout, statement), "size": len(statement),
             "annotations": {"in-toto.io/predicate-type": "https://spdx.dev/Document"}}
    config = written({"architecture": "unknown", "os": "unknown", "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}})
    manifest = written({"schemaVersion": 2, "mediaType": MANIFEST, "layers": [layer],
                        "config": {"mediaType": CONFIG, "digest": write_blob(layout, config), "size": len(config)}})
    return {"mediaType": MANIFEST, "digest": write_blob(layout, manifest), "size": len(manifest),
            "annotations": {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"]},
            "platform": {"architecture": "unknown", "os": "unknown"}}


class Repository(Case):
    """A repository with an old index, a new one that shares a platform with it, and a release."""

    rules = "retention: {keep_last: 1, keep_tags: [\"^release-\"]}\n"

    def setUp(self):
        super().setUp()
        self.registry = self.start()
        self.repository = f"{self.registry.address}/team/app"
        self.layout = self.folder / "layout"
        self.fleet(self.rules)

    def start(self):
        return docker_registry(self)

    def fleet(self, rules):
        (self.folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {self.registry.address}/team\nservices: {{app: {{}}}}\n{rules}")

    def index(self, tag, *images):
        """An index with an attestation for each platform."""
        entries = [image.write(self.layout) for image in images]
        write_index(self.layout, tag, entries + [attestation(self.layout, entry) for entry in entries])

    def push(self, tag):
        self.tool("skopeo", "copy", "-q", "--all", "--dest-tls-verify=false", f"oci:{self.layout}:{tag}",
                  f"docker://{self.repository}:{tag}")

    def fill(self):
        base = {"base": "shared by all " * 100}
        self.old = Image([base, {"app": "old"}])
        self.shared = Image([base, {"app": "arm"}], platform=("linux", "arm64"))
        self.index(OLD, self.old, self.shared)
        self.index(NEW, Image([base, {"app": "new"}]), self.shared)
        Image([base, {"app": "release"}]).write(self.layout, RELEASE)
        self.push(OLD)
        self.push(NEW)
        self.tool("regctl", "registry", "set", "--tls", "disabled", self.registry.address, env=self.home())
        self.tool("regctl", "image", "copy", f"ocidir://{self.layout}:{RELEASE}", f"{self.repository}:{RELEASE}", env=self.home())
        self.tool("crane", "tag", "--insecure", f"{self.repository}:{RELEASE}", "stable")

    def home(self):
        return {"REGCTL_CONFIG": str(self.folder / "regctl.json")}

    def digest(self, reference):
        return self.tool("crane", "digest", "--insecure", reference).out.strip()

    def retention(self, *words, **options):
        return pushgate("retention", *words, cwd=self.folder, timeout=120, **options)

    def plan(self, code=PASSED, *flags):
        outcome = self.expect(code, self.retention("plan", "-o", "plan.json", *flags))
        self.document = json.loads((self.folder / "plan.json").read_text())
        return outcome

    def apply(self, code=PASSED, *flags, **options):
        return self.expect(code, self.retention("apply", "plan.json", "--yes", "--max-share", "100", *flags, **options))

    def going(self):
        return [one for repository in self.document["repositories"] for one in repository["manifests"] if one["action"] == "remove"]

    def tags(self):
        return sorted(self.registry.get("/v2/team/app/tags/list")["tags"])


class WithEvidence(Repository):
    """Everything is signed in both of cosign's forms, and has an SBOM as a referrer."""

    rules = Repository.rules.replace("keep_last", "grace_days: 0, keep_last")

    def setUp(self):
        super().setUp()
        self.private = make_key(self.folder)
        self.fill()
        for tag in (OLD, NEW, RELEASE):
            reference = f"{self.repository}@{self.digest(f'{self.repository}:{tag}')}"
            for form in ("true", "false"):
                self.tool("cosign", "sign", "--key", self.private, "--tlog-upload=false", "--use-signing-config=false", "-y",
                          f"--new-bundle-format={form}", reference, env={"COSIGN_PASSWORD": "secret"})
            self.tool("regctl", "artifact", "put", "--artifact-type", "application/vnd.cyclonedx+json", "--subject", reference,
                      stdin='{"bomFormat":"CycloneDX"}', env=self.home())

    def test_what_stays_is_whole_after_the_garbage_collection(self):
        tags = self.tags()
        old = self.digest(f"{self.repository}:{OLD}")
        mine = [tag for tag in tags if old.removeprefix("sha256:") in tag]
        self.assertEqual(2, len(mine), tags)  # the fallback tag and .sig
        self.plan()
        gone = self.going()
        self.assertIn([OLD], [one["tags"] for one in gone])
        self.assertNotIn(self.shared.digest, [one["digest"] for one in gone])
        # The index, its own platform and two attestations less that of the shared one, the signature, the bundle, the
        # SBOM and the fallback index.
        self.assertEqual(7, len(gone), gone)
        outcome = self.apply()
        self.assertRegex(outcome.out, r"^127\.0\.0\.1:\d+/team/app: 7 of \d+ manifests removed; \d+ that stay are whole\n$")
        self.assertEqual([tag for tag in tags if tag not in [OLD, *mine]], self.tags())
        self.registry.stop()
        self.expect(PASSED, run("docker-registry", "garbage-collect", str(self.folder / "registry.yml")))
        again = subprocess.Popen(["docker-registry", "serve", str(self.folder / "registry.yml")],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(again.wait)
        self.addCleanup(again.terminate)
        for _ in range(200):
            if self.answers():
                break
            time.sleep(0.05)
        for tag in (NEW, RELEASE, "stable"):
            self.tool("skopeo", "copy", "-q", "--all", "--src-tls-verify=false", f"docker://{self.repository}:{tag}",
                      f"oci:{self.folder / 'pulled'}:{tag}")
            reference = f"{self.repository}@{self.digest(f'{self.repository}:{tag}')}"
            for form in ("true", "false"):
                self.tool("cosign", "verify", "--key", self.private.with_suffix(".pub"), "--insecure-ignore-tlog=true",
                          f"--new-bundle-format={form}", reference)
            listed = self.tool("regctl", "artifact", "list", reference, "--format", "{{json .}}", env=self.home())
            self.assertIn("application/vnd.cyclonedx+json", listed.out)

    def answers(self):
        try:
            return self.registry.get("/v2/") is not None
        except OSError:
            return False

    def test_what_was_signed_in_the_grace_period_stays(self):
        self.fleet(Repository.rules)
        self.plan()
        self.assertEqual([], self.going())

    def test_killed_and_then_again(self):
        self.plan()
        process = subprocess.Popen([places.PUSHGATE, "retention", "apply", "plan.json", "--yes", "--max-share", "100"],
                                   cwd=self.folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        first = process.stderr.readline().decode()
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        self.assertIn(f": removed sha256:", first)
        before = self.expect(PASSED, self.retention("apply", "plan.json", "--max-share", "100"))
        self.assertRegex(before.out, r"manifests would go \(\d went in a run before\)")
        self.apply()
        self.assertNotIn(OLD, self.tags())
        self.assertRegex(self.apply().out, r": 0 of \d+ manifests removed \(7 went in a run before\); \d+ that stay are whole\n$")


class Plans(Repository):
    def setUp(self):
        super().setUp()
        self.fill()

    def test_what_it_says(self):
        outcome = self.plan()
        lines = outcome.out.splitlines()
        self.assertRegex(lines[0], rf"^{self.repository}: 3 of 9 manifests go, 0\.0 MB freed$")
        self.assertEqual(["", "TAGS", "DIGEST", "WHY"], ["", *lines[1].split()])
        text = "\n".join(" ".join(line.split()) for line in lines)
        self.assertIn(f"goes {OLD} {self.digest(f'{self.repository}:{OLD}')[7:19]} no rule keeps it", text)
        self.assertIn(f"goes {self.old.digest[7:19]} part of {OLD}", text)
        self.assertIn(f"stays {self.shared.digest[7:19]} part of {NEW}", text)
        self.assertIn("one of the newest 1", text)
        self.assertIn("tag release-1 matches ^release-", text)
        self.assertEqual("3 of 9 manifests go, 0.0 MB freed; what images share is counted once", lines[-1])
        self.assertEqual("pushgate.retention-plan/v1", self.document["schema"])
        self.assertEqual(json.loads(self.expect(PASSED, self.retention("plan", "--format", "json")).out)["repositories"],
                         self.document["repositories"])

    def test_nothing_goes_without_yes(self):
        self.plan()
        before = self.tags()
        outcome = self.expect(PASSED, self.retention("apply", "plan.json", "--max-share", "50"))
        self.assertEqual(f"{self.repository}: 3 of 9 manifests would go\nnothing was removed; --yes does it\n", outcome.out)
        self.assertEqual(before, self.tags())

    def test_more_than_its_share(self):
        self.plan()
        outcome = self.expect(REFUSED, self.retention("apply", "plan.json", "--yes"))
        self.assertEqual(f"pushgate: error: {self.repository}: 3 of 9 manifests are to go; expected at most 20 %\n"
                         "  hint: look through the plan, then raise it with --max-share PERCENT\n", outcome.err)
        self.assertIn(OLD, self.tags())

    def test_a_repository_that_has_changed(self):
        self.plan()
        self.tool("crane", "tag", "--insecure", f"{self.repository}:{OLD}", "new-name")
        old = self.digest(f"{self.repository}:{OLD}")
        outcome = self.apply(REFUSED)
        self.assertEqual(f"pushgate: error: {self.repository}: has changed since the plan was made: {old} has the tags "
                         f"[{OLD} new-name]; expected [{OLD}]\n  hint: make the plan again: pushgate retention plan -o FILE\n",
                         outcome.err)
        self.assertIn(OLD, self.tags())

    def test_a_hold_that_came_after_the_plan(self):
        self.plan()
        self.fleet("retention: {keep_last: 1, keep_tags: [\"^release-\"], holds: [{tag: " + OLD + ", reason: audit}]}\n")
        outcome = self.apply(REFUSED)
        self.assertIn(f"{self.digest(f'{self.repository}:{OLD}')} must stay now: hold: audit\n", outcome.err)
        self.plan()
        self.assertEqual([], self.going())

    def test_wrong_use(self):
        self.fleet("")
        self.assertEqual("pushgate: error: pushgate.yaml: has no \"retention\"; expected the rules by which images are kept\n"
                         "  hint: retention: {keep_last: 5, keep_days: 30}\n", self.expect(MISUSE, self.retention("plan")).err)
        self.fleet("retention: {protect: deployed, keep_last: 1}\n")
        self.assertEqual("pushgate: error: pushgate.yaml: has \"protect: deployed\" and no \"rollout\"; expected how hosts are asked "
                         "what they run\n", self.expect(MISUSE, self.retention("plan")).err)
        self.assertEqual("pushgate: error: pushgate.yaml: has no service 'ap'\n",
                         self.expect(MISUSE, self.retention("plan", "--service", "ap")).err)
        self.expect(MISUSE, self.retention("apply", "not-there.json"))

    def test_a_registry_that_is_not_there(self):
        self.registry.stop()
        outcome = self.expect(UNCHECKED, self.retention("plan", "-o", "plan.json"))
        self.assertFalse((self.folder / "plan.json").exists())
        self.assertEqual("", outcome.out)
        self.assertIn("while listing the tags of", outcome.err)


class WithoutDeletion(Repository):
    def start(self):
        return docker_registry(self, deletes=False)

    def test_what_to_do_is_said(self):
        self.fill()
        self.plan()
        outcome = self.apply(REFUSED)
        self.assertIn(": 0 of 9 manifests removed; 9 that stay are whole\n", outcome.out)
        self.assertIn("  left: " + self.digest(f"{self.repository}:{OLD}") + ": the registry does not delete manifests (405 UNSUPPORTED); "
                      "docker-registry does with REGISTRY_STORAGE_DELETE_ENABLED=true, and ghcr.io through its REST API only\n", outcome.out)


class Deployed(RolloutCase):
    def test_what_hosts_run_stays_and_who_cannot_be_asked_stops_it(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        file = self.fleet.folder / "pushgate.yaml"
        file.write_text(file.read_text() + "retention: {keep_last: 1, protect: deployed}\n")
        outcome = self.expect(PASSED, pushgate("retention", "plan", cwd=self.fleet.folder))
        self.assertIn("deployed: app on mainpc", outcome.out)
        self.assertRegex(outcome.out, r"\n0 of \d+ manifests go")
        self.fleet.hosts["pc2"].stop()
        outcome = self.expect(UNCHECKED, pushgate("retention", "plan", cwd=self.fleet.folder))
        self.assertIn("cannot be thinned out: app on pc2 does not say what it runs", outcome.err)


if __name__ == "__main__":
    main()
