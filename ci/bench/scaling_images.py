#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes images that differ in one size only, to see how cost grows: scaling_images.py LAYOUT

    layers-1, layers-10, layers-100          the same 20,000 files and 1,000 Python packages, in so many layers
    packages-1k, packages-10k, packages-100k  half of them debs in one database, half Python distributions

Kept where the layout exists already."""

import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

OS_RELEASE = b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n'
SITE = "usr/local/lib/python3.11/dist-packages"


class Layout:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.manifests = []
        (self.folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)

    def blob(self, data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (self.folder / "blobs/sha256" / digest).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{media_type}", "digest": f"sha256:{digest}", "size": len(data)}

    def image(self, tag, layers):
        diff_ids = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
        blobs = [self.blob(gzip.compress(layer, 1, mtime=0), "layer.v1.tar+gzip") for layer in layers]
        config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
        config = self.blob(json.dumps(config).encode(), "config.v1+json")
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": blobs}
        descriptor = self.blob(json.dumps(manifest).encode(), "manifest.v1+json")
        self.manifests.append({**descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}})

    def close(self):
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
        (self.folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": self.manifests}))


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def distribution(number):
    metadata = f"Metadata-Version: 2.1\nName: package-{number}\nVersion: 1.{number}\nRequires-Dist: package-{number // 2}\n\n"
    return f"{SITE}/package_{number}-1.{number}.dist-info/METADATA", metadata.encode()


def deb(number):
    return (f"Package: deb-{number}\nStatus: install ok installed\nMaintainer: Debian Team <team@debian.org>\nArchitecture: amd64\n"
            f"Source: source-{number // 3}\nVersion: 1.{number}-1\nDepends: deb-{number // 2}\n\n")


def main():
    layout = Layout(sys.argv[1])
    if (layout.folder / "index.json").exists():
        return
    files = [distribution(i) for i in range(1000)] + [(f"srv/data/{i % 100}/file-{i}", b"%d" % i * 40) for i in range(20000)]
    for count in (1, 10, 100):
        parts = [files[i::count] for i in range(count)]
        parts[0] = [("etc/os-release", OS_RELEASE), *parts[0]]
        layout.image(f"layers-{count}", [tar(part) for part in parts])
    for name, count in (("1k", 1000), ("10k", 10_000), ("100k", 100_000)):
        status = "".join(deb(i) for i in range(count // 2)).encode()
        system = [("etc/os-release", OS_RELEASE), ("var/lib/dpkg/status", status)]
        layout.image(f"packages-{name}", [tar(system), tar([distribution(i) for i in range(count // 2)])])
    layout.close()


if __name__ == "__main__":
    main()
