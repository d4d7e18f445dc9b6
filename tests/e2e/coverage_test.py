# SPDX-License-Identifier: Apache-2.0
"""How much of an image its packages account for: a deleted package database hides every package, and a scan that finds
nothing then means nothing."""

import json
import pathlib
import re

from support import images, places
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.image import Image, add_layer
from support.process import pushgate

SCRIPT = ("#!/bin/sh\n", 0o755)
TOOLS = ["usr/bin/apt", "usr/bin/tar"]
WITHOUT_DATABASE = "the image is debian 12.5 and has no package database; whoever deleted it hid every package"


def coverage_of(document):
    """(how many executables, how many unowned ones, the paths of these)."""
    named = [(one["name"].removeprefix("pushgate:coverage:"), one["value"]) for one in document["metadata"]["properties"]]
    counts = dict(named)
    return int(counts["executables"]), int(counts["unowned"]), [value for name, value in named if name == "unowned:path"]


def debian():
    """A Debian whose two packages ship a program each."""
    files = images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34+dfsg-1.2+deb12u1"))
    for path in TOOLS:
        files[f"var/lib/dpkg/info/{pathlib.PurePath(path).name}.list"] = f"/.\n/{path}\n"
    return {**files, **{path: SCRIPT for path in TOOLS}}


class Coverage(Case):
    def write(self, *layers):
        Image(layers).write(self.folder / "layout", "v1")
        return f"oci:{self.folder / 'layout'}:v1"

    def sbom(self, name):
        return self.expect(PASSED, pushgate("sbom", name, "--cache-dir", self.folder / "cache")).json()

    def is_complete(self, document):
        return {one["aggregate"] for one in document["compositions"]} == {"complete"}

    def decided(self, code, name):
        """What the gate says, and its decision.json."""
        evidence = self.folder / "evidence"
        outcome = self.expect(code, self.gate(name, "--evidence", evidence, cwd=self.folder))
        return outcome.out, json.loads((evidence / "decision.json").read_text())

    def passes(self, name, *findings):
        """The gate passes, and the coverage scanner found this."""
        _, decision = self.decided(PASSED, name)
        self.assertEqual("pass", decision["verdict"])
        found = json.loads((self.folder / "evidence" / "findings.json").read_text())["findings"]
        self.assertEqual(list(findings), [one["message"] for one in found if one["rule"].startswith("sbom/")])

    def is_unknown(self, name, reason):
        """The gate cannot decide, and its report says why and what to do."""
        text, decision = self.decided(UNCHECKED, name)
        self.assertEqual("unknown", decision["verdict"])
        self.assertEqual({"policy/scanner-incomplete"}, {one["rule"] for one in decision["reasons"]})
        self.assertEqual("coverage", decision["reasons"][0]["subject"])
        for report in (text, (self.folder / "evidence" / "report.md").read_text()):
            self.assertIn(reason, re.sub(r"[\s\\]+", " ", report))
        self.assertIn("next: build again with packages that are installed by a package manager", re.sub(r"\s+", " ", text))


