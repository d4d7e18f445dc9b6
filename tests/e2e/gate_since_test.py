# SPDX-License-Identifier: Apache-2.0
"""What is new since an earlier decision, and a gate that fails only on what a change brought."""

import hashlib
import json
import subprocess

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

LAX = "version: 1\nfail_on: [CRITICAL]\n"
STRICT = "version: 1\nfail_on: [CRITICAL, HIGH]\n"


def replace_in(folder, name, old, new):
    """Changes a file of an evidence folder, and what evidence.json says of it."""
    file = folder / name
    text = file.read_text()
    assert old in text, f"{old} in {file}"
    file.write_text(text.replace(old, new))
    listing = json.loads((folder / "evidence.json").read_text())
    for one in listing["files"]:
        if one["name"] == name:
            one["size"], one["sha256"] = len(file.read_bytes()), hashlib.sha256(file.read_bytes()).hexdigest()
    (folder / "evidence.json").write_text(json.dumps(listing))


class GateSince(Case):
    def before(self, image, *flags, code, **options):
        """An evidence folder of an earlier decision."""
        folder = self.folder / "before"
        self.expect(code, self.gate(image, "--evidence", folder, *flags, **options))
        return folder

    def since(self, folder, image, *flags, code, only_new=True, **options):
        more = ("--only-new",) if only_new else ()
        return self.expect(code, self.gate(image, "--since", folder, *more, *flags, **options))

    def policy(self, text, name="policy.yaml"):
        file = self.folder / name
        file.write_text(text)
        return file

    def database(self):
        """The sample database without the advisory that denies."""
        file = self.folder / "advisories.yaml"
        file.write_text((places.ROOT / "tests/support/advisories/sample.yaml").read_text().replace("CVE-2021-33503", "CVE-2099-0001")
                        .replace("urllib3", "nobody"))
        out = self.folder / "database"
        subprocess.run([places.WORK / "bin/trivydb", "-advisories", file, "-out", out], check=True)
        return out

    def test_nothing_new_passes_and_the_decision_stays_the_policy_s(self):
        before = self.before("small-vulnerable", code=REFUSED)
        evidence = self.folder / "evidence"
        outcome = self.since(before, "small-vulnerable", "--evidence", evidence, code=PASSED)
        first, second, third, fourth = outcome.out.splitlines()[:4]
        self.assertEqual(f"DENY by the policy; nothing new since {before}: passes as --only-new", first)
        self.assertRegex(second, r"^  compared with oci:\S+:small-vulnerable  sha256:[0-9a-f]{12}, decided on \d{4}-\S+Z, deny then, by the same policy$")
        self.assertEqual("", third)
        self.assertTrue(fourth.startswith("pushgate: DENY  "), fourth)
        self.assertEqual("deny", json.loads((evidence / "decision.json").read_text())["verdict"])
        self.assertEqual((before / "decision.json").read_bytes(), (evidence / "decision.json").read_bytes())
        outcome = self.since(before, "small-vulnerable", code=REFUSED, only_new=False)
        self.assertTrue(outcome.out.startswith(f"DENY by the policy; nothing new since {before}\n"), outcome.out)

    def test_what_the_change_brought_fails(self):
        before = self.before("small", code=PASSED)
        outcome = self.since(before, "small-vulnerable", code=REFUSED)
        self.assertTrue(outcome.out.startswith(f"DENY by the policy; 1 new since {before}: 1 code; this change brought some, so it does not pass "
                                               "as --only-new\n"), outcome.out)
        self.assertRegex(outcome.out, r"\n  HIGH +code +vuln/CVE-2021-33503 +pkg:pypi/urllib3@1\.26\.4 +fixed in 1\.26\.5\n\npushgate: DENY")

    def test_what_time_brought_is_told_and_passes(self):
        before = self.before("small-vulnerable", code=PASSED, database=self.database())
        outcome = self.since(before, "small-vulnerable", code=PASSED)
        self.assertTrue(outcome.out.startswith(f"DENY by the policy; 1 new since {before}: 1 new advisory; none of it by this change, which passes "
                                               "as --only-new\n"), outcome.out)
        self.since(before, "small-vulnerable", code=REFUSED, only_new=False)

    def test_a_stricter_policy_is_a_change(self):
        before = self.before("small-vulnerable", "--policy", self.policy(LAX), code=PASSED)
        outcome = self.since(before, "small-vulnerable", "--policy", self.policy(STRICT), code=REFUSED)
        self.assertIn(": 1 policy; this change brought some", outcome.out)
        self.assertIn(", pass then, by another policy\n", outcome.out)

    def test_what_could_not_be_looked_at_is_never_nothing_new(self):
        before = self.before("small", "--policy", self.policy(LAX), code=UNCHECKED, trivy="/bin/false")
        outcome = self.since(before, "small", "--policy", self.policy(LAX), code=UNCHECKED, trivy="/bin/false")
        self.assertTrue(outcome.out.startswith(f"UNKNOWN by the policy; nothing new since {before}; what could not be looked at is never nothing new, "
                                               "so there is no verdict\n"), outcome.out)

    def test_json_and_the_step_s_summary(self):
        before = self.before("small", code=PASSED)
        summary = self.folder / "summary.md"
        document = self.since(before, "small-vulnerable", "--format", "json", code=REFUSED, env={"GITHUB_STEP_SUMMARY": summary}).json()
        since = document["since"]
        self.assertEqual((str(before), "pass", True, False, []),
                         (since["folder"], since["verdict"], since["same_policy"], since["passes"], since["gone"]))
        self.assertEqual([("code", "vuln/CVE-2021-33503")], [(one["blame"], one["rule"]) for one in since["new"]])
        self.assertEqual(places.manifest_of("small"), since["digest"])
        self.assertEqual("deny", document["decision"]["verdict"])
        text = summary.read_text()
        self.assertTrue(text.startswith("**DENY by the policy; 1 new since "), text)
        self.assertIn("\n| HIGH | code | vuln/CVE-2021-33503 | ", text)
        self.assertNotIn("since", self.gate("small", "--format", "json").json())

    def test_a_comment_of_a_pull_request(self):
        before = self.before("small", code=PASSED)
        after = self.folder / "after"
        self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", after))
        text = self.expect(PASSED, pushgate("report", after, "--comment", "--previous", before)).out
        self.assertTrue(text.startswith("**DENY by the policy; 1 new since "), text)
        self.assertIn("\n| HIGH | code | vuln/CVE-2021-33503 | ", text)
        self.assertTrue(text.endswith("\n" + pushgate("report", after, "--comment").out), text)
        self.assertIn("nothing new since", pushgate("report", after, "--comment", "--previous", after).out)

    def test_the_folder_that_is_replaced_is_read_before(self):
        before = self.before("small-vulnerable", code=REFUSED)
        self.since(before, "small-vulnerable", "--evidence", before, code=PASSED)

    def test_what_does_not_go_together(self):
        before = self.before("small", code=PASSED)
        key = self.key()
        for flags, error in (
                (("--only-new",), "--only-new: needs an earlier decision to compare with; expected --since DIR, an evidence folder\n"),
                (("--since", before, "--only-new", "--key", key),
                 "--only-new: cannot stand beside --key: what is signed and pushed is what the policy lets pass, new or not\n"
                 "  hint: sign and push in a run of their own, without --only-new\n"),
                (("--since", before, "--only-new", "--key", key, "--push", "127.0.0.1:1/a:v1"),
                 "--only-new: cannot stand beside --push: what is signed and pushed is what the policy lets pass, new or not\n"
                 "  hint: sign and push in a run of their own, without --only-new\n"),
                (("--since", before, "--all-platforms"), "--since: compares one image with one; expected it or --all-platforms, not both\n"),
                (("--since", "nowhere"), "nowhere: does not exist; expected the evidence folder of an earlier decision\n")):
            self.assertEqual(f"pushgate: error: {error}", self.expect(MISUSE, self.gate("small", *flags)).err)

    def test_a_folder_of_another_service_or_platform(self):
        before = self.before("small", code=PASSED)
        subject = json.loads((before / "subject.json").read_text())
        replace_in(before, "subject.json", f'"service": "{subject["service"]}"', '"service": "speech"')
        fleet = self.folder / "pushgate.yaml"
        fleet.write_text("version: 1\nservices: {billing: {}}\n")
        outcome = self.since(before, "small", "--fleet", fleet, "--service", "billing", code=MISUSE)
        self.assertEqual(f"pushgate: error: {before}: is about the service 'speech'; expected 'billing'\n", outcome.err)
        replace_in(before, "subject.json", f'"platform": "{subject["platform"]}"', '"platform": "linux/s390x"')
        outcome = self.since(before, "small", code=MISUSE)
        self.assertEqual(f"pushgate: error: {before}: is about an image for linux/s390x; expected {subject['platform']}\n", outcome.err)

    def test_a_folder_that_is_not_whole(self):
        before = self.before("small-vulnerable", code=REFUSED)
        file = before / "decision.json"
        file.write_text(file.read_text().replace("deny", "pass"))
        outcome = self.since(before, "small-vulnerable", code=UNCHECKED)
        self.assertIn(f"pushgate: error: {file}: ", outcome.err)
        self.assertIn("while reading the earlier decision", outcome.err)
        self.assertEqual("", outcome.out)


if __name__ == "__main__":
    main()
