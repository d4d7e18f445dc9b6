# SPDX-License-Identifier: Apache-2.0
"""Wheels that others made: pip-tools' minimal wheels are all right, and list as Python's zipfile lists them; wheels' names are
read as packaging reads them."""

import itertools
import sys
import zipfile

import fetch
import suite
from door import Door

NAMES = ["demo", "Demo", "de.mo", "de_mo", "de-mo", "-demo", "d", ""]
VERSIONS = ["1.0", "1", "v1.0", "1.0a1", "1!2", "1.0+cu118", "1.0_1", "1.0.post1", "latest", "", "1..0"]
TAILS = ["py3-none-any", "py2.py3-none-any", "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", "1-py3-none-any", "1a-py3-none-any",
         "a1-py3-none-any", "none-any", "1-2-py3-none-any", ""]

OTHERWISE = {
    "dé-1.0-py3-none-any.whl": "the name of a distribution is ASCII (core metadata); packaging takes any letter",
}


def names():
    for name, version, tail in itertools.product(NAMES, VERSIONS, TAILS):
        yield f"{name}-{version}-{tail}.whl"
    yield from ("demo.whl", "demo-1.0.whl", "demo-1.0-py3-none-any.zip", ".whl", "demo-1.0-py3-none-any.whl.txt", *OTHERWISE)


def read_by_packaging(utils, name):
    try:
        project, version, build, tags = utils.parse_wheel_filename(name)
    except (utils.InvalidWheelFilename, ValueError):
        return None
    return str(project), str(version), "".join(str(part) for part in build), frozenset(str(tag) for tag in tags)


def read_by_us(answer):
    if not answer["ok"]:
        return None
    out = answer["out"]
    return out["name"], out["version"], out["build"], frozenset(out["tags"])


def check_names(cases, door, utils, version_class):
    for name in names():
        theirs, ours = read_by_packaging(utils, name), read_by_us(door.ask("wheel.filename", **{"in": name}))
        if ours:
            ours = (ours[0], str(version_class(ours[1])), *ours[2:])
        if cases.exception(name):
            cases.check(name, (ours is None) != (theirs is None), f"expected that only one reads it, got {ours}")
            continue
        cases.check(name, ours == theirs, f"expected {theirs}, got {ours}")


def check_wheels(cases, door):
    with fetch.unpacked(fetch.PIP_TOOLS) as folder:
        for path in sorted(folder.glob("*.whl")):
            answer = door.ask("wheel.check", path=str(path))
            cases.check(f"{path.name} is right", answer.get("out") == [], f"expected no findings, got {answer}")
            answer = door.ask("zip.check", path=str(path))
            expected = {"members": zipfile.ZipFile(path).namelist(), "oddities": []}
            cases.check(f"{path.name} is listed", answer.get("out") == expected, f"expected {expected}, got {answer}")


def run():
    cases = suite.Suite("wheel", len(list(names())) + 24, OTHERWISE)
    with Door() as door, fetch.unpacked(fetch.PACKAGING) as source:
        sys.path.insert(0, str(source))
        from packaging import utils, version
        check_names(cases, door, utils, version.Version)
        check_wheels(cases, door)
    return cases.finish()


suite.main(run)
