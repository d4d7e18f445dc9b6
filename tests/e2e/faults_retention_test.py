# SPDX-License-Identifier: Apache-2.0
"""`retention plan` and `retention apply` in bad weather, by seed, at real registries. Whatever happens:

- nothing is planned to go, or goes, that is kept, and what is kept stays whole;
- 0 means that it is done, 3 that it could not be; the network makes no other code;
- the same plan, applied again in good weather, does what was left.

Run by default: 60 seeds; PUSHGATE_FAULT_SEEDS as in faults_random_test.py."""

import json

from support.case import PASSED, UNCHECKED, Case, main
from support.image import Image
from support.registries import docker_registry, strict_registry
from support.registry_writer import Writer
from support.process import pushgate
from support.seeds import Run, run_seeds
from support.wholeness import ask, digest_of_tag, faults_of, referrers

OLD, NEW = "20200101-aaaaaaa", "20260101-bbbbbbb"


class Random(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # go-containerregistry's keeps a tag whose manifest was removed by its digest.
        cls.registries = [docker_registry(cls), strict_registry(cls, "-page", "2")]

    def test_seeds(self):
        run_seeds(self, Seed)


class Seed(Run):
    """A repository with an old index and a new one that share a platform; each has a platform of its own and a referrer."""

    def go(self):
        writer = Writer(self.registry, self.repository)
        images = [Image([{"base": "shared by all"}, {"app": name}]) for name in ("old", "new", "shared")]
        old, new, shared = (writer.image(image) for image in images)
        self.kept = []
        for tag, own in ((OLD, old), (NEW, new)):
            index = writer.index([own, shared], tag)
            sbom = writer.referrer(index, b'{"bomFormat":"CycloneDX","version":%d}' % len(self.kept))
            self.kept.append([index["digest"], own["digest"], sbom["digest"]])
        self.going, self.kept = self.kept[0], [*self.kept[1], shared["digest"]]
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nregistry: {self.proxy.address}\nservices: {{{self.repository}: {{}}}}\n"
                                                   "retention: {keep_last: 1}\n")
        self.plan()
        self.apply()

    def retention(self, *words):
        return pushgate("retention", *words, cwd=self.folder)

    def plan(self):
        words = ("plan", "-o", "plan.json")
        self.weather("plan")
        outcome = self.does("plan", self.retention(*words), (PASSED, UNCHECKED))
        if outcome.code == PASSED:
            self.check_plan()
        else:
            self.good_weather()
            self.does("plan again, in good weather", self.retention(*words), (PASSED,))
            self.check_plan()

    def check_plan(self):
        (repository,) = json.loads((self.folder / "plan.json").read_text())["repositories"]
        removed = {one["digest"] for one in repository["manifests"] if one["action"] == "remove"}
        assert set(self.going) <= removed, f"kept: {sorted(set(self.going) - removed)} after {self.text}"
        assert not removed & set(self.kept), f"to go: {sorted(removed & set(self.kept))} after {self.text}"

    def apply(self):
        words = ("apply", "plan.json", "--yes", "--max-share", "100")
        self.weather("apply")
        outcome = self.does("apply", self.retention(*words), (PASSED, UNCHECKED))
        self.check_kept()
        if outcome.code == PASSED:
            self.check_gone()
        else:
            self.good_weather()
            self.does("apply again, in good weather", self.retention(*words), (PASSED,))
            self.check_kept()
            self.check_gone()

    def check_kept(self):
        assert digest_of_tag(self.registry, self.repository, NEW) == self.kept[0], f"the tag is gone after {self.text}"
        broken = faults_of(self.registry, self.repository, self.kept[0])
        assert broken == [], f"what stays is not whole after {self.text}\n" + "\n".join(broken)
        assert self.kept[2] in referrers(self.registry, self.repository, self.kept[0]), f"its SBOM is gone after {self.text}"

    def check_gone(self):
        there = [digest for digest in self.going if ask(self.registry, f"{self.repository}/manifests/{digest}")[0] != 404]
        assert there == [], f"still there: {there} after {self.text}"
        assert digest_of_tag(self.registry, self.repository, OLD) is None, f"the old tag is there after {self.text}"


if __name__ == "__main__":
    main()
