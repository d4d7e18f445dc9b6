# SPDX-License-Identifier: Apache-2.0
"""What changes between scan and push: the bytes that were scanned are pushed, or nothing is. A program that passes for Trivy
makes the change and then becomes Trivy, so that it always happens after the image was read and before it is pushed."""

import base64
import hashlib
import json
import shutil

from support import images, places
from support.case import PASSED, UNCHECKED, Case, main
from support.fake_trivy import during_scan
from support.image import Image, blob_file
from support.process import pushgate
from support.registries import docker_registry, strict_registry


class ChangedImage(Case):
    """A good image and one with a known vulnerability in one layout; the good one is gated and becomes the other."""

    def setUp(self):
        super().setUp()
        self.layout = self.folder / "layout"
        self.good = self.write("good", "2.5.0")
        self.bad = self.write("bad", "1.26.4")
        self.registry = strict_registry(self)
        self.reference = f"{self.registry.address}/app:v1"
        self.evidence = self.folder / "evidence"

    def write(self, tag, version):
        return Image([images.debian(images.deb("apt", "2.6.1")), images.wheel("urllib3", version)]).write(self.layout, tag)["digest"]

    def manifest(self, digest):
        return json.loads(blob_file(self.layout, digest).read_bytes())

    def layer(self, digest):
        """The file of the layer in which the two differ."""
        return blob_file(self.layout, self.manifest(digest)["layers"][-1]["digest"])

    def push(self, image, change):
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        with during_scan(self.folder, temporary, change) as trivy:
            return self.gate(image, "--key", self.key(), "--evidence", self.evidence, "--push", self.reference, trivy=trivy,
                             env={"TMPDIR": temporary})

    def is_refused(self, change, error):
        """The push ends at the layer in which the two differ."""
        layer = self.layer(self.good)
        outcome = self.expect(UNCHECKED, self.push(self.named(), change))
        self.assertEqual(f"pushgate: error: {error}\n  while uploading blob sha256:{layer.name} to {self.registry.address}/app\n", outcome.err)
        content = self.registry.content()
        self.assertEqual(({}, {}), (content["tags"].get("app", {}), {name: some for name, some in content["manifests"].items() if some}))
        self.assertFalse(self.evidence.exists())

    def pushes_what_was_scanned(self, image, change, digest=None):
        self.expect(PASSED, self.push(image, change))
        digest = digest or self.good
        self.assertEqual(digest, self.registry.content()["tags"]["app"]["v1"])
        statement = json.loads(base64.b64decode(json.loads((self.evidence / "receipt.dsse.json").read_text())["payload"]))
        self.assertEqual(digest[7:], statement["subject"][0]["digest"]["sha256"])
        self.expect(PASSED, pushgate("verify", self.reference, "--key", self.folder / "cosign.pub", "--require", "signature,sbom,receipt"))

    def named(self, tag="good"):
        return f"oci:{self.layout}:{tag}"


class Layouts(ChangedImage):
    def test_a_layer_s_bytes(self):
        layer = self.layer(self.good)
        digest, size = layer.name, layer.stat().st_size
        flipped = self.folder / "flipped"
        content = bytearray(layer.read_bytes())
        content[-9] ^= 1
        flipped.write_bytes(content)
        self.is_refused(f"cp {flipped} {layer}",
                        f"blob sha256:{digest}: is corrupt; expected digest sha256:{digest}, got "
                        f"sha256:{hashlib.sha256(content).hexdigest()}")
        self.assertEqual(size, layer.stat().st_size)

    def test_a_layer_that_takes_another_s_place(self):
        layer, other = self.layer(self.good), self.layer(self.bad)
        size, other_size = layer.stat().st_size, other.stat().st_size
        self.assertNotEqual(size, other_size)
        what = "is longer than its descriptor says" if other_size > size else "is cut short"
        self.is_refused(f"cp {other} {self.folder}/new && mv {self.folder}/new {layer}",
                        f"blob sha256:{layer.name}: {what}; expected {size} bytes, got {other_size}")

    def test_a_layer_that_is_gone(self):
        layer = self.layer(self.good)
        self.is_refused(f"rm -f {layer}", f"blob sha256:{layer.name}: is missing; expected it as {layer}")

    def test_a_layer_behind_a_link(self):
        layer = self.layer(self.good)
        self.is_refused(f"cp {layer} {self.folder}/moved; ln -sf {self.folder}/moved {layer}",
                        f"{layer}: is a symbolic link or lies behind one; expected regular files and folders only")

    def test_the_manifest(self):
        manifest, other = blob_file(self.layout, self.good), blob_file(self.layout, self.bad)
        self.pushes_what_was_scanned(self.named(), f"cp {other} {manifest}")

    def test_the_configuration(self):
        config = blob_file(self.layout, self.manifest(self.good)["config"]["digest"])
        self.pushes_what_was_scanned(self.named(), f"echo '{{}}' > {config}")

    def test_the_entry_of_the_index(self):
        index = self.layout / "index.json"
        moved = self.folder / "index.json"
        moved.write_text(index.read_text().replace(self.good, self.bad))
        self.pushes_what_was_scanned(self.named(), f"cp {moved} {index}")

    def test_the_whole_folder(self):
        """Another layout takes the name: the one that was opened is still read."""
        other = self.folder / "other"
        shutil.copytree(self.layout, other)
        (other / "index.json").write_text((other / "index.json").read_text().replace(self.good, self.bad))
        shutil.rmtree(other / "blobs")
        self.pushes_what_was_scanned(self.named(), f"[ -d {other} ] && mv {self.layout} {self.folder}/away && mv {other} {self.layout}")


