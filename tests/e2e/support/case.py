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
        prefix = self.folder / "cosign"
        self.expect(PASSED, pushgate("key", "generate", "--output-key-prefix", prefix, env={"COSIGN_PASSWORD": password}))
        return prefix.with_suffix(".key")

    def gate(self, image, *flags, password="secret", database=None, **options):
        """`pushgate gate` on an example image (or any image name), with the sample database."""
        name = image if ":" in image else places.image(image)
        env = {"COSIGN_PASSWORD": password, **options.pop("env", {})}
        return pushgate("gate", name, "--trivy", places.tool("trivy"), "--trivy-cache", database or places.DATABASE, *flags,
                        env=env, **options)

    def tool(self, name, *words, **options):
        """Another tool, which must succeed."""
        return self.expect(PASSED, run(places.tool(name) if name in BUILT else name, *words, **options))


BUILT = {"trivy", "cosign", "crane", "regctl"}


def main():
    unittest.main(verbosity=1)
