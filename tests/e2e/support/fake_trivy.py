# SPDX-License-Identifier: Apache-2.0
"""Programs that pass for Trivy until they are asked to scan. A test writes one of them and hands it to --trivy. They
run in the sandbox: they read the database and write `$TMPDIR`, a folder of each run's own."""

import contextlib
import shlex
import subprocess
import threading
import time

from . import places

VERSION = """\
#!/bin/sh
if [ "$1" = version ]; then
  echo '{{"Version": "{version}"}}'
  exit 0
fi
"""


def fake_trivy(folder, scan, version="0.69.3"):
    """A script that tells its version, and for everything else does what `scan` says in shell. `$TRIVY` is the real one,
    which can be reached where the cache is places.DATABASE."""
    path = folder / "fake-trivy"
    path.write_text(VERSION.format(version=version) + f"TRIVY={shlex.quote(str(places.TRIVY_INSIDE))}\n{scan}\n")
    path.chmod(0o755)
    return path


HELD = 'touch "$TMPDIR/asked"\nwhile [ ! -e "$TMPDIR/go" ]; do sleep 0.02; done\nexec "$TRIVY" "$@"'


@contextlib.contextmanager
def during_scan(folder, temporary, action):
    """A Trivy that waits, when it is first asked to scan, until `action` (a function, or what a shell does) has been done
    here. `temporary` is the TMPDIR of the run. What the sandbox keeps a scanner from, a test can so do at that very moment."""
    done, stopped = threading.Event(), threading.Event()

    def watch():
        while not stopped.is_set():
            for asked in temporary.glob("*/asked"):
                if not done.is_set():
                    action() if callable(action) else subprocess.run(["sh", "-c", action], check=False)
                    done.set()
                with contextlib.suppress(FileNotFoundError):
                    (asked.parent / "go").touch()
            time.sleep(0.02)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield fake_trivy(folder, HELD)
    finally:
        stopped.set()
        watching.join()
    assert done.is_set(), "no scan was asked for"
