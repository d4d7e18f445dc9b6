# SPDX-License-Identifier: Apache-2.0
"""Keys: the forms that are taken, the files that are written, passwords, and both of cosign's versions on the other side."""

import os
import pathlib
import signal
import stat
import subprocess

from support import places
from support.case import MISUSE, PASSED, Case, main, make_key
from support.process import environment, pushgate, run
from support.registries import docker_registry
from support.secret_terminal import SecretTerminal

PASSWORD = {"COSIGN_PASSWORD": "secret"}
COSIGNS = ("cosign", "cosign2")
P256 = ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
SEC1_HINT = "  hint: `openssl pkcs8 -topk8 -in FILE -out NEW` writes the form that is expected; `pushgate key import` writes cosign's\n"


class KeyCase(Case):
    def openssl(self, *words, **options):
        return self.tool("openssl", *words, cwd=self.folder, **options).out

    def plain(self, name="plain.pem", how=P256, mode=0o600):
        """A key that openssl made, as PKCS #8."""
        file = self.folder / name
        self.openssl(*how, "-out", name)
        file.chmod(mode)
        return file

    def public_of(self, key, **env):
        return pushgate("key", "public", key, cwd=self.folder, env={**PASSWORD, **env}, timeout=60, start_new_session=True)

    def written(self):
        return sorted(path.name for path in self.folder.iterdir())


class Forms(KeyCase):
    def is_read(self, key, expected, **env):
        outcome = self.expect(PASSED, self.public_of(key, **env))
        self.assertEqual(("", expected), (outcome.err, outcome.out), key)

    def test_every_form_that_signs(self):
        plain = self.plain()
        expected = self.openssl("pkey", "-in", "plain.pem", "-pubout")
        self.is_read(plain, expected, COSIGN_PASSWORD=None)
        for name, flags in (("default", ()), ("aes128", ("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1")), ("scrypt", ("-scrypt",)),
                            ("des3", ("-v2", "des3")), ("rounds", ("-iter", "600000"))):
            self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", name, "-passout", "pass:secret", *flags)
            self.is_read(self.folder / name, expected)
            self.is_read(name, expected, COSIGN_PASSWORD=None, PUSHGATE_PASSWORD="secret")
            self.is_read("env://KEY", expected, KEY=(self.folder / name).read_text())
        self.expect(PASSED, pushgate("key", "import", plain, cwd=self.folder, env=PASSWORD))
        self.is_read("import-cosign.key", expected)
        self.is_read("env://KEY", expected, KEY=(self.folder / "import-cosign.key").read_text())
        self.is_read("env://KEY", expected, KEY=plain.read_text(), COSIGN_PASSWORD=None)

    def refused(self, key, text, **env):
        outcome = self.expect(MISUSE, self.public_of(key, **env))
        self.assertEqual(("", f"pushgate: error: {key}: {text}\n"), (outcome.out, outcome.err))

    def test_sec1_is_told_how_to_convert_it_and_openssl_does(self):
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sec1.pem")
        (self.folder / "sec1.pem").chmod(0o600)
        self.refused("sec1.pem", "holds EC PRIVATE KEY; expected ENCRYPTED SIGSTORE PRIVATE KEY, PRIVATE KEY or ENCRYPTED PRIVATE KEY\n" + SEC1_HINT[:-1])
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", "two.pem")
        (self.folder / "two.pem").chmod(0o600)
        self.refused("two.pem", "has text after its line -----END EC PARAMETERS-----; expected one key\n" + SEC1_HINT[:-1])
        for name in ("sec1.pem", "two.pem"):
            self.openssl("pkcs8", "-topk8", "-in", name, "-out", f"new-{name}", "-passout", "pass:secret")
            self.is_read(f"new-{name}", self.openssl("ec", "-in", name, "-pubout"))

    def test_other_kinds_are_named(self):
        for name, kind, how in (("p384", "ECDSA P-384", (*P256[:-1], "ec_paramgen_curve:P-384")), ("rsa", "RSA with 2048 bits", ("genpkey", "-algorithm", "RSA")),
                                ("ed", "Ed25519", ("genpkey", "-algorithm", "ED25519"))):
            self.plain(name, how)
            self.refused(name, f"is a key of {kind}; expected ECDSA P-256\n  hint: make one with `pushgate key generate`")

    def test_what_costs_too_much_is_refused_at_once(self):
        self.plain()
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "slow", "-passout", "pass:secret", "-iter", "2000001")
        self.refused("slow", "is encrypted by 2000001 rounds of PBKDF2; expected at most 2000000\n"
                             "  hint: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW` encrypts it anew")

    def test_wrong_password(self):
        self.plain()
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "encrypted", "-passout", "pass:secret")
        self.refused("encrypted", "wrong password, or a damaged file\n  hint: set COSIGN_PASSWORD to the password that the key was made with",
                     COSIGN_PASSWORD="wrong")

    def test_a_variable_that_is_not_set(self):
        self.refused("env://NO_SUCH_KEY", "the environment variable is not set; expected a key in PEM form")


