# SPDX-License-Identifier: Apache-2.0
"""`pushgate status`: what is claimed of a fleet comes from evidence, from real registries, a real rollout and real
evidence folders; what nobody can know reads unknown, and where two pieces of evidence differ, that is told."""

import os
import pathlib
import shutil
import tempfile

from support import places
from support.case import MISUSE, PASSED, UNCHECKED, Case, main, make_key
from support.image import Image
from support.process import pushgate, run
from support.registries import docker_registry, free_port, strict_registry
from support.rollout_case import V1, V2, RolloutCase

DATA = pathlib.Path(__file__).resolve().parent / "data"
EXAMPLE = places.ROOT / "examples" / "fleet"
CLAIMS = ["plan", "lock", "sbom", "verdict", "signature", "pushed", "canary", "batch"]
TAG = "20250810-9c99cc9"
REVISION = "9c99cc9" + "0" * 33


def answers(service):
    return {claim: service[claim]["answer"] for claim in CLAIMS}


class Status(Case):
    def status(self, *words, cwd=None, code=PASSED, **env):
        return self.expect(code, pushgate("status", *words, cwd=cwd or self.folder, env=env))

    def document(self, *words, **options):
        """The JSON document, and its services by name."""
        found = self.status("--format", "json", *words, **options).json()
        self.assertEqual("pushgate.status/v1", found["schema"])
        return found, {service["name"]: service for service in found["services"]}

    def line(self, document, text):
        return next(line for line in document["acceptance"] if line["text"].startswith(text))


class Tree(Status):
    def test_a_claim_without_evidence_is_unknown(self):
        document, services = self.document("--offline", "--fleet", EXAMPLE / "pushgate.yaml")
        self.assertEqual((6, 100), (len(services), document["score"]))
        for name, service in services.items():
            with self.subTest(service=name):
                self.assertEqual("100", service["plan"]["value"])
                self.assertRegex(service["plan"]["evidence"], r"/Dockerfile@sha256:[0-9a-f]{64}$")
                self.assertRegex(service["lock"]["evidence"], r"/requirements\.lock@sha256:[0-9a-f]{64}$")
                for claim in CLAIMS[2:6]:
                    self.assertEqual(("unknown", None, "not asked: --offline"),
                                     (service[claim]["answer"], service[claim]["evidence"], service[claim]["detail"]))
                self.assertNotIn("yes", [service["canary"]["answer"], service["batch"]["answer"]])
        for text in ("images pushed", "canary validated", "batch rolled out"):
            self.assertEqual("unknown", self.line(document, text)["answer"])

    def test_the_services_as_they_were_found(self):
        document, services = self.document("--offline", "--fleet", DATA / "fleet-as-found" / "pushgate.yaml")
        self.assertEqual(65, document["score"])
        self.assertEqual({"affective_processing_center": 50, "model_ops_coordinator": 85, "real_time_audio_pipeline": 60},
                         {name: service["score"] for name, service in services.items()})
        line = self.line(document, "non-root and tini everywhere")
        self.assertEqual("no", line["answer"])
        self.assertEqual("affective_processing_center (plan/tini-pid-1, plan/user-id, plan/user-name), "
                         "real_time_audio_pipeline (plan/tini-pid-1, plan/user-name)", line["detail"].partition("; not known")[0])
        self.assertEqual("no", self.line(document, "strict health")["answer"])
        text = self.status("--offline", "--fleet", "fleet-as-found/pushgate.yaml", cwd=DATA).out
        self.assertIn("  score 65 of 100: 3 services, 2 families\n", text)
        self.assertRegex(text, r"(?m)^  real_time_audio_pipeline +60 ")
        self.assertRegex(text, r"(?m)^  no         strict health: ")

    def test_wrong_use(self):
        self.assertEqual("pushgate: error: pushgate.yaml: does not exist\n", self.status(code=MISUSE).err)
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices:\n  app: {}\n")
        self.assertEqual("pushgate: error: --tag: 'a/b' is no tag; expected letters, digits, '_', '.' and '-', not '.' or '-' "
                         "first, at most 128\n", self.status("--tag", "a/b", code=MISUSE).err)
        self.assertIn("--evidence names a folder", self.status("--evidence", "gone", code=MISUSE).err)
        _, services = self.document()
        self.assertEqual({"unknown"}, set(answers(services["app"]).values()))


