# SPDX-License-Identifier: Apache-2.0
"""Pushes and verifications in bad weather, by seed, of the real binary at real registries. Whatever happens:

- a tag names an image that is whole, with all that is signed beside it, or there is no tag;
- 0 means that it is so, 3 that this could not be brought about or found out, and the network never makes a 1;
- the same command in good weather mends what was left.

Run by default: 60 seeds. PUSHGATE_FAULT_SEEDS=1-1000 runs these, PUSHGATE_FAULT_SEEDS=417 that one."""

import shutil

from support.case import PASSED, REFUSED, UNCHECKED, main, make_key
from support.faulty import SIGNED, Faulty
from support.process import pushgate
from support.registries import docker_registry, referrers_registry, strict_registry
from support.seeds import Run, run_seeds
from support.wholeness import digest_of_tag, faults_of, predicates

RECEIPT = SIGNED[2]


class Random(Faulty):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registries = [docker_registry(cls), referrers_registry(cls), strict_registry(cls, "-page", "2")]
        (cls.shared / "stranger").mkdir()
        make_key(cls.shared / "stranger")

    def setUp(self):
        super().setUp()
        shutil.copy(self.shared / "cosign.pub", self.work)

    def test_seeds(self):
        self.evidence = self.shared / "evidence"  # for `push`
        words = self.words()[:-2]
        self.expect(PASSED, self.attempt(*[self.evidence if word == "evidence" else word for word in words]))
        run_seeds(self, Seed)


class Seed(Run):
    def go(self):
        # `gate --push` puts three documents beside an image, `push` the receipt alone, which names no registry.
        self.command, self.signed = self.chance.choice(((self.gate, SIGNED), (self.push_stored, [RECEIPT])))
        self.target = f"{self.proxy.address}/{self.repository}:v1"
        self.push()
        self.verify("cosign.pub", (PASSED if self.signed == SIGNED else REFUSED, UNCHECKED))
        self.verify("stranger/cosign.pub", (REFUSED, UNCHECKED))

    def gate(self):
        words = self.case.words()[:-1]
        words[words.index("evidence")] = self.folder / "evidence"
        return self.case.attempt(*words, self.target)

    def push_stored(self):
        return self.case.attempt("push", "oci:image", self.target, "--receipt", self.case.evidence, "--key", "cosign.pub")

    def push(self):
        self.weather("push")
        outcome = self.does("push", self.command(), (PASSED, UNCHECKED))
        if not self.is_whole() or self.number % 5 == 0:
            assert outcome.code != PASSED or self.is_whole(), f"there is no tag after {self.text}"
            self.good_weather()
            self.does("push again, in good weather", self.command(), (PASSED,))
            assert self.is_whole(), f"there is no tag after {self.text}"

    def is_whole(self):
        """False where there is no tag."""
        digest = digest_of_tag(self.registry, self.repository, "v1")
        if digest is None:
            return False
        assert digest == self.case.image.digest, f"the tag names {digest} after {self.text}"
        broken = faults_of(self.registry, self.repository, digest)
        assert broken == [], f"the tag names what is not whole after {self.text}\n" + "\n".join(broken)
        there = predicates(self.registry, self.repository, digest)
        assert set(self.signed) <= set(there), f"the tag names what has but {there} after {self.text}"
        return True

    def verify(self, key, allowed):
        self.weather("verify", key)
        self.does("verify", pushgate("verify", self.target, "--key", self.case.shared / key,
                                     "--require", "signature,sbom,receipt"), allowed)


if __name__ == "__main__":
    main()
