# SPDX-License-Identifier: Apache-2.0
"""`sbom validate` against the CycloneDX project's own valid and invalid documents, and the schemas that are compiled in
against those that the project publishes."""

import json
import pathlib

import fetch
import suite
from door import Door

EXCEPTIONS = {
    "valid-formulation-1.5.json": "gives two workspaces one bom-ref, which the specification forbids and the schema cannot say",
}


def check_documents(cases, folder, door):
    for version in ("1.4", "1.5"):
        for path in sorted((folder / version).glob("*valid-*.json")):
            answer = door.ask("cyclonedx.validate", path=str(path))
            expected = path.name.startswith("valid-")
            if cases.exception(path.name):
                expected = not expected
            got = "valid" if answer["ok"] else answer["error"].strip()
            cases.check(path.name, answer["ok"] == expected, f"expected {'valid' if expected else 'invalid'}, got {got}")


def check_schemas(cases, folder):
    ours = pathlib.Path(__file__).resolve().parent.parent.parent / "sbom" / "schema"
    for path in sorted(ours.glob("*.schema.json")):
        theirs = folder / path.name
        same = theirs.is_file() and json.loads(theirs.read_bytes()) == json.loads(path.read_bytes())
        cases.check(f"schema {path.name}", same, "is not what the project publishes")


def run():
    cases = suite.Suite("CycloneDX", 118, EXCEPTIONS)
    with fetch.unpacked(fetch.CYCLONEDX) as folder, Door() as door:
        check_documents(cases, folder, door)
    with fetch.unpacked(fetch.CYCLONEDX_SCHEMA) as folder:
        check_schemas(cases, folder)
    return cases.finish()


suite.main(run)
