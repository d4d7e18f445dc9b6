# SPDX-License-Identifier: Apache-2.0
"""The receipt: everything that a decision was made from, each by its digest."""

import base64
import hashlib
import json
import os
import shutil
import subprocess

from support import images, places
from support.case import PASSED, UNCHECKED, Case, main
from support.fake_trivy import during_scan
from support.image import Image, attestation, write_index
from support.process import pushgate
from support.registries import strict_registry

LENIENT = "version: 1\nfail_on: [CRITICAL]\nscanner: {max_database_age: 3650d}\n"
LOCK = "urllib3==2.2.1 \\\n    --hash=sha256:450b20ec296a467077128bff42b73080516e71b56ff59a60a02bef2232c4fa9d\n"


def sha256(file):
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


class Inputs(Case):
    def setUp(self):
        super().setUp()
        self.tree = self.folder / "tree"
        self.evidence = self.folder / "evidence"
        (self.tree / "app").mkdir(parents=True)
        (self.tree / "policy.yaml").write_text(LENIENT)
        (self.tree / "app" / "Dockerfile").write_text("FROM scratch\n")

    def git(self, *words):
        identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
        return subprocess.run(["git", *words], cwd=self.tree, check=True, capture_output=True, text=True,
                              env={**os.environ, **identity}).stdout.strip()

    def commit(self):
        self.git("init", "-q")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "all")
        return self.git("rev-parse", "HEAD")

    def gated(self, image="small", *flags, code=PASSED, **options):
        return self.expect(code, self.gate(image, "--policy", "policy.yaml", "--evidence", self.evidence, *flags, cwd=self.tree, **options))

    def inputs(self):
        return json.loads((self.evidence / "inputs.json").read_text())["inputs"]

    def of_kind(self, kind):
        return [one for one in self.inputs() if one["kind"] == kind]

    def statement(self):
        return json.loads(base64.b64decode(json.loads((self.evidence / "receipt.dsse.json").read_text())["payload"]))

    def test_everything_that_went_into_it_is_named(self):
        shutil.copytree(places.EXAMPLE, self.tree / "app", dirs_exist_ok=True)
        commit = self.commit()
        wheels = places.wheelhouse("good")
        self.gated("oci:" + str(places.LAYOUT) + ":good", "--fleet", "app/pushgate.yaml", "--service", "app", "--wheelhouse", wheels,
                   "--dockerfile", "app/Dockerfile", "--key", self.key())
        sums = subprocess.run("LC_ALL=C sha256sum -- * | LC_ALL=C sort -k2 | sha256sum", shell=True, cwd=wheels, check=True,
                              capture_output=True, text=True).stdout.split()[0]
        findings = json.loads((self.evidence / "findings.json").read_text())["summary"]
        scanner = findings["scanner"]
        rules = next(one["sha256"] for one in self.inputs() if one["kind"] == "rules")
        self.assertEqual(sha256(places.ROOT / "policies/rules.yaml"), rules)
        known = {name: value for name, value in scanner.items() if name not in ("name", "binary")}
        self.assertEqual([
            {"kind": "image", "name": f"oci:{places.LAYOUT}:good", "sha256": places.manifest_of("good"), "platform": "linux/amd64"},
            {"kind": "fleet", "name": "app/pushgate.yaml", "sha256": sha256(self.tree / "app/pushgate.yaml")},
            {"kind": "lock", "name": "app/requirements.lock", "sha256": sha256(self.tree / "app/requirements.lock")},
            {"kind": "lock-input", "name": "app/requirements.in", "sha256": sha256(self.tree / "app/requirements.in")},
            {"kind": "wheelhouse", "name": str(wheels), "sha256": f"sha256:{sums}", "files": len(list(wheels.iterdir()))},
            {"kind": "dockerfile", "name": "app/Dockerfile", "sha256": sha256(self.tree / "app/Dockerfile")},
            {"kind": "source", "name": "app", "sha256": None, "commit": commit, "dirty": False, "untracked": False},
            {"kind": "policy", "name": "policy.yaml", "sha256": sha256(self.tree / "policy.yaml")},
            {"kind": "rules", "name": "rules.yaml", "sha256": rules},
            {"kind": "scanner", "name": "trivy", "sha256": scanner["binary"], **known},
            {"kind": "scanner-database", "name": "trivy", "sha256": scanner["database"]},
            {"kind": "plan-score", "name": "app", "sha256": None, "score": findings["plan_score"]},
        ], self.inputs())
        self.assertEqual((self.tree / "policy.yaml").read_bytes(), (self.evidence / "policy.yaml").read_bytes())

        summary = self.statement()["predicate"]
        self.assertEqual(summary["policy"], {"uri": "policy.yaml", "digest": {"sha256": sha256(self.tree / "policy.yaml")[7:]}})
        named = {one["uri"]: one["digest"] for one in summary["inputAttestations"]}
        self.assertEqual(len(named), len(summary["inputAttestations"]))
        files = {file.name: {"sha256": sha256(file)[7:]} for file in self.evidence.iterdir() if file.name != "receipt.dsse.json"}
        self.assertEqual(files, {uri: digest for uri, digest in named.items() if ":" not in uri})
        self.assertEqual({
            **{f"{one['kind']}:{one['name']}".replace(f"oci:{places.LAYOUT}:", f"oci%3A{places.LAYOUT}%3A"): {"sha256": one["sha256"][7:]}
               for one in self.inputs() if one["sha256"]},
            "source:app": {"gitCommit": commit}}, {uri: digest for uri, digest in named.items() if ":" in uri})

    def test_what_a_lock_includes(self):
        (self.tree / "app" / "all.lock").write_text("-r more.lock\n")
        (self.tree / "app" / "more.lock").write_text(LOCK)
        self.gated("small", "--lock", "app/all.lock")
        self.assertEqual(["app/all.lock", "app/more.lock"], [one["name"] for one in self.of_kind("lock")])

    def test_a_lock_that_is_not_compared_with_what_it_was_made_of(self):
        shutil.copy(places.EXAMPLE / "requirements.lock", self.tree / "app")
        shutil.copy(places.EXAMPLE / "requirements.in", self.tree / "app")
        self.gated("small", "--lock", "app/requirements.lock", "--no-inputs")
        self.assertEqual([], self.of_kind("lock-input"))

    def test_the_index_that_the_image_was_chosen_from(self):
        layout = self.folder / "layout"
        one, other = (Image([images.debian(images.deb("apt", "2.6.1"))], platform=("linux", machine)).write(layout)
                      for machine in ("amd64", "arm64"))
        write_index(layout, "both", [one, other, attestation(layout, of=one)])
        index = json.loads((layout / "index.json").read_text())["manifests"][-1]["digest"]
        self.gated(f"oci:{layout}:both", "--platform", "linux/arm64")
        self.assertEqual([{"kind": "image", "name": f"oci:{layout}:both", "sha256": other["digest"], "platform": "linux/arm64"},
                          {"kind": "index", "name": f"oci:{layout}:both", "sha256": index}], self.inputs()[:2])
        self.assertEqual([], [one for one in self.small_inputs() if one["kind"] == "index"])

    def small_inputs(self):
        self.gated()
        return self.inputs()

    def test_the_revision_and_what_is_changed_in_its_tree(self):
        commit = self.commit()
        for made, dirty, untracked in ((lambda: None, False, False),
                                       (lambda: (self.tree / "note.txt").write_text("new"), False, True),
                                       (lambda: (self.tree / "policy.yaml").write_text(LENIENT + "# changed\n"), True, True)):
            made()
            self.gated("small", "--dockerfile", "app/Dockerfile")
            self.assertEqual([{"kind": "source", "name": "app", "sha256": None, "commit": commit, "dirty": dirty, "untracked": untracked}],
                             self.of_kind("source"))

    def test_no_program_of_the_repository_is_run(self):
        (self.tree / ".gitattributes").write_text("* filter=mine\n")
        commit = self.commit()
        ran = self.folder / "ran"
        for name in ("clean", "smudge", "process"):
            self.git("config", f"filter.mine.{name}", f"touch {ran}; cat")
        self.git("config", "filter.mine.required", "true")
        self.git("config", "core.fsmonitor", f"touch {ran}")
        os.utime(self.tree / "policy.yaml", (1, 1))  # so that git has to look into it
        self.gated("small", "--dockerfile", "app/Dockerfile")
        self.assertFalse(ran.exists())
        self.assertEqual([commit], [one["commit"] for one in self.of_kind("source")])
        self.git("config", "filter.a=b.clean", f"touch {ran}; cat")
        self.gated("small", "--dockerfile", "app/Dockerfile")
        self.assertFalse(ran.exists())
        self.assertEqual([{"kind": "source", "name": "app", "sha256": None, "commit": None,
                           "reason": "git config: names the filter 'filter.a=b.clean'; expected no = in it"}], self.of_kind("source"))

    def test_no_repository(self):
        self.gated("small", "--dockerfile", "app/Dockerfile")
        (source,) = self.of_kind("source")
        self.assertIsNone(source["commit"])
        self.assertTrue(source["reason"].startswith("app: is in no git work tree: "), source)

    def changed(self, path, script, *flags):
        """The file changes after Trivy was started, when lock, Dockerfile and fleet file have been read."""
        registry = strict_registry(self)
        registry.forget_log()
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        with during_scan(self.folder, temporary, script) as trivy:
            outcome = self.expect(UNCHECKED, self.gate("small", "--policy", "policy.yaml", "--evidence", self.evidence, "--key",
                                                       self.folder / "cosign.key", "--push", f"{registry.address}/app:v1", *flags,
                                                       trivy=trivy, cwd=self.tree, env={"TMPDIR": temporary}))
        self.assertEqual(f"pushgate: error: {path}: was changed while the image was checked\n"
                         "  hint: gate it again, and let nothing write there meanwhile\n", outcome.err)
        self.assertFalse(self.evidence.exists())
        self.assertEqual([], [one for one in registry.log() if one["method"] not in ("GET", "HEAD")])

    def test_a_file_that_changes_while_it_is_checked(self):
        (self.tree / "app" / "app.lock").write_text(LOCK)
        wheels = self.folder / "wheels"
        wheels.mkdir()
        (wheels / "urllib3-2.2.1-py3-none-any.whl").write_bytes(b"no wheel")
        lock = ("--lock", "app/app.lock")
        self.key()
        for path, script, flags in (
                ("app/app.lock", "printf '# more\\n' >> app/app.lock", lock),
                ("app/Dockerfile", "cp -p app/Dockerfile other && mv other app/Dockerfile", ("--dockerfile", "app/Dockerfile")),
                (str(wheels), f"touch {wheels}/new-1.0-py3-none-any.whl", (*lock, "--wheelhouse", wheels)),
                (str(wheels), f"printf x >> {wheels}/urllib3-2.2.1-py3-none-any.whl", (*lock, "--wheelhouse", wheels))):
            with self.subTest(script=script):
                # Trivy runs in a folder of its own.
                self.changed(path, f"cd {self.tree} && {script}; cd - > /dev/null", *flags)

    def test_a_lock_that_is_not_there(self):
        self.gated("small", "--lock", "app/none.lock", code=UNCHECKED)
        self.assertEqual([{"kind": "lock", "name": "app/none.lock", "sha256": None}], self.of_kind("lock"))

    def test_cosign_takes_it(self):
        registry = strict_registry(self, "-page", "100")  # cosign reads the first page of referrers alone
        key = self.key()
        reference = f"{registry.address}/app:v1"
        self.commit()
        self.gated("small", "--dockerfile", "app/Dockerfile", "--key", key, "--push", reference)
        envelope = json.loads(self.tool("cosign", "verify-attestation", "--key", key.with_suffix(".pub"), "--insecure-ignore-tlog=true",
                                        "--type", "https://slsa.dev/verification_summary/v1", reference).out)
        self.assertEqual(self.statement(), json.loads(base64.b64decode(envelope["payload"])))
        self.expect(PASSED, pushgate("verify", reference, "--key", key.with_suffix(".pub"), "--require", "receipt"))


if __name__ == "__main__":
    main()
