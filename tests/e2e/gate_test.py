# SPDX-License-Identifier: Apache-2.0
"""The main job: what passes is in the registry with its evidence, what does not is nowhere."""

import json

from support import places
from support.case import PASSED, REFUSED, Case, main
from support.registries import docker_registry


class Gate(Case):
    def test_a_known_vulnerability_is_refused_and_nothing_is_pushed(self):
        registry = docker_registry(self)
        evidence = self.folder / "evidence"
        outcome = self.expect(REFUSED, self.gate("vulnerable", "--key", self.key(), "--evidence", evidence,
                                                 "--push", f"{registry.address}/app:v1"))
        self.assertIn("CVE-2021-33503", outcome.out)
        self.assertIn("1.26.5", outcome.out)
        self.assertEqual([], registry.repositories())
        decision = json.loads((evidence / "decision.json").read_text())
        self.assertEqual("deny", decision["verdict"])
        self.assertFalse((evidence / "receipt.dsse.json").exists())

    def test_what_passes_is_pushed_and_verified(self):
        registry = docker_registry(self)
        key = self.key()
        reference = f"{registry.address}/app:v1"
        outcome = self.expect(PASSED, self.gate("good", "--key", key, "--evidence", self.folder / "evidence", "--push", reference,
                                                "--lock", places.EXAMPLE / "requirements.lock",
                                                "--wheelhouse", places.wheelhouse("good")))
        self.assertIn(f"pushed: {registry.address}/app@sha256:", outcome.out)
        self.tool("cosign", "verify", "--key", key.with_suffix(".pub"), "--insecure-ignore-tlog=true", reference)


if __name__ == "__main__":
    main()
