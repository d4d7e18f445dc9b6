# SPDX-License-Identifier: Apache-2.0
"""What every test of a run that must not succeed stands on. The run has a folder `work` with an image, a key and an
older evidence folder; afterwards all of it is as it was, TMPDIR is empty, and the registry was asked for nothing."""

import hashlib
import json
import shutil

from . import places
from .case import PASSED, Case, make_key
from .process import pushgate
from .registries import strict_registry
from .images import small_image

PASSWORD = "secret"
OLD_EVIDENCE = {"evidence.json": "{}", "decision.json": "the old one"}


def tree(folder, but=None):
    """Every file below a folder: what it holds, and that it is the very file that it was. Without what is in `but`."""
    found = {path.relative_to(folder): path for path in folder.rglob("*")}
    return {str(name): (path.lstat().st_ino, path.read_bytes() if path.is_file() else None)
            for name, path in found.items() if name.parts[0] != but}


class BadInput(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = strict_registry(cls)
        make_key(cls.shared, PASSWORD)

    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        self.temporary = self.folder / "tmp"
        self.evidence = self.work / "evidence"
        for folder in (self.work, self.temporary):
            folder.mkdir()
        self.write_old_evidence()
        shutil.copy(self.shared / "cosign.key", self.work)
        self.registry.forget_log()

    def write_old_evidence(self):
        self.evidence.mkdir()
        for name, text in OLD_EVIDENCE.items():
            (self.evidence / name).write_text(text)

    def write_image(self, image=None):
        """The layout `image` in the folder that the run works in."""
        layout = self.work / "image"
        (image or small_image()).write(layout, "v1")
        return layout

    def words(self, image="oci:image", *flags, trivy=None, database=None):
        """`pushgate gate` with everything that pushing takes."""
        return ["gate", image, "--trivy", trivy or places.tool("trivy"), "--trivy-cache", database or places.DATABASE,
                "--evidence", "evidence", "--key", "cosign.key", "--push", f"{self.registry.address}/app:v1", *flags]

    def environment(self, password=PASSWORD):
        return {"COSIGN_PASSWORD": password, "TMPDIR": self.temporary}

    def attempt(self, *words, password=PASSWORD, **options):
        return pushgate(*words, cwd=self.work, env=self.environment(password), **options)

    def said(self, text):
        """A text without what differs from run to run."""
        return text.replace(str(self.work), "WORK").replace(self.registry.address, "REGISTRY")

    def fails(self, code, error, *words, **options):
        """The run ends with the code and with the whole text of the error, with old evidence and without; it changes
        nothing, leaves nothing and asks the registry for nothing."""
        for has_evidence in (True, False):
            if self.evidence.exists() and not has_evidence:
                shutil.rmtree(self.evidence)
            before = tree(self.work)
            outcome = self.expect(code, self.attempt(*words, **options))
            self.assertEqual(error, self.said(outcome.err), outcome)
            self.assertEqual("", outcome.out)
            self.assertEqual(before, tree(self.work))
            self.assert_nothing_left()
            self.assertEqual([], self.registry.log())

    def decides(self, code, verdict, *words, untouched=True):
        """The run comes to a verdict that is not pass. Its evidence is new, whole and without a receipt; nothing else
        changes, and the registry is asked for nothing. The reasons of decision.json, and the text on stdout."""
        before = tree(self.work, but="evidence")
        outcome = self.expect(code, self.attempt(*words))
        self.assertEqual("", outcome.err)
        decision = json.loads((self.evidence / "decision.json").read_text())
        self.assertEqual(verdict, decision["verdict"])
        self.assert_whole_evidence()
        self.assertFalse((self.evidence / "receipt.dsse.json").exists())
        if untouched:
            self.assertEqual(before, tree(self.work, but="evidence"))
        self.assert_nothing_left()
        self.assertEqual([], self.registry.log())
        return [(reason["rule"], reason["subject"], self.said(reason["text"])) for reason in decision["reasons"]], outcome.out

    def passes(self, *words):
        """The run that differs from a failing one in the one thing that was wrong."""
        return self.expect(PASSED, self.attempt(*words))

    def assert_whole_evidence(self):
        """The files that evidence.json lists are there with their digests, and no other but itself and the receipt."""
        listed = json.loads((self.evidence / "evidence.json").read_text())["files"]
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.evidence.iterdir()}
        for name in ("evidence.json", "receipt.dsse.json"):
            found.pop(name, None)
        self.assertEqual({file["name"]: file["sha256"] for file in listed}, found)

    def assert_nothing_left(self):
        self.assertEqual([], list(self.temporary.iterdir()))
