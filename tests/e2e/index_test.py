# SPDX-License-Identifier: Apache-2.0
"""Indexes: one document a platform, each about that platform's own manifest; what lies beside the images is no platform."""

import json

from support import images
from support.case import MISUSE, PASSED, UNCHECKED, Case, main
from support.image import Image, attestation, write_index
from support.process import pushgate

PLATFORMS = {"linux/amd64": ("linux", "amd64"), "linux/arm64/v8": ("linux", "arm64", "v8"), "linux/arm/v7": ("linux", "arm", "v7")}
LISTED = "linux/amd64, linux/arm64/v8, linux/arm/v7"


def without(descriptors, member):
    return [{name: value for name, value in one.items() if name != member} for one in descriptors]


class Indexes(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.shared / "layout"
        cls.images = {}
        for platform, parts in PLATFORMS.items():
            version = f"1.{len(cls.images)}"  # each platform has a package that tells it from the others
            cls.images[platform] = Image([images.debian(images.deb("apt", version))], platform=parts).write(layout)
        amd64, arm64, arm = cls.images.values()
        attestations = [attestation(layout, of=one) for one in (amd64, arm64, arm)]
        write_index(layout, "flat", [amd64, arm64, arm, *attestations])
        inner = write_index(layout, None, [arm64, arm, *attestations[1:]])
        write_index(layout, "marked", [amd64, arm64, arm, *without(attestations, "platform")])
        write_index(layout, "unmarked", [amd64, arm64, arm, *without(attestations, "annotations")])
        write_index(layout, "bare", [amd64, arm64, arm, *without(without(attestations, "annotations"), "platform")])
        write_index(layout, "nested", [amd64, attestations[0], inner])
        write_index(layout, "alone", [amd64, attestations[0]])
        write_index(layout, "nothing", attestations)
        write_index(layout, "unnamed", [amd64, *without([arm64], "platform")])
        cls.layout = layout

    def name(self, tag):
        return f"oci:{self.layout}:{tag}"

    def sbom(self, tag, *flags):
        return pushgate("sbom", self.name(tag), "--cache-dir", self.folder / "cache", *flags)

    def is_of(self, platform, document):
        """The document is about the platform's manifest, and has the packages of its image."""
        self.assertEqual(self.images[platform]["digest"], document["metadata"]["component"]["version"])
        version = f"1.{list(PLATFORMS).index(platform)}"
        self.assertEqual([("debian", "12.5"), ("apt", version)],
                         [(one["name"], one["version"]) for one in document["components"]])

    def test_one_platform_each(self):
        for tag in ("flat", "nested"):
            for platform in PLATFORMS:
                with self.subTest(tag=tag, platform=platform):
                    self.is_of(platform, self.expect(PASSED, self.sbom(tag, "--platform", platform)).json())

    def test_a_variant_that_goes_without_saying(self):
        self.is_of("linux/arm64/v8", self.expect(PASSED, self.sbom("flat", "--platform", "linux/arm64")).json())
        self.is_of("linux/arm/v7", self.expect(PASSED, self.sbom("flat", "--platform", "linux/arm")).json())

    def test_all_platforms(self):
        for tag in ("flat", "nested"):
            with self.subTest(tag=tag):
                folder = self.folder / tag / "documents"
                outcome = self.expect(PASSED, self.sbom(tag, "--all-platforms", "-o", folder))
                files = {platform: folder / f"{platform.replace('/', '-')}.cdx.json" for platform in PLATFORMS}
                self.assertEqual(sorted(files.values()), sorted(folder.iterdir()))
                self.assertEqual("".join(f"{file}: 1 package, 0 executables\n" for file in files.values()), outcome.out)
                for platform, file in files.items():
                    self.is_of(platform, json.loads(file.read_text()))
                    self.expect(PASSED, pushgate("sbom", "validate", file))

    def test_each_platform_s_document_is_the_one_made_alone(self):
        self.expect(PASSED, self.sbom("flat", "--all-platforms", "-o", self.folder / "all"))
        alone = self.expect(PASSED, self.sbom("flat", "--platform", "linux/arm/v7"))
        self.assertEqual(alone.out, (self.folder / "all" / "linux-arm-v7.cdx.json").read_text())

    def test_attestations_are_told_by_any_of_their_marks(self):
        """The annotation, the platform, or their configuration's platform alone."""
        for tag in ("marked", "unmarked", "bare"):
            with self.subTest(tag=tag):
                folder = self.folder / tag
                self.expect(PASSED, self.sbom(tag, "--all-platforms", "-o", folder))
                self.assertEqual(["linux-amd64.cdx.json", "linux-arm-v7.cdx.json", "linux-arm64-v8.cdx.json"],
                                 sorted(file.name for file in folder.iterdir()))

    def test_several_platforms_and_none_asked_for(self):
        for tag in ("flat", "nested", "marked", "unmarked", "bare"):
            with self.subTest(tag=tag):
                outcome = self.expect(MISUSE, self.sbom(tag))
                self.assertEqual(f"pushgate: error: {self.name(tag)}: holds images for 3 platforms; expected --platform with one of "
                                 f"{LISTED}\n", outcome.err)

    def test_a_platform_that_it_does_not_hold(self):
        outcome = self.expect(UNCHECKED, self.sbom("flat", "--platform", "linux/s390x"))
        self.assertEqual(f"pushgate: error: {self.name('flat')}: holds no image for linux/s390x; expected one of {LISTED}\n",
                         outcome.err)
        outcome = self.expect(UNCHECKED, self.sbom("flat", "--platform", "unknown/unknown"))
        self.assertEqual(f"pushgate: error: {self.name('flat')}: holds no image for unknown/unknown; expected one of {LISTED}\n",
                         outcome.err)

    def test_one_platform_and_its_attestation_needs_no_choice(self):
        self.is_of("linux/amd64", self.expect(PASSED, self.sbom("alone")).json())

    def test_attestations_alone_are_no_image(self):
        outcome = self.expect(UNCHECKED, self.sbom("nothing"))
        self.assertEqual(f"pushgate: error: {self.name('nothing')}: is an index without an image; expected one for at least one "
                         "platform\n", outcome.err)
        folder = self.folder / "none"
        outcome = self.expect(UNCHECKED, self.sbom("nothing", "--all-platforms", "-o", folder))
        self.assertFalse(folder.exists())

    def test_a_platform_that_only_the_configuration_tells(self):
        self.is_of("linux/arm64/v8", self.expect(PASSED, self.sbom("unnamed", "--platform", "linux/arm64/v8")).json())

    def test_all_platforms_of_one_image(self):
        layout = self.folder / "one"
        Image([images.debian(images.deb("apt", "1.0"))]).write(layout, "v1")
        self.expect(PASSED, pushgate("sbom", f"oci:{layout}:v1", "--all-platforms", "-o", self.folder / "out"))
        self.assertEqual(["linux-amd64.cdx.json"], [file.name for file in (self.folder / "out").iterdir()])

    def test_wrong_use(self):
        outcome = self.expect(MISUSE, self.sbom("flat", "--all-platforms"))
        self.assertEqual("pushgate: error: --all-platforms: makes one document a platform; expected -o FOLDER\n", outcome.err)
        outcome = self.expect(MISUSE, self.sbom("flat", "--all-platforms", "--platform", "linux/amd64", "-o", self.folder / "out"))
        self.assertEqual("pushgate: error: --platform: names one platform; expected it or --all-platforms, not both\n", outcome.err)
        outcome = self.expect(MISUSE, self.sbom("flat", "--platform", "linux"))
        self.assertEqual("pushgate: error: platform 'linux': has another form; expected OS/ARCHITECTURE[/VARIANT], such as "
                         "linux/amd64\n", outcome.err)


if __name__ == "__main__":
    main()
