# SPDX-License-Identifier: Apache-2.0
"""Writes OCI layouts of a few kilobytes, whole ones and broken ones, in milliseconds:

    image = SmallImage()
    image.layers[0].tar += b"more"      # blob and diff_id follow
    image.layers[0].diff_id = "…"       # or are made to lie
    image.write(folder)                 # an OCI layout whose only image has the tag v1
"""

import gzip
import hashlib
import io
import json
import tarfile

STATUS = """\
Package: base-files
Status: install ok installed
Maintainer: Santiago Vila <sanvila@debian.org>
Architecture: amd64
Version: 12.4+deb12u5

Package: libc6
Status: install ok installed
Source: glibc
Architecture: amd64
Version: 2.36-9+deb12u4
"""
RELEASE = 'PRETTY_NAME="{name} {version}"\nNAME="{name}"\nVERSION_ID="{version}"\nID={id}\n'
METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n"
SITE = "usr/lib/python3/site-packages"

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def tar_of(files):
    """An uncompressed tar of `{path: text}`, the same bytes for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


class Layer:
    """A tar and what is said of it; `blob`, `digest`, `size` and `diff_id` are computed unless they are set."""

    def __init__(self, files):
        self.tar = tar_of(files)

    def __getattr__(self, name):
        if name == "blob":
            return gzip.compress(self.tar, 1, mtime=0)
        if name == "digest":
            return digest_of(self.blob)
        if name == "size":
            return len(self.blob)
        if name == "diff_id":
            return digest_of(self.tar)
        raise AttributeError(name)

    def descriptor(self):
        return {"mediaType": LAYER_TYPE, "digest": self.digest, "size": self.size}


class SmallImage:
    """A Debian 12 of two packages, and one Python distribution in a layer of its own."""

    def __init__(self, distribution=("Debian GNU/Linux", "debian", "12"), python=("requests", "2.32.3"), status=STATUS):
        name, family, version = distribution
        package, package_version = python
        release = RELEASE.format(name=name, id=family, version=version)
        metadata = METADATA.format(name=package, version=package_version)
        self.layers = [
            Layer({"etc/os-release": release, "var/lib/dpkg/status": status}),
            Layer({f"{SITE}/{package}-{package_version}.dist-info/METADATA": metadata}),
        ]
        self.descriptor = {}  # members of index.json's descriptor that are not as they should be

    def config(self):
        return self._json({
            "architecture": "amd64",
            "os": "linux",
            "config": {"User": "appuser"},
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in self.layers]},
        })

    def manifest(self):
        config = self.config()
        return self._json({
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {"mediaType": CONFIG_TYPE, "digest": digest_of(config), "size": len(config)},
            "layers": [layer.descriptor() for layer in self.layers],
        })

    @property
    def digest(self):
        return digest_of(self.manifest())

    @staticmethod
    def _json(value):
        return json.dumps(value, separators=(",", ":")).encode()

    def write(self, folder, tag="v1"):
        blobs = folder / "blobs" / "sha256"
        blobs.mkdir(parents=True)
        manifest = self.manifest()
        for content in (manifest, self.config()):
            blob_file(folder, digest_of(content)).write_bytes(content)
        for layer in self.layers:
            blob_file(folder, layer.digest).write_bytes(layer.blob)
        descriptor = {"mediaType": MANIFEST_TYPE, "digest": digest_of(manifest), "size": len(manifest),
                      "annotations": {"org.opencontainers.image.ref.name": tag}, **self.descriptor}
        (folder / "index.json").write_bytes(self._json({"schemaVersion": 2, "manifests": [descriptor]}))
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        return folder


def blob_file(layout, digest):
    """Where a layout keeps a blob."""
    return layout / "blobs" / digest.replace(":", "/")
