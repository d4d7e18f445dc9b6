// SPDX-License-Identifier: Apache-2.0
#include "cli/image_verification.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

namespace {

using attest::CheckedDocument;
using gate::Standing;
using gate::VerifyOutcome;

constexpr std::size_t k_told_documents = 20;

std::string shown(const VerifyOutcome& outcome) {
  return outcome.platform.empty() ? outcome.name : fmt::format("{} ({})", outcome.name, outcome.platform);
}

bool lacks(const VerifyOutcome& outcome, std::string_view requirement) {
  return std::ranges::find(outcome.missing, requirement) != outcome.missing.end();
}

/// What comes next where something is missing, a command each.
std::vector<std::string> next_steps(const VerifyOutcome& outcome) {
  const std::string image = outcome.repository + "@" + outcome.digest->to_string();
  std::vector<std::string> steps;
  if (gate::standing_of(outcome) == Standing::unknown_signer) {
    steps.emplace_back(
        "name the public key of who signed it with --key, or add it to the signers of the fleet file");
  }
  if (lacks(outcome, "receipt")) {
    // The gate signs the image and its SBOM, too.
    steps.push_back(
        fmt::format("gate it again: pushgate gate {} --key KEY --push {}:TAG", image, outcome.repository));
  } else {
    if (lacks(outcome, "signature"))
      steps.push_back(fmt::format("sign it: pushgate sign {} --key KEY", image));
    if (lacks(outcome, "sbom")) {
      steps.push_back(
          fmt::format("attest it: pushgate attest {} --type cyclonedx --predicate FILE --key KEY", image));
    }
  }
  for (const std::string& type : outcome.missing) {
    if (gate::is_one_of_the_three(type)) continue;
    steps.push_back(
        fmt::format("attest it: pushgate attest {} --type {} --predicate FILE --key KEY", image, type));
  }
  return steps;
}

/// The answer as a sentence, where the lines about each requirement do not say it.
std::string standing_line(const VerifyOutcome& outcome, const std::string& keys) {
  const std::size_t count = outcome.verification.documents.size();
  const std::string documents = fmt::format("{} signed document{}", count, count == 1 ? "" : "s");
  switch (gate::standing_of(outcome)) {
    case Standing::unsigned_image:
      return "  unsigned: nothing that is signed stands beside it\n";
    case Standing::unknown_signer:
      return fmt::format("  signed by nobody we know: {} beside it, none by {}\n", documents, keys);
    case Standing::wrong:
      return fmt::format("  nothing beside it counts: {}, of which none is good\n", documents);
    default:
      return "";
  }
}

std::string requirement_line(std::string_view what, bool there, const std::string& by,
                             const std::string& why) {
  return fmt::format("  {:<9}  {}\n", report::foreign(std::string(what)),
                     there ? "good, by " + report::foreign(by) : "none" + report::foreign(why));
}

/// What stands beside the image and does not count.
std::string passed_over(const std::vector<CheckedDocument>& documents) {
  std::string text;
  std::size_t told = 0;
  std::size_t untold = 0;
  for (const CheckedDocument& document : documents) {
    if (document.outcome == CheckedDocument::Outcome::good) continue;
    if (++told > k_told_documents) {
      ++untold;
      continue;
    }
    text += fmt::format("  passed over: {}: {}\n", report::foreign(document.name),
                        report::foreign(document.reason));
  }
  if (untold > 0) text += fmt::format("  passed over: {} more; --format json has all of them\n", untold);
  return text;
}

std::string text_of(const VerifyOutcome& outcome, const std::string& keys) {
  const auto& found = outcome.verification;
  std::string text = fmt::format("{}  {}  {}\n", outcome.missing.empty() ? "VERIFIED" : "REFUSED",
                                 report::foreign(shown(outcome)), outcome.digest->to_string());
  text += standing_line(outcome, keys);
  text += requirement_line("signature", found.signature, found.signature_by, " by " + keys);
  text += requirement_line("sbom", found.sbom, found.sbom_by, " by " + keys);
  const std::string of = found.receipt_at ? ", of " + format_rfc3339(*found.receipt_at) : "";
  text += requirement_line("receipt", found.receipt, found.receipt_by + of, ": " + found.receipt_reason);
  for (const auto& [type, by] : outcome.attestations) text += requirement_line(type, true, by, "");
  for (const std::string& type : outcome.missing) {
    if (!gate::is_one_of_the_three(type)) text += requirement_line(type, false, "", " by " + keys);
  }
  text += passed_over(found.documents);
  const char* label = "  next: ";
  for (const std::string& step : next_steps(outcome)) {
    text += label + report::foreign(step) + "\n";
    label = "        ";
  }
  return text;
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Value value_of(const VerifyOutcome& outcome) {
  const auto& found = outcome.verification;
  json::Array documents;
  for (const CheckedDocument& document : found.documents) {
    documents.push_back(json::Object{{"name", document.name},
                                     {"outcome", to_string(document.outcome)},
                                     {"signer", text_or_null(document.signer)},
                                     {"predicate_type", document.predicate_type},
                                     {"reason", document.reason}});
  }
  json::Object by{{"signature", text_or_null(found.signature_by)},
                  {"sbom", text_or_null(found.sbom_by)},
                  {"receipt", text_or_null(found.receipt_by)}};
  for (const auto& [type, signer] : outcome.attestations) by.set(type, signer);
  return json::Object{
      {"name", outcome.name},
      {"digest", outcome.digest->to_string()},
      {"verified", outcome.missing.empty()},
      {"signature", found.signature},
      {"sbom", found.sbom},
      {"receipt", found.receipt},
      {"documents", std::move(documents)},
      {"answer", to_string(gate::standing_of(outcome))},
      {"signed_by", std::move(by)},
      {"receipt_at", found.receipt_at ? json::Value(format_rfc3339(*found.receipt_at)) : json::Value()},
      {"platform", text_or_null(outcome.platform)}};
}

/// One finding for each requirement that is missing.
void add_findings(const VerifyOutcome& outcome, const std::string& keys,
                  std::vector<model::Finding>& findings) {
  const auto& documents = outcome.verification.documents;
  const std::vector<std::string> steps = next_steps(outcome);
  for (const std::string& word : outcome.missing) {
    const bool named = gate::is_one_of_the_three(word);
    model::Finding finding;
    finding.rule = named ? "verify/no-" + word : "verify/no-attestation";
    finding.severity = model::Severity::critical;
    finding.subject = shown(outcome);
    finding.message = word == "receipt" ? outcome.verification.receipt_reason
                      : named           ? fmt::format("no {} by {}", word, keys)
                                        : fmt::format("no attestation of type {} by {}", word, keys);
    if (documents.empty()) finding.message += "; the image is unsigned";
    finding.hint = fmt::format("{}", fmt::join(steps, "; "));
    findings.push_back(std::move(finding));
  }
}

}  // namespace

std::string image_verification_text(const std::vector<VerifyOutcome>& outcomes, const std::string& keys) {
  std::string text;
  for (const VerifyOutcome& outcome : outcomes) text += text_of(outcome, keys);
  return text;
}

json::Value image_verification_json(const std::vector<VerifyOutcome>& outcomes, const std::string& keys) {
  model::Evidence evidence;
  evidence.subject = {outcomes.front().name, outcomes.front().digest, "", ""};
  json::Array images;
  for (const VerifyOutcome& outcome : outcomes) {
    add_findings(outcome, keys, evidence.findings);
    images.push_back(value_of(outcome));
  }
  json::Value value = evidence::findings_value(evidence);
  value.as_object()->set("images", std::move(images));
  return value;
}

}  // namespace pushgate::cli
