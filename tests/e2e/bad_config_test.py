# SPDX-License-Identifier: Apache-2.0
"""What the user says wrongly, on the command line or in a file: wrong use (2), and nothing is read or written; and locks
and wheels that are not what they should be: refused (1)."""

import zipfile

from support import images
from support.bad_input import BadInput
from support.case import MISUSE, REFUSED, main
from support.image import Image, digest_of

FLEET = """\
version: 1
services:
  app:
    lock: requirements.lock
  worker: {}
"""


HELP = "  hint: `pushgate{} --help` lists what is known"
COMMANDS = "gate, sbom, scan, lint, lock, push, verify, sign, attest, policy, regate, waiver, vex, report, init, matrix, wheel, retention, rollout, status, audit, key, doctor"


class WrongUse(BadInput):
    def setUp(self):
        super().setUp()
        self.write_image()

    def is_wrong_use(self, error, *flags, without=(), **options):
        words = self.words("oci:image", *flags)
        for flag in without:
            at = words.index(flag)
            del words[at:at + 2]
        self.fails(MISUSE, f"pushgate: error: {error}\n", *words, **options)


class CommandLine(WrongUse):
    def test_pushing_without_a_key(self):
        self.is_wrong_use("--push: needs a key: what is pushed is signed\n"
                          "  hint: make one with `pushgate key generate` and give it with --key cosign.key", without=["--key"])

    def test_a_wrong_password(self):
        self.is_wrong_use("cosign.key: wrong password\n  hint: set COSIGN_PASSWORD to the password that the key was made with",
                          password="wrong")

    def test_a_key_that_is_not_there(self):
        (self.work / "cosign.key").unlink()
        self.is_wrong_use("cosign.key: does not exist")

    def test_a_key_that_is_none(self):
        (self.work / "cosign.key").write_text("secret")
        self.is_wrong_use("cosign.key: is no PEM text; expected a line -----BEGIN …-----")

    def test_an_unknown_option(self):
        self.is_wrong_use("unknown option '--pusj'\n" + HELP.format(" gate"), "--pusj", "x")

    def test_an_argument_too_many(self):
        self.is_wrong_use("unexpected argument 'v1'\n" + HELP.format(" gate"), "v1")

    def typing(self, line, error, command=""):
        self.fails(MISUSE, f"pushgate: error: {error}\n{HELP.format(command)}\n", *line.split())

    def test_an_unknown_command(self):
        self.typing("gaet oci:image", f"unknown command 'gaet'; expected one of {COMMANDS}")

    def test_an_unknown_second_command(self):
        self.typing("policy chekc evidence", "unknown command 'chekc'; expected one of check, explain, input, test", " policy")

    def test_no_command(self):
        self.typing("", f"no command; expected one of {COMMANDS}")

    def test_no_image(self):
        self.typing("gate --key cosign.key", "IMAGE is required", " gate")

    def test_a_time_out_that_is_no_number(self):
        self.is_wrong_use("--trivy-timeout: Value soon not in range 1 to 86400\n" + HELP.format(" gate"), "--trivy-timeout", "soon")

    def test_a_reference_that_is_none(self):
        self.is_wrong_use("reference 'Example/App:v1': has the repository name 'App'; expected it in lower case",
                          "--push", "Example/App:v1", without=["--push"])

    def test_a_folder_of_somebody_else_for_the_evidence(self):
        (self.work / "photos").mkdir()
        (self.work / "photos" / "cat.jpg").write_text("a cat")
        self.is_wrong_use("photos: is not empty and holds no evidence.json, so it is not replaced\n"
                          "  hint: name another folder, or empty this one", "--evidence", "photos", without=["--evidence"])


