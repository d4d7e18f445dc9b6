#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replays the corpus of every target: replay_all.py PROGRAM SEEDS CORPUS. A target without one input fails."""

import pathlib
import subprocess
import sys


def main():
    program, *folders = sys.argv[1:]
    names = subprocess.run([program, "--list"], check=True, capture_output=True, text=True).stdout.split()
    bad = []
    for name in names:
        corpus = [str(pathlib.Path(folder) / name) for folder in folders]
        run = subprocess.run([program, name, *corpus], capture_output=True, text=True, errors="replace")
        print(run.stdout.strip() or name)
        if run.returncode != 0:
            bad.append(name)
            print(f"{name}: exit {run.returncode}\n" + "\n".join(run.stderr.splitlines()[-40:]))
    known = set(names)
    for folder in folders:
        path = pathlib.Path(folder)
        bad += [f"{one}: no such target" for one in path.iterdir() if one.name not in known] if path.is_dir() else []
    sys.exit(f"fuzz: {', '.join(map(str, bad))}" if bad or not names else 0)


if __name__ == "__main__":
    main()
