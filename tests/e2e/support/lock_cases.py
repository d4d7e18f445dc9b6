# SPDX-License-Identifier: Apache-2.0
"""Locks with their wheelhouses, made at random from a seed: valid, and each then broken in one way."""

import dataclasses
import hashlib
import io
import random
import sys
import tarfile
import zipfile

OWN = f"cp{sys.version_info[0]}{sys.version_info[1]}"
MACHINE = "x86_64"
FITTING = ["py3-none-any", "py2.py3-none-any", f"{OWN}-none-any", f"{OWN}-{OWN}-manylinux_2_17_{MACHINE}.manylinux2014_{MACHINE}",
           f"cp38-abi3-manylinux_2_17_{MACHINE}", f"{OWN}-{OWN}-linux_{MACHINE}", f"py3-none-manylinux1_{MACHINE}"]
OTHER = ["py2-none-any", "cp27-cp27mu-manylinux1_x86_64", f"cp31-cp31-manylinux_2_17_{MACHINE}", "py3-none-win_amd64",
         f"{OWN}-{OWN}-macosx_11_0_arm64", f"{OWN}-{OWN}-manylinux_2_99_{MACHINE}", f"{OWN}-{OWN}-musllinux_1_2_{MACHINE}",
         f"{OWN}-cp27m-manylinux_2_17_{MACHINE}", f"{OWN}-{OWN}-manylinux_2_17_s390x"]
NAMES = ["alpha", "Beta", "gamma-ray", "delta.one", "epsilon_x", "zeta2"]


def escaped(name):
    return name.replace("-", "_").replace(".", "_").lower()


