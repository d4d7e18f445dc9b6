# SPDX-License-Identifier: Apache-2.0
"""The matrix of a fleet file, held against real git repositories: what a change touches, and what git must not do."""

import json
import pathlib
import re
import subprocess

from support import places
from support.case import MISUSE, PASSED, UNCHECKED, Case, main
from support.process import pushgate, run

FLEET = """\
version: 1
registry: ghcr.io/acme/ai
cache: ghcr.io/acme/cache
families:
  torch: {image: ghcr.io/acme/torch, dockerfile: families/torch/Dockerfile}
  llm: {image: ghcr.io/acme/llm, dockerfile: families/llm/Dockerfile, family: torch}
services:
  audio: {dockerfile: audio/Dockerfile, family: torch, machines: [pc1, pc2], lock: requirements.lock}
  bus: {dockerfile: services/bus/Dockerfile}
  coordinator: {dockerfile: coordinator/Dockerfile, family: llm, lock: ../locks/coordinator.lock}
machines:
  pc1: {profile: profiles/pc1.json}
  pc2: {profile: profiles/pc2.json}
policy: policy.yaml
"""
FILES = ["audio/Dockerfile", "audio/requirements.lock", "audio/app/main.py", "audio/profiles/pc1.json", "audio/profiles/pc2.json",
         "services/bus/Dockerfile", "coordinator/Dockerfile", "locks/coordinator.lock", "families/torch/Dockerfile",
         "families/llm/Dockerfile", "README.md"]
ALL = ["audio@pc1", "audio@pc2", "bus", "coordinator"]


class Repository(Case):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "home"
        self.home.mkdir()
        self.work = self.folder / "work"
        self.work.mkdir()
        self.write("pushgate.yaml", FLEET)
        self.write("policy.yaml", "version: 1\n")
        for path in FILES:
            self.write(path, path + "\n")
        self.git("init", "-q", "-b", "main", ".")
        self.commit("first")

    def write(self, path, text="changed\n"):
        path = self.work / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *words, cwd=None):
        env = {"HOME": self.home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
               "GIT_COMMITTER_EMAIL": "a@b"}
        return self.expect(PASSED, run("git", "-c", "protocol.file.allow=always", *words, cwd=cwd or self.work, env=env)).out.strip()

    def commit(self, message="next"):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def matrix(self, *flags, cwd=None, code=PASSED, **env):
        return self.expect(code, pushgate("matrix", *flags, cwd=cwd or self.work, env={"HOME": self.home, **env}))

    def jobs(self, *flags, **options):
        entries = json.loads(self.matrix(*flags, **options).out)["include"]
        return [entry.get("service", entry.get("family")) + ("@" + entry["machine"] if entry.get("machine") else "") for entry in entries]

    def since_head(self, *flags):
        return self.jobs("--changed-since", "HEAD^", *flags)