class Files(KeyCase):
    def test_symbolic_links_are_followed(self):
        """As Kubernetes mounts a secret: key -> ..data/key, ..data -> ..2026_01_01."""
        (self.folder / "..2026_01_01").mkdir()
        self.plain("..2026_01_01/key")
        (self.folder / "..data").symlink_to("..2026_01_01")
        (self.folder / "key").symlink_to("..data/key")
        outcome = self.expect(PASSED, self.public_of("key"))
        self.assertEqual("", outcome.err)
        (self.folder / "..data/key").chmod(0o644)
        outcome = self.expect(PASSED, self.public_of("key"))
        self.assertEqual("pushgate: warning: key: can be read by everybody (mode 0644); expected 0600\n  hint: chmod 600 key\n", outcome.err)
        (self.folder / "dangling").symlink_to("nowhere")
        self.assertEqual("pushgate: error: dangling: does not exist\n", self.expect(MISUSE, self.public_of("dangling")).err)

    def test_a_key_that_others_can_read_works_with_a_warning(self):
        box = make_key(self.folder)
        for file in (self.plain(), box):
            for mode, who in ((0o640, "its group"), (0o604, "everybody"), (0o444, "everybody")):
                file.chmod(mode)
                outcome = self.expect(PASSED, self.public_of(file))
                self.assertEqual(f"pushgate: warning: {file}: can be read by {who} (mode {mode:04o}); expected 0600\n  hint: chmod 600 {file}\n", outcome.err)
                self.assertIn("BEGIN PUBLIC KEY", outcome.out)
            for mode in (0o600, 0o400):
                file.chmod(mode)
                self.assertEqual("", self.expect(PASSED, self.public_of(file)).err)

    def test_what_is_no_file_is_refused_and_not_waited_for(self):
        os.mkfifo(self.folder / "fifo", 0o600)
        (self.folder / "folder").mkdir(0o700)
        for name, what in (("fifo", "is a device or a pipe; expected a regular file"), ("folder", "is a folder; expected a file"),
                           ("/dev/zero", "is a device or a pipe; expected a regular file")):
            for words in (("key", "public", name), ("key", "import", name), ("gate", places.image("small"), "--key", name),
                          ("verify", "127.0.0.1:1/a", "--key", name)):
                outcome = self.expect(MISUSE, pushgate(*words, cwd=self.folder, timeout=20, env=PASSWORD))
                self.assertTrue(outcome.err.endswith(f"pushgate: error: {name}: {what}\n"), outcome)

    def test_a_key_of_200_kilobytes_is_not_read(self):
        (self.folder / "long").write_text("-----BEGIN PRIVATE KEY-----\n" + "A" * 200_000)
        (self.folder / "long").chmod(0o600)
        self.assertEqual("pushgate: error: long: is longer than 65536 bytes\n", self.expect(MISUSE, self.public_of("long")).err)

    def test_the_public_half_goes_to_a_file(self):
        key = make_key(self.folder)
        self.expect(PASSED, pushgate("key", "public", key, "-o", self.folder / "again.pub", env=PASSWORD))
        self.assertEqual(key.with_suffix(".pub").read_bytes(), (self.folder / "again.pub").read_bytes())


