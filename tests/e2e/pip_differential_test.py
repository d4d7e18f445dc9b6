# SPDX-License-Identifier: Apache-2.0
"""`lock check` beside pip itself: hundreds of locks and wheelhouses, valid and each broken in one way, offered to a real
`pip install --require-hashes --no-index --find-links`. What pip would not install is refused here; what is refused beyond
that is listed, by rule and with the reason."""

import platform
import sys

from support import lock_cases, real_pip
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

OF_EACH_KIND = 5
LEAST = 300  # cases
LEAST_OF_EACH_VERDICT = 100

STRICTER = {
    "lock/unlocked-wheel": "pip passes over wheels that nothing asks for; nobody has reviewed them, and they lie where it looks",
    "lock/hash-mismatch": "pip compares the one wheel that it takes here; the others of that version are for other machines",
    "lock/not-pinned": "pip takes `==1.*` for a pin, though it stands for any number of versions; the hashes then decide",
    "lock/unsupported": "pip reads over a --hash that belongs to no requirement; somebody wanted it to hold for one",
}
# pip cannot install these here, by reasons that lie in the place where it runs; they are told, but do not refuse.
TOLD = {
    "no_binary": ("lock/unhashed-build", "pip wants sdists, which the wheelhouse has none of; on an index there may be some"),
    "direct_url": ("lock/direct-url", "nothing is fetched here, so whether the URL answers is not known"),
}
# Why each kind of broken lock is refused; of the others it only matters that they are.
RULES = {
    "no_hash": "lock/missing-hash",
    "no_hash_anywhere": "lock/missing-hash",
    "wrong_hash": "lock/hash-mismatch",
    "changed_wheel": "lock/hash-mismatch",
    "weak_hash": "lock/weak-hash",
    "short_hash": "lock/weak-hash",
    "missing_wheel": "lock/missing-wheel",
    "unpinned": "lock/not-pinned",
    "contradictory": "lock/not-pinned",
    "transitive_missing": "lock/unmet-dependency",
    "transitive_not_locked": "lock/unmet-dependency",
    "transitive_of_another_version": "lock/unmet-dependency",
    "extra_that_is_missing": "lock/unmet-dependency",
    "incompatible_tag": "lock/no-compatible-wheel",
    "incompatible_tag_and_sdist": "lock/sdist-only",
    "sdist_only": "lock/sdist-only",
    "garbage": "lock/unsupported",
    "editable": "lock/editable",
}


def own_target():
    """The Python that pip runs in here."""
    libc, version = platform.libc_ver()
    major, minor = version.split(".")[:2]
    return ("--python", ".".join(map(str, sys.version_info[:3])),
            "--platform", f"manylinux_{major}_{minor}_{lock_cases.MACHINE}" if libc == "glibc" else f"musllinux_1_2_{lock_cases.MACHINE}")


class Differential(Case):
    def ours(self, lock, wheels):
        outcome = pushgate("lock", "check", lock, "--wheelhouse", wheels, *own_target(), "--format", "json")
        self.assertIn(outcome.code, (PASSED, REFUSED, UNCHECKED), outcome)
        return outcome

    def test_what_pip_does_not_install_is_refused(self):
        self.assertEqual(platform.machine(), lock_cases.MACHINE)
        pip = real_pip.Pip(self.folder)
        self.addCleanup(pip.close)
        cases, refused, stricter = 0, 0, set()
        for name, change in lock_cases.KINDS.items():
            for number in range(OF_EACH_KIND):
                folder = self.folder / f"{name}-{number}"
                world = lock_cases.World(folder.name)
                change(world)
                lock, wheels = lock_cases.write(world, folder)
                said = pip.refuses(folder, lock, wheels)
                outcome = self.ours(lock, wheels)
                findings = outcome.json()["findings"]
                cases, refused = cases + 1, refused + (said is not None)
                with self.subTest(case=folder.name):
                    stricter |= self.compare(name, said, outcome, findings, f"\npip: {said}\n{outcome}\n{lock.read_text()}{sorted(world.files)}")
        self.assertGreaterEqual(cases, LEAST)
        self.assertGreaterEqual(refused, LEAST_OF_EACH_VERDICT)
        self.assertGreaterEqual(cases - refused, LEAST_OF_EACH_VERDICT)
        self.assertEqual(set(STRICTER), stricter, "a rule that is listed as stricter is not needed any more")

    def compare(self, name, said, outcome, findings, shown):
        """The rules by which a lock was refused that pip installs."""
        rules = {finding["rule"] for finding in findings}
        if said is None:
            self.assertNotIn(name, RULES, "pip installs it" + shown)
            if outcome.code == PASSED:
                return set()
            by = {finding["rule"] for finding in findings if finding["severity"] not in ("LOW", "MEDIUM")}
            self.assertTrue(by and by <= set(STRICTER), f"{by} refuses what pip installs" + shown)
            return by
        if name in TOLD:
            self.assertEqual((PASSED, {TOLD[name][0]}), (outcome.code, rules), shown)
            return set()
        self.assertNotEqual(PASSED, outcome.code, "pip does not install it" + shown)
        if name in RULES:
            self.assertIn(RULES[name], rules, shown)
        return set()


if __name__ == "__main__":
    main()