class Everything(Repository):
    def test_a_shell_takes_it_on_one_line(self):
        out = self.matrix().out
        self.assertEqual(1, out.count("\n"))
        self.assertEqual({"service": "audio", "machine": "pc2", "family": "torch", "lock": "audio/requirements.lock",
                          "dockerfile": "audio/Dockerfile", "context": "audio", "image": "ghcr.io/acme/ai/audio/pc2",
                          "base_image": "ghcr.io/acme/torch", "base_built": True, "cache": "ghcr.io/acme/cache:audio-pc2", "platform": "linux/amd64"},
                         json.loads(out)["include"][1])
        self.assertEqual(ALL, self.jobs())

    def test_families_come_after_those_that_they_are_built_on(self):
        self.assertEqual(["torch", "llm"], self.jobs("--families"))
        self.assertEqual(["llm"], self.jobs("--families", "--level", "2"))
        self.assertEqual("pushgate: error: --level: is of families; expected --families with it\n", self.matrix("--level", "1", code=MISUSE).err)

    def test_paths_hold_from_where_one_stands(self):
        (entry,) = [e for e in json.loads(self.matrix("--fleet", "work/pushgate.yaml", cwd=self.folder).out)["include"] if e["service"] == "coordinator"]
        self.assertEqual(("work/coordinator/Dockerfile", "work/coordinator", "work/locks/coordinator.lock"),
                         (entry["dockerfile"], entry["context"], entry["lock"]))

    def test_lines_for_github_output(self):
        lines = dict(line.split("=", 1) for line in self.matrix("--format", "github-output").out.splitlines())
        self.assertEqual(["family_levels", "families", "families_count", "families_1", "families_1_count", "families_2", "families_2_count",
                          "services", "services_count"], list(lines))
        self.assertEqual(("2", "2", "4"), (lines["family_levels"], lines["families_count"], lines["services_count"]))
        self.assertEqual(["llm"], [e["family"] for e in json.loads(lines["families_2"])["include"]])
        nothing = dict(line.split("=", 1) for line in self.matrix("--format", "github-output", "--changed-since", "HEAD").out.splitlines())
        self.assertEqual({"family_levels": "0", "families": '{"include":[]}', "families_count": "0", "services": '{"include":[]}',
                          "services_count": "0"}, nothing)

    def test_text_for_people(self):
        self.write("audio/app/\x1b[31mred")
        self.commit()
        out = self.matrix("--format", "text", "--changed-since", "HEAD^").out
        self.assertIn("because of: context (audio/app/\\x1b[31mred)\n", out)
        self.assertTrue(out.endswith("\n\n0 jobs of families, 2 of services\n"), out)

    def test_a_service_without_a_dockerfile_has_no_job(self):
        self.write("pushgate.yaml", "version: 1\nservices: {app: {}}\n")
        outcome = self.matrix()
        self.assertEqual(('{"include":[]}\n', "pushgate: note: service 'app' has no 'dockerfile' in the fleet file: no job\n"),
                         (outcome.out, outcome.err))

    def test_no_fleet_file(self):
        self.assertEqual("pushgate: error: pushgate.yaml: does not exist\n", self.matrix(cwd=self.folder, code=MISUSE).err)


class Split(Repository):
    def test_chunks_hold_every_job_once(self):
        services = "".join(f"  s{i:03}: {{dockerfile: s/Dockerfile}}\n" for i in range(600))
        self.write("pushgate.yaml", "version: 1\nservices:\n" + services)
        self.assertIn("600 jobs; expected at most 256", self.matrix(code=MISUSE).err)
        chunks = [entry["chunk"] for entry in json.loads(self.matrix("--split").out)["include"]]
        self.assertEqual(["1/3", "2/3", "3/3"], chunks)
        parts = [self.jobs("--chunk", chunk) for chunk in chunks]
        self.assertTrue(all(len(part) <= 256 for part in parts))
        self.assertEqual([f"s{i:03}" for i in range(600)], sum(parts, []))
        lines = self.matrix("--format", "github-output", "--split").out.splitlines()
        self.assertEqual(["chunks_count=3", "services_count=600"], lines[-2:])

    def test_a_chunk_that_is_none(self):
        for chunk in ("0/1", "2/1", "1", "a/b", "1/", "-1/2", "1/2/3"):
            self.assertEqual(f"pushgate: error: --chunk: '{chunk}' is no part; expected N/M, as in 1/3\n", self.matrix("--chunk=" + chunk, code=MISUSE).err)


