# SPDX-License-Identifier: Apache-2.0
"""`pushgate audit import` and `audit query`: which images had what, and whatever was handed in."""

import csv
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading

from support import images, other_tools, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.image import Image, Layer, write_index
from support.process import pushgate


def component(name, version, kind="deb", **more):
    return {"type": "library", "name": name, "version": version, "purl": f"pkg:{kind}/{'debian/' if kind == 'deb' else ''}{name}@{version}", **more}


def sbom(*components, name="registry.example/app:v1", at="2026-03-10T08:00:00Z", **more):
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": at, "component": {"type": "container", "name": name}},
            "components": list(components), **more}


class Desk(Case):
    def setUp(self):
        super().setUp()
        self.database = self.folder / "audit.db"

    def audit(self, verb, *words, **options):
        return pushgate("audit", verb, *words, "--db", self.database, cwd=self.folder, **options)

    def write(self, name, document):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        return file

    def query(self, *words):
        return json.loads(self.expect(PASSED, self.audit("query", "--format", "json", *words)).out)

    def found(self, *words):
        """name, and the packages found in it."""
        return [(image["name"].removeprefix("registry.example/") + ":" + (image["tag"] or ""),
                 *[f"{package['name']} {package['version']}" for package in image["packages"]]) for image in self.query(*words)["images"]]


