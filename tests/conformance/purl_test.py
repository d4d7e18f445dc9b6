# SPDX-License-Identifier: Apache-2.0
"""Package URLs against the suites of packageurl-go and packageurl-python, each case three ways: the text read into parts, the
parts written as text, and the canonical text read and written again.

Some cases are older than the specification in one respect: they leave `/` bare in a qualifier's value, and the
specification encodes it. Both are read; what is written is held against the specification's form of the same text."""

import json

import fetch
import suite
from door import Door

PARTS = ("type", "namespace", "name", "version", "qualifiers", "subpath")


def as_specified(purl):
    """The purl with the slashes of its qualifiers' values encoded."""
    head, mark, tail = purl.partition("?")
    values, hash_mark, subpath = tail.partition("#")
    return head + mark + values.replace("/", "%2F") + hash_mark + subpath


def expected_parts(case):
    parts = {part: case[part] for part in PARTS}
    if parts["namespace"]:  # one case has a trailing slash, which is no part of a namespace
        parts["namespace"] = parts["namespace"].strip("/")
    return parts


def check_case(cases, door, where, number, case):
    name = f"{where} {number}: {case['description']}"

    def ask(operation, value, expected):
        answer = door.ask(operation, **{"in": value})
        got = answer.get("out")
        if case["is_invalid"]:
            cases.check(f"{name} ({operation})", not answer["ok"], f"expected a refusal, got {got}")
        else:
            cases.check(f"{name} ({operation})", got == expected, f"expected {expected}, got {got or answer['error']}")

    parts = expected_parts(case)
    if not case["is_invalid"]:
        written = as_specified(case["canonical_purl"])
        ask("purl.parse", case["purl"], parts)
        ask("purl.parse", written, parts)
        ask("purl.build", {part: case[part] for part in PARTS}, written)
        return written != case["canonical_purl"]
    ask("purl.parse", case["purl"], None)
    # Parts without a type or a name are those of a text that could not be split.
    if parts["type"] and parts["name"]:
        ask("purl.build", {part: case[part] for part in PARTS}, None)
    return False


def run():
    cases = suite.Suite("purl", 225)
    older = 0
    for package in (fetch.PURL_GO, fetch.PURL_PYTHON):
        with fetch.unpacked(package) as folder, Door() as door:
            listed = json.loads((folder / "test-suite-data.json").read_bytes())
            for number, case in enumerate(listed):
                older += check_case(cases, door, package.name, number, case)
    print(f"{older} canonical texts leave a slash bare in a qualifier; written encoded")
    return cases.finish()


suite.main(run)