class Since(Status):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        shutil.copytree(EXAMPLE, self.work / "fleet")
        self.git("init", "-q", "-b", "main", ".")
        self.commit()

    def git(self, *words):
        env = {"HOME": self.folder, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
        return self.expect(PASSED, run("git", *words, cwd=self.work, env=env)).out.strip()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")

    def since(self, revision):
        document, _ = self.document("--offline", "--since", revision, "--fleet", "fleet/pushgate.yaml", cwd=self.work,
                                    HOME=self.folder)
        return [(change["service"], change["what"], change["before"], change["now"]) for change in document["since"]["changes"]]

    def test_what_changed_since_a_revision(self):
        self.assertEqual([], self.since("HEAD"))
        outcome = self.status("--offline", "--since=--output=x", "--fleet", "fleet/pushgate.yaml", cwd=self.work, code=MISUSE)
        self.assertEqual("pushgate: error: --since: '--output=x' is no revision; expected a commit, a branch or a tag\n", outcome.err)
        file = self.work / "fleet/model_ops_coordinator/Dockerfile"
        file.write_text(file.read_text().replace("EXPOSE 7212 8212", "EXPOSE 7212 8212 22"))
        lock = self.work / "fleet/services/central_error_bus/requirements.lock"
        lock.unlink()
        changes = [("central_error_bus", "lock", "yes", "absent"), ("model_ops_coordinator", "plan score", "100", "95"),
                   ("model_ops_coordinator", "plan/exposed-ports", "passes", "fails"), ("", "score", "100", "99.1")]
        self.assertEqual(changes, self.since("HEAD"))
        self.commit()
        self.assertEqual([], self.since("HEAD"))
        self.assertEqual(changes, self.since("main~1"))

    def test_what_changed_of_a_family(self):
        file = self.work / "fleet/families/web/Dockerfile"
        file.write_text(file.read_text().replace("USER appuser", "USER root"))
        self.assertIn(("family-web", "plan/root-switch", "passes", "fails"), self.since("HEAD"))
        self.commit()
        self.assertEqual([], self.since("HEAD"))

    def test_git_runs_nothing_of_the_repository(self):
        trap = self.folder / "trap"
        (self.work / ".gitattributes").write_text("* filter=trap\n")
        self.git("config", "filter.trap.smudge", f"touch {trap}; cat")
        self.git("config", "core.fsmonitor", f"touch {trap}")
        self.git("-c", "core.fsmonitor=false", "-c", "filter.trap.smudge=cat", "add", "-A")
        self.git("-c", "core.fsmonitor=false", "commit", "-q", "-m", "filtered")
        trap.unlink(missing_ok=True)
        self.assertEqual([], self.since("HEAD"))
        self.assertFalse(trap.exists())


class Registry(Status):
    """One service, whose image a real gate pushes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.private = make_key(cls.shared)

    def setUp(self):
        super().setUp()
        self.repository = f"{self.registry.address}/{self.id().rpartition('.')[2]}"
        shutil.copy(self.private.with_suffix(".pub"), self.folder / "release.pub")
        self.write_fleet()

    def write_fleet(self, registry=None, more=""):
        (self.folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {registry or self.repository}\ntag: YYYYMMDD-<git_sha>\nservices:\n  app: {{}}\n"
            f"signers: [{{name: release, key: release.pub}}]\n{more}")

    def push(self, image="small", tag=TAG, **options):
        evidence = self.folder / "evidence" / "app"
        self.expect(PASSED, self.gate(image, "--service", "app", "--evidence", evidence, "--key", self.private, "--push",
                                      f"{self.repository}/app:{tag}", cwd=self.folder, **options))

    def app(self, *words, code=PASSED):
        return self.document(*words, code=code)[1]["app"]

    def labelled(self, labels, tag=TAG):
        """An image of this label, unsigned, under the tag."""
        layout = self.folder / "layout"
        Image([{"etc/os-release": "ID=debian\n"}], {"Labels": labels}).write(layout, "v1")
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{layout}:v1", f"docker://{self.repository}/app:{tag}")

    def test_what_the_gate_pushed(self):
        self.push(tag="20250701-1234567")
        self.push()
        app = self.app()
        digest = places.manifest_of("small")
        self.assertEqual(f"{self.repository}/app:{TAG}", app["image"])
        for claim in ("sbom", "verdict", "signature", "pushed"):
            self.assertEqual(("yes", f"{self.repository}/app@{digest}"), (app[claim]["answer"], app[claim]["evidence"]))
        self.assertEqual(("pass", "receipt by release"), (app["verdict"]["value"], app["verdict"]["detail"]))
        self.assertEqual([], app["disagreements"])
        self.assertEqual("20250701-1234567", self.app("--tag", "20250701-1234567")["pushed"]["detail"])
        stranger = make_key(pathlib.Path(tempfile.mkdtemp(dir=self.folder))).with_suffix(".pub")
        app = self.app("--key", stranger)
        self.assertEqual(["no", "no", "no", "yes"], [app[claim]["answer"] for claim in ("sbom", "verdict", "signature", "pushed")])

    def test_absent_forbidden_and_not_asked_are_three_things(self):
        app = self.app()
        self.assertEqual(("no", "absent", False), tuple(app["pushed"][name] for name in ("answer", "value", "could_not_ask")))
        self.assertEqual("unknown", app["verdict"]["answer"])
        self.write_fleet(f"127.0.0.1:{free_port()}/fleet")
        app = self.app("--tag", TAG, code=UNCHECKED)
        self.assertEqual(("unknown", "could not ask", True), tuple(app["pushed"][name] for name in ("answer", "value", "could_not_ask")))
        strict = strict_registry(self)
        strict.fail("GET /v2/.*/manifests", "status", times=-1, status=403)
        self.write_fleet(f"{strict.address}/fleet")
        app = self.app("--tag", TAG, code=UNCHECKED)
        self.assertEqual(("unknown", "forbidden", True), tuple(app["pushed"][name] for name in ("answer", "value", "could_not_ask")))

    def test_an_evidence_folder(self):
        self.push()
        app = self.app("--offline", "--evidence", "evidence")
        self.assertEqual(("yes", "pass", "receipt by release"), tuple(app["verdict"][name] for name in ("answer", "value", "detail")))
        self.assertRegex(app["sbom"]["evidence"], r"^evidence/app/sbom\.cdx\.json@sha256:")
        (self.folder / "evidence/app/receipt.dsse.json").unlink()
        app = self.app("--offline", "--evidence", "evidence")
        self.assertEqual(("unknown", "unsigned pass", "unsigned evidence: it has no receipt"),
                         tuple(app["verdict"][name] for name in ("answer", "value", "detail")))
        (self.folder / "evidence/app/decision.json").write_text("{}")
        app = self.app("--offline", "--evidence", "evidence", code=UNCHECKED)
        self.assertEqual(("unknown", "could not read"), (app["verdict"]["answer"], app["verdict"]["value"]))

    def test_evidence_of_another_image_disagrees(self):
        self.push()
        self.labelled({"org.opencontainers.image.revision": REVISION})
        app = self.app("--evidence", "evidence")
        self.assertEqual([f"evidence/app is about {places.manifest_of('small')}, which is not what is pushed"], app["disagreements"])
        self.assertEqual("no", app["signature"]["answer"])

    def test_nothing_foreign_becomes_a_part_of_the_page(self):
        hostile = '<img src=x onerror=alert(1)><script>document.title="owned"</script>&lt;b&gt;|`**x**`'
        self.labelled({"org.opencontainers.image.revision": hostile})
        page = self.folder / "status.html"
        self.status("--format", "html", "-o", page)
        outcome = self.expect(PASSED, run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                          f"--user-data-dir={self.folder}/browser", "--dump-dom", page.as_uri(), timeout=120))
        dom = outcome.out
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;", dom)
        self.assertIn("&amp;lt;b&amp;gt;", dom)
        for markup in ("<img", "<script", "<title>owned"):
            self.assertNotIn(markup, dom)
        self.assertRegex(dom, r'(?s)<caption>.*<th scope="col">Service</th>.*<th scope="row">app</th>')
        summary = self.folder / "summary.md"
        markdown = self.status("--format", "markdown", GITHUB_STEP_SUMMARY=summary).out
        self.assertNotIn("<img", markdown)
        self.assertNotIn("<script", markdown)
        self.assertTrue(summary.read_text().startswith("# pushgate status\n"))


class Rollout(RolloutCase):
    def status(self, *words, code=PASSED):
        outcome = pushgate("status", "--format", "json", *words, cwd=self.fleet.folder)
        return self.expect(code, outcome).json()

    def test_canary_and_batch_are_what_the_journal_says(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        self.expect(PASSED, self.rollout("canary", V2))
        found = self.status("--tag", V2)
        app = found["services"][0]
        self.assertEqual(("yes", V2, ".pushgate/rollout"), tuple(app["canary"][name] for name in ("answer", "value", "evidence")))
        self.assertEqual(("yes", V1), tuple(app["batch"][name] for name in ("answer", "value")))
        self.assertEqual(["pc2", "pc3"], [text.partition(" was brought to ")[0] for text in app["disagreements"]])
        self.assertEqual([f"mainpc was brought to {self.fleet.digests[V2]}; {self.fleet.name('mainpc')}:{V1} is {self.fleet.digests[V1]}"],
                         self.status("--tag", V1)["services"][0]["disagreements"])
        lines = {line["text"]: line for line in found["acceptance"]}
        self.assertEqual(["yes", "yes"], [lines[text]["answer"] for text in ("canary validated", "batch rolled out without downtime")])

    def test_downtime_and_another_image_are_told(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        for host in self.fleet.hosts.values():
            os.utime(host.file, (0, 0))
            host.down_for = 0.7
        self.expect(PASSED, self.rollout("canary", V2))
        self.expect(PASSED, self.rollout("batch", V2))
        lines = {line["text"]: line for line in self.status("--offline")["acceptance"]}
        line = lines["batch rolled out without downtime"]
        self.assertEqual("no", line["answer"])
        self.assertRegex(line["detail"], r"^app \((mainpc|pc\d): \d\.\d s from ")
        self.fleet.hosts["mainpc"].says = self.fleet.digests[V1]
        app = self.status("--tag", V2)["services"][0]
        self.assertEqual("no", app["canary"]["answer"])
        self.assertIn(f"mainpc runs {self.fleet.digests[V1]}; by the journal it runs {self.fleet.digests[V2]}", app["disagreements"])

    def test_a_host_that_does_not_answer_could_not_be_asked(self):
        self.everywhere(V1)
        self.fleet.hosts["mainpc"].stop()
        app = self.status("--tag", V1, code=UNCHECKED)["services"][0]
        self.assertEqual(("unknown", True, "yes"), (app["canary"]["answer"], app["canary"]["could_not_ask"], app["batch"]["answer"]))
        app = self.status("--offline")["services"][0]
        self.assertEqual("yes", app["canary"]["answer"])


if __name__ == "__main__":
    main()
