# SPDX-License-Identifier: Apache-2.0
"""Puts images and what refers to them into a registry, quickly and with nothing of pushgate's."""

import urllib.parse
import urllib.request

from .image import INDEX, MANIFEST, digest_of, written

EMPTY = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest_of(b"{}"), "size": 2}


class Writer:
    """Writes into one repository of a registry."""

    def __init__(self, registry, repository):
        self._root = f"http://{registry.address}/v2/{repository}/"

    def _send(self, method, url, body=b"", **headers):
        request = urllib.request.Request(urllib.parse.urljoin(self._root, url), method=method, data=body,
                                         headers={name.replace("_", "-"): text for name, text in headers.items()})
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return answer.headers

    def blob(self, content):
        where = self._send("POST", "blobs/uploads/")["Location"]
        joint = "&" if "?" in where else "?"
        self._send("PUT", f"{where}{joint}digest={digest_of(content)}", content, Content_Type="application/octet-stream")

    def manifest(self, content, media_type, tag=None):
        """Its descriptor."""
        for name in (digest_of(content), tag):
            if name:
                self._send("PUT", f"manifests/{name}", content, Content_Type=media_type)
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}

    def image(self, image, tag=None):
        for content in (image.config(), *(layer.blob for layer in image.layers)):
            self.blob(content)
        return {**self.manifest(image.manifest(), MANIFEST, tag), "platform": image.platform}

    def index(self, entries, tag):
        return self.manifest(written({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}), INDEX, tag)

    def referrer(self, subject, content):
        """A document that refers to an image, by the referrers API and under the fallback tag: whoever reads finds it."""
        for blob in (b"{}", content):
            self.blob(blob)
        layer = {"mediaType": "application/vnd.cyclonedx+json", "digest": digest_of(content), "size": len(content)}
        named = {key: subject[key] for key in ("mediaType", "digest", "size")}
        entry = self.manifest(written({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": layer["mediaType"], "config": EMPTY,
                                       "layers": [layer], "subject": named}), MANIFEST)
        self.index([{**entry, "artifactType": layer["mediaType"]}], subject["digest"].replace(":", "-"))
        return entry
