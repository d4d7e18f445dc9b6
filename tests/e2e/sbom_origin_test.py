# SPDX-License-Identifier: Apache-2.0
"""Where each package comes from: its layer, the step that made the layer, the base image; what needs what; and the same
document from every run."""

import json
import re

from support import builders, images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.image import Image, write_index
from support.process import pushgate
from support.registries import referrers_registry


def properties(component):
    return {one["name"]: one["value"] for one in component["properties"]}


def by_name(document):
    return {one["name"]: one for one in document["components"] if one["type"] == "library"}


class Sbom(Case):
    def sbom(self, *words, **options):
        options.setdefault("env", {"SOURCE_DATE_EPOCH": None})
        return self.expect(PASSED, pushgate("sbom", *words, **options)).out


class SameBytes(Sbom):
    """Without SOURCE_DATE_EPOCH: nothing of the run is in the document."""

    def test_cold_warm_and_cold_again(self):
        for image in (places.image("small"), places.image("good")):
            with self.subTest(image=image):
                caches = [self.folder / "one", self.folder / "one", self.folder / "two"]
                self.assertEqual(1, len({self.sbom(image, "--cache-dir", cache) for cache in caches}))

    def test_whatever_the_cache_can_do(self):
        expected = self.sbom(places.image("small"), "--cache-dir", self.folder / "cache")
        (self.folder / "file").write_text("no folder")
        self.assertEqual(expected, self.sbom(places.image("small"), "--cache-dir", self.folder / "file"))
        for file in [path for path in (self.folder / "cache").rglob("*") if path.is_file()]:
            file.write_bytes(file.read_bytes()[:-5] + b"12345")
        self.assertEqual(expected, self.sbom(places.image("small"), "--cache-dir", self.folder / "cache"))

    def test_a_file_and_standard_output(self):
        file = self.folder / "sbom.json"
        self.sbom(places.image("small"), "-o", file)
        self.assertEqual(self.sbom(places.image("small")), file.read_text())

    def test_a_registry_by_tag_and_by_digest(self):
        registry = referrers_registry(self)
        for tag in ("v1", "latest"):
            self.tool("skopeo", "copy", "--quiet", "--preserve-digests", "--dest-tls-verify=false", places.image("small"),
                      f"docker://{registry.address}/app:{tag}")
        names = [f"docker://{registry.address}/app{which}" for which in (":v1", ":latest", "@" + places.manifest_of("small"))]
        one, *others = [self.sbom(name, "--cache-dir", self.folder / str(number)) for number, name in enumerate(names)]
        self.assertEqual([one, one], others)
        subject = json.loads(one)["metadata"]["component"]
        self.assertEqual((f"{registry.address}/app", places.manifest_of("small")), (subject["name"], subject["version"]))
        local = json.loads(self.sbom(places.image("small")))
        self.assertEqual(local["components"], json.loads(one)["components"])

    def test_the_time_is_the_image_s_or_the_one_asked_for(self):
        layout = self.folder / "layout"
        layers = [images.debian(images.deb("apt", "2.6.1"))]
        Image(layers, created="2025-03-04T05:06:07.891+01:00").write(layout, "dated")
        Image(layers).write(layout, "undated")
        self.assertEqual("2025-03-04T04:06:07Z", json.loads(self.sbom(f"oci:{layout}:dated"))["metadata"]["timestamp"])
        self.assertNotIn("timestamp", json.loads(self.sbom(f"oci:{layout}:undated"))["metadata"])
        asked = self.sbom(f"oci:{layout}:dated", env={"SOURCE_DATE_EPOCH": "1700000000"})
        self.assertEqual("2023-11-14T22:13:20Z", json.loads(asked)["metadata"]["timestamp"])
        self.expect(MISUSE, pushgate("sbom", f"oci:{layout}:dated", env={"SOURCE_DATE_EPOCH": "yesterday"}))


class SpecVersions(Sbom):
    def test_both_are_valid_and_say_the_same(self):
        documents = {}
        for version in ("1.6", "1.7"):
            file = self.folder / f"{version}.json"
            self.sbom(places.image("good"), "--spec-version", version, "-o", file)
            self.expect(PASSED, pushgate("sbom", "validate", file))
            document = json.loads(file.read_text())
            self.assertEqual(f"http://cyclonedx.org/schema/bom-{version}.schema.json", document.pop("$schema"))
            self.assertEqual(version, document.pop("specVersion"))
            documents[version] = document, document.pop("serialNumber")
        self.assertEqual(documents["1.6"][0], documents["1.7"][0])
        self.assertNotEqual(documents["1.6"][1], documents["1.7"][1])

    def test_another(self):
        outcome = self.expect(MISUSE, pushgate("sbom", places.image("small"), "--spec-version", "1.5"))
        self.assertIn("--spec-version: 1.5 not in {1.6,1.7}", outcome.err)


