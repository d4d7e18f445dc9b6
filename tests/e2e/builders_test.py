# SPDX-License-Identifier: Apache-2.0
"""Whoever built an image, and in whatever form and compression it comes: the same packages, and the same document where
it is the same manifest."""

import gzip
import json

from support import builders, images
from support.case import PASSED, Case, main
from support.image import Image, blob_file
from support.process import pushgate, run

# What is about layers and not about packages: builders write other tar headers and other histories.
OF_LAYERS = {"aquasecurity:trivy:LayerDiffID", "pushgate:layer:created-by"}


def packages(document):
    """The components, without what differs with the builder."""
    found = json.loads(json.dumps(document["components"]))
    for one in found:
        one["properties"] = [each for each in one["properties"] if each["name"] not in OF_LAYERS]
        for occurrence in one.get("evidence", {}).get("occurrences", []):
            occurrence.pop("additionalContext")
    return found


def layer_types(layout):
    """The media types of the layers of the only image in a layout."""
    (descriptor,) = json.loads((layout / "index.json").read_text())["manifests"]
    return [one["mediaType"].rpartition(".")[2] for one in json.loads(blob_file(layout, descriptor["digest"]).read_bytes())["layers"]]


class Builders(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.image = Image(builders.steps().values())
        cls.image.write(cls.shared / "code", "v1")
        cls.code = f"oci:{cls.shared / 'code'}:v1"
        document = cls().sbom(cls.code)
        cls.expected = packages(document)
        assert [one["name"] for one in cls.expected] == ["debian", "apt", "tar", "idna", "urllib3"], cls.expected

    def sbom(self, name, **options):
        outcome = self.expect(PASSED, pushgate("sbom", name, "--cache-dir", self.folder / "cache", **options))
        return outcome.json()

    def has_the_packages(self, name):
        document = self.sbom(name)
        self.assertEqual(self.expected, packages(document))
        file = self.folder / "sbom.cdx.json"
        file.write_text(json.dumps(document))
        self.expect(PASSED, pushgate("sbom", "validate", file))
        return document

    def copy(self, source, target, *flags):
        self.tool("skopeo", "copy", "--quiet", *flags, source, target)
        return target

    def test_buildah(self):
        name = builders.buildah_image(self, f"oci:{self.folder / 'built'}:v1", builders.steps())
        document = self.has_the_packages(name)
        steps = [one["value"] for one in document["metadata"]["properties"] if one["name"].endswith(":created-by")]
        self.assertRegex("\n".join(steps), r"^/bin/sh -c #\(nop\) COPY dir:\w+ in / \n/bin/sh -c #\(nop\) COPY dir:\w+ in / $")
        for target in ("oci-archive", "docker-archive"):
            with self.subTest(target=target):
                archive = self.folder / f"{target}.tar"
                builders.buildah(self, "push", "--quiet", "built", f"{target}:{archive}:example.org/app:v1")
                self.has_the_packages(f"{target}:{archive}")

    def test_umoci(self):
        layout = self.folder / "umoci"
        image = f"{layout}:v1"
        self.tool("umoci", "init", "--layout", layout)
        self.tool("umoci", "new", "--image", image)
        for number, layer in enumerate(self.image.layers):
            tar = self.folder / f"{number}.tar"
            tar.write_bytes(layer.tar)
            self.tool("umoci", "raw", "add-layer", "--image", image, tar)
        self.tool("umoci", "config", "--image", image, "--architecture", "amd64", "--os", "linux")
        self.has_the_packages(f"oci:{image}")

    def test_umoci_from_an_unpacked_root(self):
        """One layer that umoci made itself of a tree: with folders, owners and extended headers."""
        bundle, layout = self.folder / "bundle", self.folder / "umoci"
        image = f"{layout}:v1"
        self.tool("umoci", "init", "--layout", layout)
        self.tool("umoci", "new", "--image", image)
        self.tool("umoci", "unpack", "--image", image, bundle)
        for files in builders.steps().values():
            builders.write_tree(bundle / "rootfs", files)
        self.tool("umoci", "repack", "--image", image, bundle)
        found = self.sbom(f"oci:{image}")["components"]
        self.assertEqual([one["purl"] for one in self.expected if "purl" in one], [one["purl"] for one in found if "purl" in one])

    def test_skopeo_in_every_form(self):
        self.has_the_packages(self.copy(self.code, f"oci:{self.folder / 'oci'}:v1"))
        for form in ("oci-archive", "docker-archive"):
            with self.subTest(form=form):
                archive = self.folder / f"{form}.tar"
                self.copy(self.code, f"{form}:{archive}:example.org/app:v1")
                self.has_the_packages(f"{form}:{archive}")
                for tool in ("gzip", "zstd -q"):
                    run("sh", "-c", f"{tool} <{archive} >{archive}.packed")
                    self.has_the_packages(f"{form}:{archive}.packed")

    def test_skopeo_with_zstd(self):
        self.has_the_packages(self.copy(self.code, f"oci:{self.folder / 'zstd'}:v1", "--dest-compress", "--dest-compress-format", "zstd"))
        self.assertEqual(["tar+zstd"] * 2, layer_types(self.folder / "zstd"))

    def test_skopeo_without_compression(self):
        flags = ("--dest-decompress", "--dest-oci-accept-uncompressed-layers")
        plain = self.copy(self.code, f"dir:{self.folder / 'dir'}", "--dest-decompress")
        self.has_the_packages(self.copy(plain, f"oci:{self.folder / 'plain'}:v1", *flags))
        self.assertEqual(["tar"] * 2, layer_types(self.folder / "plain"))
        self.has_the_packages(self.copy(plain, f"oci-archive:{self.folder / 'plain.tar'}:v1", *flags))

    def test_several_gzip_members(self):
        """As pigz and stargz write them: one stream of several members, an empty one among them."""
        image = Image(builders.steps().values())
        for layer in image.layers:
            middle = len(layer.tar) // 2 + 7
            layer.blob = gzip.compress(layer.tar[:middle]) + gzip.compress(b"") + gzip.compress(layer.tar[middle:])
        image.write(self.folder / "members", "v1")
        document = self.has_the_packages(f"oci:{self.folder / 'members'}:v1")
        self.assertEqual(image.digest, document["metadata"]["component"]["version"])

    def test_the_same_manifest_under_the_same_name_gives_the_same_bytes(self):
        written = []
        for place, flags in (("one", ()), ("two", ("--preserve-digests",))):
            folder = self.folder / place
            folder.mkdir()
            self.copy(self.code, f"oci:{folder / 'image'}:v1", *flags)
            written.append(self.expect(PASSED, pushgate("sbom", "oci:image:v1", "--cache-dir", folder / "cache", cwd=folder)).out)
        self.assertEqual(written[0], written[1])

    def test_the_same_manifest_in_an_archive_differs_in_its_name_alone(self):
        archive = self.folder / "image.tar"
        self.copy(self.code, f"oci-archive:{archive}:v1", "--preserve-digests")
        one, other = self.sbom(self.code), self.sbom(f"oci-archive:{archive}")
        self.assertEqual((self.code, f"oci-archive:{archive}"), tuple(each["metadata"]["component"].pop("name") for each in (one, other)))
        self.assertNotEqual(one.pop("serialNumber"), other.pop("serialNumber"))
        self.assertEqual(one, other)


if __name__ == "__main__":
    main()
