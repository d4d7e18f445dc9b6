# SPDX-License-Identifier: Apache-2.0
"""`pushgate attest`: statements of any type as both cosigns and `pushgate verify` see them, and what is not signed."""

import base64
import json

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, main
from support.process import pushgate
from support.signing import SECRET, SigningCase
from sign_test import at_once

VSA = "https://slsa.dev/verification_summary/v1"
OTHER_VERIFIER = {"verifier": {"id": "https://other.example/verifier"}, "timeVerified": "2026-01-01T00:00:00Z", "resourceUri": "x",
                  "policy": {"uri": "p"}, "verificationResult": "PASSED", "verifiedLevels": ["SLSA_BUILD_LEVEL_UNEVALUATED"]}
SCAN = {"invocation": {"parameters": None, "uri": "u", "event_id": "1", "builder.id": "b"},
        "scanner": {"uri": "pkg:github/aquasecurity/trivy@0.69.3", "version": "0.69.3", "db": {"uri": "", "version": ""}, "result": {}},
        "metadata": {"scanStartedOn": "2026-01-01T00:00:00Z", "scanFinishedOn": "2026-01-01T00:00:01Z"}}
PREDICATES = {
    "cyclonedx": {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1},
    "spdxjson": {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x"},
    "slsaprovenance": {"builder": {"id": "https://ci.example"}, "buildType": "https://ci.example/build/v1"},
    "slsaprovenance1": {"buildDefinition": {"buildType": "https://ci.example/build/v1", "externalParameters": {}, "resolvedDependencies": []},
                        "runDetails": {"builder": {"id": "https://ci.example"}}},
    "vuln": SCAN,
    "openvex": {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x.example/vex", "author": "a", "timestamp": "2026-01-01T00:00:00Z",
                "version": 1, "statements": []},
    VSA: OTHER_VERIFIER,
    "https://acme.example/review/v1": {"reviewed": True},
}


class Attest(SigningCase):
    def attest(self, kind, predicate, *flags, key=None, env=SECRET, **options):
        """`predicate` is the document, or text to be one."""
        file = self.folder / "predicate.json"
        file.write_text(predicate if isinstance(predicate, str) else json.dumps(predicate))
        return pushgate("attest", f"{self.repository}:v1", "--type", kind, "--predicate", file, "--key", key or self.private, *flags,
                        env=env, **options)

    def test_every_type_in_both_forms(self):
        for flags in ((), ("--legacy",)):
            self.use("all" + "".join(flags))
            for kind, predicate in PREDICATES.items():
                with self.subTest(type=kind, flags=flags):
                    outcome = self.expect(PASSED, self.attest(kind, predicate, *flags))
                    self.assertRegex(outcome.out, f"^ATTESTED  {self.at()}  https://[^ ]+  (referrer sha256:|tag {self.digest.replace(':', '-')}.att$)")
                    self.cosign_accepts("--type", kind, verb="verify-attestation")
        self.cosign_refuses("--type", "link", verb="verify-attestation")

    def test_custom_is_wrapped_as_cosign_does(self):
        self.expect(PASSED, self.attest("custom", "reviewed by two\n", "--legacy", env={**SECRET, "SOURCE_DATE_EPOCH": "1767225600"}))
        self.cosign_accepts(verb="verify-attestation")  # whose default type it is
        self.assertEqual({"Data": "reviewed by two\n", "Timestamp": "2026-01-01T00:00:00Z"}, self.statement()["predicate"])

    def statement(self):
        """Of the newest layer of the legacy tag."""
        layer = self.legacy("att")["layers"][-1]
        envelope = json.loads(self.tool("crane", "blob", self.at(layer["digest"])).out)
        return json.loads(base64.b64decode(envelope["payload"]))

    def test_the_statement_and_its_layer(self):
        self.expect(PASSED, self.attest("cyclonedx", PREDICATES["cyclonedx"], "--legacy"))
        self.assertEqual({"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": self.repository, "digest": {"sha256": self.digest[7:]}}],
                          "predicateType": "https://cyclonedx.org/bom", "predicate": PREDICATES["cyclonedx"]}, self.statement())
        layer = self.legacy("att")["layers"][0]
        self.assertEqual(("application/vnd.dsse.envelope.v1+json",
                          {"dev.cosignproject.cosign/signature": "", "predicateType": "https://cyclonedx.org/bom"}),
                         (layer["mediaType"], layer["annotations"]))

    def test_an_sbom_counts_as_one(self):
        sbom = self.folder / "sbom.cdx.json"
        self.expect(PASSED, pushgate("sbom", places.image("small"), "-o", sbom))
        self.expect(PASSED, self.attest("cyclonedx", sbom.read_text()))
        self.assertIn("  sbom       good, by ", self.pushgate_accepts("--require", "sbom").out)
        self.cosign_accepts("--type", "cyclonedx", verb="verify-attestation")

    def test_from_standard_input(self):
        outcome = pushgate("attest", f"{self.repository}:v1", "--type", "cyclonedx", "--predicate", "-", "--key", self.private, env=SECRET,
                           stdin=json.dumps(PREDICATES["cyclonedx"]))
        self.expect(PASSED, outcome)
        self.cosign_accepts("--type", "cyclonedx", verb="verify-attestation")
        outcome = pushgate("attest", f"{self.repository}:v1", "--type", "cyclonedx", "--predicate", "-", "--key", self.private, env=SECRET,
                           stdin='{"bomFormat":"CycloneDX",}')
        self.assertTrue(self.expect(UNCHECKED, outcome).err.startswith("pushgate: error: standard input:1:"), outcome)

    def test_the_same_again_is_nothing_new_and_another_is(self):
        for flags in ((), ("--legacy",)):
            with self.subTest(flags=flags):
                self.use("again" + "".join(flags))
                first = self.expect(PASSED, self.attest("openvex", PREDICATES["openvex"], *flags)).out
                place = first.rstrip().rpartition("  ")[2]
                self.assertEqual(f"ATTESTED  {self.at()}  already attested by this key  {place}\n",
                                 self.expect(PASSED, self.attest("openvex", PREDICATES["openvex"], *flags)).out)
                for changed in ({"predicate": {**PREDICATES["openvex"], "version": 2}}, {"key": self.named_key("other" + "".join(flags))}):
                    outcome = self.expect(PASSED, self.attest("openvex", changed.get("predicate", PREDICATES["openvex"]), *flags, key=changed.get("key")))
                    self.assertNotIn("already", outcome.out)
        self.assertEqual(3, len(self.legacy("att")["layers"]))

    def test_attestations_of_cosign_stay_byte_for_byte(self):
        sbom = self.folder / "sbom.json"
        sbom.write_text(json.dumps(PREDICATES["cyclonedx"]))
        other = self.named_key("other")
        self.tool("cosign", "attest", "--key", other, "--tlog-upload=false", "--use-signing-config=false", "--new-bundle-format=false", "-y",
                  "--type", "cyclonedx", "--predicate", sbom, self.at(), env=SECRET)
        before = self.legacy("att")["layers"]
        self.expect(PASSED, self.attest("vuln", SCAN, "--legacy"))
        self.assertEqual(before, self.legacy("att")["layers"][:-1])
        self.cosign_accepts("--type", "cyclonedx", verb="verify-attestation", key=other)
        self.cosign_accepts("--type", "vuln", verb="verify-attestation")

    def test_eight_at_once(self):
        for flags in ((), ("--legacy",)):
            with self.subTest(flags=flags):
                self.use("eight" + "".join(flags))
                files = []
                for i in range(8):
                    files.append(self.folder / f"{i}.json")
                    files[-1].write_text(json.dumps({"review": i}))
                for outcome in at_once(lambda file: pushgate("attest", f"{self.repository}:v1", "--type", "https://acme.example/review/v1",
                                                             "--predicate", file, "--key", self.private, *flags, env=SECRET), files):
                    self.expect(PASSED, outcome)
                self.assertEqual(8, len(self.legacy("att")["layers"] if flags else self.fallback()))
                self.cosign_accepts("--type", "https://acme.example/review/v1", verb="verify-attestation")

    def test_what_is_not_signed(self):
        file = self.folder / "predicate.json"
        failed = {**OTHER_VERIFIER, "verificationResult": "FAILED"}
        for kind, predicate, code, error in (
                (VSA, failed, REFUSED, f"{file}: says verificationResult \"FAILED\"; only \"PASSED\" is signed: cosign takes any bundle of a key "
                                       "for a signature of the image\n  hint: sign a failure with a key that no release trusts: cosign attest --key"),
                (VSA, {**OTHER_VERIFIER, "verifier": {"id": "https://pushgate.dev/gate/v1"}}, REFUSED,
                 f"{file}: claims to be of the verifier https://pushgate.dev/gate/v1, which is this program's own gate\n"
                 "  hint: receipts come from a gate alone: pushgate gate IMAGE --key KEY --push REF"),
                ("cyclonedx", PREDICATES["spdxjson"], MISUSE, f"{file}: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"\n"
                                                              "  hint: name what it is with --type, a short name or a URI"),
                ("https://sigstore.dev/cosign/sign/v1", {}, MISUSE, "--type: https://sigstore.dev/cosign/sign/v1 is the type of a signature\n"
                                                                   "  hint: sign the image: pushgate sign IMAGE --key KEY"),
                ("sbom", {}, MISUSE, "--type: unknown type 'sbom'; expected a URI, or one of custom, cyclonedx, link, openvex, slsaprovenance, "
                                     "slsaprovenance02, slsaprovenance1, spdx, spdxjson, vuln")):
            with self.subTest(type=kind, predicate=predicate):
                outcome = self.expect(code, self.attest(kind, predicate))
                self.assertEqual(("", f"pushgate: error: {error}\n"), (outcome.out, outcome.err))
        twice = self.expect(UNCHECKED, self.attest("openvex", '{"@context":"https://openvex.dev/ns","@context":"x"}'))
        self.assertIn("duplicate", twice.err)
        self.expect(UNCHECKED, self.attest("https://x.example", '{"a":' * 10_000 + "1" + "}" * 10_000))
        self.expect(MISUSE, pushgate("attest", f"{self.repository}:v1", "--type", "vuln", "--predicate", self.folder / "none", "--key", self.private, env=SECRET))
        self.expect(MISUSE, self.attest("vuln", SCAN, env={"COSIGN_PASSWORD": "other"}))
        self.assertEqual(["v1"], self.registry.get(f"/v2/{self.repository.split('/', 1)[1]}/tags/list")["tags"])

    def test_as_json(self):
        value = self.expect(PASSED, self.attest("vuln", SCAN, "--legacy", "--format", "json")).json()
        self.assertEqual({"schema": "pushgate.attest/v1", "note": None,
                          "attested": [{"name": self.repository, "digest": self.digest, "place": f"tag {self.digest.replace(':', '-')}.att",
                                        "already": False, "predicate_type": "https://cosign.sigstore.dev/attestation/vuln/v1"}]}, value)


if __name__ == "__main__":
    main()
