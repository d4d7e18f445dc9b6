# SPDX-License-Identifier: Apache-2.0
"""Images of what nobody here installed: package databases of real systems, and language packages as other people ship
them, from pinned and checked archives of the package registries. Each is an OCI layout of its own, because Trivy and
Syft take a layout for one image."""

import hashlib
import io
import json
import pathlib
import shutil
import sys
import tarfile

from . import family_images, image, images, places

sys.path.insert(0, str(places.ROOT / "tests/conformance"))
import fetch  # noqa: E402

FIXTURES = places.WORK / "fixtures"  # FIXTURES/<name>: a layout; its folder's note says of what version it is
NPM = fetch.Package("npm", "npm", "10.9.2", "5cd1e5ab971ea6333f910bc2d50700167c5ef4e66da279b2a3efc874c6b116e4", "")
LODASH = fetch.Package("npm", "lodash", "4.17.21", "6a087ac9e5702a0c9d60fbcd48696012646ec8df1491dea472b150e79fcaf804", "")
IS = fetch.Package("npm", "@sindresorhus/is", "7.0.1", "0a45b0f45dee58682f412aa62c4e7872a593e235055039cca945c0594e6f6e97", "")

# image: folder of go-rpmdb's, the database's place, os-release's ID and VERSION_ID
RPM = {
    "rpm-sqlite-rocky": ("fedora35/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite", "rocky", "9.3"),
    "rpm-sqlite-mariner": ("cbl-mariner-2.0/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite", "mariner", "2.0"),
    "rpm-ndb-sles": ("sle15-bci/Packages.db", "usr/lib/sysimage/rpm/Packages.db", "sles", "15.3"),
    "rpm-bdb-centos": ("centos7-plain/Packages", "var/lib/rpm/Packages", "centos", "7"),
    "rpm-bdb-redhat": ("centos8-modularitylabel/Packages", "var/lib/rpm/Packages", "rhel", "8.4"),
}
# What some of these have beside os-release, and without which Trivy takes them for nothing.
RELEASES = {
    "centos": {"etc/centos-release": "CentOS Linux release 7.9.2009 (Core)\n"},
    "rhel": {"etc/redhat-release": "Red Hat Enterprise Linux release 8.4 (Ootpa)\n"},
    "rocky": {"etc/rocky-release": "Rocky Linux release 9.3 (Blue Onyx)\n"},
}
# Under which name Trivy's database has the distribution; what has no advisories has none.
BUCKETS = {"alpine": "alpine 3.10", "distroless": "debian 9", "languages": "debian 12", "languages-alpine": "alpine 3.19",
           "rpm-sqlite-rocky": "rocky 9", "rpm-sqlite-mariner": "CBL-Mariner 2.0", "rpm-ndb-sles": "SUSE Linux Enterprise 15.3",
           "rpm-bdb-centos": "Red Hat", "rpm-bdb-redhat": "Red Hat",
           **{name: row[3] for name, row in family_images.FAMILIES.items()}}
ARCHIVES = {"alpine": "alpine-310.tar.gz", "distroless": "distroless.tar.gz"}  # docker archives of the Trivy module
NAMES = [*ARCHIVES, *RPM, "languages", "languages-alpine", *family_images.NAMES]

