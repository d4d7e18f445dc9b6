#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The house rules that a compiler does not see: who includes whom, one includer a library, file lengths, licence
lines, forbidden words in names. Run from anywhere; prints what is wrong and exits 1."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]', re.M)
LONGEST_FILE = 600
SOURCE = {".cpp", ".hpp", ".py", ".sh", ".go", ".cmake"}
VAGUE = re.compile(r"(^|[_/-])(utils?|helpers?|managers?|common|misc)([_./-]|$)")
STANDARD = re.compile(r"^[a-z_]+$|^(sys|netinet|arpa|linux|bits)/|^[a-z_]+\.h$")
THIRD_PARTY_ALONE = {"zlib.h", "zstd.h", "sodium.h", "archive.h", "archive_entry.h", "sqlite3.h"}


def tracked():
    out = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z"], check=True, capture_output=True)
    return [pathlib.PurePosixPath(p) for p in out.stdout.decode().split("\0") if p and (ROOT / p).is_file()]


def read_rooms():
    rooms, libraries = {}, {}
    for line in (ROOT / "tests/lint/rooms.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *words = line.split()
        rooms[name] = {w for w in words if not w.startswith("<")}
        libraries[name] = {w[1:] for w in words if w.startswith("<")}
    return rooms, libraries


def room_of(path, rooms):
    """The room with the longest name that holds the path, or None."""
    holders = [r for r in rooms if str(path).startswith(r + "/")]
    return max(holders, key=len, default=None)


def included_file(name):
    for folder in ("src", "."):
        if (ROOT / folder / name).is_file():
            return str(pathlib.PurePosixPath(folder, name))
    return None


def check_includes(files, rooms, libraries):
    used = {room: set() for room in rooms}
    for path in files:
        if path.suffix not in (".cpp", ".hpp") or path.parts[0] not in ("src", "sbom", "scanners"):
            continue
        room = room_of(path, rooms)
        if room is None:
            yield f"{path}: is in no room of tests/lint/rooms.txt"
            continue
        for kind, name in INCLUDE.findall((ROOT / path).read_text()):
            if kind == "<":
                if (STANDARD.match(name) and name not in THIRD_PARTY_ALONE) or any(name.startswith(l) for l in libraries[room]):
                    continue
                yield f"{path}: includes <{name}>, which is not {room}'s to include"
                continue
            target = included_file(name)
            if target is None:
                if not name.startswith("embedded/"):
                    yield f"{path}: includes \"{name}\", which is not there"
                continue
            other = room_of(target, rooms)
            if other in (room, "src/base"):
                continue
            used[room].add(other)
            if other not in rooms[room]:
                yield f"{path}: {room} may not see {other}"
    for room, allowed in rooms.items():
        for idle in sorted(allowed - used[room]):
            yield f"tests/lint/rooms.txt: {room} is allowed {idle} and does not use it"


def check_files(files):
    for path in files:
        text = (ROOT / path).read_bytes()
        if path.suffix in SOURCE or path.name == "CMakeLists.txt":
            head = text[:400].decode(errors="replace")
            if "SPDX-License-Identifier: Apache-2.0" not in head:
                yield f"{path}: has no SPDX line"
            lines = text.count(b"\n")
            if lines > LONGEST_FILE:
                yield f"{path}: has {lines} lines; the limit is {LONGEST_FILE}"
            if VAGUE.search(str(path)):
                yield f"{path}: says nothing by its name"
        if b"PRIVATE KEY-----\n" in text and path.suffix != ".py":
            yield f"{path}: holds a private key"


def main():
    files = tracked()
    rooms, libraries = read_rooms()
    problems = [*check_includes(files, rooms, libraries), *check_files(files)]
    print("\n".join(problems) if problems else f"{len(files)} files, {len(rooms)} rooms: in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
