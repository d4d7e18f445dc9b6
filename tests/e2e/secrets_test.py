# SPDX-License-Identifier: Apache-2.0
"""Registry tokens and logins in images and build contexts: found wherever they lie, told by four characters and a hash,
and never written anywhere."""

import base64
import hashlib
import json
import os
import pathlib
import subprocess

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.fake_trivy import fake_trivy
from support.image import Image
from support.process import pushgate

# In two parts, so that no file of this repository holds one. The checksum of the first is right.
GITHUB = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"
GITLAB = "glpat-" + "aB3dE6gH9jK2mN5pQ8sT"
NPM = "npm_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6"
PYPI = "pypi-AgE" + "IcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMAACKlszLCI"
DOCKER = "dckr_pat_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
PASSWORD = "correct-horse-battery"
LOGIN = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
SECRETS = [GITHUB, GITLAB, NPM, PYPI, DOCKER, PASSWORD, LOGIN]
PRIVATE_KEY = "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "MIIEpAIBAAKCAQEA" + "x1Yz" * 12 + "\n-----END RSA PRIVATE KEY-----\n"


def told(secret):
    """What may be said of it, as docs/secrets.md says how to compute it."""
    return f"{secret[:4]}…, SHA-256 {hashlib.sha256(secret.encode()).hexdigest()[:12]}"


class Secrets(Case):
    def image(self, *layers, execution=None, **members):
        """A small image that passes, with these layers on top."""
        layout = self.folder / "layout"
        layout.mkdir(exist_ok=True)
        base = images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34+dfsg-1.2+deb12u1"))
        Image([base, images.wheel("urllib3", "2.5.0"), *layers], execution, **members).write(layout, "v1")
        return f"oci:{layout}:v1"

    def found(self, code, image, *flags, **options):
        """The findings of rules secrets/… as (rule, severity, path, line, layer, message), and the outcome."""
        evidence = self.folder / "evidence"
        outcome = self.expect(code, self.gate(image, "--evidence", evidence, *flags, cwd=self.folder, **options))
        findings = json.loads((evidence / "findings.json").read_text())["findings"]
        secrets = [one for one in findings if one["rule"].startswith("secrets/")]
        return [(one["rule"], one["severity"], one["location"]["path"], one["location"].get("line", 0),
                 one["location"].get("layer", ""), one["message"]) for one in secrets], outcome

    def nowhere(self, *folders, outcome):
        """No secret is in what was said, nor in any file of these folders."""
        texts = {"stdout": outcome.out, "stderr": outcome.err}
        for folder in folders:
            for path in pathlib.Path(folder).rglob("*"):
                if path.is_file():
                    texts[str(path)] = path.read_bytes().decode(errors="replace")
        self.assertTrue(texts)
        for name, text in texts.items():
            for secret in SECRETS:
                self.assertNotIn(secret, text, name)


