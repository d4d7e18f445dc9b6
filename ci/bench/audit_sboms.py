# SPDX-License-Identifier: Apache-2.0
"""Writes SBOMs as a fleet has them: N documents of 300 components each, which share a base, a few families and many
packages in several versions. The same arguments give the same bytes."""

import json
import pathlib
import random
import sys

folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
choice = random.Random(1)
licenses = ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-only", "LGPL-2.1-or-later", "MIT OR Apache-2.0"]


def component(kind, number):
    name = f"{kind}-package-{number}"
    version = f"{choice.randrange(1, 4)}.{choice.randrange(8)}.{choice.randrange(3)}"
    if kind == "deb":
        version += "-1"
        purl = f"pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-12.5"
    else:
        purl = f"pkg:pypi/{name}@{version}"
    return {"bom-ref": purl, "type": "library", "name": name, "version": version, "purl": purl,
            "licenses": [{"expression": licenses[number % 6]} if number % 6 == 5 else {"license": {"id": licenses[number % 6]}}],
            "properties": [{"name": "aquasecurity:trivy:LayerDiffID", "value": "sha256:" + f"{number % 40:064x}"}]}


pool = [component("deb", n) for n in range(1200) for _ in range(4)] + [component("pypi", n) for n in range(1800) for _ in range(4)]
xz = {"bom-ref": "xz", "type": "library", "name": "liblzma5", "version": "5.6.1-1", "purl": "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64",
      "properties": [{"name": "aquasecurity:trivy:SrcName", "value": "xz"}, {"name": "aquasecurity:trivy:SrcVersion", "value": "5.6.1-1"}],
      "licenses": [{"license": {"id": "0BSD"}}]}
for number in range(count):
    components = choice.sample(pool, 299) + [xz if number % 100 == 2 else pool[0]]
    day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T12:00:00Z"
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                "metadata": {"timestamp": day,
                             "component": {"type": "container", "name": f"registry.example/fleet/service-{number % 50}:build-{number}",
                                           "version": "sha256:" + f"{number:064x}"}},
                "components": components}
    (folder / f"{number:06}.cdx.json").write_text(json.dumps(document))
