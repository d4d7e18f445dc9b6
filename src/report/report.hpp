// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"

namespace pushgate::report {

/// All that a report tells. Everything in it may be foreign: each writer escapes for its format.
struct ReportInput {
  const model::Evidence& evidence;
  const model::Decision& decision;
  std::size_t packages = 0;  ///< components of the SBOM, nested ones included
  std::size_t layers = 0;
  std::string pushed;       ///< `ghcr.io/acme/app@sha256:…`; empty: not pushed
  std::string policy = {};  ///< the policy's name, to say what to change; empty: that built in
  std::span<const model::DistributionProof> distributions = {};  ///< of Python, for the Markdown report
  std::string waivers = {};  ///< what hurries about the policy's waivers; may be empty
};

/// For a terminal: verdict first, then why, then a table of the findings that denied, counts of the rest, the
/// scanners that were not asked, and the next step. Colours only where asked. At most `width` columns (never
/// fewer than 70), but for references and commands, which are there to be copied.
std::string write_text(const ReportInput& input, bool colour, int width);

/// The findings alone: vulnerabilities in a table, everything else with its message and hint.
std::string write_findings_table(const std::vector<model::Finding>& findings, bool colour, int width);

/// Where Markdown goes.
enum class MarkdownPlace {
  summary,  ///< GITHUB_STEP_SUMMARY and report.md: 1 MiB
  comment,  ///< of a pull request: 65,536 characters, which are counted as bytes
};

/// Markdown within the limits of that place: rows that deny first, cut whole; how many are cut is said, and
/// where they are. `preface` is Markdown that stands before it, and takes of the room.
std::string write_markdown(const ReportInput& input, MarkdownPlace place = MarkdownPlace::summary,
                           std::string_view preface = {});

/// SARIF 2.1.0 for GitHub code scanning (formats.md 9.1): stable partialFingerprints, security-severity as a
/// string. Limits: GitHub's (25,000 results, 10 MB compressed); what is beyond is the lightest, counted and
/// said.
std::string write_sarif(const ReportInput& input);

}  // namespace pushgate::report
