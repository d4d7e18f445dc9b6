# SPDX-License-Identifier: Apache-2.0
"""Takes other people's suites from the package registries, by the registries' own clients.

Archives are kept in $XDG_CACHE_HOME/pushgate/conformance (~/.cache without it) and held against the sum below at every
run, so that the network is needed once. They are unpacked into a folder that lives as long as the test. What is not one of
these exact archives is an error; a missing network or client is Unavailable."""

import base64
import contextlib
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass, replace

CLIENT_SECONDS = 120
# How go, npm and pip say that what they were given is not what was published: bad, not missing.
FALSE_ARCHIVE = ("checksum mismatch", "EINTEGRITY", "DO NOT MATCH THE HASHES")


class Unavailable(Exception):
    """A suite cannot be had here; the text says why."""


@dataclass(frozen=True)
class Package:
    registry: str  # cargo, go, npm, pypi
    name: str
    version: str
    sum: str  # SHA-256 of the archive; of a Go module its h1 sum
    folder: str  # what is unpacked: a folder of the package, or all of it

    @property
    def file_name(self):
        ending = "zip" if self.registry == "go" else "tar.gz"
        return f"{self.registry}-{self.name.strip('@').replace('/', '_')}-{self.version}.{ending}"


BUILDKIT = Package("go", "github.com/moby/buildkit", "v0.34.2", "h1:fXgOe79JW5zJNDumRtwTemOklLX66otQokObUXuiGJo=",
                   "frontend/dockerfile")
COSIGN = Package("go", "github.com/sigstore/cosign/v3", "v3.1.3", "h1:001JQRI/PJ/5T+g/kJ1KTvKFbb322+fomc+pHDZ/6sg=", "pkg/cosign")
CYCLONEDX = Package("pypi", "cyclonedx-python-lib", "11.12.0", "16767c4039de90c04e9f03348f8f0ed4b8ff842eaa7eefcad3a95685f970dacf",
                    "tests/_data/schemaTestData")
CYCLONEDX_SCHEMA = Package("npm", "@cyclonedx/cyclonedx-library", "10.3.0",
                           "9833bd949052eb18218dd64b13ad62d9246f7395eef01c66dad08fcbacf74f01", "res/schema")
JSON = Package("go", "github.com/aws/smithy-go", "v1.27.2", "h1:y9NPmSE6am6LjEFPfqHqG/jJk7AauQvhCJONKh7kpzk=",
               "transport/http/protocol/internal/json/testdata/test_parsing")
OCI = Package("go", "github.com/opencontainers/image-spec", "v1.1.1", "h1:y0fUlFfIZhPF1W537XOLg0/fcx6zcHCJwooC2xJA040=", "")
PURL_GO = Package("go", "github.com/anchore/packageurl-go", "v0.2.0", "h1:CkrM4RMUwrEGAiE1OVlxaZNzWj0TuHRey7o4T/EAErk=", "testdata")
PURL_PYTHON = Package("pypi", "packageurl-python", "0.17.6", "1252ce3a102372ca6f86eb968e16f9014c4ba511c5c37d95a7f023e2ca6e5c25",
                      "tests/data")
PACKAGING = Package("pypi", "packaging", "26.3", "94edc256424af38762eb31306eed28beb9f0efc50a8837492c9d6fd6004aed79", "src")
PACKAGING_TESTS = replace(PACKAGING, folder="tests")
PIP = Package("pypi", "pip", "25.3", "8d0538dbbd7babbd207f261ed969c65de439f6bc9e5dbd3b3b9a77f25d95f343", "src")
REQUIREMENTS_PARSER = Package("pypi", "requirements-parser", "0.13.1",
                              "78811383b2089b6c5197a1431bc2c12ff950245edca39a23eea3460782038dd3", "tests/reqfiles")
REQUIREMENTS_UV = Package("cargo", "uv-requirements-txt", "0.0.72", "1c40c77b3447f880998ff37683500550ebe8b44de815ae80a3e0d3184814722e", "test-data/requirements-txt")
PIP_TOOLS = Package("pypi", "pip-tools", "7.6.2", "04dbe0e25f3b60fbdeee17d0590dac7fe20039876aa410a946fc54dc926c09ba",
                    "tests/test_data/minimal_wheels")
RPMDB = Package("go", "github.com/knqyf263/go-rpmdb", "v0.1.1", "h1:oh68mTCvp1XzxdU7EfafcWzzfstUZAEa3MW0IJye584=", "pkg")
SECURESYSTEMSLIB = Package("pypi", "securesystemslib", "1.6.0", "b16e07c32bb41174c2ee2fb18f478ebe0d52e0e7c1fb085ce89c990452a35977", "tests")
SLSA_VERIFIER = Package("go", "github.com/slsa-framework/slsa-verifier/v2", "v2.7.1", "h1:UofvmqdJysF8K13h42/NVD+7IFQjZBOWMDmfZsLUimw=",
                        "cli/slsa-verifier/testdata/vsa/gce/v1")
