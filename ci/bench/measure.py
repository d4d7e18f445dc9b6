#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times whole commands side by side, in turns, and prints a Markdown table with ratios.

    measure.py [--each] [--before COMMAND] RUNS NAME=COMMAND…        (a COMMAND is given to `sh -c`)

Wall and CPU seconds are the median over the runs after one that is not counted; memory is the largest resident set of a
single process, as the kernel counted it. Ratios are to the first command. Every command must succeed. A name may end in
`:N`; with --each the last column is then milliseconds for one of N, instead of a ratio. What is to be done before each
command and is not measured, --before says."""

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
    words = sys.argv[1:]
    each = words[0] == "--each"
    words = words[each:]
    before = words[1] if words[0] == "--before" else None
    words = words[2 if before else 0:]
    runs = int(words[0])
    commands = [word.split("=", 1) for word in words[1:]]
    figures = {name: [] for name, _ in commands}
    for turn in range(runs + 1):
        for name, command in commands:
            if before:
                subprocess.run(["sh", "-c", before], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            measured = once(command)
            if turn > 0:
                figures[name].append(measured)
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in figures.items()}
    base = medians[commands[0][0]][0]
    print(f"| {'':<28} | wall s | CPU s |  MB | {'ms each' if each else 'ratio':>7} |")
    print(f"|{'-' * 30}|-------:|------:|----:|--------:|")
    for name, (wall, cpu, memory) in medians.items():
        shown, _, number = name.partition(":")
        last = 1000 * wall / int(number) if each else wall / base
        print(f"| {shown:<28} | {wall:6.2f} | {cpu:5.2f} | {memory:3.0f} | {last:7.3f} |" if each else
              f"| {shown:<28} | {wall:6.2f} | {cpu:5.2f} | {memory:3.0f} | {last:7.2f} |")


if __name__ == "__main__":
    main()
