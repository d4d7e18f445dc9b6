# SPDX-License-Identifier: Apache-2.0
"""The scanner is held to a sandbox: what one tries that is no scanner at all fails, what was enforced is in the evidence,
and a kernel that enforces less is told of."""

import ctypes
import json
import os
import platform
import shlex
import socket
import sys

from support import places
from support.bad_input import BadInput
from support.case import PASSED, UNCHECKED, main
from support.fake_trivy import fake_trivy
from support.images import small_image
from support.process import run

# What a scanner tries that wants something else: each line is a name and a line of Python.
ATTEMPTS = """
import errno, os, socket, sys
results = []
for line in sys.argv[1:]:
    name, _, attempt = line.partition(": ")
    try:
        exec(attempt)
        results.append(name + " done")
    except OSError as error:
        results.append(name + " " + errno.errorcode[error.errno])
print(", ".join(results), file=sys.stderr)
sys.exit(1)
"""
# Starts a program under a filter that answers some system calls as a kernel does that has not got them: numbers of calls,
# and the one first argument that is meant, or none.
LESS_KERNEL = """
import ctypes, os, struct, sys
def less(call, argument, code):
    load = struct.pack("HBBI", 0x20, 0, 0, 0)
    rest = [struct.pack("HBBI", 0x06, 0, 0, 0x50000 | code)]
    if argument is not None:
        rest = [struct.pack("HBBI", 0x20, 0, 0, 16), struct.pack("HBBI", 0x15, 0, 1, argument)] + rest
    return load + struct.pack("HBBI", 0x15, 0, len(rest), call) + b"".join(rest)
allow = struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)
code = b"".join(less(*row) for row in eval(sys.argv[1])) + allow
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(Program(len(code) // 8, code)), 0, 0) == 0
os.execv(sys.argv[2], sys.argv[2:])
"""
NO_LANDLOCK = [(444, None, 38)]  # ENOSYS
PRCTL = 157 if platform.machine() == "x86_64" else 167
NO_SECCOMP = [(PRCTL, 22, 22)]  # EINVAL for PR_SET_SECCOMP
WITHOUT = "  sandbox without: "


def landlock():
    """The version of the kernel's Landlock: 3 is all that the sandbox needs, from 6 on it keeps from signals, too. Filters of
    system calls every kernel has that has Landlock."""
    return ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1)


class Sandbox(BadInput):
    def setUp(self):
        super().setUp()
        if landlock() < 3:
            if os.environ.get("CI"):
                self.fail("this kernel has no Landlock (ABI 3), so the sandbox is not tested")
            self.skipTest("this kernel has no Landlock (ABI 3)")
        self.write_image()
        self.home = self.folder / "home"
        self.home.mkdir()
        (self.home / ".netrc").write_text("machine example.org password s3cret\n")

    def environment(self, password="secret"):
        return {**super().environment(password), "HOME": self.home}

    def tries(self, *attempts):
        """What comes of each, as the scanner tells it: in the last line of its errors."""
        words = " ".join(shlex.quote(attempt) for attempt in attempts)
        trivy = fake_trivy(self.work, f"exec python3 -I -c {shlex.quote(ATTEMPTS)} {words}")
        reasons, _ = self.decides(UNCHECKED, "unknown", *self.words(trivy=trivy))
        return reasons[0][2].removeprefix("trivy could not look at everything: WORK/fake-trivy: `trivy sbom` exited with status 1: ")

    def identity(self):
        return json.loads((self.evidence / "findings.json").read_text())["summary"]["scanner"]

    def policy(self, *scanner):
        """The default policy with other lines for the scanner."""
        text = (places.ROOT / "policies/default.yaml").read_text()
        file = self.work / "policy.yaml"
        file.write_text(text.replace("scanner:\n", "scanner:\n" + "".join(f"  {line}\n" for line in scanner), 1))
        return "--policy", file

    def on_less_kernel(self, less, *words):
        return run(sys.executable, "-c", LESS_KERNEL, repr(less), places.PUSHGATE, *words, cwd=self.work, env=self.environment())


