# SPDX-License-Identifier: Apache-2.0
"""Requirement files beside pip's own parser: the test files of two other readers, each of their lines alone, and lines with
one accident each. Both have to take the same files, and to understand the same by them; what pushgate leaves unread counts as
refused."""

import logging
import os
import pathlib
import random
import re
import sys
import tempfile

import fetch
import suite
from door import Door

LEAST = 2400
GENERATED = 2000
SEED = 508
ENVIRONMENT = {"PUSHGATE_VERSION": "1.5", "PUSHGATE_EMPTY": ""}
# What pip says where it took a line for a path or an editable, and there is no such thing here.
NOT_HERE = ("does not exist", "It looks like a path", "is not a valid editable requirement", "not installable", "Neither 'setup.py'",
            "should either be a path to a local project or a VCS", "not recognised as a", "only supports", "hint: did you mean",
            "Expected package name", "after name, or end", "Could not detect requirement name")
STRICTER = {
    "abbreviated": "pip takes any unmistakable beginning of an option (`--find`); a lock that has one is not judged",
    "ignored": "pip reads over options of the run behind a requirement, and over words behind options; a lock that has them is "
               "not judged",
    "marker": "pip reads over a semicolon with nothing behind it, and takes names that end in `_`, which no index has",
    "direct": "what may be a URL or a path is direct here, and so never judged as a pin, where pip refuses its form",
}


class Pip:
    """pip's own reader, of a pinned release."""

    def __init__(self, source):
        sys.path.insert(0, str(source))
        for name in [name for name in sys.modules if name.partition(".")[0] == "pip"]:
            del sys.modules[name]
        from pip._internal.network.session import PipSession
        from pip._internal.req import constructors, req_file
        from pip._vendor.packaging import markers, specifiers
        logging.disable(logging.CRITICAL)
        self.session, self.file, self.constructors = PipSession(), req_file, constructors
        self.marker, self.specifiers = markers.Marker, specifiers.SpecifierSet

    def requirements(self, path):
        """Each requirement as (file, line, …); None where pip refuses the whole."""
        found = []
        try:
            for parsed in self.file.parse_requirements(str(path), self.session):
                found.append((parsed, self.made(parsed)))
        except Exception:  # each of its errors is a refusal
            return None
        return None if any(made is None for _, made in found) else {(*self.place(parsed), *made) for parsed, made in found}

    def place(self, parsed):
        file, line = re.fullmatch(r"-[rc] (.*) \(line (\d+)\)", parsed.comes_from).groups()
        return os.path.normpath(file), int(line)

    def made(self, parsed):
        if parsed.is_editable:
            return ("editable", parsed.requirement)
        try:
            made = self.constructors.install_req_from_parsed_requirement(parsed)
        except Exception as error:
            looks_like_a_place = re.search(r"[/@]|^\.", parsed.requirement.partition(";")[0])
            return ("direct", parsed.requirement) if looks_like_a_place and any(t in str(error) for t in NOT_HERE) else None
        if made.link:
            return ("direct", parsed.requirement)
        hashes = frozenset(f"{kind}:{value}" for kind, values in made.hash_options.items() for value in values)
        return (made.name, frozenset(made.extras), made.specifier, str(made.markers or ""), hashes)

    def of_door(self, files):
        """The same of the door's answer; None where something is unread or a hash is one that pip refuses."""
        found = set()
        for file in files:
            if file["unread"]:
                return None
            for one in file["named"] + file["direct"]:
                if any(hash.partition(":")[0] not in ("sha256", "sha384", "sha512") for hash in one["hashes"]):
                    return None
                place = (os.path.normpath(file["path"]), one["line"])
                if "text" in one:
                    found.add((*place, "editable" if one["editable"] else "direct", one["text"]))
                    continue
                marker = str(self.marker(one["marker"])) if one["marker"] else ""
                found.add((*place, one["name"], frozenset(one["extras"]), self.specifiers(one["specifier"]), marker,
                           frozenset(one["hashes"])))
        return found


def normal(requirements):
    """Names and extras in one spelling."""
    if requirements is None:
        return None
    fold = lambda name: re.sub(r"[-_.]+", "-", name).lower()
    return {(*one[:2], *(one[2:] if len(one) == 4 else (fold(one[2]), frozenset(map(fold, one[3])), *one[4:])))
            for one in requirements}


