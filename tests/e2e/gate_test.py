# SPDX-License-Identifier: Apache-2.0
"""The main job: what passes is in the registry with its evidence, what does not is nowhere."""

import json
import re

from support import places
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.registries import docker_registry

EVIDENCE = ["decision.json", "evidence.json", "findings.json", "inputs.json", "policy.yaml", "provenance.json", "report.html",
            "report.md", "report.sarif", "sbom.cdx.json", "subject.json", "trivy.json"]
FLEET = ("--fleet", places.EXAMPLE / "pushgate.yaml", "--service", "app")

# The whole of what a refusal says. Digests, ports, dates and the number of debs, which Debian changes, are masked.
REFUSAL = """\
pushgate: DENY  oci:layout:vulnerable  sha256:DIGEST
  denied by 1 of 7 findings (1 HIGH)

  SEVERITY  RULE                 PACKAGE  INSTALLED  FIXED IN  WHERE
  HIGH      vuln/CVE-2021-33503  urllib3  1.26.4     1.26.5    /usr/local/l….26.4.dist-info/METADATA

  below the policy's line: 1 MEDIUM, 5 LOW
  not asked: context (no --context), lock (no --lock), plan (no fleet file)
  looked at: N packages in 3 layers, by coverage, provenance, secrets, trivy 0.69.3 (database of
             DATE)
  next: update urllib3 to 1.26.5 and build again
        or waive a finding in a copy of policies/default.yaml (--policy FILE): rule, subject,
        reason, owner, expires
"""

PASS = """\
pushgate: PASS  oci:layout:good  sha256:DIGEST
  nothing denies (7 findings)
  plan score: 98 of 100 (17 rules could not look)
  below the policy's line: 2 MEDIUM, 5 LOW
  could not look: plan/base-image-argument and 6 more (the fleet file states no Dockerfile of this
                  service); plan/family-base, plan/family-packages (the fleet file states no family
                  of this service); plan/health-port (the image's configuration has no Healthcheck
                  and its history no HEALTHCHECK; OCI configurations keep none, so what the
                  Dockerfile says is not known); 6 more
  not asked: context (the fleet file states no build context of this service)
  looked at: N packages in 3 layers, by coverage, lock, plan, provenance, secrets, trivy 0.69.3
             (database of DATE)
  pushed: 127.0.0.1:PORT/example/app@sha256:DIGEST
  next: pushgate verify 127.0.0.1:PORT/example/app@sha256:DIGEST --key cosign.pub
"""


