# SPDX-License-Identifier: Apache-2.0
"""What installs wheels: pip in versions that write different scripts, uv and installer, each taken from the index once and
held against its hash. All install into FOLDER/opt/app, and compile."""

import functools
import os
import subprocess
import sys

from . import places, real_uv

WHEELS = {
    "pip 24.0": "ba0d021a166865d2265246961bec0152ff124de910c5cc39f1156ce3fa7c69dc",
    "pip 25.3": "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd",
    "pip 26.0": "98436feffb9e31bc9339cf369fd55d3331b1580b6a6f1173bacacddcf9c34754",
    "installer 1.1.0": "f55f5728ff61d3dd54dbc5a397cf3f7307cb64b180c20b72afbebf01c9e2c8a0",
}
INSTALLERS = [*WHEELS, "uv"]


@functools.cache
def wheel_of(name):
    project, version = name.split()
    folder = places.WORK / f"{project}-{version}-wheel"
    if not folder.exists():
        part = folder.with_suffix(".part")
        part.mkdir(parents=True, exist_ok=True)
        lock = part / "requirements.txt"
        lock.write_text(f"{project}=={version} --hash=sha256:{WHEELS[name]}\n")
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                        "--require-hashes", "--dest", str(part), "-r", str(lock)], check=True)
        part.rename(folder)
    return next(folder.glob("*.whl"))


def install(name, wheel, folder):
    """Installs one wheel without its dependencies: by its name, as from a lock, where an installer knows names."""
    prefix = folder / "opt" / "app"
    by_name = ["--no-index", "--no-deps", "--find-links", wheel.parent, wheel.name.split("-")[0]]
    if name == "uv":
        real_uv.run(folder, "pip", "install", "--quiet", "--compile-bytecode", "--link-mode", "copy", "--prefix", prefix, *by_name)
        return
    words = (["installer", "--prefix", "/opt/app", "--destdir", folder, wheel] if name.startswith("installer") else
             ["pip", "install", "--quiet", "--compile", "--ignore-installed", "--root-user-action", "ignore", "--disable-pip-version-check",
              "--no-warn-script-location", "--prefix", prefix, *by_name])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIP_") and key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run([sys.executable, "-m", *map(str, words)], capture_output=True, text=True,
                          env=environment | {"PYTHONPATH": str(wheel_of(name)), "PIP_CONFIG_FILE": os.devnull})
    if done.returncode != 0:
        raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stderr}")
