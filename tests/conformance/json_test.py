# SPDX-License-Identifier: Apache-2.0
"""The JSON reader against JSONTestSuite, as smithy-go carries it: y_ must be read, n_ must be refused, i_ may be either."""

import fetch
import suite
from door import Door

DUPLICATES = "two members of one name: RFC 8259 leaves the meaning open, so readers differ; refused, and the error says so"
EXCEPTIONS = {"y_object_duplicated_key.json": DUPLICATES, "y_object_duplicated_key_and_value.json": DUPLICATES}


def run():
    cases = suite.Suite("JSON", 318, EXCEPTIONS)
    either = {True: 0, False: 0}
    with fetch.unpacked(fetch.JSON) as folder, Door() as door:
        for path in sorted(folder.iterdir()):
            answer = door.ask("json.parse", path=str(path))
            got = "read" if answer["ok"] else f"refused: {answer['error'].strip()}"
            if cases.exception(path.name):
                cases.check(path.name, "duplicate" in answer.get("error", ""), f"expected an error about a duplicate, got {got}")
            elif path.name.startswith("i_"):
                either[answer["ok"]] += 1
                cases.check(path.name, True, "")
            else:
                cases.check(path.name, answer["ok"] == path.name.startswith("y_"), f"was {got}")
    print(f"left open by the suite: {either[True]} read, {either[False]} refused")
    return cases.finish()


suite.main(run)
