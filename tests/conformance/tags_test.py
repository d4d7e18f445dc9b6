# SPDX-License-Identifier: Apache-2.0
"""Wheel names and their tags beside the library that installers use (`packaging`): what its own tests ask, and generated
names, targets and platforms. Its tags are made for a system that it is told to be on; every tag, in its order, and every
verdict have to be the same."""

import random
import re
import sysconfig
import unittest.mock as mock

import fetch
import packaging_cases
import suite
from door import Door

LEAST = 9_000
GENERATED = 3000
SEED = 425
LETTERS = "names and interpreters have ASCII letters only here (core metadata, Name; PEP 425), so nothing of another name installs"
EXCEPTIONS = {
    "name 'foo_bár-1.0-py3-none-any.whl'": LETTERS,
    "name 'foo_bár-1.0-1000-py3-none-any.whl'": LETTERS,
    "name 'a-1.0-pý3-none-any.whl'": LETTERS,
}

PYTHONS = ["2.7", "3.0", "3.1", "3.2", "3.3", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t",
           "3.15t", "3.20"]
MACHINES = ["x86_64", "i686", "aarch64", "armv7l", "armv6l", "ppc64", "ppc64le", "s390x", "riscv64", "loongarch64"]


class Installer:
    """The library on a system that is not this one."""

    def __init__(self, packaging):
        self.tags = packaging.tags

    def config(self, free_threaded):
        known = {"Py_DEBUG": 0, "WITH_PYMALLOC": 1, "Py_UNICODE_SIZE": 4, "Py_GIL_DISABLED": int(free_threaded)}
        return lambda name, warn=False: known[name]

    def platforms(self, platform):
        """Of `manylinux_2_28_x86_64` and the like."""
        kind, major, minor, machine = re.fullmatch(r"(\w+?)_(\d+)_(\d+)_(\w+)", platform).groups()
        version = (int(major), int(minor))
        if kind == "macosx":
            return list(self.tags.mac_platforms(version, machine))
        glibc, musl = self.tags._manylinux, self.tags._musllinux
        is_known = machine in glibc._ALLOWED_ARCHS | {"armv7l", "i686"}
        glibc._get_manylinux_module.cache_clear()
        with mock.patch.object(sysconfig, "get_platform", lambda: f"linux-{machine}"), \
                mock.patch.object(glibc, "_get_glibc_version",
                                  lambda: glibc._GLibCVersion(*(version if kind == "manylinux" else (-1, -1)))), \
                mock.patch.object(glibc, "_have_compatible_abi", lambda *_: is_known), \
                mock.patch.object(musl, "_get_musl_version", lambda _: musl._MuslVersion(*version) if kind == "musllinux" else None):
            return list(self.tags._linux_platforms(is_32bit=False))

    def supported(self, python, platform):
        """As an installer asks: the interpreter's own, then those of pure Python."""
        version = tuple(int(number) for number in python.rstrip("t").split("."))
        platforms = ["win_amd64"] if platform == "win_amd64" else self.platforms(platform)
        with mock.patch.object(self.tags, "_get_config_var", self.config(python.endswith("t"))):
            own = list(self.tags.cpython_tags(version, platforms=platforms))
        return own + list(self.tags.compatible_tags(version, "cp" + "".join(map(str, version)), platforms))


