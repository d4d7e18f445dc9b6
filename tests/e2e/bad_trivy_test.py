# SPDX-License-Identifier: Apache-2.0
"""Without a Trivy that can be believed nobody knows what is in an image: unknown, exit 3, nothing pushed."""

import re
import shutil
import subprocess
import time

from support import places
from support.bad_input import BadInput
from support.case import UNCHECKED, main
from support.fake_trivy import fake_trivy
from support.images import small_image

NO_REPORT = "Trivy's report:{}: is not JSON: syntax error while parsing {}"
MISSING = ("WORK/cache/db/metadata.json: is not there, so there is no vulnerability database; on a connected machine: "
           "trivy image --download-db-only --cache-dir WORK/cache")
HINT = "get the right one with `ci/tools.sh trivy`, or name one with --trivy PATH"
DOCTOR = "see what this machine lacks with 'pushgate doctor', and run this again"


def words_of(text):
    """A report without its lines, which break where paths of this machine are long."""
    return " ".join(text.split())


class Trivy(BadInput):
    def setUp(self):
        super().setUp()
        self.image = small_image()

    def is_unknown(self, reason, *flags, trivy=None, database=None, also=()):
        """The one reason is that Trivy could not look at everything, and why; it stands in the report, too."""
        self.write_image(self.image)
        reasons, out = self.decides(UNCHECKED, "unknown", *self.words("oci:image", *flags, trivy=trivy, database=database))
        reason = f"trivy could not look at everything: {reason}"
        self.assertEqual([*also, ("policy/scanner-incomplete", "trivy", reason)], reasons)
        self.assertEqual(f"pushgate: UNKNOWN oci:image sha256:{self.image.digest[7:19]}", words_of(out.splitlines()[0]))
        self.assertIn(f"policy/scanner-incomplete {reason}", words_of(self.said(out)))
        self.assertIn(DOCTOR, words_of(out))

    def said(self, text):
        text = super().said(text).replace(places.tool("trivy"), "TRIVY")
        return re.sub(r"\d+ (hours|days) ago", r"N \1 ago", text)

    def fake(self, scan, **options):
        return fake_trivy(self.work, scan, **options)


class Program(Trivy):
    def test_the_one_that_the_others_are_like_is_believed(self):
        self.write_image()
        self.passes(*self.words(trivy=self.fake('exec "$TRIVY" "$@"')))
        self.assertEqual(["v1"], list(self.registry.content()["tags"]["app"]))

    def test_it_is_absent(self):
        self.is_unknown(f"WORK/no-trivy: is no executable file; {HINT}", trivy=self.work / "no-trivy")

    def test_it_is_not_executable(self):
        trivy = self.fake("")
        trivy.chmod(0o644)
        self.is_unknown(f"WORK/fake-trivy: is no executable file; {HINT}", trivy=trivy)

    def test_it_is_of_a_forbidden_version(self):
        trivy = self.fake(f"touch {self.temporary}/scanned", version="0.69.4")
        self.is_unknown(f"WORK/fake-trivy: is version 0.69.4, which the policy forbids; {HINT}", trivy=trivy)

    def test_it_is_of_a_version_that_is_not_allowed(self):
        self.is_unknown(f"WORK/fake-trivy: is version 0.50.0; the policy allows 0.69.3; {HINT}", trivy=self.fake("", version="0.50.0"))

    def test_it_exits_with_1(self):
        trivy = self.fake("echo '2026-01-01T00:00:00Z\tFATAL\tFatal error\trun error: database error: it is broken' >&2; exit 1")
        self.is_unknown("WORK/fake-trivy: `trivy sbom` exited with status 1: run error: database error: it is broken", trivy=trivy)

    def test_it_is_killed(self):
        self.is_unknown("WORK/fake-trivy: `trivy sbom` was ended by signal 9", trivy=self.fake("kill -9 $$"))

    def test_it_prints_broken_json(self):
        self.is_unknown(NO_REPORT.format("1:21", "object key - unexpected '}'; expected string literal"),
                        trivy=self.fake("""echo '{"SchemaVersion": 2,}'"""))

    def test_it_prints_nothing(self):
        self.is_unknown(NO_REPORT.format("1:1", "value - unexpected end of input; expected '[', '{', or a literal"),
                        trivy=self.fake("exit 0"))

    def test_it_prints_half_a_report(self):
        self.is_unknown(NO_REPORT.format("2:21", "object - unexpected end of input; expected '}'"),
                        trivy=self.fake('"$TRIVY" "$@" | head -c 22'))

    def test_it_prints_a_report_without_packages(self):
        report = '{"SchemaVersion": 2, "ArtifactName": "sbom.cdx.json", "ArtifactType": "cyclonedx"}'
        self.is_unknown("Trivy's report is about ''; expected debian; Trivy did not look at 3 packages of the SBOM, the first: "
                        "pkg:deb/debian/base-files@12.4%2Bdeb12u5?arch=amd64&distro=debian-12; Trivy's report: is about "
                        "'sbom.cdx.json' of type 'cyclonedx'; expected 'canary.cdx.json' of type 'cyclonedx' "
                        "(while asking the canary)", trivy=self.fake(f"echo '{report}'"))

    def test_it_hangs(self):
        started = time.monotonic()
        self.is_unknown("WORK/fake-trivy: `trivy sbom` did not end within 2 s", "--trivy-timeout", "2", trivy=self.fake("sleep 1000"))
        self.assertLess(time.monotonic() - started, 20)

    def test_it_hangs_and_will_not_be_ended(self):
        self.is_unknown("WORK/fake-trivy: `trivy sbom` did not end within 2 s", "--trivy-timeout", "2", trivy=self.fake("trap '' TERM\nsleep 1000 &\nwait\nsleep 1000"))