# Bytes that are programs by their mode: Trivy looks for Go and Rust only there.
PARSER, ANALYZER = "dependency/parser/", "fanal/analyzer/language/"
PROGRAMS = {
    "usr/local/bin/go-elf": PARSER + "golang/binary/testdata/test.elf",
    "usr/local/bin/go-exe": PARSER + "golang/binary/testdata/test.exe",
    "usr/local/bin/go-macho": PARSER + "golang/binary/testdata/test.macho",
    "usr/local/bin/go-replace": PARSER + "golang/binary/testdata/replace.elf",
    "usr/local/bin/go-ldflags": PARSER + "golang/binary/testdata/main-version-via-ldflags.elf",
    "usr/local/bin/go-experiment": PARSER + "golang/binary/testdata/goexperiment",
    "usr/local/bin/rust-elf": PARSER + "rust/binary/testdata/test.elf",
    "usr/local/bin/rust-exe": PARSER + "rust/binary/testdata/test.exe",
    "usr/bin/of-a-deb": PARSER + "golang/binary/testdata/test.elf",
}
JAR, GEM = PARSER + "java/jar/testdata/", PARSER + "ruby/gemspec/testdata/"
PYTHON = ANALYZER + "python/packaging/testdata/"
SITE, GEMS = "usr/local/lib/python3.11/site-packages", "usr/local/lib/ruby/gems/3.2.0/specifications"
FILES = {
    "srv/jars/gradle.war": JAR + "gradle.war",
    "srv/jars/maven.war": JAR + "maven.war",
    "srv/jars/hadoop-shaded-guava-1.1.0-SNAPSHOT.jar": JAR + "hadoop-shaded-guava-1.1.0-SNAPSHOT.jar",
    "srv/jars/heuristic-1.0.0-SNAPSHOT.jar": JAR + "heuristic-1.0.0-SNAPSHOT.jar",
    "srv/jars/io.quarkus.gizmo.gizmo-1.1.jar": JAR + "io.quarkus.gizmo.gizmo-1.1.jar",
    "srv/jars/nested.jar": JAR + "nested.jar",
    "srv/jars/test.jar": JAR + "test.jar",
    "usr/share/java/of-a-deb.jar": JAR + "test.jar",
    "srv/app/vendor/composer/installed.json": ANALYZER + "php/composer/testdata/composer-vendor/happy/installed.json",
    f"{GEMS}/rake-13.0.3.gemspec": GEM + "normal00.gemspec",
    f"{GEMS}/async-1.25.0.gemspec": GEM + "license.gemspec",
    f"{GEMS}/default/test-unit-3.3.7.gemspec": GEM + "multiple_licenses.gemspec",
    "usr/share/rubygems-integration/all/specifications/rake-13.0.3.gemspec": GEM + "normal00.gemspec",
    "srv/net/ExampleApp1.deps.json": PARSER + "dotnet/core_deps/testdata/happy.deps.json",
    "srv/net/datacollector.deps.json": ANALYZER + "dotnet/deps/testdata/datacollector.deps.json",
    "opt/conda/envs/x/conda-meta/pip-22.2.2-py38h06a4308_0.json":
        ANALYZER + "conda/meta/testdata/pip-22.2.2-py38h06a4308_0.json",
    "opt/conda/envs/x/conda-meta/_libgcc_mutex-0.1-main.json": PARSER + "conda/meta/testdata/_libgcc_mutex-0.1-main.json",
    f"{SITE}/distlib-0.3.1.egg-info/PKG-INFO": PYTHON + "happy-egg/distlib-0.3.1.egg-info/PKG-INFO",
    f"{SITE}/typing_extensions-4.4.0.dist-info/METADATA": PYTHON + "license-file-dist/typing_extensions-4.4.0.dist-info/METADATA",
    f"{SITE}/kitchen-1.2.6-py2.7.egg": PYTHON + "egg-zip/kitchen-1.2.6-py2.7.egg",
}
# Files of the `languages` image that its debs own: their packages are the debs'; but Debian's advisories say nothing of
# a package of others, so that what NodeSource ships counts for itself.
OWNED = {
    "of-a-deb": ["usr/bin/of-a-deb", "usr/share/java/of-a-deb.jar"],
    "rake": ["usr/share/rubygems-integration/all/specifications/rake-13.0.3.gemspec"],
    "python3-six": ["usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA"],
    "node-ms": ["usr/share/nodejs/ms/package.json"],
    "nodejs": ["usr/lib/node_modules/corepack/package.json"],
}
MAINTAINERS = {"nodejs": "NodeSource <info@nodesource.com>"}


