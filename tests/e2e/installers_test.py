# SPDX-License-Identifier: Apache-2.0
"""What real installers leave is known for what it is, whoever packs it: the scripts that they make of entry points, and the
modules that they compile. What was made otherwise is named."""

import os
import py_compile
import zipfile

from support import builders, images, real_installers
from support.case import PASSED, Case, main
from support.image import Image, Layer
from support.process import pushgate

FILES = {
    "a/__init__.py": "class K:\n    @staticmethod\n    def go():\n        return 0\n\n\ndef main():\n    return 0\n",
    "a/b.py": "x = 1\n",
    "a-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1\n",
    "a-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "a-1.dist-info/entry_points.txt": "[console_scripts]\na-run = a:main\na-go = a:K.go\n\n[gui_scripts]\na-window=a.b:x\n",
}


def write_wheel(folder):
    path = folder / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
        archive.writestr("a-1.dist-info/RECORD", "".join(images.recorded(*one) for one in FILES.items()) + "a-1.dist-info/RECORD,,\n")
    return path


class Installers(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wheel = write_wheel(cls.shared)

    def installed(self, installer, folder=None):
        """The root into which an installer put the wheel."""
        root = self.folder / (folder or "root")
        root.mkdir()
        builders.write_tree(root, images.debian(images.deb("base-files", "12.4")))
        real_installers.install(installer, self.wheel, root)
        return root

    def installed_on_the_second(self, folder):
        """For what rounds times to the nearest second: where that is the next one, a compiled module is stale for Python, too."""
        root = self.installed("pip 25.3", folder)
        for source in root.rglob("*.py"):
            os.utime(source, (int(source.stat().st_mtime),) * 2)
        return root

    def only(self, root, name):
        found, = root.rglob(name)
        return found

    def gated(self, name):
        """What is found of provenance: {rule: [paths]}, and what was said."""
        evidence = self.folder / "evidence"
        outcome = self.expect(PASSED, self.gate(name, "--evidence", evidence, "--format", "json", cwd=self.folder))
        found = {}
        self.messages = []
        for one in outcome.json()["findings"]:
            if one["rule"].startswith("provenance/") and one["rule"] != "provenance/weak-proof":
                found.setdefault(one["rule"].removeprefix("provenance/"), []).append(one["location"]["path"])
                self.messages.append(one["message"])
        chain = self.expect(PASSED, pushgate("report", evidence, "--package", "a", "--format", "json")).json()["distributions"][0]
        self.assertEqual((0, 0, 0), tuple(chain["files"][each] for each in ("changed", "missing", "added")))
        return found

    def packed(self, root):
        """What tar makes of a root."""
        tar = self.folder / "root.tar"
        self.tool("tar", "-C", root, "--format=pax", "-cf", tar, ".")
        Image([Layer(tar.read_bytes())]).write(self.folder / "layout", "v1")
        return f"oci:{self.folder / 'layout'}:v1"

    def write_script(self, record, script, text):
        """Writes a script as an installer would: RECORD has its hash."""
        script.write_text(text)
        name = os.path.relpath(script, record.parent.parent)
        lines = [images.recorded(name, text) if one.startswith(f"{name},") else one for one in record.read_text().splitlines(keepends=True)]
        self.assertIn(images.recorded(name, text), lines)
        record.write_text("".join(lines))


class Known(Installers):
    def is_known(self, installer):
        root = self.installed(installer)
        self.assertEqual({"a-run", "a-go", "a-window"}, {one.name for one in root.glob("opt/app/**/bin/*")})
        levels = 2 if installer.startswith("installer") else 1  # of optimisation, each with a .pyc of its own
        self.assertEqual(2 * levels, len(list(root.rglob("*.pyc"))))
        self.assertEqual({}, self.gated(self.packed(root)))

    def test_buildah(self):
        self.installed_on_the_second("app")
        (self.folder / "Containerfile").write_text("FROM scratch\nCOPY app/ /\n")
        builders.buildah(self, "bud", "--isolation", "chroot", "-t", "built", self.folder)
        builders.buildah(self, "push", "--quiet", "built", f"oci:{self.folder / 'layout'}:v1")
        self.assertEqual({}, self.gated(f"oci:{self.folder / 'layout'}:v1"))

    def test_umoci(self):
        layout, bundle = self.folder / "layout", self.folder / "bundle"
        root = self.installed_on_the_second("root")
        self.tool("umoci", "init", "--layout", layout)
        self.tool("umoci", "new", "--image", f"{layout}:v1")
        self.tool("umoci", "unpack", "--image", f"{layout}:v1", bundle)
        self.tool("cp", "-a", f"{root}/.", bundle / "rootfs")
        self.tool("umoci", "repack", "--image", f"{layout}:v1", bundle)
        self.assertEqual({}, self.gated(f"oci:{layout}:v1"))

    def test_an_interpreter_behind_a_long_path(self):
        root = self.installed("pip 25.3")
        script = self.only(root, "a-run")
        first, rest = script.read_text().split("\n", 1)
        record = self.only(root, "RECORD")
        changed = f"#!/bin/sh\n'''exec' \"{first[2:]}\" \"$0\" \"$@\"\n' '''\n{rest}"
        self.write_script(record, script, changed)
        self.assertEqual({}, self.gated(self.packed(root)))


for each in real_installers.INSTALLERS:
    setattr(Known, "test_" + each.replace(" ", "_").replace(".", "_"), lambda self, each=each: self.is_known(each))


class Named(Installers):
    def test_a_script_that_does_more(self):
        root = self.installed("pip 25.3")
        script = self.only(root, "a-run")
        self.write_script(self.only(root, "RECORD"), script, script.read_text().replace("import sys\n", "import sys, os\n"))
        self.assertEqual({"changed-script": [f"/{script.relative_to(root)}"]}, self.gated(self.packed(root)))
        self.assertRegex(self.messages[0], "^is not what pip, uv or installer write to call a:main; last written by layer 1 of 1")

    def test_a_script_that_something_else_runs(self):
        root = self.installed("pip 25.3")
        script = self.only(root, "a-run")
        self.write_script(self.only(root, "RECORD"), script, "#!/opt/other\n" + script.read_text().split("\n", 1)[1])
        self.assertEqual({"changed-script": [f"/{script.relative_to(root)}"]}, self.gated(self.packed(root)))
        self.assertRegex(self.messages[0], "^is run by /opt/other, which is no Python by its name; ")

    def test_a_source_that_was_written_again(self):
        root = self.installed("pip 25.3")
        source = self.only(root, "b.py")
        compiled = self.only(root, "b.*.pyc")
        os.utime(source, (1700000000, 1700000000))
        self.assertEqual({"stale-pyc": [f"/{compiled.relative_to(root)}"]}, self.gated(self.packed(root)))
        self.assertRegex(self.messages[0], r"^made from 6 bytes of \S+, where b\.py has 6 bytes of 2023-11-14T22:13:20Z, so that Python does not load it; ")

    def test_a_module_that_python_loads_whatever_its_source(self):
        root = self.installed("pip 25.3")
        source = self.only(root, "b.py")
        compiled = self.only(root, "b.*.pyc")
        py_compile.compile(str(source), str(compiled), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        self.assertEqual({}, self.gated(self.packed(root)))
        py_compile.compile(str(source), str(compiled), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        self.assertEqual({"unchecked-pyc": [f"/{compiled.relative_to(root)}"]}, self.gated(self.packed(root)))


if __name__ == "__main__":
    main()
