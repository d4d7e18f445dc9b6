# SPDX-License-Identifier: Apache-2.0
"""Small images made in code: an OCI layout from what its layers hold. They are read, scanned and pushed as real ones
are, in a hundredth of the time; what is said about real ones is tested on the real one."""

import gzip
import hashlib
import io
import json
import tarfile

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
SITE = "usr/local/lib/python3.11/dist-packages"


def tar(files):
    """A tar of {path: text}, in order; deterministic. Folders are not listed, as in many real layers."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text.encode())
            entry.mode, entry.mtime = 0o644, 1700000000
            archive.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


def deb(name, version, source=None, maintainer=None):
    """A stanza of dpkg's status file."""
    return (
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n"
        f"Maintainer: {maintainer or 'Debian Developers <debian@lists.debian.org>'}\n"
        + (f"Source: {source}\n" if source else "")
        + f"Version: {version}\nDescription: a package\n\n"
    )


def debian(*debs):
    """The files of a Debian 12 root with these stanzas."""
    release = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
    return {"etc/os-release": release, "etc/debian_version": "12.5\n", "var/lib/dpkg/status": "".join(debs)}


def wheel(name, version, site=SITE):
    """The files of an installed wheel."""
    folder = f"{site}/{name}-{version}.dist-info"
    return {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n",
        f"{folder}/RECORD": f"{name}-{version}.dist-info/METADATA,,\n",
    }


def write_image(layout, tag, layers, config=None, level=9):
    """Adds an image to an OCI layout and gives its manifest digest. `layers` are tars; `config` adds to the
    configuration's `config` member."""
    blobs = layout / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)

    def blob(content, media_type):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": "sha256:" + digest, "size": len(content)}

    configuration = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"User": "10001:10001", "Entrypoint": ["/usr/bin/tini", "--"], **(config or {})},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest() for layer in layers]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": blob(json.dumps(configuration).encode(), CONFIG),
        "layers": [blob(gzip.compress(layer, level, mtime=0), LAYER) for layer in layers],
    }
    descriptor = blob(json.dumps(manifest).encode(), MANIFEST)
    (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    index = layout / "index.json"
    others = json.loads(index.read_text())["manifests"] if index.exists() else []
    others = [one for one in others if one["annotations"]["org.opencontainers.image.ref.name"] != tag]
    others.append({**descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}})
    index.write_text(json.dumps({"schemaVersion": 2, "manifests": others}))
    return descriptor["digest"]


def write_small(layout):
    """The small images: Debian 12 with a deb that has a LOW advisory without a fix, and two wheels; in the vulnerable
    one urllib3 has a HIGH advisory with a fix."""
    base = tar(debian(deb("apt", "2.6.1"), deb("tar", "1.34+dfsg-1.2+deb12u1")))
    for tag, version in (("small", "2.5.0"), ("small-vulnerable", "1.26.4")):
        write_image(layout, tag, [base, tar({**wheel("urllib3", version), **wheel("idna", "3.10")})])
