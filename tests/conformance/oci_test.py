# SPDX-License-Identifier: Apache-2.0
"""Manifests, indexes, configurations and descriptors against the cases of the image specification's own schema: the
documents in its Go tests, with what is expected of each, and the examples in its text.

pushgate reads these documents to act on them. It is stricter than the schema where a document could not be acted on
safely, and does not look at members that it never reads; each such case is in EXCEPTIONS."""

import json
import pathlib
import re
import tempfile
import urllib.parse

import fetch
import suite
from door import Door

SHA256 = "pushgate checks content by SHA-256 alone, and a digest that is not checked is worth nothing"
EXCEPTIONS = {
    "config/10": "an Env without `=` is what it is to the kernel, too; no member is read from it",
    "descriptor/17": "`urls` is never read: pushgate fetches blobs from the image's own place alone",
    "descriptor/19": "`artifactType` is only compared with types that pushgate knows, which an invalid one is not",
    "descriptor/29": "`data` is never read: pushgate takes the blob itself",
    "manifest/6": "an image without layers is refused by nobody; the specification says SHOULD, and the schema MUST",
    **dict.fromkeys([*(f"descriptor/{number}" for number in (21, 22, 23, 24, 25, 27, 28)), "manifest/7"], SHA256),
}

GO_CASE = re.compile(r"""
    ^\t\t\{\n
    (?:\s*//.*\n)*
    (?:\s*digest:\s*"[^"]*",\n)?
    \s*\w+:\s*(?P<text>`[^`]*`|"(?:[^"\\]|\\.)*"),\n
    (?:\s*fail:\s*(?P<fail>true|false),\n)?""", re.X | re.M)
TESTS = ("backwards_compatibility", "config", "descriptor", "imageindex", "manifest")  # an oci-layout file is not among ours
MARKDOWN = re.compile(r"^```json,title=[^&\n]*&mediatype=(\S+)\n(.*?)^```$", re.S | re.M)
KINDS = ("image.config", "descriptor", "image.index", "image.manifest")


def cases_of_go(source):
    """(name, document, whether the schema refuses it) of each case of a Go test."""
    text = source.read_text()
    found = list(GO_CASE.finditer(text))
    stated = len(re.findall(r"^\s*(?:config|descriptor|imageIndex|manifest): +[`\"]", text, re.M))
    if len(found) != stated:
        raise SystemExit(f"FAILED: {source.name}: {stated} cases, of which {len(found)} could be read")
    for number, one in enumerate(found, 1):
        quoted = one["text"]
        document = quoted[1:-1] if quoted[0] == "`" else json.loads(quoted)
        yield f"{source.stem.removesuffix('_test')}/{number}", document, one["fail"] == "true"


def cases_of_text(source):
    """The examples in the specification, all of which are valid."""
    for number, one in enumerate(MARKDOWN.finditer(source.read_text()), 1):
        if any(kind in urllib.parse.unquote(one[1]) for kind in KINDS):
            yield f"{source.name}/{number}", one[2], False


def run():
    cases = suite.Suite("OCI documents", 76, EXCEPTIONS)
    with fetch.unpacked(fetch.OCI) as folder, tempfile.TemporaryDirectory() as scratch, Door() as door:
        documents = [one for name in TESTS for one in cases_of_go(folder / "schema" / f"{name}_test.go")]
        documents += [one for source in sorted(folder.glob("*.md")) for one in cases_of_text(source)]
        for name, document, refused in documents:
            path = pathlib.Path(scratch, "document.json")
            path.write_text(document)
            answer = door.ask("oci.check", **{"in": str(path)})
            if cases.exception(name):
                refused = not refused
            got = "taken" if answer["ok"] else answer["error"].strip()
            cases.check(name, answer["ok"] != refused, f"expected {'a refusal' if refused else 'none'}, got {got}")
    return cases.finish()


suite.main(run)
