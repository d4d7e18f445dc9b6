# SPDX-License-Identifier: Apache-2.0
"""The files that BuildKit tests its Dockerfile parser with: what it reads from each, to the letter of the tree that it prints;
what it does not read; the lines of each instruction; and how its shell lexer expands words."""

import fetch
import suite
from door import Door

LEAST = 320
LINES = [[5, 5], [11, 12], [17, 31]]  # TestParseIncludesLineNumbers
WORD_ENVIRONMENT = {"PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""}


def files(cases, door, folder):
    for path in sorted(folder.glob("parser/testfiles/*/Dockerfile")):
        name = f"file {path.parent.name}"
        expected = path.with_name("result").read_text()
        answer = door.ask("dockerfile.tree", path=str(path))
        cases.check(name, answer.get("out") == expected, f"expected {expected!r}, got {answer}")
        parsed = door.ask("dockerfile.parse", path=str(path))
        keywords = [line.lstrip("(").split(" ")[0].rstrip(")") for line in expected.splitlines() if line.startswith("(")]
        got = [one["keyword"].lower() for one in parsed["out"]["instructions"]] if parsed["ok"] else parsed
        cases.check(f"{name}, instructions", got == keywords, f"expected {keywords}, got {got}")
    for path in sorted(folder.glob("parser/testfiles-negative/*/Dockerfile")):
        for op in ("dockerfile.parse", "dockerfile.check"):
            answer = door.ask(op, path=str(path))
            cases.check(f"{op}, no file {path.parent.name}", not answer["ok"], f"expected an error, got {answer}")


def lines(cases, door, folder):
    """Those that BuildKit's own test expects of this file."""
    path = folder / "parser" / "testfile-line" / "Dockerfile"
    answer = door.ask("dockerfile.parse", path=str(path))
    got = [[one["start"], one["end"]] for one in answer["out"]["instructions"]]
    cases.check("lines", got == LINES, f"expected {LINES}, got {got}")


def variables(cases, door, folder):
    for number, line in enumerate((folder / "shell" / "envVarTest").read_text().splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        platform, source, expected = (part.strip() for part in line.strip().split("|"))
        if platform == "W":  # names without case
            continue
        answer = door.ask("dockerfile.words", **{"in": {"text": source, "env": WORD_ENVIRONMENT}})
        got = answer["out"] if answer["ok"] else "error"
        cases.check(f"envVarTest:{number} {source}", got == expected, f"expected {expected!r}, got {answer}")


def words(cases, door, folder):
    env = []
    for number, line in enumerate((folder / "shell" / "wordsTest").read_text().split("\n"), 1):
        if line.startswith("#") or not line:
            continue
        if line.startswith("ENV "):
            env.append(line[3:].lstrip(" "))
            continue
        source, expected = line.split("|")
        answer = door.ask("dockerfile.words", **{"in": {"text": source.strip(), "env": env, "split": True}})
        got = answer["out"] if answer["ok"] else ["error"]
        wanted = expected.lstrip(" ").split(",")
        cases.check(f"wordsTest:{number} {source.strip()}", got == wanted, f"expected {wanted}, got {answer}")


def run():
    cases = suite.Suite("dockerfile", LEAST)
    with fetch.unpacked(fetch.BUILDKIT) as folder, Door() as door:
        for part in (files, lines, variables, words):
            part(cases, door, folder)
    return cases.finish()


suite.main(run)
