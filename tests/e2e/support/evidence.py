# SPDX-License-Identifier: Apache-2.0
"""Evidence folders of other findings than a gate would give."""

import hashlib
import json

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")


def rewrite(folder, name, change):
    """A document of the folder, changed, and evidence.json as it is then."""
    file = folder / name
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value))
    listing = folder / "evidence.json"
    manifest = json.loads(listing.read_text())
    for one in manifest["files"]:
        if one["name"] == name:
            content = file.read_bytes()
            one.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    listing.write_text(json.dumps(manifest))


def count(value):
    """The summary of findings.json, as the findings are."""
    value["summary"].update({name: sum(one["severity"] == name for one in value["findings"]) for name in SEVERITIES},
                            total=len(value["findings"]))


def finding(**members):
    return {"rule": "vuln/CVE-2020-1000", "severity": "HIGH", "subject": "pkg:pypi/urllib3@1.26.4",
            "location": {"path": "etc/x"}, "message": "", "hint": "", "fixed_version": "", **members}
