// SPDX-License-Identifier: Apache-2.0
#include "attest/receipt_terms.hpp"

#include "attest/statement.hpp"
#include "base/age.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

namespace {

using Outcome = CheckedDocument::Outcome;

constexpr std::chrono::minutes k_clock_skew{5};  // between the host that gated and this one

JudgedSummary bad(Outcome outcome, std::string_view prefix, std::string reason, std::optional<Time> at = {}) {
  std::string why = fmt::format("the receipt{}{}", prefix, reason);
  return {outcome, std::move(reason), std::move(why), at, {}};
}

std::string another(std::string_view member, std::string_view found, std::string_view wanted) {
  return fmt::format("{} is \"{}\"; expected \"{}\"", member, found.substr(0, 300), wanted);
}

std::string_view text_in(const json::Value& summary, std::string_view object, std::string_view member) {
  const json::Value* value = summary.find(object);
  return value == nullptr ? std::string_view() : value->string_at(member);
}

/// Why a summary of a pass for this repository does not count by its time; empty where it does.
std::string why_not_then(std::optional<Time> at, const NamedKey& signer) {
  const std::string days = signer.window.to_string();
  if (!at) {
    return days.empty() ? ""
                        : fmt::format("does not say when it was decided, and the key of {} is valid {}",
                                      signer.name, days);
  }
  if (signer.window.holds(*at)) return "";
  return fmt::format("was decided {} and is signed by {}, whose key is valid {}", format_rfc3339(*at),
                     signer.name, days);
}

/// Why a receipt is not as the trust wants it; empty where it is.
std::string why_not_wanted(const json::Value& summary, std::optional<Time> at, const Trust& trust) {
  if (trust.max_age && !at) {
    return fmt::format("the receipt does not say when it was decided; expected at most {} ago",
                       age_in_words(*trust.max_age));
  }
  if (trust.max_age && trust.now - *at > *trust.max_age) {
    return fmt::format("the receipt was decided {}, {} ago; expected {} or later, at most {} ago",
                       format_rfc3339(*at),
                       age_in_words(std::chrono::floor<std::chrono::hours>(trust.now - *at)),
                       format_rfc3339(trust.now - *trust.max_age), age_in_words(*trust.max_age));
  }
  if (!trust.policy) return "";
  const json::Value* policy = summary.find("policy");
  const std::string_view hex = policy == nullptr ? std::string_view() : text_in(*policy, "digest", "sha256");
  if (hex == trust.policy->hex()) return "";
  return fmt::format("the receipt is by policy {} ({}); expected {}",
                     hex.empty() ? "without a digest" : "sha256:" + std::string(hex.substr(0, 64)),
                     text_in(summary, "policy", "uri").substr(0, 300), trust.policy->to_string());
}

std::map<std::string, Digest> inputs_of(const json::Value& summary) {
  std::map<std::string, Digest> named;
  const json::Value* list = summary.find("inputAttestations");
  const json::Array* inputs = list == nullptr ? nullptr : list->as_array();
  if (inputs == nullptr) return named;
  for (const json::Value& input : *inputs) {
    const auto digest = Digest::parse("sha256:" + std::string(text_in(input, "digest", "sha256")));
    if (digest) named.emplace(input.string_at("uri"), *digest);
  }
  return named;
}

}  // namespace

JudgedSummary judge_summary(const json::Value& summary, std::string_view repository, const NamedKey& signer,
                            const Trust& trust) {
  std::optional<Time> at;
  if (summary.find("timeVerified") != nullptr) {
    const std::string_view text = summary.string_at("timeVerified");
    const auto time = parse_rfc3339(text);
    if (!time) return bad(Outcome::malformed, "'s ", another("timeVerified", text, "an RFC 3339 time"));
    at = *time;
  }
  const std::string_view verdict = summary.string_at("verificationResult");
  if (verdict != "PASSED")
    return bad(Outcome::not_passed, "'s ", another("verificationResult", verdict, "PASSED"), at);
  const std::string_view resource = summary.string_at("resourceUri");
  if (resource != repository)
    return bad(Outcome::foreign_subject, "'s ", another("resourceUri", resource, repository), at);
  if (auto why = why_not_then(at, signer); !why.empty())
    return bad(Outcome::outside_window, " ", std::move(why), at);
  if (at && *at > trust.now + k_clock_skew) {
    return bad(Outcome::malformed, " ",
               fmt::format("was decided {}, which is yet to come; it is {}", format_rfc3339(*at),
                           format_rfc3339(trust.now)),
               at);
  }

  JudgedSummary judged;
  judged.at = at;
  const std::string_view id = text_in(summary, "verifier", "id");
  judged.why_no_receipt = id == verifier_id() ? why_not_wanted(summary, at, trust)
                                              : "the receipt's " + another("verifier.id", id, verifier_id());
  if (judged.why_no_receipt.empty()) judged.inputs = inputs_of(summary);
  return judged;
}

}  // namespace pushgate::attest
