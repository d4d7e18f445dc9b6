# SPDX-License-Identifier: Apache-2.0
"""What executables say they are made of: Trivy's fixtures of Go and Rust programs for Linux, Windows and macOS against the
packages that Trivy finds in them, and a program that this builds against `go version -m`."""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import tempfile

import fetch
import suite
from door import Door

FOLDER = "pkg/dependency/parser"

TEST_PACKAGES = {
    ("github.com/aquasecurity/test", ""),
    ("stdlib", "v1.15.2"),
    ("github.com/aquasecurity/go-pep440-version", "v0.0.0-20210121094942-22b2f8951d46"),
    ("github.com/aquasecurity/go-version", "v0.0.0-20210121072130-637058cfe492"),
    ("golang.org/x/xerrors", "v0.0.0-20200804184101-5ec99f83aff1"),
}
CRATES = {("crate_with_features", "0.1.0"), ("library_crate", "0.1.0")}

# file: its format, its packages, and which of them needs all or one of the others
PROGRAMS = {
    "golang/binary/testdata/test.elf": ("elf", TEST_PACKAGES, "github.com/aquasecurity/test"),
    "golang/binary/testdata/test.exe": ("pe", TEST_PACKAGES, "github.com/aquasecurity/test"),
    "golang/binary/testdata/test.macho": ("macho", TEST_PACKAGES, "github.com/aquasecurity/test"),
    "golang/binary/testdata/replace.elf": ("elf", {
        ("github.com/ebati/trivy-mod-parse", ""),
        ("stdlib", "v1.16.4"),
        ("github.com/davecgh/go-spew", "v1.1.1"),
        ("github.com/go-sql-driver/mysql", "v1.5.0"),
    }, "github.com/ebati/trivy-mod-parse"),
    "golang/binary/testdata/semver-main-module-version.macho":
        ("macho", {("go.etcd.io/bbolt", "v1.3.5"), ("stdlib", "v1.20.6")}, "go.etcd.io/bbolt"),
    "golang/binary/testdata/main-version-via-ldflags.elf":
        ("elf", {("github.com/aquasecurity/test", "v1.0.0"), ("stdlib", "v1.22.1")}, "github.com/aquasecurity/test"),
    "golang/binary/testdata/goexperiment": ("elf", {("stdlib", "v1.22.1")}, None),
    "rust/binary/testdata/test.elf": ("elf", CRATES, "crate_with_features"),
    "rust/binary/testdata/test.exe": ("pe", CRATES, "crate_with_features"),
    "rust/binary/testdata/test.macho": ("macho", CRATES, "crate_with_features"),
}
NO_PROGRAMS = ["golang/binary/testdata/dummy", "rust/binary/testdata/dummy"]

# A local module, and one of the registry that fetch.py knows how to get: small, without dependencies of its own.
MAIN = """package main

import (
	"example.com/here"
	"golang.org/x/mod/semver"
)

var version = "none"

func main() { println(version, here.Word, semver.IsValid("v1.0.0")) }
"""
DEPENDENCY = "golang.org/x/mod", "v0.30.0"
TARGETS = [("linux", "amd64"), ("linux", "s390x"), ("windows", "amd64"), ("darwin", "arm64")]


def read(cases, name, answer):
    if not answer["ok"]:
        cases.check(name, False, f"was refused: {answer['error'].strip()}")
        return None
    return answer["out"]


def check_program(cases, name, answer, expected):
    form, packages, root = expected
    out = read(cases, name, answer)
    if out is None:
        return
    probed = {key: value for key, value in out["probed"].items() if key not in ("go", "cargo")}
    cases.check(f"{name}: kind", probed == {"kind": "executable", "format": form, "shared": False}, f"is {probed}")
    got = {(package["name"], package["version"]) for package in out["packages"]}
    cases.check(f"{name}: packages", got == packages and len(out["packages"]) == len(packages),
                f"expected {sorted(packages)}, got {sorted(got)}")
    needs = {package["name"]: package["needs"] for package in out["packages"] if package["needs"]}
    others = {root: sorted(name for name, _ in packages if name != root)} if root else {}
    cases.check(f"{name}: needs", needs == others, f"expected {others}, got {needs}")