class Steps(Sbom):
    """The layers of an image with a history, and of one whose history does not fit."""

    def test_each_component_names_its_layer_and_the_step_that_made_it(self):
        name = builders.buildah_image(self, f"oci:{self.folder / 'built'}:v1", builders.steps())
        config = json.loads(self.tool("skopeo", "inspect", "--config", name).out)
        made = [one["created_by"] for one in config["history"] if not one.get("empty_layer")]
        self.assertEqual((2, 4), (len(made), len(config["history"])))
        document = json.loads(self.sbom(name))
        whole = properties(document["metadata"])
        found = by_name(document)
        for index, names in enumerate((("apt", "tar"), ("idna", "urllib3"))):
            diff_id = config["rootfs"]["diff_ids"][index]
            self.assertEqual(diff_id, whole[f"pushgate:layer:{index}:diff-id"])
            self.assertEqual(made[index], whole[f"pushgate:layer:{index}:created-by"])
            for name in names:
                with self.subTest(name=name):
                    own = properties(found[name])
                    self.assertEqual((str(index), made[index], diff_id), tuple(own[key] for key in (
                        "pushgate:layer:index", "pushgate:layer:created-by", "aquasecurity:trivy:LayerDiffID")))
                    self.assertEqual([f"layer {diff_id}"], [one["additionalContext"] for one in found[name]["evidence"]["occurrences"]])

    def test_a_history_that_does_not_account_for_every_layer_names_none(self):
        layout = self.folder / "layout"
        layers = list(builders.steps().values())
        steps = [{"created_by": "COPY system /"}, {"created_by": "USER app", "empty_layer": True}]
        Image(layers, history=steps).write(layout, "short")
        document = json.loads(self.sbom(f"oci:{layout}:short"))
        self.assertEqual([], [name for name in properties(document["metadata"]) if name.endswith("created-by")])
        self.assertEqual("1", properties(by_name(document)["idna"])["pushgate:layer:index"])
        self.assertNotIn("pushgate:layer:created-by", properties(by_name(document)["idna"]))


