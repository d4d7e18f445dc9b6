# SPDX-License-Identifier: Apache-2.0
"""The command line as a newcomer meets it."""

import re
import subprocess

from support import places
from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.process import on_a_terminal, pushgate

COMMANDS = ["gate", "sbom", "sbom diff", "sbom validate", "scan", "lint", "lock check", "push", "verify", "sign", "attest", "policy check",
            "policy explain", "policy input", "policy test", "regate", "waiver add", "waiver list", "vex export", "report", "init", "matrix", "wheel check", "wheel hash",
            "retention plan", "retention apply",
            "retention undo", "rollout canary", "rollout batch", "rollout rollback", "rollout status", "status", "key generate",
            "audit import", "audit query", "audit list", "audit check", "audit export", "key import", "key public", "doctor"]


class Help(Case):
    def test_every_command_has_help(self):
        overview = self.expect(PASSED, pushgate("--help")).out
        for command in COMMANDS:
            with self.subTest(command=command):
                self.assertIn(f"\n  {command.split(' ')[0]} ", overview)
                text = self.expect(PASSED, pushgate(*command.split(" "), "--help")).out
                self.assertIn(f"Usage: pushgate {command} [OPTIONS]", text)
                self.assertNotRegex(text, r"\bTEXT\b", "an option whose value has no name")
                explained = re.findall(r"^  (-\S+)(?: \S+)*(?:  +|\n {20,})\S", text, re.M)
                self.assertEqual(re.findall(r"^  (-\S+)", text, re.M), explained)

    def test_every_command_of_the_overview_is_tested_here(self):
        listed = re.findall(r"^  (\w+)  +\S", self.expect(PASSED, pushgate("--help")).out.partition("Subcommands:")[2], re.M)
        self.assertEqual(sorted({command.split(" ")[0] for command in COMMANDS}), sorted(listed))

    def test_version(self):
        self.assertRegex(self.expect(PASSED, pushgate("--version")).out, r"^pushgate \d+\.\d+\.\d+\n$")

    def test_the_readme_s_exit_codes_are_the_program_s(self):
        source = (places.ROOT / "src/cli/exit_code.hpp").read_text()
        codes = re.findall(r"^  \w+ = (\d),\s+///< (.*)$", source, re.M)
        table = re.findall(r"^\| (\d) \| (.*) \|$", (places.ROOT / "README.md").read_text(), re.M)
        self.assertEqual(5, len(codes))
        self.assertEqual(codes, table)

    def test_every_command_of_the_readme_exists(self):
        table = re.findall(r"^\| (`.*) \|$", (places.ROOT / "README.md").read_text(), re.M)
        named = {" ".join(word for word in command.split(" ") if word.islower() and not word.startswith("-") and "." not in word)
                 for row in table for command in re.findall(r"`([^`]*)`", row.split(" | ")[0])}
        self.assertEqual(set(COMMANDS), named)


class Doctor(Case):
    def doctor(self, *flags, **env):
        return pushgate("doctor", *flags, cwd=self.folder, env={"HOME": self.folder, "DOCKER_CONFIG": None, **env})

    def test_with_trivy_and_its_database(self):
        outcome = self.expect(PASSED, self.doctor("--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE))
        self.assertRegex(outcome.out, r"(?m)^ok      trivy +version 0\.69\.3$")
        self.assertRegex(outcome.out, r"(?m)^ok      trivy database +made \S+Z \(\d+ hours ago\)$")
        self.assertRegex(outcome.out, r"(?m)^note    fleet file +no pushgate\.yaml in this folder$")

    def test_without(self):
        outcome = self.expect(UNCHECKED, self.doctor(PATH="/nowhere", PUSHGATE_TOOLS=None, XDG_CACHE_HOME=None))
        tool = self.folder / ".cache/pushgate/tools/trivy-0.69.3/trivy"
        self.assertIn(f"missing trivy                 trivy: is neither on PATH nor at {tool}\n", outcome.out)
        self.assertIn("get the right one with `ci/tools.sh trivy`, or name one with --trivy PATH\n", outcome.out)
        self.assertIn("missing trivy database        none found\n", outcome.out)

    def test_a_fleet_file_that_is_wrong_is_told(self):
        (self.folder / "pushgate.yaml").write_text("version: 1\nservices: {app: {}}\nservices: {app: {}}\n")
        outcome = self.expect(UNCHECKED, self.doctor("--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE))
        self.assertRegex(outcome.out, r"(?m)^missing fleet file +pushgate\.yaml:3:1")

    def test_json(self):
        value = self.doctor("--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE, "--format", "json").json()
        self.assertEqual("pushgate.doctor/v1", value["schema"])
        self.assertEqual({"state", "name", "detail", "hint"}, set(value["checkups"][0]))


class Colours(Case):
    """On a terminal, and only there."""

    def setUp(self):
        super().setUp()
        self.evidence = self.folder / "evidence"
        self.plain = self.expect(REFUSED, self.gate("small-vulnerable", "--evidence", self.evidence))
        self.words = ["report", str(self.evidence), "--as", "text"]

    def test_a_terminal_gets_colours_and_a_pipe_none(self):
        self.assertNotIn("\x1b", self.plain.out + self.plain.err)
        code, shown = on_a_terminal(*self.words)
        self.assertEqual(PASSED, code)
        self.assertRegex(shown, "\x1b\\[[0-9;]*mDENY\x1b\\[0?m")

    def test_no_color_and_dumb_terminals_get_none(self):
        self.assertNotIn("\x1b", on_a_terminal(*self.words, NO_COLOR="1")[1])
        self.assertNotIn("\x1b", on_a_terminal(*self.words, TERM="dumb")[1])

    def test_a_file_gets_none(self):
        file = self.folder / "report.txt"
        on_a_terminal(*self.words, "-o", str(file))
        self.assertEqual(self.plain.out, file.read_text())

    def test_a_terminal_sees_progress_which_is_gone_at_the_end(self):
        _, shown = on_a_terminal("sbom", places.image("small"), "--cache-dir", str(self.folder), "-o", str(self.folder / "sbom"))
        self.assertRegex(shown, r"\r\w[\w ]* +\d+\.\d MB")
        self.assertTrue(shown.endswith(f"\r\x1b[K{self.folder / 'sbom'}: 4 packages, 0 executables\r\n"), repr(shown))


class Output(Case):
    def test_a_result_into_a_file_is_whole_or_not_at_all(self):
        file = self.folder / "result.json"
        outcome = self.expect(REFUSED, self.gate("small-vulnerable", "--format", "json", "-o", file))
        self.assertEqual("", outcome.out)
        before = file.read_text()
        self.assertTrue(before.startswith("{") and before.endswith("}\n"))
        self.expect(UNCHECKED, self.gate(f"oci:{places.SMALL}:absent", "--format", "json", "-o", file))
        self.assertEqual(before, file.read_text())
        self.assertEqual([file], list(self.folder.iterdir()), "something temporary was left behind")

    def test_a_result_into_a_folder_that_is_not_there(self):
        outcome = self.expect(UNCHECKED, pushgate("sbom", places.image("small"), "-o", self.folder / "absent" / "sbom.json"))
        self.assertIn("absent", outcome.err)

    def test_a_full_disk_under_stdout(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([places.PUSHGATE, "sbom", places.image("small")], stdout=full, stderr=subprocess.PIPE, text=True,
                                  check=False)
        self.assertEqual(UNCHECKED, done.returncode)
        self.assertEqual("pushgate: error: standard output: cannot be written: No space left on device\n", done.stderr)


if __name__ == "__main__":
    main()
