# SPDX-License-Identifier: Apache-2.0
"""A rollout that is ended between any two steps, by kill -9 or by Ctrl-C: the same command goes on with it, `rollback`
undoes it, and a second one at the same time is refused."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

from support import kill_at_fsync, places
from support.case import PASSED, REFUSED, main
from support.process import environment
from support.rollout_case import V1, V2, RolloutCase


class Interrupted(RolloutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shim = kill_at_fsync.build(cls.shared)

    def setUp(self):
        super().setUp()
        self.state = self.fleet.folder / ".pushgate"
        self.fleet.write(healthy_after=1, interval="5ms")
        self.everywhere(V1)
        self.fleet.push(V2)
        self.expect(PASSED, self.rollout("canary", V2))
        shutil.copytree(self.state, self.folder / "state")

    def start_again(self):
        shutil.rmtree(self.state)
        shutil.copytree(self.folder / "state", self.state)
        for machine, tag in zip(self.fleet.machines, (V2, V1, V1)):
            self.fleet.hosts[machine].file.write_text(self.fleet.digests[tag])

    def killed_at_every_step(self, *words):
        """Runs the command again and again, killed one step later each time, until it ends by itself."""
        for step in range(2, 500):
            self.start_again()
            outcome = self.rollout(*words, env={"LD_PRELOAD": self.shim, "KILL_AT": step})
            if outcome.code != -signal.SIGKILL:
                self.assertGreater(step, 30)
                return
            yield step

    def begun(self):
        return '"run":4' in (self.state / "rollout/journal").read_text()

    def test_killed_and_run_again(self):
        for step in self.killed_at_every_step("batch", V2, "--size", "2"):
            with self.subTest(step=step):
                begun = self.begun()
                outcome = self.expect(PASSED, self.rollout("batch", V2))
                self.assertEqual([V2] * 3, self.fleet.running())
                if begun and "run 4" in outcome.out and "resumed" in outcome.out:
                    self.assertIn(f"  resumed   run 4, the batch of {V2}, was interrupted; it goes on\n", outcome.out)
                self.expect(PASSED, self.rollout("status"))

    def test_killed_and_undone(self):
        for step in self.killed_at_every_step("batch", V2, "--size", "2"):
            with self.subTest(step=step):
                status = self.rollout("status", "--format", "json").json()
                outcome = self.rollout("rollback")
                self.assertEqual(PASSED, outcome.code, outcome)
                if status["unfinished"]:  # only that run: the canary stays
                    self.assertIn(f"  resumed   run 4, the batch of {V2}, was interrupted; it is rolled back\n", outcome.out)
                    self.assertEqual([V2, V1, V1], self.fleet.running())
                else:  # it had not begun, or had ended
                    self.assertEqual([V1] * 3, self.fleet.running())
                self.expect(PASSED, self.rollout("status"))

    def test_killed_while_it_goes_back(self):
        self.fleet.behaviour[self.fleet.digests[V2]] = "good"
        self.fleet.hosts["pc3"].says = self.fleet.digests[V1]
        self.fleet.write(healthy_after=1, interval="5ms", deadline="100ms")
        seen = set()
        for step in self.killed_at_every_step("batch", V2, "--size", "2"):
            with self.subTest(step=step):
                outcome = self.expect(REFUSED, self.rollout("batch", V2, "--size", "2"))
                self.assertEqual([V2, V1, V1], self.fleet.running())
                seen.add("rolling back goes on" in outcome.out)
                self.assertIsNone(self.rollout("status", "--format", "json").json()["unfinished"])
        self.assertEqual({True, False}, seen)

    def test_killed_by_the_command_itself(self):
        """Between the record before the command and the one after it, with the change done and not done."""
        for number, text in enumerate(("kill -9 $PPID", "./deploy \"$@\"; kill -9 $PPID")):
            with self.subTest(text=text):
                self.start_again()
                self.fleet.write_program("other", f"#!/bin/sh\n{text}\n")
                self.fleet.write(healthy_after=1, interval="5ms", command='[./other, "{machine}", "{service}", "{digest}"]')
                self.expect(-signal.SIGKILL, self.rollout("batch", V2))
                self.assertEqual([V2, (V1, V2)[number], V1], self.fleet.running())
                self.assertIn(f"run 4 (batch of {V2}) is under way or was interrupted\n", self.expect(REFUSED, self.rollout("status")).out)
                refused = self.expect(REFUSED, self.rollout("canary", V1))
                self.assertIn(f"pushgate: error: rollout: run 4, the batch of {V2}, was interrupted and is not finished\n"
                              f"  hint: `pushgate rollout batch {V2}` goes on with it, `pushgate rollout rollback` undoes it\n", refused.err)
                self.fleet.write(healthy_after=1, interval="5ms")
                self.expect(PASSED, self.rollout("batch", V2))
                self.assertEqual([V2] * 3, self.fleet.running())

    def test_a_journal_that_was_cut_off_anywhere(self):
        self.expect(PASSED, self.rollout("batch", V2))
        whole = (self.state / "rollout/journal").read_bytes()
        before = (self.folder / "state/rollout/journal").stat().st_size
        for size in range(before, len(whole), 97):
            with self.subTest(size=size):
                self.start_again()
                (self.state / "rollout/journal").write_bytes(whole[:size])
                self.expect(PASSED, self.rollout("batch", V2))
                self.assertEqual([V2] * 3, self.fleet.running())

    def hanging(self, number=None):
        """A batch whose command does not end; gives it once the command runs."""
        pids = self.fleet.folder / "pids"
        self.fleet.write_program("other", f"#!/bin/sh\nsleep 1000 &\necho $! > {pids}.new\nmv {pids}.new {pids}\nwait\n")
        self.fleet.write(healthy_after=1, interval="5ms", command='[./other]')
        command = [str(places.PUSHGATE), "rollout", "batch", V2]
        run = subprocess.Popen(command, cwd=self.fleet.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (run.kill(), run.communicate()))
        until = time.monotonic() + 30
        while not pids.exists() and time.monotonic() < until:
            time.sleep(0.02)
        return run, int(pids.read_text())

    def test_ctrl_c(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                self.start_again()
                (self.fleet.folder / "pids").unlink(missing_ok=True)
                run, child = self.hanging()
                sent = time.monotonic()
                run.send_signal(number)
                out, err = run.communicate(timeout=30)
                self.assertLess(time.monotonic() - sent, 8)
                self.assertEqual((-number, ""), (run.returncode, out), err)
                self.assertTrue(err.endswith(f"pushgate: error: interrupted by {number.name}\n  while run 4, the batch of {V2}\n"
                                             "  hint: run 4 is not finished: the same command goes on with it, "
                                             "`pushgate rollout rollback` undoes it\n"), err)
                until = time.monotonic() + 2
                while is_alive(child) and time.monotonic() < until:
                    time.sleep(0.02)
                self.assertFalse(is_alive(child))
                self.fleet.write(healthy_after=1, interval="5ms")
                self.expect(PASSED, self.rollout("batch", V2))
                self.assertEqual([V2] * 3, self.fleet.running())

    def test_two_at_the_same_time(self):
        self.hanging()
        for words in (("batch", V2), ("canary", V1), ("rollback",)):
            outcome = self.expect(REFUSED, self.rollout(*words))
            self.assertEqual("pushgate: error: .pushgate/rollout/journal: is in use by another process that writes it\n"
                             "  hint: wait until that one has ended\n", outcome.err)
        self.expect(REFUSED, self.rollout("status"))  # looks on, and says that a run is under way

    def test_a_journal_that_was_changed(self):
        journal = self.state / "rollout/journal"
        os.chmod(journal, 0o644)
        journal.write_text(journal.read_text().replace(f'"tag":"{V1}"', '"tag":"20250809-bbbbbbb"', 1))
        for words in (("batch", V2), ("status",), ("rollback",)):
            outcome = self.rollout(*words)
            self.assertEqual(3, outcome.code, outcome)
            self.assertIn(".pushgate/rollout/journal:2: is damaged: its checksum does not fit; nothing after it can be believed\n", outcome.err)


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    main()
