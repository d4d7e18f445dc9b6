#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes an OCI layout LAYOUT:zeros whose one layer, uncompressed, holds a file of SIZE GB of zeros, as a sparse file; prints
the manifest's digest.

    zero_image.py LAYOUT SIZE"""

import hashlib
import json
import pathlib
import sys
import tarfile

BLOCK = 1 << 20


def main():
    layout, size = pathlib.Path(sys.argv[1]), int(sys.argv[2]) << 30
    blobs = layout / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    entry = tarfile.TarInfo("model.bin")
    entry.size = size
    head = entry.tobuf(tarfile.GNU_FORMAT)
    hashed = hashlib.sha256(head)
    for _ in range(size // BLOCK):
        hashed.update(bytes(BLOCK))
    hashed.update(bytes(1024))
    layer = blobs / hashed.hexdigest()
    with open(layer, "wb") as file:
        file.write(head)
        file.truncate(len(head) + size + 1024)

    def blob(content):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"digest": f"sha256:{digest}", "size": len(content)}

    config = blob(json.dumps({"os": "linux", "architecture": "amd64", "config": {},
                              "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer.name}"]}}).encode())
    manifest = blob(json.dumps({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": f"sha256:{layer.name}",
                    "size": layer.stat().st_size}]}).encode())
    (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest,
         "annotations": {"org.opencontainers.image.ref.name": "zeros"}}]}))
    print(manifest["digest"])


if __name__ == "__main__":
    main()