class Changed(Repository):
    def test_only_what_a_change_touches(self):
        for path, jobs in {"README.md": [],
                           "audio/app/main.py": ["audio@pc1", "audio@pc2"],
                           "locks/coordinator.lock": ["coordinator"],
                           "services/bus/new/file": ["bus"],
                           "families/torch/Dockerfile": ["audio@pc1", "audio@pc2", "coordinator"],
                           "families/llm/x": ["coordinator"],
                           "policy.yaml": ALL}.items():
            self.write(path)
            self.commit()
            self.assertEqual(jobs, self.since_head(), path)
        self.write("pushgate.yaml", FLEET + "# a word\n")
        self.commit()
        self.assertEqual(ALL, self.since_head())
        self.assertEqual(["torch", "llm"], self.since_head("--families"))

    def test_a_profile_in_the_context_touches_each_machine_for_its_reason(self):
        self.write("audio/profiles/pc2.json")
        self.commit()
        entries = json.loads(self.matrix("--changed-since", "HEAD^").out)["include"]
        self.assertEqual([("pc1", ["context"]), ("pc2", ["profile", "context"])], [(e["machine"], e["reasons"]) for e in entries])

    def test_a_family_that_was_not_touched_is_not_built(self):
        self.write("audio/app/main.py")
        self.commit()
        entries = json.loads(self.matrix("--changed-since", "HEAD^").out)["include"]
        self.assertEqual([False, False], [entry["base_built"] for entry in entries])
        self.assertEqual([], self.since_head("--families"))

    def test_renamed_and_deleted_files_touch_both_sides(self):
        self.git("mv", "audio/app/main.py", "coordinator/main.py")
        self.commit()
        self.assertEqual(["audio@pc1", "audio@pc2", "coordinator"], self.since_head())
        (self.work / "coordinator/main.py").unlink()
        self.commit()
        self.assertEqual(["coordinator"], self.since_head())

    def test_a_merge_is_what_it_brings(self):
        self.git("checkout", "-q", "-b", "branch")
        self.write("services/bus/a")
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("coordinator/a")
        self.commit()
        self.git("merge", "-q", "--no-ff", "-m", "merge", "branch")
        self.assertEqual(["bus"], self.since_head())
        self.assertEqual(["coordinator"], self.jobs("--changed-since", "branch"))

    def test_names_that_git_would_quote(self):
        for name in ("a b\nc", 'q"uote', "tab\there", "ünï", "$(reboot)", "-rf"):
            self.write("services/bus/" + name)
            self.commit()
            self.assertEqual(["bus"], self.since_head(), name)
        self.write("audio/" + "x" * 200)
        self.write("audio-2/Dockerfile")
        self.commit()
        self.assertEqual(["audio@pc1", "audio@pc2"], self.since_head())
        self.write("audio-2/Dockerfile", "other")
        self.commit()
        self.assertEqual([], self.since_head())

    def test_links_are_followed(self):
        (self.work / "audio/requirements.lock").unlink()
        (self.work / "audio/requirements.lock").symlink_to("../locks/audio.lock")
        self.write("locks/audio.lock")
        self.commit()
        self.write("locks/audio.lock", "another")
        self.commit()
        self.assertEqual(["audio@pc1", "audio@pc2"], self.since_head())
        link = self.folder / "link"
        link.symlink_to(self.work)
        self.assertEqual(["audio@pc1", "audio@pc2"], self.jobs("--changed-since", "HEAD^", cwd=link))

    def test_a_fleet_file_below_the_root(self):
        self.git("mv", "audio", "services/audio")
        for name in ("families", "coordinator", "locks", "policy.yaml"):
            self.git("mv", name, "services/" + name)
        self.git("mv", "pushgate.yaml", "services/pushgate.yaml")
        self.commit()
        self.write("services/coordinator/a")
        self.write("coordinator/a")
        self.commit()
        self.assertEqual(["coordinator"], self.jobs("--changed-since", "HEAD^", cwd=self.work / "services"))
        self.assertEqual(["coordinator"], self.jobs("--changed-since", "HEAD^", "--fleet", "services/pushgate.yaml"))

    def test_a_submodule_is_part_of_the_context(self):
        other = self.folder / "other"
        other.mkdir()
        self.git("init", "-q", ".", cwd=other)
        for _ in range(2):
            (other / "file").write_text((other / "file").read_text() + "x" if (other / "file").exists() else "x")
            self.git("add", "-A", cwd=other)
            self.git("commit", "-q", "-m", "m", cwd=other)
        self.git("submodule", "--quiet", "add", str(other), "coordinator/vendor")
        self.git("-C", "coordinator/vendor", "checkout", "-q", "HEAD^")
        self.commit()
        self.git("-C", "coordinator/vendor", "checkout", "-q", "-")
        self.git("config", "diff.ignoreSubmodules", "all")
        self.git("-c", "diff.ignoreSubmodules=none", "add", "coordinator/vendor")
        self.git("-c", "diff.ignoreSubmodules=none", "commit", "-q", "-m", "bump")
        self.assertEqual(["coordinator"], self.since_head())

    def test_what_lies_outside_of_the_repository_counts_as_changed(self):
        (self.folder / "outside.lock").write_text("")
        self.write("pushgate.yaml", FLEET.replace("../locks/coordinator.lock", "../../outside.lock"))
        self.commit()
        self.write("README.md")
        self.commit()
        self.assertEqual(["coordinator"], self.since_head())
        self.assertIn("outside.lock, which is outside of the repository", " ".join(self.matrix("--format", "text", "--changed-since", "HEAD^").out.split()))

    def test_nothing_to_compare_with_is_everything(self):
        for revision in ("", "0" * 40):
            entries = json.loads(self.matrix("--changed-since", revision).out)["include"]
            self.assertEqual(4, len(entries))
            self.assertEqual(["no revision to compare with"], entries[0]["reasons"])

    def test_what_is_not_committed_does_not_count(self):
        self.write("audio/app/main.py", "other")
        self.write("coordinator/new")
        self.assertEqual([], self.jobs("--changed-since", "HEAD"))


