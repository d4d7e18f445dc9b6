#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what the end-to-end tests share: example images, Trivy databases, test registries. Run by ctest before them;
makes only what is not there yet."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

from support import fixture_images, images, other_tools, packages, places

IMAGES = {"good": "requirements.lock", "vulnerable": "requirements-vulnerable.lock"}
GO = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false", "GOTOOLCHAIN": "auto"}


def sh(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def make_images():
    for tag, lock in IMAGES.items():
        note = places.WORK / f"{tag}.wheels"
        if note.exists() and pathlib.Path(note.read_text().strip()).is_dir():
            continue
        out = sh(places.ROOT / "ci/example_image.sh", places.EXAMPLE / lock, f"{places.LAYOUT}:{tag}", stdout=subprocess.PIPE, text=True)
        note.write_text(out.stdout)


def build_servers():
    for module in ("registries", "trivydb", "kubernetesdoc"):
        sh("go", "build", "-trimpath", "-o", f"{places.WORK / 'bin'}{os.sep}", "./...", cwd=places.ROOT / "tests/support" / module, env=GO)


def make_java_database(cache):
    """A Java database that knows no jar: without one Trivy refuses to look at an image that holds some."""
    folder = cache / "java-db"
    folder.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(folder / "trivy-java.db")) as database:
        database.execute("CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)")
        database.execute("CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)")
    (folder / "metadata.json").write_text(json.dumps({"Version": 1, "NextUpdate": "2100-01-01T00:00:00Z",
                                                      "UpdatedAt": "2026-01-01T00:00:00Z", "DownloadedAt": "2026-01-01T00:00:00Z"}))


def packages_of_images():
    """`BUCKET PACKAGE` for every package that Trivy finds in the images, each in the words in which Trivy looks it up."""
    cache = places.WORK / "java-only"  # to make an SBOM, Trivy needs no other database
    shutil.rmtree(cache, ignore_errors=True)
    make_java_database(cache)
    found = set()
    for image in other_tools.IMAGES:
        found |= packages.looked_up(other_tools.trivy_sbom(image, cache), fixture_images.BUCKETS.get(image, "debian 12"))
    return sorted(f"{bucket} {name}" for bucket, name in found)


def make_databases():
    trivydb = places.WORK / "bin" / "trivydb"
    advisories = places.ROOT / "tests/support/advisories/sample.yaml"
    listing = places.WORK / "packages.txt"
    listing.write_text("\n".join(packages_of_images()) + "\n")
    for out, source in ((places.DATABASE, ("-advisories", advisories)), (places.FLAG_EVERY, ("-flag-every", listing))):
        shutil.rmtree(out, ignore_errors=True)
        sh(trivydb, "-out", out, *source)
    make_java_database(places.FLAG_EVERY)
    sh("cp", "--reflink=auto", places.tool("trivy"), places.TRIVY_INSIDE)


def main():
    places.WORK.mkdir(parents=True, exist_ok=True)
    (places.WORK / "home").mkdir(exist_ok=True)
    make_images()
    images.write_small(places.SMALL)
    build_servers()
    for name in ("trivy", "syft", "cosign", "cosign2", "crane", "opa", "regctl"):
        places.tool(name)
    fixture_images.make()
    make_databases()
    print(json.dumps({"work": str(places.WORK)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
