# SPDX-License-Identifier: Apache-2.0
"""The test case that every end-to-end test is: its own folder, its own key, outcomes that explain themselves."""

import pathlib
import tempfile
import unittest

from . import places
from .process import pushgate, run

PASSED, REFUSED, MISUSE, UNCHECKED = 0, 1, 2, 3


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        """A folder that the tests of a class share: for the registry and the key of a class that needs one of each."""
        folder = tempfile.TemporaryDirectory(prefix="pushgate-e2e-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = cls.shared = pathlib.Path(folder.name)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pushgate-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def expect(self, code, outcome):
        """The outcome, if it ended with the code; else a failure that shows the command."""
        if outcome.code != code:
            self.fail(f"expected exit {code}\n{outcome}")
        return outcome

    def key(self, password="secret"):
        """A key pair made by pushgate in this test's folder: the private file; the public one is beside it."""
        return make_key(self.folder, password)

    def gate(self, image, *flags, password="secret", database=None, trivy=None, **options):
        """`pushgate gate` on an example image (or any image name), with the sample database."""
        name = image if ":" in image else places.image(image)
        env = {"COSIGN_PASSWORD": password, **options.pop("env", {})}
        return pushgate("gate", name, "--trivy", trivy or places.tool("trivy"), "--trivy-cache", database or places.DATABASE, *flags,
                        env=env, **options)

    def tool(self, name, *words, **options):
        """Another tool, which must succeed."""
        return self.expect(PASSED, run(places.tool(name) if name in BUILT else name, *words, **options))


def make_key(folder, password="secret"):
    prefix = folder / "cosign"
    outcome = pushgate("key", "generate", "--output-key-prefix", prefix, env={"COSIGN_PASSWORD": password})
    assert outcome.code == PASSED, outcome
    return prefix.with_suffix(".key")


BUILT = {"actionlint", "trivy", "cosign", "cosign2", "crane", "regctl"}


def main():
    unittest.main(verbosity=1)
