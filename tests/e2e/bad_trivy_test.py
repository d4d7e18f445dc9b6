# SPDX-License-Identifier: Apache-2.0
"""Without a Trivy that can be believed nobody knows what is in an image: unknown, exit 3, nothing pushed."""

import json
import os
import re
import shutil
import subprocess
import time

from support import places
from support.bad_input import BadInput
from support.case import REFUSED, UNCHECKED, main
from support.fake_trivy import during_scan, fake_trivy
from support.images import small_image

# With what a filter of reports in Python begins.
FILTER = """| python3 -c "import json, sys
report = json.load(sys.stdin)
%s
json.dump(report, sys.stdout)" """
SILENT = "the database has no data for debian 12; the database has no data for pypi"
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

    def is_unknown(self, reason, *flags, trivy=None, database=None, also=(), untouched=True):
        """The one reason is that Trivy could not look at everything, and why; it stands in the report, too."""
        self.write_image(self.image)
        reasons, out = self.decides(UNCHECKED, "unknown", *self.words("oci:image", *flags, trivy=trivy, database=database),
                                    untouched=untouched)
        reason = f"trivy could not look at everything: {reason}"
        self.assertEqual([*also, ("policy/scanner-incomplete", "trivy", reason)], reasons)
        self.assertEqual(f"pushgate: UNKNOWN oci:image sha256:{self.image.digest[7:19]}", words_of(out.splitlines()[0]))
        self.assertIn(f"policy/scanner-incomplete {reason}", words_of(self.said(out)))
        self.assertIn(DOCTOR, words_of(out))

    def said(self, text):
        text = super().said(text).replace(places.tool("trivy"), "TRIVY")
        text = re.sub(r"\d+\s+of\s+the\s+\d+\s+packages", "N of the N packages", text)
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
        trivy = self.fake("exit 9", version="0.69.4")
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
        report = '{"SchemaVersion": 2, "CreatedAt": "\'$(date -u +%Y-%m-%dT%H:%M:%SZ)\'", "ArtifactName": "sbom.cdx.json", "ArtifactType": "cyclonedx"}'
        self.is_unknown("Trivy did not look at 3 packages of the SBOM, the first: "
                        "pkg:deb/debian/base-files@12.4%2Bdeb12u5?arch=amd64&distro=debian-12; "
                        "Trivy's report is about ''; expected debian; Trivy did not look at N of "
                        f"the N packages that were added to test it; {SILENT}", trivy=self.fake(f"echo '{report}'"))

    def test_it_tells_a_fix_that_cannot_be_read(self):
        self.image = small_image(python=("urllib3", "1.26.4"))
        self.is_unknown("Trivy's report/Results/1/Vulnerabilities/0: member \"FixedVersion\" is an array; expected a string",
                        trivy=self.fake('"$TRIVY" "$@" | sed \'s/"FixedVersion": "\\([^"]*\\)"/"FixedVersion": ["\\1"]/\''))

    def test_it_changes_while_it_runs(self):
        with during_scan(self.work, self.temporary, lambda: self.rewrite(self.work / "fake-trivy")) as trivy:
            self.is_unknown("WORK/fake-trivy: was changed while it was used; run it again", trivy=trivy, untouched=False)

    def rewrite(self, program):
        text, when = program.read_text(), program.stat()
        program.write_text(text)
        os.utime(program, ns=(when.st_atime_ns, when.st_mtime_ns))

    def test_it_asks_for_too_much_memory(self):
        self.is_unknown("WORK/fake-trivy: `trivy sbom` exited with status 1: MemoryError",
                        trivy=self.fake("exec python3 -c 'b = bytearray(6 << 30)'"))

    def test_it_hangs(self):
        started = time.monotonic()
        self.is_unknown("WORK/fake-trivy: `trivy sbom` did not end within 2 s", "--trivy-timeout", "2", trivy=self.fake("sleep 1000"))
        self.assertLess(time.monotonic() - started, 20)

    def test_it_hangs_and_will_not_be_ended(self):
        self.is_unknown("WORK/fake-trivy: `trivy sbom` did not end within 2 s", "--trivy-timeout", "2", trivy=self.fake("trap '' TERM\nsleep 1000 &\nwait\nsleep 1000"))


