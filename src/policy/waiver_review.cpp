// SPDX-License-Identifier: Apache-2.0
#include "policy/waiver_review.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "policy/waivers.hpp"

namespace pushgate::policy {

namespace {

using Kind = WaiverNote::Kind;
using model::Severity;

/// What the evidence has that a waiver is for.
struct Use {
  std::size_t images = 0;
  std::size_t findings = 0;
  Severity heaviest = Severity::unknown;
  std::set<std::string> fixed_versions;
};

/// The findings of one image by rule, without those that could not look.
struct Image {
  const model::Subject* subject;
  std::map<std::string_view, std::vector<const model::Finding*>> findings;
};

std::vector<Image> images_of(std::span<const model::Evidence> evidence) {
  std::vector<Image> images;
  for (const model::Evidence& one : evidence) {
    Image image{&one.subject, {}};
    for (const model::Finding& finding : one.findings) {
      if (!finding.could_not_look) image.findings[finding.rule].push_back(&finding);
    }
    images.push_back(std::move(image));
  }
  return images;
}

Use use_of(const Waiver& waiver, const std::vector<Image>& images) {
  const ReadWaiver read(waiver);
  Use use;
  for (const Image& image : images) {
    if (!read.is_for(*image.subject)) continue;
    ++use.images;
    const auto of_rule = image.findings.find(waiver.rule);
    if (of_rule == image.findings.end()) continue;
    for (const model::Finding* finding : of_rule->second) {
      if (!read.fits(finding->subject)) continue;
      ++use.findings;
      use.heaviest = std::max(use.heaviest, finding->severity);
      if (!finding->fixed_version.empty()) use.fixed_versions.insert(finding->fixed_version);
    }
  }
  return use;
}

std::string when(int days_left) {
  if (days_left == 0) return "expires today";
  return fmt::format("expires in {} {}", days_left, days_left == 1 ? "day" : "days");
}

/// A purl without version, which its waiver does not narrow either.
bool is_any_version(const Waiver& waiver) {
  if (!waiver.versions.empty() || !waiver.subject.starts_with("pkg:")) return false;
  const auto purl = sbom::Purl::parse(waiver.subject);
  return purl && purl->version.empty();
}

std::vector<WaiverNote> notes_of(const Waiver& waiver, int days_left, const Use& use) {
  std::vector<WaiverNote> notes;
  if (days_left < 0) {
    notes.push_back({Kind::expired, "expired on " + format_date(waiver.expires)});
  } else if (days_left <= k_expiring) {
    notes.push_back({Kind::expiring, when(days_left)});
  }
  if (!use.fixed_versions.empty()) {
    notes.push_back({Kind::fixable,
                     fmt::format("can be fixed now: update to {}", fmt::join(use.fixed_versions, " or "))});
  }
  if (use.images > 0 && use.findings == 0) {
    notes.push_back(
        {Kind::unused, fmt::format("is not needed by the {} looked at",
                                   use.images == 1 ? "image" : fmt::format("{} images", use.images))});
  }
  if (waiver.subject.empty())
    notes.push_back({Kind::broad, "has no subject: it holds wherever the rule finds something"});
  if (is_any_version(waiver) && use.heaviest >= Severity::high) {
    notes.push_back(
        {Kind::broad, fmt::format("holds for every version of the package, and what it lets pass is "
                                  "{}: say which with versions",
                                  model::to_string(use.heaviest))});
  }
  if (days_left > k_longest) {
    notes.push_back(
        {Kind::broad, fmt::format("holds for {} days more, and nobody looks at it before: expected at "
                                  "most {}",
                                  days_left, k_longest)});
  }
  return notes;
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::expired:
      return "expired";
    case Kind::expiring:
      return "expiring";
    case Kind::fixable:
      return "fixable";
    case Kind::unused:
      return "unused";
    case Kind::broad:
      break;
  }
  return "broad";
}

std::vector<ReviewedWaiver> review_waivers(const std::vector<Waiver>& waivers,
                                           std::span<const model::Evidence> evidence, Date today) {
  std::vector<ReviewedWaiver> reviewed;
  const std::vector<Image> images = images_of(evidence);
  for (const Waiver& waiver : waivers) {
    const Use use = use_of(waiver, images);
    const int days_left = static_cast<int>((waiver.expires - today).count());
    ReviewedWaiver one{waiver, days_left, std::nullopt, notes_of(waiver, days_left, use)};
    if (use.images > 0) one.findings = use.findings;
    reviewed.push_back(std::move(one));
  }
  return reviewed;
}

std::string waivers_in_short(const std::vector<ReviewedWaiver>& reviewed) {
  std::size_t expiring = 0;
  std::size_t expired = 0;
  std::size_t fixable = 0;
  int first = k_expiring;
  for (const ReviewedWaiver& one : reviewed) {
    for (const WaiverNote& note : one.notes) {
      expired += note.kind == Kind::expired ? 1 : 0;
      fixable += note.kind == Kind::fixable ? 1 : 0;
      if (note.kind != Kind::expiring) continue;
      ++expiring;
      first = std::min(first, one.days_left);
    }
  }
  std::vector<std::string> parts;
  if (expiring == 1) parts.push_back("1 " + when(first));
  if (expiring > 1) {
    parts.push_back(fmt::format("{} expire within {} days, the first {}", expiring, k_expiring,
                                when(first).substr(std::string_view("expires ").size())));
  }
  if (expired > 0) parts.push_back(fmt::format("{} expired", expired));
  if (fixable > 0) parts.push_back(fmt::format("{} now fixable", fixable));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace pushgate::policy
