# SPDX-License-Identifier: Apache-2.0
"""Programs that pass for Trivy until they are asked to scan. A test writes one of them and hands it to --trivy."""

import shlex

from . import places

VERSION = """\
#!/bin/sh
if [ "$1" = version ]; then
  echo '{{"Version": "{version}"}}'
  exit 0
fi
"""


def fake_trivy(folder, scan, version="0.69.3"):
    """A script that tells its version, and for everything else does what `scan` says in shell. `$TRIVY` is the real one."""
    path = folder / "fake-trivy"
    path.write_text(VERSION.format(version=version) + f"TRIVY={shlex.quote(places.tool('trivy'))}\n{scan}\n")
    path.chmod(0o755)
    return path