def tar(files):
    """A tar of {path: (bytes, mode)}, with its folders, which Syft needs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        folders = {str(parent) for path in files for parent in pathlib.PurePosixPath(path).parents} - {"."}
        for folder in sorted(folders):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode, entry.mtime = tarfile.DIRTYPE, 0o755, 1700000000
            archive.addfile(entry)
        for path, (content, mode) in files.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(content), mode, 1700000000
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def plain(files):
    return {path: (text.encode() if isinstance(text, str) else text, 0o644) for path, text in files.items()}


def release(family, version):
    return f'NAME="{family}"\nID="{family}"\nVERSION_ID="{version}"\nPRETTY_NAME="{family} {version}"\n'


def npm_files(package, place):
    """The files of an npm package that matter here."""
    found = {}
    for name, content in fetch.members(fetch.archive_of(package)):
        if name.endswith("/package.json"):
            found[f"{place}/{name.partition('/')[2]}"] = content
    return found


def languages(trivy):
    """A Debian with packages of every language, some of them owned by debs."""
    debs = [images.deb("base-files", "12.4+deb12u5"), images.deb("libc6", "2.36-9+deb12u4", "glibc")]
    debs += [images.deb(name, "1:2.0-1", maintainer=MAINTAINERS.get(name)) for name in OWNED]
    base = plain(images.debian(*debs))
    for name, paths in OWNED.items():
        base.update(plain({f"var/lib/dpkg/info/{name}.list": "".join(f"/{path}\n" for path in ["."] + paths),
                           f"var/lib/dpkg/info/{name}.md5sums": "".join(f"{'0' * 32}  {path}\n" for path in paths)}))
    owned = {path for paths in OWNED.values() for path in paths}
    files = plain({path: (trivy / of).read_bytes() for path, of in FILES.items()})
    files.update({path: ((trivy / of).read_bytes(), 0o755) for path, of in PROGRAMS.items()})
    files["usr/local/bin/trivydb"] = ((places.WORK / "bin/trivydb").read_bytes(), 0o755)
    files.update(plain(npm_files(NPM, "usr/local/lib/node_modules/npm")))
    files.update(plain(npm_files(LODASH, "srv/app/node_modules/lodash")))
    files.update(plain(npm_files(LODASH, "srv/other/node_modules/lodash")))  # the same twice
    files.update(plain(npm_files(IS, "srv/app/node_modules/@sindresorhus/is")))
    files.update(plain(images.wheel("six", "1.16.0", "usr/lib/python3/dist-packages")))
    files.update(plain(images.wheel("urllib3", "1.26.4", SITE)))
    files.update(plain(images.wheel("zope.interface", "6.0", SITE)))
    files.update(plain({"usr/share/nodejs/ms/package.json": '{"name": "ms", "version": "2.1.3", "license": "MIT"}',
                        "usr/lib/node_modules/corepack/package.json": '{"name": "corepack", "version": "0.29.4"}'}))
    # Trivy asks each layer for what its package manager owns.
    base.update({path: files.pop(path) for path in owned})
    return [tar(base), tar(files)], {}


def apk(name, version, paths):
    """A stanza of apk's database: the package's own words, then each folder with its files."""
    head = f"P:{name}\nV:{version}\nA:x86_64\nL:MIT\no:{name}\n"
    return head + "".join(f"F:{path.rpartition('/')[0]}\nR:{path.rpartition('/')[2]}\n" for path in paths) + "\n"


def languages_alpine(trivy):
    """An Alpine whose apks own some of the language packages. In one layer, because Trivy asks no other for owners."""
    six, corepack, tool = ("usr/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA",
                           "usr/lib/node_modules/corepack/package.json", "usr/bin/tool")
    apks = apk("musl", "1.2.4_git20230717-r4", []) + apk("py3-six", "1.16.0-r8", [six])
    apks += apk("nodejs", "20.15.1-r0", [corepack]) + apk("tool", "1.0-r0", [tool])
    program = ((trivy / PROGRAMS["usr/local/bin/go-elf"]).read_bytes(), 0o755)
    files = plain({"etc/os-release": release("alpine", "3.19.1"), "etc/alpine-release": "3.19.1\n",
                   "lib/apk/db/installed": apks, corepack: '{"name": "corepack", "version": "0.29.4"}',
                   "srv/gems/specifications/rake-13.0.3.gemspec": (trivy / GEM / "normal00.gemspec").read_bytes()})
    files.update(plain(images.wheel("six", "1.16.0", "usr/lib/python3.11/site-packages")))
    files.update(plain(images.wheel("urllib3", "1.26.4", "usr/lib/python3.11/site-packages")))
    files.update({tool: program, "usr/local/bin/go-elf": program})
    files.update(plain(npm_files(IS, "usr/local/lib/node_modules/@sindresorhus/is")))
    return [tar(files)], {}


def of_archive(path):
    """Layers and configuration of a docker archive."""
    with tarfile.open(path) as archive:
        (manifest,) = json.load(archive.extractfile("manifest.json"))
        config = json.load(archive.extractfile(manifest["Config"]))
        return [archive.extractfile(name).read() for name in manifest["Layers"]], config.get("config") or {}


def of_database(database, place, family, version):
    files = plain({"etc/os-release": release(family, version), **RELEASES.get(family, {})})
    files.update(plain({place: database.read_bytes()}))
    return [tar(files)], {}


def write_layout(name, layers, config):
    layout = FIXTURES / name
    shutil.rmtree(layout, ignore_errors=True)
    images.write_image(layout, "fixture", layers, config, level=1)


def for_pushgate(name):
    """A fixture as pushgate names it."""
    return f"oci:{FIXTURES / name}:fixture"


def recipe():
    """What the fixtures are made of: another recipe makes them again."""
    parts = [pathlib.Path(one).read_bytes() for one in (__file__, *(one.__file__ for one in (family_images, image, images)))]
    parts += [(places.WORK / "bin/trivydb").read_bytes()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def make():
    """Makes those that are not there. Raises fetch.Unavailable without a network."""
    note = FIXTURES / "recipe"
    if note.exists() and note.read_text() == recipe():
        return
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with fetch.unpacked(fetch.TRIVY) as trivy:
        for name, file in ARCHIVES.items():
            write_layout(name, *of_archive(trivy / "fanal/test/testdata" / file))
        write_layout("languages", *languages(trivy))
        write_layout("languages-alpine", *languages_alpine(trivy))
    with fetch.unpacked(fetch.RPMDB) as rpmdb:
        for name, (database, *rest) in RPM.items():
            write_layout(name, *of_database(rpmdb / "testdata" / database, *rest))
        small = (rpmdb / "testdata/libuuid/Packages").read_bytes()
        for name in family_images.NAMES:
            write_layout(name, [tar(plain(family_images.files(name, small)))], {})
    note.write_text(recipe())
