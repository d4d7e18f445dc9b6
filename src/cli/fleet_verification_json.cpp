// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet_verification_json.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "evidence/documents.hpp"

namespace pushgate::cli {

namespace {

using model::Answer;
using model::ImageCheck;
using model::ImageState;
using model::VerifiedImage;

/// The rule of each check, in their order.
constexpr std::array k_rules = {"verify/tag-form", "verify/broken-child", "verify/no-signature",
                                "verify/no-sbom",  "verify/no-receipt",   "verify/no-attestation",
                                "verify/revision", "verify/family"};

model::Finding finding_of(const VerifiedImage& image, const char* rule, const model::CheckAnswer& check) {
  model::Finding finding;
  finding.rule = rule;
  finding.severity = model::Severity::critical;
  finding.subject = image.reference();
  finding.message = fmt::format("{}", fmt::join(check.details, "; "));
  finding.could_not_look = check.answer == Answer::unknown;
  return finding;
}

void add_findings(const VerifiedImage& image, std::vector<model::Finding>& findings) {
  if (!image.digest) {
    const char* rule = image.state == ImageState::absent      ? "verify/absent"
                       : image.state == ImageState::forbidden ? "verify/forbidden"
                                                              : "verify/could-not-ask";
    findings.push_back(finding_of(image, rule, image.at(ImageCheck::tag)));
    return;
  }
  for (std::size_t i = 0; i < image.checks.size(); ++i) {
    const auto& check = image.checks[i];
    if (check.answer == Answer::no || check.answer == Answer::unknown)
      findings.push_back(finding_of(image, k_rules[i], check));
  }
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Value image_value(const VerifiedImage& image) {
  json::Array documents;
  for (const auto& document : image.documents) {
    documents.push_back(json::Object{{"name", document.name},
                                     {"outcome", document.outcome},
                                     {"signer", text_or_null(document.signer)},
                                     {"predicate_type", document.predicate_type},
                                     {"reason", document.reason}});
  }
  json::Object checks;
  for (std::size_t i = 0; i < image.checks.size(); ++i) {
    json::Array details;
    for (const auto& detail : image.checks[i].details) details.emplace_back(detail);
    checks.set(std::string(model::k_image_checks[i]),
               json::Object{{"answer", to_string(image.checks[i].answer)}, {"details", std::move(details)}});
  }
  const auto holds = [&](ImageCheck check) { return image.at(check).answer == Answer::yes; };
  return json::Object{
      {"name", image.reference()},
      {"digest", image.digest ? json::Value(image.digest->to_string()) : json::Value()},
      {"verified", image.state == ImageState::verified},
      {"signature", holds(ImageCheck::signature)},
      {"sbom", holds(ImageCheck::sbom)},
      {"receipt", holds(ImageCheck::receipt)},
      {"documents", std::move(documents)},
      {"state", to_string(image.state)},
      {image.is_family ? "family" : "service", image.name},
      {"machine", text_or_null(image.machine)},
      {"tag", text_or_null(image.tag)},
      {"built_on", image.built_on.empty()
                       ? json::Value()
                       : json::Value(json::Object{{"family", image.built_on}, {"tag", image.built_on_tag}})},
      {"checks", std::move(checks)}};
}

}  // namespace

json::Value fleet_verification_json(const model::FleetVerification& verification) {
  model::Evidence evidence;
  evidence.subject.name = verification.fleet_file;
  json::Array images;
  for (const auto& image : verification.images) {
    add_findings(image, evidence.findings);
    images.push_back(image_value(image));
  }
  json::Value value = evidence::findings_value(evidence);
  value.as_object()->set("images", std::move(images));
  return value;
}

}  // namespace pushgate::cli
