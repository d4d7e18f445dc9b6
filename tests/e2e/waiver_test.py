# SPDX-License-Identifier: Apache-2.0
"""`pushgate waiver add` and `waiver list`: one ledger, in the policy."""

import datetime
import json
import re
import shlex

from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

POLICY = """\
# Who may ship what.
version: 1
fail_on: [CRITICAL, HIGH]   # as agreed
scanner: {max_database_age: 3650d}
"""


def day(left):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=left)).isoformat()


class Waivers(Case):
    def setUp(self):
        super().setUp()
        self.policy = self.folder / "policy.yaml"
        self.policy.write_text(POLICY)

    def add(self, *flags, code=PASSED, expires=None, rule="vuln/CVE-2000-0001", reason="not reached"):
        words = ["--rule", rule, "--reason", reason, "--owner", "ann@example.org", "--expires", expires or day(60)]
        return self.expect(code, pushgate("waiver", "add", "--policy", "policy.yaml", *words, *flags, cwd=self.folder))

    def list(self, *flags, code=PASSED, **options):
        return self.expect(code, pushgate("waiver", "list", "--policy", "policy.yaml", *flags, cwd=self.folder, **options))

    def test_what_the_gate_prints_lets_the_image_pass(self):
        refused = self.expect(REFUSED, self.gate("small-vulnerable", "--policy", self.policy, "--evidence", self.folder / "before"))
        while refused.code == REFUSED:  # one waiver a finding
            command = shlex.split(re.search(r"pushgate (waiver add .*)", refused.out)[1])
            values = {"YYYY-MM-DD": day(3), "WHY": "not reached", "WHO": "ann@example.org"}
            self.expect(PASSED, pushgate(*[values.get(word, word) for word in command]))
            refused = self.gate("small-vulnerable", "--policy", self.policy, "--evidence", self.folder / "after")
        passed = self.expect(PASSED, refused)
        self.assertRegex(passed.out, r"\n  waivers: .*expires? (with)?in .*3 days")
        self.assertTrue(self.policy.read_text().startswith(POLICY))
        # What it tells is made of the folder alone, and is the same there.
        again = self.expect(PASSED, pushgate("report", self.folder / "after", "--as", "markdown")).out
        self.assertEqual((self.folder / "after" / "report.md").read_text(), again)
        self.assertIn("3 days", again)
        listed = json.loads(self.list("--evidence", "after", "--format", "json").out)
        self.assertEqual([1] * len(listed["waivers"]), [one["findings"] for one in listed["waivers"]])
        self.assertIn("expiring", [note["kind"] for note in listed["waivers"][0]["notes"]])

    def test_a_list_says_what_to_look_at(self):
        self.assertEqual("0 waivers in policy.yaml, 0 to look at\n", self.list("--strict").out)
        self.add("--subject", "pkg:pypi/a", "--versions", "<2", "--ticket", "SEC-7")
        self.assertEqual("vuln/CVE-2000-0001  pkg:pypi/a <2\n"
                         f"  until {day(60)}, by ann@example.org (SEC-7): not reached\n"
                         "1 waiver in policy.yaml, 0 to look at\n", self.list("--strict").out)
        self.add("--service", "api", expires=day(0))
        self.assertEqual("vuln/CVE-2000-0001  in service api\n"
                         f"  until {day(0)}, by ann@example.org: not reached\n"
                         "  expiring: expires today\n"
                         "  broad: has no subject: it holds wherever the rule finds something\n"
                         "2 waivers in policy.yaml, 1 to look at\n", self.list("--strict", code=REFUSED).out.split("not reached\n", 1)[1])
        self.list()

    def test_a_day_is_one_of_utc_wherever_this_runs(self):
        self.add("--subject", "pkg:pypi/a@1", expires=day(0))
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"):
            with self.subTest(zone=zone):
                self.assertIn("expires today", self.list(env={"TZ": zone}).out)

    def test_an_image_that_does_not_need_it_is_said(self):
        self.add("--subject", "pkg:pypi/nobody-has-this")
        self.gate("small", "--policy", self.policy, "--evidence", self.folder / "evidence")
        self.assertIn("  unused: is not needed by the image looked at\n", self.list("--evidence", "evidence").out)

    def test_refusals_change_nothing(self):
        self.add("--subject", "pkg:pypi/a")
        before = self.policy.read_bytes()
        self.assertEqual(f"pushgate: error: policy.yaml: has a waiver of vuln/CVE-2000-0001 for pkg:pypi/a already, by ann@example.org until {day(60)}\n"
                         "  hint: renew it with --replace\n", self.add("--subject", "pkg:pypi/a", code=REFUSED).err)
        self.assertEqual(f"pushgate: error: --expires {day(-1)}: is over; expected today or a day to come, in UTC\n",
                         self.add(expires=day(-1), code=MISUSE).err)
        self.assertEqual("pushgate: error: --expires 2027-02-29: is not a day of the calendar; expected YYYY-MM-DD\n",
                         self.add(expires="2027-02-29", code=MISUSE).err)
        self.assertEqual("pushgate: error: the new waiver: policy/scanner-version cannot be waived; it says that something was not checked\n",
                         self.add(rule="policy/scanner-version", code=MISUSE).err)
        self.assertEqual(before, self.policy.read_bytes())
        self.policy.write_text("{version: 1, fail_on: [HIGH]}\n")
        self.assertIn("hint: put it into the list of waivers by hand: - {rule: vuln/CVE-2000-0001, ", self.add(code=UNCHECKED).err)
        self.assertEqual("{version: 1, fail_on: [HIGH]}\n", self.policy.read_text())

    def test_a_renewal_is_in_its_place(self):
        self.add("--subject", "pkg:pypi/a")
        self.policy.write_bytes(self.policy.read_bytes() + b"# the end\r\n")
        self.add("--subject", "pkg:pypi/a", "--replace", expires=day(90), reason="looked at again")
        text = self.policy.read_text()
        self.assertIn(f"    reason: looked at again\n    owner: ann@example.org\n    expires: {day(90)}\n# the end\n", text)
        self.assertEqual(1, text.count("rule:"))


if __name__ == "__main__":
    main()
