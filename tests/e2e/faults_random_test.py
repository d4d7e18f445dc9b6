# SPDX-License-Identifier: Apache-2.0
"""Pushes and verifications in bad weather, by seed, of the real binary at real registries. Whatever happens:

- a tag names an image that is whole, with all that is signed beside it, or there is no tag;
- 0 means that it is so, 3 that this could not be brought about or found out, and the network never makes a 1;
- the same command in good weather mends what was left.

Run by default: 60 seeds. PUSHGATE_FAULT_SEEDS=1-1000 runs these, PUSHGATE_FAULT_SEEDS=417 the one."""

import concurrent.futures
import os
import random
import shutil
import time

from support.case import PASSED, REFUSED, UNCHECKED, main, make_key
from support.faulty import SIGNED, Faulty, FaultProxy
from support.process import pushgate
from support.registries import docker_registry, referrers_registry, strict_registry
from support.weather import Weather
from support.wholeness import digest_of_tag, faults_of, predicates

DEFAULT = "1-60"
RECEIPT = SIGNED[2]
AT_ONCE = 8  # most of a run is waiting between attempts


def seeds():
    first, _, last = os.environ.get("PUSHGATE_FAULT_SEEDS", DEFAULT).partition("-")
    return range(int(first), int(last or first) + 1)


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
        print(f"seeds {seeds()[0]}-{seeds()[-1]}", flush=True)
        self.evidence = self.shared / "evidence"  # for `push`; and Trivy has answered once
        words = self.words()[:-2]
        self.expect(PASSED, self.attempt(*[self.evidence if word == "evidence" else word for word in words]))
        started, told = time.monotonic(), {}
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            runs = {pool.submit(Seed(self, number).run): number for number in seeds()}
            for done in concurrent.futures.as_completed(runs):
                try:
                    told[runs[done]] = done.result()
                except Exception as wrong:  # the others go on
                    told[runs[done]] = None
                    print(f"seed {runs[done]}: {wrong}", flush=True)
        wrong = [number for number, codes in sorted(told.items()) if codes is None]
        counted = {code: sum(one.count(code) for one in told.values() if one) for code in (PASSED, REFUSED, UNCHECKED)}
        print(f"{len(told)} seeds in {time.monotonic() - started:.0f} s; exit codes {counted}", flush=True)
        self.assertEqual([], wrong, "seeds that went wrong")


class Seed:
    """One run. Raises AssertionError."""

    def __init__(self, case, number):
        self.case, self.number, self.codes = case, number, []
        self.chance = random.Random(number)
        self.registry = self.chance.choice(case.registries)
        self.repository = f"seed{number}"
        # `gate --push` puts three documents beside an image, `push` the receipt alone, which names no registry.
        self.command, self.signed = self.chance.choice(((self.gate, SIGNED), (self.push_stored, [RECEIPT])))
        self.folder = case.folder / self.repository

    def run(self):
        self.folder.mkdir()
        self.proxy = FaultProxy(self.registry.address)
        self.target = f"{self.proxy.address}/{self.repository}:v1"
        try:
            self.push()
            self.verify("cosign.pub", (PASSED if self.signed == SIGNED else REFUSED, UNCHECKED))
            self.verify("stranger/cosign.pub", (REFUSED, UNCHECKED))
        finally:
            self.proxy.stop()
        return self.codes

    def does(self, what, outcome, allowed):
        """The outcome, if its exit code may be; what it met is told otherwise."""
        met = "".join(f"\n  {one.method} {one.path} {one.fault} {one.status}" for one in self.proxy.log() if one.fault)
        text = f"{what} at {self.registry.process.args[0]}\n{outcome}\nfaults met:{met}"
        assert outcome.code in allowed, f"expected one of {allowed}: {text}"
        assert outcome.code != UNCHECKED or outcome.err.startswith("pushgate: error: "), text
        self.codes.append(outcome.code)
        self.text = text
        return outcome

    def gate(self):
        words = self.case.words()[:-1]
        words[words.index("evidence")] = self.folder / "evidence"
        return self.case.attempt(*words, self.target)

    def push_stored(self):
        return self.case.attempt("push", "oci:image", self.target, "--receipt", self.case.evidence, "--key", "cosign.pub")

    def push(self):
        self.proxy.decide = Weather(self.number, "push")
        outcome = self.does("push", self.command(), (PASSED, UNCHECKED))
        if not self.is_whole() or self.number % 5 == 0:
            assert outcome.code != PASSED or self.is_whole(), f"there is no tag after {self.text}"
            self.proxy.forget()
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
        self.proxy.forget()
        self.proxy.decide = Weather(self.number, "verify", key)
        self.does("verify", pushgate("verify", self.target, "--key", self.case.shared / key,
                                     "--require", "signature,sbom,receipt"), allowed)


if __name__ == "__main__":
    main()