class Generate(KeyCase):
    def generate(self, *flags, **options):
        return pushgate("key", "generate", *flags, cwd=self.folder, env={**PASSWORD, **options.pop("env", {})}, **options)

    def test_the_files_and_their_modes(self):
        for umask in (0o022, 0o000):
            prefix = f"mask{umask:o}"
            outcome = self.expect(PASSED, self.generate("--output-key-prefix", prefix, umask=umask))
            self.assertEqual(f"{prefix}.key: the private key, encrypted; keep it secret\n"
                             f"{prefix}.pub: the public key, for `pushgate verify` and `cosign verify`\n", outcome.out)
            modes = [stat.S_IMODE((self.folder / f"{prefix}.{end}").stat().st_mode) for end in ("key", "pub")]
            self.assertEqual([0o600, 0o644], modes)
            self.assertEqual((self.folder / f"{prefix}.pub").read_text(), self.public_of(f"{prefix}.key").out)
        self.assertEqual(4, len(self.written()))

    def test_neither_file_is_ever_written_over(self):
        plain = self.plain()
        for end in ("key", "pub"):
            for make in (lambda path: path.write_text("mine"), lambda path: path.symlink_to("nowhere"), lambda path: path.mkdir()):
                there = self.folder / f"cosign.{end}"
                make(there)
                before = self.written()
                for command in (self.generate, lambda *flags: pushgate("key", "import", plain, *flags, cwd=self.folder, env=PASSWORD)):
                    outcome = self.expect(MISUSE, command("--output-key-prefix", "cosign"))
                    self.assertEqual(f"pushgate: error: cosign.{end}: exists already; a key is never written over\n"
                                     "  hint: move it away, or choose another name with --output-key-prefix\n", outcome.err)
                self.assertEqual(before, self.written())
                there.rmdir() if there.is_dir() else there.unlink()

    def test_of_many_at_once_one_wins_whole(self):
        processes = [subprocess.Popen([places.PUSHGATE, "key", "generate"], cwd=self.folder, env=environment(PASSWORD),
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(6)]
        self.assertEqual([PASSED] + [MISUSE] * 5, sorted(process.wait(120) for process in processes))
        self.assertEqual(["cosign.key", "cosign.pub"], self.written())
        self.assertEqual((self.folder / "cosign.pub").read_text(), self.public_of("cosign.key").out)

    def test_both_files_or_none(self):
        """Somebody else makes the public file between the look and the write."""
        source, library = self.folder / "shim.c", self.folder / "shim.so"
        source.write_text("#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <fcntl.h>\n#include <unistd.h>\nstatic int count;\n"
                          "int fsync(int file) {\n  if (++count == 3) close(open(\"cosign.pub\", O_CREAT | O_WRONLY, 0644));\n"
                          "  return ((int (*)(int))dlsym(RTLD_NEXT, \"fsync\"))(file);\n}\n")
        self.tool("cc", "-shared", "-fPIC", "-o", library, source, "-ldl")
        outcome = self.expect(MISUSE, self.generate(env={"LD_PRELOAD": library}))
        self.assertEqual("pushgate: error: cosign.pub: exists already, and is never overwritten\n"
                         "  hint: choose another name, or move that file away\n", outcome.err)
        self.assertEqual(["cosign.pub", "shim.c", "shim.so"], self.written())
        self.assertEqual("", (self.folder / "cosign.pub").read_text())

    def test_a_folder_that_is_not_there(self):
        outcome = self.generate("--output-key-prefix", "no/such")
        self.assertIn("no/such.key: cannot be written: No such file or directory", outcome.err)
        self.assertEqual([], self.written())


class Passwords(KeyCase):
    def test_without_a_terminal_and_without_a_variable(self):
        hint = "  hint: set COSIGN_PASSWORD or PUSHGATE_PASSWORD (an empty value is an empty password)\n"
        make_key(self.folder)
        for words, file in ((("generate", "--output-key-prefix", "new"), "new.key"), (("public", "cosign.key"), "cosign.key"),
                            (("import", "cosign.key"), "cosign.key")):
            outcome = self.expect(MISUSE, pushgate("key", *words, cwd=self.folder, stdin="secret\n", start_new_session=True))
            self.assertEqual(f"pushgate: error: {file}: needs a password, and there is no terminal to ask on\n" + hint, outcome.err)
        self.assertEqual(["cosign.key", "cosign.pub"], self.written())

    def test_a_password_on_the_command_line_is_no_option(self):
        outcome = self.expect(MISUSE, pushgate("key", "generate", "--password", "secret", cwd=self.folder))
        self.assertIn("unknown option '--password'", outcome.err)

    def test_generate_asks_twice_without_echo(self):
        terminal = SecretTerminal(self, "key", "generate", cwd=self.folder)
        terminal.wait_for("New password for cosign.key: ")
        terminal.type("hunter2\n")
        terminal.wait_for("The same again: ")
        terminal.type("hunter2\n")
        self.assertEqual(PASSED, terminal.ended())
        self.assertTrue(terminal.is_as_before())
        self.assertNotIn("hunter2", terminal.shown)
        self.expect(PASSED, self.public_of("cosign.key", COSIGN_PASSWORD="hunter2"))

    def test_the_keys_that_would_leave_the_terminal_without_echo_do_nothing(self):
        password = "Ctrl-Z \x1a and Ctrl-\\ \x1c"
        terminal = SecretTerminal(self, "key", "generate", cwd=self.folder)
        for prompt in ("New password for cosign.key: ", "The same again: "):
            terminal.wait_for(prompt)
            terminal.type(password + "\n")
        self.assertEqual(PASSED, terminal.ended())
        self.assertTrue(terminal.is_as_before())
        self.expect(PASSED, self.public_of("cosign.key", COSIGN_PASSWORD=password))

    def test_two_passwords_that_differ(self):
        terminal = SecretTerminal(self, "key", "generate", cwd=self.folder)
        terminal.wait_for("New password for cosign.key: ")
        terminal.type("hunter2\n")
        terminal.wait_for("The same again: ")
        terminal.type("hunter3\n")
        self.assertEqual(MISUSE, terminal.ended())
        self.assertIn("cosign.key: the two passwords differ; no key was made", terminal.shown)
        self.assertTrue(terminal.is_as_before())
        self.assertEqual([], self.written())

    def test_the_password_of_a_key_is_asked_for_once(self):
        make_key(self.folder)
        self.plain()
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "encrypted", "-passout", "pass:secret")
        for key in ("cosign.key", "encrypted"):
            terminal = SecretTerminal(self, "key", "public", key, cwd=self.folder)
            terminal.wait_for(f"Password for {key}: ")
            terminal.type("secret\n")
            self.assertEqual(PASSED, terminal.ended())
            self.assertIn("BEGIN PUBLIC KEY", terminal.shown)
            self.assertNotIn("secret", terminal.shown)
            self.assertTrue(terminal.is_as_before())

    def test_nobody_is_asked_about_a_plain_key_or_one_that_is_wrong(self):
        self.plain()
        terminal = SecretTerminal(self, "key", "public", "plain.pem", cwd=self.folder)
        self.assertEqual(PASSED, terminal.ended())
        self.assertNotIn("assword", terminal.shown)
        box = make_key(self.folder)
        box.write_text(box.read_text()[:-40])
        terminal = SecretTerminal(self, "key", "public", "cosign.key", cwd=self.folder)
        self.assertEqual(MISUSE, terminal.ended())
        self.assertNotIn("assword", terminal.shown)

    def test_a_wrong_password_restores_the_terminal(self):
        make_key(self.folder)
        terminal = SecretTerminal(self, "key", "public", "cosign.key", cwd=self.folder)
        terminal.wait_for("Password for cosign.key: ")
        terminal.type("wrong\n")
        self.assertEqual(MISUSE, terminal.ended())
        self.assertIn("cosign.key: wrong password", terminal.shown)
        self.assertTrue(terminal.is_as_before())

    def test_every_way_out_restores_the_terminal(self):
        for name, leave, code in (("Ctrl-C", lambda terminal: terminal.type("hun\x03"), -signal.SIGINT),
                                  ("SIGTERM", lambda terminal: terminal.process.terminate(), -signal.SIGTERM),
                                  ("Ctrl-D", lambda terminal: terminal.type("\x04"), MISUSE),
                                  ("too long", lambda terminal: terminal.type("x" * 1100 + "\n"), MISUSE)):
            with self.subTest(way=name):
                terminal = SecretTerminal(self, "key", "generate", cwd=self.folder)
                terminal.wait_for("New password for cosign.key: ")
                leave(terminal)
                self.assertEqual(code, terminal.ended())
                self.assertTrue(terminal.is_as_before())
                self.assertNotIn("hun", terminal.shown)
                self.assertEqual([], self.written())

    def test_import_asks_for_the_old_and_the_new_password(self):
        self.plain()
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "encrypted", "-passout", "pass:old")
        terminal = SecretTerminal(self, "key", "import", "encrypted", cwd=self.folder)
        for prompt, password in (("Password for encrypted: ", "old"), ("New password for import-cosign.key: ", "new"),
                                 ("The same again: ", "new")):
            terminal.wait_for(prompt)
            terminal.type(password + "\n")
        self.assertEqual(PASSED, terminal.ended())
        self.assertEqual(self.openssl("pkey", "-in", "plain.pem", "-pubout"), self.public_of("import-cosign.key", COSIGN_PASSWORD="new").out)