class FleetFile(WrongUse):
    def is_wrong(self, text, error):
        (self.work / "pushgate.yaml").write_text(text)
        self.is_wrong_use(error, "--service", "app")

    def test_an_unknown_service(self):
        (self.work / "pushgate.yaml").write_text(FLEET)
        self.is_wrong_use("pushgate.yaml: has no service 'ap'; expected one of app, worker", "--service", "ap")

    def test_a_file_that_is_not_there(self):
        self.is_wrong_use("fleet.yaml: does not exist", "--fleet", "fleet.yaml")

    def test_an_unknown_key(self):
        self.is_wrong(FLEET.replace("lock:", "lokc:"),
                      "pushgate.yaml:4:5: unknown key 'lokc'; expected one of baseline, context, dockerfile, family, lock, machines, ports\n"
                      "  hint: did you mean 'lock'?")

    def test_a_duplicate_key(self):
        self.is_wrong(FLEET + "  app: {}\n", "pushgate.yaml:6:3: duplicate key 'app'; expected each key once")

    def test_all_that_is_wrong_at_once(self):
        self.is_wrong("version: 2\nservices:\n  app: {prots: {}}\nversion: 1\n",
                      'pushgate.yaml:1:10: "version" is out of range; expected 1, got 2\n'
                      "pushgate: error: pushgate.yaml:3:9: unknown key 'prots'; expected one of baseline, context, dockerfile, family, lock, machines, ports\n"
                      "  hint: did you mean 'ports'?\n"
                      "pushgate: error: pushgate.yaml:4:1: duplicate key 'version'; expected each key once")

    def test_a_policy_with_an_unknown_key(self):
        (self.work / "policy.yaml").write_text("version: 1\nfail_on: [HIGH]\nignore_unfixd: true\n")
        self.is_wrong_use("policy.yaml:3:1: unknown key 'ignore_unfixd'; expected one of base, coverage, end_of_life, "
                          "fail_on, grace, ignore_unfixed, licenses, max_image_size, min_plan_score, own, packages, require, scanner, secrets, "
                          "severity, version, waivers\n  hint: did you mean 'ignore_unfixed'?", "--policy", "policy.yaml")


class Lock(BadInput):
    """Two wheels in a wheelhouse, and a lock that is right about them until a test breaks one of the two."""

    wheels = {"alpha": "alpha-1.0-py3-none-any.whl", "beta": "beta-2.0-py3-none-any.whl"}

    def setUp(self):
        super().setUp()
        self.write_image(Image([images.debian(images.deb("base-files", "12.4+deb12u5")),
                                {**images.wheel("alpha", "1.0"), **images.wheel("beta", "2.0")}]))
        house = self.work / "wheels"
        house.mkdir()
        self.digests = {}
        for name, file in self.wheels.items():
            with zipfile.ZipFile(house / file, "w") as wheel:
                for path, content in images.wheel(name, file.split("-")[1], "").items():
                    wheel.writestr(path.removeprefix("/"), content)
            self.digests[name] = digest_of((house / file).read_bytes())
        self.beta = house / self.wheels["beta"]
        self.lock(f"alpha==1.0 \\\n    --hash={self.digests['alpha']}\nbeta==2.0 \\\n    --hash={self.digests['beta']}\n")

    def lock(self, text):
        (self.work / "requirements.lock").write_text(text)

    def gate_words(self):
        return self.words("oci:image", "--lock", "requirements.lock", "--wheelhouse", "wheels")

    def is_refused(self, place, *reason):
        reasons, out = self.decides(REFUSED, "deny", *self.gate_words())
        self.assertEqual([reason], reasons)
        self.assertIn(place, out)

    def test_what_is_broken_below_is_good_before(self):
        self.passes(*self.gate_words())

    def test_a_hash_that_is_missing(self):
        self.lock(f"alpha==1.0 \\\n    --hash={self.digests['alpha']}\nbeta==2.0\n")
        self.is_refused("requirements.lock:3", "lock/missing-hash", "pkg:pypi/beta@2.0", "beta==2.0 has no hash; expected --hash=sha256:…")

    def test_a_byte_changed_in_a_wheel(self):
        content = self.beta.read_bytes()
        self.beta.write_bytes(content.replace(b",sha256=", b",sha256-"))  # in RECORD: what the wheel needs can still be read
        self.is_refused("requirements.lock:3", "lock/hash-mismatch", "pkg:pypi/beta@2.0",
                        f"beta-2.0-py3-none-any.whl in the wheelhouse is {digest_of(self.beta.read_bytes())}, "
                        "which the lock does not name")

    def test_a_wheel_that_is_missing(self):
        self.beta.unlink()
        self.is_refused("requirements.lock:3", "lock/missing-wheel", "pkg:pypi/beta@2.0",
                        "the wheelhouse has no file for beta==2.0")

    def test_a_wheel_that_nobody_locked(self):
        (self.beta.parent / "gamma-3.0-py3-none-any.whl").write_text("gamma")
        self.is_refused("wheels/gamma-3.0-py3-none-any.whl", "lock/unlocked-wheel", "gamma-3.0-py3-none-any.whl",
                        "gamma-3.0-py3-none-any.whl is in the wheelhouse and not in the lock")


if __name__ == "__main__":
    main()
