# SPDX-License-Identifier: Apache-2.0
"""Keys, signatures and DSSE envelopes of securesystemslib, cosign and slsa-verifier. Where they sign what pushgate only checks,
openssl signs with their keys."""

import ast
import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import fetch
import suite
from door import Door

# What the private keys of securesystemslib are that do not sign here.
KINDS = {"ecdsa_secp384r1": "ECDSA P-384", "ecdsa_secp521r1": "ECDSA over secp521r1", "ed25519": "Ed25519", "rsa": "RSA with 2048 bits",
         "mldsa44": "2.16.840.1.101.3.4.3.17", "mldsa65": "2.16.840.1.101.3.4.3.18", "mldsa87": "2.16.840.1.101.3.4.3.19"}
UNREADABLE = ("ecdsa_secp521r1", "mldsa65")  # public keys that check nothing here
COSIGN_KEYS = {
    "validrsa": "holds RSA PRIVATE KEY", "validrsapkcs1": "holds RSA PRIVATE KEY", "validrsapkcs8": "is a key of RSA with 2048 bits",
    "invalidrsawithpubkey": "holds PUBLIC KEY", "invalidrsasmallkey": "holds RSA PRIVATE KEY", "invalidrsalargekey": "holds RSA PRIVATE KEY",
    "invalidkey": "has a PEM body that is no base64", "validecp256": None, "validecp384": "is a key of ECDSA P-384",
    "validecp521": "is a key of ECDSA over secp521r1", "validecpkcs8": None, "invalidecp224": "is a key of ECDSA over secp224r1",
    "invalidecunsupported": "is a key of ECDSA over secp256k1", "ed25519key": "is a key of Ed25519", "pemcosignkey": None,
    "pemcosigneckey": "holds no private key in the form of PKCS #8", "pemsigstorekey": None}


def openssl(*words, data=None):
    if not shutil.which("openssl"):
        raise fetch.Unavailable("needs openssl, which is not on the PATH")
    return subprocess.run(["openssl", *map(str, words)], input=data, check=True, capture_output=True).stdout


def encoding(payload_type, payload):
    return b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type, len(payload), payload)