class Import(KeyCase):
    def test_what_cosign_imports_and_more(self):
        plain = self.plain()
        self.openssl("ec", "-in", "plain.pem", "-out", "sec1")
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "encrypted", "-passout", "pass:secret")
        expected = self.openssl("pkey", "-in", "plain.pem", "-pubout")
        for file in ("plain.pem", "sec1", "encrypted"):
            (self.folder / file).chmod(0o600)
            self.expect(PASSED, pushgate("key", "import", file, "--output-key-prefix", f"our-{file}", cwd=self.folder, env=PASSWORD))
            self.assertEqual(expected, (self.folder / f"our-{file}.pub").read_text())
            for cosign in COSIGNS:
                self.assertEqual(expected, self.tool(cosign, "public-key", "--key", self.folder / f"our-{file}.key", env=PASSWORD).out)
        for cosign in COSIGNS:
            self.tool(cosign, "import-key-pair", "--key", plain, "--output-key-prefix", self.folder / cosign, env=PASSWORD)
            self.assertEqual(expected, (self.folder / f"{cosign}.pub").read_text())
            self.assertEqual(expected, self.expect(PASSED, self.public_of(f"{cosign}.key")).out)

    def test_what_could_not_sign_is_not_imported(self):
        self.plain("p384.pem", (*P256[:-1], "ec_paramgen_curve:P-384"))
        outcome = self.expect(MISUSE, pushgate("key", "import", "p384.pem", cwd=self.folder, env=PASSWORD))
        self.assertEqual("pushgate: error: p384.pem: is a key of ECDSA P-384; expected ECDSA P-256\n"
                         "  hint: make one with `pushgate key generate`\n", outcome.err)
        self.assertEqual(["p384.pem"], self.written())


