#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy on the sources that a branch changes, or on main the last commits, where they were not seen clean yet.

    tidy.py BUILD_FOLDER JOBS [--all]

A source is changed where it or a header that it includes is; with --all every source counts as changed. A source is known by the content of itself, of the project headers that it includes and of .clang-tidy; what was clean
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
STEPS = 20  # commits of main that count as the change, where there is no branch
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


def changed_files(steps):
    """What differs from the branch's base; on main itself, from `steps` commits ago. None where git cannot tell."""
    def git(*words):
        run = subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT)
        return run.stdout.strip() if run.returncode == 0 else None

    base = git("merge-base", "HEAD", "origin/main")
    if base is None or base == git("rev-parse", "HEAD"):
        base = git("rev-parse", f"HEAD~{steps}")
    names = None if base is None else git("diff", "--name-only", base)
    return None if names is None else {ROOT / name for name in names.splitlines()}


def closure_of(path):
    files = set()
    closure(path, files)
    return files


def fingerprint(path):
    files = closure_of(path)
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
    changed = None if "--all" in sys.argv else changed_files(STEPS)
    everything = changed is None or ROOT / ".clang-tidy" in changed
    asked = [s for s in sources if everything or changed & closure_of(s)]
    todo = [(s, CACHE / fingerprint(s)) for s in asked if not (CACHE / fingerprint(s)).exists()]
    print(f"{len(todo)} of {len(sources)} sources to look at", flush=True)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for path, status, output in pool.map(lambda item: check(build, *item), todo):
            if status != 0:
                failed += 1
                print(f"{path.relative_to(ROOT)}:\n{output}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
