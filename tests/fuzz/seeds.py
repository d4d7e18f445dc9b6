#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what the fuzzer starts from: seeds.py FOLDER makes FOLDER/TARGET/N for every target. Each seed is a small
document of the kind that the target reads, most of them right, so that what the fuzzer changes is interesting."""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import sqlite3
import struct
import sys
import tarfile
import zipfile
import zlib

DIGEST = "sha256:" + "ab" * 32
DESCRIPTOR = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": DIGEST, "size": 1}


def journal(*records):
    """A journal's file: each checksum is over the one before and the record."""
    last, text = bytes(32), b"pushgate-journal 1\n"
    for record in records:
        last = hashlib.sha256(last + record).digest()
        text += last.hex().encode() + b" " + record + b"\n"
    return text


ENVELOPE = {"payloadType": "application/vnd.in-toto+json", "payload": "e30=", "signatures": [{"sig": "AA==", "keyid": ""}]}
STATEMENT = {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "a", "digest": {"sha256": "ab" * 32}}], "predicateType": "t", "predicate": {}}


def bundle(material, content="dsseEnvelope"):
    """A sigstore bundle that says of its key what `material` does."""
    return json.dumps({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": material, content: ENVELOPE}).encode()


def retention_plan():
    """A plan over one manifest."""
    graph = "sha256:" + hashlib.sha256(f"{DIGEST} a b\n".encode()).hexdigest()
    return json.dumps({"schema": "pushgate.retention-plan/v1", "made": "2026-01-02T03:04:05Z", "frees": 1, "repositories": [
        {"name": "ghcr.io/o/a", "store": "oci", "graph": graph, "frees": 1, "manifests": [
            {"digest": DIGEST, "tags": ["a", "b"], "action": "remove", "why": "no rule keeps it"}]}]}).encode()


def evidence_documents():
    """One of each kind that an evidence folder holds."""
    finding = {"rule": "vuln/CVE-1", "severity": "HIGH", "subject": "pkg:deb/debian/a@1", "location": {"path": "/a", "line": 1}, "message": "m", "hint": "", "fixed_version": "2"}
    counts = {"CRITICAL": 0, "HIGH": 1, "MEDIUM": 0, "LOW": 0, "UNKNOWN": 0}
    scanner = {"name": "trivy", "version": "1", "binary": DIGEST, "database": None, "database_updated_at": "2026-01-01T00:00:00Z"}
    documents = {
        "subject": {"name": "a", "digest": DIGEST, "service": "", "platform": "linux/amd64", "media_type": "m", "size": 1, "config": DIGEST,
                    "layers": [{"digest": DIGEST, "diff_id": DIGEST}]},
        "findings": {"subject": {"name": "a", "digest": DIGEST}, "findings": [finding],
                     "summary": {"total": 1, **counts, "scanners": [{"scanner": "trivy", "outcome": "complete", "reason": ""}], "scanner": scanner, "plan_score": 98}},
        "decision": {"verdict": "deny", "reasons": [{"effect": "deny", "rule": "vuln/CVE-1", "severity": "HIGH", "subject": "a", "text": "t", "fixed_version": ""}],
                     "policy": {"digest": DIGEST}, "waived": [{"finding": finding, "reason": "r", "owner": "o", "expires": "2026-01-02"}],
                     "unfixed_denying": 0, "unfixed_ignored": 0},
        "inputs": {"decided_at": "2026-01-01T00:00:00Z", "pushgate": "0.1.0", "inputs": [{"kind": "lock", "name": "a", "sha256": DIGEST}, {"kind": "source", "name": ".", "sha256": None, "dirty": True}]},
        "provenance": {"distributions": []},
        "index-evidence": {"name": "a", "digest": DIGEST, "platforms": [{"platform": "linux/arm/v7", "digest": DIGEST, "evidence": DIGEST}]},
    }
    return [json.dumps({"schema": f"pushgate.{name}/v1", **document}).encode() for name, document in documents.items()]


def tar(*entries, form=tarfile.PAX_FORMAT):
    """A tar of (name, content or type or link) entries."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content, *link in entries:
            info = tarfile.TarInfo(name)
            if isinstance(content, bytes) and not link:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.type, info.linkname = content, link[0] if link else ""
                archive.addfile(info)
    return out.getvalue()


def evidence_archive(*more, folders=("a",), **changes):
    """A tar as `audit export` writes it, in which not everything need be as its manifest says."""
    files = {"keys/1.pub": b"key", **{f"evidence/{folder}/evidence.json": b"{}" for folder in folders}}
    listed = [{"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in files.items()]
    manifest = {"schema": "pushgate.archive/v1", "made_by": "pushgate 0", "folders": list(folders), "files": listed, **changes}
    return tar(("manifest.json", json.dumps(manifest).encode()), *files.items(), *more, form=tarfile.USTAR_FORMAT)


def elf(section, content):
    """A program of 64 bits, whose one section of data is loaded at 0x78."""
    names = b"\0.shstrtab\0" + section + b"\0"
    names_at = 0x78 + len(content)
    header = b"\x7fELF\2\1\1".ljust(16, b"\0") + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, names_at + len(names), 0, 64, 56, 1, 64, 3, 1)
    segment = struct.pack("<IIQQQQQQ", 1, 6, 0x78, 0x80, 0, len(content), len(content), 8)
    sections = [(0, 0, 0, 0, 0), (1, 3, 0, names_at, len(names)), (11, 1, 0x80, 0x78, len(content))]
    table = b"".join(struct.pack("<IIQQQQIIQQ", name, kind, 0, address, at, size, 0, 0, 1, 0) for name, kind, address, at, size in sections)
    return header + segment + content + names + table


GO_MODULES = b"path\tm\nmod\texample.com/m\t(devel)\t\ndep\ta.b/c\tv1.0.0\th1:x=\n=>\t./c\t(devel)\t\nbuild\t-ldflags=\"-X main.version=v1.2.3\"\n"
GO_TEXT = b"0" * 16 + GO_MODULES + b"1" * 16
GO_NEW = b"\xff Go buildinf:\x08\x02" + bytes(16) + b"\x08go1.22.1" + bytes([len(GO_TEXT) & 127 | 128, len(GO_TEXT) >> 7]) + GO_TEXT
GO_OLD = b"\xff Go buildinf:\x08\x00" + struct.pack("<QQQQQQ", 0xa0, 0xb0, 0xc0, 4, 0xc4, len(GO_TEXT)) + b"go1." + GO_TEXT
CRATES = zlib.compress(b'{"packages":[{"name":"a","version":"1.0.0","dependencies":[1],"root":true},{"name":"b","version":"2.0.0"}]}')
PE = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 32, 0x22) + struct.pack("<H22xQ", 0x20b, 0) + \
    b".data\0\0\0" + struct.pack("<IIIIIIII", len(GO_NEW), 0xa0, len(GO_NEW), 0xa0, 0, 0, 0, 0xc0000040)
MACHO = struct.pack("<IIIIIIII", 0xfeedfacf, 7, 3, 2, 1, 152, 0, 0) + struct.pack("<II16sQQQQIIII", 0x19, 152, b"__DATA", 0xc0, len(GO_NEW), 0xc0, len(GO_NEW), 3, 3, 1, 0) + \
    struct.pack("<16s16sQQIIIIIIII", b"__go_buildinfo", b"__DATA", 0xc0, len(GO_NEW), 0xc0, 4, 0, 0, 0, 0, 0, 0)


def der(tag, content):
    """An element of DER, of less than 64 KiB."""
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big") if size > 255 else bytes([0x81, size])) + content


def pem(label, content):
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label.encode(), base64.encodebytes(content), label.encode())


# The P-256 key whose private number is 1, so that its public point is the curve's generator; encrypted by one round with "pw".
GENERATOR = bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
P256 = bytes.fromhex("06082a8648ce3d030107")
EC = der(0x30, bytes.fromhex("06072a8648ce3d0201") + P256)
SPKI = der(0x30, EC + der(3, b"\0" + GENERATOR))
SEC1 = der(0x30, b"\2\1\1" + der(4, bytes(31) + b"\1") + der(0xa0, P256) + der(0xa1, der(3, b"\0" + GENERATOR)))
PKCS8 = der(0x30, b"\2\1\0" + EC + der(4, SEC1))
ENCRYPTED = base64.b64decode(
    "MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAi0CpJFYxV81gIBATAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQITWmFIGBpNK17WRZu+ycCwSBkEyTdyAv"
    "YrBinppLhYFYgTOFkqKCfztJgGEgLY6qMTO1o1duKYaO4eefPLy4ISLKgZO+YK6m3d048yPeL0vzbIwUlUVY0+1X1mvnuLhsmKd+pnkZ4AZrCNI5qghRYeOHRLK/FAC/3Lvu"
    "2Di8/8eIaalsUyvOSbaS5Kdk0UOXvdw/ZZaaSiaGPF3t1E1+TknkLw==")
KEY_BOX = {"kdf": {"name": "scrypt", "params": {"N": 65536, "r": 8, "p": 1}, "salt": base64.b64encode(bytes(32)).decode()},
           "cipher": {"name": "nacl/secretbox", "nonce": base64.b64encode(bytes(24)).decode()}, "ciphertext": base64.b64encode(bytes(154)).decode()}
STATUS = b"Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.0)\nVersion: 1:3.0-1\nDepends: libc6 (>= 2), a | b:any\n\n"
METADATA = b"Metadata-Version: 2.1\nName: Foo_Bar\nVersion: 1.0+cu1\nRequires-Dist: b (>=1) ; python_version < '3.9' and extra == 'x'\nClassifier: License :: OSI Approved :: MIT License\n\nbody\n"
PACKAGE = json.dumps({"name": "@s/p", "version": "1.0.0", "license": {"type": "MIT"}, "dependencies": {"a": "^1"}}).encode()
GEMSPEC = b'Gem::Specification.new do |s|\n  s.name = "rake".freeze\n  s.version = "13.0"\n  s.licenses = ["MIT".freeze]\nend\n'
COMPOSER = json.dumps({"packages": [{"name": "v/n", "version": "v1.0", "license": ["MIT"], "require": {"php": "*", "a/b": "1"}}]}).encode()
DEPS = json.dumps({"runtimeTarget": {"name": "n"}, "targets": {"n": {"A/1.0": {"runtime": {"a.dll": {}}}}}, "libraries": {"A/1.0": {"type": "package", "sha512": "sha512-AAAA"}}}).encode()
CONDA = json.dumps({"name": "numpy", "version": "1.26", "build": "py_0", "channel": "conda-forge", "subdir": "linux-64", "depends": ["python >=3"], "files": ["bin/x"]}).encode()
LAYERS = [
    tar(("var/lib/dpkg/status", STATUS), ("etc/os-release", b'ID=debian\nVERSION_ID="12"\n'), ("bin/x", b"#!/bin/sh\n")),
    tar(("usr/lib/python3/a-1.dist-info/METADATA", METADATA), ("a/.wh..wh..opq", b""), ("var/.wh.lib", b"")),
    tar(("d", tarfile.DIRTYPE), ("d/l", tarfile.SYMTYPE, "../d"), ("d/h", tarfile.LNKTYPE, "d/f"), ("d/f", b"x")),
    tar(("x" * 200, b"y"), ("é/ü", b""), form=tarfile.GNU_FORMAT),
    tar(("dev", tarfile.CHRTYPE), ("fifo", tarfile.FIFOTYPE), form=tarfile.USTAR_FORMAT),
]
BOM = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    {"type": "operating-system", "name": "debian", "version": "12.5"},
    {"type": "library", "name": "a", "version": "1", "purl": "pkg:deb/debian/a@1?arch=amd64", "licenses": [{"expression": "MIT OR Apache-2.0"}],
     "components": [{"type": "library", "name": "b", "version": "2", "purl": "pkg:pypi/b@2", "evidence": {"occurrences": [{"location": "/x!/y"}]}}]}]}

APK = b"C:Q1AAAA\nP:musl\nV:1.2-r0\nA:x86_64\no:musl\nL:MIT\nD:so:a !b c>=1\np:so:m=1\nF:lib\nR:x\nZ:Q1AA\n\n"


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def wheel(*files, tag="py3-none-manylinux_2_17_x86_64"):
    """The wheel foo_bar 1.0 with a RECORD of all its files."""
    info = "foo_bar-1.0.dist-info/"
    files += ((info + "METADATA", METADATA.replace(b"1.0+cu1", b"1.0")), (info + "WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()))
    rows = [f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip('=')},{len(content)}" for name, content in files]
    return zipped(*files, (info + "RECORD", "\n".join([*rows, info + "RECORD,,", ""]).encode()))


POM = ("META-INF/maven/g/a/pom.properties", b"groupId=g\nartifactId=a\nversion=1.0\n")
JAR = zipped(POM, ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\nImplementation-Title: x\r\nImplementation-Version: 1\r\n"))
JARS = [JAR, zipped(POM, ("BOOT-INF/lib/b-2.jar", JAR), method=zipfile.ZIP_STORED), zipped(("WEB-INF/lib/c-3.jar", JAR)), b"#!/bin/sh\n" + JAR]


def rpm_header(*entries):
    """An rpm header of (tag, type, count, bytes) entries."""
    index, data = b"", b""
    for tag, kind, count, value in entries:
        data += bytes(-len(data) % {3: 2, 4: 4}.get(kind, 1))
        index += struct.pack(">IIII", tag, kind, len(data), count)
        data += value
    return struct.pack(">II", len(entries), len(data)) + index + data


RPM = rpm_header((1000, 6, 1, b"bash\0"), (1001, 6, 1, b"5.2\0"), (1002, 6, 1, b"1.el9\0"), (1003, 4, 1, b"\0\0\0\1"), (1022, 6, 1, b"x86_64\0"),
                 (1044, 6, 1, b"bash-5.2-1.el9.src.rpm\0"), (1116, 4, 1, b"\0\0\0\0"), (1117, 8, 1, b"bash\0"), (1118, 8, 1, b"/usr/bin/\0"))


def rpm_sqlite():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    database.execute("INSERT INTO Packages (blob) VALUES (?)", (RPM,))
    database.commit()
    return database.serialize()


def rpm_ndb():
    blob = struct.pack("<IIII", 0x53626C42, 1, 0, len(RPM)) + RPM
    head = struct.pack("<IIIIIIII", 0x506D7052, 0, 1, 1, 2, 0, 0, 0)
    slots = struct.pack("<IIII", 0x746F6C53, 1, 256, (len(blob) + 15) // 16) + struct.pack("<IIII", 0x746F6C53, 0, 0, 0) * 253
    return head + slots + blob + bytes(-len(blob) % 16)


def rpm_berkeley(order):
    """A hash database of a meta page, one page of one key and one value, and its overflow page."""
    size = 4096
    meta = bytearray(size)
    struct.pack_into(order + "I", meta, 12, 0x00061561)
    struct.pack_into(order + "I", meta, 20, size)
    meta[25] = 8
    struct.pack_into(order + "I", meta, 32, 2)
    page = bytearray(size)
    page[25] = 13
    struct.pack_into(order + "H", page, 20, 2)
    struct.pack_into(order + "HH", page, 26, size - 5, size - 17)
    page[size - 5:] = b"\1" + struct.pack(order + "I", 1)
    page[size - 17:size - 5] = b"\3\0\0\0" + struct.pack(order + "II", 2, len(RPM))
    overflow = bytearray(size)
    overflow[25] = 7
    struct.pack_into(order + "H", overflow, 22, len(RPM))
    overflow[26:26 + len(RPM)] = RPM
    return bytes(meta + page + overflow)


TOLD = {"bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"timestamp": "2028-02-29T23:59:60+14:00", "component": {"type": "container", "name": "ghcr.io/acme/app:v1@" + DIGEST, "version": DIGEST}},
        "components": [{"type": "library", "group": "@angular", "name": "core", "version": "17.0.0", "purl": "pkg:npm/%40angular/core@17.0.0",
                        "licenses": [{"expression": "MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)"}, {"license": {"name": "the authors'"}}]},
                       {"type": "library", "name": "liblzma5", "version": "5.6.1-1", "purl": "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64&distro=debian-13#x",
                        "properties": [{"name": "aquasecurity:trivy:SrcName", "value": "xz-utils"}, {"name": "aquasecurity:trivy:LayerDiffID", "value": DIGEST}]}],
        "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}]}


SEEDS = {
    "apk_database": [APK, APK + APK],
    "audit_contents": [b"", b"\x64\x09\x5a\x03", b"\x07\x00\x00\x05\xff\xff\xff\xff\x0f\x80\x01"],
    "audit_record": [json.dumps(BOM).encode(), json.dumps(TOLD).encode()],
    "audit_versions": [b"5.6\n1:5.6.1-1", b">=5.6, <5.6.2\n5.6.1+really5.4.5-1", b"!=1.0rc1,==2.*\n2.0+cu121", b"<=v1.2.3-alpha.1\nv1.2.3"],
    "java_archive": JARS,
    "lists": [b"/bin/sh\n/bin/sh.distrib\n:\n", b"bash\t5.2-1\t1\t2\tMicrosoft\t(none)\t3\tx86_64\t0\tbash-5.2-1.src.rpm\n"],
    "python_dependency": [b"a[b,c] (>=1,<2) ; python_version < '3.9' and (extra == \"x\" or os_name != 'nt')", b"a @ https://e/x.whl ; sys_platform == 'linux'", b"'3' in python_version"],
    "pyc": [b"\xa7\x0d\r\n" + struct.pack("<III", flags, 1700000000, 13) + b"code" for flags in (0, 1, 3, 4)] + [b'{"kind":"pyc","flags":0,"mtime":1700000000,"size":13}'],
    "python_egg": [zipped(("EGG-INFO/PKG-INFO", METADATA)), zipped(("EGG-INFO/PKG-INFO", METADATA), ("EGG-INFO/requires.txt", b"a\n[x]\nb\n"))],
    "python_entry_points": [b"[console_scripts]\na = x.y:K.go [extra]\n# c\n[gui_scripts]\nb=x:y\n[other]\nc = x\n"],
    "python_record": [b"a/b.py,sha256=" + b"A" * 43 + b",10\na-1.dist-info/RECORD,,\n\"x,y\",,\n../../../bin/x,,\n", b"../a/b.py\n../../bin/x\n"],
    "python_version": [b"1!2.0a1.post3.dev4+local.5", b"v1.0-1", b"1.0rc1"],
    "rpm_database": [rpm_sqlite(), rpm_ndb(), rpm_berkeley("<"), rpm_berkeley(">")],
    "distribution_file": [b"Foo_Bar-1.0-2x-py2.py3-none-any.whl", b"a-1.0+cu1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", b"a.b-1!2rc1.tar.gz", b"a-1.zip"],
    "pth": [b"\xef\xbb\xbfimport a; a.b()\r\n../lib\n# import\nimport\tos\n", b"import\x0bx\x85import y"],
    "sdist": [gzip.compress(tar(("foo_bar-1.0/PKG-INFO", METADATA.replace(b"1.0+cu1", b"1.0")), ("foo_bar-1.0/setup.py", b"x"))),
              gzip.compress(tar(("../x", b"x"), ("foo_bar-1.0/l", tarfile.SYMTYPE, "/etc")))],
    "wheel": [wheel(("foo_bar/__init__.py", b"")), wheel(("foo_bar/_c.so", elf(b".gnu.version_r", bytes(32))), ("foo.pth", b"import os\n")),
              wheel(("json.py", b"x"), ("foo_bar-1.0.data/scripts/run", b"#!python\n"), ("FOO.pth", b"a\n")), zipped(("../a", b"x"))],
    "zip": JARS + [zipped(("a", b"x" * 5000), ("b/", b""))],
    "challenge": [b'Bearer realm="https://auth.example/token",service="r",scope="repository:a:pull"', b"Basic realm=x, Bearer realm=\"y\""],
    "github_versions": [json.dumps([{"id": 1, "name": DIGEST, "created_at": "2019-11-05T22:49:04Z",
                                     "metadata": {"container": {"tags": ["v1", "latest"]}}}]).encode(), b"[]", b'{"message": "Not Found"}'],
    "compressed": [gzip.compress(b"x" * 1000), gzip.compress(b"a") + gzip.compress(b"b"), b"plain", b"\x28\xb5\x2f\xfd\x04\x00\x09\x00\x00a\x00\x00\x00\x00"],
    "config": [json.dumps({"os": "linux", "architecture": "amd64", "created": "2026-01-01T00:00:00Z", "config": {"User": "1", "Env": ["A=b"], "ExposedPorts": {"80/tcp": {}}, "Healthcheck": {"Test": ["NONE"]}},
                           "rootfs": {"type": "layers", "diff_ids": [DIGEST]}, "history": [{"created_by": "x", "empty_layer": True}]}).encode()],
    "cyclonedx": [json.dumps(BOM).encode()],
    "debian_copyright": [b"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+ and MIT\n text\n", b"see /usr/share/common-licenses/GPL-2\n"],
    "dpkg_status": [STATUS, STATUS + STATUS, b"Package: a\n continued\nStatus: deinstall ok config-files\n"],
    "dockerfile": [b"# syntax=docker/dockerfile:1\n# escape=`\nFROM a AS b\nRUN x `\n # c\n y\n", b"ARG T=1\nFROM --platform=$P a:${T:-2} AS b\nFROM b\nARG T\nENV A=$T B=\"c d\" C=\\ e\n",
                   b"FROM a\nRUN <<A cat <<-'B'\nx\nA\n\ty\n\tB\nCOPY --from=0 <<E f /g\nz\nE\n", b'FROM a\nONBUILD COPY --chown=1:2 ["a", "b\\u0020"]\nSHELL ["a"]\nCMD b\n',
                   b"FROM scratch\nHEALTHCHECK --interval=1m30.5s --retries=3 CMD a\nEXPOSE 1-3/udp $P\nWORKDIR ../a\nVOLUME [\"/a\"]\nUSER a\n",
                   b"FROM a\nRUN --mount=type=cache,\"target=/x\",id=$A --network=none b\nENTRYPOINT []\nSTOPSIGNAL 9\nLABEL a b c\n"],
    "dockerfile_word": [b"a${A:-b$E}c", b"${A#*/}${A##*.}${A%.*}${A%%.*}", b"${A/t*/x}${A//t/$0}", b"'a'\"b$A\"\\c<<E", b"${E:+x}${E?y}${Z+z}"],
    "ecdsa_signature": [der(0x30, b"\2\1\1\2\1\1"), der(0x30, der(2, b"\0" + b"\xff" * 32) + der(2, b"\x7f" * 32)), b"\1" * 64, b"\2" * 96,
                        der(0x30, der(2, b"\1" * 29) + der(2, b"\2" * 29))],
    "key_box": [json.dumps(KEY_BOX).encode()],
    "pem": [pem("PUBLIC KEY", SPKI), pem("A", b"")],
    "private_key": [pem("PRIVATE KEY", PKCS8), pem("EC PRIVATE KEY", SEC1), pem("ENCRYPTED PRIVATE KEY", ENCRYPTED), PKCS8, SEC1, ENCRYPTED],
    "public_key": [pem("PUBLIC KEY", SPKI), SPKI, pem("PUBLIC KEY", der(0x30, bytes.fromhex("300506032b6570") + der(3, bytes(33)))),
                   pem("PUBLIC KEY", der(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + der(3, b"\0" + der(0x30, der(2, b"\0" + b"\xff" * 256) + der(2, b"\1\0\1")))))],
    "bundle": [bundle({"publicKey": {"hint": "AA=="}}), bundle({"publicKey": {}, "tlogEntries": []}), bundle({"certificate": {"rawBytes": "AA=="}}),
               bundle({"x509CertificateChain": {"certificates": []}}), bundle({"publicKey": {}}, "messageSignature")],
    "dsse": [json.dumps(ENVELOPE).encode(), json.dumps({**ENVELOPE, "signatures": [{"sig": "AA=="}, {"sig": "", "keyid": "k"}]}).encode()],
    "statement": [json.dumps(STATEMENT).encode(),
                  json.dumps({**STATEMENT, "_type": "https://in-toto.io/Statement/v0.1", "subject": [
                      {"uri": "u", "content": "AA==", "downloadLocation": "d", "mediaType": "m", "annotations": {}, "digest": {"sha512": "ab"}},
                      *STATEMENT["subject"]]}).encode()],
    "simple_signing": [json.dumps({"critical": {"identity": {"docker-reference": "ghcr.io/o/a"}, "image": {"docker-manifest-digest": DIGEST},
                                                "type": "cosign container image signature"}, "optional": optional}).encode() for optional in (None, {"a": "b"})],
    "predicate": [json.dumps(one).encode() for one in (
        {"bomFormat": "CycloneDX"}, {"spdxVersion": "SPDX-2.3"}, {"@context": "https://spdx.org/rdf/3.0.1/c"}, {"builder": {}, "buildType": "t"},
        {"buildDefinition": {}, "runDetails": {}}, {"@context": "https://openvex.dev/ns/v0.2.0"},
        {"scanner": {}, "metadata": {"scanStartedOn": "2026-01-01T00:00:00Z", "scanFinishedOn": "2026-01-01T00:00:01+01:00"}},
        {"verifier": {"id": "https://pushgate.dev/gate/v1"}, "verificationResult": "PASSED", "verification_result": "FAILED"})],
    "shared_document": [json.dumps({"schemaVersion": 2, "manifests": [{**DESCRIPTOR, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                                                       "artifactType": "a", "annotations": {"k": "v"}}]}).encode(),
                        json.dumps({"schemaVersion": 2, "config": DESCRIPTOR, "layers": [
                            {**DESCRIPTOR, "annotations": {"dev.cosignproject.cosign/signature": "AAAA"}}], "annotations": {"k": "v"}}).encode()],
    "verification": [json.dumps({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {"publicKey": {"hint": "PQ/aMLF/6NsxDkpK548zMhlEU2xL4KgtFMyLPsFT2vw="}},
                                 "dsseEnvelope": {"payloadType": "application/vnd.in-toto+json", "payload": "e30=", "signatures": [{"sig": "MAYCAQECAQE="}]}}).encode(),
                     json.dumps({"verifier": {"id": "https://pushgate.dev/gate/v1"}, "timeVerified": "2026-01-01T00:00:00Z", "resourceUri": "ghcr.io/acme/app",
                                 "policy": {"uri": "p", "digest": {"sha256": "ab" * 32}}, "verificationResult": "PASSED",
                                 "inputAttestations": [{"uri": "evidence.json", "digest": {"sha256": "ab" * 32}}]}).encode(),
                     b"\x30\x06\x02\x01\x01\x02\x01\x01", b"\x30\x81\x80" + bytes(128), bytes(64)],
    "executable": [elf(b".go.buildinfo", GO_NEW), elf(b".go.buildinfo", GO_OLD), elf(b".data", bytes(16) + GO_NEW), elf(b".dep-v0", CRATES),
                   PE.ljust(0xa0, b"\0") + GO_NEW, MACHO.ljust(0xc0, b"\0") + GO_NEW,
                   struct.pack(">IIIIIII", 0xcafebabe, 1, 7, 3, 28, 0xc0 + len(GO_NEW), 0) + MACHO.ljust(0xc0, b"\0") + GO_NEW,
                   b"#!/usr/bin/python3\nimport a\n", b"#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\nimport a\n"],
    "fleet": [b"version: 1\nservices:\n  a: {image: ghcr.io/o/a, dockerfile: Dockerfile, port: 8080}\n",
              b"version: 1\nservices: {a: {}}\nretention: {keep_last: 1, keep_tags: [\"^r\"], holds: [{tag: a, reason: b}], repositories: {a/b: {protect: deployed}}}\n"],
    "retention_manifest": [json.dumps({"schemaVersion": 2, "manifests": [{**DESCRIPTOR, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                       "annotations": {"vnd.docker.reference.digest": DIGEST}}]}).encode(),
                           json.dumps({"schemaVersion": 2, "config": DESCRIPTOR, "layers": [DESCRIPTOR], "subject": DESCRIPTOR,
                                       "annotations": {"org.opencontainers.image.created": "2026-01-02T03:04:05Z"}}).encode(),
                           b"20260101-9c99cc9", b"sha256-" + b"ab" * 32 + b".sig"],
    "retention_plan": [retention_plan()],
    "evidence_archive": [evidence_archive(), evidence_archive(folders=("a", "a-b", "b/c")), evidence_archive(("evidence/a/x", b"y"), ("keys/1.pub", b"again")),
                         evidence_archive(("l", tarfile.SYMTYPE, "/etc")), evidence_archive(folders=("../a",)), evidence_archive()[:2000]],
    "gzip": [gzip.compress(b"hello " * 50), gzip.compress(b""), gzip.compress(b"a") + gzip.compress(b"b"), b"\x1f\x8b\x08\x08\0\0\0\0\0\3name\0" + zlib.compress(b"x")[2:-4]],
    "evidence_document": evidence_documents(),
    "health_source": [b'@app.get("/health")\ndef f():\n    return {"status": "ok", **a}\n',
                      b"app.add_api_route('/health', f)\nasync def f():\n  return JSONResponse(content={'a': 1}), 503\n"],
    "health_step": [b'HEALTHCHECK &{["CMD" "curl" "-f" "http://a:1/health"] "30s" "5s" "0s" \'\\x03\'}', b'/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "a \\"b\\""] "0s"}',
                    b'HEALTHCHECK --interval=30s --retries=3 CMD ["a", "b\\u0020"]', b"HEALTHCHECK NONE", b"HEALTHCHECK CMD a b"],
    "health_answer": [b'{"status":"ok"}', b' { "status" :\n"ok" } ', b'{"status":"ok","x":1}', b"<html>", DIGEST.encode(), b'{"digest":"a@' + DIGEST.encode() + b'"}'],
    "image_name": [b"oci:dir:tag", b"docker-archive:f.tar:a:b", b"docker://r/a@" + DIGEST.encode(), b"alpine"],
    "image_user": [b"app:staff\0root:x:0:0::/:/bin/sh\napp:x:10001:10001::/:/bin/false\n\0root:x:0:\nstaff:x:50:app,b\n", b"10001\0app:x:10001:7\n\0", b"10001:99999999999\0\0", b"\0+::\n:x\n#\n\0a:x:-1:"],
    "journal": [journal(), journal(b"{}"), journal(b"one", b"", b"three"), journal(b"one") + b"cut off", b""],
    "json": [b'{"a":[1,-2.5e3,"\\ud83d\\ude00",null,true],"b":{}}', b"[]", b'"x"', b"[[[[1]]]]"],
    "layer_facts": LAYERS,
    "layers": [first + second for first in LAYERS[:3] for second in LAYERS[:3] if len(first) == len(second)],
    "machine_profile": [b'{"OMP_NUM_THREADS": 16, "A": "b", "C": true, "D": 1.5}', b'{"a": {"b": 1}}', b"[]"],
    "manifest": [json.dumps({"schemaVersion": 2, "config": DESCRIPTOR, "layers": [DESCRIPTOR], "annotations": {"a": "b"}}).encode(),
                 json.dumps({"schemaVersion": 2, "manifests": [{**DESCRIPTOR, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}}]}).encode()],
    "run_script": [b'set -e; A=1 && pip install --no-index -f /w -r ${F:-x} "$A" | b >c 2>&1',
                   b"bash -ec 'useradd -u 1 a' || $(x `y`) # z\nif a; then uv venv; fi & adduser -D -G g u $GONE"],
    "os_release": [b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'a "b\'\n# c\n'],
    "package_file": [bytes([row]) + text for row in range(8) for text in (METADATA, PACKAGE, GEMSPEC, COMPOSER, DEPS, CONDA)],
    "policy_cases": [b"version: 1\npolicy: p.yaml\nat: 2026-11-22\ncases:\n- {name: a, findings: [{rule: vuln/CVE-1, severity: HIGH, layer: own, "
                     b"published: 2026-01-02}], scanners: {lock: incomplete}, packages: [{purl: 'pkg:pypi/a@1', licenses: [MIT]}], "
                     b"expect: {verdict: deny, reasons: [vuln/CVE-1, {rule: lock/missing-hash, subject: x}], waived: []}}\n",
                     b"version: 1\ncases:\n- {name: b, policy: p, evidence: e, expect: {verdict: pass}, "
                     b"waivers: [{rule: vuln/CVE-1, reason: r, owner: o, expires: 2026-12-31}]}\n"],
    "policy": [b"version: 1\nname: p\nfail_on: [HIGH, CRITICAL]\nignore_unfixed: false\n"],
    "purl": [b"pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12", b"pkg:npm/%40s/p@1#a/b", b"pkg:oci/a@sha256%3Aab?repository_url=ghcr.io%2Fa"],
    "reference": [b"ghcr.io/a/b:c@" + DIGEST.encode(), b"localhost:5000/a", b"[::1]:5000/a:b"],
    "requirements": [b"a==1.0 \\\n    --hash=sha256:" + b"ab" * 32 + b"\n-r other.txt\nb[c] @ https://e/x.whl ; python_version >= '3'\n"],
    "rollout_event": [json.dumps({"event": event, "run": 1, "at": "2026-01-01T00:00:00Z", "action": "batch", "tag": "v1", "digest": DIGEST, "image": "a@" + DIGEST,
                                  "machine": "pc2", "service": "app", "reason": "", "outcome": "good", "releases": [{"machine": "pc2", "service": "app", "tag": "v1", "digest": DIGEST, "image": "a"}],
                                  "back": [{"machine": "pc2", "service": "app", "tag": "v1", "digest": DIGEST, "image": "a"}, {"machine": "pc3", "service": "app"}]}).encode()
                      for event in ("begin", "resume", "changing", "changed", "failing", "undoing", "undone", "stuck", "end")],
    "saved_images": [json.dumps([{"Config": "c.json", "RepoTags": ["a:b"], "Layers": ["l/layer.tar"]}]).encode()],
    "spdx": [b"MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)", b"GPL-2+", b"LicenseRef-x"],
    "tag_events": [b"\n".join([
        b'{"event":"begin","run":1,"at":"2026-01-01T00:00:00Z","tag":"v1","moves":[{"repository":"r/a","tag":"v1","before":null,"after":"' + DIGEST.encode()
        + b'"},{"repository":"r/a","tag":"latest","before":"' + DIGEST.encode() + b'","after":"' + DIGEST.encode() + b'"}]}',
        b'{"event":"moved","run":1,"at":"2026-01-01T00:00:00Z","move":0}', b'{"event":"failing","run":1,"at":"2026-01-01T00:00:00Z","reason":"x"}',
        b'{"event":"remains","run":1,"at":"2026-01-01T00:00:00Z","move":0,"reason":"x"}', b'{"event":"end","run":1,"at":"2026-01-01T00:00:00Z","outcome":"remains"}'])],
    "tar": LAYERS,
    "toml_lock": [b'lock-version = "1.0"\ncreated-by = "x"\ndefault-groups = ["g"]\nenvironments = ["os_name == \'nt\'"]\n[[packages]]\nname = "a"\nversion = "1"\nmarker = "\'g\' in dependency_groups"\n'
                  b'wheels = [{url = "https://e/a-1-py3-none-any.whl", hashes = {sha256 = "00"}}]\n[[packages]]\nname = "b"\nvcs = {type = "git", url = "https://e", commit-id = "0"}\n',
                  b'version = 1\n[[package]]\nname = "p"\nsource = { virtual = "." }\ndependencies = [{ name = "a", extra = ["x"], marker = "os_name == \'nt\'" }]\n[package.dev-dependencies]\nd = [{ name = "a" }]\n'
                  b'[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://e" }\nsdist = { url = "https://e/a-1.tar.gz", hash = "sha256:00" }\n[package.optional-dependencies]\nx = [{ name = "b" }]\n'],
    "secret_logins": [b'{"auths": {"ghcr.io": {"auth": "YW5uOmh1bnRlcjItaHVudGVyMg=="}, "a": {"identitytoken": "x.y"}}}',
                      b'{\\"auth\\": \\"YW5uOmh1bnRlcjItaHVudGVyMg\\"} https://ann:hunter2@host/ http://:p@h',
                      b"machine a login b password c\n//h:80/:_authToken=abc\npassword = 'd'\n"],
    "secret_report": [json.dumps({"SchemaVersion": 2, "ArtifactName": "tree", "ArtifactType": "filesystem", "Results": [{"Target": "context/a", "Class": "secret", "Secrets": [{"RuleID": "github-pat", "Severity": "CRITICAL", "Title": "t", "StartLine": 1}]}]}).encode()],
    "secret_tokens": [b"\x07a ghp_" + b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17npm_" + b"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6",
                      b"\x01github_pat_11ABCDEFG0abcdefghijkl_0123456789abcdefghij glpat-" + b"aB3dE6gH9jK2mN5pQ8sT. dckr_" + b"pat_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7 pypi-AgEIcHlwaS5vcmc" + b"a" * 50],
    "vex": [json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "author": "a", "timestamp": "2026-01-01T00:00:00Z", "statements": [{"vulnerability": {"name": "CVE-1", "aliases": ["GHSA-1"]}, "products": [{"@id": "pkg:oci/app?repository_url=ghcr.io/acme/app", "subcomponents": [{"@id": "pkg:pypi/a"}], "hashes": {"sha-256": "0" * 64}, "identifiers": {"purl": "pkg:pypi/a"}}], "status": "not_affected", "justification": "component_not_present"}]}).encode(),
            json.dumps({"bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-01-01T00:00:00Z", "authors": [{"name": "a"}]}, "components": [{"bom-ref": "a", "purl": "pkg:pypi/a", "components": [{"bom-ref": "b"}]}], "vulnerabilities": [{"id": "CVE-1", "references": [{"id": "G"}], "analysis": {"state": "resolved", "lastUpdated": "2026-01-01T00:00:00Z", "detail": "d"}, "affects": [{"ref": "a"}, {"ref": "urn:cdx:u/1#root", "versions": [{"version": "1"}]}]}]}).encode()],
    "waiver_add": [b"version: 1\nfail_on: [HIGH]\n", b"version: 1\nfail_on: [HIGH]\nwaivers:\n  # c\n  - rule: vuln/CVE-2\n    reason: r\n    owner: o\n    expires: 2030-01-01\n",
                   b"version: 1\nfail_on: [HIGH]\nwaivers: [{rule: vuln/CVE-2, reason: r, owner: o, expires: 2030-01-01}]\nignore_unfixed: true\n"],
    "trivy_report": [json.dumps({"SchemaVersion": 2, "CreatedAt": "2026-01-02T03:04:05.678Z", "ArtifactName": "fuzz", "ArtifactType": "cyclonedx", "Metadata": {"OS": {"Family": "debian"}}, "Results": [{"Target": "t", "Class": "os-pkgs", "Type": "debian", "Packages": [{"Identifier": {"PURL": "pkg:deb/debian/a@1"}}], "Vulnerabilities": [{"VulnerabilityID": "CVE-1", "PkgName": "a", "InstalledVersion": "1", "Severity": "HIGH", "FixedVersion": "2", "Title": "t", "PkgPath": "a/b", "PkgIdentifier": {"PURL": "pkg:deb/debian/a@1"}}]}]}).encode()],
    "hidden_canary": [b'{"components": [{"bom-ref": "p", "purl": "pkg:pypi/a@1"}, null], "dependencies": [{"ref": "root", "dependsOn": ["p", 1]}, 2]}'],
}


def main():
    folder = pathlib.Path(sys.argv[1])
    for target, seeds in SEEDS.items():
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (place / str(number)).write_bytes(seed)


if __name__ == "__main__":
    main()