class WithCosign(KeyCase):
    """Signatures in a registry, made by one and checked by the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.roots = cls.shared / "roots.json"  # so that cosign 2 asks nobody for the roots of a service that is not used
        cls.roots.write_text('{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}')

    def image(self, name):
        """An unsigned image under a name of its own."""
        reference = f"{self.registry.address}/{name}:v1"
        self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", places.image("small"), f"docker://{reference}")
        return f"{self.registry.address}/{name}@{places.manifest_of('small')}"

    def sign(self, cosign, key, reference, bundle):
        form = (["--use-signing-config=false", f"--new-bundle-format={str(bundle).lower()}"] if cosign == "cosign" else
                [f"--new-bundle-format={str(bundle).lower()}"])
        self.tool(cosign, "sign", "--key", key, "--tlog-upload=false", "-y", *form, reference, env=PASSWORD)

    def cosign_verifies(self, cosign, public, reference):
        roots = ["--trusted-root", self.roots] if cosign == "cosign2" else []
        self.tool(cosign, "verify", "--key", public, "--insecure-ignore-tlog=true", *roots, reference)

    def cosign_pair(self, cosign):
        self.tool(cosign, "generate-key-pair", "--output-key-prefix", self.folder / cosign, env=PASSWORD)
        return self.folder / f"{cosign}.key"

    def test_our_key_signs_with_cosign(self):
        key = make_key(self.folder)
        for cosign in COSIGNS:
            for form, bundle in (("bundle", True), ("legacy", False)):
                reference = self.image(f"our/{cosign}/{form}")
                self.sign(cosign, key, reference, bundle)
                self.expect(PASSED, pushgate("verify", reference, "--key", key.with_suffix(".pub")))

    def test_cosign_s_keys_sign_with_us(self):
        for maker in COSIGNS:
            key = self.cosign_pair(maker)
            reference = f"{self.registry.address}/their/{maker}:v1"
            self.expect(PASSED, self.gate("small", "--key", key, "--push", reference))
            for cosign in COSIGNS:
                self.cosign_verifies(cosign, self.folder / f"{maker}.pub", reference)

    def test_keys_of_openssl_sign_with_us(self):
        plain = self.plain()
        self.openssl("pkcs8", "-topk8", "-in", "plain.pem", "-out", "encrypted", "-passout", "pass:secret")
        public = self.folder / "plain.pub"
        public.write_text(self.openssl("pkey", "-in", "plain.pem", "-pubout"))
        for name, key, password in (("plain", plain, None), ("encrypted", self.folder / "encrypted", "secret")):
            reference = f"{self.registry.address}/openssl/{name}:v1"
            self.expect(PASSED, self.gate("small", "--key", key, "--push", reference, password=password))
            self.cosign_verifies("cosign", public, reference)
        plain.chmod(0o644)
        outcome = self.expect(PASSED, self.gate("small", "--key", plain))
        self.assertEqual(f"pushgate: warning: {plain}: can be read by everybody (mode 0644); expected 0600\n  hint: chmod 600 {plain}\n", outcome.err)

    def test_every_kind_that_cosign_signs_with_is_checked(self):
        kinds = {"p256": P256, "p384": (*P256[:-1], "ec_paramgen_curve:P-384"), "ed25519": ("genpkey", "-algorithm", "ED25519"),
                 "rsa": ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")}
        for kind, how in kinds.items():
            plain = self.plain(kind, how)
            self.tool("cosign", "import-key-pair", "--key", plain, "--output-key-prefix", self.folder / kind, env=PASSWORD)
            for cosign in COSIGNS:
                for form, bundle in (("bundle", True), ("legacy", False)):
                    with self.subTest(kind=kind, by=cosign, form=form):
                        reference = self.image(f"kinds/{kind}/{cosign}/{form}")
                        self.sign(cosign, self.folder / f"{kind}.key", reference, bundle)
                        self.expect(PASSED, pushgate("verify", reference, "--key", self.folder / f"{kind}.pub"))


if __name__ == "__main__":
    main()
