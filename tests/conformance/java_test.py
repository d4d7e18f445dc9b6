# SPDX-License-Identifier: Apache-2.0
"""What Java archives are: Trivy's fixtures, against what Trivy finds in them without asking a Java database. What it names by
the SHA-1 of a file, or by an artifact's group in that database, cannot be known from the file; the comments say where.

Where a Trivy is at hand (PUSHGATE_TRIVY, or on the PATH), it is asked, too, with an empty database."""

import dataclasses
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile

import fetch
import suite
from door import Door

JARS = dataclasses.replace(fetch.TRIVY, folder="pkg/dependency/parser/java/jar/testdata")

# file: what pom.properties name, (group, name, version, path inside)
BY_POM = {
    "gradle.war": {
        ("commons-dbcp", "commons-dbcp", "1.4", "WEB-INF/lib/commons-dbcp-1.4.jar"),
        ("commons-pool", "commons-pool", "1.6", "WEB-INF/lib/commons-pool-1.6.jar"),
        ("log4j", "log4j", "1.2.17", "WEB-INF/lib/log4j-1.2.17.jar"),
        ("org.apache.commons", "commons-compress", "1.19", "WEB-INF/lib/commons-compress-1.19.jar"),
    },
    "hadoop-shaded-guava-1.1.0-SNAPSHOT.jar": {
        ("com.google.guava", "failureaccess", "1.0.1", ""),
        ("com.google.guava", "guava", "29.0-jre", ""),
        ("com.google.guava", "listenablefuture", "9999.0-empty-to-avoid-conflict-with-guava", ""),
        ("com.google.j2objc", "j2objc-annotations", "1.3", ""),
        ("org.apache.hadoop.thirdparty", "hadoop-shaded-guava", "1.1.0-SNAPSHOT", ""),
    },
    "heuristic-1.0.0-SNAPSHOT.jar": set(),
    # Four pom.properties of jackson-databind, of two versions; gizmo's SHA-1 would name it again, as 1.1.0.
    "io.quarkus.gizmo.gizmo-1.1.jar": {
        ("io.quarkus.gizmo", "gizmo", "1.1", ""),
        ("com.fasterxml.jackson.core", "jackson-databind", "2.12.3", ""),
        ("com.fasterxml.jackson.core", "jackson-databind", "2.13.4", ""),
        ("log4j", "log4j", "1.2.16", "jars/log4j-1.2.16.jar"),
        ("log4j", "log4j", "1.2.17", "jars/log4j-1.2.17.jar"),
    },
    "maven.war": {
        ("com.example", "web-app", "1.0-SNAPSHOT", ""),
        ("com.fasterxml.jackson.core", "jackson-databind", "2.9.10.6", "WEB-INF/lib/jackson-databind-2.9.10.6.jar"),
        ("com.fasterxml.jackson.core", "jackson-annotations", "2.9.10", "WEB-INF/lib/jackson-annotations-2.9.10.jar"),
        ("com.fasterxml.jackson.core", "jackson-core", "2.9.10", "WEB-INF/lib/jackson-core-2.9.10.jar"),
        ("com.cronutils", "cron-utils", "9.1.2", "WEB-INF/lib/cron-utils-9.1.2.jar"),
        ("org.slf4j", "slf4j-api", "1.7.30", "WEB-INF/lib/slf4j-api-1.7.30.jar"),
        ("org.glassfish", "javax.el", "3.0.0", "WEB-INF/lib/javax.el-3.0.0.jar"),
        ("org.apache.commons", "commons-lang3", "3.11", "WEB-INF/lib/commons-lang3-3.11.jar"),
    },
    "nested.jar": {
        ("test", "nested", "0.0.1", ""),
        ("test", "nested2", "0.0.2", "META-INF/jars/nested2.jar"),
        ("test", "nested3", "0.0.3", "META-INF/jars/nested2.jar/META-INF/jars/nested3.jar"),
    },
    "test.jar": set(),
}

# What a manifest or the file's name names, where there is no pom.properties.
BY_OTHERS = {
    "heuristic-1.0.0-SNAPSHOT.jar": {("", "heuristic", "1.0.0-SNAPSHOT", "", "file name")},  # the group is the database's
    "test.jar": {("org.springframework", "Spring Framework", "2.5.6.SEC03", "", "manifest")},  # by SHA-1 spring-core 5.3.3
}


def keys(packages, by_pom):
    return {(p["group"], p["name"], p["version"], p["path"]) + (() if by_pom else (p["from"],))
            for p in packages if ("from" not in p) == by_pom}