class Liar(Trivy):
    """A Trivy whose report is true but for one thing."""

    def setUp(self):
        super().setUp()
        self.image = small_image(python=("urllib3", "1.26.4"))

    def liar(self, lie, where="true"):
        """Where the condition holds, the report is changed by the line of Python; else it is the true one."""
        return self.fake(f'for last; do :; done\nif {where}; then "$TRIVY" "$@" {FILTER % lie}; else exec "$TRIVY" "$@"; fi')

    def recorded(self):
        """What Trivy says of the image today."""
        self.write_image(self.image)
        self.attempt(*self.words())
        report = json.loads((self.evidence / "trivy.json").read_text())
        shutil.rmtree(self.evidence)
        self.write_old_evidence()
        return report

    def replay(self, report, where="true"):
        cache = self.work / "cache"
        shutil.copytree(places.DATABASE, cache)
        (cache / "db" / "yesterday.json").write_text(json.dumps(report))
        return {"trivy": self.fake(f'for last; do :; done\nif {where}; then now=$(date -u +%Y-%m-%dT%H:%M:%SZ)\n'
                                   f'sed "s/NOW/$now/" {cache}/db/yesterday.json; else exec {cache}/db/trivy "$@"; fi'),
                "database": cache}

    def test_it_tells_what_there_is(self):
        reasons, _ = self.decides_of(self.liar("pass"))
        self.assertEqual([("vuln/CVE-2021-33503", "pkg:pypi/urllib3@1.26.4")], [reason[:2] for reason in reasons])

    def decides_of(self, trivy):
        self.write_image(self.image)
        return self.decides(REFUSED, "deny", *self.words(trivy=trivy))

    def test_it_finds_nothing(self):
        self.is_unknown(SILENT, trivy=self.liar("for one in report['Results']: one.pop('Vulnerabilities', None)"))

    def test_it_finds_nothing_but_where_it_is_tested(self):
        trivy = self.liar("for one in report['Results']: one.pop('Vulnerabilities', None)",
                          where="""! grep -q '"version": "0[.]0[.]' "$last" """)
        self.is_unknown("Trivy was asked twice about the same packages and told 0 and 3 vulnerabilities; the first that it told "
                        "once: vuln/CVE-2010-4756 of pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc", trivy=trivy)

    def test_it_finds_only_what_it_is_tested_with_and_leaves_the_rest_out(self):
        # It looks at versions, so it lies the same way both times: what no test of a scanner can see, but that it leaves
        # packages out is seen.
        lie = "for one in report['Results']: one['Packages'] = [p for p in one.get('Packages', []) if p['Version'].startswith('0.0.')]"
        outcome = self.reason_of(self.liar(lie))
        self.assertIn("Trivy did not look at 3 packages of the SBOM, the first: ", outcome)

    def reason_of(self, trivy):
        self.write_image(self.image)
        outcome = self.attempt(*self.words(trivy=trivy))
        decision = json.loads((self.evidence / "decision.json").read_text())
        self.assertNotEqual("pass", decision["verdict"], outcome)
        return self.said(" ".join(reason["text"] for reason in decision["reasons"]))

    def test_it_tells_yesterdays_report(self):
        report = self.recorded() | {"CreatedAt": "2026-01-02T03:04:05.678901234Z"}
        self.assertRegex(self.reason_of_replay(report),
                         r"^trivy could not look at everything: Trivy's report: was made 2026-01-02T03:04:05Z, before it was asked for \(")

    def reason_of_replay(self, report, **options):
        replay = self.replay(report, **options)
        self.write_image(self.image)
        self.attempt(*self.words(**replay))
        decision = json.loads((self.evidence / "decision.json").read_text())
        self.assertEqual("unknown", decision["verdict"])
        return decision["reasons"][0]["text"]

    def without_vulnerabilities(self):
        report = self.recorded() | {"CreatedAt": "NOW"}
        for one in report["Results"]:
            one.pop("Vulnerabilities", None)
        return report

    def test_it_tells_yesterdays_report_and_todays_time(self):
        self.assertRegex(self.reason_of_replay(self.without_vulnerabilities()),
                         r"^trivy could not look at everything: Trivy did not look at (\d+) of the \1 packages that were added to test it; ")

    def test_it_tells_yesterdays_report_where_it_is_not_tested(self):
        reason = self.reason_of_replay(self.without_vulnerabilities(), where="""! grep -q '"version": "0[.]0[.]' "$last" """)
        self.assertIn("Trivy was asked twice about the same packages and told 0 and 3 vulnerabilities; ", reason)


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
                        "Trivy did not look at N of the N packages that were added to test it; the distribution of the deb packages is not known to Trivy")


if __name__ == "__main__":
    main()
