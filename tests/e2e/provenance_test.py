# SPDX-License-Identifier: Apache-2.0
"""From lock to layer: the Python files of an image are those that were installed, or they are named with the layer that
wrote them."""

import hashlib
import json
import re
import tarfile

from support import images, places
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.image import Image, add_layer, blob_file
from support.process import pushgate

SITE = images.SITE
CHANGED = f"{SITE}/urllib3/util/retry.py"


def file_of(path):
    """A file of the good image's own layers."""
    manifest = json.loads(blob_file(places.LAYOUT, places.manifest_of("good")).read_bytes())
    for layer in reversed(manifest["layers"]):
        with tarfile.open(blob_file(places.LAYOUT, layer["digest"])) as tar:
            for entry in tar:
                if entry.name.removeprefix("./") == path:
                    return tar.extractfile(entry).read()
    raise KeyError(path)


class Provenance(Case):
    def decided(self, code, name, *flags):
        """What the gate found of provenance: [(rule, path, layer)], and its output."""
        evidence = self.folder / "evidence"
        outcome = self.expect(code, self.gate(name, *flags, "--evidence", evidence, cwd=self.folder))
        self.findings = json.loads((evidence / "findings.json").read_text())["findings"]
        self.report = (evidence / "report.md").read_text()
        told = [one for one in self.findings if one["rule"].startswith("provenance/")]
        return [(one["rule"].removeprefix("provenance/"), one["location"].get("path"), one["location"].get("layer")) for one in told], outcome

    def upper(self, files):
        """The good image with one more layer: its name and that layer's diff_id."""
        layout = self.folder / "layout"
        layout.mkdir()
        manifest = add_layer(places.LAYOUT, places.manifest_of("good"), files, layout, "v1")
        config = json.loads(blob_file(layout, json.loads(blob_file(layout, manifest).read_bytes())["config"]["digest"]).read_bytes())
        return f"oci:{layout}:v1", config["rootfs"]["diff_ids"][-1]

    def is_named(self, code, rule, path, files):
        """A layer with these files is found out by one rule, at a path, with the layer."""
        name, layer = self.upper(files)
        told, outcome = self.decided(code, name)
        self.assertIn((rule, f"/{path}", layer), told)
        self.assertEqual({rule}, {one[0] for one in told} - {"weak-proof"})
        self.assertIn(f"provenance/{rule}", self.report)
        return outcome


class RealImage(Provenance):
    def test_what_was_installed_is_there(self):
        told, outcome = self.decided(PASSED, "good")
        self.assertEqual([], [one for one in told if one[0] != "weak-proof"])
        self.assertRegex(re.sub(r"\s+", " ", outcome.out), "by coverage, provenance, secrets, trivy")

    def test_one_byte_in_one_file_of_thousands(self):
        content = file_of(CHANGED)
        outcome = self.is_named(REFUSED, "changed-file", CHANGED, {CHANGED: content[:100] + b"#" + content[101:]})
        self.assertRegex(outcome.out, r"CRITICAL +provenance/changed-file")
        layer = next(one["location"]["layer"] for one in self.findings if one["rule"] == "provenance/changed-file")
        chain = self.expect(PASSED, pushgate("report", self.folder / "evidence", "--package", "urllib3")).out
        self.assertIn(f"\n          {layer}  1 file\n", chain)
        self.assertRegex(chain, r"\n  proof   its own RECORD alone\n(.*\n)+  files   \d+ proven, 1 changed, 0 missing, 0 added")
        self.assertRegex(re.sub(r"\s+", " ", chain), rf"CRITICAL provenance/changed-file /{CHANGED} .* last written by layer \d+ of \d+")

    def test_the_same_bytes_again(self):
        name, _ = self.upper({CHANGED: file_of(CHANGED)})
        told, _ = self.decided(PASSED, name)
        self.assertEqual([], [one for one in told if one[0] != "weak-proof"])

    def test_a_module_added_to_a_package(self):
        path = f"{SITE}/urllib3/util/backdoor.py"
        self.is_named(REFUSED, "added-file", path, {path: "import os\n"})

    def test_a_removed_file(self):
        folder, name = CHANGED.rsplit("/", 1)
        self.is_named(PASSED, "missing-file", CHANGED, {f"{folder}/.wh.{name}": ""})

    def test_a_pth_that_nobody_owns(self):
        path = f"{SITE}/start.pth"
        self.is_named(REFUSED, "unowned-pth", path, {path: "import os; os.system('id')\n"})
        message = next(one["message"] for one in self.findings if one["rule"] == "provenance/unowned-pth")
        self.assertIn("it executes `import os; os.system('id')`", message)

    def test_a_pth_in_the_systems_own_folder(self):
        path = "usr/lib/python3/dist-packages/start.pth"
        self.is_named(REFUSED, "unowned-pth", path, {path: "/opt\n"})


LOCK = places.EXAMPLE / "requirements.lock"


