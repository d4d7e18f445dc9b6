# SPDX-License-Identifier: Apache-2.0
"""Real registries on loopback, each ended when its test ends, or its class where `case` is a class."""

import json
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import places


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Registry:
    """A server process at `address`."""

    def __init__(self, case, command, address, log):
        self.address = address
        with open(log, "wb") as stream:  # a server whose address is known writes its log to both
            self.process = subprocess.Popen(command, stdout=stream if address else subprocess.PIPE, stderr=stream)
        (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(self.stop)
        if address is None:
            self.address = self.process.stdout.readline().decode().strip().removeprefix("http://")
        self._wait(log)

    def _wait(self, log):
        for _ in range(200):
            try:
                self.get("/v2/")
                return
            except urllib.error.HTTPError:
                return  # 401 is an answer, too
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the registry does not answer\n{pathlib.Path(log).read_text()}")

    def get(self, path, method="GET", body=None):
        request = urllib.request.Request(f"http://{self.address}{path}", method=method, data=body)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def repositories(self):
        return self.get("/v2/_catalog").get("repositories") or []

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def docker_registry(case, deletes=True):
    """Debian's docker-registry 2.8: no referrers API, as GHCR."""
    port = free_port()
    config = case.folder / "registry.yml"
    config.write_text(
        "version: 0.1\nlog: {level: error}\n"
        f"storage: {{filesystem: {{rootdirectory: {case.folder / 'registry'}}}, delete: {{enabled: {str(deletes).lower()}}}}}\n"
        f"http: {{addr: '127.0.0.1:{port}'}}\n"
    )
    return Registry(case, ["docker-registry", "serve", str(config)], f"127.0.0.1:{port}", case.folder / "registry.log")


def referrers_registry(case):
    """go-containerregistry's registry with the referrers API switched on."""
    return Registry(case, [places.REGISTRIES / "referrers_registry"], None, case.folder / "referrers.log")


class StrictRegistry(Registry):
    """A registry of our own that follows the specification to the letter, fails on request and remembers every request
    (tests/support/registries/strict_registry)."""

    def log(self):
        """Every request so far: {"method", "path", "query", "status", "received", "authorization", "fault"}."""
        return self.get("/_log")

    def forget_log(self):
        self.get("/_log", method="DELETE")

    def content(self):
        """{"blobs": {repository: [digest]}, "manifests": {…}, "tags": {repository: {tag: digest}}}."""
        return self.get("/_content")

    def repositories(self):
        return sorted(self.content()["blobs"])

    def fail(self, match, action, **more):
        """The next request that matches fails; see faults.go."""
        self.get("/_faults", method="POST", body=json.dumps({"match": match, "action": action, **more}).encode())


def strict_registry(case, *flags):
    return StrictRegistry(case, [places.REGISTRIES / "strict_registry", *flags], None, case.folder / "strict.log")
