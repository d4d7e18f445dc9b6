# SPDX-License-Identifier: Apache-2.0
"""The tar reader against the archives of Go's archive/tar, as tar-split carries them: each is listed as Python's tarfile
lists it, or is in REFUSED below with the reason why."""

import hashlib
import tarfile

import fetch
import suite
from door import Door

TYPES = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.CONTTYPE: "file", tarfile.DIRTYPE: "directory",
         tarfile.SYMTYPE: "symlink", tarfile.LNKTYPE: "hardlink", tarfile.CHRTYPE: "character_device",
         tarfile.BLKTYPE: "block_device", tarfile.FIFOTYPE: "fifo"}

# What the error says, and why that is right.
SPARSE = "a sparse file", "sparse files are stored in five ways, which readers do not all know"
BZIP2 = "is compressed by bzip2", "no writer of OCI layers makes bzip2"
PREFIX = "has a prefix that its kind of tar has not", "GNU has times where ustar has a prefix: readers differ about the name"
MORE_HEADERS = "more than one extended header", "readers differ about which one counts"
UNKNOWN_KIND = "of no known kind", "fuzzed bytes; Go refuses them, too"
NO_NUMBER = "is not a number that tar knows", "fuzzed bytes; Go refuses them, too"
CUT = "before its content does", "the header of a file of 16 GiB and nothing more"
REFUSED = {
    "gnu-incremental.tar": PREFIX,
    "gnu-multi-hdrs.tar": MORE_HEADERS,
    "gnu-nil-sparse-data.tar": SPARSE,
    "gnu-nil-sparse-hole.tar": SPARSE,
    "gnu-sparse-big.tar": SPARSE,
    "gnu-sparse-many-zeros.tar.bz2": BZIP2,
    "hdr-only.tar": ("is no file but has 5 bytes", "a directory with a size: readers differ about where the next header is"),
    "invalid-go17.tar": PREFIX,
    "issue10968.tar": UNKNOWN_KIND,
    "issue11169.tar": NO_NUMBER,
    "issue12435.tar": NO_NUMBER,
    "neg-size.tar": UNKNOWN_KIND,
    "pax-bad-hdr-file.tar": ("a record does not end where it says", "a malformed PAX record"),
    "pax-bad-hdr-large.tar.bz2": BZIP2,
    "pax-bad-mtime-file.tar": ("has a bad 'mtime'", "a malformed PAX record"),
    "pax-global-records.tar": ("sets 'path' for all entries", "Go reads past global headers, Python and GNU tar apply them"),
    "pax-multi-hdrs.tar": MORE_HEADERS,
    "pax-nil-sparse-data.tar": SPARSE,
    "pax-nil-sparse-hole.tar": SPARSE,
    "pax-nul-path.tar": ("has a NUL byte in 'path'", "readers differ about where the name ends"),
    "pax-nul-xattrs.tar": ("a keyword holds a NUL byte", "a malformed PAX record"),
    "pax-path-hdr.tar": ("ends after an extended header", "an extended header about nothing"),
    "pax-sparse-big.tar": SPARSE,
    "sparse-formats.tar": SPARSE,
    "writer-big-long.tar": CUT,
    "writer-big.tar": CUT,
}


def text(name):
    """A name as the door writes it: bytes that are not UTF-8 become U+FFFD; tarfile drops a slash at the end."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").rstrip("/")


def listed_by_python(path):
    entries = []
    with tarfile.open(path, encoding="utf-8", errors="surrogateescape") as archive:
        for member in archive:
            content = archive.extractfile(member).read() if member.isreg() else None
            entries.append({"name": text(member.name), "type": TYPES.get(member.type, repr(member.type)),
                            "size": member.size if member.isreg() else 0,
                            "linkname": text(member.linkname) if member.issym() or member.islnk() else None,
                            "sha256": hashlib.sha256(content).hexdigest() if member.isreg() else None})
    return entries


def listed_by_us(entries):
    return [{**entry, "name": entry["name"].rstrip("/"), "linkname": entry["linkname"] and entry["linkname"].rstrip("/")}
            for entry in entries]


def run():
    cases = suite.Suite("tar", 44, {name: reason for name, (_, reason) in REFUSED.items()})
    with fetch.unpacked(fetch.TAR) as folder, Door() as door:
        for path in sorted(path for path in folder.iterdir() if ".tar" in path.suffixes):
            answer = door.ask("tar.list", path=str(path))
            got = answer.get("error", "listed").strip()
            if cases.exception(path.name):
                expected = REFUSED[path.name][0]
                cases.check(path.name, expected in got, f"expected an error with '{expected}', got {got}")
                continue
            if not answer["ok"]:
                cases.check(path.name, False, f"expected it to be listed, got {got}")
                continue
            ours, theirs = listed_by_us(answer["out"]), listed_by_python(path)
            cases.check(path.name, ours == theirs, f"expected {theirs}, got {ours}")
    return cases.finish()


suite.main(run)
