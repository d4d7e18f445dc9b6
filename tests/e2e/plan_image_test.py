# SPDX-License-Identifier: Apache-2.0
"""The plan's rules over images that buildah built: one as planned, and others broken in one way each."""

import json
import os
import pathlib
import shutil

from support import builders
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

COMMIT = "9c99cc9d3f5f2ab0c1d2e3f405162738495a6b7c"
SITE = "usr/local/lib/python3.11/site-packages"
FLEET = """\
version: 1
registry: ghcr.io/acme/ai_system
tag: YYYYMMDD-<git_sha>
user: {name: appuser, uid: 10001, gid: 10001}
python: "3.11"
cuda: "12.1"
torch_cuda_arch_list: "8.9;8.6"
families:
  family-torch: {image: ghcr.io/acme/family-torch, provides: [torch]}
services:
  audio:
    dockerfile: audio/Dockerfile
    family: family-torch
    ports: {service: 5557, health: 6557}
    machines: [mainpc]
machines:
  mainpc: {profile: config/mainpc.json, env: {OMP_NUM_THREADS: "16"}}
"""
FAMILY = """\
FROM scratch
COPY family/ /
ENV TORCH_CUDA_ARCH_LIST="8.9;8.6" CUDA_VERSION=12.1.1
"""
SERVICE = """\
ARG BASE_IMAGE=family
FROM ${BASE_IMAGE}
COPY wheels/ /
COPY extra/ /
ARG MACHINE=mainpc
COPY config/${MACHINE}.json /etc/machine-profile.json
COPY app/ /app/
ARG REVISION
LABEL org.opencontainers.image.revision=${REVISION}
WORKDIR /app
USER 10001:10001
EXPOSE 5557 6557
HEALTHCHECK CMD ["curl", "-fsS", "http://127.0.0.1:6557/health"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["python3.11", "service.py"]
"""
# The same as the plan wants Dockerfiles to be. Of the programs that it runs only the names are judged.
PLANNED = """\
ARG BASE_IMAGE=ghcr.io/acme/family-torch:20250810-9c99cc9
FROM ${BASE_IMAGE} AS builder
USER root
COPY requirements.lock /build/
RUN --mount=type=cache,target=/root/.cache/pip \\
    python3.11 -m pip wheel --require-hashes --wheel-dir=/build -r /build/requirements.lock

FROM ${BASE_IMAGE} AS runtime
ENV TORCH_CUDA_ARCH_LIST="8.9;8.6"
USER root
COPY --from=builder /build /wheels
RUN python3.11 -m pip install --no-cache-dir --no-index --find-links=/wheels --require-hashes -r /wheels/requirements.lock
ARG MACHINE=mainpc
COPY config/${MACHINE}.json /etc/machine-profile.json
COPY app/ /app/
ARG REVISION
LABEL org.opencontainers.image.revision=${REVISION}
WORKDIR /app
USER 10001:10001
EXPOSE 5557 6557
HEALTHCHECK CMD ["curl", "-fsS", "http://127.0.0.1:6557/health"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["python3.11", "service.py"]
"""
# What an image in a layout cannot tell.
UNTOLD = {"plan/image-name", "plan/image-size", "plan/tag-form"}
PROGRAM = pathlib.Path("/bin/true").read_bytes()  # of tini only the name and that it is a program are judged
LIBRARIES = {file: (pathlib.Path("/" + file).read_bytes(), 0o755) for file in ("lib/x86_64-linux-gnu/libc.so.6", "lib64/ld-linux-x86-64.so.2")}
METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: {}\n"
TREES = {
    "family": {"etc/passwd": "root:x:0:0::/:/bin/sh\nappuser:x:10001:10001::/:/bin/false\n",
               "etc/group": "root:x:0:\nappuser:x:10001:\n", "usr/bin/tini": (PROGRAM, 0o755),
               "bin/sh": (pathlib.Path("/bin/sh").read_bytes(), 0o755), "usr/bin/python3.11": (PROGRAM, 0o755), **LIBRARIES,
               f"{SITE}/torch-2.1.0.dist-info/METADATA": METADATA.format("torch", "2.1.0")},
    "wheels": {f"{SITE}/requests-2.32.3.dist-info/METADATA": METADATA.format("requests", "2.32.3")},
    "extra": {"etc/extra": ""},
    "app": {"service.py": "import requests\n"},
    "config": {"mainpc.json": json.dumps({"OMP_NUM_THREADS": "16"})},
    ".": {"requirements.lock": ""},
}