class RealLock(Provenance):
    def test_the_image_is_what_its_lock_says(self):
        told, _ = self.decided(PASSED, "good", "--lock", LOCK, "--wheelhouse", places.wheelhouse("good"))
        self.assertEqual([], told)
        line = next(n for n, text in enumerate(LOCK.read_text().splitlines(), 1) if text.startswith("urllib3=="))
        wheel = next(places.wheelhouse("good").glob("urllib3-*.whl"))
        outcome = pushgate("report", self.folder / "evidence", "--package", "urllib3", "--format", "json")
        one, = [one for one in self.expect(PASSED, outcome).json()["distributions"] if not one["of_system"]]  # Debian's is there, too
        self.assertEqual(f"{LOCK}:{line}", one["lock"]["place"])
        self.assertEqual({"name": wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}, one["wheel"])
        self.assertIn(one["wheel"]["sha256"], one["lock"]["sha256"])
        self.assertEqual(("wheel", 0, 0, 0), (one["proof"], *(one["files"][name] for name in ("changed", "missing", "added"))))
        self.assertEqual(one["files"]["proven"] + one["files"]["unhashed"], sum(layer["files"] for layer in one["layers"]))
        self.assertRegex(self.report, r"<summary>\d+ Python distributions: \d+ proven by the locked wheel")

    def test_a_file_that_was_changed_with_its_record(self):
        content = file_of(CHANGED).decode() + "# changed\n"
        folder = "urllib3-{}.dist-info".format(re.search(r"^urllib3==(\S+)", LOCK.read_text(), re.M)[1])
        lines = file_of(f"{SITE}/{folder}/RECORD").decode().splitlines(keepends=True)
        inner = CHANGED.removeprefix(f"{SITE}/")
        lines = [images.recorded(inner, content) if one.startswith(inner + ",") else one for one in lines]
        record = f"{SITE}/{folder}/RECORD"
        name, layer = self.upper({CHANGED: content, record: "".join(lines)})
        flags = ("--lock", LOCK, "--wheelhouse", places.wheelhouse("good"))
        self.assertEqual([("changed-record", f"/{record}", layer)], self.decided(REFUSED, name, *flags)[0])

    def test_a_distribution_that_no_line_names(self):
        name, layer = self.upper(images.wheel("greenlet", "3.0"))
        place = f"/{SITE}/greenlet-3.0.dist-info/METADATA"
        told, _ = self.decided(REFUSED, name, "--lock", LOCK, "--base", places.image("good"))
        self.assertIn(("unlocked-distribution", place, layer), told)
        told, _ = self.decided(PASSED, name, "--lock", LOCK)
        self.assertEqual([("unlocked-unknown-base", place, layer)], [one for one in told if one[0] != "weak-proof"])
        told, _ = self.decided(PASSED, name, "--lock", LOCK, "--base", name)
        self.assertNotIn("greenlet", json.dumps(self.findings))

    def test_an_image_of_another_lock(self):
        told, _ = self.decided(REFUSED, "vulnerable", "--lock", LOCK)
        self.assertEqual([("other-version", f"/{SITE}/urllib3-1.26.4.dist-info/METADATA")], [one[:2] for one in told if one[0] != "weak-proof"])
        message = next(one["message"] for one in self.findings if one["rule"] == "provenance/other-version")
        self.assertRegex(message, r"^urllib3 is installed in version 1\.26\.4; .*requirements\.lock:\d+ pins ")

    def test_a_locked_distribution_that_is_not_there(self):
        lock = self.folder / "more.lock"
        lock.write_text(LOCK.read_text() + "\ngreenlet==3.0 --hash=sha256:" + 64 * "0" + "\n")
        told, _ = self.decided(PASSED, "good", "--lock", lock, "--no-inputs")
        self.assertEqual([("missing-distribution", str(lock))], [one[:2] for one in told if one[0] != "weak-proof"])


class SmallImages(Provenance):
    def write(self, *layers):
        Image(layers).write(self.folder / "layout", "v1")
        return f"oci:{self.folder / 'layout'}:v1"

    def test_no_python(self):
        told, _ = self.decided(PASSED, self.write({**images.debian(images.deb("base-files", "12.4")), "etc/motd": "x"}))
        self.assertEqual([], told)

    def test_a_record_that_cannot_be_read(self):
        files = {**images.debian(images.deb("base-files", "12.4")), **images.wheel("greenlet", "3.0")}
        files[f"{SITE}/greenlet-3.0.dist-info/RECORD"] = '"greenlet.py,,\n'
        told, outcome = self.decided(UNCHECKED, self.write(files))
        self.assertEqual([], told)
        self.assertIn("has a quote that is not closed", re.sub(r"\s+", " ", outcome.out))

    def test_a_folder_of_another_name(self):
        """`pip install --target /app`: such files are not hashed on the first look."""
        site = "app/packages"
        files = images.wheel("a", "1", site)
        files[f"{site}/a-1.dist-info/RECORD"] += images.recorded("a.py", "a")
        base = images.debian(images.deb("base-files", "12.4"))
        told, _ = self.decided(PASSED, self.write({**base, **files, f"{site}/a.py": "a"}))
        self.assertEqual([], [one for one in told if one[0] != "weak-proof"])
        told, _ = self.decided(REFUSED, self.write({**base, **files, f"{site}/a.py": "b"}))
        self.assertEqual(["changed-file"], [one[0] for one in told if one[0] != "weak-proof"])


if __name__ == "__main__":
    main()
