# SPDX-License-Identifier: Apache-2.0
"""Versions, specifiers, markers and dependencies of Python beside the library that installers use (`packaging`): on what its
own tests ask, and on generated texts. Every verdict has to be the same: taken or refused, and what it then means."""

import random
import re

import fetch
import packaging_cases
import suite
from door import Door

LEAST = 75_000
DIGITS = "CPython reads no number of more than 4300 digits and calls this an error of its own; here numbers have any length"
TEXTS = "compares two texts, which PEP 508 does not know; the library takes the second for the name of a variable"
EXCEPTIONS = {
    "version '11111111… (5000)": DIGITS,
    "version '1.0a1111… (5004)": DIGITS,
    "match '1.0' '>=111111… (5002) True": DIGITS,
    "match '1.0' '>=1.0a11… (5006) True": DIGITS,
    **{f"""marker '"{a}" {operator} "a"' {{'a': 'a'}} metadata""": TEXTS for a, operator in
       (("b", ">"), ("b", "<"), ("b", ">="), ("b", "<="), ("a", "<="))},
}

GENERATED = 1500  # of each kind
SEED = 440


def shown(text):
    return repr(text) if len(text) <= 1000 else f"{repr(text)[:9]}… ({len(text)})"


class Beside:
    """Asks both and compares. What the library refuses or cannot compare is `None` there, and an error here."""

    def __init__(self, packaging, door, cases):
        self.lib, self.door, self.cases = packaging, door, cases

    def theirs(self, function):
        try:
            return function()
        except Exception:  # each of the library's errors is a refusal
            return None

    def compare(self, name, expected, op, request, reading=lambda out: out, **more):
        answer = self.door.ask(op, **{"in": request}, **more)
        got = reading(answer["out"]) if answer["ok"] else None
        if self.cases.exception(name):
            self.cases.check(name, got != expected, "is an exception that is not needed any more")
        else:
            self.cases.check(name, got == expected, f"expected {expected}, got {got if answer['ok'] else answer['error']}")

    def version(self, text):
        self.compare(f"version {shown(text)}", self.theirs(lambda: str(self.lib.version.Version(text))), "pep440.normalize", text)

    def order(self, a, b):
        def sign():
            left, right = self.lib.version.Version(a), self.lib.version.Version(b)
            return (left > right) - (left < right)
        self.compare(f"order {a!r} {b!r}", self.theirs(sign), "pep440.compare", [a, b])

    def match(self, version, specifier, prereleases=True):
        def taken():
            return self.lib.specifiers.SpecifierSet(specifier).contains(version, prereleases=None if prereleases else False)
        self.compare(f"match {shown(version)} {shown(specifier)} {prereleases}", self.theirs(taken), "pep440.match", [version, specifier],
                     prereleases=prereleases)

    def choice(self, versions, specifier):
        chosen = self.theirs(lambda: list(self.lib.specifiers.SpecifierSet(specifier).filter(versions)))
        # The library gives pre-releases last where there is nothing else; only which they are is compared.
        self.compare(f"choice {versions} {specifier!r}", None if chosen is None else sorted(chosen), "pep440.filter",
                     [list(versions), specifier], sorted)

    def tree(self, marker):
        """A marker without what only its spelling tells: (all|any, parts) in each other, comparisons as texts."""
        def joined(kind, parts):
            flat = []
            for part in parts:
                flat += part[1] if part[0] == kind else [part]
            return (kind, flat) if len(flat) > 1 else flat[0]

        def of(element):
            if isinstance(element, tuple):
                return ("is", [(type(node).__name__, node.value) for node in element])
            groups, rest = [[]], element
            for part in rest:
                if part == "or":
                    groups.append([])
                elif part != "and":
                    groups[-1].append(of(part))
            return joined("any", [joined("all", group) for group in groups])
        return of(marker._markers)

    def requirement(self, text):
        def parts(parsed):
            return {"name": parsed.name, "extras": parsed.extras, "url": parsed.url, "specifier": parsed.specifier,
                    "marker": self.tree(parsed.marker) if parsed.marker else None}

        def ours(out):
            marker = self.tree(self.lib.markers.Marker(out["marker"])) if out["marker"] else None
            return {**out, "extras": set(out["extras"]), "specifier": self.lib.specifiers.SpecifierSet(out["specifier"]),
                    "marker": marker}
        self.compare(f"requirement {text!r}", self.theirs(lambda: parts(self.lib.requirements.Requirement(text))),
                     "pep508.parse", text, ours)

    def evaluation(self, marker, environment, context="metadata"):
        given = {**self.lib.markers.default_environment(), **dict(environment)}
        if context == "lock_file":
            given = {"extras": (), "dependency_groups": (), **given}
        plain = {name: value if isinstance(value, str) else list(value or ()) if name != "extra" else ""
                 for name, value in given.items()}
        used = {name: set(value) if isinstance(value, tuple) else value for name, value in environment.items()}
        self.compare(f"marker {marker!r} {dict(environment)} {context}",
                     self.theirs(lambda: self.lib.markers.Marker(marker).evaluate(used, context)),
                     "pep508.marker", {"marker": marker, "environment": plain})


