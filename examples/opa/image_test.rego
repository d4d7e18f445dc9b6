# SPDX-License-Identifier: Apache-2.0
package main

good := {
	"schema": "pushgate.policy-input/v1",
	"decision": {"verdict": "pass", "reasons": []},
	"plan_score": null,
	"scanners": [{"scanner": "trivy", "outcome": "complete", "reason": ""}],
	"unread": [],
	"findings": [],
	"packages": [],
}

finding := {
	"rule": "vuln/CVE-2021-33503", "severity": "HIGH", "subject": "pkg:pypi/urllib3@1.26.4", "fixed_version": "1.26.5",
	"of_base": null, "effect": "none",
}

test_nothing_is_wrong if verdict == "pass" with input as good

test_a_vulnerability_that_has_a_fix if {
	verdict == "deny" with input as object.union(good, {"findings": [finding]})
}

test_of_the_base_or_waived if {
	verdict == "pass" with input as object.union(good, {"findings": [object.union(finding, {"of_base": true})]})
	verdict == "pass" with input as object.union(good, {"findings": [object.union(finding, {"effect": "waived"})]})
}

test_a_low_score if verdict == "deny" with input as object.union(good, {"plan_score": 84})

test_a_license if {
	package_ := {"purl": "pkg:pypi/a@1", "licenses": ["AGPL-3.0-only"]}
	verdict == "deny" with input as object.union(good, {"packages": [package_]})
}

test_what_was_not_looked_at if {
	verdict == "unknown" with input as {}
	verdict == "unknown" with input as object.union(good, {"scanners": []})
	verdict == "unknown" with input as object.union(good, {"scanners": [{"scanner": "trivy", "outcome": "incomplete", "reason": "it was killed"}]})
	verdict == "unknown" with input as object.union(good, {"unread": [{"path": "/var/lib/dpkg/status", "reason": "it is cut off"}]})
	count(deny) == 1 with input as object.union(good, {"scanners": []})
}

test_wrong_goes_before_unknown if {
	verdict == "deny" with input as object.union(good, {"scanners": [], "findings": [finding]})
}
