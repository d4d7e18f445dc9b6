# SPDX-License-Identifier: Apache-2.0
"""Runs commands so that a failure shows what to type to see it again."""

import dataclasses
import json
import os
import pty
import shlex
import subprocess

from . import places


@dataclasses.dataclass
class Outcome:
    command: list
    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"$ {shlex.join(self.command)}\nexit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def environment(changes=None):
    """A small environment, with changes; None removes."""
    made = {k: v for k, v in os.environ.items() if not k.startswith(("COSIGN_", "PUSHGATE_PASSWORD", "GITHUB_"))}
    made["HOME"] = str(places.WORK / "home")
    made["PUSHGATE_TOOLS"] = os.environ.get("PUSHGATE_TOOLS", os.path.expanduser("~/.cache/pushgate/tools"))
    for name, value in (changes or {}).items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = str(value)
    return made


def run(*command, env=None, cwd=None, timeout=300, stdin="", **options):
    """Runs to the end and never raises for an exit code. `env` as in environment()."""
    command = [str(word) for word in command]
    done = subprocess.run(command, env=environment(env), cwd=cwd, timeout=timeout, input=stdin, capture_output=True, text=True, errors="replace", **options)
    return Outcome(command, done.returncode, done.stdout, done.stderr)


def pushgate(*words, **options):
    return run(places.PUSHGATE, *words, **options)


def on_a_terminal(*words, cwd=None, **env):
    """pushgate's exit code, and all that it wrote to a terminal."""
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen([places.PUSHGATE, *words], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, cwd=cwd,
                               env={**inherited, "TERM": "xterm", **env})
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return process.wait(60), shown.decode()
