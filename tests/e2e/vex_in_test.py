# SPDX-License-Identifier: Apache-2.0
"""`gate --vex` and `--vex-key`: what others say of a vulnerability, who may say it, which of them counts, and that a file alone never does."""

import json

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main, make_key
from support.process import pushgate
from support.signing import SECRET, SigningCase

ONE = "CVE-2021-33503"  # of urllib3 1.26.4, which the sample database knows
IMAGE = "small-vulnerable"


def openvex(*statements, author="acme", at="2026-01-01T00:00:00Z"):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": author, "timestamp": at, "version": 1,
            "statements": list(statements)}


def says(status, *products, advisory=ONE, **more):
    why = {"justification": "vulnerable_code_not_in_execute_path"} if status == "not_affected" else {}
    return {"vulnerability": {"name": advisory}, "products": [{"@id": one} if isinstance(one, str) else one for one in products],
            "status": status, **why, **more}


class VexIn(Case):
    policy = "version: 1\nfail_on: [CRITICAL, HIGH]\nscanner: {max_database_age: 3650d}\n"

    def gated(self, *documents, flags=(), code=None, image=IMAGE):
        """The decision about the image, with those documents."""
        (self.folder / "policy.yaml").write_text(self.policy)
        names = []
        for i, document in enumerate(documents):
            names += ["--vex", f"{i}.json"]
            (self.folder / f"{i}.json").write_text(document if isinstance(document, str) else json.dumps(document))
        outcome = self.gate(image, "--policy", "policy.yaml", "--evidence", self.folder / "evidence", *names, *flags, cwd=self.folder)
        if code is not None:
            return self.expect(code, outcome)
        self.assertIn(outcome.code, (PASSED, REFUSED), outcome)
        self.outcome = outcome
        return json.loads((self.folder / "evidence" / "decision.json").read_text())

    def passes(self, *documents, **options):
        """Whether the one finding passes by VEX."""
        decision = self.gated(*documents, **options)
        vexed = {row["finding"]["rule"] for row in decision.get("vex", [])}
        denied = {row["rule"] for row in decision["reasons"]}
        self.assertIn(f"vuln/{ONE}", vexed | denied)
        self.assertNotIn(f"vuln/{ONE}", vexed & denied)
        return f"vuln/{ONE}" in vexed

    def test_a_package_by_its_purl(self):
        self.assertFalse(self.passes())
        for purl, expected in (("pkg:pypi/urllib3@1.26.4", True), ("pkg:pypi/urllib3", True), ("pkg:pypi/urllib3@1.26.5", False),
                               ("pkg:pypi/urllib3?extra=1", False), ("pkg:npm/urllib3", False), ("urllib3", False)):
            with self.subTest(purl=purl):
                self.assertEqual(expected, self.passes(openvex(says("not_affected", purl))))
        self.assertTrue(self.passes(openvex(says("fixed", {"@id": "https://x.example", "identifiers": {"purl": "pkg:pypi/urllib3"}}))))
        self.assertTrue(self.passes(openvex({**says("fixed", "pkg:pypi/urllib3"), "vulnerability": {"name": "GHSA-1", "aliases": [ONE]}})))
        self.assertFalse(self.passes(openvex(says("not_affected", "pkg:pypi/urllib3", advisory="CVE-2000-0001"))))

    def test_an_image_by_its_digest_and_a_part_of_it(self):
        digest = places.manifest_of(IMAGE)
        hexes = digest.partition(":")[2]
        oci = f"pkg:oci/app@sha256%3A{hexes}?arch=amd64"
        other = "pkg:oci/app@sha256%3A" + "0" * 64
        part = {"subcomponents": [{"@id": "pkg:pypi/urllib3"}]}
        for product, expected in ((oci, True), (other, False), ("pkg:oci/app", False), ("pkg:oci/app?repository_url=ghcr.io/acme/app", False),
                                  ({"@id": "x", "hashes": {"sha-256": hexes}}, True), ({"@id": oci, **part}, True), ({"@id": other, **part}, False),
                                  ({"@id": oci, "subcomponents": [{"@id": "pkg:pypi/requests"}]}, False),
                                  ({"@id": "pkg:pypi/requests", **part}, False)):
            with self.subTest(product=product):
                self.assertEqual(expected, self.passes(openvex(says("not_affected", product))))

    def test_the_newest_counts_and_the_others_are_shown(self):
        package = "pkg:pypi/urllib3"
        old = openvex(says("not_affected", package), author="old", at="2026-01-01T00:00:00Z")
        new = openvex(says("affected", package, action_statement="update"), author="new", at="2026-02-01T00:00:00Z")
        self.assertFalse(self.passes(old, new))
        self.assertFalse(self.passes(new, old))
        self.assertIn("VEX of new (0.json), 2026-02-01: affected, which outdates old (1.json), 2026-01-01: not_affected",
                      json.loads((self.folder / "evidence" / "decision.json").read_text())["reasons"][0]["text"])
        self.assertTrue(self.passes(new, openvex(says("fixed", package, timestamp="2026-03-01T00:00:00Z"))))
        row = next(row for row in json.loads((self.folder / "evidence" / "decision.json").read_text())["vex"])
        self.assertEqual("new (0.json), 2026-02-01: affected", row["against"])
        self.assertIn("against new (0.json), 2026-02-01: affected", " ".join(self.outcome.out.split()))
        self.assertFalse(self.passes(openvex(says("not_affected", package), says("affected", package))), "of equally old ones the cautious one")
        self.assertFalse(self.passes(openvex(says("not_affected", package), at="2099-01-01T00:00:00Z")), "not yet")
        self.assertFalse(self.passes(openvex(says("under_investigation", package))))

    def test_cyclonedx_by_its_own_components_by_purl_and_by_link(self):
        self.gated()
        bom = json.loads((self.folder / "evidence" / "sbom.cdx.json").read_text())
        ref = next(one["bom-ref"] for one in bom["components"] if one["name"] == "urllib3")
        link = f"urn:cdx:{bom['serialNumber'][len('urn:uuid:'):]}/{bom['version']}#"

        def document(ref, state="not_affected", **more):
            return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"timestamp": "2026-01-01T00:00:00Z"},
                    "components": [{"type": "library", "name": "urllib3", "bom-ref": "u", "purl": "pkg:pypi/urllib3@1.26.4"}],
                    "vulnerabilities": [{"id": ONE, "analysis": {"state": state, "detail": "no URL is foreign"}, "affects": [{"ref": ref, **more}]}]}

        from urllib.parse import quote
        for known, expected in (("u", True), ("pkg:pypi/urllib3", True), (link + quote(ref, safe=""), True), (link + "root", True), (ref, ref.startswith("pkg:")),
                                (link.replace("/1#", "/2#") + quote(ref, safe=""), False), ("nobody", False)):
            with self.subTest(ref=known):
                self.assertEqual(expected, self.passes(document(known)))
        for state, expected in (("false_positive", True), ("resolved", True), ("resolved_with_pedigree", True), ("in_triage", False), ("exploitable", False)):
            with self.subTest(state=state):
                self.assertEqual(expected, self.passes(document("u", state)))
        self.assertFalse(self.passes(document("u", versions=[{"version": "1.26.4", "status": "unaffected"}])), "ranges are not read")

    def test_what_was_believed_is_evidence(self):
        self.policy += "waivers: [{rule: vuln/CVE-2023-43804, reason: r, owner: o, expires: 2099-12-31}]\n"
        self.assertTrue(self.passes(openvex(says("not_affected", "pkg:pypi/urllib3", impact_statement="no foreign URLs"))))
        (self.folder / "0.json").unlink()
        evidence = self.folder / "evidence"
        self.assertIn("the stored decision is the same", pushgate("policy", "check", evidence, "--policy", self.folder / "policy.yaml").out)
        inputs = json.loads((evidence / "inputs.json").read_text())
        self.assertIn("vex", [one["kind"] for one in inputs["inputs"]])
        page = (evidence / "report.html").read_text()
        self.assertIn('<section id="vex"', page)
        self.assertIn("no foreign URLs", page)
        sarif = json.loads((evidence / "report.sarif").read_text())["runs"][0]["results"]
        texts = [one["suppressions"][0]["justification"] for one in sarif if one["ruleId"] == f"vuln/{ONE}"]
        self.assertEqual(["not_affected by VEX of acme: vulnerable_code_not_in_execute_path: no foreign URLs"], texts)

    def test_bad_documents_end_it(self):
        good = says("not_affected", "pkg:pypi/urllib3")
        for document, error in (
                (openvex({**good, "justification": ""}), 'statements[0]: says not_affected and not why; expected "justification" or "impact_statement"'),
                (openvex(good, {**good, "status": "harmless"}), "statements[1]: member \"status\" is 'harmless'; expected not_affected, affected, fixed or under_investigation"),
                (openvex({**good, "vulnerability": {}}), 'statements[0]: names no vulnerability; expected "vulnerability": {"name": …}'),
                (openvex({**good, "timestamp": "yesterday"}), "statements[0]: member \"timestamp\" is 'yesterday'; expected a time (RFC 3339)"),
                ({**openvex(good), "@context": "https://openvex.dev/ns/v9"}, "member \"@context\" is 'https://openvex.dev/ns/v9'; expected https://openvex.dev/ns/v0.2.0"),
                ({"document": {"csaf_version": "2.0"}}, "is no VEX document that is read; expected OpenVEX or CycloneDX, in JSON\n"
                                                         "  hint: it is CSAF, which is not read: ask for one of the other two")):
            with self.subTest(error=error):
                outcome = self.gated(document, code=UNCHECKED)
                self.assertEqual(f"pushgate: error: 0.json: {error}\n", outcome.err)
        self.assertEqual("pushgate: error: nowhere.json: does not exist\n",
                         self.gated(flags=("--vex", "nowhere.json"), code=MISUSE).err)
        key = make_key(self.folder).with_suffix(".pub")
        self.assertIn("--vex-key: is for what is attached to an image in a registry", self.gated(flags=("--vex-key", key), code=MISUSE).err)


