# SPDX-License-Identifier: Apache-2.0
"""`pushgate audit export` and `verify --offline`: one archive of evidence, and what another machine says of it."""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate

POLICY = "version: 1\nfail_on: [CRITICAL, HIGH]\nscanner: {max_database_age: 3650d}\n"
TAKE_AGAIN = "  next: take the archive again from where it was exported\n"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def entries_of(archive):
    """Name and content of everything in a tar."""
    with tarfile.open(archive) as tar:
        return [(entry.name, tar.extractfile(entry).read()) for entry in tar.getmembers()]


def entry(name, content=b"", kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    return info, content


def write_tar(file, entries):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for one in entries:
            info, content = one if isinstance(one[0], tarfile.TarInfo) else entry(*one)
            tar.addfile(info, io.BytesIO(content))
    file.write_bytes(stream.getvalue())


def listed_anew(entries):
    """The entries with a manifest that says what they are, as one who lies would write it."""
    manifest = json.loads(entries[0][1])
    manifest["files"] = [{"path": name, "size": len(content), "sha256": sha256(content)} for name, content in entries[1:]]
    return [("manifest.json", json.dumps(manifest).encode()), *entries[1:]]


class Desk(Case):
    """Folders of two images that passed and one that was refused, and an archive of the first two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        (cls.shared / "policy.yaml").write_text(POLICY)
        for name, image, code in (("good/app", "small", PASSED), ("denied/ears", "small-vulnerable", REFUSED)):
            outcome = cls().gate(image, "--policy", cls.shared / "policy.yaml", "--key", cls.private, "--evidence", cls.shared / name,
                                 "--name", "ghcr.io/acme/app")
            assert outcome.code == code, outcome
        shutil.copytree(cls.shared / "good/app", cls.shared / "good/web")
        outcome = pushgate("audit", "export", "audit.tar", "good", "--key", cls.public, cwd=cls.shared)
        assert outcome.code == PASSED, outcome
        cls.archive = cls.shared / "audit.tar"
        cls.entries = entries_of(cls.archive)
        cls.manifest = "sha256:" + sha256(cls.entries[0][1])
        cls.fingerprint = cls.entries[1][0].removeprefix("keys/").removesuffix(".pub")

    def setUp(self):
        super().setUp()
        shutil.copytree(self.shared / "good", self.folder / "good")

    def export(self, *words, archive="out.tar", key=None):
        return pushgate("audit", "export", archive, *words, *(["--key", key or self.public] if key != "" else []), cwd=self.folder)

    def verify(self, archive, *words, key=None, **options):
        return pushgate("verify", "--offline", archive, *(["--key", key or self.public] if key != "" else []), *words, cwd=self.folder,
                        **options)

    def of_entries(self, entries, **options):
        write_tar(self.folder / "bent.tar", entries)
        return self.verify("bent.tar", **options)

    def changed(self, name, change):
        return [(path, change(content) if path == name else content) for path, content in self.entries]


class Export(Desk):
    def test_a_folder_whose_name_begins_as_that_of_another(self):
        for name in ("app-b", "app.c", "app0"):
            shutil.copytree(self.shared / "good/app", self.folder / "good" / name)
        self.expect(PASSED, self.export("good"))
        lines = [line.split()[:2] for line in self.expect(PASSED, self.verify("out.tar")).out.splitlines() if "good/" in line]
        self.assertEqual([["VERIFIED", f"good/{name}"] for name in ("app-b", "app.c", "app", "app0", "web")], lines)

    def test_an_archive_and_its_manifest(self):
        outcome = self.expect(PASSED, self.export("good"))
        self.assertEqual(f"exported 2 evidence folders and 1 key into out.tar: {len(self.entries)} files, {self.archive.stat().st_size} bytes\n"
                         f"  manifest  {self.manifest}\n  key       sha256:{self.fingerprint}\n"
                         "  next: keep these digests in another place than the archive; check it with pushgate verify --offline out.tar "
                         "--key KEY\n", outcome.out)
        self.assertEqual("", outcome.err)
        self.assertEqual(self.archive.read_bytes(), (self.folder / "out.tar").read_bytes())
        manifest = json.loads(self.entries[0][1])
        self.assertEqual(["schema", "made_by", "folders", "files"], list(manifest))
        self.assertEqual(["good/app", "good/web"], manifest["folders"])
        self.assertEqual([(name, len(content), sha256(content)) for name, content in self.entries[1:]],
                         [(file["path"], file["size"], file["sha256"]) for file in manifest["files"]])
        for folder in ("app", "web"):
            for file in (self.shared / "good" / folder).iterdir():
                self.assertIn((f"evidence/good/{folder}/{file.name}", file.read_bytes()), self.entries)
        with tarfile.open(self.archive) as tar:
            self.assertEqual({(0, 0, 0, 0o644, "", "")},
                             {(one.mtime, one.uid, one.gid, one.mode, one.uname, one.gname) for one in tar.getmembers()})
        self.assertEqual(self.public.read_bytes(), self.entries[1][1])
        self.tool("tar", "-tf", "out.tar", cwd=self.folder)

    def test_json(self):
        value = self.export("good", "--format", "json").json()
        self.assertEqual({"schema": "pushgate.audit-export/v1", "archive": "out.tar", "manifest": self.manifest,
                          "keys": ["sha256:" + self.fingerprint], "folders": 2, "files": len(self.entries),
                          "bytes": self.archive.stat().st_size, "unsigned": [], "left_out": 0}, value)

    def test_names_are_those_that_tar_would_give(self):
        (self.folder / "good/note.json").write_text("{}")
        for words, names in ((("good/app",), ["good/app"]), (("./good/app", "good/../good/web"), ["good/app", "good/web"]),
                             ((self.folder / "good/app",), [f"{self.folder}/good/app".lstrip("/")])):
            outcome = self.expect(PASSED, self.export(*words))
            self.assertEqual(names, json.loads(entries_of(self.folder / "out.tar")[0][1])["folders"])
            (self.folder / "out.tar").unlink()
        outcome = self.expect(PASSED, self.export("good"))
        self.assertEqual("pushgate: note: left out 1 file beside the evidence folders\n", outcome.err)

    def test_what_is_not_exported(self):
        good = self.folder / "good"
        cases = (
            (lambda: (good / "app/sbom.cdx.json").write_text("{}"), (), REFUSED,
             "good/app/sbom.cdx.json: is not what evidence.json lists; expected "),
            (lambda: (good / "app/report.md").unlink(), (), REFUSED,
             "good/app/report.md: is missing; expected it, because evidence.json lists it\n"),
            (lambda: (good / "app/extra").write_text("x"), (), REFUSED, "good/app/extra: is not listed in evidence.json; expected no other file\n"),
            (lambda: self.to_link(good / "app/policy.yaml"), (), REFUSED, "good/app/policy.yaml: is a symbolic link; expected a file\n"),
            (lambda: (good / "web").rename(good / "APP"), (), MISUSE,
             "the archive: has 'evidence/good/APP' and 'evidence/good/app', which are one name where large and small letters are not told apart\n"),
            (lambda: (good / "web").rename(good / "a\\b"), (), MISUSE,
             "the archive: has the folder 'good/a\\b'; expected a relative path without . and .., backslashes and control characters\n"),
            (lambda: None, ("good/app",), MISUSE, "good/app: and good/app are both good/app in the archive; expected each once\n"),
            (lambda: None, ("nowhere",), MISUSE, "nowhere: does not exist\n"),
            (lambda: (good / "out.tar").mkdir(), ("good/out.tar",), MISUSE,
             "good/out.tar: holds no evidence folder and no SBOM; expected folders that `gate --evidence` wrote, or files named *.json\n"),
        )
        for spoil, more, code, error in cases:
            with self.subTest(error=error):
                shutil.rmtree(good)
                shutil.copytree(self.shared / "good", good)
                spoil()
                outcome = self.expect(code, self.export("good", *more))
                self.assertEqual("", outcome.out)
                self.assertTrue(outcome.err.startswith("pushgate: error: " + error), outcome.err)
                self.assertEqual(["good"], os.listdir(self.folder))

    def to_link(self, file):
        shutil.copy(file, self.shared / "elsewhere")
        file.unlink()
        file.symlink_to(self.shared / "elsewhere")

    def test_everything_that_is_wrong_is_told_at_once(self):
        (self.folder / "good/app/report.md").unlink()
        (self.folder / "good/web/report.md").unlink()
        outcome = self.expect(REFUSED, self.export("good"))
        self.assertEqual("".join(f"pushgate: error: good/{name}/report.md: is missing; expected it, because evidence.json lists it\n"
                                 + ("  hint: nothing was exported: mend these folders, or leave them out\n" if name == "app" else "")
                                 for name in ("app", "web")), outcome.err)

    def test_keys(self):
        outcome = self.expect(MISUSE, self.export("good", key=""))
        self.assertEqual("pushgate: error: --key: is missing; expected the public key that signed the receipt in good/app, which goes into the "
                         "archive\n", outcome.err)
        outcome = self.expect(MISUSE, self.export("good", key=self.private))
        self.assertTrue(outcome.err.startswith(f"pushgate: error: {self.private}: "), outcome.err)
        self.assertEqual(["good"], os.listdir(self.folder))
        other = self.key().with_suffix(".pub")
        outcome = self.expect(REFUSED, self.export("good", key=other))
        self.assertIn("pushgate: error: good/app/receipt.dsse.json: ", outcome.err)
        # A file with both halves gives the public one alone.
        both = self.folder / "both.pem"
        both.write_bytes(self.public.read_bytes() + self.private.read_bytes())
        self.export("good", key=both)
        for file in self.folder.glob("*.tar"):
            self.assertNotIn(b"PRIVATE", file.read_bytes())

    def test_an_archive_is_never_overwritten(self):
        (self.folder / "out.tar").write_text("mine")
        outcome = self.expect(MISUSE, self.export("good"))
        self.assertEqual("pushgate: error: out.tar: exists already, and is never overwritten\n"
                         "  hint: choose another name, or move that file away\n", outcome.err)
        self.assertEqual("mine", (self.folder / "out.tar").read_text())

    def test_a_refused_image_that_nobody_signed(self):
        shutil.copytree(self.shared / "denied", self.folder / "denied")
        outcome = self.expect(PASSED, self.export("denied", key=""))
        self.assertEqual("pushgate: warning: denied/ears: nobody signed it: it was exported, and verify --offline will refuse it\n", outcome.err)
        outcome = self.expect(REFUSED, self.verify("out.tar"))
        self.assertIn("  REFUSED    denied/ears  deny\n    evidence/denied/ears: no receipt: the verdict was deny\n"
                      "  0 of 1 folders verified, 1 refused\n", outcome.out)
        self.assertIn("  next: unpack the archive: pushgate report evidence/denied/ears says why\n", outcome.out)


class Offline(Desk):
    def test_years_later(self):
        shutil.copy(self.archive, self.folder / "audit.tar")
        outcome = self.expect(PASSED, self.verify("audit.tar", env={"PATH": "/nowhere", "HOME": "/nowhere"}))
        decided = re.search(r"of (20\S+Z), for", outcome.out)[1]
        made_by = json.loads(self.entries[0][1])["made_by"]
        self.assertEqual(f"VERIFIED  audit.tar\n  manifest   {self.manifest}, made by {made_by}\n  key        sha256:{self.fingerprint}, trusted\n"
                         + "".join(f"  VERIFIED   good/{name}  pass, by {self.public}, of {decided}, for ghcr.io/acme/app\n" for name in ("app", "web"))
                         + "  2 of 2 folders verified\n", outcome.out)
        self.assertEqual(["audit.tar", "good"], sorted(os.listdir(self.folder)))

    def test_json(self):
        value = self.verify(self.archive, "--format", "json").json()
        self.assertEqual("pushgate.findings/v1", value["schema"])
        archive = value["archive"]
        self.assertEqual((True, self.manifest), (archive["verified"], archive["manifest"]))
        self.assertEqual([{"path": f"keys/{self.fingerprint}.pub", "fingerprint": "sha256:" + self.fingerprint, "trusted": True}], archive["keys"])
        self.assertEqual([("good/app", True, "same", "sha256:" + places.manifest_of("small").removeprefix("sha256:"))],
                         [(one["folder"], one["verified"], one["replay"], one["digest"]) for one in archive["folders"]][:1])

    def test_nobody_is_trusted_but_whom_the_user_names(self):
        outcome = self.expect(UNCHECKED, self.verify(self.archive, key=""))
        self.assertTrue(outcome.out.startswith("UNCHECKED  "), outcome.out)
        self.assertIn(f"  key        sha256:{self.fingerprint}, not trusted\n", outcome.out)
        self.assertIn("  UNCHECKED  good/app  pass\n    evidence/good/app/receipt.dsse.json: was not checked: nobody said whose key counts\n", outcome.out)
        self.assertIn("  0 of 2 folders verified, 2 could not be checked\n", outcome.out)
        outcome = self.expect(PASSED, self.verify(self.archive, "--trust-archived-keys", key=""))
        self.assertIn(f"  key        sha256:{self.fingerprint}, trusted on the archive's word\n", outcome.out)
        other = self.key().with_suffix(".pub")
        outcome = self.expect(REFUSED, self.verify(self.archive, key=other))
        self.assertIn(f"  key        sha256:{self.fingerprint}, not trusted\n", outcome.out)
        self.assertIn("  0 of 2 folders verified, 2 refused\n", outcome.out)

    def test_a_fleet_file_nearby_is_not_asked(self):
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nservices: {{}}\nsigners: [{{name: release, key: {self.public}}}]\n")
        self.expect(UNCHECKED, self.verify(self.archive, key=""))

    def test_wrong_use(self):
        for words, error in ((("IMAGE",), "IMAGE: cannot be named with --offline; expected one of the two\n"),
                             (("--trust-archived-keys",), "--trust-archived-keys: cannot be said together with --key; expected one of the two\n"),
                             (("--format", "markdown"), "--format: markdown is a form of --fleet; expected text or json\n")):
            self.assertEqual("pushgate: error: " + error, self.expect(MISUSE, self.verify(self.archive, *words)).err)
        self.assertEqual("pushgate: error: gone.tar: does not exist\n", self.expect(MISUSE, self.verify("gone.tar")).err)
        write_tar(self.folder / "other.tar", [("etc/passwd", b"x")])
        self.assertEqual("pushgate: error: other.tar: is no archive of evidence; expected manifest.json first, got 'etc/passwd'\n"
                         "  hint: pushgate audit export writes one\n", self.expect(MISUSE, self.verify("other.tar")).err)
        for words in (("--fleet",), ("--evidence", "good/app"), ("--signers", "pushgate.yaml"), ("--policy", "p.yaml")):
            self.expect(MISUSE, self.verify(self.archive, *words))


class Hostile(Desk):
    SBOM = "evidence/good/app/sbom.cdx.json"

    def refused(self, entries, *lines):
        """What is told of the good/app and of the archive; good/web is still verified."""
        outcome = self.expect(REFUSED, self.of_entries(entries))
        self.assertTrue(outcome.out.startswith("REFUSED  bent.tar\n"), outcome.out)
        for line in lines:
            self.assertIn(line, outcome.out)
        for name in ("app", "web"):
            self.assertRegex(outcome.out, rf"(?m)^  (VERIFIED|REFUSED)  +good/{name}  ")
        return outcome

    def test_a_file_that_was_changed(self):
        outcome = self.refused(self.changed(self.SBOM, lambda old: old.replace(b"CycloneDX", b"CYCLONEDX")),
                               f"    {self.SBOM}: is not what evidence.json lists; expected sha256:", "  VERIFIED   good/web", "  REFUSED    good/app", TAKE_AGAIN)
        self.assertEqual(1, outcome.out.count(self.SBOM))

    def test_a_manifest_that_lies_along(self):
        bent = listed_anew(self.changed(self.SBOM, lambda old: old.replace(b"CycloneDX", b"CYCLONEDX")))
        self.refused(bent, f"    {self.SBOM}: is not what evidence.json lists; expected sha256:", "  VERIFIED   good/web")
        listing = json.loads(dict(self.entries)["evidence/good/app/evidence.json"])
        content = dict(bent)[self.SBOM]
        for file in listing["files"]:
            if file["name"] == "sbom.cdx.json":
                file.update(sha256=sha256(content))
        bent = listed_anew([(name, json.dumps(listing).encode() if name == "evidence/good/app/evidence.json" else old) for name, old in bent])
        self.refused(bent, "    evidence/good/app/evidence.json: is not what the receipt names; expected sha256:", "  VERIFIED   good/web")

    def test_a_manifest_that_lies_alone(self):
        manifest = json.loads(self.entries[0][1])
        manifest["files"][-1]["sha256"] = "0" * 64
        bent = [("manifest.json", json.dumps(manifest).encode()), *self.entries[1:]]
        self.refused(bent, f"    {self.entries[-1][0]}: is not what manifest.json lists; expected sha256:{'0' * 64}, got sha256:", "  VERIFIED   good/app")
        manifest["files"][-1].update(sha256=sha256(self.entries[-1][1]), size=7)
        bent = [("manifest.json", json.dumps(manifest).encode()), *self.entries[1:]]
        self.refused(bent, "expected 7 bytes, got ", "  VERIFIED   good/app")

    def test_more_and_less_than_is_listed(self):
        self.refused([*self.entries, ("evidence/extra", b"x")], "  evidence/extra: is not listed in manifest.json; expected no other file\n",
                     "  2 of 2 folders verified\n")
        self.refused([*self.entries[:5], ("evidence/good/app/zzz", b"x"), *self.entries[5:]],
                     "  evidence/good/app/zzz: is not listed in manifest.json; expected no other file\n")
        without = [one for one in self.entries if one[0] != self.SBOM]
        self.refused(without, f"    {self.SBOM}: is missing; expected it, because manifest.json lists it\n", "  VERIFIED   good/web")
        without = [one for one in self.entries if not one[0].startswith("evidence/good/app/")]
        self.refused(without, "  REFUSED    good/app  no verdict\n", "  VERIFIED   good/web")
        without = [one for one in self.entries if not one[0].startswith("keys/")]
        self.refused(without, f"  {self.entries[1][0]}: is missing; expected it, because manifest.json lists it\n", "  2 of 2 folders verified\n")

    def test_names_that_stand_twice_or_elsewhere(self):
        again = "stands there again, or not in the order of manifest.json; expected each file once, in its place\n"
        evil = (self.SBOM, b"{}")
        self.refused([*self.entries, evil], f"  {self.SBOM}: {again}")
        place = [name for name, _ in self.entries].index(self.SBOM)
        self.refused([*self.entries[:place], evil, *self.entries[place:]], f"  {self.SBOM}: {again}", "  VERIFIED   good/web")
        self.refused([*self.entries, self.entries[0]], f"  manifest.json: {again}", "  2 of 2 folders verified\n")
        self.refused([self.entries[0], self.entries[-1], *self.entries[1:]], again)

    def test_links_folders_and_names_that_lead_out(self):
        for odd in (entry("/etc/cron.d/x", b"x"), entry("evidence/good/app/link", kind=tarfile.SYMTYPE, link="/etc/passwd"),
                    entry("evidence/good/app/hard", kind=tarfile.LNKTYPE, link="keys"), entry("evidence", kind=tarfile.DIRTYPE)):
            self.refused([*self.entries, odd], f"  {odd[0].name}{'/' if odd[0].isdir() else ''}: is not listed in manifest.json; expected no other file\n")
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            bent = [entry(self.SBOM, kind=kind, link="/etc/passwd") if name == self.SBOM else entry(name, content) for name, content in self.entries]
            self.refused(bent, f"    {self.SBOM}: is ", "  VERIFIED   good/web")
        outcome = self.expect(UNCHECKED, self.of_entries([*self.entries, ("evidence/../../x", b"x")]))
        self.assertIn("evidence/../../x", outcome.out)
        self.assertEqual(["bent.tar", "good"], sorted(os.listdir(self.folder)))

    def test_manifests_that_are_none(self):
        def of(change):
            manifest = json.loads(self.entries[0][1])
            change(manifest)
            return [("manifest.json", json.dumps(manifest).encode()), *self.entries[1:]]

        def file(manifest, path):
            manifest["files"][-1]["path"] = path

        for change, error in ((lambda m: file(m, "../x"), "has the file '../x'; expected a relative path of at most 256 bytes"),
                              (lambda m: file(m, "zzz/x"), "has the file 'zzz/x'; expected keys, and files of its folders"),
                              (lambda m: m["files"].append(m["files"][-1]), "expected each file once, the keys first, sorted"),
                              (lambda m: m["folders"].append("good"), "has the folder 'good' behind 'good/web'; expected each once, sorted"),
                              (lambda m: m["folders"].append("zoo"), "has no file of the folder 'zoo'"),
                              (lambda m: m.update(more=1), "member \"more\" is not known"),
                              (lambda m: m["files"][-1].update(size=1 << 62), "has over 1073741824 bytes in the folder 'good/web'"),
                              (lambda m: m.update(schema="pushgate.archive/v9"), "member \"schema\" is 'pushgate.archive/v9'")):
            with self.subTest(error=error):
                outcome = self.expect(UNCHECKED, self.of_entries(of(change)))
                self.assertIn("pushgate: error: bent.tar: manifest.json: ", outcome.err.replace("manifest.json:", "manifest.json:", 1))
                self.assertIn(error, outcome.err)

    def test_an_archive_that_was_cut_off(self):
        whole = self.archive.read_bytes()
        with tarfile.open(self.archive) as tar:
            half = next(one.offset for one in tar if one.name.startswith("evidence/good/web/")) + 700
        for size in (0, 100, 512, 700, half, len(whole) - 1024 - 512):
            with self.subTest(size=size):
                (self.folder / "cut.tar").write_bytes(whole[:size])
                outcome = self.expect(MISUSE if size == 0 else UNCHECKED, self.verify("cut.tar"))
                if size >= half:
                    self.assertIn("  VERIFIED   good/app  ", outcome.out)
                    self.assertIn("  UNCHECKED  good/web  no verdict\n", outcome.out)

    def test_bytes_behind_the_end(self):
        (self.folder / "long.tar").write_bytes(self.archive.read_bytes() + b"\0" * 4096)
        self.expect(PASSED, self.verify("long.tar"))
        (self.folder / "long.tar").write_bytes(self.archive.read_bytes() + b"\0" * 4096 + b"more")
        outcome = self.expect(UNCHECKED, self.verify("long.tar"))
        self.assertIn("the tar goes on after its end marker, at byte ", outcome.out)

    def test_keys_that_are_not_what_they_are_called(self):
        other = self.key()
        public = other.with_suffix(".pub").read_bytes()
        name = self.entries[1][0]
        outcome = self.refused(listed_anew(self.changed(name, lambda old: public)), f"  {name}: is the key sha256:", "; expected that of its name\n")
        self.assertNotIn(f"sha256:{self.fingerprint}, trusted", outcome.out)
        self.refused(listed_anew(self.changed(name, lambda old: other.read_bytes())), f"  {name}: ")
        # Whoever trusts the archive's keys does not trust such a one.
        write_tar(self.folder / "bent.tar", listed_anew(self.changed(name, lambda old: public)))
        outcome = self.expect(REFUSED, self.verify("bent.tar", "--trust-archived-keys", key=""))
        self.assertIn("  0 of 2 folders verified", outcome.out)


if __name__ == "__main__":
    main()
