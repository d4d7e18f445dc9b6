# SPDX-License-Identifier: Apache-2.0
"""What the tests of the library `packaging` ask it: its test functions are run with the library's entrances watched, and
every text that they pass is a case. What the tests then claim of the answers does not matter here, because the library
itself is asked again.

The tests need pytest, which is not asked for: a stand-in for the few words of it that they use calls each function with
each of its parametrised values. A function that wants more (a fixture) is left out; the number of cases is checked."""

import contextlib
import importlib
import inspect
import itertools
import sys
import types
import warnings


def _stand_in():
    """A module `pytest` with parametrize, param, raises and marks that do nothing."""
    pytest = types.ModuleType("pytest")

    def parametrize(names, values, **_):
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        rows = []
        for value in values:
            value = getattr(value, "values", value) if isinstance(value, types.SimpleNamespace) else value
            rows.append(dict(zip(names, value)) if len(names) > 1 else {names[0]: value})

        def mark(function):
            function.rows = [*getattr(function, "rows", []), rows]
            return function
        return mark

    def param(*values, **_):
        return types.SimpleNamespace(values=values if len(values) > 1 else values[0])

    def nothing(*args, **_):
        return args[0] if args and callable(args[0]) else nothing

    @contextlib.contextmanager
    def raises(*_, **__):
        with contextlib.suppress(Exception):
            yield types.SimpleNamespace(value=Exception(), match=nothing)

    class Marks:
        def __getattr__(self, name):
            return parametrize if name == "parametrize" else nothing

    pytest.mark, pytest.param, pytest.raises, pytest.fixture = Marks(), param, raises, nothing
    pytest.warns = pytest.deprecated_call = raises
    pytest.skip = pytest.fail = nothing
    return pytest


class Cases:
    """Texts that were given to the library, in the order of their first use."""

    def __init__(self):
        self.versions, self.specifiers, self.requirements, self.markers = {}, {}, {}, {}
        self.matches = {}       # (version, specifier, whether pre-releases are allowed)
        self.choices = {}       # (versions, specifier)
        self.evaluations = {}   # (marker, environment as sorted items, context)

    def watch(self, packaging):
        def before(owner, name, note):
            inner = getattr(owner, name)

            def watched(self, *args, **kwargs):
                with contextlib.suppress(Exception):
                    note(self, *args, **kwargs)
                return inner(self, *args, **kwargs)
            setattr(owner, name, watched)

        def text_into(kept):
            def note(_, text="", *__, **___):
                if isinstance(text, str):
                    kept[text] = None
            return note

        def match(specifier, item, prereleases=None, **_):
            if prereleases is None:
                prereleases = specifier._prereleases
            self.matches[str(item), str(specifier), prereleases is not False] = None

        def choice(specifier, items, prereleases=None, key=None):
            if prereleases is None and specifier._prereleases is None and key is None and isinstance(items, (list, tuple)):
                self.choices[tuple(str(item) for item in items), str(specifier)] = None

        def evaluation(marker, environment=None, context="metadata"):
            frozen = tuple(sorted((name, value if isinstance(value, (str, type(None))) else tuple(sorted(value)))
                                  for name, value in (environment or {}).items()))
            self.evaluations[str(marker), frozen, context] = None

        before(packaging.version.Version, "__init__", text_into(self.versions))
        before(packaging.requirements.Requirement, "__init__", text_into(self.requirements))
        before(packaging.markers.Marker, "__init__", text_into(self.markers))
        before(packaging.markers.Marker, "evaluate", evaluation)
        for owner in (packaging.specifiers.Specifier, packaging.specifiers.SpecifierSet):
            before(owner, "__init__", text_into(self.specifiers))
            before(owner, "contains", match)
            before(owner, "filter", choice)


def _functions(module):
    for owner in [module, *(value for value in vars(module).values() if inspect.isclass(value))]:
        if owner is not module and owner.__module__ != module.__name__:
            continue
        for name, value in list(vars(owner).items()):
            if name.startswith("test") and inspect.isfunction(value):
                yield value, None if owner is module else owner


def _run(function, owner):
    wanted = [name for name in inspect.signature(function).parameters if name != "self"]
    for rows in itertools.product(*getattr(function, "rows", [])):
        values = {name: value for row in rows for name, value in row.items()}
        if set(values) != set(wanted):
            return
        with contextlib.suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*([owner()] if owner else []), **values)


def _imported(library, tests, names):
    """(the library, the modules of its tests); both come from folders."""
    sys.path.insert(0, str(library))
    for name in ("packaging", "packaging.version", "packaging.specifiers", "packaging.markers", "packaging.requirements",
                 "packaging.utils", "packaging.tags"):
        importlib.import_module(name)
    packaging = sys.modules["packaging"]
    if library not in __import__("pathlib").Path(packaging.__file__).parents:
        raise SystemExit(f"FAILED: another packaging was loaded: {packaging.__file__}")
    sys.modules["pytest"], sys.modules["pretend"] = _stand_in(), types.SimpleNamespace(stub=lambda **_: object())
    package = types.ModuleType("packaging_tests")
    package.__path__ = [str(tests)]
    sys.modules["packaging_tests"] = package
    return packaging, [importlib.import_module(f"packaging_tests.{name}") for name in names]


def of_wheel_tests(library, tests):
    """(the library, the wheel names and tags that its test files ask it)."""
    packaging, modules = _imported(library, tests, ["test_utils", "test_tags"])
    asked = types.SimpleNamespace(wheels={}, tags={})
    for module in modules:
        for owner, name, kept in ((module, "parse_wheel_filename", asked.wheels), (packaging.tags, "parse_tag", asked.tags)):
            inner = getattr(owner, name, None)
            if inner is None:
                continue

            def watched(text, *args, inner=inner, kept=kept, **kwargs):
                kept[text] = None
                return inner(text, *args, **kwargs)
            setattr(owner, name, watched)
            try:
                for function, of in _functions(module):
                    _run(function, of)
            finally:
                setattr(owner, name, inner)
    return packaging, asked


def of_test_files(library, tests):
    """(the library, what its test files ask it); both are folders."""
    packaging, modules = _imported(library, tests, ["test_version", "test_specifiers", "test_markers", "test_requirements"])
    cases = Cases()
    originals = {(owner, name): getattr(owner, name)
                 for owner in (packaging.version.Version, packaging.requirements.Requirement, packaging.markers.Marker,
                               packaging.specifiers.Specifier, packaging.specifiers.SpecifierSet)
                 for name in ("__init__", "contains", "filter", "evaluate") if name in vars(owner)}
    cases.watch(packaging)
    for module in modules:
        for function, owner in _functions(module):
            _run(function, owner)
    for (owner, name), value in originals.items():
        setattr(owner, name, value)
    return packaging, cases
