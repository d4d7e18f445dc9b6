# SPDX-License-Identifier: Apache-2.0
"""Licence ids against the SPDX list, as npm's spdx-license-ids carries it, and the enumeration of CycloneDX's schema.

Every id of the list that the schema has is known in any case, and written in the list's spelling. What else the schema has
is an exception, which only an expression may name, or one of the old ids that end in `+`."""

import json
import pathlib

import fetch
import suite
from door import Door

OLD = {"GPL-1.0+", "GPL-2.0+", "GPL-3.0+", "LGPL-2.0+", "LGPL-2.1+", "LGPL-3.0+"}
SCHEMA = pathlib.Path(__file__).resolve().parent.parent.parent / "sbom" / "schema" / "spdx.SNAPSHOT.schema.json"


def run():
    cases = suite.Suite("SPDX", 1600)
    ours = set(json.loads(SCHEMA.read_bytes())["enum"])
    with fetch.unpacked(fetch.SPDX_IDS) as folder:
        theirs = {id for name in ("index.json", "deprecated.json") for id in json.loads((folder / name).read_bytes())}
    with Door() as door:
        def stated(text):
            return door.ask("license.stated", **{"in": text})["out"]

        for id in sorted(ours & (theirs | OLD)):
            for text in (id.lower(), id.upper()):
                got = stated(text)
                cases.check(text, got == {"text": id, "kind": "id"}, f"expected the id {id}, got {got}")
        for id in sorted(ours - theirs - OLD):
            got = stated(f"gpl-2.0-only WITH {id.lower()}")
            expected = {"text": f"GPL-2.0-only WITH {id}", "kind": "expression"}
            cases.check(f"WITH {id}", got == expected, f"expected {expected}, got {got}")
            got = stated(id)
            cases.check(id, got == {"text": id, "kind": "name"}, f"expected a name, got {got}")
    print(f"{len(ours & theirs)} licences, {len(ours - theirs - OLD)} exceptions, {len(theirs - ours)} newer than the schema")
    return cases.finish()


suite.main(run)
