# SPDX-License-Identifier: Apache-2.0
"""Runs the steps of a composite action as GitHub's runner does: `run` by bash with the step's env, the files of GITHUB_OUTPUT,
GITHUB_ENV, GITHUB_PATH and GITHUB_STEP_SUMMARY read back after each. Actions of others (caches, uploads) are named, not run."""

import dataclasses
import re

from . import linters
from .process import run

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclasses.dataclass
class Step:
    name: str
    used: str  # another action; empty for a script
    code: int = 0
    log: str = ""
    outputs: dict = dataclasses.field(default_factory=dict)
    summary: str = ""


def read_outputs(text):
    """The values of a GITHUB_OUTPUT file, by the runner's rules; a line that is none raises."""
    values, lines = {}, iter(text.splitlines())
    for line in lines:
        name, mark, delimiter = line.partition("<<")
        if mark and "=" not in name:
            value = []
            for part in lines:
                if part == delimiter:
                    break
                value.append(part)
            else:
                raise ValueError(f"no end of {name}")
            values[name] = "\n".join(value)
        elif "=" in line:
            name, _, value = line.partition("=")
            values[name] = value
        elif line:
            raise ValueError(f"not an output: {line!r}")
    return values


def commands_in(log):
    """The workflow commands that a runner would obey in a log: none between stop-commands and its mark."""
    obeyed, stopped = [], None
    for line in log.splitlines():
        line = line.strip()
        if stopped is not None:
            stopped = None if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif line.startswith("::") or "##[" in line:
            obeyed.append(line)
    return obeyed


class Composite:
    """A composite action and the folder of one job that runs it."""

    def __init__(self, action, folder, env=None):
        self.action = linters.yaml().safe_load(action.read_text())
        self.home = action.parent
        self.folder = folder
        self.env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", **(env or {})}
        self.steps = []

    def run(self, **inputs):
        """The outputs of the action. A step that fails ends it, but for those that say `!cancelled()`."""
        stated = self.action["inputs"]
        unknown = {name.replace("_", "-") for name in inputs} - stated.keys()
        assert not unknown, unknown
        values = {f"inputs.{name}": str(one.get("default", "")) for name, one in stated.items()}
        values |= {f"inputs.{name.replace('_', '-')}": str(value) for name, value in inputs.items()}
        values |= {"runner.os": "Linux", "runner.arch": "X64"}
        failed = False
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "true").removeprefix("${{").removesuffix("}}").strip()
            if (failed and "!cancelled()" not in condition) or not self._holds(condition, values):
                continue
            made = self._script(step, values) if "run" in step else Step(step["name"], step["uses"])
            made.inputs = {name: self._text(str(value), values) for name, value in step.get("with", {}).items()}
            self.steps.append(made)
            failed = failed or made.code != 0
            for name, value in made.outputs.items():
                values[f"steps.{step['id']}.outputs.{name}"] = value
        return {name: self._text(one["value"], values) for name, one in self.action["outputs"].items()}

    def step(self, name):
        return next((one for one in self.steps if one.name == name), None)

    def __str__(self):
        return "\n".join(f"{step.name}: {'uses ' + step.used if step.used else step.code}\n{step.log}" for step in self.steps)

    def _script(self, step, values):
        assert step["shell"] == "bash" and "${{" not in step["run"], step
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        env = {**self.env, **files, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": self.home}
        env |= {name: self._text(str(value), values) for name, value in step.get("env", {}).items()}
        done = run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], env=env, cwd=self.folder, timeout=900)
        assert files["GITHUB_ENV"].read_text() == ""
        for line in files["GITHUB_PATH"].read_text().splitlines():
            self.env["PATH"] = f"{line}:{self.env['PATH']}"
        return Step(step["name"], "", done.code, done.out + done.err, read_outputs(files["GITHUB_OUTPUT"].read_text()),
                    files["GITHUB_STEP_SUMMARY"].read_text())

    def _text(self, text, values):
        return EXPRESSION.sub(lambda match: values.get(match[1], ""), text)

    def _holds(self, condition, values):
        for part in condition.split(" && "):
            if part in ("true", "!cancelled()"):
                continue
            name, relation, text = re.fullmatch(r"(\S+) (==|!=) '(.*)'", part).groups()
            if (values.get(name, "") == text) != (relation == "=="):
                return False
        return True