class Keys:
    def __init__(self, cases, door, folder):
        self.cases, self.door, self.folder = cases, door, folder

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def refused(self, name, answer, expected):
        said = answer.get("error", "read")
        self.cases.check(name, expected in said, f"expected {expected!r}, got {said.strip()}")

    def private_pems(self, pems):
        for path in sorted(pems.glob("*_private.pem")):
            kind = path.name.removesuffix("_private.pem")
            answer = self.door.ask("key.public", path=str(path))
            if kind in KINDS:
                self.refused(path.name, answer, KINDS[kind])
                continue
            expected = (pems / f"{kind}_public.pem").read_text()
            self.cases.check(path.name, answer.get("out", "").split() == expected.split(), f"expected {expected}, got {answer}")

    def envelopes(self, pems):
        """test_dsse.py's envelope, and its payload type that is not ASCII, signed by every key whose public half is there."""
        for path in sorted(pems.glob("*_public.pem")):
            kind = path.name.removesuffix("_public.pem")
            private = pems / f"{kind}_private.pem"
            for payload_type in ("http://example.com/HelloWorld", "application/vnd.caf\u00e9+json"):
                envelope = {"payload": base64.b64encode(b"hello world").decode(), "payloadType": payload_type, "signatures": []}
                if kind in UNREADABLE:
                    signature = b"\0" * 64
                else:
                    message = self.file("message", encoding(payload_type.encode(), b"hello world"))
                    how = ["pkeyutl", "-sign", "-rawin", "-in", message] if kind == "ed25519" else \
                        ["dgst", "-sha384" if "384" in kind else "-sha256", "-sign"]
                    signature = openssl(*how, "-inkey", private) if kind == "ed25519" else openssl(*how, private, message)
                for name, change in (("as it is", lambda one: one), ("payload", lambda one: {**one, "payload": "aGVsbG8gd29ybGQh"}),
                                     ("type", lambda one: {**one, "payloadType": "x"})):
                    envelope["signatures"] = [{"keyid": "", "sig": base64.b64encode(signature).decode()}]
                    answer = self.door.ask("dsse.verify", envelope=self.file("envelope", json.dumps(change(envelope))), key=str(path))
                    case = f"{path.name}: {payload_type}: {name}"
                    if kind in UNREADABLE:
                        self.refused(case, answer, "public key" if "mldsa" in kind else KINDS[kind])
                    elif name != "as it is":
                        self.refused(case, answer, "has no signature by the key")
                    else:
                        wanted = {"payload_type": payload_type, "payload_sha256": hashlib.sha256(b"hello world").hexdigest()}
                        self.cases.check(case, answer.get("out") == wanted, f"expected {wanted}, got {answer}")

    def signatures(self, source):
        """The list key_sig_data of test_signer.py: (keyid, keytype, scheme, public key, signature over DATA in hex)."""
        tree = ast.parse(source)
        function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "test_key_verify_signature")
        values = {}
        for node in function.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                values[name] = node.value
        literal = lambda node: ast.literal_eval(values[node.id] if isinstance(node, ast.Name) else node)
        for number, entry in enumerate(values["key_sig_data"].elts):
            _, keytype, scheme, public, signature = map(literal, entry.elts)
            if keytype == "ed25519":  # 32 bytes in hex
                public = openssl("pkey", "-pubin", "-inform", "DER", data=bytes.fromhex("302a300506032b6570032100" + public)).decode()
            key, signature = self.file("key", public), base64.b64encode(bytes.fromhex(signature)).decode()
            case = f"signature {number}, {scheme}"
            right, wrong = (self.door.ask("signature.verify", key=key, signature=signature, **{"in": text}) for text in ("DATA", "NOT DATA"))
            if "nistp521" in scheme:
                self.refused(case, right, KINDS["ecdsa_secp521r1"])
                continue
            # RSA is checked as cosign does: PKCS #1 v1.5 over SHA-256, nothing else.
            good = "rsa" not in scheme or scheme == "rsa-pkcs1v15-sha256"
            self.cases.check(case, right.get("out") is good, f"expected {good}, got {right}")
            self.cases.check(f"{case}, other message", wrong.get("out") is False, f"expected False, got {wrong}")

    def cosign(self, folder):
        found = re.findall(r"^const (\w+) = `(.*?)`", (folder / "keys_test.go").read_text(), re.M | re.S)
        self.cases.check("cosign's keys", {name for name, _ in found} == set(COSIGN_KEYS), f"expected {sorted(COSIGN_KEYS)}, got {[name for name, _ in found]}")
        for name, pem in found:
            path = self.file(name, pem)
            answer = self.door.ask("key.public", path=path, password="hello")
            if COSIGN_KEYS.get(name):
                self.refused(name, answer, COSIGN_KEYS[name])
            elif name.startswith("pem"):
                self.cases.check(name, answer["ok"], answer.get("error"))
            else:
                expected = openssl("pkey", "-pubout", "-in", path).decode()
                self.cases.check(name, answer.get("out") == expected, f"expected {expected}, got {answer}")
            if name.startswith("pem"):
                self.refused(f"{name}, wrong password", self.door.ask("key.public", path=path, password="hallo"), "wrong password")

    def keyless_bundle(self, folder):
        """The envelope in a bundle that cosign signed by a certificate's key."""
        bundle = json.loads((folder / "testdata/oci-attestation.sigstore.json").read_text())
        certificate = base64.b64decode(bundle["verificationMaterial"]["certificate"]["rawBytes"])
        key = self.file("key", openssl("x509", "-inform", "DER", "-pubkey", "-noout", data=certificate))
        self.envelope("cosign's bundle", bundle["dsseEnvelope"], key)

    def summary(self, folder):
        """A verification summary of Google's, whose signature is r and s side by side."""
        self.envelope("the VSA", json.loads((folder / "gke-gce-pre.bcid-vsa.jsonl").read_text()), str(folder / "vsa_signing_public_key.pem"), 64)

    def envelope(self, name, envelope, key, size=None):
        payload = base64.b64decode(envelope["payload"])
        signature = base64.b64decode(envelope["signatures"][0]["sig"])
        if size:
            self.cases.check(f"{name}: size", len(signature) == size, f"has {len(signature)} bytes")
        wanted = {"payload_type": envelope["payloadType"], "payload_sha256": hashlib.sha256(payload).hexdigest()}
        answer = self.door.ask("dsse.verify", envelope=self.file("envelope", json.dumps(envelope)), key=key)
        self.cases.check(name, answer.get("out") == wanted, f"expected {wanted}, got {answer}")
        for place in range(0, len(signature), 7):
            changed = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1:]
            other = {**envelope, "signatures": [{"sig": base64.b64encode(changed).decode()}]}
            self.refused(f"{name}: byte {place} changed", self.door.ask("dsse.verify", envelope=self.file("envelope", json.dumps(other)), key=key),
                         "has no signature by the key")


def run():
    cases = suite.Suite("keys", 118)
    with Door() as door, tempfile.TemporaryDirectory(prefix="pushgate-conformance-") as folder:
        keys = Keys(cases, door, pathlib.Path(folder))
        with fetch.unpacked(fetch.SECURESYSTEMSLIB) as tests:
            keys.private_pems(tests / "data/pems")
            keys.envelopes(tests / "data/pems")
            keys.signatures((tests / "test_signer.py").read_text())
        with fetch.unpacked(fetch.COSIGN) as cosign:
            keys.cosign(cosign)
            keys.keyless_bundle(cosign)
        with fetch.unpacked(fetch.SLSA_VERIFIER) as summary:
            keys.summary(summary)
    return cases.finish()


suite.main(run)