def reason_to_be_stricter(text):
    """Why pushgate may leave unread what pip takes."""
    if re.search(r";\s*($|#|--|\\)", text, re.M) or re.search(r"\w_(?![\w.-])", text):
        return "marker"
    if re.search(r"(^|\s)--(?!hash|config-setting)[a-z-]+", text) and not text.lstrip().startswith("-"):
        return "ignored"
    words = re.findall(r"(?:^|\s)(--[a-z-]+)", text)
    if any(word not in OPTIONS for word in words):
        return "abbreviated"
    if re.match(r"\s*-", text) or re.search(r"\s-", text):
        return "ignored"
    return None


OPTIONS = {"--hash", "--config-settings", "--index-url", "--extra-index-url", "--find-links", "--no-index", "--pre",
           "--prefer-binary", "--require-hashes", "--no-binary", "--only-binary", "--trusted-host", "--use-feature", "--requirement",
           "--constraint", "--editable"}


class Beside:
    def __init__(self, pip, door, cases):
        self.pip, self.door, self.cases = pip, door, cases
        self.stricter = {}

    def file(self, name, path):
        answer = self.door.ask("requirements.parse", path=str(path), environment=ENVIRONMENT)
        ours = normal(self.pip.of_door(answer["out"])) if answer["ok"] else None
        theirs = normal(self.pip.requirements(path))
        reason = None
        if ours is None and theirs is not None:
            reason = reason_to_be_stricter(path.read_text())
        elif theirs is None and any(one[2] == "direct" for one in ours or ()):
            reason = "direct"
        if reason:
            self.stricter[reason] = self.stricter.get(reason, 0) + 1
        self.cases.check(name, ours == theirs or reason, f"pip: {theirs}, here: {ours if answer['ok'] else answer['error']}; "
                         f"{answer.get('out')}")

    def text(self, text, folder):
        path = folder / "requirements.txt"
        path.write_bytes(text.encode())
        self.file(repr(text), path)


HASH = "0123456789abcdef" * 4
LINES = ["a==1.0", "A_b.c >= 1, < 2", "a[x,Y-z]~=1.4 ; python_version < '3.8' and extra == 'x'", f"a==1 --hash=sha256:{HASH}",
         f"a==1 \\\n    --hash=sha256:{HASH} \\\n    --hash sha512:{HASH}{HASH} # why", f"a==1 --hash=md5:{HASH[:32]}", "-e ./x",
         "--editable=git+https://host/a#egg=a", "a @ https://host/a-1.0.zip", "./a-1.0.tar.gz", "git+https://host/a.git@v1#egg=a",
         "--index-url https://host/simple", "-i https://host/simple --pre", "--find-links wheels", "--no-binary :all:",
         "a==${PUSHGATE_VERSION}", "a${PUSHGATE_EMPTY}==1", "a==$PUSHGATE_VERSION", "# only\na==1 # x", "a\\\n==1", "a \\\n# c\n==1",
         "\ufeffa==1\r\nb==2\r\n", "a==1\fb==2", "a==1\x0bb==2", "a==1\u2028b", "a(==1)", "a===1 x", "a==1 --global-option='-x y'",
         "a==1 -C k=v", "a==1;python_version=='3'", "https://host/a-1.0-py3-none-any.whl", "file:///x/a-1.0.zip", "a #x\nb#x", "a;"]


def generate(beside, folder):
    chance = random.Random(SEED)
    for _ in range(GENERATED):
        text = chance.choice(LINES) + chance.choice(["", "\n", "\r\n" + chance.choice(LINES)])
        if chance.random() < 0.8:
            at = chance.randrange(len(text))
            other = chance.choice("0.*!+-_, \t\n;()[]'\"@=<>~a#/\\$é\f\x1c")
            text = chance.choice([text[:at] + text[at + 1:], text[:at] + other + text[at + 1:], text[:at] + other + text[at:]])
        beside.text(text, folder)


def run():
    with fetch.unpacked(fetch.PIP) as source, fetch.unpacked(fetch.REQUIREMENTS_PARSER) as one, \
            fetch.unpacked(fetch.REQUIREMENTS_UV) as other, tempfile.TemporaryDirectory() as scratch, Door() as door:
        os.environ.update(ENVIRONMENT)
        cases = suite.Suite("requirement files", LEAST)
        beside = Beside(Pip(source), door, cases)
        for folder in (one, other):
            for path in sorted(folder.glob("*.txt")):
                beside.file(path.name, path)
                for line in path.read_text().splitlines():
                    beside.text(line, pathlib.Path(scratch))
        generate(beside, pathlib.Path(scratch))
        for reason, count in sorted(beside.stricter.items()):
            print(f"stricter in {count}: {STRICTER[reason]}")
    return cases.finish()


suite.main(run)
