# SPDX-License-Identifier: Apache-2.0
"""The catalogers of npm, RubyGems, Composer, .NET and conda against the files of Trivy's own tests, each under a path that
it might have in an image. What is expected is what Trivy's tests and its SBOM of such an image say, but for EXCEPTIONS;
purls here have what the ecosystem's purl type asks for, which Trivy leaves out (a conda build, a version without `v`)."""

import fetch
import suite
from door import Door

PARSER, ANALYZER = "dependency/parser/", "fanal/analyzer/language/"
NPM, GEM = PARSER + "nodejs/packagejson/testdata/", PARSER + "ruby/gemspec/testdata/"
NPM_IMAGE, GEM_IMAGE = ANALYZER + "nodejs/pkg/testdata/", ANALYZER + "ruby/gemspec/testdata/"
PHP, NET, CONDA = ANALYZER + "php/composer/testdata/", PARSER + "dotnet/core_deps/testdata/", PARSER + "conda/meta/testdata/"
NET_IMAGE, CONDA_IMAGE = ANALYZER + "dotnet/deps/testdata/", ANALYZER + "conda/meta/testdata/"

PACKAGE_JSON = "/app/node_modules/x/package.json"
GEMSPEC = "/usr/lib/ruby/gems/3.2.0/specifications/x-1.gemspec"
INSTALLED = "/srv/vendor/composer/installed.json"
DEPS = "/app/x.deps.json"
META = "/opt/conda/envs/x/conda-meta/"

NEWTONSOFT = ("pkg:nuget/Newtonsoft.Json@13.0.1", [], [])
TEST_UNIT = [("pkg:gem/test-unit@3.3.7", ["Ruby", "BSDL", "PSFL"], ["power_assert"])]

