# SPDX-License-Identifier: Apache-2.0
"""uv itself, of one version whose hash is known here, and the locks that it makes."""

import functools
import os
import stat
import subprocess
import sys
import zipfile

from . import places

VERSION = "0.13.9"
SHA256 = "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19"


@functools.cache
def program():
    """Taken from the index once; pip holds it against its hash."""
    folder = places.WORK / f"uv-{VERSION}"
    if not folder.exists():
        part = places.WORK / f"uv-{VERSION}.part"
        part.mkdir(parents=True, exist_ok=True)
        lock = part / "requirements.txt"
        lock.write_text(f"uv=={VERSION} --hash=sha256:{SHA256}\n")
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                        "--require-hashes", "--dest", str(part), "-r", str(lock)], check=True)
        (wheel,) = part.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(part)
        part.rename(folder)
    uv = folder / f"uv-{VERSION}.data" / "scripts" / "uv"
    uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
    return uv


def run(folder, *words):
    """What it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "VIRTUAL_ENV"))}
    environment |= {"UV_CACHE_DIR": str(places.WORK / "uv-cache"), "UV_PYTHON": sys.executable, "UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1"}
    done = subprocess.run([program(), *words], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"uv {' '.join(words)} in {folder} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
