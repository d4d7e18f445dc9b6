# SPDX-License-Identifier: Apache-2.0
"""pushgate on a terminal of its own, which asks for passwords: what is shown, what is typed, and whether the terminal echoes."""

import fcntl
import os
import pty
import select
import subprocess
import termios
import time

from . import places
from .process import environment

SECONDS = 60


class SecretTerminal:
    def __init__(self, case, *words, cwd):
        """Starts it, with this terminal as the one that controls it."""
        self.case, self.shown = case, ""
        self.ours, self.theirs = pty.openpty()
        self.before = termios.tcgetattr(self.theirs)
        case.addCleanup(os.close, self.ours)
        case.addCleanup(os.close, self.theirs)
        self.process = subprocess.Popen([places.PUSHGATE, *map(str, words)], cwd=cwd, env=environment(), stdin=self.theirs,
                                        stdout=self.theirs, stderr=self.theirs, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        case.addCleanup(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def echoes(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def is_as_before(self):
        return termios.tcgetattr(self.theirs) == self.before

    def read(self, seconds):
        if select.select([self.ours], [], [], seconds)[0]:
            self.shown += os.read(self.ours, 65536).decode()

    def wait_for(self, prompt):
        """Until it has asked, which it does with echo off."""
        end = time.monotonic() + SECONDS
        while not self.shown.endswith(prompt):
            self.read(0.1)
            if time.monotonic() > end or (self.process.poll() is not None and not self.shown.endswith(prompt)):
                self.case.fail(f"was not asked {prompt!r}; was shown {self.shown!r}")
        self.case.assertFalse(self.echoes(), "echo is on while a password is asked for")

    def type(self, text):
        os.write(self.ours, text.encode())

    def ended(self):
        """Its exit code, and the signal that ended it as a negative number, once all that it showed has been read."""
        end = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        self.read(0.2)
        return self.process.wait(1)
