# SPDX-License-Identifier: Apache-2.0
"""`pushgate vex export`: real Trivy hides exactly what the policy's waivers let pass, in each of the three forms."""

import json

from support import places
from support.case import MISUSE, PASSED, UNCHECKED, Case, main
from support.other_tools import OFFLINE
from support.process import pushgate

FAILS = "version: 1\nfail_on: [CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN]\nscanner: {max_database_age: 3650d}\n"
ONE = ", reason: 'not \"reached\"', owner: ann@example.org, expires: 2099-12-31}\n"
POLICY = (FAILS + "waivers:\n"
          "  - {rule: vuln/CVE-2021-33503, subject: pkg:pypi/urllib3, versions: '<1.26.5'" + ONE +
          "  - {rule: vuln/CVE-2023-45803, subject: pkg:pypi/urllib3, versions: '<1.26'" + ONE +  # not this version
          "  - {rule: vuln/CVE-2011-3374" + ONE +  # whatever has it
          "  - {rule: lock/stale" + ONE)
TRIVY_SAYS = {"openvex": "--vex", "cyclonedx": "--vex", "trivyignore": "--ignorefile"}


class Export(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.shared / "policy.yaml").write_text(POLICY)
        cls.outcome = cls().gate("small-vulnerable", "--policy", cls.shared / "policy.yaml", "--evidence", cls.shared / "evidence")
        cls.sbom = cls.shared / "evidence" / "sbom.cdx.json"
        decision = json.loads((cls.shared / "evidence" / "decision.json").read_text())
        cls.waived = {(one["finding"]["rule"][len("vuln/"):], one["finding"]["subject"]) for one in decision["waived"]}

    def export(self, form, *flags, code=PASSED, policy="policy.yaml", **options):
        source = [] if "--sbom" in flags else ["--evidence", self.shared / "evidence"]
        return self.expect(code, pushgate("vex", "export", "--policy", policy, "--format", form, *source, *flags,
                                          cwd=options.pop("cwd", self.shared), **options))

    def trivy(self, *flags):
        report = json.loads(self.tool("trivy", "sbom", "--format", "json", "--quiet", *OFFLINE, "--cache-dir", places.DATABASE,
                                      *flags, self.sbom).out)
        return {(one["VulnerabilityID"], one["PkgIdentifier"]["PURL"])
                for result in report.get("Results", []) for one in result.get("Vulnerabilities", [])}

    def hidden_by(self, form, *flags):
        suffix = ".yaml" if form == "trivyignore" else ".json"
        file = self.folder / f"{form}{suffix}"
        self.export(form, *flags, "-o", file)
        return self.trivy() - self.trivy(TRIVY_SAYS[form], file)

    def test_trivy_hides_exactly_what_is_waived(self):
        self.assertEqual({"CVE-2021-33503", "CVE-2011-3374"}, {advisory for advisory, _ in self.waived})
        for form in TRIVY_SAYS:
            with self.subTest(form=form):
                self.assertEqual(self.waived, self.hidden_by(form, "--suppress-accepted"))

    def test_an_accepted_risk_is_not_said_to_be_harmless(self):
        for form in ("openvex", "cyclonedx"):
            with self.subTest(form=form):
                self.assertEqual(set(), self.hidden_by(form))

    def test_a_waiver_of_another_service_hides_nothing(self):
        policy = self.folder / "policy.yaml"
        policy.write_text(FAILS + "waivers: [{rule: vuln/CVE-2011-3374, service: api" + ONE.strip() + "]\n")
        self.assertEqual("vulnerabilities: []\n", self.export("trivyignore", policy=policy).out)
        self.assertIn("CVE-2011-3374", self.export("trivyignore", "--sbom", self.sbom, "--service", "api", policy=policy).out)

    def test_the_documents_are_what_their_specifications_say(self):
        file = self.folder / "vex.cdx.json"
        self.export("cyclonedx", "-o", file)
        self.expect(PASSED, pushgate("sbom", "validate", file))
        openvex = json.loads(self.export("openvex", env={"SOURCE_DATE_EPOCH": "1800000000"}).out)
        self.assertEqual(("https://openvex.dev/ns/v0.2.0", "ann@example.org", "2027-01-15T08:00:00Z", 1),
                         tuple(openvex[name] for name in ("@context", "author", "timestamp", "version")))
        self.assertEqual({"affected"}, {one["status"] for one in openvex["statements"]})

    def test_what_cannot_be_exported_is_said(self):
        self.assertEqual("pushgate: error: which packages a waiver is for is not known; expected one of --evidence DIR and --sbom FILE\n",
                         self.export("openvex", "--sbom", "", code=MISUSE).err)
        bare = self.folder / "bare.json"
        bare.write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}')
        self.assertEqual(f"pushgate: error: {bare}: has no serialNumber, so that no document can refer to its components\n"
                         "  hint: export OpenVEX, which refers to purls\n",
                         self.export("cyclonedx", "--sbom", bare, code=UNCHECKED).err)
        bare.write_text('{"spdxVersion": "SPDX-2.3"}')
        self.assertEqual(f"pushgate: error: {bare}: is no CycloneDX document; expected bomFormat CycloneDX\n",
                         self.export("openvex", "--sbom", bare, code=UNCHECKED).err)


if __name__ == "__main__":
    main()
