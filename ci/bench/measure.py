#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times whole commands side by side, in turns, and prints a table with ratios.

    measure.py RUNS NAME=COMMAND…        (a COMMAND is given to `sh -c`)

Wall and CPU seconds are the median over the runs after one that is not counted; memory is the largest resident set of a
single process, as the kernel counted it. Ratios are to the first command. Every command must succeed."""

import os
import statistics
import subprocess
import sys
import time


def once(command):
    started = time.monotonic()
    process = subprocess.Popen(["sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"bench: this failed: {command}\n{error.decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    runs = int(sys.argv[1])
    commands = [word.split("=", 1) for word in sys.argv[2:]]
    figures = {name: [] for name, _ in commands}
    for turn in range(runs + 1):
        for name, command in commands:
            measured = once(command)
            if turn > 0:
                figures[name].append(measured)
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in figures.items()}
    base = medians[commands[0][0]][0]
    print(f"{'':<28}{'wall s':>9}{'CPU s':>9}{'MB':>8}{'wall ratio':>12}")
    for name, (wall, cpu, memory) in medians.items():
        print(f"{name:<28}{wall:>9.2f}{cpu:>9.2f}{memory:>8.0f}{wall / base:>12.2f}")


if __name__ == "__main__":
    main()