class Images(Secrets):
    def test_a_clean_image(self):
        found, _ = self.found(PASSED, self.image({"app/main.py": "print('hello')\n"}))
        self.assertEqual([], found)

    def test_real_images_hold_none(self):
        for name in ("good", "vulnerable"):
            found, _ = self.found(PASSED if name == "good" else REFUSED, places.image(name))
            self.assertEqual([], found)

    def test_a_token_in_a_file(self):
        found, outcome = self.found(REFUSED, self.image({"app/README.md": f"login with {GITHUB}\n"}))
        [(rule, severity, path, _, layer, message)] = found
        self.assertEqual(("secrets/registry-token", "CRITICAL", "/app/README.md"), (rule, severity, path))
        self.assertRegex(layer, "^sha256:[0-9a-f]{64}$")
        self.assertEqual(f"holds a GitHub personal access token ({told(GITHUB)})", message)
        self.assertIn("revoke it first", outcome.out)

    def test_a_token_that_a_later_layer_deletes(self):
        """Also where the deleting layer comes much later, and where its folder becomes opaque."""
        for path, removal in (("root/.netrc", "root/.wh..netrc"), ("srv/a/b.txt", "srv/.wh..wh..opq")):
            image = self.image({path: f"machine github.com password {GITHUB}\n"}, {"etc/x": "x"}, {removal: ""})
            [(rule, _, where, _, _, message)], _ = self.found(REFUSED, image)
            self.assertEqual(("secrets/registry-token", "/" + path), (rule, where))
            self.assertEqual(f"holds a GitHub personal access token ({told(GITHUB)}); the file is deleted or replaced later, "
                             "and still in this layer for all who pull it", message)

    def test_binary_and_large_files(self):
        """Compiled Python, and a token across the pieces in which a layer is read."""
        code = b"\xa7\r\r\n" + bytes(12) + b"\xe3" + bytes(30) + b"\xfa(" + GITHUB.encode() + b"\xda\x05token"
        pieces = bytearray(os.urandom(3 << 20))
        for at in (262144 - 20, 524288 - 512 - 20, 1048576 + 7):
            pieces[at:at + len(NPM)] = NPM.encode()
            pieces[at - 1] = pieces[at + len(NPM)] = 0
        found, _ = self.found(REFUSED, self.image({"app/x.pyc": code}, {"app/model.bin": bytes(pieces)}))
        self.assertEqual(["/app/model.bin", "/app/x.pyc"], sorted(one[2] for one in found))

    def test_each_form(self):
        tokens = [GITHUB, GITLAB, NPM, PYPI, DOCKER]
        found, _ = self.found(REFUSED, self.image({"a.txt": "\n".join(tokens)}))
        self.assertEqual(sorted(told(one) for one in tokens), sorted(one[5].split("(")[1].split(")")[0] for one in found))

    def test_logins(self):
        files = {
            "root/.docker/config.json": json.dumps({"auths": {"ghcr.io": {"auth": LOGIN}}}),
            "root/.pypirc": f"[pypi]\nusername = ann\npassword = {PASSWORD}\n",
            "etc/pip.conf": f"[global]\nindex-url = https://ann:{PASSWORD}@pypi.example.org/simple\n",
            "home/ann/.git-credentials": f"https://ann:{PASSWORD}@github.com\n",
            "home/ann/.config/containers/auth.json": json.dumps({"auths": {"ghcr.io": {}}}),
        }
        found, outcome = self.found(REFUSED, self.image(files))
        self.assertEqual({("secrets/registry-credentials", "CRITICAL")}, {one[:2] for one in found})
        self.assertEqual(["/etc/pip.conf", "/home/ann/.git-credentials", "/root/.docker/config.json", "/root/.pypirc"],
                         sorted(one[2] for one in found))
        self.assertEqual({f"holds a login of a docker configuration ({told(LOGIN)})",
                          f"holds a password of a URL ({told(PASSWORD)})", f"holds a password of a .pypirc ({told(PASSWORD)})"},
                         {one[5] for one in found})
        self.nowhere(self.folder / "evidence", outcome=outcome)

    def test_the_configuration(self):
        execution = {"Env": ["PATH=/usr/bin", f"NPM_TOKEN={NPM}"], "Labels": {"build.token": GITLAB},
                     "Cmd": ["login", DOCKER]}
        history = [{"created_by": "COPY a /"}, {"created_by": f"RUN |1 TOKEN={GITHUB} pip install x"},
                   {"created_by": "COPY b /", "comment": f"pushed with {PYPI}"}]
        found, outcome = self.found(REFUSED, self.image(execution=execution, history=history))
        self.assertEqual([("config command", told(DOCKER)), ("config env NPM_TOKEN", told(NPM)),
                          ("history line 2", told(GITHUB)), ("image configuration", told(PYPI)),
                          ("label build.token", told(GITLAB))],
                         sorted((one[2], one[5].split("(")[1].split(")")[0]) for one in found))
        self.assertEqual({("secrets/registry-token", "CRITICAL")}, {one[:2] for one in found})
        self.nowhere(self.folder / "evidence", outcome=outcome)

    def test_trivy_over_the_image_where_the_policy_asks(self):
        """A private key, which is Trivy's business, in a place that its built-in rules pass over, and deleted."""
        image = self.image({"usr/share/doc/test/README.md": PRIVATE_KEY}, {"usr/share/doc/test/.wh.README.md": ""})
        self.assertEqual([], self.found(PASSED, image)[0])
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL, HIGH]\nsecrets: {image: trivy}\n"
                          "require: {scanners: [secrets, trivy], rules: [secrets/registry-token]}\n")
        [(rule, severity, path, _, layer, message)], _ = self.found(REFUSED, image, "--policy", policy)
        self.assertEqual(("secrets/trivy-high", "HIGH", "/usr/share/doc/test/README.md"), (rule, severity, path))
        self.assertRegex(layer, "^sha256:[0-9a-f]{64}$")
        self.assertEqual("holds a secret by Trivy's rule private-key: Asymmetric Private Key", message)

    def test_a_token_is_told_once_where_trivy_finds_it_too(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\nsecrets: {image: trivy}\n")
        found, _ = self.found(REFUSED, self.image({"app/README.md": f"{GITHUB}\n"}), "--policy", policy)
        self.assertEqual([f"holds a GitHub personal access token ({told(GITHUB)})"], [one[5] for one in found])


class Canary(Secrets):
    def test_no_secret_is_written_anywhere(self):
        """Everything that a run leaves: evidence, SARIF, reports, Trivy's, the step summary, caches, temporary files; and
        what other commands make of the same image."""
        execution = {"Env": [f"TOKEN={GITHUB}"], "Labels": {"note": f"https://ann:{PASSWORD}@ghcr.io"}}
        metadata = f"Metadata-Version: 2.1\nName: odd\nVersion: 1.0\nSummary: {NPM}\nLicense: {GITLAB}\n"
        files = {f"usr/bin/{GITHUB}": ("#!/bin/sh\n", 0o755),  # which another scanner names: nobody owns it
                 f"srv/{DOCKER}.txt": PYPI, "root/.docker/config.json": json.dumps({"auths": {"ghcr.io": {"auth": LOGIN}}}),
                 f"{images.SITE}/odd-1.0.dist-info/METADATA": metadata, f"{images.SITE}/odd-1.0.dist-info/RECORD": ""}
        # As many steps as layers, so that the SBOM says which made which.
        history = [{"created_by": "COPY a /"}, {"created_by": "RUN pip install"},
                   {"created_by": f"RUN curl -H 'Authorization: {GITHUB}' https://ann:{PASSWORD}@x.example"}]
        image = self.image(files, execution=execution, history=history)
        context = self.folder / "context"
        context.mkdir()
        (context / "README.md").write_text(f"{GITHUB} {GITLAB}\n")
        (context / ".netrc").write_text(f"machine x password {PASSWORD}\n")
        work = self.folder / "work"
        for name in ("tmp", "cache", "home"):
            (work / name).mkdir(parents=True)
        env = {"TMPDIR": work / "tmp", "XDG_CACHE_HOME": work / "cache", "HOME": work / "home",
               "GITHUB_STEP_SUMMARY": work / "summary.md"}
        found, outcome = self.found(REFUSED, image, "--context", context, env=env)
        places_found = {one[2] for one in found}
        self.assertIn("/root/.docker/config.json", places_found)
        self.assertIn(f"{context}/README.md", places_found)
        self.assertIn(f"/srv/<{told(DOCKER)}>.txt", places_found)
        self.nowhere(self.folder / "evidence", work, outcome=outcome)
        self.assertEqual([], list((work / "tmp").iterdir()))
        for words in (("sbom", image), ("scan", image, "--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE),
                      ("report", self.folder / "evidence"), ("policy", "check", self.folder / "evidence")):
            self.nowhere(outcome=pushgate(*words, "--cache-dir", self.folder / "facts", env=env) if words[0] in ("sbom", "scan")
                         else pushgate(*words, env=env))


class Context(Secrets):
    def setUp(self):
        super().setUp()
        self.context = self.folder / "app"
        self.context.mkdir()

    def write(self, files):
        for path, content in files.items():
            path = self.context / path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    def searched(self, code, *flags, **options):
        found, outcome = self.found(code, self.image(), "--context", "app", *flags, **options)
        return [(rule, path, line) for rule, _, path, line, _, _ in found], outcome

    def test_where_trivy_does_not_look_by_itself(self):
        """A token, which both find, and a key, which only Trivy does, where its built-in rules pass over: documents, tests,
        examples. Trivy as it comes finds none of these."""
        places_of = ["README.md", "docs/report.md", "tests/test_push.py", "examples/example.txt"]
        self.write({path: f"one\n{GITHUB}\n{PRIVATE_KEY}" for path in places_of})
        alone = self.tool("trivy", "fs", "--scanners", "secret", "--format", "json", "--skip-version-check", "--offline-scan",
                          "--cache-dir", self.folder / "cache", self.context)
        self.assertEqual([], [one for one in json.loads(alone.out).get("Results", []) if one.get("Secrets")])
        found, outcome = self.searched(REFUSED)
        self.assertEqual(sorted([("secrets/registry-token", f"app/{path}", 2) for path in places_of] +
                                [("secrets/trivy-high", f"app/{path}", 4) for path in places_of]), sorted(found))
        self.nowhere(self.folder / "evidence", outcome=outcome)

    def test_nothing_to_find(self):
        self.write({"Dockerfile": "FROM scratch\n", "app.py": "print(1)\n"})
        self.assertEqual([], self.searched(PASSED)[0])

    def test_what_git_ignores_is_not_committed(self):
        """A file that git tracks is looked at, whatever .gitignore says, and one that is not committed yet, too."""
        self.write({".gitignore": ".env\nvenv/\n*.log\n", ".env": GITHUB, "venv/lib/x.py": GITHUB, "kept.log": GITHUB,
                    "new.txt": GITHUB, "sub/.env": GITHUB})
        for words in (["init", "-q", "."], ["add", "-f", "kept.log", ".gitignore"]):
            subprocess.run(["git", "-C", self.context, *words], check=True)
        self.assertEqual(["app/kept.log", "app/new.txt"], sorted(path for _, path, _ in self.searched(REFUSED)[0]))
        # The whole folder ignored by a repository around it: then that repository has nothing to say.
        subprocess.run(["git", "-C", self.folder, "init", "-q", "."], check=True)
        (self.folder / ".gitignore").write_text("/app/\n")
        subprocess.run(["rm", "-rf", self.context / ".git"], check=True)
        self.assertEqual(["app/.env", "app/kept.log", "app/new.txt", "app/sub/.env", "app/venv/lib/x.py"],
                         sorted(path for _, path, _ in self.searched(REFUSED)[0]))

    def test_a_hostile_folder(self):
        """Links are not followed, pipes do not hang, and names are names."""
        outside = self.folder / "outside"
        outside.mkdir()
        (outside / "token.txt").write_text(GITHUB)
        self.write({"a\nb.txt": GITLAB + "\n"})
        (self.context / "link.txt").symlink_to(outside / "token.txt")
        (self.context / "folder").symlink_to(outside)
        (self.context / "loop").symlink_to(".")
        os.mkfifo(self.context / "pipe")
        found, outcome = self.searched(REFUSED)
        self.assertEqual([("secrets/registry-token", "app/a\\x0ab.txt", 1)], found)

    def test_what_cannot_be_looked_at(self):
        deep = "/".join(["d"] * 70)
        self.write({f"{deep}/x.txt": "x"})
        found, outcome = self.searched(UNCHECKED)
        self.assertEqual([], found)
        self.assertRegex(" ".join(outcome.out.split()), r"context could not look at everything: app/d/.* lies more than 64 folders deep")

    def test_a_scanner_that_finds_nothing(self):
        self.write({"app.py": "print(1)\n"})
        nothing = ('if [ "$1" = fs ]; then echo \'{"SchemaVersion": 2, "ArtifactName": "tree", "ArtifactType": "filesystem"}\'; '
                   'else exec "$TRIVY" "$@"; fi')
        outcome = self.expect(UNCHECKED, pushgate("gate", self.image(), "--trivy", fake_trivy(self.folder, nothing), "--trivy-cache",
                                                  places.DATABASE, "--context", "app", cwd=self.folder))
        self.assertIn("did not find a token that was put before it", " ".join(outcome.out.split()))

    def test_no_folder(self):
        outcome = self.expect(MISUSE, self.gate(self.image(), "--context", self.folder / "none"))
        self.assertEqual(f"pushgate: error: --context {self.folder}/none: is no folder; expected the one that the image was "
                         "built from\n", outcome.err)

    def test_the_fleet_file_s_context(self):
        """Without --context it is the service's; where that is not here, it was not asked for."""
        self.write({"Dockerfile": "FROM scratch\n", "README.md": GITHUB})
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices:\n  audio: {dockerfile: app/Dockerfile}\n"
                                                   "  other: {dockerfile: gone/Dockerfile}\n")
        image = self.image()
        found, _ = self.found(REFUSED, image, "--service", "audio")
        self.assertEqual(["app/README.md"], [one[2] for one in found])
        found, outcome = self.found(PASSED, image, "--service", "other")
        self.assertEqual([], found)
        self.assertIn("context (the build context gone is not here)", " ".join(outcome.out.split()))


class Rules(Secrets):
    def test_policy_explain(self):
        for rule in ("registry-token", "registry-credentials", "trivy-high"):
            self.assertIn(f"secrets/{rule}", self.expect(PASSED, pushgate("policy", "explain", f"secrets/{rule}")).out)

    def test_a_waiver(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\nwaivers:\n  - {rule: secrets/registry-token, subject: /app/doc.txt, "
                          "reason: an example, owner: ann, expires: 2999-12-31}\n")
        found, _ = self.found(PASSED, self.image({"app/doc.txt": GITHUB}), "--policy", policy)
        self.assertEqual(1, len(found))
        self.found(REFUSED, self.image({"app/other.txt": GITHUB}), "--policy", policy)

    def test_a_context_can_be_required(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\nrequire: {scanners: [context]}\n")
        _, outcome = self.found(UNCHECKED, self.image(), "--policy", policy)
        self.assertIn("the policy requires context, and context was not asked: no --context", " ".join(outcome.out.split()))

    def test_a_policy_that_asks_for_something_else(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL]\nsecrets: {image: gitleaks}\n")
        outcome = self.expect(MISUSE, self.gate(self.image(), "--policy", policy))
        self.assertIn("policy.yaml:3:18: \"image\" is 'gitleaks'; expected trivy", outcome.err)


if __name__ == "__main__":
    main()
