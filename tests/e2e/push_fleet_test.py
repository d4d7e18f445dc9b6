# SPDX-License-Identifier: Apache-2.0
"""`pushgate push --fleet`: services that were staged by digest get their tags in one step, or not at all."""

import json
import shutil
import signal
import subprocess
import time

from support import kill_at_fsync, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, main, make_key
from support.images import wheel
from support.process import environment, pushgate
from support.registries import docker_registry, referrers_registry
from support.staged_fleet import REPOSITORIES, REVISIONS, T1, T2, StagedFleet


class Moves(StagedFleet):
    def test_all_tags_move_and_the_second_time_there_is_nothing_to_do(self):
        outcome = self.expect(PASSED, self.push(T1, "--moving", "latest"))
        self.assertEqual(self.said(outcome.out), f"""\
  app                 SHORT-{T1}-app  receipt by release  {T1} new, latest new
  pipeline on mainpc  SHORT-{T1}-pipeline  receipt by release  {T1} new, latest new
  pipeline on pc2     SHORT-{T1}-pipeline/pc2  receipt by release  {T1} new, latest new
MOVED  {T1} (run 1): 6 tags
""")
        self.assertEqual(self.all_at(T1, T1, "latest"), self.tags(T1, "latest"))
        outcome = self.expect(PASSED, self.push(T1, "--moving", "latest"))
        self.assertIn(f"NOTHING TO DO  {T1}: every tag names its image already\n", outcome.out)
        document = self.expect(PASSED, self.push(T2, "--moving", "latest", "--format", "json")).json()
        self.assertEqual(("pushgate.push-fleet/v1", "moved", 2), (document["schema"], document["outcome"], document["run"]))
        self.assertEqual([(None, self.digests[T2]["app"]), (self.digests[T1]["app"], self.digests[T2]["app"])],
                         [(move["before"], move["after"]) for move in document["moves"] if move["repository"].endswith("/app")])
        self.assertEqual([T2] * 3 + ["latest"] * 3, [move["tag"] for move in document["moves"]])
        self.assertEqual(self.all_at(T2, "latest"), self.tags("latest"))

    def test_only_what_is_named(self):
        outcome = self.expect(PASSED, self.push(T1, "--only", f"{self.prefix}/app"))
        self.assertIn(f"MOVED  {T1} (run 1): 1 tag\n", outcome.out)
        self.assertEqual({**self.all_at(None, T1), f"app:{T1}": T1}, self.tags(T1))
        outcome = self.expect(MISUSE, self.push(T1, "--only", "ghcr.io/acme/app"))
        self.assertEqual("pushgate: error: --only: 'ghcr.io/acme/app' is no repository of the fleet file; expected one of FLEET-web, "
                         "FLEET/app, FLEET/pipeline, FLEET/pipeline/pc2\n", self.said(outcome.err))

    def test_a_moving_tag_does_not_go_back(self):
        self.expect(PASSED, self.push(T2, "--moving", "stable"))
        outcome = self.expect(REFUSED, self.push(T1, "--moving", "stable"))
        self.assertIn(f"""\
  app                 REFUSED
    FLEET/app:stable: would go back: it names {T2}-app, an image of revision {REVISIONS[T2]} that was made at \
2026-01-02T10:00:00Z; the new one was made before it, at 2026-01-01T10:00:00Z
      hint: leave --moving away, or say --allow-back
""", self.said(outcome.out))
        self.assertTrue(outcome.out.endswith(f"REFUSED  {T1}: not for 3 of 3 images; no tag was moved\n"), outcome)
        self.assertEqual({**self.all_at(None, T1), **self.all_at(T2, "stable")}, self.tags(T1, "stable"))
        self.expect(PASSED, self.push(T1, "--moving", "stable", "--allow-back"))
        self.assertEqual(self.all_at(T1, T1, "stable"), self.tags(T1, "stable"))

    def git(self, *words):
        identity = {"HOME": self.folder, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
                    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
        return self.tool("git", *words, cwd=self.folder, env=identity).out.strip()

    def test_the_history_of_git_decides_before_the_clock(self):
        """An old revision that is built again is younger, and older all the same."""
        self.git("init", "-q", ".")
        revisions = []
        for _ in range(2):
            self.git("commit", "-q", "--allow-empty", "-m", "change")
            revisions.append(self.git("rev-parse", "HEAD"))
        older, newer = revisions
        tags = {}
        for revision, day in ((older, 9), (newer, 3)):
            tags[revision] = f"2026010{day}-{revision[:10]}"
            self.stage("app", tags[revision], revision=revision, evidence=self.folder / revision / "app")
        only = ("--only", f"{self.prefix}/app", "--moving", "stable")
        self.expect(PASSED, self.push(tags[newer], *only, evidence=self.folder / newer))
        outcome = self.expect(REFUSED, self.push(tags[older], *only, evidence=self.folder / older))
        self.assertRegex(outcome.out, rf"/app:stable: would go back: it names \S+, an image of revision {newer}, which comes after {older} "
                                      "in the history of git\n")
        self.expect(PASSED, self.push(tags[older], *only, "--allow-back", evidence=self.folder / older))
        self.expect(PASSED, self.push(tags[newer], *only, evidence=self.folder / newer))

    def test_a_family_counts_where_there_is_evidence_of_it(self):
        evidence = self.evidence(T1)
        digest = self.stage("web", T1, service="", evidence=evidence / "evidence-web", repository=f"{self.prefix}-web")
        self.expect(PASSED, self.push(T1, evidence=evidence))
        found = self.tool("crane", "digest", "--insecure", f"{self.prefix}-web:{T1}").out.strip()
        self.assertEqual(digest, found)


class Refusals(StagedFleet):
    def refused(self, *lines, code=REFUSED, tag=T1, bad="1 of 3 images", **options):
        outcome = self.expect(code, self.push(tag, **options))
        for line in lines:
            self.assertIn(line + "\n", self.said(outcome.out).replace(str(self.folder), "FOLDER"))
        word = "REFUSED" if code == REFUSED else "COULD NOT CHECK"
        self.assertTrue(outcome.out.endswith(f"{word}  {tag}: not for {bad}; no tag was moved\n"), outcome)
        self.assertEqual(self.all_at(None, T1, T2), self.tags(T1, T2))
        return outcome

    def test_a_missing_receipt_and_missing_evidence(self):
        evidence = self.evidence(T1)
        (evidence / "evidence-app/receipt.dsse.json").unlink()
        shutil.rmtree(evidence / "evidence-pipeline-pc2")
        self.refused("  app                 REFUSED", "    FOLDER/evidence/evidence-app: it has no receipt",
                     "  pipeline on pc2     REFUSED", "    FLEET/pipeline/pc2: has no evidence in FOLDER/evidence",
                     evidence=evidence, bad="2 of 3 images")

    def test_a_denied_image(self):
        evidence = self.evidence(T1)
        shutil.rmtree(evidence / "evidence-app")
        self.stage("app", T1, files=wheel("urllib3", "1.26.4"), evidence=evidence / "evidence-app", code=REFUSED)
        outcome = self.refused("  app                 REFUSED", evidence=evidence)
        self.assertRegex(outcome.out, r"/evidence-app: says deny: vuln/")

    def test_evidence_that_was_tampered_with(self):
        evidence = self.evidence(T1)
        receipt = evidence / "evidence-app/receipt.dsse.json"
        document = json.loads(receipt.read_text())
        other = json.loads((evidence / "evidence-pipeline/receipt.dsse.json").read_text())
        receipt.write_text(json.dumps({**document, "signatures": other["signatures"]}))
        self.refused("    FOLDER/evidence/evidence-app: its receipt counts for nothing: is not signed by release", evidence=evidence)
        shutil.rmtree(evidence)
        evidence = self.evidence(T1)
        (evidence / "evidence-app/findings.json").write_text("{}")
        self.refused("  app                 REFUSED", evidence=evidence, bad="1 of 3 images")

    def test_a_strangers_receipt(self):
        stranger = self.folder / "stranger"
        stranger.mkdir()
        outcome = self.expect(REFUSED, self.push(T1, "--key", make_key(stranger).with_suffix(".pub")))
        self.assertTrue(outcome.out.endswith(f"REFUSED  {T1}: not for 3 of 3 images; no tag was moved\n"), outcome)

    def test_an_image_under_another_services_name(self):
        evidence = self.evidence(T1)
        shutil.rmtree(evidence / "evidence-app")
        self.stage("app", T1, service="pipeline", evidence=evidence / "evidence-app")
        self.refused("    FOLDER/evidence/evidence-app: was made for service pipeline; expected service app", evidence=evidence)

    def test_a_tag_of_another_revision(self):
        self.refused(f"    FLEET/app@{T1}-app: is of revision {REVISIONS[T1]}; expected one that begins with bbbbbbb2, as the tag says",
                     tag=T2, evidence=self.shared / T1, bad="3 of 3 images")

    def test_an_image_that_is_not_whole_in_the_registry(self):
        evidence = self.evidence(T1)
        shutil.rmtree(evidence / "evidence-app")
        digest = self.stage("app", T1, files={"etc/lost": "lost"}, evidence=evidence / "evidence-app")
        lost = self.tool("crane", "manifest", "--insecure", f"{self.prefix}/app@{digest}").json()["layers"][1]["digest"]
        self.registry.get(f"/v2/fleet/app/blobs/{lost}", method="DELETE")
        self.refused(f"    FLEET/app@{digest}: is not whole in the registry: {lost} is missing", evidence=evidence)
        self.registry.get(f"/v2/fleet/app/manifests/{digest}", method="DELETE")
        self.refused(f"    FLEET/app@{digest}: is not in the registry", evidence=evidence)

    def test_an_image_without_its_receipt_in_the_registry(self):
        evidence = self.evidence(T1)
        shutil.rmtree(evidence / "evidence-app")
        digest = self.stage("app", T1, files={"etc/alone": "alone"}, evidence=evidence / "evidence-app")
        while page := self.registry.get(f"/v2/fleet/app/referrers/{digest}")["manifests"]:
            for referrer in page:
                self.registry.get(f"/v2/fleet/app/manifests/{referrer['digest']}", method="DELETE")
        self.refused(f"    FLEET/app@{digest}: has no receipt beside it in the registry: release signed no receipt of this image",
                     evidence=evidence)

    def test_a_registry_that_does_not_answer(self):
        self.registry.fail("GET /v2/fleet/app/manifests/sha256", "status", times=-1, status=403)
        try:
            self.refused("  app                 COULD NOT CHECK", code=UNCHECKED)
        finally:
            self.registry.get("/_faults", method="DELETE")

    def test_wrong_use(self):
        for words, text in (
                (("--tag", "latest"), "--tag: 'latest' does not begin with a day and a dash; pushgate.yaml says YYYYMMDD-<git_sha>"),
                (("--tag", "a/b"), "--tag: 'a/b' is no tag; expected letters, digits, '_', '.' and '-', not '.' or '-' first, at most 128"),
                (("--tag", T1, "--moving", T2), f"--moving: '{T2}' is the tag of one revision; expected one that moves on, as latest"),
                (("--tag", T1, "--moving", "latest", "--moving", "latest"), "--moving: 'latest' is named twice"),
                ((), "push --fleet: --tag is required; expected --tag TAG")):
            outcome = self.expect(MISUSE, pushgate("push", "--fleet", "--evidence", self.shared / T1, *words, cwd=self.folder))
            self.assertEqual(f"pushgate: error: {text}\n", outcome.err)
        outcome = self.expect(REFUSED, pushgate("push", "--fleet", "--undo", cwd=self.folder))
        self.assertIn("pushgate: error: push --fleet --undo: there is no step that was interrupted\n", outcome.err)


class Failures(StagedFleet):
    def setUp(self):
        super().setUp()
        self.addCleanup(lambda: self.registry.get("/_faults", method="DELETE"))
        self.expect(PASSED, self.push(T1, "--moving", "latest"))

    def test_a_registry_that_fails_in_the_middle(self):
        self.registry.fail("PUT /v2/fleet/pipeline/manifests/latest", "status", times=-1, status=403)
        outcome = self.expect(UNCHECKED, self.push(T2, "--moving", "latest"))
        self.assertEqual(self.all_at(None, T2) | self.all_at(T1, "latest"), self.tags(T2, "latest"))
        self.assertIn(f"  app                 SHORT-{T2}-app  receipt by release  {T2} TAKEN AWAY again, latest PUT BACK to SHORT-{T1}-app\n",
                      self.said(outcome.out))
        self.assertTrue(self.said(outcome.out).replace(self.registry.address, "HOST").endswith(f"""\
PUT BACK  {T2} (run 2): every tag names what it named before
  why      FLEET/pipeline: forbids it (403), no credentials were asked for
    while putting manifest FLEET/pipeline:latest
    hint: docker login HOST with an account that may
"""), outcome)
        self.registry.get("/_faults", method="DELETE")
        self.expect(PASSED, self.push(T2, "--moving", "latest"))
        self.assertEqual(self.all_at(T2, T2, "latest"), self.tags(T2, "latest"))

    def test_a_registry_that_dies_in_the_middle(self):
        self.registry.fail("(PUT|DELETE) /v2/fleet/.*manifests", "status", times=-1, status=403, skip=4)
        outcome = self.expect(UNCHECKED, self.push(T2, "--moving", "latest"))
        self.assertIn(f"UNFINISHED  {T2} (run 2): ", outcome.out)
        self.registry.get("/_faults", method="DELETE")
        outcome = self.expect(REFUSED, self.push(T1, "--moving", "latest"))
        self.assertEqual(f"pushgate: error: push --fleet: run 2, to tag {T2}, was interrupted and is not finished\n"
                         f"  hint: the same command with --tag {T2} goes on with it, `pushgate push --fleet --undo` puts its tags back\n",
                         outcome.err)
        outcome = self.expect(REFUSED, self.push(T2, "--moving", "latest"))
        self.assertIn("  resumed  run 2 was interrupted while it was put back; that goes on\n", outcome.out)
        self.assertEqual(self.all_at(None, T2) | self.all_at(T1, "latest"), self.tags(T2, "latest"))

    def test_a_put_that_is_taken_and_not_done(self):
        self.registry.fail("PUT /v2/fleet/app/manifests/latest", "drop_after_store", times=-1)
        outcome = self.expect(UNCHECKED, self.push(T2, "--moving", "latest"))
        self.assertIn("PUT BACK", outcome.out)

    def interrupted(self, kill_at):
        return self.push(T2, "--moving", "latest", env={"LD_PRELOAD": kill_at_fsync.build(self.folder), "KILL_AT": kill_at})

    def test_other_evidence_after_the_kill(self):
        self.expect(-signal.SIGKILL, self.interrupted(7))
        evidence = self.evidence(T2)
        shutil.rmtree(evidence / "evidence-app")
        outcome = self.expect(REFUSED, self.push(T2, "--moving", "latest", evidence=evidence))
        self.assertIn("  resumed  run 2 was interrupted; its tags are put back\n", outcome.out)
        self.assertIn("  why      run 2 was interrupted, and not every image may be tagged any more\n", outcome.out)
        self.assertEqual(self.all_at(None, T2) | self.all_at(T1, "latest"), self.tags(T2, "latest"))

    def test_ctrl_c(self):
        self.registry.fail("PUT /v2/fleet/pipeline/manifests/latest", "hang", times=-1)
        command = [str(places.PUSHGATE), "push", "--fleet", "--evidence", str(self.shared / T2), "--tag", T2, "--moving", "latest"]
        with subprocess.Popen(command, cwd=self.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as step:
            self.addCleanup(step.kill)
            self.until(lambda: self.named("app", "latest") == self.digests[T2]["app"])
            step.send_signal(signal.SIGINT)
            out, err = step.communicate(timeout=30)
        self.assertEqual((-signal.SIGINT, ""), (step.returncode, out), err)
        self.assertIn("pushgate: error: interrupted by SIGINT\n", err)
        self.assertTrue(err.endswith("  while run 2\n  hint: run 2 is not finished: the same command goes on with it, "
                                     "`pushgate push --fleet --undo` puts its tags back\n"), err)
        self.registry.get("/_faults", method="DELETE")
        outcome = self.expect(PASSED, self.push(T2, "--moving", "latest"))
        self.assertIn("  resumed  run 2 was interrupted; it is finished\n", outcome.out)
        self.assertEqual(self.all_at(T2, T2, "latest"), self.tags(T2, "latest"))

    def until(self, holds):
        end = time.monotonic() + 30
        while not holds() and time.monotonic() < end:
            time.sleep(0.05)

    def test_what_somebody_else_moved_meanwhile_is_theirs(self):
        self.expect(-signal.SIGKILL, self.interrupted(9))  # app, pipeline and pc2 have their tags; latest is still to come
        self.tool("crane", "tag", "--insecure", f"{self.prefix}/pipeline@{self.digests[T1]['pipeline']}", T2)
        outcome = self.expect(REFUSED, self.push(T2, "--moving", "latest"))
        self.assertIn(f"  why      FLEET/pipeline:{T2}: names {T1}-pipeline now; expected {T2}-pipeline: somebody else moved it meanwhile\n",
                      self.said(outcome.out))
        self.assertIn(f"    FLEET/pipeline:{T2} names {T1}-pipeline, which somebody else put there\n", self.said(outcome.out))
        self.assertEqual({**self.all_at(None, T2), f"pipeline:{T2}": T1, **self.all_at(T1, "latest")}, self.tags(T2, "latest"))

    def test_a_journal_that_was_changed(self):
        journal = self.folder / ".pushgate/push/journal"
        journal.write_text(journal.read_text().replace(T1, T2, 1))
        outcome = self.expect(UNCHECKED, self.push(T2))
        self.assertIn(".pushgate/push/journal:2: is damaged: its checksum does not fit; nothing after it can be believed\n", outcome.err)


class Killed(StagedFleet):
    """kill -9 before and after every fsync of the journal, against a registry that takes no single tag away."""

    registry_of = staticmethod(docker_registry)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shim = kill_at_fsync.build(cls.shared)

    def forget_tags(self):
        for name in REPOSITORIES:
            tags = self.shared / f"registry/docker/registry/v2/repositories/fleet/{name}/_manifests/tags"
            for tag in (T1, T2, "latest"):
                shutil.rmtree(tags / tag, ignore_errors=True)

    def start_again(self):
        self.forget_tags()
        shutil.rmtree(self.folder / ".pushgate", ignore_errors=True)
        self.expect(PASSED, self.push(T1, "--moving", "latest"))

    def killed_at_every_step(self):
        for step in range(2, 100):
            self.start_again()
            outcome = self.push(T2, "--moving", "latest", env={"LD_PRELOAD": self.shim, "KILL_AT": step})
            if outcome.code != -signal.SIGKILL:
                self.expect(PASSED, outcome)
                self.assertEqual(step, 2 * 8 + 2)  # begin, six moves, end
                return
            yield step

    def test_the_same_command_finishes(self):
        said = set()
        for step in self.killed_at_every_step():
            with self.subTest(step=step):
                outcome = self.expect(PASSED, self.push(T2, "--moving", "latest"))
                self.assertEqual(self.all_at(T2, T2, "latest"), self.tags(T2, "latest"))
                said |= {line for line in outcome.out.splitlines() if line.startswith("  resumed") or line.startswith("NOTHING")}
        self.assertEqual({"  resumed  run 2 was interrupted; it is finished", f"NOTHING TO DO  {T2}: every tag names its image already"}, said)

    def test_undo_puts_back_what_it_can(self):
        for step in list(range(3, 17, 4)):
            with self.subTest(step=step):
                self.start_again()
                self.expect(-signal.SIGKILL, self.push(T2, "--moving", "latest", env={"LD_PRELOAD": self.shim, "KILL_AT": step}))
                undone = pushgate("push", "--fleet", "--undo", cwd=self.folder)
                self.assertEqual(self.all_at(T1, "latest"), self.tags("latest"), undone)
                new = [name for name, tag in self.tags(T2).items() if tag]
                if new:  # this registry cannot take them away
                    self.expect(REFUSED, undone)
                    self.assertIn(f"NOT ALL PUT BACK  {T2} (run 2): {len(new)} tag{'s' * (len(new) > 1)} cannot be put back\n", undone.out)
                    self.assertIn("the registry takes no single tag away (400 DIGEST_INVALID", undone.out)
                else:
                    self.expect(PASSED, undone)
                self.expect(PASSED, self.push(T2, "--moving", "latest"))

    def test_two_at_the_same_time(self):
        self.start_again()
        command = [str(places.PUSHGATE), "push", "--fleet", "--evidence", str(self.shared / T2), "--tag", T2]
        journal = self.folder / ".pushgate/push/journal"
        with subprocess.Popen(["flock", "--no-fork", str(journal), "sleep", "60"]) as other:
            try:
                while subprocess.run(["flock", "-n", str(journal), "true"], check=False).returncode == 0:
                    pass
                outcome = self.expect(REFUSED, pushgate(*command[1:], cwd=self.folder))
                self.assertEqual("pushgate: error: .pushgate/push/journal: is in use by another process that writes it\n"
                                 "  hint: wait until that one has ended\n", outcome.err)
            finally:
                other.kill()


class OtherRegistry(StagedFleet):
    """The Go registry, which has the referrers API and takes tags away."""

    registry_of = staticmethod(referrers_registry)

    def test_moved_and_undone(self):
        self.expect(PASSED, self.push(T1, "--moving", "latest"))
        outcome = self.push(T2, "--moving", "latest", env={"LD_PRELOAD": kill_at_fsync.build(self.folder), "KILL_AT": 9})
        self.expect(-signal.SIGKILL, outcome)
        outcome = self.expect(PASSED, pushgate("push", "--fleet", "--undo", cwd=self.folder))
        self.assertIn(f"PUT BACK  {T2} (run 2): every tag names what it named before\n", outcome.out)
        self.assertEqual(self.all_at(None, T2) | self.all_at(T1, T1, "latest"), self.tags(T1, T2, "latest"))
        self.expect(PASSED, self.push(T2, "--moving", "latest"))
        self.assertEqual(self.all_at(T2, T2, "latest"), self.tags(T2, "latest"))


if __name__ == "__main__":
    main()
