# SPDX-License-Identifier: Apache-2.0
"""`pushgate sbom diff`: what changed between two images, two documents, or one of each."""

import json

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.image import Image
from support.process import pushgate

FOLDER = f"/{images.SITE}"


class RealImage(Case):
    """The example image before and after its repair."""

    def diff(self, *words, code=PASSED):
        return self.expect(code, pushgate("sbom", "diff", *words)).out

    def test_one_wheel_was_updated(self):
        value = json.loads(self.diff(places.image("vulnerable"), places.image("good"), "--format", "json"))
        (change,) = value.pop("changed")
        self.assertEqual(("pypi", "urllib3", "1.26.4"), (change["type"], change["name"], change["from_version"]))
        self.assertIn(f"urllib3=={change['to_version']} ", (places.EXAMPLE / "requirements.lock").read_text())
        self.assertNotEqual(change["from_layer"], change["to_layer"])
        self.assertGreater(value.pop("same"), 150)
        self.assertEqual({"schema": "pushgate.sbom-diff/v1", "from": places.image("vulnerable"), "to": places.image("good"),
                          "from_system": value["to_system"], "to_system": value["to_system"],
                          "added": [], "removed": [], "moved": []}, value)

    def test_documents_and_images_are_one_to_it(self):
        said = set()
        documents = {}
        for tag in ("vulnerable", "good"):
            documents[tag] = self.folder / f"{tag}.json"
            self.expect(PASSED, pushgate("sbom", places.image(tag), "--spec-version", "1.7", "-o", documents[tag]))
        for first in (places.image("vulnerable"), documents["vulnerable"]):
            for second in (places.image("good"), documents["good"]):
                said.add(self.diff(first, second))
        (text,) = said
        self.assertRegex(text, r"(?m)^  changed  pypi  urllib3  1\.26\.4 -> \S+  /usr/local/l\S+METADATA$")
        self.assertRegex(text, r"(?m)^0 added, 0 removed, 1 changed, 0 moved; \d+ the same$")


class SmallImages(Case):
    """One of each kind of change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.shared / "layout"
        idna, attrs, flask = images.wheel("idna", "3.10"), images.wheel("attrs", "25.1.0"), images.wheel("flask", "3.1.0")
        Image([images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34")), {**idna, **attrs}, {"srv/a": "1"}]).write(layout, "from")
        Image([images.debian(images.deb("apt", "2.6.2"), images.deb("tar", "1.34")), idna, {"srv/a": "2"}, {**flask}]).write(layout, "to")
        Image([{**images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34")), **idna}, attrs, {"srv/a": "1"}]).write(layout, "moved")
        alpine = {"etc/os-release": images.RELEASE.format(name="Alpine Linux", family="alpine", version="3.20.1"),
                  "lib/apk/db/installed": "P:musl\nV:1.2.5-r0\nA:x86_64\n\n"}
        Image([alpine, {**idna, **attrs}, {"srv/a": "1"}]).write(layout, "alpine")
        cls.layout = layout

    def diff(self, first, second, *flags, code=PASSED):
        outcome = pushgate("sbom", "diff", f"oci:{self.layout}:{first}", f"oci:{self.layout}:{second}", "--cache-dir",
                           self.folder / "cache", *flags, env={"COLUMNS": "120"})
        self.expect(code, outcome)
        self.assertEqual("", outcome.err)
        return outcome.out

    def test_text(self):
        self.assertEqual(f"""\
           TYPE  PACKAGE  VERSION         WHERE
  changed  deb   apt      2.6.1 -> 2.6.2  /var/lib/dpkg/status
  removed  pypi  attrs    25.1.0          {FOLDER[:19]}…ckages/attrs-25.1.0.dist-info/METADATA
  added    pypi  flask    3.1.0           {FOLDER[:19]}…ackages/flask-3.1.0.dist-info/METADATA
1 added, 1 removed, 1 changed, 0 moved; 2 the same
""", self.diff("from", "to"))

    def test_markdown(self):
        self.assertEqual(f"""\
### Packages: 1 added, 1 removed, 1 changed, 0 moved; 2 the same