class Databases(Coverage):
    def test_all_that_runs_is_some_package_s(self):
        name = self.write(debian())
        document = self.sbom(name)
        self.assertEqual((2, 0, []), coverage_of(document))
        self.assertTrue(self.is_complete(document))
        self.passes(name)

    def test_a_database_that_an_upper_layer_deletes(self):
        name = self.write(debian(), {"var/lib/dpkg/.wh.status": ""})
        document = self.sbom(name)
        self.assertEqual((2, 2, [f"/{path}" for path in TOOLS]), coverage_of(document))
        self.assertFalse(self.is_complete(document))
        self.is_unknown(name, WITHOUT_DATABASE)

    def test_a_folder_that_an_upper_layer_empties(self):
        self.is_unknown(self.write(debian(), {"var/lib/dpkg/.wh..wh..opq": ""}), WITHOUT_DATABASE)

    def test_a_database_that_never_was(self):
        files = {path: content for path, content in debian().items() if not path.startswith("var/")}
        name = self.write(files)
        self.assertEqual((2, 2, [f"/{path}" for path in TOOLS]), coverage_of(self.sbom(name)))
        self.is_unknown(name, WITHOUT_DATABASE)

    def test_a_database_that_an_upper_layer_empties(self):
        name = self.write(debian(), {"var/lib/dpkg/status": ""})
        self.is_unknown(name, WITHOUT_DATABASE)

    def test_no_system_and_no_packages(self):
        files = {path: SCRIPT for path in TOOLS}
        self.is_unknown(self.write(files), "2 of 2 executables belong to no known package: /usr/bin/apt, /usr/bin/tar")

    def test_a_database_that_lost_most_packages(self):
        others = {f"usr/bin/other{n}": SCRIPT for n in range(3)}
        self.is_unknown(self.write({**debian(), **others}), "3 of 5 executables belong to no known package: /usr/bin/other0, "
                        "/usr/bin/other1, /usr/bin/other2")

    def test_the_real_image_without_its_database(self):
        layout = self.folder / "layout"
        layout.mkdir()
        add_layer(places.LAYOUT, places.manifest_of("good"), {"var/lib/dpkg/.wh.status": ""}, layout, "v1")
        name = f"oci:{layout}:v1"
        whole, none, _ = coverage_of(self.sbom(places.image("good")))
        executables, unowned, paths = coverage_of(self.sbom(name))
        self.assertEqual((whole, 0), (executables, none))
        self.assertGreater(whole, 300)
        self.assertIn("/usr/bin/curl", paths)
        self.assertGreater(2 * unowned, executables)
        self.assertEqual([], [path for path in paths if path.startswith("/usr/local/")], "the wheels' own programs are known")
        text, _ = self.decided(REFUSED, name)  # a Python package of a deb is nobody's now, and vulnerable
        self.assertRegex(text, r"the image is debian \S+ and has no package\s+database;\s+whoever deleted it")


class Programs(Coverage):
    """Whose is what can be run."""

    def program(self):
        """A real ELF file."""
        return (pathlib.Path("/bin/true").resolve().read_bytes(), 0o755)

    def test_a_program_in_opt_is_named_and_is_low(self):
        name = self.write(debian(), {"opt/tool/run": self.program(), "opt/tool/README": "not a program", "opt/tool/data": (b"\0", 0o755)})
        self.assertEqual((3, 1, ["/opt/tool/run"]), coverage_of(self.sbom(name)))
        self.passes(name, "1 of 3 executables belong to no known package: /opt/tool/run")

    def test_one_go_binary_from_scratch(self):
        name = self.write({"trivydb": ((places.WORK / "bin" / "trivydb").read_bytes(), 0o755)})
        document = self.sbom(name)
        self.assertEqual((1, 0, []), coverage_of(document))
        self.assertIn("go.etcd.io/bbolt", {one["name"] for one in document["components"]})
        self.assertTrue(self.is_complete(document))
        incomplete = [one["subject"] for one in json.loads(self.gate(name, "--format", "json").out)["decision"]["reasons"]]
        self.assertNotIn("coverage", incomplete)

    def test_a_go_binary_without_what_go_says_of_it(self):
        name = self.write({"tool": self.program()})
        self.assertEqual((1, 1, ["/tool"]), coverage_of(self.sbom(name)))
        self.is_unknown(name, "1 of 1 executables belong to no known package: /tool")

    def test_what_a_record_lists_is_its_wheel_s(self):
        wheel = images.wheel("greenlet", "3.0", files=["greenlet/_greenlet.so", "../../../bin/greenlet"])
        programs = {f"{images.SITE}/greenlet/_greenlet.so": self.program(), "usr/local/bin/greenlet": SCRIPT}
        document = self.sbom(self.write(debian(), {**wheel, **programs}))
        self.assertEqual((4, 0, []), coverage_of(document))
        document = self.sbom(self.write(debian(), {**images.wheel("greenlet", "3.0"), **programs}))
        self.assertEqual((4, 2, ["/usr/local/bin/greenlet", f"/{images.SITE}/greenlet/_greenlet.so"]), coverage_of(document))

    def test_a_replaced_program_is_still_its_package_s(self):
        """dpkg's list says the path; that another layer wrote it is for `dpkg --verify`."""
        self.assertEqual((2, 0, []), coverage_of(self.sbom(self.write(debian(), {"usr/bin/tar": self.program()}))))


if __name__ == "__main__":
    main()
