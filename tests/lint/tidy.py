#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy on every source that changed since it was last seen clean.

    tidy.py BUILD_FOLDER JOBS

A source is known by the content of itself, of the project headers that it includes and of .clang-tidy; what was clean
is remembered in ${XDG_CACHE_HOME:-~/.cache}/pushgate/tidy, outside the tree, so a new clone does not begin anew."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pushgate" / "tidy"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
TIDY = "clang-tidy-16"
ROOMS = ("src", "sbom", "scanners")  # the tests are read by the sanitizers, which cost less


def find(name, beside):
    for folder in (ROOT / "src", ROOT, ROOT / "tests", beside):
        if (folder / name).is_file():
            return folder / name
    return None


def closure(path, seen):
    """Every project file that a source includes, itself first."""
    if path in seen:
        return
    seen.add(path)
    for name in INCLUDE.findall(path.read_text()):
        header = find(name, path.parent)
        if header:
            closure(header, seen)


def fingerprint(path):
    files = set()
    closure(path, files)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def check(build, path, mark):
    # The compile commands are GCC's; Clang does not know all of its warnings.
    run = subprocess.run([TIDY, "--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", build, path], capture_output=True, text=True)
    if run.returncode == 0:
        mark.touch()
    return path, run.returncode, run.stdout


def main():
    build, jobs = sys.argv[1], int(sys.argv[2])
    commands = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
    files = {pathlib.Path(c["file"]) for c in commands if c["file"].endswith(".cpp")}
    sources = sorted(f for f in files if f.relative_to(ROOT).parts[0] in ROOMS)
    CACHE.mkdir(parents=True, exist_ok=True)
    todo = [(s, CACHE / fingerprint(s)) for s in sources if not (CACHE / fingerprint(s)).exists()]
    print(f"{len(todo)} of {len(sources)} sources changed", flush=True)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for path, status, output in pool.map(lambda item: check(build, *item), todo):
            if status != 0:
                failed += 1
                print(f"{path.relative_to(ROOT)}:\n{output}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