| | type | package | version | where |
|---|---|---|---|---|
| changed | deb | apt | 2.6.1 -&#62; 2.6.2 | /var/lib/dpkg/status |
| removed | pypi | attrs | 25.1.0 | {FOLDER}/attrs-25.1.0.dist-info/METADATA |
| added | pypi | flask | 3.1.0 | {FOLDER}/flask-3.1.0.dist-info/METADATA |
""", self.diff("from", "to", "--format", "markdown"))

    def test_json(self):
        value = json.loads(self.diff("from", "to", "--format", "json"))
        self.assertEqual(["flask"], [one["name"] for one in value["added"]])
        self.assertEqual([{"type", "name", "to_version", "to_layer", "where"}], [set(one) for one in value["added"]])
        self.assertEqual([{"type", "name", "from_version", "from_layer", "where"}], [set(one) for one in value["removed"]])
        self.assertEqual(2, value["same"])

    def test_the_other_way_round(self):
        value = json.loads(self.diff("to", "from", "--format", "json"))
        self.assertEqual((["attrs"], ["flask"]), tuple([one["name"] for one in value[kind]] for kind in ("added", "removed")))
        self.assertEqual([("2.6.2", "2.6.1")], [(one["from_version"], one["to_version"]) for one in value["changed"]])

    def test_a_package_that_moved_to_another_layer(self):
        value = json.loads(self.diff("from", "moved", "--format", "json"))
        self.assertEqual(([], [], []), tuple(value[kind] for kind in ("added", "removed", "changed")))
        self.assertEqual([("idna", "3.10", "3.10")], [(one["name"], one["from_version"], one["to_version"]) for one in value["moved"]])
        self.assertNotEqual(value["moved"][0]["from_layer"], value["moved"][0]["to_layer"])
        self.assertRegex(self.diff("from", "moved"), r"(?m)^  moved  pypi  idna +3\.10, layer [0-9a-f]+ -> [0-9a-f]+")

    def test_another_system(self):
        self.assertRegex(self.diff("from", "alpine"), r"^operating system: debian 12\.5 -> alpine 3\.20\.1\n")
        self.assertIn("\nOperating system: debian 12", self.diff("from", "alpine", "--format", "markdown"))

    def test_the_exit_code_is_asked_for(self):
        for form in ("text", "json", "markdown"):
            with self.subTest(form=form):
                self.diff("from", "to", "--format", form)
                self.diff("from", "to", "--format", form, "--exit-code", code=REFUSED)
                self.diff("from", "from", "--format", form, "--exit-code")
        self.diff("from", "moved", "--exit-code", code=REFUSED)

    def test_nothing_changed(self):
        self.assertEqual("0 added, 0 removed, 0 changed, 0 moved; 4 the same\n", self.diff("from", "from"))
        self.assertEqual("### Packages: 0 added, 0 removed, 0 changed, 0 moved; 4 the same\n",
                         self.diff("from", "from", "--format", "markdown"))

    def test_into_a_file(self):
        file = self.folder / "diff.md"
        self.assertEqual("", self.diff("from", "to", "--format", "markdown", "-o", file))
        self.assertEqual(self.diff("from", "to", "--format", "markdown"), file.read_text())


class CommandLine(Case):
    def test_one_that_is_not_there(self):
        outcome = self.expect(MISUSE, pushgate("sbom", "diff", "absent.json", places.image("small"), cwd=self.folder))
        self.assertEqual("pushgate: error: absent.json: does not exist\n", outcome.err)
        outcome = self.expect(UNCHECKED, pushgate("sbom", "diff", places.image("small"), f"oci:{places.SMALL}:absent"))
        self.assertIn("holds no image 'absent'", outcome.err)

    def test_one_that_is_no_sbom(self):
        for text in ("{}", "not JSON", '{"bomFormat": "SPDX"}'):
            with self.subTest(text=text):
                file = self.folder / "other.json"
                file.write_text(text)
                outcome = self.expect(UNCHECKED, pushgate("sbom", "diff", file, file))
                self.assertIn(str(file), outcome.err)

    def test_too_few_and_unknown(self):
        self.assertIn("TO is required", self.expect(MISUSE, pushgate("sbom", "diff", "a.json")).err)
        self.expect(MISUSE, pushgate("sbom", "diff"))
        outcome = self.expect(MISUSE, pushgate("sbom", "diff", "a.json", "b.json", "--format", "xml"))
        self.assertIn("--format: xml not in {text,json,markdown}", outcome.err)
        self.expect(MISUSE, pushgate("sbom", "diff", "a.json", "b.json", "c.json"))

    def test_images_of_an_index_take_a_platform(self):
        self.expect(MISUSE, pushgate("sbom", "diff", places.image("small"), places.image("small"), "--platform", "linux"))


if __name__ == "__main__":
    main()