class Generator:
    """Texts that are mostly right, and some with one byte too many, too few or another."""

    NAMES = ["python_version", "python_full_version", "os_name", "sys_platform", "platform_system", "platform_machine",
             "platform_release", "platform_version", "implementation_name", "implementation_version",
             "platform_python_implementation", "extra", "os.name", "sys.platform", "platform.machine", "python_implementation",
             "platform.python_implementation", "platform.version"]
    VALUES = ["3.8", "3.9", "3.10", "3.11", "3.12.1", "3", "2.7", "3.*", "3.1.*", "linux", "win32", "posix", "nt", "x86_64",
              "test", "Test_Extra", "CPython", "", "linux2", "3.8, 3.9", "6.1.0-13-amd64", "5.10", "3.11.0rc1", "dev", "3.11+x",
              "a b", "\\x41", "\\n", "\\q", "é"]
    OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def number(self):
        return str(self.random.choice([0, 0, 1, 1, 2, 3, 9, 10, 11, 2024, 10 ** 20])).zfill(self.pick(1, 1, 1, 2))

    def version(self, least=1):
        separator = lambda: self.pick("", "", ".", "-", "_")  # noqa: E731
        text = self.pick("", "", "", "", "v", "V") + self.pick("", "", "", "", "1!", "0!")
        text += ".".join(self.number() for _ in range(self.random.randint(least, 4)))
        if self.random.random() < 0.3:
            text += separator() + self.pick("a", "b", "rc", "c", "alpha", "beta", "pre", "preview", "RC") + separator()
            text += self.pick("", self.number())
        if self.random.random() < 0.25:
            text += self.pick("-" + self.number(),
                              separator() + self.pick("post", "rev", "r", "Post") + separator() + self.pick("", self.number()))
        if self.random.random() < 0.25:
            text += separator() + self.pick("dev", "DEV") + separator() + self.pick("", self.number())
        if self.random.random() < 0.15:
            text += "+" + self.pick("local", "1", "01", "ubuntu.1", "a-B_2", "2.0", "abc.10")
        return text

    def near(self, version):
        """A version of much the same numbers: where the rules differ."""
        release = re.match(r"[vV]?(?:\d+!)?[\d.]*\d", version)[0]
        return release + self.pick("", ".0", ".0.0", ".dev0", ".dev1", "a0", "a1", "rc1", "rc1.dev0", ".post0", ".post1",
                                   ".post1.dev0", "+local", "+1", ".post1+x", ".1", ".dev0+x", "a0.post0", "a1.post1.dev2")

    def clause(self):
        operator = self.pick("==", "!=", "<", "<=", ">", ">=", "~=", "===", "==", ">=")
        version = self.version(2 if operator == "~=" and self.random.random() < 0.9 else 1)
        if operator in ("<", "<=", ">", ">=", "~=") and self.random.random() < 0.9:
            version = version.partition("+")[0]
        if operator in ("==", "!=") and self.random.random() < 0.3:
            version = re.match(r"[vV]?(?:\d+!)?[\d.]*\d", version)[0] + ".*"
        return operator + self.pick("", "", " ", "\t") + version

    def specifier(self):
        return self.pick(",", ", ", " ,").join(self.clause() for _ in range(self.random.randint(1, 3)))

    def comparison(self):
        blank = self.pick(" ", " ", "\t", "  ")
        quote = self.pick('"', "'")
        sides = [self.random.choice(self.NAMES), quote + self.random.choice(self.VALUES) + quote]
        if self.random.random() < 0.2:
            sides.reverse()
        operator = self.random.choice(self.OPERATORS)
        if operator[0] in "in":
            return f"{sides[0]} {operator} {sides[1]}"
        return f"{sides[0]}{self.pick('', blank)}{operator}{self.pick('', blank)}{sides[1]}"

    def marker(self, depth=0):
        parts = [f"({self.pick('', ' ')}{self.marker(depth + 1)}{self.pick('', ' ')})" if depth < 3 and self.random.random() < 0.3
                 else self.comparison() for _ in range(self.random.randint(1, 3))]
        text = parts[0]
        for part in parts[1:]:
            text += f" {self.pick('and', 'or')} {part}"
        return text

    def requirement(self):
        text = self.pick("", "", " ") + self.pick("requests", "A", "a.b-c_d", "zope.interface", "x1", "a_") + self.pick("", " ")
        text += self.pick("", "", "[x]", "[ x , y.z ]", "[]", "[a,b,a]") + self.pick("", " ", "\t")
        if self.random.random() < 0.2:
            text += "@" + self.pick("", " ") + self.pick("https://example.org/a-1.zip", "git+ssh://git@example.org/a@v1",
                                                         "file:///a#egg=a", "../a;b") + self.pick("", " ")
        elif self.random.random() < 0.8:
            text += self.pick("{}", "({})", "( {} )", "{},").format(self.specifier())
        if self.random.random() < 0.5:
            text += self.pick(";", " ;", "; ", " ; ") + self.marker()
        return text + self.pick("", "", " ")

    def broken(self, text):
        """One in four has an accident."""
        if not text or self.random.random() < 0.75:
            return text
        at = self.random.randrange(len(text))
        other = self.random.choice("0.*!+-_, \t\n;()[]'\"@=<>~avxé\u00a0\\")
        return self.pick(text[:at] + text[at + 1:], text[:at] + other + text[at + 1:], text[:at] + other + text[at:])