class Attached(SigningCase):
    """Documents beside the image: only those that a named key signed."""

    def setUp(self):
        super().setUp()
        self.repository = f"{self.registry.address}/vex-{self.id().rpartition('.')[2]}"
        self.tool("regctl", "image", "copy", *self.host(), f"ocidir://{places.image(IMAGE)[len('oci:'):]}", f"{self.repository}:v1")
        self.digest = places.manifest_of(IMAGE)
        (self.folder / "policy.yaml").write_text(VexIn.policy)

    def decision(self, *flags):
        outcome = self.gate(f"{self.repository}:v1", "--policy", "policy.yaml", "--evidence", self.folder / "evidence", *flags, cwd=self.folder)
        self.assertIn(outcome.code, (PASSED, REFUSED), outcome)
        return json.loads((self.folder / "evidence" / "decision.json").read_text())

    def attest(self, document, key, kind="openvex"):
        file = self.folder / "predicate.json"
        file.write_text(json.dumps(document))
        self.tool("cosign", "attest", "--key", key, "--type", kind, "--predicate", file, "--tlog-upload=false", "--use-signing-config=false", "-y",
                  self.at(), env=SECRET)

    def test_those_of_the_key_and_no_others(self):
        stranger = self.named_key("stranger")
        self.attest(openvex(says("not_affected", "pkg:pypi/urllib3")), stranger)
        key = self.private
        self.assertNotIn("vex", self.decision("--vex-key", key.with_suffix(".pub")))
        self.assertNotIn("vex", self.decision())
        self.attest(openvex(says("not_affected", f"pkg:oci/x@{self.digest.replace(':', '%3A')}"), author="release"), key)
        row = self.decision("--vex-key", key.with_suffix(".pub"))["vex"][0]["statement"]
        self.assertEqual(("release", str(key.with_suffix(".pub"))), (row["author"], row["signer"]))
        self.assertRegex(row["document"], "^referrer sha256:[0-9a-f]{64}")
        both = self.decision("--vex-key", key.with_suffix(".pub"), "--vex-key", stranger.with_suffix(".pub"))
        self.assertEqual(1, len([one for one in both["vex"] if one["finding"]["rule"] == f"vuln/{ONE}"]))


if __name__ == "__main__":
    main()
