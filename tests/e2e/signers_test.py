# SPDX-License-Identifier: Apache-2.0
"""Whose signatures count, and for how long: the signers of a fleet file, their days, the age and the policy of receipts."""

import datetime
import json
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, Case, main, make_key
from support.process import pushgate
from support.registries import docker_registry

ALL = ("--require", "signature,sbom,receipt")
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def day(offset):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


class SignersCase(Case):
    """One image that was gated and pushed ten days ago, as its receipt says, and once more today under another name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)
        cls.private = make_key(cls.shared)
        cls.public = cls.private.with_suffix(".pub")
        cls.image = f"{cls.registry.address}/app@{places.manifest_of('small')}"
        cls.old_image = f"{cls.registry.address}/old@{places.manifest_of('small')}"
        cls.evidence = cls.shared / "evidence"
        cls.old_evidence = cls.shared / "old"
        cls.old = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(days=10, hours=1)
        cls.gated("app", cls.evidence)
        cls.gated("old", cls.old_evidence, SOURCE_DATE_EPOCH=str(int(cls.old.timestamp())))

    @classmethod
    def gated(cls, name, evidence, **env):
        outcome = cls().gate("small", "--key", cls.private, "--push", f"{cls.registry.address}/{name}:v1", "--evidence", evidence,
                             cwd=cls.shared, env=env)
        assert outcome.code == PASSED, outcome

    def setUp(self):
        super().setUp()
        shutil.copy(self.public, self.folder / "release.pub")

    def fleet(self, *signers, more="", folder=None):
        """A fleet file with signers, each the text of its mapping."""
        text = "".join(f"  - {{{signer}}}\n" for signer in signers)
        ((folder or self.folder) / "pushgate.yaml").write_text(
            f"version: 1\nservices: {{app: {{}}}}\n{'signers:' if signers else ''}\n{text}{more}")

    def verify(self, code, image, *flags):
        return self.expect(code, pushgate("verify", image, *flags, cwd=self.folder))

    def told(self, outcome):
        """The lines of a refusal, without the first."""
        return outcome.out.splitlines()[1:]


class Signers(SignersCase):
    def test_no_key_is_given(self):
        self.fleet("name: release, key: release.pub")
        outcome = self.verify(PASSED, self.image, *ALL)
        at = self.verify(PASSED, self.image, "--format", "json").json()["images"][0]["receipt_at"]
        self.assertEqual(f"VERIFIED  {self.image}  {places.manifest_of('small')}\n  signature  good, by release\n"
                         f"  sbom       good, by release\n  receipt    good, by release, of {at}\n", outcome.out)

    def test_who_of_several_signed(self):
        stranger = make_key(self.folder).with_suffix(".pub")
        self.fleet(f"name: ops, key: {stranger.name}", "name: release, key: release.pub")
        value = self.verify(PASSED, self.image, *ALL, "--format", "json").json()["images"][0]
        self.assertEqual({"signature": "release", "sbom": "release", "receipt": "release"}, value["signed_by"])
        self.assertEqual({"release"}, {document["signer"] for document in value["documents"]})

    def test_the_signers_of_a_file_elsewhere(self):
        elsewhere = self.folder / "fleet"
        elsewhere.mkdir()
        shutil.move(self.folder / "release.pub", elsewhere / "release.pub")
        self.fleet("name: release, key: release.pub", folder=elsewhere)
        self.assertIn("good, by release\n", self.verify(PASSED, self.image, "--signers", elsewhere / "pushgate.yaml").out)

    def test_keys_instead_of_signers(self):
        stranger = make_key(self.folder).with_suffix(".pub")
        self.fleet(f"name: ops, key: {stranger.name}")
        self.verify(REFUSED, self.image)
        outcome = self.verify(PASSED, self.image, "--key", stranger, "--key", self.public)
        self.assertIn(f"  signature  good, by {self.public}\n", outcome.out)

    def test_nobody_is_known(self):
        self.assertEqual("pushgate: error: verify: knows nobody whose signature counts; expected --key, or a fleet file with signers\n"
                         "  hint: name a public key with --key, or a fleet file with --signers; without either, pushgate.yaml in this "
                         "folder is read\n", self.verify(MISUSE, self.image).err)
        self.fleet()
        self.assertIn("pushgate.yaml: has no signers, and no key was named\n", self.verify(MISUSE, self.image).err)

    def test_one_key_under_two_names(self):
        shutil.copy(self.public, self.folder / "ops.pub")
        self.fleet("name: release, key: release.pub, until: 2020-01-01", "name: ops, key: ops.pub")
        self.assertEqual("pushgate: error: pushgate.yaml: signers 'release' and 'ops' have the same key, in release.pub and ops.pub; "
                         "expected a key of one name\n", self.verify(MISUSE, self.image).err)

    def test_a_signer_that_nobody_knows_is_named_by_the_key(self):
        stranger = make_key(self.folder).with_suffix(".pub")
        self.fleet(f"name: ops, key: {stranger.name}")
        outcome = self.verify(REFUSED, self.image)
        der = self.tool("sh", "-c", f"openssl pkey -pubin -in {self.public} -outform der | sha256sum").out.split()[0]
        told = self.told(outcome)
        self.assertEqual(["  signed by nobody we know: 3 signed documents beside it, none by ops", "  signature  none by ops",
                          "  sbom       none by ops", "  receipt    none: ops signed no receipt of this image"], told[:4])
        for line in told[4:7]:
            self.assertRegex(line, rf"^  passed over: referrer sha256:[0-9a-f]{{64}}: is not signed by ops; it names the key sha256:{der}$")
        self.assertEqual(["  next: name the public key of who signed it with --key, or add it to the signers of the fleet file",
                          f"        sign it: pushgate sign {self.image} --key KEY"], told[7:])
        value = self.verify(REFUSED, self.image, "--format", "json").json()
        self.assertEqual("unknown signer", value["images"][0]["answer"])


class Days(SignersCase):
    def refused(self, days, why, *flags, image=None):
        self.fleet(f"name: release, key: release.pub, {days}")
        outcome = self.verify(REFUSED, image or self.image, *ALL, *flags)
        self.assertIn(why, outcome.out)
        return outcome

    def test_a_key_that_is_over(self):
        why = f"is signed by release, whose key is valid only until {day(-1)}\n"
        outcome = self.refused(f"until: {day(-1)}", f"  receipt    none: the receipt {why}")
        self.assertEqual("  nothing beside it counts: 3 signed documents, of which none is good", self.told(outcome)[0])
        self.assertEqual(3, outcome.out.count(why) - 1)
        self.assertIn(f"  next: gate it again: pushgate gate {self.image} --key KEY --push {self.registry.address}/app:TAG\n", outcome.out)
        value = self.verify(REFUSED, self.image, "--format", "json").json()["images"][0]
        self.assertEqual(("wrong", {"outside-window"}, {"release"}),
                         (value["answer"], {one["outcome"] for one in value["documents"]}, {one["signer"] for one in value["documents"]}))

    def test_a_key_that_is_yet_to_come(self):
        self.refused(f"from: {day(2)}", f"is signed by release, whose key is valid only from {day(2)}\n")

    def test_the_last_day_counts(self):
        self.fleet(f"name: release, key: release.pub, from: {day(-1)}, until: {day(1)}")
        self.verify(PASSED, self.image, *ALL)

    def test_a_receipt_from_before_the_first_day(self):
        at = self.old.strftime("%Y-%m-%dT%H:%M:%SZ")
        outcome = self.refused(f"from: {day(-5)}", f"  receipt    none: the receipt was decided {at} and is signed by release, whose key "
                                                   f"is valid only from {day(-5)}\n", image=self.old_image)
        self.assertIn("  signature  good, by release\n", outcome.out, "it does not say when it was made")

    def test_a_key_of_the_command_line_has_no_days(self):
        self.fleet("name: release, key: release.pub, until: 2020-01-01")
        self.verify(PASSED, self.image, *ALL, "--key", self.public)

    def test_push_takes_no_receipt_of_a_key_that_is_over(self):
        self.fleet(f"name: release, key: release.pub, until: {day(-1)}")
        outcome = self.expect(REFUSED, pushgate("push", places.image("small"), f"{self.registry.address}/app:v2", "--receipt",
                                                self.evidence, cwd=self.folder))
        self.assertEqual(f"pushgate: error: {self.evidence}/receipt.dsse.json: is no receipt that counts: the receipt is signed by release, "
                         f"whose key is valid only until {day(-1)}\n  hint: gate the image again: pushgate gate IMAGE --key KEY "
                         "--evidence DIR\n", outcome.err)
        self.assertNotIn("v2", self.registry.get("/v2/app/tags/list")["tags"])

    def test_push_fleet_takes_none_either(self):
        evidence = self.folder / "evidence"
        shutil.copytree(self.evidence, evidence / "app")
        (self.folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {self.registry.address}\nservices: {{app: {{}}}}\n"
            f"signers: [{{name: release, key: release.pub, until: {day(-1)}}}]\n")
        outcome = self.expect(REFUSED, pushgate("push", "--fleet", "--evidence", evidence, "--tag", "v2", cwd=self.folder))
        self.assertIn(f"its receipt counts for nothing: is signed by release, whose key is valid only until {day(-1)}", outcome.out)


class Age(SignersCase):
    def setUp(self):
        super().setUp()
        self.at = self.old.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.fleet("name: release, key: release.pub", more="receipts: {max_age: 7d}\n")

    def test_an_old_receipt(self):
        outcome = self.verify(REFUSED, self.old_image, *ALL)
        self.assertRegex(outcome.out, rf"  receipt    none: the receipt was decided {self.at}, 10 days ago; expected \S+Z or later, at most "
                                      "7 days ago\n")
        self.assertIn(f"  next: gate it again: pushgate gate {self.old_image} --key KEY --push {self.registry.address}/old:TAG\n", outcome.out)
        self.assertIn("  signature  good, by release\n", outcome.out)
        value = self.verify(REFUSED, self.old_image, *ALL, "--format", "json").json()
        self.assertEqual(("incomplete", ["verify/no-receipt"]),
                         (value["images"][0]["answer"], [finding["rule"] for finding in value["findings"]]))
        self.verify(PASSED, self.image, *ALL)

    def test_a_flag_goes_before_the_fleet_file(self):
        self.verify(PASSED, self.old_image, *ALL, "--max-age", "11d")
        self.verify(REFUSED, self.old_image, *ALL, "--max-age", "240h")
        self.verify(REFUSED, self.old_image, *ALL, "--max-age", "9d", "--key", self.public)
        self.assertEqual("pushgate: error: --max-age: 'soon' is no age; expected hours or days, as in 72h or 7d\n",
                         self.verify(MISUSE, self.image, "--max-age", "soon").err.split("  hint")[0])

    def test_push(self):
        push = lambda code, *flags: self.expect(code, pushgate("push", places.image("small"), f"{self.registry.address}/pushed:v1", "--receipt",
                                                               self.old_evidence, *flags, cwd=self.folder))
        self.assertRegex(push(REFUSED).err, rf"^pushgate: error: {self.old_evidence}/receipt\.dsse\.json: is no receipt that counts: the receipt "
                                            rf"was decided {self.at}, 10 days ago; expected \S+Z or later, at most 7 days ago\n  hint: gate the "
                                            r"image again: pushgate gate IMAGE --key KEY --evidence DIR\n$")
        push(PASSED, "--max-age", "30d")


class Policy(SignersCase):
    def setUp(self):
        super().setUp()
        self.fleet("name: release, key: release.pub")

    def test_the_policy_that_is_wanted(self):
        evidence = json.loads((self.evidence / "decision.json").read_text())
        (self.folder / "policy.yaml").write_text("version: 1\nfail_on: [CRITICAL]\n")
        outcome = self.verify(REFUSED, self.image, *ALL, "--policy", self.folder / "policy.yaml")
        wanted = self.tool("sha256sum", self.folder / "policy.yaml").out.split()[0]
        self.assertRegex(outcome.out, rf"  receipt    none: the receipt is by policy {evidence['policy']['digest']} \(built-in%20default%20policy\); expected "
                                      rf"sha256:{wanted}\n")
        self.verify(PASSED, self.image, *ALL, "--policy", places.ROOT / "policies/default.yaml")

    def test_a_file_that_is_no_policy(self):
        self.verify(MISUSE, self.image, "--policy", self.folder / "release.pub")


if __name__ == "__main__":
    main()