# fixture: path in an image, and (purl, licenses, needs) of each package, or a part of the error
CASES = {
    NPM + "package.json": (PACKAGE_JSON, [("pkg:npm/bootstrap@5.0.2", ["MIT"], ["@popperjs/core", "colors", "js-tokens"])]),
    NPM + "legacy_package.json": (PACKAGE_JSON, [("pkg:npm/angular@4.1.2", ["ISC"], ["@popperjs/core"])]),
    NPM + "without_version_package.json": (PACKAGE_JSON, []),
    NPM + "without_name_and_version_package.json": (PACKAGE_JSON, []),
    NPM + "workspace_as_map_package.json": (PACKAGE_JSON, [("pkg:npm/example@1.0.0", [], [])]),
    NPM + "invalid_name.json": (PACKAGE_JSON, "has '@invalid/packageName/' as name"),
    NPM + "invalid_package.json": (PACKAGE_JSON, "is not JSON"),
    NPM_IMAGE + "package.json": ("/app/package.json", [("pkg:npm/lodash@5.0.0", ["MIT"], [])]),
    NPM_IMAGE + "noname.json": (PACKAGE_JSON, []),
    NPM_IMAGE + "sad.json": (PACKAGE_JSON, "is not JSON"),
    GEM + "license.gemspec": (GEMSPEC, [("pkg:gem/async@1.25.0", ["MIT"], [])]),
    GEM + "multiple_licenses.gemspec": (GEMSPEC, TEST_UNIT),
    GEM + "normal00.gemspec": (GEMSPEC, [("pkg:gem/rake@13.0.3", ["MIT"], [])]),
    GEM + "normal01.gemspec": (GEMSPEC, [("pkg:gem/async@1.25.0", ["MIT"], [])]),
    GEM + "malformed00.gemspec": (GEMSPEC, "has no name"),
    GEM + "malformed01.gemspec": (GEMSPEC, "has no version"),
    GEM_IMAGE + "multiple_licenses.gemspec": (GEMSPEC, TEST_UNIT),
    GEM_IMAGE + "empty_name.gemspec": (GEMSPEC, "has no name"),
    PHP + "composer-vendor/happy/installed.json": (INSTALLED, [
        ("pkg:composer/pear/log@1.13.3", ["MIT"], ["pear/pear_exception"]),
        ("pkg:composer/pear/pear_exception@1.0.2", ["BSD-2-Clause"], [])]),
    PHP + "composer-vendor/sad/installed.json": (INSTALLED, "is not JSON"),
    PHP + "composer/happy/composer.lock": ("/srv/composer.lock", "no cataloger reads"),
    NET + "happy.deps.json": (DEPS, [("pkg:nuget/ExampleApp1@1.0.0", [], ["Newtonsoft.Json"]), NEWTONSOFT]),
    NET + "missing-target.deps.json": (DEPS, [("pkg:nuget/ExampleApp1@1.0.0", [], []), NEWTONSOFT]),
    NET + "no-libraries.deps.json": (DEPS, []),
    NET + "without-runtime.deps.json": (DEPS, [
        ("pkg:nuget/hello2@1.0.0", [], ["JsonDiffPatch"]),
        ("pkg:nuget/JsonDiffPatch@2.0.61", [], ["Microsoft.NETCore.App"]),
        ("pkg:nuget/Libuv@1.9.1", [], ["Microsoft.NETCore.Platforms"]),
        ("pkg:nuget/System.Collections.Immutable@1.3.0", [], [])]),
    NET + "invalid.deps.json": (DEPS, "is not JSON"),
    NET_IMAGE + "datacollector.deps.json": (DEPS, [
        ("pkg:nuget/Newtonsoft.Json@9.0.1", [], []),
        ("pkg:nuget/Microsoft.VisualStudio.TestPlatform.Common@17.2.0-release-20220408-11", [], [])]),
    NET_IMAGE + "invalid.txt": (DEPS, "is not JSON"),
    CONDA + "_libgcc_mutex-0.1-main.json": (META + "_libgcc_mutex-0.1-main.json", [
        ("pkg:conda/_libgcc_mutex@0.1?build=main&channel=main&subdir=linux-64", [], [])]),
    CONDA + "libgomp-11.2.0-h1234567_1.json": (META + "libgomp-11.2.0-h1234567_1.json", [
        ("pkg:conda/libgomp@11.2.0?build=h1234567_1&channel=main&subdir=linux-64", ["GPL-3.0-only WITH GCC-exception-3.1"],
         ["_libgcc_mutex"])]),
    CONDA + "invalid_json.json": (META + "a-1-0.json", "is not JSON"),
    CONDA + "invalid_package.json": (META + "a-1-0.json", 'member "name" is missing'),
    CONDA_IMAGE + "invalid.json": (META + "a-1-0.json", 'member "name" is missing'),
    CONDA_IMAGE + "pip-22.2.2-py38h06a4308_0.json": ("/opt/conda/conda-meta/pip-22.2.2-py38h06a4308_0.json", [
        ("pkg:conda/pip@22.2.2?build=py38h06a4308_0&channel=main&subdir=linux-64", ["MIT"], ["python", "setuptools", "wheel"])]),
}

EXCEPTIONS = {
    GEM + "normal01.gemspec": "Trivy takes no licence from `licenses = \"MIT\"`; Ruby makes a list of it, and so does this",
}


def outcome(answer):
    if not answer["ok"]:
        return answer["error"].strip()
    return [(package["purl"], package["licenses"], package["needs"]) for package in answer["out"]]


def run():
    cases = suite.Suite("packages", len(CASES), EXCEPTIONS)
    with fetch.unpacked(fetch.TRIVY) as folder, Door() as door:
        for name, (path, expected) in CASES.items():
            cases.exception(name)
            got = outcome(door.ask("packages.read", **{"in": {"path": path, "file": str(folder / name)}}))
            right = expected in got if isinstance(expected, str) and isinstance(got, str) else got == expected
            cases.check(name, right, f"expected {expected}, got {got}")
        told = {folder / name for name in CASES}
        for fixtures in (NPM, NPM_IMAGE, GEM, GEM_IMAGE, NET, NET_IMAGE, CONDA, CONDA_IMAGE):
            for path in sorted(folder.glob(fixtures + "*")):
                known = path in told or path.suffix == ".md"
                cases.check(str(path.relative_to(folder)), known, "is a fixture that has no case here")
    return cases.finish()


suite.main(run)
