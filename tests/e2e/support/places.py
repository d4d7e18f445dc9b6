# SPDX-License-Identifier: Apache-2.0
"""Where things are. ctest sets PUSHGATE (the binary) and PUSHGATE_E2E (the folder that setup.py fills); by hand:

    PUSHGATE=build/ci/pushgate PUSHGATE_E2E=build/ci/e2e python3 tests/e2e/setup.py
    PUSHGATE=build/ci/pushgate PUSHGATE_E2E=build/ci/e2e python3 tests/e2e/gate_test.py
"""

import functools
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
PUSHGATE = pathlib.Path(os.environ.get("PUSHGATE", ROOT / "build/ci/pushgate")).resolve()
WORK = pathlib.Path(os.environ.get("PUSHGATE_E2E", ROOT / "build/ci/e2e")).resolve()

LAYOUT = WORK / "layout"  # real images: good, vulnerable
SMALL = WORK / "small"  # images made in code (support/images.py): small, small-vulnerable
DATABASE = WORK / "trivy-sample"  # a Trivy cache: the sample advisories
TRIVY_INSIDE = DATABASE / "db" / "trivy"  # a copy of Trivy where a scanner in its sandbox can reach it
FLAG_EVERY = WORK / "trivy-flag-every"  # a Trivy cache: every package of the example image is vulnerable
REGISTRIES = WORK / "bin"  # servers of tests/support/registries
EXAMPLE = ROOT / "examples" / "app"


def image(name):
    """An example image as pushgate names it."""
    return f"oci:{SMALL if name.startswith('small') else LAYOUT}:{name}"


def manifest_of(name):
    """The manifest digest of an example image, from the layout's own index."""
    index = json.loads(((SMALL if name.startswith("small") else LAYOUT) / "index.json").read_text())
    ref_name = "org.opencontainers.image.ref.name"
    return next(one["digest"] for one in index["manifests"] if one["annotations"][ref_name] == name)


@functools.cache
def tool(name):
    """The path of a tool that ci/tools.sh builds once."""
    run = subprocess.run([ROOT / "ci" / "tools.sh", name], check=True, capture_output=True, text=True)
    return run.stdout.strip()


def wheelhouse(image):
    """The folder of wheels that an example image was made from."""
    return pathlib.Path((WORK / f"{image}.wheels").read_text().strip())
