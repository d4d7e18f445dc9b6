# SPDX-License-Identifier: Apache-2.0
"""`lock check` on the locks that real tools write: what `uv lock` makes, and what `uv export` makes of the same lock as pylock.toml
and as a requirement file, have the same verdict and are refused by the same rules; `uv pip compile` and `pip lock` beside them."""

import os
import pathlib
import re
import subprocess
import sys

from support import real_pip, real_uv
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

TARGET = ("--python", "3.11.9", "--platform", "linux/amd64")
# What a requirement file cannot say: which files there are.
OF_FILES = {"lock/sdist-only", "lock/no-compatible-wheel", "lock/other-target"}
PROJECT = """\
[project]
name = "demo"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = {dependencies}
[project.optional-dependencies]
more = ["idna==3.10"]
[dependency-groups]
dev = ["iniconfig==2.0.0"]
{rest}"""
SIX = "https://files.pythonhosted.org/packages/b7/ce/149a00dd41f10bc29e5921b496af8b574d8413afcd5e30dfa0ed46c2cc5e/six-1.17.0-py2.py3-none-any.whl"


class TomlLocks(Case):
    def project(self, dependencies, rest=""):
        (self.folder / "pyproject.toml").write_text(PROJECT.format(dependencies=dependencies, rest=rest))
        real_uv.run(self.folder, "lock")
        exported = ("export", "--all-groups", "--all-extras", "--no-emit-project", "--quiet")
        real_uv.run(self.folder, *exported, "--format", "pylock.toml", "--output-file", "pylock.toml")
        real_uv.run(self.folder, *exported, "--format", "requirements.txt", "--output-file", "requirements.txt")

    def check(self, *words):
        return pushgate("lock", "check", *words, *TARGET, "--format", "json", cwd=self.folder)

    def verdicts(self):
        """(exit code, rules, requirements) of the three forms, which agree but for what the third cannot say."""
        found = []
        for lock in ("uv.lock", "pylock.toml", "requirements.txt"):
            outcome = self.check(lock)
            rules = {one["rule"] for one in outcome.json()["findings"]}
            found.append((outcome.code, rules - OF_FILES, outcome.json()["requirements"]))
            self.assertEqual(outcome.code == PASSED, outcome.json()["decision"]["verdict"] == "pass", outcome)
        self.assertEqual(found[0][1:], found[1][1:])
        self.assertEqual(found[0][1:], found[2][1:])
        return found

    def test_a_good_project(self):
        self.project(["requests[socks]==2.32.3", "numpy==2.2.6", "colorama==0.4.6; sys_platform == 'win32'"])
        for code, rules, requirements in self.verdicts():
            self.assertEqual((PASSED, set(), 9), (code, rules, requirements))

    def test_forks_by_python(self):
        self.project(["numpy==2.2.6; python_version < '3.12'", "numpy==2.3.1; python_version >= '3.12'"])
        for code, rules, _ in self.verdicts():
            self.assertEqual((PASSED, set()), (code, rules))

    def test_what_comes_past_the_index(self):
        (self.folder / "lib").mkdir()
        (self.folder / "lib" / "pyproject.toml").write_text('[project]\nname = "local-lib"\nversion = "1.0"\n')
        self.project(["local-lib", f"six @ {SIX}", "attrs==25.1.0"],
                     '[tool.uv.sources]\nlocal-lib = { path = "lib", editable = true }\n')
        for code, rules, requirements in self.verdicts():
            self.assertEqual((REFUSED, {"lock/editable", "lock/direct-url"}, 3), (code, rules, requirements))

    def test_a_pre_release(self):
        self.project(["black==23.1a1", "attrs==25.1.0"])
        for code, rules, _ in self.verdicts():
            self.assertEqual((PASSED, {"lock/pre-release"}), (code, rules))

    def test_an_sdist_alone_and_a_python_without_wheels(self):
        """Both are told from the lock's own list of files."""
        self.project(["docopt==0.6.2", "scikit-learn==1.2.2"])
        outcome = self.expect(REFUSED, self.check("uv.lock"))
        self.assertEqual(["lock/sdist-only"], [one["rule"] for one in outcome.json()["findings"]])
        self.assertIn("docopt==0.6.2 has no wheel", outcome.out)
        outcome = self.expect(REFUSED, pushgate("lock", "check", "uv.lock", "--python", "3.12.1", "--platform", "linux/amd64", cwd=self.folder))
        self.assertRegex(outcome.out, r"uv\.lock:\d+:1: HIGH lock/sdist-only scikit-learn==1\.2\.2 has no wheel for Python 3\.12\.1")

    def test_a_project_that_asks_for_more_than_its_lock_has(self):
        self.project(["attrs==25.1.0"])
        project = self.folder / "pyproject.toml"
        project.write_text(project.read_text().replace("attrs==25.1.0", "attrs==25.3.0', 'six"))
        outcome = self.expect(REFUSED, self.check("uv.lock"))
        self.assertEqual({"attrs==25.1.0 is not what pyproject.toml:5 asks for: attrs==25.3.0", "six of pyproject.toml:5 is not in the lock",
                          "is older than pyproject.toml, which it was made of"}, {one["message"] for one in outcome.json()["findings"]})
        self.expect(PASSED, self.check("uv.lock", "--no-inputs"))

    def test_broken_by_hand(self):
        self.project(["requests==2.32.3"])
        lock = self.folder / "uv.lock"
        good = lock.read_text()
        for what, to, rule in ((r', hash = "sha256:\w+"', "", "lock/missing-hash"), ("sha256:", "md5:", "lock/weak-hash"),
                               (r"/requests-2\.32\.3", "/evil-2.32.3", "lock/misnamed-file"), ("https://pypi.org", "http://pypi.example", "lock/insecure-index"),
                               (r'(?s)\[\[package\]\]\nname = "certifi".*?\n\n', "", "lock/unmet-dependency")):
            with self.subTest(rule=rule):
                bad = re.sub(what, to, good)
                self.assertNotEqual(good, bad)
                lock.write_text(bad)
                outcome = self.check("uv.lock", "--no-inputs")
                self.assertIn(rule, {one["rule"] for one in outcome.json()["findings"]}, outcome)
                self.expect(REFUSED, outcome)
        lock.write_text(good.replace("version = 1\n", "version = 2\n", 1))
        outcome = self.expect(UNCHECKED, pushgate("lock", "check", "uv.lock", cwd=self.folder))
        self.assertEqual("not checked: uv.lock:1:11: is of version 2; expected 1, the only one that is known here\n"
                         "1 lock, 0 requirements: nothing found: could not check everything\n", outcome.out)

    def test_what_pip_compile_and_pip_lock_write(self):
        (self.folder / "r.in").write_text("requests[socks]==2.32.3\n")
        real_uv.run(self.folder, "pip", "compile", "--quiet", "r.in", "--python-version", "3.11.9", "--format", "pylock.toml", "--output-file", "pylock.toml")
        real_uv.run(self.folder, "pip", "compile", "--quiet", "r.in", "--python-version", "3.11.9", "--generate-hashes", "--output-file", "r.lock")
        environment = os.environ | {"PYTHONPATH": str(real_pip.library())}
        subprocess.run([sys.executable, "-m", "pip", "lock", "--quiet", "--only-binary", ":all:", "-r", "r.in", "--output", "pylock.pip.toml"],
                       cwd=self.folder, env=environment, check=True, capture_output=True)
        os.utime(self.folder / "r.in", (0, 0))
        for lock in ("pylock.toml", "r.lock"):
            outcome = self.expect(PASSED, self.check(lock))
            self.assertEqual(([], 6), (outcome.json()["findings"], outcome.json()["requirements"]), outcome)
        outcome = self.expect(PASSED, pushgate("lock", "check", "pylock.pip.toml", "--python", ".".join(map(str, sys.version_info[:3])), "--platform",
                                               "linux/amd64", cwd=self.folder))
        self.assertEqual("1 lock, 6 requirements: nothing found: pass\n", outcome.out)
        (self.folder / "r.in").write_text("requests[socks]==2.32.3\nsix\n")
        outcome = self.expect(REFUSED, self.check("pylock.toml"))
        self.assertIn("six of r.in:2 is not in the lock", outcome.out)

    def test_a_wheelhouse_beside_uv_lock(self):
        self.project(["attrs==25.1.0"])
        wheels = pathlib.Path(self.folder, "wheels")
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", str(wheels), "attrs==25.1.0"],
                       check=True)
        outcome = self.expect(PASSED, self.check("uv.lock", "--wheelhouse", "wheels"))
        self.assertEqual([], outcome.json()["findings"])
        (wheel,) = wheels.iterdir()
        wheel.write_bytes(wheel.read_bytes() + b"\0")
        outcome = self.expect(REFUSED, self.check("uv.lock", "--wheelhouse", "wheels"))
        self.assertIn("lock/hash-mismatch", {one["rule"] for one in outcome.json()["findings"]})


if __name__ == "__main__":
    main()
