# SPDX-License-Identifier: Apache-2.0
"""Wheels and sdists on the disk: their hashes as lines for a requirement file."""

import hashlib
import subprocess
import sys

from support import places
from support.case import MISUSE, PASSED, UNCHECKED, Case, main
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


main()
