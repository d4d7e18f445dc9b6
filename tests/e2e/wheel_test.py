# SPDX-License-Identifier: Apache-2.0
"""Wheels and sdists on the disk: their hashes as lines for a requirement file, and what is wrong with them."""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate


class Hash(Case):
    def test_pip_takes_the_lines(self):
        wheels = places.wheelhouse("good")
        lines = self.expect(PASSED, pushgate("wheel", "hash", wheels)).out
        lock = self.folder / "requirements.lock"
        lock.write_text(lines)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--no-index",
                        "--disable-pip-version-check", "--python-version", "3.11", "--platform", "manylinux_2_17_x86_64", "--only-binary", ":all:",
                        "--target", str(self.folder / "t"), "--find-links", str(wheels), "--require-hashes", "-r", str(lock)], check=True)
        hashes = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in wheels.glob("*.whl"))
        self.assertEqual(hashes, sorted(line.split("sha256:")[1].removesuffix(" \\") for line in lines.splitlines() if "--hash=" in line))

    def test_json_and_the_other_algorithms(self):
        wheel = self.folder / "Some.Name-1.0-py3-none-any.whl"
        wheel.write_bytes(b"bytes")
        for algorithm in ("sha256", "sha384", "sha512"):
            value = self.expect(PASSED, pushgate("wheel", "hash", wheel, "--algorithm", algorithm, "--format", "json")).json()
            self.assertEqual({"schema": "pushgate.wheel-hashes/v1", "algorithm": algorithm,
                              "files": [{"file": str(wheel), "name": "some-name", "version": "1.0", "size": 5,
                                         "hash": hashlib.new(algorithm, b"bytes").hexdigest()}]}, value)

    def test_what_cannot_be_hashed(self):
        def says(code, error, *words):
            outcome = self.expect(code, pushgate("wheel", "hash", *words, cwd=self.folder))
            self.assertEqual(("", error), (outcome.out, outcome.err))
        says(MISUSE, "pushgate: error: none.whl: does not exist\n", "none.whl")
        (self.folder / "a.whl").write_bytes(b"")
        says(MISUSE, "pushgate: error: a.whl: has a name that is of no distribution; expected "
                     "NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, NAME-VERSION.tar.gz or NAME-VERSION.zip\n", "a.whl")
        (self.folder / "in").mkdir()
        (self.folder / "in/a-1.zip").symlink_to("nowhere")
        says(UNCHECKED, "pushgate: error: in/a-1.zip: cannot be read: No such file or directory\n", "in")


class Check(Case):
    def wheel(self):
        """A copy of a real wheel."""
        (source,) = places.wheelhouse("good").glob("urllib3-*.whl")
        return shutil.copy(source, self.folder)

    def add(self, wheel, name, content):
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr(name, content)

    def test_the_wheels_of_a_service_are_right(self):
        outcome = self.expect(PASSED, pushgate("wheel", "check", places.wheelhouse("good")))
        self.assertRegex(outcome.out, r"^pushgate: PASS  \d+ files\n  nothing found\n  looked at: by wheel\n$")

    def test_a_file_that_was_put_in(self):
        wheel = self.wheel()
        self.add(wheel, "urllib3_startup.pth", "import urllib3\n")
        outcome = self.expect(REFUSED, pushgate("wheel", "check", wheel, "--format", "json"))
        value = outcome.json()
        self.assertEqual("deny", value["decision"]["verdict"])
        self.assertEqual([("HIGH", "wheel/pth-executes"), ("HIGH", "wheel/unrecorded-file")],
                         [(one["severity"], one["rule"]) for one in value["findings"]])
        text = self.expect(REFUSED, pushgate("wheel", "check", wheel)).out
        self.assertIn("urllib3_startup.pth runs code at every start of Python, at line 1\n", text)
        self.assertIn("denied by 2 of 2 findings (2 HIGH)\n", text)

    def test_what_does_not_deny_is_shown(self):
        wheel = self.folder / "demo-1.0.tar.gz"
        with tarfile.open(wheel, "w:gz") as archive:
            for name, text in {"demo-1.0/PKG-INFO": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n", "other/x": ""}.items():
                member = tarfile.TarInfo(name)
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
        outcome = self.expect(PASSED, pushgate("wheel", "check", wheel))
        self.assertIn("nothing denies (1 finding)\n", outcome.out)
        self.assertIn("MEDIUM    wheel/sdist-layout", outcome.out)

    def test_a_waiver_holds(self):
        wheel = self.wheel()
        self.add(wheel, "more.py", "")
        policy = self.folder / "policy.yaml"
        policy.write_text((places.ROOT / "policies/default.yaml").read_text().replace(
            "waivers: []", "waivers:\n  - {rule: wheel/unrecorded-file, reason: ours, owner: team, expires: 2099-01-01}"))
        self.expect(REFUSED, pushgate("wheel", "check", wheel))
        self.expect(PASSED, pushgate("wheel", "check", wheel, "--policy", policy))

    def test_what_could_not_be_checked(self):
        (self.folder / "demo-1.0-py3-none-any.whl").write_bytes(b"no archive")
        outcome = self.expect(UNCHECKED, pushgate("wheel", "check", ".", cwd=self.folder))
        self.assertIn("policy/scanner-incomplete", outcome.out)
        self.assertIn("demo-1.0-py3-none-any.whl:", outcome.out)
        self.assertEqual("pushgate: error: none.whl: does not exist\n",
                         self.expect(MISUSE, pushgate("wheel", "check", "none.whl", cwd=self.folder)).err)


main()
