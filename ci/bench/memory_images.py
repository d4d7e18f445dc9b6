#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the images with which the memory of `pushgate sbom` is measured, an OCI layout each.

    memory_images.py FOLDER [NAME…]

big-file    one file of 4 GB
many-files  500,000 small files
nested-jar  a jar whose one nested jar has 2,000 entries, and a war with 200 nested jars"""

import hashlib
import io
import json
import pathlib
import random
import shutil
import sys
import tarfile
import zipfile
import zlib

MANY = 500_000


class Layer:
    """A tar that goes through gzip into a blob while it is made."""

    def __init__(self, blobs):
        self.blobs = blobs
        self.path = blobs / "unfinished"
        self.stored = self.path.open("wb")
        self.gzip = zlib.compressobj(1, zlib.DEFLATED, 31)
        self.tar_sum = hashlib.sha256()
        self.blob_sum = hashlib.sha256()

    def write(self, data):
        self.tar_sum.update(data)
        self.store(self.gzip.compress(data))

    def store(self, data):
        self.blob_sum.update(data)
        self.stored.write(data)

    def file(self, name, data=b"", size=None):
        info = tarfile.TarInfo(name)
        info.size = len(data) if size is None else size
        self.write(info.tobuf(tarfile.USTAR_FORMAT))
        if size is None:
            self.write(data + bytes(-len(data) % 512))

    def finish(self):
        self.write(bytes(1024))
        self.store(self.gzip.flush())
        self.stored.close()
        digest = self.blob_sum.hexdigest()
        final = self.path.rename(self.blobs / digest)
        return "sha256:" + self.tar_sum.hexdigest(), descriptor("layer.v1.tar+gzip", digest, final.stat().st_size)


def descriptor(kind, digest, size):
    return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": "sha256:" + digest, "size": size}


def document(blobs, kind, value):
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return descriptor(kind, digest, len(data))


def big_file(layout_layer):
    layer = layout_layer()
    block = random.Random(1).randbytes(4096) * 256
    layer.file("data/big.bin", size=4096 * len(block))
    for _ in range(4096):
        layer.write(block)
    return [layer.finish()]


def many_files(layout_layer):
    layer = layout_layer()
    for number in range(MANY):
        layer.file(f"srv/data/shard-{number // 1000:03}/a-name-of-common-length-{number:06}.dat", b"some bytes")
    return [layer.finish()]


def jar(names, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Title: app\nImplementation-Version: 1.0\n")
        for name in names:
            archive.writestr(name, data(name))
    return buffer.getvalue()


def library(name):
    number = "".join(c for c in name if c.isdigit())
    pom = f"groupId=org.example\nartifactId=part-{number}\nversion=1.{number}\n"
    return jar([f"META-INF/maven/org.example/part-{number}/pom.properties"], lambda _: pom)


def nested_jar(layout_layer):
    noise = random.Random(2)
    inner = jar([f"org/example/deep/Class{n}.class" for n in range(2000)], lambda _: noise.randbytes(2000))
    layer = layout_layer()
    layer.file("app/app.jar", jar(["BOOT-INF/lib/inner.jar"], lambda _: inner))
    layer.file("app/app.war", jar([f"WEB-INF/lib/part-{n}.jar" for n in range(200)], library))
    return [layer.finish()]


IMAGES = {"big-file": big_file, "many-files": many_files, "nested-jar": nested_jar}


def make(layout, name):
    """Makes the image, unless it is there: index.json comes last."""
    if (layout / "index.json").exists():
        return
    shutil.rmtree(layout, ignore_errors=True)
    blobs = layout / "blobs/sha256"
    blobs.mkdir(parents=True)
    layers = IMAGES[name](lambda: Layer(blobs))
    config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [diff_id for diff_id, _ in layers]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": document(blobs, "config.v1+json", config),
        "layers": [layer for _, layer in layers],
    }
    entry = document(blobs, "manifest.v1+json", manifest)
    entry["annotations"] = {"org.opencontainers.image.ref.name": "bench"}
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))


if __name__ == "__main__":
    for wanted in sys.argv[2:] or IMAGES:
        make(pathlib.Path(sys.argv[1]) / wanted, wanted)
        print(f"{sys.argv[1]}/{wanted}:bench")
