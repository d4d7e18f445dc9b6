#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes evidence folders, for `pushgate regate`, out of one that `gate` has written:

    stored_images.py TEMPLATE OUT COUNT PACKAGES

Each has the SBOM of the template with PACKAGES of its debs and of invented Python distributions, chosen by a seed."""

import hashlib
import json
import pathlib
import random
import shutil
import sys


def invented(number):
    name, version = f"package-{number // 7}", f"{number % 7}.{number % 11}.{number % 13}"
    return {"bom-ref": f"pkg:pypi/{name}@{version}", "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"id": "MIT"}}],
            "evidence": {"occurrences": [{"location": f"/usr/lib/python3/{name}-{version}.dist-info/METADATA"}]},
            "properties": [{"name": "aquasecurity:trivy:FilePath", "value": f"usr/lib/python3/{name}-{version}.dist-info/METADATA"}]}


def main():
    template, out, count, packages = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    document = json.loads((template / "sbom.cdx.json").read_text())
    system = [one for one in document["components"] if one["type"] == "operating-system"]
    debs = [one for one in document["components"] if one.get("purl", "").startswith("pkg:deb/")]
    pool = [invented(number) for number in range(10 * packages)]
    listing = json.loads((template / "evidence.json").read_text())
    for number in range(count):
        chance = random.Random(number)
        folder = out / f"image-{number:05}"
        shutil.copytree(template, folder)
        chosen = [*debs, *chance.sample(pool, max(packages - len(debs), 0))][:packages]
        document["components"] = sorted([*system, *chosen], key=lambda one: one["bom-ref"])
        document["dependencies"] = []
        text = json.dumps(document, indent=2) + "\n"
        (folder / "sbom.cdx.json").write_text(text)
        for one in listing["files"]:
            if one["name"] == "sbom.cdx.json":
                one.update(size=len(text.encode()), sha256=hashlib.sha256(text.encode()).hexdigest())
        (folder / "evidence.json").write_text(json.dumps(listing, indent=2) + "\n")


if __name__ == "__main__":
    main()