class PlanImage(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.builder = cls()  # with one store for all images
        cls.family = cls.build("family", FAMILY)
        cls.good = cls.build("good", SERVICE)

    @classmethod
    def build(cls, name, text, **trees):
        """An image of a Dockerfile, in a layout of its own. `trees` are files besides the planned ones."""
        context = cls.shared / f"{name}.context"
        for tree, files in TREES.items():
            builders.write_tree(context / tree, {**files, **trees.get(tree, {})})
        (context / "Containerfile").write_text(text)
        builders.buildah(cls.builder, "bud", "--layers", "--isolation", "chroot", "--build-arg", f"REVISION={COMMIT}",
                         "--build-arg", "BASE_IMAGE=family",
                         "-t", name, "-f", context / "Containerfile", context)
        builders.buildah(cls.builder, "push", "--quiet", name, f"oci:{cls.shared / name}:v1")
        shutil.rmtree(context)
        return f"oci:{cls.shared / name}:v1"

    def setUp(self):
        super().setUp()
        (self.folder / "pushgate.yaml").write_text(FLEET)
        (self.folder / "audio").mkdir()
        (self.folder / "audio/Dockerfile").write_text(SERVICE)
        builders.write_tree(self.folder / "audio/config", TREES["config"])

    def gate(self, image, *flags):
        """`gate` without Trivy, whose absence makes the verdict unknown where nothing denies."""
        return pushgate("gate", image, "--service", "audio", "--base", self.family, "--trivy", "/nowhere/trivy", *flags,
                        cwd=self.folder)

    def found(self, image, *flags):
        """What the image itself was found to do otherwise than the plan: {rule: message}, `?` before what could not look."""
        outcome = self.gate(image, "--format", "json", *flags)
        self.assertIn(outcome.code, (REFUSED, UNCHECKED), outcome)
        findings = outcome.json()["findings"]
        return {("?" if one.get("unknown") else "") + one["rule"]: one["message"] for one in findings
                if one["rule"].startswith("plan/") and "Dockerfile" not in one["location"]["path"]}

    def test_an_image_as_planned(self):
        self.assertEqual({"?" + rule for rule in UNTOLD}, set(self.found(self.good)))

    def broken(self, name, rule, message, old="", new="", **trees):
        """The planned image, with one thing in its Dockerfile or one of its files otherwise."""
        with self.subTest(name):
            found = self.found(self.build(name, SERVICE.replace(old, new) if old else SERVICE, **trees))
            self.assertEqual({rule}, {one for one in found if not one.startswith("?")})
            self.assertIn(message, found[rule])

    def test_images_broken_in_one_way(self):
        self.broken("user", "plan/user-name", "runs as `10001:10001`, rtap (10001:10001); expected appuser",
                    extra={"etc/passwd": "rtap:x:10001:10001::/:/bin/false\n"})
        self.broken("root", "plan/user-id", "runs as `appuser:root`, appuser (10001:0); expected 10001:10001",
                    "USER 10001:10001", "USER appuser:root")
        self.broken("script", "plan/tini-pid-1", "which is a script (/usr/bin/tini)",
                    extra={"usr/bin/tini": ("#!/bin/sh\nexec \"$@\"\n", 0o755)})
        self.broken("no-tini", "plan/tini-pid-1", "starts `/sbin/tini --`, which the image does not have",
                    "/usr/bin/tini", "/sbin/tini")
        self.broken("ports", "plan/exposed-ports", "exposes 5557/tcp, 6557/tcp, 8080/tcp", "EXPOSE ", "EXPOSE 8080 ")
        self.broken("health", "plan/health-port", "by its history, the healthcheck `CMD /healthcheck.sh`",
                    '["curl", "-fsS", "http://127.0.0.1:6557/health"]', '["/healthcheck.sh"]')
        self.broken("venv", "plan/no-venv", "the virtual environment /opt/venv", extra={"opt/venv/pyvenv.cfg": "home = /usr\n"})
        self.broken("profile", "plan/profile-settings", "OMP_NUM_THREADS is 4 instead of 16",
                    config={"mainpc.json": '{"OMP_NUM_THREADS": 4}'})
        self.broken("no-profile", "plan/machine-profile", "has no /etc/machine-profile.json",
                    "/etc/machine-profile.json", "/etc/profile.json")
        self.broken("writable", "plan/read-only-root", "may write 2 of the 2 files and folders of the application, /app",
                    "COPY app/", "COPY --chown=10001:10001 app/")
        self.broken("torch", "plan/family-packages", "torch 2.2.0 is installed again by layer 2 of",
                    wheels={f"{SITE}/torch-2.2.0.dist-info/METADATA": METADATA.format("torch", "2.2.0")})
        self.broken("cuda", "plan/cuda-baseline", "has CUDA 11.8; expected 12.1", "WORKDIR", "ENV CUDA_VERSION=11.8\nWORKDIR")
        self.broken("python", "plan/python-version", "packages of Python 3.10, such as old",
                    wheels={"usr/lib/python3.10/site-packages/old-1.dist-info/METADATA": METADATA.format("old", "1")})
        self.broken("order", "plan/layer-order", "Python's packages came with layer", "WORKDIR", "COPY wheels/ /\nWORKDIR")

    def test_an_image_of_another_dockerfile(self):
        image = self.build("differs", SERVICE.replace("EXPOSE 5557", "EXPOSE 5558").replace("service.py\"]", "other.py\"]"))
        outcome = self.expect(UNCHECKED, self.gate(image, "--format", "json"))
        differences = [one for one in outcome.json()["findings"] if one["rule"] == "plan/image-differs"]
        lines = SERVICE.splitlines()
        self.assertEqual([("audio/Dockerfile", next(n for n, line in enumerate(lines, 1) if line.startswith(word)), message)
                          for word, message in (("EXPOSE", "the Dockerfile says EXPOSE 5557/tcp, and the image has 5558/tcp 6557/tcp"),
                                                ("CMD", "the Dockerfile says CMD python3.11 service.py, and the image has "
                                                        "python3.11 other.py"))],
                         [(one["location"]["path"], one["location"]["line"], one["message"]) for one in differences])

    def test_the_score(self):
        evidence = self.folder / "evidence"
        (self.folder / "pushgate.yaml").write_text(FLEET.replace("service: 5557", "service: 5558"))
        outcome = self.expect(UNCHECKED, self.gate(self.good, "--evidence", evidence))
        found = {one["rule"] for one in json.loads((evidence / "findings.json").read_text())["findings"] if not one.get("unknown")}
        self.assertIn("plan/exposed-ports", found)
        score = json.loads((evidence / "findings.json").read_text())["summary"]["plan_score"]
        self.assertIn(f"  plan score: {score} of 100 (4 rules could not look)\n", outcome.out)
        self.assertIn(f"- plan score: {score} of 100", (evidence / "report.md").read_text())
        policy = self.folder / "policy.yaml"
        for least, code in ((score, UNCHECKED), (score + 1, REFUSED)):
            policy.write_text(f"version: 1\nfail_on: [CRITICAL]\nmin_plan_score: {least}\n")
            outcome = self.expect(code, self.gate(self.good, "--policy", policy))
        self.assertIn(f"the plan score is {score} of 100; the policy asks for at least {score + 1}",
                      " ".join(outcome.out.split()))

    def plan(self, dockerfile, fleet=FLEET):
        (self.folder / "pushgate.yaml").write_text(fleet)
        (self.folder / "audio/Dockerfile").write_text(dockerfile)

    def lint(self, *flags, code=PASSED):
        """The one service, and what it was found to do otherwise: [(rule, place)]."""
        outcome = self.expect(code, pushgate("lint", "--format", "json", "--cache-dir", self.folder / "cache", *flags, cwd=self.folder))
        service, = outcome.json()["services"]
        return service, sorted((one["rule"], one["location"]["path"].rpartition("/")[2], one["location"].get("line", 0))
                               for one in service["findings"] if not one.get("unknown"))

    def test_lint_of_a_dockerfile_and_its_image(self):
        self.plan(PLANNED)
        image = self.build("planned", PLANNED)
        for flags in (("--image", image), ("--image", f"audio={image}", "--base", f"audio={self.family}"),
                      ("--service", "audio", "--image", image, "--base", self.family)):
            service, found = self.lint(*flags, "--min-score", "100")
            self.assertEqual((100, []), (service["score"], found))
        untold = {one["rule"] for one in service["findings"]}
        self.assertEqual(UNTOLD | {"plan/health-answer"}, untold)
        text = self.expect(PASSED, pushgate("lint", "--image", image, "--cache-dir", self.folder / "cache", cwd=self.folder)).out
        self.assertNotIn("only an image tells", text)

    def test_lint_of_a_dockerfile_and_the_image_of_another(self):
        image = self.build("other", PLANNED.replace("--\"]", "-g\", \"--\"]"))
        self.plan(PLANNED)
        service, found = self.lint("--image", image)
        line = next(n for n, line in enumerate(PLANNED.splitlines(), 1) if line.startswith("ENTRYPOINT"))
        self.assertIn(("plan/image-differs", "Dockerfile", line), found)

    def test_what_dockerfile_and_image_both_break_counts_once(self):
        self.plan(PLANNED, FLEET.replace("service: 5557", "service: 5558"))
        alone, _ = self.lint()
        both, found = self.lint("--image", self.build("planned", PLANNED))
        self.assertEqual(["plan/exposed-ports"] * 2, [rule for rule, _, _ in found])
        self.assertEqual((95, 95), (alone["score"], both["score"]))
        outcome = self.expect(UNCHECKED, self.gate(self.build("planned", PLANNED)))
        self.assertIn("  plan score: 95 of 100", outcome.out)

    def test_a_base_that_is_none(self):
        outcome = pushgate("gate", self.family, "--service", "audio", "--base", self.good, "--trivy", "/nowhere/trivy", cwd=self.folder)
        self.assertIn(f"--base {self.good}: is not what the image was built on: ", self.expect(REFUSED, outcome).err)
        report, found = self.lint("--image", self.family, "--base", self.good)
        self.assertIn("plan/family-base", [rule for rule, _, _ in found])

    def test_gate_where_the_dockerfile_is_not(self):
        (self.folder / "audio/Dockerfile").unlink()
        outcome = self.expect(UNCHECKED, self.gate(self.good, "--format", "json"))
        found = {one["rule"]: one for one in outcome.json()["findings"] if one["rule"].startswith("plan/")}
        for rule in ("plan/multi-stage", "plan/require-hashes", "plan/dockerfile-location"):
            self.assertTrue(found[rule]["unknown"])
            self.assertEqual("the Dockerfile audio/Dockerfile is not here", found[rule]["message"])
        outcome = self.expect(MISUSE, self.gate(self.good, "--dockerfile", "gone/Dockerfile"))
        self.assertIn("gone/Dockerfile", outcome.err)

    def test_lint_of_images_that_are_not_given_rightly(self):
        self.plan(PLANNED, FLEET.replace("machines:\n  mainpc", "  video: {}\nmachines:\n  mainpc"))
        for flags, error in (
                (("--image", "oci:x"), "--image oci:x: does not say of which of 2 services"),
                (("--image", "vido=oci:x"), "--image vido=oci:x: is of no service that is judged; expected one of audio, video"),
                (("--image", "audio=oci:x", "--image", "audio=oci:y"),
                 "--image audio=oci:y: is the second one of audio; expected one for a service"),
                (("--base", "audio=oci:x"), "--base oci:x: needs the image of audio; expected --image as well")):
            outcome = self.expect(MISUSE, pushgate("lint", *flags, cwd=self.folder))
            self.assertIn(f"pushgate: error: {error}\n", outcome.err)
        outcome = self.expect(UNCHECKED, pushgate("lint", "--service", "audio", "--image", "oci:gone", cwd=self.folder))
        self.assertIn("audio  not judged\n  audio: gone", outcome.out)

    def test_the_size_against_a_baseline(self):
        large = self.build("large", SERVICE, extra={"opt/compiler": os.urandom(1 << 20)})
        self.assertRegex(self.found(large, "--baseline", self.good)["plan/image-size"],
                         r"the image has \d+\.\d MB, \d+ % of the \d+\.\d MB of oci:.*; expected at most 60 %")
        self.assertNotIn("plan/image-size", self.found(self.good, "--baseline", large))


if __name__ == "__main__":
    main()
