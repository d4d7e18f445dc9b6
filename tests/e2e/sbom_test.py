# SPDX-License-Identifier: Apache-2.0
"""`pushgate sbom`: the packages that the image's own databases name, the same bytes each time."""

import json
import re

from support import images, places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

FIXED = {"SOURCE_DATE_EPOCH": "1700000000"}


def packages(document, kind, nested=False):
    """{(name, version)} of a document's top-level, or nested, components with a purl of this type."""
    components = [one for one in document["components"] if one["type"] == "library"]
    if nested:
        components = [inner for one in components for inner in one.get("components", [])]
    return {(one["name"], one["version"]) for one in components if one["purl"].startswith(f"pkg:{kind}/")}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


class RealImage(Case):
    """The Debian root and its wheels, against what dpkg and pip know of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cache = cls.shared / "cache"
        cls.cold = pushgate("sbom", places.image("good"), "--cache-dir", cls.cache, env=FIXED)
        assert cls.cold.code == PASSED, cls.cold
        cls.document = cls.cold.json()

    def test_the_debs_are_those_that_dpkg_query_lists(self):
        admin = self.folder / "dpkg"
        admin.mkdir()
        layout = places.LAYOUT / "blobs"
        manifest = json.loads((layout / places.manifest_of("good").replace(":", "/")).read_text())
        root = layout / manifest["layers"][0]["digest"].replace(":", "/")
        (admin / "status").write_text(self.tool("tar", "-xOzf", root, "./var/lib/dpkg/status").out)
        listed = self.tool("dpkg-query", f"--admindir={admin}", "-W", "-f", "${Package} ${Version}\n").out
        self.assertEqual({tuple(line.split(" ")) for line in listed.splitlines()}, packages(self.document, "deb"))

    def test_the_wheels_are_those_of_the_lock(self):
        lock = (places.EXAMPLE / "requirements.lock").read_text()
        locked = {(plain(name), version) for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock, re.M)}
        found = {(plain(name), version) for name, version in packages(self.document, "pypi")}
        self.assertEqual(locked, found)

    def test_python_packages_of_debs_are_inside_them(self):
        nested = {plain(name) for name, _ in packages(self.document, "pypi", nested=True)}
        self.assertLessEqual({"requests", "pyyaml", "setuptools"}, nested)
        owners = {one["name"] for one in self.document["components"] if one.get("components")}
        self.assertLessEqual({"python3-requests", "python3-yaml", "python3-setuptools"}, owners)

    def test_each_package_names_its_layer_and_licences(self):
        urllib3 = next(one for one in self.document["components"] if one["name"] == "urllib3")
        config = json.loads(self.tool("skopeo", "inspect", "--config", places.image("good")).out)
        layers = {one["name"]: one["value"] for one in urllib3["properties"]}
        self.assertEqual(config["rootfs"]["diff_ids"][1], layers["aquasecurity:trivy:LayerDiffID"])
        self.assertEqual("MIT", urllib3["licenses"][0]["license"]["id"])
        libraries = [one for one in self.document["components"] if one["type"] == "library"]
        unlicensed = [one["name"] for one in libraries if not one.get("licenses")]  # a few debs tell theirs in free words
        self.assertLess(10 * len(unlicensed), len(libraries), unlicensed)

    def test_a_warm_run_gives_the_bytes_of_the_cold_one(self):
        self.assertTrue(any(self.cache.rglob("*")), "nothing was kept")
        warm = self.expect(PASSED, pushgate("sbom", places.image("good"), "--cache-dir", self.cache, env=FIXED))
        other = self.expect(PASSED, pushgate("sbom", places.image("good"), "--cache-dir", self.folder / "empty", env=FIXED))
        self.assertEqual(self.cold.out, warm.out)
        self.assertEqual(self.cold.out, other.out)

    def test_it_is_valid(self):
        file = self.folder / "sbom.cdx.json"
        file.write_text(self.cold.out)
        self.assertEqual(f"{file}: valid\n", self.expect(PASSED, pushgate("sbom", "validate", file)).out)
        document = self.cold.json()
        document["components"][1]["type"] = "banana"
        file.write_text(json.dumps(document))
        outcome = self.expect(REFUSED, pushgate("sbom", "validate", file))
        self.assertIn("/components/1/type", outcome.err)


class Layers(Case):
    """What a later layer takes away is gone."""

    def sbom(self, *layers):
        layout = self.folder / "layout"
        images.write_image(layout, "v1", [images.tar(files) for files in layers])
        return self.expect(PASSED, pushgate("sbom", f"oci:{layout}:v1")).json()

    def base(self):
        return {**images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34")), **images.wheel("idna", "3.10"),
                **images.wheel("flask", "3.1.0")}

    def test_a_whiteout_removes_a_wheel(self):
        document = self.sbom(self.base(), {f"{images.SITE}/.wh.flask-3.1.0.dist-info": ""})
        self.assertEqual({("idna", "3.10")}, packages(document, "pypi"))

    def test_an_opaque_folder_removes_all_below_it(self):
        document = self.sbom(self.base(), {f"{images.SITE}/.wh..wh..opq": "", **images.wheel("attrs", "25.1.0")})
        self.assertEqual({("attrs", "25.1.0")}, packages(document, "pypi"))

    def test_a_later_status_file_removes_a_deb(self):
        document = self.sbom(self.base(), {"var/lib/dpkg/status": images.deb("apt", "2.6.1")})
        self.assertEqual({("apt", "2.6.1")}, packages(document, "deb"))

    def test_a_deb_that_is_removed_and_not_purged_is_not_installed(self):
        removed = images.deb("tar", "1.34").replace("install ok installed", "deinstall ok config-files")
        document = self.sbom(self.base(), {"var/lib/dpkg/status": images.deb("apt", "2.6.1") + removed})
        self.assertEqual({("apt", "2.6.1")}, packages(document, "deb"))

    def test_one_package_of_status_d(self):
        base = self.base()
        base["var/lib/dpkg/status.d/base-files"] = base.pop("var/lib/dpkg/status")
        self.assertEqual({("apt", "2.6.1"), ("tar", "1.34")}, packages(self.sbom(base), "deb"))

    def test_a_python_package_of_a_deb_is_inside_it_until_a_layer_replaces_the_deb(self):
        debian = images.debian(images.deb("python3-idna", "3.3-1", "python-idna"))
        folder = "usr/lib/python3/dist-packages"
        wheel = images.wheel("idna", "3.3", folder)
        listing = {"var/lib/dpkg/info/python3-idna.list": "".join(f"/{path}\n" for path in wheel)}
        document = self.sbom({**debian, **wheel, **listing})
        self.assertEqual(set(), packages(document, "pypi"))
        self.assertEqual({("idna", "3.3")}, packages(document, "pypi", nested=True))
        document = self.sbom({**debian, **wheel, **listing}, {"var/lib/dpkg/status": images.deb("tar", "1.34")})
        self.assertEqual({("idna", "3.3")}, packages(document, "pypi"), "nobody's any more, so its own")


class CommandLine(Case):
    def test_no_image(self):
        outcome = self.expect(MISUSE, pushgate("sbom"))
        self.assertEqual("pushgate: error: IMAGE: is missing; expected oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE or "
                         "docker://REF\n", outcome.err)

    def test_a_file_is_written_whole_or_not_at_all(self):
        file = self.folder / "sbom.cdx.json"
        outcome = self.expect(PASSED, pushgate("sbom", places.image("small"), "-o", file, env=FIXED))
        self.assertEqual((f"{file}: 4 packages, 0 executables\n", ""), (outcome.out, outcome.err))
        before = file.read_bytes()
        self.expect(UNCHECKED, pushgate("sbom", f"oci:{places.SMALL}:absent", "-o", file))
        self.assertEqual(before, file.read_bytes())
        self.assertEqual([file], list(self.folder.iterdir()))

    def test_validate_names_a_file_that_is_not_there(self):
        outcome = self.expect(MISUSE, pushgate("sbom", "validate", self.folder / "absent.json"))
        self.assertIn("absent.json", outcome.err)


if __name__ == "__main__":
    main()
