# SPDX-License-Identifier: Apache-2.0
"""References by docker's rules: which host a short name stands for, what is a host at all, and what is no reference.
The table is our own; where pushgate is stricter than docker, EXCEPTIONS says so."""

import suite
from door import Door

HEX = "0123456789abcdef" * 4
DIGEST = "sha256:" + HEX
HUB = "docker.io"
LONG = "a" * 240  # docker allows a repository name 255 characters

# reference: (registry, repository, tag, digest)
READ = {
    "alpine": (HUB, "library/alpine", None, None),
    "alpine:3.20": (HUB, "library/alpine", "3.20", None),
    f"alpine@{DIGEST}": (HUB, "library/alpine", None, DIGEST),
    f"alpine:3.20@{DIGEST}": (HUB, "library/alpine", "3.20", DIGEST),
    "library/alpine": (HUB, "library/alpine", None, None),
    "acme/app": (HUB, "acme/app", None, None),
    "acme/team/app": (HUB, "acme/team/app", None, None),
    "docker.io/alpine": (HUB, "library/alpine", None, None),
    "docker.io/acme/app": (HUB, "acme/app", None, None),
    "index.docker.io/alpine": (HUB, "library/alpine", None, None),
    "index.docker.io/acme/app:v1": (HUB, "acme/app", "v1", None),
    "ghcr.io/app": ("ghcr.io", "app", None, None),
    "ghcr.io/acme/app:v1": ("ghcr.io", "acme/app", "v1", None),
    "localhost/app": ("localhost", "app", None, None),
    "localhost:5000": (HUB, "library/localhost", "5000", None),
    "localhost:5000/app": ("localhost:5000", "app", None, None),
    "localhost:5000/app:v1": ("localhost:5000", "app", "v1", None),
    "127.0.0.1:5000/app": ("127.0.0.1:5000", "app", None, None),
    "127.0.0.1/app": ("127.0.0.1", "app", None, None),
    "host:80/app": ("host:80", "app", None, None),
    "host/app": (HUB, "host/app", None, None),
    "HOST/app": ("HOST", "app", None, None),
    "Acme/app": ("Acme", "app", None, None),
    "GHCR.io/app": ("GHCR.io", "app", None, None),
    "[::1]/app": ("[::1]", "app", None, None),
    "[::1]:5000/app:v1": ("[::1]:5000", "app", "v1", None),
    "[2001:db8::1]:5000/acme/app": ("[2001:db8::1]:5000", "acme/app", None, None),
    "xn--n3h.com/app": ("xn--n3h.com", "app", None, None),
    "a-b.c-d.example/app": ("a-b.c-d.example", "app", None, None),
    "ghcr.io/a.b/c_d/e__f/g-h/i---j": ("ghcr.io", "a.b/c_d/e__f/g-h/i---j", None, None),
    "0/1": (HUB, "0/1", None, None),
    "app:_": (HUB, "library/app", "_", None),
    "app:V1.2-rc_3": (HUB, "library/app", "V1.2-rc_3", None),
    "app:" + "t" * 128: (HUB, "library/app", "t" * 128, None),
    "a" * 63: (HUB, "library/" + "a" * 63, None, None),
    HEX[:63]: (HUB, "library/" + HEX[:63], None, None),
    "acme/" + HEX: (HUB, "acme/" + HEX, None, None),
    HEX + ":v1": (HUB, "library/" + HEX, "v1", None),
    f"ghcr.io/{LONG}/{'b' * 14}": ("ghcr.io", f"{LONG}/{'b' * 14}", None, None),
    "b" * 247: (HUB, "library/" + "b" * 247, None, None),
    "host:99999/app": ("host:99999", "app", None, None),
    "host:0/app": ("host:0", "app", None, None),
    "[:::]/app": ("[:::]", "app", None, None),
    "host_name.example/app": ("", "host_name.example/app", None, None),
    "app@sha512:" + HEX * 2: (HUB, "library/app", None, "sha512:" + HEX * 2),
}

REFUSED = [
    "", ":", "@", "/", ":v1", "@" + DIGEST, "app:", "app@", "/app", "app/", "acme//app", "docker.io//app", "docker.io/",
    "ghcr.io/:v1", "App", "acme/App", "docker.io/App", "ghcr.io/acme/aPp", " app", "app ", "acme app", "app\n", "app\0", "äpp",
    "-app", "app-", ".app", "app.", "_app", "app_", "a..b", "a___b", "a._b", "a-_b", "acme/-app", "acme/..", "../app", "./app",
    "host:/app", "host:http/app", "host:-1/app", "host:80:80/app", "-host.example/app", "host-.example/app", "host..example/app",
    ".host.example/app", "user@host.example/app", "user:password@host.example/app", "[::1/app", "[]/app",
    "[fe80::1%eth0]/app", "[::1]5000/app", "::1/app", "https://ghcr.io/app", "http://ghcr.io/app", "docker://ghcr.io/app",
    "app:v1:v2", "app:.v1", "app:-v1", "app:v1/x", "app:v 1", "app:" + "t" * 129, "app:v+1", "app:é", f"app@{HEX}",
    f"app@sha256:{HEX[:63]}", f"app@{DIGEST}0", f"app@sha256:{HEX.upper()}", f"app@SHA256:{HEX}", f"app@{DIGEST}@{DIGEST}",
    f"app@{DIGEST}:v1", "app@sha256:", "app@md5:" + HEX[:32], f"app@sha256:{'g' * 64}", HEX, f"ghcr.io/{LONG}/{'b' * 15}",
    "b" * 248,
]

PORT = "no TCP port has this number; refused before a connection is tried"
EXCEPTIONS = {
    "host:99999/app": PORT,
    "host:0/app": PORT,
    "[:::]/app": "is no IPv6 address; docker looks at its letters only",
    "host_name.example/app": "has no possible host; docker reads it as a name in no registry at all, which nothing can pull",
    "app@sha512:" + HEX * 2: "pushgate checks content by SHA-256 alone, and a digest that is not checked is worth nothing",
}


def run():
    cases = suite.Suite("references", len(READ) + len(REFUSED), EXCEPTIONS)
    with Door() as door:
        for text, expected in READ.items():
            answer = door.ask("reference.parse", **{"in": text})
            got = answer["out"] if answer["ok"] else answer["error"].strip()
            if cases.exception(text):
                cases.check(text, not answer["ok"], f"expected a refusal, got {got}")
            else:
                parts = dict(zip(("registry", "repository", "tag", "digest"), expected))
                cases.check(text, got == parts, f"expected {parts}, got {got}")
        for text in REFUSED:
            answer = door.ask("reference.parse", **{"in": text})
            cases.check(repr(text), not answer["ok"], f"expected a refusal, got {answer.get('out')}")
    return cases.finish()


suite.main(run)