class Beside:
    def __init__(self, packaging, door, cases):
        self.lib, self.door, self.cases = packaging, door, cases
        self.installer = Installer(packaging)
        self.known = {}

    def name(self, text):
        """A wheel's name: refused, or the same name, version, build and tags."""
        try:
            name, version, build, tags = self.lib.utils.parse_wheel_filename(text)
            expected = (name, str(version), build, sorted(map(str, tags)))
        except self.lib.utils.InvalidWheelFilename:
            expected = None
        answer = self.door.ask("wheel.filename", **{"in": text})
        got = None
        if answer["ok"]:
            out = answer["out"]
            number = re.match(r"\d*", out["build"])[0]
            got = (out["name"], str(self.lib.version.Version(out["version"])),
                   (int(number), out["build"][len(number):]) if number else (), sorted(out["tags"]))
        self.compare(f"name {text!r}", expected, got)

    def compare(self, case, expected, got):
        if self.cases.exception(case):
            self.cases.check(case, got != expected, "is an exception that is not needed any more")
        else:
            self.cases.check(case, got == expected, f"expected {expected}, got {got}")

    def supported(self, python, platform):
        """All tags of a target, in order; kept, because they are asked for again."""
        target = (python, platform)
        if target not in self.known:
            expected = [str(tag) for tag in self.installer.supported(python, platform)]
            answer = self.door.ask("pep425.tags", **{"in": [python, platform]})
            got = answer["out"] if answer["ok"] else answer["error"]
            # Where they differ, the first place says more than thousands of tags.
            at = next((i for i, pair in enumerate(zip(expected, got)) if pair[0] != pair[1]), min(len(expected), len(got)))
            self.cases.check(f"tags {target}", got == expected, f"from place {at}: expected {expected[at:at + 3]}, got {got[at:at + 3]}")
            self.known[target] = set(expected)
        return self.known[target]

    def compatible(self, text, python, platforms):
        try:
            tags = {str(tag) for tag in self.lib.utils.parse_wheel_filename(text)[3]}
            expected = any(tags & self.supported(python, platform) for platform in platforms)
        except self.lib.utils.InvalidWheelFilename:
            expected = None
        answer = self.door.ask("pep425.compatible", **{"in": {"filename": text, "python": python, "platforms": platforms}})
        self.compare(f"compatible {text!r} {python} {platforms}", expected, answer["out"] if answer["ok"] else None)
        return expected


