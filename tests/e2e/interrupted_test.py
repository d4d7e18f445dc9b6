# SPDX-License-Identifier: Apache-2.0
"""Disks that are full and signals in the middle: the older evidence stays whole, and nothing is left behind."""

import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

from support import places
from support.bad_input import BadInput, tree
from support.case import UNCHECKED, main
from support.fake_trivy import fake_trivy
from support.process import Outcome, environment
from support.registries import strict_registry
from support.image import blob_file, tar_of
from support.images import small_image


class FullDisk(BadInput):
    def setUp(self):
        super().setUp()
        self.write_image()

    def cannot_write(self, error, *words, **options):
        before = tree(self.work)
        outcome = self.expect(UNCHECKED, self.attempt(*words, **options))
        self.assertRegex(outcome.err, f"^pushgate: error: {error}\n$")
        self.assertEqual("", outcome.out)
        self.assertEqual(before, tree(self.work))
        self.assert_nothing_left()
        self.assertEqual([], self.registry.log())

    def test_a_file_system_without_space(self):
        disk = self.work / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", disk], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        shutil.move(self.evidence, disk)
        words = self.words()
        words[words.index("evidence")] = "disk/evidence"
        self.cannot_write("disk/evidence/[a-z.]+: cannot be written: No space left on device", *words)

    def test_a_limit_to_the_size_of_files(self):
        # Trivy cannot be given the SBOM either; that nothing can be written is what the user must know.
        self.cannot_write("evidence/[a-z.]+: cannot be written: File too large", *self.words(), preexec_fn=limit_files)

    def test_a_limit_to_the_size_of_an_output_file(self):
        (self.work / "sbom.json").write_text("the old one")
        self.cannot_write("sbom.json: cannot be written: File too large", "sbom", "oci:image", "-o", "sbom.json",
                          "--cache-dir", self.folder / "cache", preexec_fn=limit_files)


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


