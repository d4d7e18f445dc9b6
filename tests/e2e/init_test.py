# SPDX-License-Identifier: Apache-2.0
"""A first fleet file from a tree of Dockerfiles, and the machine profiles from a fleet file."""

import json
import pathlib
import re
import shutil

from support import linters, places
from support.case import MISUSE, PASSED, REFUSED, Case, main
from support.process import pushgate

FAMILY = "FROM nvidia/cuda:12.1.1-runtime-ubuntu22.04\nUSER appuser\n"
SERVICE = """\
ARG BASE_IMAGE=ghcr.io/acme/family-torch:20250810-9c99cc9
FROM ${BASE_IMAGE} AS runtime
COPY requirements.lock app/ /app/
EXPOSE 5557 6557
HEALTHCHECK CMD ["curl", "http://127.0.0.1:6557/health"]
USER appuser
"""
PROFILE = {"OMP_NUM_THREADS": "16", "GPU_VISIBLE_DEVICES": 0}
WRITTEN = ["pushgate.yaml", "policy.yaml", ".github/workflows/supply-chain.yml"]


EXAMPLE = places.ROOT / "examples" / "fleet"
AS_FOUND = pathlib.Path(__file__).resolve().parent / "data" / "fleet-as-found"


def before_lint(out):
    return out[:out.index("lint: ")]


def lint_of(out):
    return re.sub(r" +", " ", out[out.index("lint: "):])