ENVIRONMENTS = [
    {"python_version": "3.11", "python_full_version": "3.11.9", "os_name": "posix", "sys_platform": "linux",
     "platform_system": "Linux", "platform_machine": "x86_64", "platform_release": "6.1.0-13-amd64", "platform_version": "#1 SMP",
     "implementation_name": "cpython", "implementation_version": "3.11.9", "platform_python_implementation": "CPython",
     "extra": ""},
    {"python_version": "3.8", "python_full_version": "3.8.0rc1", "os_name": "nt", "sys_platform": "win32",
     "platform_system": "Windows", "platform_machine": "AMD64", "platform_release": "10", "platform_version": "10.0.22631",
     "implementation_name": "pypy", "implementation_version": "7.3.15", "platform_python_implementation": "PyPy",
     "extra": "Test.Extra"},
    {"python_version": "3.12", "python_full_version": "3.12.0+", "os_name": "posix", "sys_platform": "linux", "extra": "test",
     "platform_release": "", "platform_version": ""},
]


def replay(beside, asked):
    for text in {**asked.versions, **{version: None for version, *_ in asked.matches}}:
        beside.version(text)
    ordered = [text for text in asked.versions if beside.theirs(lambda t=text: beside.lib.version.Version(t))][:200]
    for a in ordered:
        for b in ordered:
            beside.order(a, b)
    for text in asked.specifiers:
        beside.match("1.0", text)
    for version, specifier, prereleases in asked.matches:
        beside.match(version, specifier, prereleases)
    for versions, specifier in asked.choices:
        beside.choice(versions, specifier)
    for text in asked.requirements:
        beside.requirement(text)
    for text in asked.markers:
        beside.evaluation(text, ENVIRONMENTS[0])
        beside.requirement(f"a; {text}")
    for marker, environment, context in asked.evaluations:
        beside.evaluation(marker, dict(environment), context)


def generate(beside):
    make = Generator(SEED)
    for _ in range(GENERATED):
        version = make.version()
        beside.version(make.broken(version))
        beside.order(version, make.pick(make.version(), make.near(version)))
        specifier = make.specifier()
        first = make.clause()
        operand = first.lstrip("=!<>~ \t").removesuffix(".*")
        for candidate in (version, make.near(operand), make.near(operand)):
            beside.match(candidate, first)
        beside.match(version, make.broken(specifier), make.pick(True, True, False))
        beside.choice(tuple(make.near(operand) for _ in range(4)), first)
        beside.requirement(make.broken(make.requirement()))
        marker = make.broken(make.marker())
        beside.evaluation(marker, make.random.choice(ENVIRONMENTS))


def run():
    with fetch.unpacked(fetch.PACKAGING) as library, fetch.unpacked(fetch.PACKAGING_TESTS) as tests, Door() as door:
        packaging, asked = packaging_cases.of_test_files(library, tests)
        kinds = {name: len(kept) for name, kept in vars(asked).items()}
        print("its tests ask: " + ", ".join(f"{count} {name}" for name, count in kinds.items()))
        cases = suite.Suite("Python", LEAST, EXCEPTIONS)
        beside = Beside(packaging, door, cases)
        replay(beside, asked)
        generate(beside)
    return cases.finish()


suite.main(run)