class Sboms(Desk):
    def setUp(self):
        super().setUp()
        source = [{"name": "aquasecurity:trivy:SrcName", "value": "xz"}, {"name": "aquasecurity:trivy:SrcVersion", "value": "5.6.1-1"}]
        self.write("sboms/a.json", sbom(component("liblzma5", "5.6.1-1", properties=source), component("Typing_Extensions", "4.12.0", "pypi"),
                                        name="registry.example/a:v1"))
        self.write("sboms/deep/b.cdx.json", sbom(component("xz", "5.60.0", licenses=[{"expression": "MIT OR Apache-2.0"}]),
                                                 name="registry.example/b:v2", at="2026-04-01T01:00:00+02:00"))
        self.write("sboms/c.json", sbom(component("xz", "5.4.1-0.2"), name="registry.example/c:v3", at="2026-04-01T00:00:00Z"))
        outcome = self.expect(PASSED, self.audit("import", "sboms"))
        self.assertEqual(f"imported 3 into {self.database}\n", outcome.out)

    def test_which_images_had_xz_in_march(self):
        self.assertEqual([("a:v1", "liblzma5 5.6.1-1")],
                         self.found("--package", "xz", "--versions", "5.6", "--since", "2026-03-01", "--until", "2026-03-31"))
        # 1 April in Berlin is still March in UTC.
        self.assertEqual([("a:v1", "liblzma5 5.6.1-1"), ("b:v2", "xz 5.60.0")],
                         self.found("--package", "XZ", "--since", "2026-03-01", "--until", "2026-03-31"))
        self.assertEqual([("c:v3", "xz 5.4.1-0.2")], self.found("--package", "xz", "--since", "2026-04-01"))

    def test_every_way_to_a_package(self):
        self.assertEqual([("c:v3", "xz 5.4.1-0.2")], self.found("--package", "xz", "--versions", "<5.6"))
        self.assertEqual([("a:v1", "liblzma5 5.6.1-1")], self.found("--package", "xz", "--versions", ">=5.5, <=5.6.1"))
        self.assertEqual([("a:v1", "Typing_Extensions 4.12.0")], self.found("--package", "typing.extensions"))
        self.assertEqual([("b:v2", "xz 5.60.0"), ("c:v3", "xz 5.4.1-0.2")], self.found("--purl", "pkg:deb/debian/xz"))
        self.assertEqual([("c:v3", "xz 5.4.1-0.2")], self.found("--purl", "pkg:deb/debian/xz@5.4.1-0.2"))
        self.assertEqual([("b:v2", "xz 5.60.0")], self.found("--license", "apache-2.0"))
        self.assertEqual([], self.found("--license", "or"))

    def test_packages_are_counted(self):
        answer = self.query("--package", "xz", "--by", "package")
        self.assertEqual(("pushgate.audit-packages/v1", 3, 3, 0), (answer["schema"], answer["documents"], answer["matches"], answer["undated"]))
        self.assertEqual([("liblzma5", "5.6.1-1", 1, "2026-03-10T08:00:00Z"), ("xz", "5.4.1-0.2", 1, "2026-04-01T00:00:00Z"),
                          ("xz", "5.60.0", 1, "2026-03-31T23:00:00Z")],
                         [(one["name"], one["version"], one["documents"], one["first"]) for one in answer["packages"]])
        text = self.expect(PASSED, self.audit("query", "--since", "2026-03-01", "--until", "2026-03-31", "--by", "package")).out
        self.assertEqual(["Typing_Extensions 4.12.0 1", "liblzma5 5.6.1-1 1", "xz 5.60.0 1"],
                         [" ".join(line.split()[:3]) for line in text.splitlines()[1:-1]])
        self.assertTrue(text.endswith("  3 packages in 2 of 3 documents\n"), text)
        rows = list(csv.DictReader(io.StringIO(self.expect(PASSED, self.audit("query", "--by", "package", "--format", "csv")).out)))
        self.assertEqual([("Typing_Extensions", "1", ""), ("liblzma5", "1", ""), ("xz", "1", ""), ("xz", "1", "MIT OR Apache-2.0")],
                         [(row["package"], row["documents"], row["licenses"]) for row in rows])

    def test_a_long_answer_is_cut_on_the_screen_alone(self):
        self.write("many/1.json", sbom(*[component(f"package-{number}", "1", licenses=[{"license": {"id": "Zlib"}}]) for number in range(1200)]))
        self.expect(PASSED, self.audit("import", "many"))
        lines = self.expect(PASSED, self.audit("query", "--license", "zlib")).out.splitlines()
        self.assertEqual(["  the first 1000 of 1200 lines: --format csv has all of them, --by package counts them", "  1 of 4 documents"], lines[-2:])
        self.assertEqual(1003, len(lines))
        self.assertEqual(1201, self.expect(PASSED, self.audit("query", "--license", "zlib", "--format", "csv")).out.count("\n"))
        self.assertEqual(1200, len(self.query("--license", "zlib")["images"][0]["packages"]))

    def test_nothing_found_is_an_answer(self):
        outcome = self.expect(PASSED, self.audit("query", "--package", "nginx"))
        self.assertEqual("nothing found in 3 documents\n", outcome.out)
        outcome = self.expect(PASSED, self.audit("query", "--package", "nginx", "--format", "csv"))
        self.assertEqual(1, outcome.out.count("\n"))

    def test_the_same_again_and_a_changed_one_beside_it(self):
        self.assertEqual(f"imported 0 into {self.database}, 3 were there already\n", self.expect(PASSED, self.audit("import", "sboms")).out)
        self.write("sboms/c.json", sbom(component("xz", "5.4.5"), name="registry.example/c:v3", at="2026-05-01T00:00:00Z"))
        self.assertEqual(f"imported 1 into {self.database}, 2 were there already\n", self.expect(PASSED, self.audit("import", "sboms")).out)
        self.assertEqual([("c:v3", "xz 5.4.1-0.2"), ("c:v3", "xz 5.4.5")], self.found("--package", "xz", "--versions", "5.4"))

    def test_wrong_questions(self):
        day = "; expected a day of the calendar such as 2026-03-31 (UTC), or an instant such as 2026-03-31T12:00:00+01:00\n"
        for words, error in ((("--since", "2026-02-29"), f"--since: is '2026-02-29'{day}"),
                             (("--until", "yesterday"), f"--until: is 'yesterday'{day}"),
                             (("--versions", "5.6"), "--versions: needs the package; expected --package NAME or --purl PURL\n"),
                             (("--verdict", "good"), "--verdict: is 'good'; expected pass, deny or unknown\n"),
                             (("--since", "2026-03-02", "--until", "2026-03-01"), "--since: is after --until\n")):
            outcome = self.expect(MISUSE, self.audit("query", *words))
            self.assertEqual("pushgate: error: " + error, outcome.err)
        for words in (("--purl", "xz"), ("--layer", "sha256:12"), ("--package", "xz", "--versions", "~5.6"), ("--package", "xz", "--versions", ">=,<2")):
            self.expect(MISUSE, self.audit("query", *words))
        self.expect(PASSED, self.audit("query", "--since", "2028-02-29", "--until", "2028-02-29"))

    def test_csv_is_harmless_in_a_spreadsheet(self):
        self.write("evil.json", sbom(component("=cmd|' /C calc'!A0", '1,"2"'), name='@evil\u001b[2J, "x"'))
        self.expect(PASSED, self.audit("import", "evil.json"))
        text = self.expect(PASSED, self.audit("query", "--package", "=cmd|' /C calc'!A0", "--format", "csv")).out
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual([("'@evil\\x1b[2J, \"x\"", "'=cmd|' /C calc'!A0", '1,"2"')], [(row["name"], row["package"], row["version"]) for row in rows])