class Blocked(Sandbox):
    def test_reading(self):
        (self.work / "key").write_text("s3cret\n")
        self.assertEqual("home EACCES, project EACCES, key EACCES, system EACCES, ours EACCES, folder EACCES",
                         self.tries(f"home: open('{self.home}/.netrc')", f"project: open('{self.work}/key')",
                                    f"key: open('{self.work}/cosign.key')", "system: open('/etc/hostname')",
                                    "ours: open('/proc/%d/environ' % os.getppid())", f"folder: os.listdir('{self.work}')"))

    def test_writing(self):
        self.assertEqual("home EACCES, project EACCES, database EACCES, image EACCES, shared EACCES, own done",
                         self.tries(f"home: open('{self.home}/.profile', 'w')", f"project: open('{self.work}/new', 'w')",
                                    f"database: open('{places.DATABASE}/db/trivy.db', 'r+')",
                                    f"image: os.truncate('{self.work}/image/index.json', 0)", "shared: open('/dev/shm/x', 'w')",
                                    "own: open('note', 'w')"))

    def test_connecting(self):
        with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(socket.AF_UNIX) as engine:
            engine.bind(str(self.home / "docker.sock"))
            engine.listen()
            port = listener.getsockname()[1]
            self.assertEqual("tcp EACCES, udp EACCES, engine EACCES",
                             self.tries(f"tcp: socket.create_connection(('127.0.0.1', {port}))",
                                        "udp: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
                                        f"engine: socket.socket(socket.AF_UNIX).connect('{self.home}/docker.sock')"))
            listener.settimeout(0)
            self.assertRaises(BlockingIOError, listener.accept)

    def test_other_processes(self):
        self.assertEqual("leaving EPERM", self.tries("leaving: os.setsid()"))
        if landlock() >= 6:
            self.assertEqual("signal EPERM", self.tries("signal: os.kill(os.getppid(), 15)"))

    def test_downloading_is_in_it_too(self):
        """Where the network is open, the secrets are not."""
        trivy = fake_trivy(self.work, f'test "$1" = image && {{ cat {self.home}/.netrc; exit; }}\nexit 9')
        words = self.words(trivy=trivy)
        at = words.index("--trivy-cache")
        del words[at:at + 2]
        reasons, _ = self.decides(UNCHECKED, "unknown", *words)
        self.assertEqual("trivy could not look at everything: WORK/fake-trivy: `trivy image` exited with status 1: cat: "
                         f"{self.home}/.netrc: Permission denied; without a connection, name a Trivy cache that was filled elsewhere "
                         "with --trivy-cache DIR", reasons[0][2])


class Told(Sandbox):
    def test_of_trivy_itself_everything_holds(self):
        outcome = self.passes(*self.words())
        sandbox = self.identity()["sandbox"]
        self.assertRegex(sandbox["files"], r"^landlock \d+$")
        self.assertEqual(("seccomp", [], {"memory": 4 << 30, "file_size": 1 << 30, "open_files": 4096}),
                         (sandbox["system_calls"], sandbox["not_enforced"], sandbox["limits"]))
        self.assertNotIn(WITHOUT, outcome.out)
        self.assertNotIn("sandbox without", (self.evidence / "report.md").read_text())
        self.passes(*self.words(), *self.policy("sandbox: required"))

    def test_a_script_may_start_others(self):
        reason = "processes: it is a script, which starts others"
        outcome = self.passes(*self.words(trivy=fake_trivy(self.work, 'exec "$TRIVY" "$@"')))
        self.assertEqual([reason], self.identity()["sandbox"]["not_enforced"])
        self.assertIn(WITHOUT + reason, outcome.out)
        self.assertIn(reason, (self.evidence / "report.md").read_text())
        # Where the policy wants all of it, a script is not even asked for its version.
        self.registry.forget_log()
        trivy = fake_trivy(self.work, "")
        trivy.write_text("#!/bin/sh\nexit 9\n")
        reasons, _ = self.decides(UNCHECKED, "unknown", *self.words(trivy=trivy), *self.policy("sandbox: required"))
        self.assertEqual([("policy/scanner-incomplete", "trivy", "trivy could not look at everything: WORK/fake-trivy: cannot be "
                           f"held here to the sandbox that the policy requires: {reason}; docs/scanner.md says what it takes")], reasons)

    def test_stored_evidence_is_judged_by_it(self):
        self.passes(*self.words(trivy=fake_trivy(self.work, 'exec "$TRIVY" "$@"')))
        outcome = self.expect(UNCHECKED, self.attempt("policy", "check", "evidence", *self.policy("sandbox: required")))
        self.assertIn("policy/scanner-sandbox", outcome.out)

    def test_doctor(self):
        outcome = self.attempt("doctor", "--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE)
        self.assertRegex(outcome.out, r"(?m)^ok      trivy sandbox +landlock \d+, seccomp$")
        trivy = fake_trivy(self.work, 'exec "$TRIVY" "$@"')
        outcome = self.attempt("doctor", "--trivy", trivy, "--trivy-cache", places.DATABASE)
        self.assertRegex(outcome.out, r"trivy sandbox +not held: processes: it is a script, which starts others\n")


class LessKernel(Sandbox):
    def gates_without(self, less, files, system_calls, *missing):
        outcome = self.expect(PASSED, self.on_less_kernel(less, *self.words()))
        sandbox = self.identity()["sandbox"]
        self.assertEqual((bool(files), system_calls, list(missing)), (bool(sandbox["files"]), sandbox["system_calls"], sandbox["not_enforced"]))
        self.assertIn(WITHOUT + missing[0], outcome.out)
        outcome = self.expect(UNCHECKED, self.on_less_kernel(less, *self.words(), *self.policy("sandbox: required")))
        self.assertIn("that the policy requires", " ".join(outcome.out.split()))

    def test_without_landlock(self):
        self.gates_without(NO_LANDLOCK, False, "seccomp", "files: the kernel has no Landlock")

    def test_without_filters_of_system_calls(self):
        self.gates_without(NO_SECCOMP, True, None, "network and processes: the kernel has no seccomp filters")


if __name__ == "__main__":
    main()
