# SPDX-License-Identifier: Apache-2.0
"""The test case of rollouts: one registry a class, one fleet a test."""

import re

from .case import PASSED, Case
from .fleet_hosts import Fleet
from .process import pushgate
from .registries import docker_registry

V1, V2 = "20250809-aaaaaaa", "20250810-9c99cc9"


class RolloutCase(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)

    def setUp(self):
        super().setUp()
        self.fleet = Fleet(self, registry=self.registry)

    def rollout(self, *words, **options):
        return pushgate("rollout", *words, cwd=self.fleet.folder, timeout=120, **options)

    def said(self, text):
        """A text without what differs from run to run."""
        for tag, digest in self.fleet.digests.items():
            text = text.replace(digest, f"DIGEST-OF-{tag}").replace(digest[7:19], f"SHORT-{tag}")
        text = text.replace(self.fleet.repository, "REGISTRY")
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
        text = re.sub(r"\d+ questions", "N questions", text)
        return re.sub(r"after \d+\.\d s", "after N s", text)

    def everywhere(self, tag, behaviour="good"):
        """Rolled out to every host, with success."""
        self.fleet.push(tag, behaviour)
        self.expect(PASSED, self.rollout("canary", tag, "--allow-down"))
        self.expect(PASSED, self.rollout("batch", tag, "--allow-down"))
        self.fleet.forget_commands()
