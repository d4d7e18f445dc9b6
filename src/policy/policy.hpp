// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "policy/image_rules.hpp"
#include "policy/waiver.hpp"

namespace pushgate::policy {

/// What a policy says about the vulnerability scanner.
struct ScannerRules {
  std::vector<std::string> allowed_versions;  ///< exact; empty: any that is not forbidden
  std::vector<std::string> forbidden_versions;
  std::optional<Digest> binary;            ///< the only executable that is accepted
  bool sandbox_required = false;           ///< not wholly held to its sandbox: unknown
  std::chrono::hours max_database_age{0};  ///< 0 is refused by the reader: there is no "any age"
};

/// For how many days of the calendar (UTC) a vulnerability passes; none: for none. Both count from the day on
/// which its advisory was published: when a fix appeared nobody tells, and that is the earliest day on which
/// it can have been known. Without that day, or where it is yet to come, there is no grace.
struct Grace {
  std::optional<std::chrono::days> after_publication;
  std::optional<std::chrono::days> after_fix;  ///< of one that has a fix, in place of the other

  bool operator==(const Grace&) const = default;
};

/// Which findings deny.
struct LayerRules {
  std::set<model::Severity> fail_on;  ///< severities that deny; UNKNOWN may be one
  bool ignore_unfixed = false;        ///< vulnerabilities without a fix pass, and are counted
  Grace grace;

  bool operator==(const LayerRules&) const = default;
};

/// A policy document, read and checked. Its own LayerRules hold wherever `own` and `base` say nothing.
struct Policy : LayerRules {
  std::optional<LayerRules> own;                         ///< whole: in the layers that were built on the base
  std::optional<LayerRules> base;                        ///< whole: in those of the base image
  std::set<std::string, std::less<>> required_scanners;  ///< not asked or incomplete: unknown
  std::set<std::string, std::less<>> required_rules;     ///< could not look: unknown
  std::optional<int> min_plan_score;  ///< of 100; a lower score denies, and no score is unknown
  ScannerRules scanner;
  ImageRules image;
  /// Severities of rules that are others than rules.yaml says. Neither `vuln/…` nor `policy/…` is among them.
  std::map<std::string, model::Severity, std::less<>> severities;
  bool trivy_secrets = false;  ///< Trivy's secret scanner over the image, too
  std::vector<Waiver> waivers;
  Digest digest{Digest::Bytes{}};  ///< SHA-256 of the document
  std::string name;                ///< file name, or `built-in default policy`

  /// Whether it decides from what the image holds, too, besides what scanners found.
  bool looks_at_inventory() const { return own || base || !image.empty(); }
};

/// Decides. Pure and total: no finding is dropped, the order of findings does not matter, and what is not
/// known is never a pass. `now` is when waivers and database ages are judged.
///
/// A finding has the severity that the policy gives its rule, where it gives one; the decision says for which
/// rules that changed any. One whose severity is in fail_on denies, unless a VEX statement says that it does
/// no harm here, or a waiver holds, or it is a vulnerability without a fix and ignore_unfixed is set
/// (counted, but for those before), or one with grace (listed). Where the base's layers and one's own have
/// rules of their own, a finding is judged by those of its layer, and by the stricter of both where its layer
/// is not known, or whose that is. What ImageRules find is told by the decision, and judged as every finding
/// is. Unknown is the verdict where nothing denies and
///   - a scanner that was asked could not look at everything, required or not (`policy/scanner-incomplete`);
///   - a required scanner, or that of a required rule, was not asked (`policy/scanner-not-asked`);
///   - a required rule could not look (the finding's own rule);
///   - there is no plan score, and the policy has a least one (`policy/plan-score`, which denies where the
///     score is below; waivers do not change a score);
///   - a rule of ImageRules could not look (the finding's own rule), or there is no inventory
///     (`policy/inventory-missing`);
///   - a rule other than `vuln/…` comes without severity (the finding's own rule);
///   - Trivy's version, executable or database is none that the policy accepts, or is not recorded
///     (`policy/scanner-version`, `-binary`, `-sandbox`, `-unidentified`, `policy/database-too-old`,
///     `-date`).
model::Decision evaluate(const model::Evidence& evidence, const Policy& policy, Time now);

}  // namespace pushgate::policy
