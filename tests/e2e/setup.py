#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what the end-to-end tests share: example images, Trivy databases, test registries. Run by ctest before them;
makes only what is not there yet."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from support import images, places

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
    for module in ("registries", "trivydb"):
        sh("go", "build", "-trimpath", "-o", f"{places.WORK / 'bin'}{os.sep}", "./...", cwd=places.ROOT / "tests/support" / module, env=GO)


def packages_of_image():
    """`deb SOURCE` and `pypi NAME` for every package that is in the example image, from its own database."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pushgate" / "images"
    root = max(cache.glob("debian-*.tar"), key=lambda p: p.stat().st_mtime)
    status = sh("tar", "-xOf", root, "./var/lib/dpkg/status", stdout=subprocess.PIPE, text=True).stdout
    sources = set()
    for stanza in status.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in stanza.splitlines() if re.match(r"^[A-Z][\w-]*: ", line))
        if "Package" in fields:
            sources.add("deb " + fields.get("Source", fields["Package"]).split(" ")[0])
    lock = (places.EXAMPLE / IMAGES["good"]).read_text()
    return sorted(sources) + ["pypi " + name for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M)]


def make_databases():
    trivydb = places.WORK / "bin" / "trivydb"
    advisories = places.ROOT / "tests/support/advisories/sample.yaml"
    listing = places.WORK / "packages.txt"
    listing.write_text("\n".join(packages_of_image()) + "\n")
    for out, source in ((places.DATABASE, ("-advisories", advisories)), (places.FLAG_EVERY, ("-flag-every", listing))):
        shutil.rmtree(out, ignore_errors=True)
        sh(trivydb, "-out", out, *source)


def main():
    places.WORK.mkdir(parents=True, exist_ok=True)
    (places.WORK / "home").mkdir(exist_ok=True)
    make_images()
    images.write_small(places.SMALL)
    build_servers()
    make_databases()
    for name in ("trivy", "cosign", "crane", "regctl"):
        places.tool(name)
    print(json.dumps({"work": str(places.WORK)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