SPDX_IDS = Package("npm", "spdx-license-ids", "3.0.24", "2ccb1debbc8a6f5c588d8bac9a0a9b2420c635ebe9a0eaccd11b6ebc4b91bd9c", "")
TAR = Package("go", "github.com/vbatts/tar-split", "v0.12.2", "h1:w/Y6tjxpeiFMR47yzZPlPj/FcPLpXbTUi/9H7d3CPa4=",
              "archive/tar/testdata")
TRIVY = Package("go", "github.com/aquasecurity/trivy", "v0.69.3", "h1:Q9zHTOiNqPy3/GGn2iJ9nfdzGc5HGiE1i12UNWtzK7U=", "pkg")


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "pushgate" / "conformance"


def run(words, folder):
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=CLIENT_SECONDS)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"`{' '.join(words)}` took over {CLIENT_SECONDS} seconds")
    if done.returncode != 0:
        said = done.stderr + done.stdout
        failed = f"`{' '.join(words)}` failed: {said.strip()[-500:]}"
        if any(text in said for text in FALSE_ARCHIVE):
            raise SystemExit(f"FAILED: {failed}")
        raise Unavailable(failed)
    return done.stdout


def client(name, package):
    found = shutil.which(name)
    if not found:
        raise Unavailable(f"{package.name} {package.version}: needs {name}, which is not on the PATH")
    return found


def pip(package):
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    return [client("pip3", package)]


def download(package, folder):
    """The archive, as the registry's client leaves it somewhere."""
    if package.registry == "go":
        out = run([client("go", package), "mod", "download", "-json", f"{package.name}@{package.version}"], folder)
        return pathlib.Path(json.loads(out)["Zip"])
    if package.registry == "cargo":
        run([client("cargo", package), "info", f"{package.name}@{package.version}"], folder)
        home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
        archives = list((home / "registry" / "cache").glob(f"*/{package.name}-{package.version}.crate"))
        if not archives:
            raise Unavailable(f"{package.name} {package.version}: cargo has not kept it in {home}")
        return archives[0]
    if package.registry == "npm":
        run([client("npm", package), "pack", "--ignore-scripts", f"{package.name}@{package.version}"], folder)
    else:
        # With the hash, because pip asks an sdist's build back end about it: checked before any of its code runs.
        wanted = folder / "requirements.txt"
        wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sum}\n")
        run([*pip(package), "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", package.name,
             "--require-hashes", "-r", str(wanted)], folder)
    (archive,) = [path for path in folder.iterdir() if path.suffix in (".gz", ".tgz")]
    return archive


def module_sum(path):
    """Go's h1: SHA-256 over the sorted lines `<sha256 of a file>  <its name>`."""
    with zipfile.ZipFile(path) as archive:
        lines = [f"{hashlib.sha256(archive.read(name)).hexdigest()}  {name}\n" for name in sorted(archive.namelist())]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


def check_sum(package, path):
    got = module_sum(path) if package.registry == "go" else hashlib.sha256(path.read_bytes()).hexdigest()
    if got != package.sum:
        raise SystemExit(f"FAILED: {path}: is not {package.name} {package.version}; expected {package.sum}, got {got}")


def archive_of(package):
    kept = cache_folder() / package.file_name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            got = download(package, pathlib.Path(folder))
            check_sum(package, got)
            whole = pathlib.Path(folder) / "whole"
            shutil.copyfile(got, whole)
            whole.rename(kept)
    check_sum(package, kept)
    return kept


def members(archive_path):
    """(name, bytes) of each regular file."""
    if archive_path.suffix == ".zip":
        with zipfile.ZipFile(archive_path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
        return
    with tarfile.open(archive_path) as archive:
        for member in archive:
            if member.isfile():
                yield member.name, archive.extractfile(member).read()


@contextlib.contextmanager
def unpacked(package):
    """The package's folder, for as long as the context lives."""
    root = f"{package.name}@{package.version}/" if package.registry == "go" else None
    wanted = package.folder + "/" if package.folder else ""
    with tempfile.TemporaryDirectory(prefix="pushgate-conformance-") as folder:
        for name, content in members(archive_of(package)):
            inside = name.removeprefix(root) if root else name.partition("/")[2]
            if not inside.startswith(wanted):
                continue
            path = pathlib.Path(folder, inside[len(wanted):])
            if ".." in path.parts:
                raise SystemExit(f"FAILED: {package.name}: holds the name {name!r}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield pathlib.Path(folder)
