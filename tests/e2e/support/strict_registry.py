# SPDX-License-Identifier: Apache-2.0
"""The strict registry of tests/support/registries, which fails on request and tells what it was asked."""

import json
import subprocess
import urllib.request

from . import places


class StrictRegistry:
    def __init__(self, case, *flags):
        program = places.REGISTRIES / "strict_registry"
        self.process = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True)
        case.addCleanup(self.stop)
        self.address = self.process.stdout.readline().strip()

    def _ask(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"http://{self.address}{path}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def fault(self, match, action, **members):
        """From now on requests of which `METHOD PATH` matches fail: see faults.go."""
        self._ask("POST", "/_faults", {"match": match, "action": action, **members})

    def log(self):
        """Every request, in order."""
        return self._ask("GET", "/_log")

    def requests(self, method, part=""):
        """Those of one method whose path has the part."""
        return [entry for entry in self.log() if entry["method"] == method and part in entry["path"]]

    def tags(self):
        return {name: tags for name, tags in self._ask("GET", "/_content")["tags"].items() if tags}

    def manifests(self):
        return {name: digests for name, digests in self._ask("GET", "/_content")["manifests"].items() if digests}

    def blobs(self):
        return {name: digests for name, digests in self._ask("GET", "/_content")["blobs"].items() if digests}

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process.stdout.close()
