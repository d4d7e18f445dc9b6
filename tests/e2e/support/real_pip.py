# SPDX-License-Identifier: Apache-2.0
"""pip itself, of one version whose hash is known here: asked again and again in one process of its own, because to start it
takes longer than what it is asked."""

import functools
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import zipfile

from . import places

VERSION = "25.3"
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
# Told by file descriptor, because pip keeps the streams that it saw first.
DRIVER = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
answers = os.fdopen(os.dup(1), "w")
said = os.open(sys.argv[2], os.O_RDWR | os.O_CREAT | os.O_TRUNC)
os.dup2(said, 1), os.dup2(said, 2)
from pip._internal.cli.main import main
for line in sys.stdin:
    os.ftruncate(said, 0), os.lseek(said, 0, os.SEEK_SET)
    request = json.loads(line)
    os.chdir(request["folder"])
    try:
        code = main(request["words"])
    except SystemExit as end:
        code = end.code
    sys.stdout.flush(), sys.stderr.flush()
    answers.write(json.dumps({"code": code, "said": open(sys.argv[2], errors="replace").read()}) + "\\n")
    answers.flush()
"""


@functools.cache
def library():
    """The folder that holds pip; taken from the index once, and held against its hash before it is unpacked."""
    folder = places.WORK / f"pip-{VERSION}"
    if not folder.exists():
        part = places.WORK / f"pip-{VERSION}.part"
        part.mkdir(parents=True, exist_ok=True)
        lock = part / "requirements.txt"
        lock.write_text(f"pip=={VERSION} --hash=sha256:{SHA256}\n")
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                        "--require-hashes", "--dest", str(part), "-r", str(lock)], check=True)
        (wheel,) = part.glob("*.whl")
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            raise RuntimeError(f"{wheel} is not pip {VERSION}")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(part)
        part.rename(folder)
    return folder


class Pip:
    def __init__(self, folder):
        """`folder` is for what it says, and its cache."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        environment |= {"HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1",
                        "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_CACHE_DIR": "1", "PIP_NO_COLOR": "1"}
        self.process = subprocess.Popen([sys.executable, "-c", DRIVER, str(library()), str(pathlib.Path(folder, "said"))], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def refuses(self, folder, lock, wheelhouse):
        """What pip says where it would not install the lock; None where it would."""
        words = ["install", "--require-hashes", "--no-index", "--find-links", str(wheelhouse), "--dry-run", "--ignore-installed", "--quiet",
                 "--no-build-isolation", "-r", str(lock)]
        self.process.stdin.write(json.dumps({"folder": str(folder), "words": words}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"pip ended with {self.process.wait()} on {lock}")
        answer = json.loads(line)
        return None if answer["code"] == 0 else answer["said"] or f"exit {answer['code']}"