def pom(group, name, version):
    return f"META-INF/maven/{group}/{name}/pom.properties", f"version={version}\r\ngroupId={group}\r\nartifactId={name}\r\n"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def made_here(folder):
    """Archives that Trivy's fixtures do not have, as Python writes them."""
    inner = zipped([pom("org.b", "b", "2.0")])
    deep = zipped([("lib/b-2.0.jar", inner), pom("org.c", "c", "3")])
    script = b"#!/bin/sh\nexec java -jar \"$0\" \"$@\"\n"
    manifest = "Manifest-Version: 1.0\r\nImplementation-Title: t\r\nImplementation-Version: 1\r\nImplementation-Vendor-Id: v\r\n"
    files = {
        "boot.jar": script + zipped([("BOOT-INF/lib/b-2.0.jar", inner), pom("org.a", "a", "1")], zipfile.ZIP_STORED),
        "deep.ear": zipped([("war.war", zipped([("WEB-INF/lib/c.jar", deep)]))]),
        "a-1.0.jar": zipped([("x/A.class", "")]),
        "manifest-9.jar": zipped([("META-INF/MANIFEST.MF", manifest)]),
        "twice-1.jar": zipped([("a/" + pom("g", "a", "2.17")[0], pom("g", "a", "2.17")[1]), pom("g", "a", "2.17.0")]),
        "many.war": zipped([(f"c/{i}.class", "x" * 50) for i in range(5000)] + [("WEB-INF/lib/b.jar", inner)]),
        "par.par": zipped([pom("org.p", "p", "1")]),
        "incomplete.jar": zipped([("META-INF/maven/x/pom.properties", "groupId=g\nartifactId=a\n")]),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return sorted(folder / name for name in files)


def empty_database(folder):
    """A cache folder for Trivy, whose Java database knows nothing."""
    java = folder / "java-db"
    java.mkdir()
    (java / "metadata.json").write_text(json.dumps({
        "Version": 1, "NextUpdate": "2099-01-01T00:00:00Z", "UpdatedAt": "2026-01-01T00:00:00Z",
        "DownloadedAt": "2026-01-01T00:00:00Z"}))
    database = sqlite3.connect(java / "trivy-java.db")
    database.executescript("""
        CREATE TABLE artifacts (id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
        CREATE TABLE indices (artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);""")
    database.close()


def by_trivy(program, archive):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "root")
        root.mkdir()
        shutil.copyfile(archive, root / archive.name)
        empty_database(pathlib.Path(folder))
        out = subprocess.run([program, "rootfs", "--cache-dir", folder, "--format", "cyclonedx", "--skip-java-db-update",
                              "--offline-scan", "--skip-version-check", "--disable-telemetry", "--quiet", str(root)],
                             capture_output=True, text=True, timeout=120)
        if out.returncode != 0:
            raise SystemExit(f"FAILED: trivy on {archive.name}: {out.stderr[-800:]}")
    found = set()
    for component in json.loads(out.stdout).get("components", []):
        if component.get("purl", "").startswith("pkg:maven/"):
            (path,) = [item["value"] for item in component["properties"] if item["name"] == "aquasecurity:trivy:FilePath"]
            inside = path.removeprefix(archive.name).lstrip("/")
            found.add((component.get("group", ""), component["name"], component["version"], inside))
    return found


def run():
    cases = suite.Suite("java", 7)
    trivy = os.environ.get("PUSHGATE_TRIVY") or shutil.which("trivy")
    with fetch.unpacked(JARS) as folder, tempfile.TemporaryDirectory() as own, Door() as door:
        fixtures = sorted(path for path in folder.iterdir() if path.is_file())
        for path in fixtures:
            answer = door.ask("java.list", **{"in": str(path)})
            got = answer.get("out", answer.get("error"))
            expected = (BY_POM.get(path.name), BY_OTHERS.get(path.name, set()))
            ours = (keys(got, True), keys(got, False)) if answer["ok"] else got
            cases.check(path.name, ours == expected, f"expected {expected}, got {ours}")
        for path in sorted(set(BY_POM) - {path.name for path in fixtures}):
            cases.check(path, False, "is not in the suite")
        for path in fixtures + made_here(pathlib.Path(own)) if trivy else []:
            answer = door.ask("java.list", **{"in": str(path)})
            ours, theirs = keys(answer["out"], True), by_trivy(trivy, path)
            cases.check(f"{path.name}, live", ours == theirs, f"expected {theirs}, got {ours}")
    print(f"live Trivy: {trivy or 'none at hand'}")
    return cases.finish()


suite.main(run)