class Generator:
    """Names that are mostly right, for targets that are near them."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def platform(self):
        kind = self.pick("manylinux", "manylinux", "manylinux", "musllinux", "macosx", "windows")
        if kind == "windows":
            return "win_amd64"
        if kind == "macosx":
            machine = self.pick("x86_64", "arm64")
            release = self.pick("10_4", "10_9", "10_15") if machine == "x86_64" and self.random.random() < 0.5 else \
                f"{self.random.randint(11, 26)}_{self.pick(0, 0, 3)}"
            return f"macosx_{release}_{machine}"
        version = self.pick("2_4", "2_5", "2_12", "2_16", "2_17", "2_28", "2_31", "2_36", "2_41", "3_2") if kind == "manylinux" else \
            self.pick("1_0", "1_1", "1_2")
        return f"{kind}_{version}_{self.pick(*MACHINES[:3], *MACHINES)}"

    def platform_tag(self, target):
        """One that runs on the target or just does not."""
        if self.random.random() < 0.2:
            return "any"
        if self.random.random() < 0.2 or target == "win_amd64":
            return self.pick("win_amd64", "win32", self.platform())
        kind, major, minor, machine = re.fullmatch(r"(\w+?)_(\d+)_(\d+)_(\w+)", target).groups()
        if kind == "macosx":
            machine = self.pick(machine, "universal2", "universal", "intel", "fat64", "fat3", "arm64", "x86_64")
            return self.pick(f"macosx_{major}_{minor}_{machine}", f"macosx_{major}_0_{machine}", f"macosx_10_9_{machine}",
                             f"macosx_11_0_{machine}", f"macosx_{int(major) + 1}_0_{machine}", f"macosx_10_{self.random.randint(0, 17)}_{machine}")
        legacy = self.pick("manylinux1", "manylinux2010", "manylinux2014", "linux")
        near = max(0, int(minor) + self.random.randint(-3, 2))
        return self.pick(f"{legacy}_{machine}", f"{kind}_{major}_{near}_{machine}", f"{kind}_{major}_{near}_{self.pick(*MACHINES)}")

    def members(self, make):
        return ".".join(make() for _ in range(self.pick(1, 1, 1, 2, 3)))

    def wheel(self, python, platform):
        major, minor = python.rstrip("t").split(".")
        own = f"cp{major}{minor}"
        near = lambda: f"cp3{max(0, int(minor) + self.random.randint(-3, 1))}"  # noqa: E731
        interpreters = self.members(lambda: self.pick(own, own, near(), "py3", "py2", f"py{major}{minor}", f"py{major}0", "pp310"))
        abis = self.members(lambda: self.pick("none", "none", own, own, own + "t", own + "m", own + "mu", near(), "abi3", "abi3t"))
        platforms = self.members(lambda: self.platform_tag(platform))
        name = self.pick("a", "numpy", "zope.interface", "Typing_Extensions", "_x", "a1")
        version = self.pick("1.0", "2024.7.4", "1.0rc1", "1!2.0.post1", "1.0+cu121", "1.0_post1", "v1.0", "1.0_1", "1.x")
        build = self.pick("", "", "", "", "-1", "-0012abc", "-1_2")
        return f"{name}-{version}{build}-{interpreters}-{abis}-{platforms}.whl"

    def broken(self, text):
        """One in four has an accident."""
        if self.random.random() < 0.75:
            return text
        at = self.random.randrange(len(text))
        other = self.random.choice("0.-_x #ZW+!\t")
        return self.pick(text[:at] + text[at + 1:], text[:at] + other + text[at + 1:], text[:at] + other + text[at:])


def replay(beside, asked):
    targets = [("3.11", "manylinux_2_36_x86_64"), ("3.13t", "musllinux_1_2_aarch64"), ("3.9", "macosx_14_0_arm64")]
    for text in [*asked, "a-1.0-pý3-none-any.whl"]:
        beside.name(text)
        for python, platform in targets:
            if f"name {text!r}" not in EXCEPTIONS:
                beside.compatible(text, python, [platform])


def wheels_asked(packaging, asked):
    """Of a test's tag alone a wheel's name is made."""
    names = dict.fromkeys(asked.wheels)
    names.update(dict.fromkeys(f"a-1-{tags}.whl" for tags in asked.tags))
    return names


def every_target(beside):
    """Each Python on each kind of system, old and new."""
    platforms = [f"manylinux_{version}_{machine}" for version in ("2_4", "2_5", "2_17", "2_36", "3_2") for machine in MACHINES]
    platforms += [f"musllinux_1_2_{machine}" for machine in MACHINES]
    platforms += [f"macosx_10_{minor}_x86_64" for minor in range(4, 17)] + ["macosx_11_0_x86_64", "macosx_11_3_arm64", "macosx_26_1_arm64"]
    for platform in platforms + ["win_amd64"]:
        for python in ("2.7", "3.4", "3.11", "3.13t"):
            beside.supported(python, platform)
    for python in PYTHONS:
        beside.supported(python, "manylinux_2_36_x86_64")


def generate(beside):
    make = Generator(SEED)
    verdicts = []
    for _ in range(GENERATED):
        python, platforms = make.pick(*PYTHONS), [make.platform() for _ in range(make.pick(1, 1, 2))]
        wheel = make.wheel(python, platforms[0])
        beside.name(make.broken(wheel))
        for text in (wheel, make.broken(make.wheel(python, platforms[-1]))):
            verdicts.append(beside.compatible(text, python, platforms))
    for verdict, least in ((True, 500), (False, 500), (None, 500)):
        beside.cases.check(f"verdict {verdict}", verdicts.count(verdict) >= least,
                           f"only {verdicts.count(verdict)} cases of {len(verdicts)} ask for it; expected {least}")


def run():
    with fetch.unpacked(fetch.PACKAGING) as library, fetch.unpacked(fetch.PACKAGING_TESTS) as tests, Door() as door:
        packaging, asked = packaging_cases.of_wheel_tests(library, tests)
        print(f"its tests ask: {len(asked.wheels)} wheels, {len(asked.tags)} tags")
        cases = suite.Suite("wheel tags", LEAST, EXCEPTIONS)
        beside = Beside(packaging, door, cases)
        replay(beside, wheels_asked(packaging, asked))
        every_target(beside)
        generate(beside)
    return cases.finish()


suite.main(run)
