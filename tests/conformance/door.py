# SPDX-License-Identifier: Apache-2.0
"""Drives pushgate-conform: JSON Lines in, JSON Lines out. The program's path is in PUSHGATE_CONFORM."""

import contextlib
import json
import os
import subprocess


class Door:
    def __init__(self):
        self.asked = 0

    def __enter__(self):
        self.process = subprocess.Popen([os.environ["PUSHGATE_CONFORM"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, kind, *_):
        with contextlib.suppress(BrokenPipeError):  # it ended before it was told to
            self.process.stdin.close()
        code = self.process.wait()
        if kind is None and code != 0:
            raise SystemExit(f"FAILED: the door ended with {code}, after {self.asked} requests")

    def ask(self, op, **request):
        """The answer to one request. Ends the suite where there is none: the door never ends on a bad case."""
        self.asked += 1
        line = json.dumps({"id": self.asked, "op": op, **request}) + "\n"
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise SystemExit(f"FAILED: the door ended with {self.process.wait()} on {line.strip()}")
        answer = json.loads(answer)
        if answer.get("id") != self.asked or not ("out" in answer if answer["ok"] else answer["error"]):
            raise SystemExit(f"FAILED: the door gave {answer} to {line.strip()}")
        return answer