class Archives(ChangedImage):
    def archive(self, form, tag):
        file = self.folder / f"{tag}.tar"
        name = f"{form}:{file}:app:v1" if form == "docker-archive" else f"{form}:{file}"
        self.tool("skopeo", "copy", "--quiet", self.named(tag), name)
        return file

    def test_written_over(self):
        for form in ("docker-archive", "oci-archive"):
            with self.subTest(form=form):
                good, bad = self.archive(form, "good"), self.archive(form, "bad")
                size = good.stat().st_size
                outcome = self.expect(UNCHECKED, self.push(f"{form}:{good}", f"head -c {size} {bad} | cat > {good}"))
                self.assertRegex(outcome.err, r"^pushgate: error: (blob|layer) sha256:[0-9a-f]{64}: ")
                self.assertEqual({}, self.registry.content()["tags"].get("app", {}))
                self.assertFalse(self.evidence.exists())
                for file in (good, bad, self.folder / "cosign.key", self.folder / "cosign.pub"):
                    file.unlink()

    def test_cut_short(self):
        good = self.archive("docker-archive", "good")
        outcome = self.expect(UNCHECKED, self.push(f"docker-archive:{good}", f": > {good}"))
        self.assertRegex(outcome.err, r"^pushgate: error: blob sha256:[0-9a-f]{64}: ")
        self.assertEqual({}, self.registry.content()["tags"].get("app", {}))

    def test_replaced(self):
        """The file that was opened is still the one that is read."""
        good, bad = self.archive("docker-archive", "good"), self.archive("docker-archive", "bad")
        self.expect(PASSED, self.gate(f"docker-archive:{good}", "--evidence", self.folder / "before"))
        digest = json.loads((self.folder / "before" / "subject.json").read_text())["digest"]
        self.pushes_what_was_scanned(f"docker-archive:{good}", f"cp {bad} {self.folder}/new && mv {self.folder}/new {good}", digest)


class Registries(ChangedImage):
    def source(self, registry):
        name = f"{registry.address}/source:v1"
        for tag in ("bad", "good"):
            self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", self.named(tag), f"docker://{name.replace(':v1', ':' + tag)}")
        self.tool("crane", "tag", name.replace(":v1", ":good"), "v1")
        return name

    def test_the_tag_is_moved(self):
        name = self.source(docker_registry(self))
        crane = places.tool("crane")
        self.pushes_what_was_scanned(f"docker://{name}", f"{crane} tag {name.replace(':v1', ':bad')} v1 >&2 || exit 9")
        self.assertEqual(self.bad, self.tool("crane", "digest", name).out.strip())

    def test_the_image_is_deleted(self):
        registry = docker_registry(self)
        name = self.source(registry)
        storage = self.folder / "registry"
        outcome = self.expect(UNCHECKED, self.push(f"docker://{name}", f"rm -rf {storage}/docker/registry/v2/blobs"))
        self.assertRegex(outcome.err, "^pushgate: error: ")
        self.assertEqual({}, self.registry.content()["tags"].get("app", {}))
        self.assertFalse(self.evidence.exists())


if __name__ == "__main__":
    main()
