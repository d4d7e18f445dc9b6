# SPDX-License-Identifier: Apache-2.0
"""Whether what a registry holds is whole, seen by a client of its own: every byte that a manifest names, and everything that
refers to it, read and hashed."""

import json
import urllib.error
import urllib.parse
import urllib.request

from .image import INDEX, MANIFEST, digest_of

TYPES = ", ".join((INDEX, MANIFEST, "application/vnd.docker.distribution.manifest.v2+json",
                   "application/vnd.docker.distribution.manifest.list.v2+json"))
PREDICATE = "dev.sigstore.bundle.predicateType"


def answer_to(url):
    """(status, body, Link) of the answer to a GET."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": TYPES}), timeout=60) as answer:
            return answer.status, answer.read(), answer.headers.get("Link", "")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), ""


def ask(registry, path):
    return answer_to(f"http://{registry.address}/v2/{path}")[:2]


def digest_of_tag(registry, repository, tag):
    """What a tag names; None where there is no such tag."""
    status, body = ask(registry, f"{repository}/manifests/{tag}")
    assert status in (200, 404), (status, body)
    return digest_of(body) if status == 200 else None


def referrers(registry, repository, digest):
    """The digests of what refers to a manifest, by the API and by the fallback tag."""
    found = set()
    for path in (f"referrers/{digest}", "manifests/" + digest.replace(":", "-")):
        url = f"http://{registry.address}/v2/{repository}/{path}"
        while url:
            status, body, link = answer_to(url)
            if status == 200:
                found |= {one["digest"] for one in json.loads(body)["manifests"]}
            url = urllib.parse.urljoin(url, link.partition("<")[2].partition(">")[0]) if link else ""
    return sorted(found)


def faults_of(registry, repository, digest):
    """What is missing or wrong of a manifest, its children, its blobs and its referrers, each a line; none where it is whole."""
    status, body = ask(registry, f"{repository}/manifests/{digest}")
    if status != 200 or digest_of(body) != digest:
        return [f"manifest {digest}: {status}, {len(body)} bytes of {digest_of(body)}"]
    document, found = json.loads(body), []
    for child in document.get("manifests", []):
        found += faults_of(registry, repository, child["digest"])
    for blob in [document["config"], *document["layers"]] if "config" in document else []:
        status, content = ask(registry, f"{repository}/blobs/{blob['digest']}")
        if status != 200 or digest_of(content) != blob["digest"] or len(content) != blob["size"]:
            found.append(f"blob {blob['digest']} of {digest}: {status}, {len(content)} bytes of {digest_of(content)}")
    for referrer in referrers(registry, repository, digest):
        found += faults_of(registry, repository, referrer)
    return found


def predicates(registry, repository, digest):
    """What is said of an image by its referrers, as predicate types, in order."""
    manifests = [json.loads(ask(registry, f"{repository}/manifests/{one}")[1]) for one in referrers(registry, repository, digest)]
    return sorted(one.get("annotations", {}).get(PREDICATE, "") for one in manifests)