class Interrupted(BadInput):
    def setUp(self):
        super().setUp()
        self.registry = strict_registry(self)
        self.registry.forget_log()

    def interrupt(self, words, when, number=signal.SIGTERM):
        """Starts a run, waits until `when()` is true, sends the signal: the process ends by it within five seconds."""
        before = tree(self.work)
        command = [str(word) for word in (places.PUSHGATE, *words)]
        run = subprocess.Popen(command, cwd=self.work, env=environment(self.environment()), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
        try:
            self.wait_until(lambda: run.poll() is not None or when(run.pid))
            self.assertIsNone(run.poll(), "it ended before the signal")
            sent = time.monotonic()
            run.send_signal(number)
            out, err = run.communicate(timeout=30)
        finally:
            run.kill()
            run.wait()
        self.assertLess(time.monotonic() - sent, 5)
        self.assertEqual(-number, run.returncode, Outcome(command, run.returncode, out, err))
        self.assertEqual(before, tree(self.work))
        self.assert_nothing_left()
        return self.said(err)

    def hangs(self, _=None):
        """A request of the run has come to where the registry says nothing more."""
        return any(entry["fault"] == "hang" for entry in self.registry.log())

    def wait_until(self, condition):
        for _ in range(600):
            if condition():
                return
            time.sleep(0.05)
        self.fail("waited for 30 s in vain")


def is_alive(pid):
    """A process that is more than a zombie that nobody asked after."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class ReadingLayers(Interrupted):
    def test_of_a_layout(self):
        """A layer of 200 GB, of which the disk holds a kilobyte."""
        image = small_image()
        header = bytearray(tar_of({"model.bin": b""})[:512])
        size = 200 << 30
        header[124:136] = b"\x80" + size.to_bytes(11, "big")
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
        layer = image.layers[0]
        layer.digest, layer.diff_id, layer.size, layer.blob = "sha256:" + "0" * 64, "sha256:" + "0" * 64, size + 1536, bytes(header)
        layout = self.write_image(image)
        os.truncate(blob_file(layout, layer.digest), layer.size)
        # tree() would read it.
        shutil.move(layout, self.folder / "image")

        def is_reading(pid):
            return any(int(line.split()[1]) > 100 << 20 for line in
                       pathlib.Path(f"/proc/{pid}/io").read_text().splitlines() if line.startswith("rchar"))

        error = self.interrupt(self.words(f"oci:{self.folder}/image"), is_reading)
        self.assertEqual("pushgate: error: interrupted by SIGTERM\n  while reading layer 1 of 2\n", error)
        self.assertEqual([], self.registry.log())

    def test_of_a_registry_that_says_nothing(self):
        image = small_image()
        self.write_image(image)
        self.passes(*self.words())
        self.registry.fail(f"GET /v2/app/blobs/{image.layers[1].digest}", "hang")
        self.registry.forget_log()
        error = self.interrupt(self.words(f"docker://{self.registry.address}/app@{image.digest}"), self.hangs)
        self.assertEqual("pushgate: error: interrupted by SIGTERM\n"
                         f"  while fetching blob REGISTRY/app@{image.layers[1].digest}\n  while reading layer 2 of 2\n", error)
        self.assertEqual([], [entry for entry in self.registry.log() if entry["method"] not in ("GET", "HEAD")])


class WaitingForTrivy(Interrupted):
    def interrupt_trivy(self, scan, number=signal.SIGTERM):
        self.write_image()
        trivy = fake_trivy(self.work, f"echo $$ >> pids\n{scan}")  # in the folder of its run
        pids = []

        def is_started(_):
            pids[:] = [pid for file in self.temporary.glob("*/pids") for pid in file.read_text().splitlines()]
            return len(pids) == scan.count("pids") + 1

        error = self.interrupt(self.words(trivy=trivy), is_started, number)
        for pid in pids:
            # A process that was killed is gone when the kernel next runs it, which a busy machine may take a moment for.
            until = time.monotonic() + 2
            while is_alive(pid) and time.monotonic() < until:
                time.sleep(0.02)
            self.assertFalse(is_alive(pid), f"process {pid} is still there")
        self.assertEqual([], self.registry.log())
        return error

    def test_by_sigterm(self):
        self.assertEqual("pushgate: error: interrupted by SIGTERM\n", self.interrupt_trivy("sleep 1000"))

    def test_by_sigint(self):
        self.assertEqual("pushgate: error: interrupted by SIGINT\n", self.interrupt_trivy("sleep 1000", signal.SIGINT))

    def test_that_will_not_end_and_has_children(self):
        scan = "trap '' TERM\nsleep 1000 &\necho $! >> pids\nwait\nsleep 1000"
        self.assertEqual("pushgate: error: interrupted by SIGTERM\n", self.interrupt_trivy(scan))


class Pushing(Interrupted):
    def setUp(self):
        super().setUp()
        self.image = small_image()
        self.write_image(self.image)

    def interrupt_push(self, when, *error):
        said = self.interrupt(self.words(), when)
        said = re.sub("blob sha256:[0-9a-f]{64}", "blob DIGEST", said)  # they go up side by side
        self.assertEqual("\n  ".join(("pushgate: error: interrupted by SIGTERM", *error)) + "\n", said)
        self.assertEqual([], [entry for entry in self.registry.log() if entry["path"] == "/v2/app/manifests/v1"])

    def test_a_blob(self):
        self.registry.fail("PUT /v2/app/blobs/", "hang")
        self.interrupt_push(self.hangs, "while uploading blob DIGEST to REGISTRY/app")

    def test_a_manifest(self):
        self.registry.fail("PUT /v2/app/manifests/sha256:", "hang")
        self.interrupt_push(self.hangs, f"while putting manifest REGISTRY/app@{self.image.digest}")

    def test_between_two_attempts(self):
        self.registry.fail("POST /v2/app/blobs/", "retry_after", retry_after="60")
        self.interrupt_push(lambda _: any(entry["status"] == 429 for entry in self.registry.log()),
                            "while uploading blob DIGEST to REGISTRY/app")


if __name__ == "__main__":
    main()