class CouldNotCheck(Repository):
    def test_a_shallow_clone(self):
        first = self.git("rev-parse", "HEAD")
        self.write("README.md")
        self.commit()
        shallow = self.folder / "shallow"
        self.git("clone", "-q", "--depth", "1", "file://" + str(self.work), str(shallow))
        self.assertEqual(f"pushgate: error: {first}: is no commit of this shallow clone; expected one to compare with\n"
                         "  hint: fetch the history: actions/checkout with fetch-depth: 0, or git fetch --unshallow\n",
                         self.matrix("--changed-since", first, cwd=shallow, code=UNCHECKED).err)

    def test_a_revision_that_is_none(self):
        self.assertEqual("pushgate: error: nowhere: is no commit of this repository; expected one to compare with\n"
                         "  hint: git fetch it, or leave --changed-since away\n",
                         self.matrix("--changed-since", "nowhere", code=UNCHECKED).err)
        outcome = self.matrix("--changed-since=--output=evil", code=MISUSE)
        self.assertEqual("pushgate: error: --changed-since: '--output=evil' is no revision; expected a commit, a branch or a tag\n", outcome.err)
        self.assertFalse((self.work / "evil").exists())
        self.matrix("--changed-since", "HEAD:audio", code=UNCHECKED)

    def test_no_repository_and_no_git(self):
        alone = self.folder / "alone"
        alone.mkdir()
        (alone / "pushgate.yaml").write_text("version: 1\nservices: {app: {dockerfile: Dockerfile}}\n")
        outcome = self.matrix("--changed-since", "HEAD", cwd=alone, code=UNCHECKED)
        self.assertTrue(outcome.err.startswith("pushgate: error: .: is in no git work tree: fatal: not a git repository"), outcome.err)
        self.assertEqual("pushgate: error: git: is not on PATH; expected it, to say what changed\n"
                         "  hint: install git, or leave --changed-since away\n",
                         self.matrix("--changed-since", "HEAD", code=UNCHECKED, PATH=str(alone)).err)


class Hostile(Repository):
    def test_a_repository_runs_nothing(self):
        trap = self.folder / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {self.folder}/sprung\ncat\n")
        trap.chmod(0o755)
        for key in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "filter.x.clean", "diff.x.textconv", "diff.x.command",
                    "core.editor"):
            self.git("config", key, str(trap))
        self.write(".gitattributes", "* diff=x\n")
        self.git("-c", "core.fsmonitor=false", "commit", "-q", "--allow-empty", "-m", "m")
        hooks = self.work / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
            (hooks / hook).symlink_to(trap)
        (self.folder / "sprung").unlink(missing_ok=True)
        self.assertEqual([], self.since_head())
        self.assertFalse((self.folder / "sprung").exists())

    def test_the_environment_does_not_lead_git_elsewhere(self):
        trap = self.folder / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {self.folder}/sprung\n")
        trap.chmod(0o755)
        self.write("coordinator/a")
        self.commit()
        for env in ({"GIT_DIR": "/nonexistent"}, {"GIT_WORK_TREE": "/"}, {"GIT_EXTERNAL_DIFF": str(trap)}, {"GIT_PAGER": str(trap)},
                    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": str(trap)},
                    {"GIT_TRACE": str(self.folder / "sprung")}, {"GIT_OBJECT_DIRECTORY": "/"}):
            self.assertEqual(["coordinator"], self.jobs("--changed-since", "HEAD^", **env), env)
        self.assertFalse((self.folder / "sprung").exists())

    def test_odd_paths_reach_a_script_as_they_are(self):
        odd = "a b'$(reboot)`;&|\\\"é/Dockerfile"
        self.write("pushgate.yaml", "version: 1\nservices: {app: {dockerfile: " + json.dumps(odd) + "}}\n")
        self.assertEqual(odd, json.loads(self.matrix().out)["include"][0]["dockerfile"])
        script = 'matrix=$("$1" matrix); printf %s "$matrix"'
        done = subprocess.run(["sh", "-c", script, "sh", pathlib.Path(self.matrix().command[0])], cwd=self.work, capture_output=True, text=True, check=True)
        self.assertEqual(odd, json.loads(done.stdout)["include"][0]["dockerfile"])