def masked(text):
    for pattern, mask in (("sha256:[0-9a-f]+", "sha256:DIGEST"), (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
                          (r"\d+ packages", "N packages"), (r"database(\s+)of(\s+)\d{4}-\d\d-\d\d", r"database\1of\2DATE")):
        text = re.sub(pattern, mask, text)
    return text


def document(folder, name):
    return json.loads((folder / name).read_text())


class RealImage(Case):
    """A Debian root with wheels."""

    def test_a_known_vulnerability_is_refused_and_nothing_is_pushed(self):
        registry = docker_registry(self)
        evidence = self.folder / "evidence"
        outcome = self.expect(REFUSED, self.gate("oci:layout:vulnerable", "--key", self.key(), "--evidence", evidence,
                                                 "--push", f"{registry.address}/app:v1", cwd=places.WORK))
        self.assertEqual(REFUSAL, masked(outcome.out))
        self.assertEqual("", outcome.err)
        self.assertEqual([], registry.repositories())
        self.assertEqual([], list((self.folder / "registry").rglob("data")), "a byte was uploaded")
        self.assertEqual(EVIDENCE, sorted(file.name for file in evidence.iterdir()))  # and no receipt
        decision = document(evidence, "decision.json")
        self.assertEqual("deny", decision["verdict"])
        self.assertEqual(["vuln/CVE-2021-33503"], [reason["rule"] for reason in decision["reasons"]])

    def test_what_passes_lock_wheels_and_plan_is_pushed_and_verified(self):
        registry = docker_registry(self)
        key = self.key()
        reference = f"{registry.address}/example/app:20261121-9c99cc9"
        evidence = self.folder / "evidence"
        outcome = self.expect(PASSED, self.gate("oci:layout:good", *FLEET, "--wheelhouse", places.wheelhouse("good"), "--key", key,
                                                "--evidence", evidence, "--push", reference, cwd=places.WORK))
        self.assertEqual(PASS, masked(outcome.out))
        self.assertEqual("", outcome.err)
        self.assertEqual(sorted([*EVIDENCE, "receipt.dsse.json"]), sorted(file.name for file in evidence.iterdir()))
        self.assertEqual(places.manifest_of("good"), document(evidence, "subject.json")["digest"])
        self.assertEqual(["example/app"], registry.repositories())
        self.tool("cosign", "verify", "--key", key.with_suffix(".pub"), "--insecure-ignore-tlog=true", reference)

    def test_wheels_of_another_lock_are_refused(self):
        lock = places.EXAMPLE / "requirements.lock"
        outcome = self.expect(REFUSED, self.gate("good", "--lock", lock, "--wheelhouse", places.wheelhouse("vulnerable")))
        self.assertRegex(outcome.out, r"HIGH      lock/missing-wheel  .*\n.* the wheelhouse has no file for urllib3==")
        self.assertRegex(outcome.out, r"HIGH      lock/unlocked-wheel .*\n.* urllib3-1\.26\.4-py2\.py3-none-any\.whl is version")

    def test_the_plan_refuses_a_policy_with_plan_rules(self):
        fleet = self.folder / "pushgate.yaml"
        policy = self.folder / "policy.yaml"
        fleet.write_text("version: 1\nservices:\n  app: {ports: {service: 9999, health: 9998}}\npolicy: policy.yaml\n")
        policy.write_text("version: 1\nfail_on: [CRITICAL, HIGH, MEDIUM]\n")
        outcome = self.expect(REFUSED, self.gate("good", "--fleet", fleet, "--service", "app"))
        self.assertIn("plan/exposed-ports", outcome.out)
        self.assertIn(f"waive a finding in {policy}", outcome.out.replace("\n        ", ""))


class SmallImage(Case):
    """What needs no real image to be seen."""

    def policy(self, text):
        file = self.folder / "policy.yaml"
        file.write_text("version: 1\nfail_on: [CRITICAL, HIGH]\n" + text)
        return file

    def test_without_a_fleet_file_what_was_not_asked_is_listed(self):
        outcome = self.expect(PASSED, self.gate("small", cwd=self.folder))
        self.assertIn("  not asked: context (no --context), lock (no --lock), plan (no fleet file)\n", outcome.out)

    def test_a_fleet_file_in_the_folder_is_found(self):
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices:\n  app: {}\n")
        outcome = self.expect(PASSED, self.gate("small", "--service", "app", cwd=self.folder))
        self.assertIn("lock (the fleet file names no lock for this service)\n", re.sub(r"\n {13}", " ", outcome.out))
        self.assertRegex(outcome.out, "by coverage, plan, provenance, secrets, trivy")

    def test_a_policy_may_require_what_was_not_asked(self):
        outcome = self.expect(UNCHECKED, self.gate("small", "--policy", self.policy("require: {scanners: [trivy, lock]}\n"),
                                                   cwd=self.folder))
        self.assertIn("pushgate: UNKNOWN  ", outcome.out)
        self.assertIn("policy/scanner-not-asked", outcome.out)
        self.assertIn("give the lock with --lock FILE", outcome.out)

    def test_a_waiver_lets_a_finding_pass_and_is_listed(self):
        policy = self.policy("""\
waivers:
  - rule: vuln/CVE-2021-33503
    subject: pkg:pypi/urllib3
    reason: never called with foreign URLs
    owner: ann@example.org
    expires: 2099-12-31
""")
        evidence = self.folder / "evidence"
        outcome = self.expect(PASSED, self.gate("small-vulnerable", "--policy", policy, "--evidence", evidence))
        listed = "waived: vuln/CVE-2021-33503 of urllib3 until 2099-12-31 by ann@example.org (never called with foreign URLs)"
        self.assertIn(listed, re.sub(r"\n +", " ", outcome.out))
        waived = document(evidence, "decision.json")["waived"]
        self.assertEqual(["vuln/CVE-2021-33503"], [one["finding"]["rule"] for one in waived])

    def test_an_expired_waiver_denies(self):
        policy = self.policy("waivers: [{rule: vuln/CVE-2021-33503, reason: old, owner: ann, expires: 2024-01-01}]\n")
        outcome = self.expect(REFUSED, self.gate("small-vulnerable", "--policy", policy))
        self.assertIn("2024-01-01", outcome.out)

    def test_what_has_no_fix_is_counted_and_the_line_that_lets_it_pass_is_named(self):
        outcome = self.expect(REFUSED, self.gate("small", database=places.FLAG_EVERY))
        self.assertRegex(outcome.out, r"denied by (\d+) of \d+ findings \(.*\); [1-9]\d* ha(s|ve) no fix yet\n")
        self.assertIn("the line 'ignore_unfixed: true' in a copy of policies/default.yaml", re.sub(r"\s+", " ", outcome.out))

    def test_ignored_ones_are_counted(self):
        policy = self.policy("ignore_unfixed: true\n")
        evidence = self.folder / "evidence"
        outcome = self.gate("small", "--policy", policy, "--evidence", evidence, database=places.FLAG_EVERY)
        ignored = document(evidence, "decision.json")["unfixed_ignored"]
        self.assertGreater(ignored, 0)
        self.assertRegex(outcome.out, rf"ignored: {ignored} vulnerabilit(y|ies) without a fix \(ignore_unfixed: true\)")

    def test_the_same_inputs_give_the_same_bytes(self):
        folders = [self.folder / "one", self.folder / "two"]
        for folder in folders:
            self.expect(PASSED, self.gate("small", "--key", self.key() if folder == folders[0] else self.folder / "cosign.key",
                                          "--evidence", folder, env={"SOURCE_DATE_EPOCH": "1700000000"}))
        differing = {file.name for file in folders[0].iterdir() if file.read_bytes() != (folders[1] / file.name).read_bytes()}
        self.assertLessEqual(differing, {"inputs.json", "report.html", "trivy.json", "evidence.json", "receipt.dsse.json"})
        one, two = ({**document(folder, "inputs.json"), "decided_at": None} for folder in folders)  # judged by the clock
        self.assertEqual(one, two)
        one, two = ((folder / "report.html").read_text().replace(document(folder, "inputs.json")["decided_at"], "") for folder in folders)
        self.assertEqual(one, two)
        self.assertEqual("2023-11-14T22:13:20Z", document(folders[0], "sbom.cdx.json")["metadata"]["timestamp"])

    def test_old_evidence_is_replaced_and_what_is_no_evidence_is_not(self):
        evidence = self.folder / "evidence"
        self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", evidence))
        self.expect(PASSED, self.gate("small", "--key", self.key(), "--evidence", evidence))
        self.assertIn("receipt.dsse.json", [file.name for file in evidence.iterdir()])
        self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", evidence))
        self.assertEqual(EVIDENCE, sorted(file.name for file in evidence.iterdir()))
        (self.folder / "home").mkdir()
        (self.folder / "home" / "thesis.txt").write_text("mine")
        refused = self.gate("small", "--evidence", self.folder / "home")
        self.assertNotEqual(PASSED, refused.code)
        self.assertEqual(["thesis.txt"], [file.name for file in (self.folder / "home").iterdir()])

    def test_the_step_summary_is_appended_to(self):
        summary = self.folder / "summary.md"
        summary.write_text("# earlier\n")
        evidence = self.folder / "evidence"
        self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", evidence, env={"GITHUB_STEP_SUMMARY": summary}))
        self.assertEqual("# earlier\n" + (evidence / "report.md").read_text(), summary.read_text())

    def test_json_has_the_contract_s_shape(self):
        outcome = self.expect(REFUSED, self.gate("small-vulnerable", "--format", "json"))
        value = outcome.json()
        self.assertEqual("pushgate.findings/v1", value["schema"])
        self.assertEqual({"name": places.image("small-vulnerable"), "digest": places.manifest_of("small-vulnerable"),
                          "platform": "linux/amd64"}, value["subject"])
        for finding in value["findings"]:
            self.assertEqual({"rule", "severity", "subject", "location", "message", "hint", "fixed_version"}, set(finding))
        high = next(finding for finding in value["findings"] if finding["severity"] == "HIGH")
        self.assertEqual(("vuln/CVE-2021-33503", "pkg:pypi/urllib3@1.26.4", "1.26.5"),
                         (high["rule"], high["subject"], high["fixed_version"]))
        self.assertEqual({"total": 3, "CRITICAL": 0, "HIGH": 1, "MEDIUM": 1, "LOW": 1, "UNKNOWN": 0},
                         {name: count for name, count in value["summary"].items() if isinstance(count, int) and name != "image_size"})
        manifest = places.SMALL / "blobs" / places.manifest_of("small-vulnerable").replace(":", "/")
        self.assertEqual(sum(layer["size"] for layer in json.loads(manifest.read_text())["layers"]), value["summary"]["image_size"])
        self.assertEqual(("pushgate.decision/v1", "deny"), (value["decision"]["schema"], value["decision"]["verdict"]))
        self.assertIsNone(value["pushed"])

    def test_push_without_a_key_is_wrong_use(self):
        outcome = self.expect(2, self.gate("small", "--push", "127.0.0.1:1/app:v1"))
        self.assertEqual("pushgate: error: --push: needs a key: what is pushed is signed\n"
                         "  hint: make one with `pushgate key generate` and give it with --key cosign.key\n", outcome.err)


if __name__ == "__main__":
    main()
