# SPDX-License-Identifier: Apache-2.0
"""rpm databases of real systems, as go-rpmdb carries them, against what `rpm -qa` said of them there: SQLite, NDB, and
Berkeley DB of both byte orders. The expected lists are read from go-rpmdb's own test."""

import json
import re

import fetch
import suite
from door import Door

STRING = r'"((?:[^"\\]|\\.)*)"'
FUNCTION = re.compile(r"^\t(\w+) = func\(\) \[\]\*PackageInfo \{\n(.*?)^\t\}", re.M | re.S)
ROW = re.compile(r"\{intRef\((\d*)\), " + ", ".join([STRING] * 5) + r", \d+,")
CASE = re.compile(r'file:\s+"testdata/([^"]+)",\s+pkgList:\s+(\w+)\(\)')
MAGICS = {b"SQLite f": "sqlite", b"RpmP\0\0\0\0": "ndb"}

EXCEPTIONS = {"centos6-many/Packages": "the list there has the first 44 packages alone: all of them must be among ours"}


def expected_lists(source):
    lists = {}
    for name, body in FUNCTION.findall(source):
        rows = []
        for epoch, *texts in ROW.findall(body):
            name_, version, release, arch, source_rpm = (json.loads(f'"{text}"') for text in texts)
            if name_ != "gpg-pubkey":  # a key, which rpm lists among the packages
                rows.append((name_, int(epoch) if epoch else None, version, release, arch, source_rpm))
        lists[name] = rows
        if len(ROW.findall(body)) != body.count("{intRef("):
            raise SystemExit(f"FAILED: {name}: a row is not as this test expects")
    return lists


def form_of(path):
    head = path.read_bytes()[:16]
    return MAGICS.get(head[:8]) or {"61150600": "berkeley", "00061561": "berkeley, big endian"}.get(head[12:].hex(), "unknown")


def order(row):
    return tuple("" if value is None else str(value) for value in row)


def run():
    cases = suite.Suite("rpm databases", 16, EXCEPTIONS)
    forms = {}
    with fetch.unpacked(fetch.RPMDB) as folder, Door() as door:
        lists = expected_lists((folder / "rpmdb_testcase_test.go").read_text())
        for file, name in CASE.findall((folder / "rpmdb_test.go").read_text()):
            path = folder / "testdata" / file
            forms[form_of(path)] = forms.get(form_of(path), 0) + 1
            answer = door.ask("rpmdb.list", **{"in": str(path)})
            if not answer["ok"]:
                cases.check(file, False, answer["error"].strip())
                continue
            keys = ("name", "epoch", "version", "release", "arch", "source_rpm")
            ours = sorted((tuple(package[key] for key in keys) for package in answer["out"]), key=order)
            theirs = sorted(lists[name], key=order)
            wrong = [row for row in ours if row not in theirs] + [row for row in theirs if row not in ours]
            right = set(theirs) <= set(ours) if cases.exception(file) else ours == theirs
            cases.check(file, right and theirs, f"expected {len(theirs)} packages, got {len(ours)}: {wrong[:3]}")
        listed = {file for file, _ in CASE.findall((folder / "rpmdb_test.go").read_text())}
        for path in sorted(path for path in (folder / "testdata").glob("*/*")):
            if str(path.relative_to(folder / "testdata")) in listed:
                continue
            answer = door.ask("rpmdb.list", **{"in": str(path)})
            cases.check(path.parent.name, answer["ok"] and answer["out"], answer.get("error", "no packages").strip())
    print("forms:", ", ".join(f"{count} {form}" for form, count in sorted(forms.items())))
    return cases.finish()


suite.main(run)
