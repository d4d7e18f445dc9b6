# SPDX-License-Identifier: Apache-2.0
"""Makes OCI images in code, whole ones and broken ones, in milliseconds:

    image = Image([{"etc/os-release": "ID=debian\\n"}, {"opt/tool": (b"\\x7fELF…", 0o755)}])
    image.layers[0].tar += b"more"          # blob and diff_id follow
    image.layers[0].diff_id = "…"           # or are made to lie
    image.write(layout, "v1")               # into an OCI layout, beside what it holds
    write_index(layout, "v2", [one.write(layout), other.write(layout)])
"""

import gzip
import hashlib
import io
import json
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
REF_NAME = "org.opencontainers.image.ref.name"


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def blob_file(layout, digest):
    """Where a layout keeps a blob."""
    return layout / "blobs" / digest.replace(":", "/")


def written(value):
    """JSON as it is hashed."""
    return json.dumps(value, separators=(",", ":")).encode()


def tar_of(files):
    """An uncompressed tar of {path: content} or {path: (content, mode)}, in order; the same bytes for the same files.
    Folders are not listed, as in many real layers."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, content in files.items():
            content, mode = content if isinstance(content, tuple) else (content, 0o644)
            content = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(content), mode, 1700000000
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


class Layer:
    """A tar, or the files of one, and what is said of it; `blob`, `digest`, `size` and `diff_id` are computed unless
    they are set."""

    def __init__(self, content, level=1):
        self.tar = tar_of(content) if isinstance(content, dict) else content
        self.level = level

    def __getattr__(self, name):
        if name == "blob":
            return gzip.compress(self.tar, self.level, mtime=0)
        if name == "digest":
            return digest_of(self.blob)
        if name == "size":
            return len(self.blob)
        if name == "diff_id":
            return digest_of(self.tar)
        raise AttributeError(name)

    def descriptor(self):
        return {"mediaType": LAYER, "digest": self.digest, "size": self.size}


class Image:
    """Layers, and a configuration whose `config` member has `execution` and whose other members are in `members`."""

    def __init__(self, layers, execution=None, platform=("linux", "amd64"), level=1, **members):
        self.layers = [one if isinstance(one, Layer) else Layer(one, level) for one in layers]
        self.execution = {"User": "10001:10001", "Entrypoint": ["/usr/bin/tini", "--"], **(execution or {})}
        self.platform = dict(zip(("os", "architecture", "variant"), platform))
        self.members = members
        self.descriptor = {}  # members of the descriptor that are not as they should be

    def config(self):
        return written({**self.platform, "config": self.execution,
                        "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in self.layers]}, **self.members})

    def manifest(self):
        config = self.config()
        return written({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "digest": digest_of(config), "size": len(config)},
            "layers": [layer.descriptor() for layer in self.layers],
        })

    @property
    def digest(self):
        return digest_of(self.manifest())

    def write(self, layout, tag=None):
        """Adds the image to a layout, named where there is a tag. Its descriptor, as an index has it."""
        write_blob(layout, self.config())
        for layer in self.layers:  # under the digest that is said of it
            blob_file(layout, layer.digest).write_bytes(layer.blob)
        manifest = self.manifest()
        descriptor = {"mediaType": MANIFEST, "digest": write_blob(layout, manifest), "size": len(manifest), **self.descriptor}
        name(layout, tag, descriptor)
        return {**descriptor, "platform": self.platform}


def write_blob(layout, content):
    """Adds a blob and gives its digest."""
    digest = digest_of(content)
    blob_file(layout, digest).parent.mkdir(parents=True, exist_ok=True)
    blob_file(layout, digest).write_bytes(content)
    return digest


def write_index(layout, tag, manifests):
    """Adds an index of these descriptors. Its own descriptor."""
    content = written({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})
    descriptor = {"mediaType": INDEX, "digest": write_blob(layout, content), "size": len(content)}
    name(layout, tag, descriptor)
    return descriptor


def name(layout, tag, descriptor):
    """Lists a manifest in the layout's own index, in the place of what had its tag."""
    (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    index = layout / "index.json"
    others = json.loads(index.read_text())["manifests"] if index.exists() else []
    if tag is not None:
        others = [one for one in others if one["annotations"][REF_NAME] != tag]
        others.append({**descriptor, "annotations": {REF_NAME: tag, **descriptor.get("annotations", {})}})
    index.write_bytes(written({"schemaVersion": 2, "manifests": others}))


def attestation(layout, of):
    """What buildx puts beside an image: a manifest for no platform, whose layer is a statement about the image."""
    config = written({"architecture": "unknown", "os": "unknown", "config": {},
                      "rootfs": {"type": "layers", "diff_ids": [digest_of(b"{}")]}})
    manifest = written({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": CONFIG, "digest": write_blob(layout, config), "size": len(config)},
        "layers": [{"mediaType": "application/vnd.in-toto+json", "digest": write_blob(layout, b"{}"), "size": 2,
                    "annotations": {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}}],
    })
    return {"mediaType": MANIFEST, "digest": write_blob(layout, manifest), "size": len(manifest),
            "annotations": {"vnd.docker.reference.digest": of["digest"], "vnd.docker.reference.type": "attestation-manifest"},
            "platform": {"architecture": "unknown", "os": "unknown"}}


def add_layer(layout, manifest, files, onto, tag):
    """An image of one layout with one more layer, in a layout of its own. Its manifest's digest."""
    blobs = onto / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)
    document = json.loads(blob_file(layout, manifest).read_bytes())
    config = json.loads(blob_file(layout, document["config"]["digest"]).read_bytes())
    for one in document["layers"]:
        blob_file(onto, one["digest"]).hardlink_to(blob_file(layout, one["digest"]))
    layer = Layer(files)
    write_blob(onto, layer.blob)
    document["layers"].append(layer.descriptor())
    config["rootfs"]["diff_ids"].append(layer.diff_id)
    config.pop("history", None)
    content = written(config)
    document["config"].update(digest=write_blob(onto, content), size=len(content))
    content = written(document)
    name(onto, tag, {"mediaType": MANIFEST, "digest": write_blob(onto, content), "size": len(content)})
    return digest_of(content)
