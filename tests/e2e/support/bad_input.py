# SPDX-License-Identifier: Apache-2.0
"""What every test of a run that must not succeed stands on. The run has a folder `work` with a small image, a key and
an older evidence folder; afterwards all of it is as it was, TMPDIR is empty, and the registry was asked for nothing."""

import functools
import tempfile
import pathlib
import shutil

from . import places
from .case import PASSED, Case
from .process import pushgate
from .small_image import SmallImage
from .strict_registry import StrictRegistry

PASSWORD = "secret"
OLD_EVIDENCE = {"evidence.json": "{}", "decision.json": "the old one"}


@functools.cache
def key_pair():
    """A key pair that one test process shares: making one takes a while on purpose."""
    folder = tempfile.TemporaryDirectory(prefix="pushgate-e2e-key-")
    made = pushgate("key", "generate", cwd=folder.name, env={"COSIGN_PASSWORD": PASSWORD})
    assert made.code == PASSED, made
    return folder


def tree(folder):
    """Every file below a folder: what it holds, and that it is the very file that it was."""
    return {str(path.relative_to(folder)): (path.lstat().st_ino, path.read_bytes() if path.is_file() else None)
            for path in sorted(folder.rglob("*"))}


class BadInput(Case):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        self.scratch = self.folder / "tmp"
        self.evidence = self.work / "evidence"
        for folder in (self.work, self.scratch, self.evidence):
            folder.mkdir()
        for name, text in OLD_EVIDENCE.items():
            (self.evidence / name).write_text(text)
        for name in ("cosign.key", "cosign.pub"):
            shutil.copy(pathlib.Path(key_pair().name) / name, self.work / name)

    def write_image(self, image=None):
        """The layout `image` in the folder that the run works in."""
        return (image or SmallImage()).write(self.work / "image")

    def registry(self, *flags):
        self.strict = StrictRegistry(self, *flags)
        self.reference = f"{self.strict.address}/app:v1"
        return self.strict

    def words(self, image="oci:image", *flags, trivy=None, database=None):
        return ["gate", image, "--trivy", trivy or places.tool("trivy"), "--trivy-cache", database or places.DATABASE,
                "--evidence", "evidence", *flags]

    def environment(self, password=PASSWORD):
        return {"COSIGN_PASSWORD": password, "TMPDIR": self.scratch}

    def attempt(self, *words, password=PASSWORD, **options):
        return pushgate(*words, cwd=self.work, env=self.environment(password), **options)

    def said(self, text):
        """A text without what differs from run to run."""
        text = text.replace(str(self.work), "WORK").replace(str(places.DATABASE), "DATABASE")
        if hasattr(self, "strict"):
            text = text.replace(self.strict.address, "REGISTRY")
        return text

    def fails(self, code, error, *words, **options):
        """The run ends with the code and with the whole text of the error, with old evidence and without; it changes
        nothing, leaves nothing and asks the registry for nothing."""
        for has_evidence in (True, False):
            if not has_evidence:
                shutil.rmtree(self.evidence)
            before = tree(self.work)
            outcome = self.expect(code, self.attempt(*words, **options))
            self.assertEqual(error, self.said(outcome.err), outcome)
            self.assertEqual("", outcome.out)
            self.assert_unchanged(before)
            if hasattr(self, "strict"):
                self.assertEqual([], self.strict.log())

    def assert_unchanged(self, before):
        self.assertEqual(before, tree(self.work))
        self.assertEqual([], list(self.scratch.iterdir()))