def wheel(name, version, requires=(), extra_requires=(), text="x"):
    """The bytes of a small wheel; of the same things always the same."""
    info = f"{escaped(name)}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {one}\n" for one in requires)
    if extra_requires:
        metadata += "Provides-Extra: more\n" + "".join(f'Requires-Dist: {one}; extra == "more"\n' for one in extra_requires)
    files = {f"{escaped(name)}.py": f"# {text}\n", f"{info}/METADATA": metadata,
             f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = "".join(f"{path},,\n" for path in files) + f"{info}/RECORD,,\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def sdist(name, version):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in (("PKG-INFO", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
                           ("pyproject.toml", '[build-system]\nrequires = ["no-such-builder"]\nbuild-backend = "no_such_builder"\n')):
            member = tarfile.TarInfo(f"{escaped(name)}-{version}/{path}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()


def hash_option(content, algorithm="sha256"):
    return f"--hash={algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


@dataclasses.dataclass
class Line:
    """A requirement; `files` are those whose hashes it has."""
    name: str
    version: str
    hashes: list
    operator: str = "=="
    extras: str = ""
    marker: str = ""

    def text(self, separator=" "):
        what = f"{self.name}{self.extras}{self.operator}{self.version}" + (f" ; {self.marker}" if self.marker else "")
        return separator.join([what, *self.hashes])


class World:
    """A valid lock and its wheelhouse; the packages need each other from left to right."""

    def __init__(self, seed):
        self.random = make = random.Random(seed)
        self.files = {}   # of the wheelhouse
        self.more = {}    # beside the lock
        self.lines = []
        self.before, self.after = [], []   # lines that are no requirements
        self.separator, self.newline, self.start = " ", "\n", b""
        names = make.sample(NAMES, make.randint(1, 4))
        for place, name in enumerate(names):
            needs = [self.need(other) for other in names[place + 1:] if make.random() < 0.5]
            self.add(name, make.choice(["1.0", "2024.7.4", "0.1.2", "3.0.post1"]), needs)

    def need(self, name):
        return name + self.random.choice(["", ">=0.1", " (>0)", "[more]", '; python_version >= "3"'])

    def add(self, name, version, needs=(), tags=None, **more):
        """A locked package with one wheel, or two."""
        tags = tags or self.random.sample(FITTING, self.random.choice([1, 1, 2]))
        line = Line(name, version, [])
        for tag in tags:
            content = wheel(name, version, needs, text=tag, **more)
            self.files[f"{escaped(name)}-{version}-{tag}.whl"] = content
            line.hashes.append(hash_option(content))
        self.lines.append(line)
        return line

    def any(self):
        return self.random.choice(self.lines)

    def files_of(self, line):
        return [name for name in self.files if name.startswith(f"{escaped(line.name)}-{line.version}-")]

    def lock(self):
        lines = [*self.before, *(line.text(self.separator) for line in self.lines), *self.after]
        return self.start + (self.newline.join(lines) + self.newline).encode()


KINDS = {}


def kind(function):
    KINDS[function.__name__] = function
    return function


# Each takes a valid world and changes one thing.

@kind
def valid(world):
    """As it is."""


@kind
def no_hash(world):
    world.any().hashes = []


@kind
def no_hash_anywhere(world):
    for line in world.lines:
        line.hashes = []


@kind
def wrong_hash(world):
    line = world.any()
    line.hashes = [hash_option(b"something else")]


@kind
def one_more_hash(world):
    """Of a file that is not there: fine."""
    world.any().hashes.append(hash_option(b"for another platform"))


@kind
def changed_wheel(world):
    for name in world.files_of(world.any()):
        world.files[name] += b"x"


@kind
def weak_hash(world):
    line = world.any()
    name = world.files_of(line)[0]
    line.hashes = [hash_option(world.files[name], world.random.choice(["md5", "sha1", "sha224"]))]


@kind
def strong_hash(world):
    """SHA-384 or 512 alone."""
    line = world.any()
    line.hashes = [hash_option(world.files[name], world.random.choice(["sha384", "sha512"])) for name in world.files_of(line)]


@kind
def short_hash(world):
    line = world.any()
    line.hashes = [one[:-2] for one in line.hashes]


@kind
def upper_case_hash(world):
    line = world.any()
    line.hashes = [one[:14] + one[14:].upper() for one in line.hashes]


@kind
def missing_wheel(world):
    for name in world.files_of(world.any()):
        del world.files[name]


@kind
def extra_wheel(world):
    world.files["unknown-1.0-py3-none-any.whl"] = wheel("unknown", "1.0")


@kind
def extra_version(world):
    line = world.any()
    world.files[f"{escaped(line.name)}-9.9-py3-none-any.whl"] = wheel(line.name, "9.9")


@kind
def extra_build(world):
    """Of the locked version another file, which is not locked."""
    line = world.any()
    world.files[f"{escaped(line.name)}-{line.version}-7-py3-none-any.whl"] = wheel(line.name, line.version, text="other")


@kind
def unpinned(world):
    line = world.any()
    line.operator, line.version = world.random.choice([(">=", "0.1"), ("~=", line.version), ("", ""), ("<", "9999"), ("!=", "0")])


@kind
def wildcard(world):
    line = world.any()
    line.operator, line.version = "==", line.version.split(".")[0] + ".*"


@kind
def hash_of_nothing(world):
    world.before.append("--hash=sha256:" + "0" * 64)


@kind
def arbitrary_equality(world):
    world.any().operator = "==="


@kind
def two_clauses(world):
    world.any().operator = ">0,=="


@kind
def other_spelling(world):
    """`1.0` as `1.0.0`, `v1.0`; `Name` as `NAME`."""
    line = world.any()
    if "post" not in line.version:
        line.operator = world.random.choice(["==v", "== ", "==0!"])
    line.name = world.random.choice([line.name.upper(), line.name.replace("-", "_").replace(".", "__")])


@kind
def other_version(world):
    line = world.any()
    line.version += ".1" if "post" not in line.version else ".dev1"


@kind
def duplicate(world):
    world.lines.append(world.any())


@kind
def contradictory(world):
    line = world.any()
    content = wheel(line.name, "8.0")
    world.files[f"{escaped(line.name)}-8.0-py3-none-any.whl"] = content
    world.lines.append(Line(line.name, "8.0", [hash_option(content)]))


@kind
def contradiction_that_markers_solve(world):
    line = world.any()
    line.marker = 'python_version >= "3"'
    world.lines.append(Line(line.name, "8.0", [hash_option(b"of an old Python")], marker='python_version < "3"'))


@kind
def transitive_missing(world):
    world.add("needs-more", "1.0", ["not-there>=1"])


@kind
def transitive_not_locked(world):
    world.add("needs-more", "1.0", ["not-locked"])
    world.files["not_locked-1.0-py3-none-any.whl"] = wheel("not-locked", "1.0")


@kind
def transitive_of_another_version(world):
    line = world.any()
    world.add("needs-more", "1.0", [f"{line.name}>=9999"])


@kind
def transitive_that_a_marker_excludes(world):
    world.add("needs-more", "1.0", ['not-there; sys_platform == "win32"', 'neither; extra == "more"'])


@kind
def extra_that_is_locked(world):
    world.add("has-extra", "1.0", extra_requires=[world.any().name]).extras = "[more]"


@kind
def extra_that_is_missing(world):
    world.add("has-extra", "1.0", extra_requires=["not-there"]).extras = "[more]"


@kind
def extra_that_does_not_exist(world):
    world.any().extras = "[nothing]"


@kind
def extra_through_another(world):
    """A package asks for another's extra, which is not locked."""
    world.add("has-extra", "1.0", extra_requires=["not-there"])
    world.add("asks-extra", "1.0", ["has-extra[more]"])


@kind
def marker_false(world):
    world.lines.append(Line("other-system", "1.0", [hash_option(b"x")], marker='sys_platform == "win32"'))


@kind
def marker_true(world):
    world.any().marker = world.random.choice(['python_version >= "3"', 'sys_platform == "linux"', 'os_name == "posix" and extra != "x"'])


@kind
def marker_wrong(world):
    world.any().marker = world.random.choice(['python_version >= 3', 'no_such_name == "1"', 'python_version >'])


@kind
def sdist_only(world):
    line = world.any()
    for name in world.files_of(line):
        del world.files[name]
    content = sdist(line.name, line.version)
    world.files[f"{escaped(line.name)}-{line.version}.tar.gz"] = content
    line.hashes = [hash_option(content)]


@kind
def sdist_beside_wheel(world):
    line = world.any()
    content = sdist(line.name, line.version)
    world.files[f"{escaped(line.name)}-{line.version}.tar.gz"] = content
    line.hashes.append(hash_option(content))


@kind
def incompatible_tag(world):
    world.add("elsewhere", "1.0", tags=[world.random.choice(OTHER)])


@kind
def incompatible_tag_beside_another(world):
    world.add("elsewhere", "1.0", tags=[world.random.choice(OTHER), world.random.choice(FITTING)])


@kind
def incompatible_tag_and_sdist(world):
    line = world.add("elsewhere", "1.0", tags=[world.random.choice(OTHER)])
    content = sdist(line.name, line.version)
    world.files["elsewhere-1.0.tar.gz"] = content
    line.hashes.append(hash_option(content))


@kind
def compatible_hash_missing(world):
    """The wheel that fits is not locked; the locked one does not fit."""
    line = world.add("elsewhere", "1.0", tags=[world.random.choice(OTHER)])
    world.files["elsewhere-1.0-py3-none-any.whl"] = wheel(line.name, "1.0", text="not locked")


@kind
def wrong_wheel_name(world):
    line = world.add("strange", "1.0", tags=["py3-none-any"])
    content = world.files.pop(world.files_of(line)[0])
    world.files[world.random.choice(["strange-1.0-none-any.whl", "strange-1.0-x-py3-none-any.whl", "strange-1.x-py3-none-any.whl",
                                     "strange-py3-none-any.whl"])] = content


@kind
def wheel_of_another_name(world):
    """Its METADATA has another name or version than its file name."""
    content = world.random.choice([wheel("other", "1.0"), wheel("strange", "1.1")])
    world.files["strange-1.0-py3-none-any.whl"] = content
    world.lines.append(Line("strange", "1.0", [hash_option(content)]))


@kind
def no_zip(world):
    world.files["strange-1.0-py3-none-any.whl"] = b"this is no zip"
    world.lines.append(Line("strange", "1.0", [hash_option(b"this is no zip")]))


@kind
def pre_release(world):
    world.add("fresh", world.random.choice(["1.0rc1", "2.0a3", "1.0.dev4"]))


@kind
def local_version(world):
    line = world.add("local", "1.0+cu121")
    line.version = world.random.choice(["1.0+cu121", "1.0"])


@kind
def include(world):
    line = world.lines.pop()
    world.more["more.txt"] = (line.text() + "\n").encode()
    world.before.append(world.random.choice(["-r more.txt", "--requirement=more.txt", "-rmore.txt"]))


@kind
def include_missing(world):
    world.before.append("-r not-there.txt")


@kind
def include_broken(world):
    line = world.lines.pop()
    line.hashes = []
    world.more["more.txt"] = (line.text() + "\n").encode()
    world.after.append("-r more.txt")


@kind
def constraint(world):
    line = world.any()
    world.more["limits.txt"] = (line.text() + "\n").encode()
    world.before.append("-c limits.txt")


@kind
def constraint_that_contradicts(world):
    world.more["limits.txt"] = f"{world.any().name}==77.0\n".encode()
    world.after.append("-c limits.txt")


@kind
def constraint_of_nothing(world):
    world.more["limits.txt"] = b"not-asked-for==1.0\n"
    world.after.append("-c limits.txt")


@kind
def carriage_returns(world):
    world.newline = "\r\n"


@kind
def byte_order_mark(world):
    world.start = "\ufeff".encode()


@kind
def continuations(world):
    world.separator = world.random.choice([" \\\n    ", " \\\n", "  \\\n\t"])
    world.newline = world.random.choice(["\n", "\n\n", "\n# a comment\n", "  # a comment\n"])


@kind
def continuations_with_carriage_returns(world):
    world.separator, world.newline = " \\\r\n    ", "\r\n"


@kind
def continuation_broken_by_comment(world):
    """The comment ends the continuation, and the hashes are lost."""
    world.separator = world.random.choice([" \\\n# a comment\n    ", " \\\n\n    ", " # \\\n "])


@kind
def comments(world):
    world.before += ["# made by a tool", "", "   # indented"]
    world.after += ["#", ""]
    world.newline = " # why\n"


@kind
def no_blank_before_hash(world):
    world.separator = world.random.choice(["", "\t", "   "])


@kind
def index_options(world):
    world.before += [world.random.choice(["--index-url https://pypi.example.org/simple", "-i https://pypi.example.org/simple",
                                          "--no-binary :none:", "--prefer-binary", "--require-hashes", "--pre"])]


@kind
def only_binary(world):
    world.before.append("--only-binary :all:")


@kind
def no_binary(world):
    world.before.append("--no-binary :all:")


@kind
def unknown_option(world):
    world.before.append(world.random.choice(["--no-such-option", "--dry-run"]))


@kind
def garbage(world):
    world.after.append(world.random.choice(["=1.0", "a b", "alpha=1.0", "alpha==", "[x]", "alpha==1.0==2", "<html>"]))


@kind
def direct_path(world):
    name = world.random.choice(sorted(world.files))
    world.after.append(f"./wheels/{name} {hash_option(world.files[name])}")


@kind
def direct_url(world):
    world.after.append("direct @ https://127.0.0.1:9/direct-1.0-py3-none-any.whl " + hash_option(b"x"))


@kind
def editable(world):
    world.after.append(world.random.choice(["-e .", "-e git+https://127.0.0.1:9/x.git#egg=x"]))


@kind
def nothing(world):
    world.lines, world.files = [], {}


def write(world, folder):
    """(the lock, the wheelhouse)."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    for name, content in world.files.items():
        (wheels / name).write_bytes(content)
    for name, content in world.more.items():
        (folder / name).write_bytes(content)
    lock = folder / "requirements.lock"
    lock.write_bytes(world.lock())
    return lock, wheels