class Database(Trivy):
    def test_it_is_missing(self):
        self.is_unknown(MISSING, database=self.work / "cache")

    def test_its_metadata_is_missing(self):
        cache = self.work / "cache"
        shutil.copytree(places.DATABASE, cache)
        (cache / "db" / "metadata.json").unlink()
        self.is_unknown(MISSING, database=cache)

    def test_it_is_broken(self):
        cache = self.work / "cache"
        shutil.copytree(places.DATABASE, cache)
        (cache / "db" / "trivy.db").write_bytes(b"no database")
        self.is_unknown("TRIVY: `trivy sbom` exited with status 1: run error: init error: DB error: error in vulnerability DB "
                        "initialize: failed to open db: invalid database", database=cache)

    def make_database(self, *flags):
        subprocess.run([places.REGISTRIES / "trivydb", "-out", self.work / "cache", *flags], check=True)
        return self.work / "cache"

    def test_it_is_older_than_the_policy_allows(self):
        database = self.make_database("-advisories", places.ROOT / "tests/support/advisories/sample.yaml",
                                      "-updated-at", "2020-01-02T03:04:05Z")
        self.is_unknown("WORK/cache: the vulnerability database was made 2020-01-02T03:04:05Z, N hours ago; the policy allows 168; "
                        "on a connected machine: trivy image --download-db-only --cache-dir WORK/cache", database=database,
                        also=[("policy/database-too-old", "trivy", "the vulnerability database was made on "
                               "2020-01-02T03:04:05Z, N days ago; the policy allows 7 days")])

    def test_it_has_no_data_for_the_distribution(self):
        self.image = small_image(system=("Debian GNU/Linux", "debian", "11"))
        self.is_unknown("the database has no data for debian 11")

    def test_it_has_no_data_for_python(self):
        listing = self.work / "packages.txt"
        listing.write_text("debian 12 glibc\n")
        self.is_unknown("the database has no data for pypi", database=self.make_database("-flag-every", listing))

    def test_the_distribution_is_one_that_trivy_does_not_know(self):
        self.image = small_image(system=("Own Linux", "ownlinux", "1"))
        self.is_unknown("Trivy did not look at 2 packages of the SBOM, the first: "
                        "pkg:deb/debian/base-files@12.4%2Bdeb12u5?arch=amd64&distro=ownlinux-1; "
                        "the distribution of the deb packages is not known to Trivy")


if __name__ == "__main__":
    main()
