# SPDX-License-Identifier: Apache-2.0
"""What Trivy and Syft say of an image by themselves. What cannot change (an image is its digest, a tool its path, which
holds its version) is kept in the work folder."""

import hashlib
import json

from . import fixture_images, places
from .process import run

OFFLINE = ("--skip-db-update", "--skip-java-db-update", "--offline-scan", "--skip-version-check", "--disable-telemetry")
EXAMPLES = ("good", "vulnerable")
IMAGES = [*EXAMPLES, *fixture_images.NAMES]


def name_for_pushgate(image):
    return places.image(image) if image in EXAMPLES else fixture_images.for_pushgate(image)


def layout(image):
    """A layout that holds this image alone, as Trivy and Syft want it; blobs of the examples are shared by a link."""
    if image not in EXAMPLES:
        return fixture_images.FIXTURES / image
    alone = places.WORK / "alone" / image
    index = json.loads((places.LAYOUT / "index.json").read_text())
    index["manifests"] = [one for one in index["manifests"]
                          if one["annotations"]["org.opencontainers.image.ref.name"] == image]
    alone.mkdir(parents=True, exist_ok=True)
    (alone / "index.json").write_text(json.dumps(index))
    (alone / "oci-layout").write_text((places.LAYOUT / "oci-layout").read_text())
    if not (alone / "blobs").is_symlink():
        (alone / "blobs").symlink_to(places.LAYOUT / "blobs")
    return alone


def checked(*words):
    outcome = run(*words)
    if outcome.code != 0:
        raise RuntimeError(str(outcome))
    return outcome.out


def kept(image, tool, words):
    """The tool's JSON about an image, run once for each manifest, tool and command line."""
    index = json.loads((layout(image) / "index.json").read_text())
    key = hashlib.sha256(json.dumps([index, places.tool(tool), *map(str, words)]).encode()).hexdigest()[:16]
    file = places.WORK / "seen" / f"{image}-{tool}-{key}.json"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        text = checked(places.tool(tool), *words)
        part = file.with_suffix(".part")
        part.write_text(text)
        part.rename(file)
    return json.loads(file.read_text())


def trivy_sbom(image, cache):
    """Trivy's own SBOM (CycloneDX) of an image; `cache` must have a Java database."""
    return kept(image, "trivy", ["image", "--input", layout(image), "--format", "cyclonedx", "--quiet", *OFFLINE,
                                 "--cache-backend", "memory", "--cache-dir", cache])


def syft(image):
    return kept(image, "syft", ["scan", "--quiet", f"oci-dir:{layout(image)}", "-o", "json"])


def syft_sbom(image):
    """Syft's SBOM in CycloneDX."""
    return kept(image, "syft", ["scan", f"oci-dir:{layout(image)}", "-o", "cyclonedx-json", "--quiet"])


def trivy_image(image, cache):
    """`trivy image`: findings, and all packages, by the database in a cache folder."""
    return json.loads(checked(places.tool("trivy"), "image", "--input", layout(image), "--scanners", "vuln", "--format", "json",
                              "--list-all-pkgs", "--quiet", *OFFLINE, "--cache-backend", "memory", "--cache-dir", cache))


def trivy_of_sbom(file, cache):
    """`trivy sbom` of a document."""
    return json.loads(checked(places.tool("trivy"), "sbom", file, "--format", "json", "--list-all-pkgs", "--quiet", *OFFLINE,
                              "--cache-backend", "memory", "--cache-dir", cache))
