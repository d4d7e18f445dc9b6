# SPDX-License-Identifier: Apache-2.0
"""Trivy over pushgate's SBOM finds what Trivy finds in the image itself. The database flags every package twice, once
with a fix and once without, so that a package that either of the two misses shows."""

import json
import urllib.parse

from support import places
from support.case import PASSED, REFUSED, Case, main
from support.process import pushgate

OFFLINE = ("--skip-db-update", "--skip-java-db-update", "--offline-scan", "--skip-version-check", "--disable-telemetry")


def plain(name):
    """A package's name as PEP 503 compares them; names of debs are so already."""
    return name.lower().replace("_", "-")


def of_trivy(report):
    """(advisory, purl type, package, version) of every vulnerability in Trivy's report."""
    found = set()
    for result in report["Results"]:
        for one in result.get("Vulnerabilities", []):
            ecosystem = "deb" if result["Class"] == "os-pkgs" else "pypi"
            found.add((one["VulnerabilityID"], ecosystem, plain(one["PkgName"]), one["InstalledVersion"]))
    return found


def of_pushgate(document):
    found = set()
    for finding in document["findings"]:
        purl, _, _ = finding["subject"].partition("?")
        name, _, version = purl.rpartition("@")
        ecosystem = name.removeprefix("pkg:").partition("/")[0]
        rule = finding["rule"].removeprefix("vuln/")
        found.add((rule, ecosystem, plain(urllib.parse.unquote(name.rpartition("/")[2])), urllib.parse.unquote(version)))
    return found


class Equivalence(Case):
    def trivy_image(self, layout):
        """`trivy image` on an OCI layout that holds one image."""
        outcome = self.tool("trivy", "image", "--input", layout, "--scanners", "vuln", "--format", "json", "--quiet", *OFFLINE,
                            "--cache-backend", "memory", "--cache-dir", places.FLAG_EVERY)
        return of_trivy(json.loads(outcome.out))

    def scan(self, name):
        return pushgate("scan", name, "--trivy", places.tool("trivy"), "--trivy-cache", places.FLAG_EVERY, "--format", "json")

    def alone(self, name):
        """A layout with one image of the example layout, its blobs shared by links."""
        layout = places.LAYOUT
        index = json.loads((layout / "index.json").read_text())
        index["manifests"] = [one for one in index["manifests"]
                              if one["annotations"]["org.opencontainers.image.ref.name"] == name]
        alone = self.folder / name
        alone.mkdir()
        (alone / "index.json").write_text(json.dumps(index))
        (alone / "oci-layout").write_text((layout / "oci-layout").read_text())
        (alone / "blobs").symlink_to(layout / "blobs")
        return alone

    def test_the_two_find_the_same(self):
        for name in ("good", "vulnerable"):
            with self.subTest(image=name):
                ours = of_pushgate(self.expect(REFUSED, self.scan(f"oci:{places.LAYOUT}:{name}")).json())
                theirs = self.trivy_image(self.alone(name))
                difference = [f"only trivy image: {' '.join(one)}" for one in sorted(theirs - ours)]
                difference += [f"only pushgate: {' '.join(one)}" for one in sorted(ours - theirs)]
                self.assertEqual("", "\n".join(difference))
                by_ecosystem = {kind: sum(one[1] == kind for one in ours) for kind in ("deb", "pypi")}
                self.assertGreater(len(ours), 200, by_ecosystem)
                self.assertGreater(by_ecosystem["pypi"], 20, by_ecosystem)

    def test_a_stored_sbom_gives_the_same_findings_as_its_image(self):
        sbom = self.folder / "sbom.cdx.json"
        self.expect(PASSED, pushgate("sbom", places.image("good"), "-o", sbom))
        from_file, from_image = self.scan(sbom).json(), self.scan(places.image("good")).json()
        self.assertEqual(of_pushgate(from_image), of_pushgate(from_file))


if __name__ == "__main__":
    main()