class BadInput(Desk):
    def test_each_is_named_and_the_others_go_on(self):
        self.write("in/a.json", sbom(component("xz", "5.6.1")))
        self.write("in/deep.json", '{"a":' * 5000)
        self.write("in/half.json", json.dumps(sbom(component("xz", "5.6.1")))[:-20])
        self.write("in/nul.json", sbom(component("xz\0hidden", "5.6.1")))
        self.write("in/other.json", {"hello": 1})
        self.write("in/spdx.json", {"spdxVersion": "SPDX-2.3"})
        nested = component("inner", "0")
        for number in range(300):
            nested = component(f"n{number}", "1", components=[nested])
        self.write("in/nested.json", sbom(nested))
        with open(self.write("in/huge.json", "{"), "r+b") as file:
            file.truncate(100 << 20)
        cycle = [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}]
        self.write("in/z.json", sbom({**component("xz", "5.6.2"), "bom-ref": "a"}, {**component("bash", "5.2"), "bom-ref": "a"}, dependencies=cycle))
        outcome = self.expect(UNCHECKED, self.audit("import", "in", "missing"))
        self.assertEqual(f"imported 2 into {self.database}, 8 could not be\n", outcome.out)
        for name in ("deep", "half", "huge", "nested", "nul", "other", "spdx"):
            self.assertIn(f"in/{name}.json", outcome.err)
        self.assertIn("pushgate: error: missing: does not exist\n", outcome.err)
        self.assertIn("has a package 'xz\\x00hidden' with a NUL character in its name or version", outcome.err)
        self.assertEqual({"5.6.1", "5.6.2"}, {image["packages"][0]["version"] for image in self.query("--package", "xz")["images"]})

    def test_folders_without_documents(self):
        (self.folder / "empty").mkdir()
        outcome = self.expect(UNCHECKED, self.audit("import", "empty"))
        self.assertEqual("pushgate: error: empty: holds no evidence folder and no SBOM; expected folders that `gate --evidence` wrote, or "
                         "files named *.json\n", outcome.err)

    def test_two_imports_at_once(self):
        for half in ("one", "two"):
            for number in range(60):
                self.write(f"{half}/{number}.json", sbom(component("xz", "5.6.1"), component(f"only-{half}", str(number))))
        outcomes = []
        threads = [threading.Thread(target=lambda half=half: outcomes.append(self.audit("import", half))) for half in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for outcome in outcomes:
            self.expect(PASSED, outcome)
        self.assertEqual(120, len(self.found("--package", "xz")))
        self.assertIn("whole: 120 documents", self.expect(PASSED, self.audit("check")).out)
        self.assertEqual(["audit.db"], [file.name for file in self.folder.glob("audit.db*")])

    def test_a_full_disk(self):
        for number in range(400):
            self.write(f"in/{number:04}.json", sbom(*[component(f"package-{number}-{i}-{'x' * 200}", "1") for i in range(50)]))
        self.write("first.json", sbom(component("xz", "5.6.1")))
        self.expect(PASSED, self.audit("import", "first.json"))
        limit = 2 << 20
        done = subprocess.run([os.environ["PUSHGATE"], "audit", "import", "in", "--db", self.database], cwd=self.folder, capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(UNCHECKED, done.returncode, done.stderr)
        self.assertIn(f"pushgate: error: {self.database}: cannot be written: ", done.stderr)
        self.assertIn(": nothing of it was kept, and everything before it was", done.stderr)
        self.expect(PASSED, self.audit("check"))
        kept = len(self.found()) - 1
        self.assertTrue(0 < kept < 400, kept)
        self.assertEqual(f"imported {400 - kept} into {self.database}, {kept} were there already\n", self.expect(PASSED, self.audit("import", "in")).out)

    def test_killed_in_the_middle(self):
        for number in range(600):
            self.write(f"in/{number:04}.json", sbom(*[component(f"package-{number % 7}-{i}", "1") for i in range(100)], name=f"app-{number}"))
        for wait in (0.05, 0.2, 0.4):
            running = subprocess.Popen([os.environ["PUSHGATE"], "audit", "import", "in", "--db", self.database], cwd=self.folder, stdout=subprocess.DEVNULL)
            try:
                running.wait(wait)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
            running.wait()
            if self.database.exists() and self.database.stat().st_size > 0:
                self.expect(PASSED, self.audit("check"))
        self.expect(PASSED, self.audit("import", "in"))
        self.assertEqual(600, len(self.found()))

    def test_a_database_that_is_none(self):
        outcome = self.expect(MISUSE, self.audit("query"))
        self.assertEqual(f"pushgate: error: {self.database}: does not exist\n  hint: pushgate audit import PATH makes it; --db FILE names another one\n",
                         outcome.err)
        connection = sqlite3.connect(self.database)
        connection.execute("CREATE TABLE bookmarks(url)")
        connection.close()
        self.write("a.json", sbom())
        for outcome in (self.audit("query"), self.audit("import", "a.json")):
            self.expect(MISUSE, outcome)
            self.assertEqual(f"pushgate: error: {self.database}: is a database of another program; expected one that `audit import` made\n", outcome.err)


class OtherTools(Desk):
    def test_their_documents_of_one_image_agree(self):
        self.write("in/syft.json", other_tools.syft_sbom("vulnerable"))
        self.write("in/trivy.json", other_tools.trivy_sbom("vulnerable", places.WORK / "java-only"))
        self.expect(PASSED, pushgate("sbom", places.image("vulnerable"), "-o", self.folder / "in/own.json"))
        self.assertEqual(f"imported 3 into {self.database}\n", self.expect(PASSED, self.audit("import", "in")).out)
        self.assertEqual({("in/syft.json", True), ("in/trivy.json", True), ("in/own.json", True)},
                         {(image["source"], image["package_count"] > 0) for image in self.query()["images"]})
        name = json.loads((self.folder / "in/own.json").read_text())["components"][-1]["name"]
        self.assertEqual(3, len(self.query("--package", name)["images"]), name)


class Evidence(Desk):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        for name, image, code in (("good", "small", PASSED), ("refused", "small-vulnerable", REFUSED)):
            outcome = cls().gate(image, "--key", cls.private, "--evidence", cls.shared / "fleet" / name)
            assert outcome.code in (code, REFUSED), outcome

    def setUp(self):
        super().setUp()
        shutil.copytree(self.shared / "fleet", self.folder / "fleet")

    def test_images_findings_and_layers(self):
        self.expect(PASSED, self.audit("import", "fleet"))
        images = self.query()["images"]
        self.assertEqual({places.manifest_of("small"), places.manifest_of("small-vulnerable")}, {image["digest"] for image in images})
        denied = [image for image in images if image["verdict"] == "deny"][0]
        findings = json.loads((self.folder / "fleet/refused/findings.json").read_text())["findings"]
        rule = [finding["rule"] for finding in findings if finding["rule"].startswith("vuln/")][0]
        by_rule = self.query("--cve", rule.removeprefix("vuln/").lower(), "--verdict", "deny")["images"]
        self.assertEqual([denied["digest"]], [image["digest"] for image in by_rule])
        self.assertEqual({rule}, {finding["rule"] for finding in by_rule[0]["findings"]})
        subject = json.loads((self.folder / "fleet/refused/subject.json").read_text())
        for name in ("digest", "diff_id"):
            digests = {image["digest"] for image in self.query("--layer", subject["layers"][-1][name])["images"]}
            self.assertIn(denied["digest"], digests)

    def test_each_image_of_an_index(self):
        layout = self.folder / "layout"
        base = Layer(images.debian(images.deb("apt", "2.6.1")))
        of = [Image([base, images.wheel("idna", version)], platform=("linux", architecture)).write(layout)
              for version, architecture in (("3.10", "amd64"), ("3.9", "arm64"))]
        write_index(layout, "all", of)
        self.gate(f"oci:{layout}:all", "--all-platforms", "--key", self.private, "--evidence", self.folder / "both", "--name", "ghcr.io/acme/app")
        outcome = self.expect(PASSED, self.audit("import", "both", "--key", self.public))
        self.assertEqual(f"imported 2 into {self.database}\n", outcome.out)
        found = self.query("--package", "idna", "--signer", self.public)["images"]
        self.assertEqual({("ghcr.io/acme/app", of[0]["digest"], "linux/amd64", "3.10"), ("ghcr.io/acme/app", of[1]["digest"], "linux/arm64", "3.9")},
                         {(image["name"], image["digest"], image["platform"], image["packages"][0]["version"]) for image in found})
        outcome = self.expect(REFUSED, self.audit("import", "both", "--key", self.key().with_suffix(".pub")))
        self.assertIn("pushgate: error: both: its receipt counts for nothing: is not signed by ", outcome.err)

    def test_the_signer_is_known_by_a_key(self):
        self.expect(PASSED, self.audit("import", "fleet/good"))
        self.assertIsNone(self.query()["images"][0]["signer"])
        outcome = self.expect(PASSED, self.audit("import", "fleet/good", "--key", self.public))
        self.assertEqual(f"imported 0 into {self.database}, 1 got their signer\n", outcome.out)
        self.assertEqual(1, len(self.query("--signer", self.public)["images"]))

    def test_somebody_elses_receipt_is_refused(self):
        outcome = self.expect(REFUSED, self.audit("import", "fleet", "--key", self.key().with_suffix(".pub")))
        self.assertIn("fleet/good", outcome.err)
        self.assertEqual(f"imported 1 into {self.database}, 1 could not be\n", outcome.out)

    def test_changed_evidence_is_not_taken_in(self):
        file = self.folder / "fleet/good/sbom.cdx.json"
        file.write_bytes(file.read_bytes() + b" ")
        outcome = self.expect(UNCHECKED, self.audit("import", "fleet"))
        self.assertIn("fleet/good/sbom.cdx.json: is not what evidence.json lists", outcome.err)


if __name__ == "__main__":
    main()
