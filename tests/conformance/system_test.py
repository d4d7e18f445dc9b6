# SPDX-License-Identifier: Apache-2.0
"""The databases of dpkg and apk in Trivy's own tests. What is expected is read from Trivy's Go tests, which stand beside
them: names, versions, architectures, sources, and which installed package each one needs.

pushgate differs in two things. A stanza that no package manager could have written is passed over by Trivy, and here it is an
error that names its line: such a database is held against that, and then again without the stanza. And a deb also needs what
its Pre-Depends name, which Trivy does not read."""

import dataclasses
import pathlib
import re
import tempfile

import fetch
import suite
from door import Door

FOLDER = "pkg/fanal/analyzer/pkg"
# Stanzas that Trivy passes over, by name: whether they are an error, and why.
DAMAGED = {
    "brokenPackageWithNoVersionThatShouldGetThrownOut": "has no Version",
    "invalidPackageWithoutAVersion": "has no V: field",
}
# Listed here and not by Trivy, which cannot compare such versions: dpkg has it installed.
LISTED_HERE = {"invalidpkg"}


def joined(epoch, version, release):
    return (f"{epoch}:" if epoch else "") + version + (f"-{release}" if release else "")


def packages_of(go):
    """{(name, version): package} of the types.Package literals in a piece of Go."""
    found = {}
    for block in re.split(r"\bID:", go)[1:]:
        fields = dict(re.findall(r"\b(\w+):\s+\"([^\"]*)\"", block))
        numbers = dict(re.findall(r"\b(\w+):\s+(\d+),", block))
        name, version = re.match(r'\s*"([^"@]+)@([^"]+)"', block).groups()
        needs = re.search(r"DependsOn:\s+\[\]string\{([^}]*)\}", block)
        found[name, version] = {
            "arch": fields["Arch"],
            "source_name": fields.get("SrcName", name),
            "source_version": joined(numbers.get("SrcEpoch"), fields["SrcVersion"], fields.get("SrcRelease")),
            "needs": set(re.findall(r'"([^"@]+)@', needs[1])) if needs else set(),
        }
    return found


def section(text, name):
    """One file of a txtar archive."""
    return re.split(r"^-- .* --\n", text.split(f"-- {name} --\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def without(text, package, field):
    """The database without a package's stanza, and the line that the stanza begins at."""
    at = text.index(f"{field}{package}\n")
    end = text.index("\n\n", at) + 2
    return text[:at] + text[end:], text.count("\n", 0, at) + 1


def installed_needs(answer, provides):
    """What each package needs of what is installed, by name, as Trivy shows it."""
    names = {row["name"] for row in answer}
    by_name = {}
    for row in answer:
        targets = set()
        for need in row["needs"]:
            targets |= {provides.get(name, name) for name in need.split("|")} & names
        by_name[row["name"]] = targets
    return by_name


def pre_depends(text):
    """{package: names in its Pre-Depends}."""
    named = {}
    for stanza in text.split("\n\n"):
        package = re.search(r"^Package: (\S+)", stanza, re.MULTILINE)
        field = re.search(r"^Pre-Depends: (.*)", stanza, re.MULTILINE)
        if package and field:
            named[package[1]] = {re.match(r"[^ (:]*", name.strip())[0] for name in re.split("[,|]", field[1])}
    return named


def check_list(cases, door, operation, title, text, expected, provides):
    field = "Package: " if operation == "dpkg.list" else "P:"
    with tempfile.TemporaryDirectory(prefix="pushgate-conformance-") as folder:
        path = pathlib.Path(folder, "database")

        def ask(database):
            path.write_text(database)
            return door.ask(operation, path=str(path))

        for package, reason in DAMAGED.items():
            if f"{field}{package}\n" not in text:
                continue
            rest, line = without(text, package, field)
            said = ask(text).get("error", "nothing")
            cases.check(f"{title} with {package}", f":{line}: " in said and reason in said, f"said {said!r} of line {line}")
            text = rest
        answer = ask(text)
        if not answer["ok"]:
            cases.check(title, False, answer["error"])
            return
        rows = [row for row in answer["out"] if row["name"] not in LISTED_HERE]
        needs = installed_needs(rows, provides)
        got = {(row["name"], row["version"]): {"needs": needs[row["name"]],
                                               **{key: row[key] for key in ("arch", "source_name", "source_version")}}
               for row in rows}
        cases.check(f"{title}: packages", got.keys() == expected.keys(), f"differ in {sorted(got.keys() ^ expected.keys())}")
        more = pre_depends(text)
        for key in sorted(got.keys() & expected.keys()):
            expected[key]["needs"] |= more.get(key[0], set()) & {name for name, _ in got}
            cases.check(f"{title}: {key[0]}", got[key] == expected[key], f"expected {expected[key]}, got {got[key]}")


def check_dpkg(cases, folder, door):
    go = (folder / "dpkg" / "dpkg_test.go").read_text()
    table = go[:go.index("func Test_isThirdPartyPackage")]
    for case in re.split(r"\n\t\t\{\n\t\t\tname:", table)[1:]:
        name = re.search(r'txtar:\s+"testdata/([^"]+)"', case)[1]
        text = section((folder / "dpkg" / "testdata" / name).read_text(), "var/lib/dpkg/status")
        check_list(cases, door, "dpkg.list", name, text, packages_of(case), {})


def check_apk(cases, folder, door):
    go = (folder / "apk" / "apk_test.go").read_text()
    listed = go[go.index("var pkgs ="):go.index("\n}\n", go.index("var pkgs ="))]
    text = (folder / "apk" / "testdata" / "apk").read_text()
    provides = {}
    for stanza in text.split("\n\n"):
        fields = dict(line.split(":", 1) for line in stanza.split("\n") if line[1:2] == ":" and line[0] in "Pp")
        for provided in fields.get("p", "").split():
            provides[re.split("[<>=]", provided)[0]] = fields["P"]
    check_list(cases, door, "apk.list", "apk", text, packages_of(listed), provides)


def run():
    cases = suite.Suite("dpkg and apk", 120)
    with fetch.unpacked(dataclasses.replace(fetch.TRIVY, folder=FOLDER)) as folder, Door() as door:
        check_dpkg(cases, folder, door)
        check_apk(cases, folder, door)
    return cases.finish()


suite.main(run)
