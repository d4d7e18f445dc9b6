# SPDX-License-Identifier: Apache-2.0
"""Images that are missing, cut, changed or lying: could not be checked, whatever a scanner would say of the rest."""

import gzip
import os

from support.bad_input import BadInput
from support.case import UNCHECKED, main
from support.image import blob_file, digest_of
from support.images import small_image

OTHER = "sha256:" + "0" * 64
AFTER_THE_END = b"after the end" + bytes(499)


class BadImage(BadInput):
    def setUp(self):
        super().setUp()
        self.image = small_image()
        self.layer = self.image.layers[1]

    def could_not_check(self, error, image="oci:image"):
        self.fails(UNCHECKED, f"pushgate: error: {error}\n", *self.words(image))

    def could_not_read_layer(self, error, kind="layer"):
        self.could_not_check(f"{kind} {self.layer.digest}: {error}\n  while reading layer 2 of 2")

    def file_of_layer(self):
        """The file of the second layer of a whole image."""
        return blob_file(self.write_image(self.image), self.layer.digest)


class NotThere(BadImage):
    def test_a_layout(self):
        self.could_not_check("image: does not exist; expected a folder")

    def test_an_archive(self):
        self.could_not_check("image.tar: does not exist; expected an archive", "oci-archive:image.tar")

    def test_a_tag(self):
        self.write_image()
        self.could_not_check("image: holds no image 'v2'; expected one of v1", "oci:image:v2")

    def test_a_layout_in_its_folder(self):
        (self.work / "image").mkdir()
        self.could_not_check("image: holds no oci-layout; expected an OCI image layout")

    def test_an_archive_in_its_file(self):
        (self.work / "image.tar").write_bytes(b"\x7fELF" + bytes(2000))
        self.could_not_check("image.tar: tar entry at byte 0: its header has a wrong checksum; expected 598, got 0",
                             "docker-archive:image.tar")

    def test_a_configuration(self):
        config = digest_of(self.image.config())
        file = blob_file(self.write_image(self.image), config)
        file.unlink()
        self.could_not_check(f"blob {config}: is missing; expected it as {file.relative_to(self.work)}")

    def test_a_layer(self):
        file = self.file_of_layer()
        file.unlink()
        self.could_not_read_layer(f"is missing; expected it as {file.relative_to(self.work)}", "blob")

    def test_a_layer_for_this_user(self):
        file = self.file_of_layer()
        what = "cannot be read: Permission denied"
        file.chmod(0)
        if os.geteuid() == 0:  # who may read every file, but nobody reads a folder as one
            file.unlink()
            file.mkdir()
            what = "is no regular file; expected one"
        self.could_not_check(f"{file.relative_to(self.work)}: {what}\n  while reading layer 2 of 2")


class Changed(BadImage):
    def test_a_layer_cut_short(self):
        self.file_of_layer().write_bytes(self.layer.blob[:-10])
        size = self.layer.size
        self.could_not_read_layer(f"is cut short; expected {size} bytes, got {size - 10}", "blob")

    def test_a_layer_cut_short_with_a_descriptor_to_match(self):
        whole = self.layer.blob
        self.layer.digest, self.layer.blob = digest_of(whole), whole[:-10]
        self.write_image(self.image)
        self.could_not_read_layer(f"is corrupt; expected digest {self.layer.digest}, got {digest_of(self.layer.blob)}")

    def test_a_byte_flipped_in_a_layer(self):
        content = bytearray(self.layer.blob)
        content[len(content) // 2] ^= 1
        self.file_of_layer().write_bytes(content)
        self.could_not_read_layer(f"is corrupt; expected digest {self.layer.digest}, got {digest_of(content)}")

    def test_a_byte_flipped_where_only_the_digest_can_tell(self):
        content = bytearray(self.layer.blob)
        content[9] ^= 1  # the operating system in gzip's header, which nobody reads
        self.assertEqual(self.layer.tar, gzip.decompress(content))
        self.file_of_layer().write_bytes(content)
        self.could_not_read_layer(f"is corrupt; expected digest {self.layer.digest}, got {digest_of(content)}")

    def test_a_manifest_of_the_same_size(self):
        content = self.image.manifest().replace(self.layer.digest.encode(), OTHER.encode())
        blob_file(self.write_image(self.image), self.image.digest).write_bytes(content)
        self.could_not_check(f"blob {self.image.digest}: has other content than its name says; "
                             f"expected {self.image.digest}, got {digest_of(content)}")

    def test_bytes_after_the_end_of_the_compression(self):
        self.layer.blob = self.layer.blob + AFTER_THE_END
        self.write_image(self.image)
        self.could_not_read_layer("is not valid gzip: bytes follow its last member")

    def test_bytes_after_the_end_of_the_tar(self):
        diff_id = self.layer.diff_id = self.layer.diff_id  # that of the tar before it grows
        self.layer.tar += AFTER_THE_END
        self.write_image(self.image)
        self.could_not_read_layer(f"its diff_id is wrong; the configuration says {diff_id}, "
                                  f"its tar has {digest_of(self.layer.tar)}")

    def test_bytes_after_the_end_of_the_tar_with_a_diff_id_to_match(self):
        end = len(self.layer.tar)
        self.layer.tar += AFTER_THE_END
        self.write_image(self.image)
        self.could_not_read_layer(f"the tar goes on after its end marker, at byte {end}; expected zeros")


class Lying(BadImage):
    def test_a_diff_id(self):
        self.layer.diff_id = OTHER
        self.write_image(self.image)
        self.could_not_read_layer(f"its diff_id is wrong; the configuration says {OTHER}, its tar has {digest_of(self.layer.tar)}")

    def test_a_diff_id_too_few(self):
        honest = self.image.config()
        self.image.config = lambda: honest.replace(f',"{self.layer.diff_id}"'.encode(), b"")
        self.write_image(self.image)
        self.could_not_check(f"manifest {self.image.digest}: has 2 layers, but its configuration 1 diff_ids; "
                             "expected one for each layer")

    def test_a_size_in_the_index_that_is_too_large(self):
        size = len(self.image.manifest())
        self.image.descriptor["size"] = size + 1
        self.write_image(self.image)
        self.could_not_check(f"blob {self.image.digest}: is cut short; expected {size + 1} bytes, got {size}")

    def test_a_size_in_the_index_that_is_too_small(self):
        size = len(self.image.manifest())
        self.image.descriptor["size"] = size - 1
        self.write_image(self.image)
        self.could_not_check(f"blob {self.image.digest}: is longer than its descriptor says; "
                             f"expected {size - 1} bytes, got {size}")

    def test_a_size_in_the_manifest(self):
        size = self.layer.size
        self.layer.size = size - 1
        self.write_image(self.image)
        self.could_not_read_layer(f"is longer than its descriptor says; expected {size - 1} bytes, got {size}", "blob")


if __name__ == "__main__":
    main()
