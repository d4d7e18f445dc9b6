# SPDX-License-Identifier: Apache-2.0
#
# A policy over what `pushgate policy input DIR` writes, for OPA and conftest. Copy it and change the rules under
# "what is wrong"; keep those under "what could not be looked at": a policy must not pass what nobody looked at.
# docs/policy-input.md shows how it is run.
package main

verdict := "pass" if count(deny) == 0

verdict := "deny" if count(wrong) > 0

verdict := "unknown" if {
	count(wrong) == 0
	count(unknown) > 0
}

# Neither passes. conftest reads `deny`.
deny contains message if some message in wrong

deny contains sprintf("could not check: %s", [message]) if some message in unknown

# What is wrong.

wrong contains sprintf("%s: %s", [reason.rule, reason.text]) if {
	some reason in input.decision.reasons
	reason.effect == "deny"
}

wrong contains sprintf("%s has %s (%s), and there is %s", [finding.subject, finding.rule, finding.severity, finding.fixed_version]) if {
	some finding in input.findings
	startswith(finding.rule, "vuln/")
	finding.severity in {"CRITICAL", "HIGH"}
	finding.fixed_version != ""
	finding.of_base != true # those of the base image are for who makes it
	not finding.effect in {"waived", "vex"}
}

wrong contains sprintf("the plan score is %d; expected 85 or more", [input.plan_score]) if {
	is_number(input.plan_score)
	input.plan_score < 85
}

wrong contains sprintf("%s is under %s", [package_.purl, license]) if {
	some package_ in input.packages
	some license in package_.licenses
	startswith(license, "AGPL-3.0")
}

# What could not be looked at.

unknown contains "this is no document of `pushgate policy input`" if not is_input

unknown contains sprintf("%s: %s", [reason.rule, reason.text]) if {
	some reason in input.decision.reasons
	reason.effect == "unknown"
}

unknown contains sprintf("%s could not look at everything: %s", [run.scanner, run.reason]) if {
	some run in input.scanners
	run.outcome == "incomplete"
}

unknown contains "trivy was not asked" if not trivy_ran

unknown contains sprintf("%s cannot be read: %s", [file.path, file.reason]) if some file in input.unread

is_input if input.schema == "pushgate.policy-input/v1"

trivy_ran if {
	some run in input.scanners
	run.scanner == "trivy"
	run.outcome != "not_asked"
}
