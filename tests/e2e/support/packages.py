# SPDX-License-Identifier: Apache-2.0
"""What pushgate, Trivy and Syft say that an image holds, in words in which they can be compared.

A package is (purl type, name, version): the name with its group as its ecosystem writes it, the version with the epoch,
without the `v` that some put before a Go module's or a Composer package's, and "" where there is none."""

import re
import urllib.parse

NO_VERSION = {"", "UNKNOWN", "(devel)"}
# Under which bucket Trivy's database has an ecosystem.
BUCKETS = {"cargo": "cargo", "composer": "composer", "gem": "rubygems", "golang": "go", "maven": "maven", "npm": "npm",
           "nuget": "nuget", "pypi": "pip"}
SYSTEMS = {"apk", "deb", "rpm"}


def parse(purl):
    """(type, namespace, name, version, qualifiers) of a purl as one of the three writes it."""
    rest, _, query = purl.removeprefix("pkg:").partition("#")[0].partition("?")
    kind, _, path = rest.partition("/")
    path, at, version = path.rpartition("@") if "@" in path.rpartition("/")[2] else (path, "", "")
    namespace, _, name = path.rpartition("/")
    return kind, urllib.parse.unquote(namespace), urllib.parse.unquote(name), urllib.parse.unquote(version), dict(urllib.parse.parse_qsl(query))


def named(kind, namespace, name):
    if kind in SYSTEMS:
        return name
    if kind == "pypi":
        return re.sub("[-_.]+", "-", name.lower())  # as PEP 503 compares them
    return f"{namespace}{':' if kind == 'maven' else '/'}{name}" if namespace else name


def package(purl):
    kind, namespace, name, version, qualifiers = parse(purl)
    if kind in SYSTEMS and qualifiers.get("epoch", "0") != "0":
        version = f"{qualifiers['epoch']}:{version}"
    if kind in SYSTEMS:
        version = version.removeprefix("0:")
    if kind in ("golang", "composer"):
        version = version.removeprefix("v")
    return kind, named(kind, namespace, name), "" if version in NO_VERSION else version


def of_document(document):
    """All packages of pushgate's SBOM, those that an OS package ships among them."""
    found = set()

    def add(component):
        if component.get("purl") and component["type"] == "library":
            found.add(package(component["purl"]))
        for nested in component.get("components", ()):
            add(nested)

    for component in document["components"]:
        add(component)
    return found


def of_trivy(report):
    """((type, name, version), path) of the packages of Trivy's report. A file that holds several is their path."""
    found = set()
    for result in report.get("Results") or ():
        is_system = result["Class"] == "os-pkgs"
        shared = "" if is_system or result["Target"] in ("Java", "Node.js", "Python", "Ruby", "Conda") else result["Target"]
        for one in result.get("Packages") or ():
            path = "" if is_system else one.get("FilePath") or shared
            purl = (one.get("Identifier") or {}).get("PURL")
            if purl:
                found.add((package(purl), path))
    return found


def vulnerabilities(report):
    """(advisory, package, path) of every vulnerability in Trivy's report."""
    found = set()
    for result in report.get("Results") or ():
        is_system = result["Class"] == "os-pkgs"
        for one in result.get("Vulnerabilities") or ():
            path = "" if is_system else one.get("PkgPath") or result["Target"]
            found.add((one["VulnerabilityID"], package(one["PkgIdentifier"]["PURL"]), path))
    return found


def looked_up(sbom, system):
    """(bucket, name) under which Trivy looks up the packages of its own SBOM; `system` is the bucket of the distribution,
    whose packages are looked up by their source or their module too."""
    found = set()
    for component in sbom["components"]:
        if not component.get("purl"):
            continue
        kind, name, _ = package(component["purl"])
        names = {name}
        if kind in SYSTEMS:
            names |= {one["value"] for one in component["properties"] if one["name"] == "aquasecurity:trivy:SrcName"}
            module = ":".join(parse(component["purl"])[4].get("modularitylabel", "").split(":")[:2])
            names |= {f"{module}::{name}"} if module else set()
        bucket = system if kind in SYSTEMS else BUCKETS.get(kind)
        found |= {(bucket, one) for one in names} if bucket else set()
    return found


def of_trivy_sbom(sbom):
    return {package(one["purl"]) for one in sbom["components"] if one.get("purl")}


def of_syft(report):
    return {package(one["purl"]) for one in report["artifacts"] if one.get("purl")}