class Kubernetes(Repository):
    def document(self, *flags):
        return self.matrix("--format", "kubernetes", "--runner-image", "ghcr.io/acme/runner:1", *flags).out

    def objects(self, *flags):
        """The document as the API reads it, strictly: each field is one of the API, once, and of its type."""
        out = self.expect(PASSED, run(places.REGISTRIES / "kubernetesdoc", stdin=self.document(*flags))).out
        return [json.loads(line) for line in out.splitlines()]

    def test_an_indexed_job_and_what_its_pods_do(self):
        config_map, job = self.objects("--name", "fleet-1a2b3c", "--parallelism", "3")
        self.assertEqual(("v1", "ConfigMap", "fleet-1a2b3c"), (config_map["apiVersion"], config_map["kind"], config_map["metadata"]["name"]))
        self.assertEqual(json.loads(self.matrix().out)["include"], [json.loads(config_map["data"][f"{i}.json"]) for i in range(4)])
        spec = job["spec"]
        self.assertEqual(("batch/v1", "Job", "Indexed", 4, 3),
                         (job["apiVersion"], job["kind"], spec["completionMode"], spec["completions"], spec["parallelism"]))
        pod = spec["template"]["spec"]
        self.assertEqual("Never", pod["restartPolicy"])
        self.assertEqual("ghcr.io/acme/runner:1", pod["containers"][0]["image"])
        self.assertEqual({"configMap": {"name": "fleet-1a2b3c"}, "name": "jobs"}, pod["volumes"][0])

        container = pod["containers"][0]
        self.assertEqual({"drop": ["ALL"]}, container["securityContext"]["capabilities"])
        self.assertEqual({volume["name"] for volume in pod["volumes"]}, {mount["name"] for mount in container["volumeMounts"]})

    def test_the_api_would_say_what_it_does_not_know(self):
        document = self.document()
        for right, wrong, message in (("backoffLimitPerIndex:", "backofLimitPerIndex:", 'unknown field "spec.backofLimitPerIndex"'),
                                      ("restartPolicy:", "restartpolicy:", 'unknown field "spec.template.spec.restartpolicy"'),
                                      ("parallelism: 4", 'parallelism: "4"', "cannot unmarshal string")):
            self.assertEqual(1, document.count(right), right)
            outcome = run(places.REGISTRIES / "kubernetesdoc", stdin=document.replace(right, wrong))
            self.assertEqual(1, outcome.code, outcome)
            self.assertIn(message, outcome.err)

    def test_odd_texts_reach_a_pod_as_they_are(self):
        odd = "a b'$(reboot)`;&|\\\"é\U0001f40b: [#] {x}/Dockerfile"
        self.write("pushgate.yaml", "version: 1\nservices: {app: {dockerfile: " + json.dumps(odd, ensure_ascii=False) + "}}\n")
        config_map, _ = self.objects()
        self.assertEqual(odd, json.loads(config_map["data"]["0.json"])["dockerfile"])

    def test_families_are_a_job_a_level(self):
        outcome = self.matrix("--format", "kubernetes", "--runner-image", "a/b", "--families", code=MISUSE)
        self.assertEqual("pushgate: error: the families are built on one another in 2 levels; expected one of them: --level 1 to --level 2, "
                         "a Job after the other\n", outcome.err)
        config_map, _ = self.objects("--families", "--level", "2")
        self.assertEqual(["llm"], [json.loads(text)["family"] for text in config_map["data"].values()])

    def test_wrong_use(self):
        self.assertEqual("pushgate: error: no runner image; expected --runner-image IMAGE, what runs each job\n",
                         self.matrix("--format", "kubernetes", code=MISUSE).err)
        self.matrix("--format", "kubernetes", "--runner-image", "A B", code=MISUSE)
        self.assertTrue(re.match("pushgate: error: --name: 'A' is no name of a Job", self.matrix(
            "--format", "kubernetes", "--runner-image", "a/b", "--name", "A", code=MISUSE).err))
        self.assertEqual("# no jobs\n", self.matrix("--format", "kubernetes", "--runner-image", "a/b", "--changed-since", "HEAD").out)


if __name__ == "__main__":
    main()