class Base(Sbom):
    """An image and what it was built on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.layout = cls.shared / "layout"
        system, wheels = builders.steps().values()
        more = images.wheel("flask", "3.1.0")
        Image([system]).write(layout, "base")
        Image([system, wheels]).write(layout, "larger-base")
        Image([system, wheels, more]).write(layout, "app")
        Image([system, {"etc/motd": "another"}]).write(layout, "sibling")
        Image([wheels]).write(layout, "foreign")
        platforms = [Image([system] if platform[1] == "amd64" else [wheels], platform=platform).write(layout)
                     for platform in (("linux", "amd64"), ("linux", "arm64"))]
        write_index(layout, "bases", platforms)

    def name(self, tag):
        return f"oci:{self.layout}:{tag}"

    def origins(self, *words):
        document = json.loads(self.sbom(self.name("app"), *words))
        return ({name: properties(one).get("pushgate:origin") for name, one in by_name(document).items()},
                [value for name, value in properties(document["metadata"]).items() if name.endswith(":origin")])

    def test_without_one_nothing_is_said(self):
        self.assertEqual((dict.fromkeys(("apt", "tar", "idna", "urllib3", "flask")), []), self.origins())

    def test_what_came_with_the_base_and_what_did_not(self):
        of_base = {"apt": "base", "tar": "base"}
        self.assertEqual(({**of_base, "idna": "own", "urllib3": "own", "flask": "own"}, ["base", "own", "own"]),
                         self.origins("--base", self.name("base")))
        self.assertEqual(({**of_base, "idna": "base", "urllib3": "base", "flask": "own"}, ["base", "base", "own"]),
                         self.origins("--base", self.name("larger-base")))
        self.assertEqual((dict.fromkeys(("apt", "tar", "idna", "urllib3", "flask"), "base"), ["base"] * 3),
                         self.origins("--base", self.name("app")))

    def test_of_an_index_it_is_the_one_for_the_image_s_platform(self):
        self.assertEqual(["base", "own", "own"], self.origins("--base", self.name("bases"))[1])
        self.assertEqual(["base", "own", "own"], self.origins("--base", self.name("bases"), "--platform", "linux/amd64")[1])

    def test_a_wrong_one_is_refused_and_nothing_written(self):
        for tag, shared, layers in (("sibling", 1, 2), ("foreign", 0, 1)):
            with self.subTest(base=tag):
                file = self.folder / "sbom.json"
                outcome = self.expect(REFUSED, pushgate("sbom", self.name("app"), "--base", self.name(tag), "-o", file))
                self.assertEqual(f"pushgate: error: --base {self.name(tag)}: is not what the image was built on: {shared} of its "
                                 f"{layers} layers are the image's lowest; expected all\n"
                                 "  hint: name the base by the digest that the image was built on\n", outcome.err)
                self.assertFalse(file.exists())
        self.expect(REFUSED, pushgate("sbom", self.name("base"), "--base", self.name("app")))

    def test_one_that_is_not_there(self):
        outcome = self.expect(UNCHECKED, pushgate("sbom", self.name("app"), "--base", self.name("absent")))
        self.assertIn(f"while opening --base {self.name('absent')}\n", outcome.err)

    def test_one_that_is_no_name(self):
        self.expect(MISUSE, pushgate("sbom", self.name("app"), "--base", "nowhere:"))


class Needs(Sbom):
    """The graph: what a package says it needs, where it is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = pushgate("sbom", places.image("good")).json()
        cls.edges = {one["ref"]: one["dependsOn"] for one in cls.document["dependencies"]}
        cls.names = {}

        def walk(components):
            for one in components:
                cls.names[one["bom-ref"]] = one["name"]
                walk(one.get("components", []))

        walk([cls.document["metadata"]["component"], *cls.document["components"]])

    def needed_by(self, kind, name):
        top = {one["bom-ref"] for one in self.document["components"]}  # of wheels in debs there may be others
        (ref,) = [ref for ref in top if ref.startswith(f"pkg:{kind}/") and self.names[ref].lower() == name]
        return {self.names[one] for one in self.edges[ref]}

    def test_every_reference_is_a_component_and_every_component_has_a_place(self):
        self.assertEqual(set(self.names), set(self.edges))
        self.assertLessEqual({one for targets in self.edges.values() for one in targets}, set(self.names))
        self.assertEqual(len(self.names), len(self.document["dependencies"]))

    def test_everything_is_reached_from_the_image(self):
        reached, waiting = set(), ["root"]
        while waiting:
            ref = waiting.pop()
            if ref not in reached:
                reached.add(ref)
                waiting += self.edges[ref]
        self.assertEqual(set(self.names), reached)

    def test_debs(self):
        self.assertLessEqual({"python3.11", "libpython3-stdlib", "python3-minimal"}, self.needed_by("deb", "python3"))
        self.assertLessEqual({"libpython3.11-minimal", "libc6", "zlib1g"}, self.needed_by("deb", "python3.11-minimal"))
        self.assertIn("libcurl4", self.needed_by("deb", "curl"))

    def test_debs_agree_with_dpkg(self):
        """What dpkg-query says of Depends and Pre-Depends: each name that is installed is an edge."""
        blobs = places.LAYOUT / "blobs"
        manifest = json.loads((blobs / places.manifest_of("good").replace(":", "/")).read_text())
        admin = self.folder / "dpkg"
        admin.mkdir()
        root = blobs / manifest["layers"][0]["digest"].replace(":", "/")
        (admin / "status").write_text(self.tool("tar", "-xOzf", root, "./var/lib/dpkg/status").out)
        listed = self.tool("dpkg-query", f"--admindir={admin}", "-W", "-f", "${Package}\t${Pre-Depends}, ${Depends}\n").out
        installed = {line.partition("\t")[0] for line in listed.splitlines()}
        missing = {}
        for line in listed.splitlines():
            package, _, stated = line.partition("\t")
            clauses = [[re.match(r"[\w.+-]*", one.strip())[0] for one in clause.split("|")] for clause in stated.split(",")]
            first = {name for clause in clauses for name in [one for one in clause if one in installed][:1]}
            if without := first - {package} - self.needed_by("deb", package):
                missing[package] = without
        self.assertEqual({}, missing)

    def test_wheels(self):
        self.assertEqual({"blinker", "click", "itsdangerous", "jinja2", "markupsafe", "werkzeug"},
                         {name.lower() for name in self.needed_by("pypi", "flask")})
        self.assertEqual({"markupsafe"}, {name.lower() for name in self.needed_by("pypi", "jinja2")})

    def test_alternatives_and_extras(self):
        layout = self.folder / "layout"
        Image(builders.steps().values()).write(layout, "v1")
        document = json.loads(self.sbom(f"oci:{layout}:v1"))
        edges = {one["ref"].partition("@")[0]: [ref.partition("@")[0] for ref in one["dependsOn"]] for one in document["dependencies"]}
        self.assertEqual(["pkg:deb/debian/apt"], edges["pkg:deb/debian/tar"])
        self.assertEqual(["pkg:pypi/idna"], edges["pkg:pypi/urllib3"], "brotli is of an extra")


if __name__ == "__main__":
    main()
