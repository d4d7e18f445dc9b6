# SPDX-License-Identifier: Apache-2.0
"""The test case of fleets whose images were staged by digest: one registry a class, two revisions."""

import shutil

from . import places
from .case import PASSED, Case, make_key
from .image import Image
from .images import deb, debian, wheel
from .process import pushgate, run
from .registries import strict_registry

T1, T2 = "20260101-aaaaaaa1", "20260102-bbbbbbb2"
REVISIONS = {T1: "aaaaaaa1" + "0" * 32, T2: "bbbbbbb2" + "0" * 32}
REPOSITORIES = ("app", "pipeline", "pipeline/pc2")


class StagedFleet(Case):
    """A registry a class, with two revisions of a service and of another one that is built for two machines."""

    registry_of = staticmethod(strict_registry)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.registry_of(cls)
        cls.prefix = f"{cls.registry.address}/fleet"
        cls.private = make_key(cls.shared)
        shutil.copy(cls.private.with_suffix(".pub"), cls.shared / "release.pub")
        cls.write_fleet_file(cls.shared)
        cls.digests = {tag: {name: cls.stage(name, tag) for name in REPOSITORIES} for tag in (T1, T2)}

    @classmethod
    def write_fleet_file(cls, folder, more=""):
        (folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {cls.prefix}\ntag: YYYYMMDD-<git_sha>\n"
            f"families:\n  web: {{image: {cls.prefix}-web}}\n"
            "services:\n  app: {}\n  pipeline: {machines: [mainpc, pc2]}\n"
            "machines:\n  mainpc: {}\n  pc2: {}\n"
            f"signers: [{{name: release, key: release.pub}}]\n{more}")

    @classmethod
    def stage(cls, name, tag, files=None, service=None, evidence=None, repository=None, revision=None, created=None, code=PASSED):
        """An image that the gate put there by digest. Its evidence is in shared/TAG/evidence-NAME."""
        layers = [debian(deb("apt", "2.6.1")), {**wheel("idna", "3.10"), "etc/built-for": f"{name} {tag}", **(files or {})}]
        labels = {"org.opencontainers.image.revision": revision or REVISIONS[tag]}
        created = created or f"2026-01-0{tag[7]}T10:00:00Z"
        layout = cls.shared / "layout"
        digest = Image(layers, {"User": "appuser", "Labels": labels}, created=created).write(layout, "v")["digest"]
        outcome = pushgate("gate", f"oci:{layout}:v", "--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE,
                           *(["--service", service or name.partition("/")[0]] if service != "" else []), "--key", cls.private,
                           "--evidence", evidence or cls.shared / tag / f"evidence-{name.replace('/', '-')}",
                           "--push", f"{repository or cls.prefix + '/' + name}:{tag}", "--no-tag",
                           env={"COSIGN_PASSWORD": "secret"}, cwd=cls.shared)
        assert outcome.code == code, outcome
        return digest

    def setUp(self):
        super().setUp()
        self.write_fleet_file(self.folder)
        shutil.copy(self.shared / "release.pub", self.folder)
        self.forget_tags()

    def forget_tags(self):
        for name in REPOSITORIES:
            for tag in (T1, T2, "latest", "stable"):
                if self.named(name, tag):
                    self.registry.get(f"/v2/fleet/{name}/manifests/{tag}", method="DELETE")

    def evidence(self, tag):
        """A copy of the evidence, for a test that spoils it."""
        shutil.copytree(self.shared / tag, self.folder / "evidence")
        return self.folder / "evidence"

    def push(self, tag, *words, evidence=None, **options):
        return pushgate("push", "--fleet", "--evidence", evidence or self.shared / tag, "--tag", tag, *words, cwd=self.folder, **options)

    def named(self, name, tag):
        found = run(places.tool("crane"), "digest", "--insecure", f"{self.prefix}/{name}:{tag}")
        return found.out.strip() if found.code == 0 else None

    def tags(self, *tags):
        """What each tag names in each repository, as the tag of its image's revision."""
        by_digest = {digest: tag for tag, digests in self.digests.items() for digest in digests.values()}
        return {f"{name}:{tag}": by_digest.get(self.named(name, tag)) for name in REPOSITORIES for tag in tags}

    def all_at(self, revision, *tags):
        return {f"{name}:{tag}": revision for name in REPOSITORIES for tag in tags}

    def said(self, text):
        for tag, digests in self.digests.items():
            for name, digest in digests.items():
                text = text.replace(digest, f"{tag}-{name}").replace(f"sha256:{digest[7:19]}", f"SHORT-{tag}-{name}")
        return text.replace(self.prefix, "FLEET").replace(str(self.shared), "SHARED")