class Init(Case):
    def setUp(self):
        super().setUp()
        self.write("families/torch/Dockerfile", FAMILY)
        self.write("audio/Dockerfile", SERVICE)
        self.write("audio/requirements.lock", "")
        self.write("audio/app/main.py", "")
        self.write("audio/config/machine-profiles/mainpc.json", json.dumps(PROFILE))

    def write(self, path, text):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def init(self, *words, code=PASSED):
        return self.expect(code, pushgate("init", *words, cwd=self.folder))

    def fleet(self):
        return linters.yaml().safe_load((self.folder / "pushgate.yaml").read_text())

    def test_what_the_tree_says(self):
        self.assertEqual("".join(f"wrote   {path}\n" for path in WRITTEN) +
                         "could not know:\n"
                         "  registry: where the images of services go\n"
                         "  user: the numbers of the user that services run as\n"
                         "  workflow: the repository and the commit of pushgate, for OWNER and COMMIT\n", before_lint(self.init().out))
        self.assertEqual({
            "version": 1, "tag": "YYYYMMDD-<git_sha>", "policy": "policy.yaml",
            "families": {"family-torch": {"image": "ghcr.io/acme/family-torch", "dockerfile": "families/torch/Dockerfile"}},
            "services": {"audio": {"dockerfile": "audio/Dockerfile", "family": "family-torch", "ports": {"service": 5557, "health": 6557},
                                   "machines": ["mainpc"], "lock": "requirements.lock"}},
            "machines": {"mainpc": {"profile": "config/machine-profiles/mainpc.json", "env": {"GPU_VISIBLE_DEVICES": "0", "OMP_NUM_THREADS": "16"}}},
        }, self.fleet())
        self.assertEqual(1, len(json.loads(self.expect(PASSED, pushgate("matrix", cwd=self.folder)).out)["include"]))
        self.assertIn("jobs", linters.yaml().safe_load((self.folder / WRITTEN[2]).read_text()))

    def test_nothing_is_written_over(self):
        self.write("policy.yaml", "version: 1\nfail_on: [MEDIUM]\n")
        self.init()
        before = [(self.folder / path).read_bytes() for path in WRITTEN]
        out = self.init().out
        self.assertEqual("".join(f"kept    {path}, which was there already\n" for path in WRITTEN), before_lint(out))
        self.assertEqual(before, [(self.folder / path).read_bytes() for path in WRITTEN])
        self.assertEqual("version: 1\nfail_on: [MEDIUM]\n", (self.folder / "policy.yaml").read_text())
        self.assertIn("--force: is of profiles", self.init("--force", code=MISUSE).err)

    def tree(self, source):
        """A copy of a fleet without what `init` writes."""
        folder = self.folder / "tree"
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*WRITTEN))
        return folder

    def test_the_draft_of_the_example_lints_clean(self):
        folder = self.tree(EXAMPLE)
        self.assertEqual("lint: score 100 of 100, nothing found\n"
                         " not told: plan/image-name: the fleet file states no registry\n"
                         " not told: plan/root-switch, plan/user-id, plan/user-name: the fleet file states no user\n"
                         " all of it: pushgate lint --fleet tree/pushgate.yaml\n", lint_of(self.init("tree").out))
        document = self.init("tree", "--format", "json").json()
        self.assertEqual(("pushgate.init/v1", [], 100), (document["schema"], document["written"], document["lint"]["score"]))
        self.assertEqual({"plan/image-name", "plan/root-switch", "plan/user-id", "plan/user-name"},
                         {finding["rule"] for finding in document["lint"]["findings"]})
        # With what only its reader knew, nothing is left to tell.
        draft = folder / "pushgate.yaml"
        text = draft.read_text()
        draft.write_text(re.sub(r"(?m)^# ((?:registry|user): .*?)    .*$", r"\1", text))
        self.assertEqual("lint: score 100 of 100, nothing found\n all of it: pushgate lint --fleet tree/pushgate.yaml\n",
                         lint_of(self.init("tree").out))

    def test_the_draft_of_a_tree_with_faults_says_them(self):
        self.tree(AS_FOUND)
        text = lint_of(self.init("tree").out)
        self.assertTrue(text.startswith(
            "lint: score 81.6 of 100, 7 findings\n"
            " P1 plan/tini-pid-1 tree/affective_processing_center/Dockerfile:11\n has no ENTRYPOINT; expected tini as PID 1\n"
            " P1 plan/tini-pid-1 tree/real_time_audio_pipeline/Dockerfile:27\n starts `/entrypoint.sh`; expected tini as PID 1\n"
            " P1 plan/require-hashes tree/model_ops_coordinator/Dockerfile:17\n installs without --require-hashes\n"
            " P1 plan/user-id tree/affective_processing_center/Dockerfile:13\n runs as root; expected another user\n"), text)
        self.assertIn(" and 2 more\n", text)
        self.assertIn(" not told: plan/exposed-ports, plan/health-port: the fleet file states no ports\n", text)
        self.assertTrue(text.endswith(
            " SERVICE SCORE RULES FAILED NOT TOLD\n affective_processing_center 70 4 4\n model_ops_coordinator 95 1 5\n"
            " real_time_audio_pipeline 80 2 5\n overall 81.6\n all of it: pushgate lint --fleet tree/pushgate.yaml\n"), text)
        document = self.init("tree", "--format", "json").json()
        failed = {one["name"]: {finding["rule"] for finding in one["findings"] if not finding.get("unknown")}
                  for one in document["lint"]["services"]}
        self.assertEqual({
            "affective_processing_center": {"plan/tini-pid-1", "plan/user-id", "plan/machine-profile", "plan/no-venv"},
            "model_ops_coordinator": {"plan/require-hashes"},
            "real_time_audio_pipeline": {"plan/tini-pid-1", "plan/machine-profile"}}, failed)

    def test_a_file_that_was_there_and_is_wrong(self):
        self.write("policy.yaml", "mine\n")
        outcome = self.init(code=MISUSE)
        self.assertIn("kept    policy.yaml, which was there already\n", outcome.out)
        self.assertTrue(outcome.err.startswith("pushgate: error: policy.yaml"), outcome.err)
        self.assertTrue((self.folder / "pushgate.yaml").exists())

    def test_where_nobody_looks(self):
        for folder in (".git", "node_modules/x", "venv/x", ".venv"):
            self.write(folder + "/Dockerfile", SERVICE)
        (self.folder / "link").symlink_to("audio")
        self.init()
        self.assertEqual(["audio"], list(self.fleet()["services"]))

    def test_what_cannot_be_known_is_said(self):
        self.write("bad/Dockerfile", "FORM scratch\n")
        self.write("bin/Dockerfile", "\0")
        self.write("web/Dockerfile", "FROM python:3.11\nCOPY shared/ /\nEXPOSE 80\n")
        self.write("shared/file", "")
        out = self.init().out
        self.assertIn("  bad/Dockerfile:1", out)
        self.assertIn("  service 'web': its family; it is FROM python:3.11\n", out)
        self.assertIn("  service 'web': its ports; EXPOSE has 1, and two are wanted: service and health\n", out)
        self.assertIn("  service 'web': its lock; no requirements.lock lies beside web/Dockerfile\n", out)
        self.assertEqual(".", self.fleet()["services"]["web"]["context"])
        self.assertEqual(["audio", "web"], list(self.fleet()["services"]))

    def test_no_dockerfile(self):
        (self.folder / "empty").mkdir()
        self.assertEqual("pushgate: error: empty: holds no Dockerfile of a service; expected at least one\n"
                         "  hint: name the folder that holds the services: pushgate init DIR\n", self.init("empty", code=MISUSE).err)
        self.assertEqual("pushgate: error: none: is no folder; expected one that holds Dockerfiles\n", self.init("none", code=MISUSE).err)
        self.assertEqual([], list((self.folder / "empty").iterdir()))

    def test_profiles(self):
        self.init()
        self.assertEqual("kept    audio/config/machine-profiles/mainpc.json, which is as the fleet file says\n",
                         before_lint(self.init("--profiles").out))
        profile = self.folder / "audio/config/machine-profiles/mainpc.json"
        profile.unlink()
        self.assertEqual("wrote   audio/config/machine-profiles/mainpc.json\n", before_lint(self.init("--profiles").out))
        self.assertEqual('{\n  "GPU_VISIBLE_DEVICES": "0",\n  "OMP_NUM_THREADS": "16"\n}\n', profile.read_text())
        profile.write_text('{"OMP_NUM_THREADS": 4}')
        self.assertEqual("pushgate: error: audio/config/machine-profiles/mainpc.json: is not what the fleet file says of machine 'mainpc': "
                         "GPU_VISIBLE_DEVICES is missing, OMP_NUM_THREADS is 4 instead of 16\n  hint: --force writes such copies anew\n",
                         self.init("--profiles", code=REFUSED).err)
        self.assertEqual('{"OMP_NUM_THREADS": 4}', profile.read_text())
        self.init("--profiles", "--force")
        self.assertEqual({"GPU_VISIBLE_DEVICES": "0", "OMP_NUM_THREADS": "16"}, json.loads(profile.read_text()))

    def test_a_profile_stays_in_the_tree(self):
        self.write("pushgate.yaml", "version: 1\nservices: {a: {dockerfile: a/Dockerfile, machines: [pc]}}\n"
                                    "machines: {pc: {profile: ../../x.json, env: {A: b}}}\n")
        self.assertEqual("pushgate: error: ../x.json: is the profile of machine 'pc' for service 'a' and lies outside of the fleet file's "
                         "folder; expected one below it\n", self.init("--profiles", code=MISUSE).err)


if __name__ == "__main__":
    main()