def go(words, folder, **settings):
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod -buildvcs=false", "GOWORK": "off", **settings}
    done = subprocess.run([shutil.which("go"), *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=250)
    if done.returncode != 0:
        raise fetch.Unavailable(f"`go {' '.join(words)}` failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def write_module(folder):
    (folder / "here").mkdir()
    (folder / "here" / "go.mod").write_text("module example.com/here\n\ngo 1.20\n")
    (folder / "here" / "here.go").write_text("package here\n\nconst Word = 1\n")
    (folder / "go.mod").write_text("module example.com/Acme/app/v2\n\ngo 1.20\n\n"
                                   f"require example.com/here v1.0.0\nrequire {DEPENDENCY[0]} {DEPENDENCY[1]}\n\n"
                                   "replace example.com/here => ./here\n")
    (folder / "main.go").write_text(MAIN)


def told_by_go(text):
    """(name, version, sum) of each module, from the lines of `go version -m`."""
    lines = [line.strip("\n").split("\t")[1:] for line in text.splitlines()[1:]]
    modules = []
    for index, fields in enumerate(lines):
        if fields[:1] not in (["mod"], ["dep"]):
            continue
        path, version, digest = (fields[1:] + [""])[:3]
        replaced = lines[index + 1][:1] == ["=>"]  # here by a folder; settings come after all modules
        modules.append((path, "" if replaced or version == "(devel)" else version, "" if replaced else digest))
    return modules


def check_built(cases, folder, door):
    go_version = go(["env", "GOVERSION"], folder).strip().split(" ")[0]
    for system, machine in TARGETS:
        name = f"built for {system}/{machine}"
        built = folder / f"app-{system}-{machine}"
        go(["build", "-ldflags", "-s -w -X 'main.version=v2.3.4'", "-o", str(built), "."], folder, GOOS=system, GOARCH=machine)
        expected = told_by_go(go(["version", "-m", str(built)], folder))
        cases.check(f"{name}: go", len(expected) == 3, f"go tells of {expected}")
        expected = [("example.com/Acme/app/v2", "v2.3.4", digest) if path == "example.com/Acme/app/v2" else (path, version, digest)
                    for path, version, digest in expected] + [("stdlib", "v" + go_version.removeprefix("go"), "")]
        out = read(cases, name, door.ask("executable.read", path=str(built)))
        if out is None:
            continue
        got = [(package["name"], package["version"], package["properties"].get("pushgate:go:h1", ""))
               for package in out["packages"]]
        cases.check(f"{name}: packages", sorted(got) == sorted(expected), f"expected {sorted(expected)}, got {sorted(got)}")
        cases.check(f"{name}: unread", "unread" not in out["probed"], f"is {out['probed']}")


def run():
    cases = suite.Suite("executables", 44)
    with Door() as door:
        with fetch.unpacked(dataclasses.replace(fetch.TRIVY, folder=FOLDER)) as folder:
            for name, expected in PROGRAMS.items():
                check_program(cases, name, door.ask("executable.read", path=str(folder / name)), expected)
            for name in NO_PROGRAMS:
                answer = door.ask("executable.read", path=str(folder / name))
                cases.check(name, "is nothing that is looked into" in answer.get("error", ""), f"got {answer}")
        with tempfile.TemporaryDirectory(prefix="pushgate-conformance-") as folder:
            write_module(pathlib.Path(folder))
            try:
                check_built(cases, pathlib.Path(folder), door)
            except fetch.Unavailable:
                if not cases.failures:
                    raise
    return cases.finish()


suite.main(run)
