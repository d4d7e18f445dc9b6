# SPDX-License-Identifier: Apache-2.0
"""Trivy over pushgate's SBOM finds what Trivy finds in the image itself: the same advisories in the same packages at the
same places. The database flags every package twice, once with a fix and once without, so that a package that either of
the two misses shows. Where the two differ, differences.txt says why."""

from support import other_tools, packages, places
from support.case import PASSED, Case, main
from support.differences import Differences, shown
from support.process import pushgate

# What must be found at least, over all images: a fixture that is lost must not make the comparison easier.
AT_LEAST = {"apk": 20, "cargo": 8, "composer": 4, "deb": 200, "gem": 6, "golang": 40, "maven": 50, "npm": 400, "nuget": 8,
            "pypi": 20, "rpm": 2000}
# Why Trivy's run is incomplete, where it is.
NOT_LOOKED_UP = {
    "family-centos-stream": "Trivy did not look at 1 package of the SBOM, the first: pkg:rpm/centos-stream/libuuid@2.32.1-42.el8_8"
                            "?arch=x86_64&distro=centos-9&upstream=util-linux-2.32.1-42.el8_8.src.rpm; "
                            "Trivy knows no advisories for centos-stream packages",
    "family-debian-testing": "the database has no data for debian trixie/sid",
    "family-fedora": "Trivy did not look at 1 package of the SBOM, the first: pkg:rpm/fedora/libuuid@2.32.1-42.el8_8"
                     "?arch=x86_64&distro=fedora-40&upstream=util-linux-2.32.1-42.el8_8.src.rpm; "
                     "Trivy knows no advisories for fedora packages",
    "languages": "Trivy knows no advisories for conda packages",
}


def one_sided(ours, theirs):
    """What one of two sets of tuples has alone, and who it is."""
    return [(*one, "pushgate") for one in sorted(ours - theirs)] + [(*one, "trivy") for one in sorted(theirs - ours)]


def of_pushgate(document):
    """(advisory, package) of every finding."""
    return {(one["rule"].removeprefix("vuln/"), packages.package(one["subject"])) for one in document["findings"]}


class Equivalence(Case):
    def pushgate(self, *words):
        """With a cache of its own: what another build of pushgate kept of an image must not answer for this one."""
        return pushgate(*words, env={"XDG_CACHE_HOME": self.shared / "cache"})

    def scan(self, name):
        return self.pushgate("scan", name, "--trivy", places.tool("trivy"), "--trivy-cache", places.FLAG_EVERY, "--format", "json")

    def sbom(self, name):
        file = self.folder / "sbom.cdx.json"
        self.expect(PASSED, self.pushgate("sbom", name, "-o", file))
        return file

    def test_the_two_find_the_same(self):
        differences = Differences("packages", "findings")
        found = {}
        for image in other_tools.IMAGES:
            with self.subTest(image=image):
                sbom = self.sbom(other_tools.name_for_pushgate(image))
                ours = other_tools.trivy_of_sbom(sbom, places.FLAG_EVERY)
                theirs = other_tools.trivy_image(image, places.FLAG_EVERY)
                for package, path, who in one_sided(packages.of_trivy(ours), packages.of_trivy(theirs)):
                    differences.add(image, "packages", who, f"{shown(package)} {path}".strip())
                ours, theirs = packages.vulnerabilities(ours), packages.vulnerabilities(theirs)
                for advisory, package, path, who in one_sided(ours, theirs):
                    differences.add(image, "findings", who, f"{shown(package)} {path}".strip() + f" {advisory}")
                for _, (kind, _, _), _ in ours:
                    found[kind] = found.get(kind, 0) + 1
        if text := differences.unexplained():
            self.fail(text)
        self.assertEqual({}, {kind: found.get(kind, 0) for kind, least in AT_LEAST.items() if found.get(kind, 0) < least})

    def test_scan_says_what_trivy_says_of_the_sbom(self):
        """And that Trivy looked at everything, by what it says of well-known packages of each ecosystem."""
        for image in other_tools.IMAGES:
            with self.subTest(image=image):
                name = other_tools.name_for_pushgate(image)
                theirs = packages.vulnerabilities(other_tools.trivy_of_sbom(self.sbom(name), places.FLAG_EVERY))
                ours = self.scan(name).json()
                self.assertEqual({(advisory, package) for advisory, package, _ in theirs}, of_pushgate(ours))
                (run,) = ours["summary"]["scanners"]
                self.assertEqual(("trivy", NOT_LOOKED_UP.get(image, "")), (run["scanner"], run["reason"]))

    def test_a_stored_sbom_gives_the_same_findings_as_its_image(self):
        sbom = self.sbom(places.image("good"))
        from_file, from_image = self.scan(sbom).json(), self.scan(places.image("good")).json()
        self.assertEqual(of_pushgate(from_image), of_pushgate(from_file))


if __name__ == "__main__":
    main()
