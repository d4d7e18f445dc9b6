# SPDX-License-Identifier: Apache-2.0
"""Python packages that the tests need and a machine may not have: taken from the index by hash, once, into a folder of their own."""

import functools
import subprocess
import sys

from . import places

LOCK = places.ROOT / "tests" / "e2e" / "support" / "linters.txt"


@functools.cache
def library():
    """The folder; for PYTHONPATH, or for sys.path."""
    folder = places.WORK / "linters"
    if not folder.exists():
        part = places.WORK / "linters.part"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
                        "--target", str(part), "--upgrade", "-r", str(LOCK)], check=True)
        part.rename(folder)
    return folder


@functools.cache
def yaml():
    """PyYAML."""
    sys.path.insert(0, str(library()))
    import yaml as module
    sys.path.pop(0)
    return module
