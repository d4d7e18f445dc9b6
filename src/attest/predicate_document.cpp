// SPDX-License-Identifier: Apache-2.0
#include "attest/predicate_document.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "attest/statement.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

namespace {

constexpr std::string_view k_summary_family = "https://slsa.dev/verification_summary/";

Error other_type(std::string_view name, std::string_view kind, std::string_view expected) {
  return Error::misuse(std::string(name), fmt::format("is no {}; expected {}", kind, expected))
      .with_hint("name what it is with --type, a short name or a URI");
}

bool is_object_at(const json::Value& document, std::string_view member) {
  const json::Value* value = document.find(member);
  return value != nullptr && value->as_object() != nullptr;
}

bool is_time_at(const json::Value& document, std::string_view member) {
  return parse_rfc3339(document.string_at(member)).has_value();
}

bool is_cyclonedx(const json::Value& document) {
  return document.string_at("bomFormat") == "CycloneDX";
}

bool is_spdx(const json::Value& document) {
  return document.string_at("spdxVersion").starts_with("SPDX-") ||
         document.string_at("@context").starts_with("https://spdx.org/rdf/3.");
}

bool is_provenance_02(const json::Value& document) {
  return is_object_at(document, "builder") && !document.string_at("buildType").empty();
}

bool is_provenance_1(const json::Value& document) {
  return is_object_at(document, "buildDefinition") && is_object_at(document, "runDetails");
}

bool is_openvex(const json::Value& document) {
  return document.string_at("@context").starts_with(predicate_type::k_openvex);
}

// cosign makes `metadata` times of its own type, and fails where they are none.
bool is_scan(const json::Value& document) {
  const json::Value* metadata = document.find("metadata");
  return is_object_at(document, "scanner") && metadata != nullptr && is_time_at(*metadata, "scanStartedOn") &&
         is_time_at(*metadata, "scanFinishedOn");
}

struct Kind {
  std::string_view type;
  bool (*is)(const json::Value&);
  std::string_view name;
  std::string_view expected;
};

constexpr std::array<Kind, 6> k_kinds = {{
    {predicate_type::k_cyclonedx, is_cyclonedx, "CycloneDX document", R"("bomFormat": "CycloneDX")"},
    {predicate_type::k_spdx, is_spdx, "SPDX document in JSON", R"("spdxVersion": "SPDX-…")"},
    {predicate_type::k_slsa_provenance_02, is_provenance_02, "SLSA provenance v0.2",
     R"("builder" and "buildType")"},
    {predicate_type::k_slsa_provenance_1, is_provenance_1, "SLSA provenance v1",
     R"("buildDefinition" and "runDetails")"},
    {predicate_type::k_openvex, is_openvex, "OpenVEX document", R"("@context": "https://openvex.dev/ns/…")"},
    {predicate_type::k_vuln, is_scan, "scan in cosign's form",
     R"("scanner", and times in "metadata": "scanStartedOn" and "scanFinishedOn")"},
}};

Result<void> check_summary(const json::Value& document, std::string_view name) {
  // Versions before 1 write snake_case.
  std::string_view verdict = document.string_at("verificationResult");
  if (verdict.empty()) verdict = document.string_at("verification_result");
  if (verdict != "PASSED") {
    return fail(
        Error::refused(std::string(name),
                       fmt::format("says verificationResult \"{}\"; only \"PASSED\" is signed: cosign "
                                   "takes any bundle of a key for a signature of the image",
                                   verdict.substr(0, 100)))
            .with_hint("sign a failure with a key that no release trusts: cosign attest --key"));
  }
  const json::Value* verifier = document.find("verifier");
  if (verifier != nullptr && verifier->string_at("id") == verifier_id()) {
    return fail(
        Error::refused(
            std::string(name),
            fmt::format("claims to be of the verifier {}, which is this program's own gate", verifier_id()))
            .with_hint("receipts come from a gate alone: pushgate gate IMAGE --key KEY --push REF"));
  }
  return {};
}

}  // namespace

Result<json::Value> read_predicate(std::string_view type, std::string_view bytes, std::string_view name,
                                   Time now) {
  if (type == predicate_type::k_cosign_sign) {
    return fail(Error::misuse("--type", fmt::format("{} is the type of a signature", type))
                    .with_hint("sign the image: pushgate sign IMAGE --key KEY"));
  }
  if (type == predicate_type::k_custom) {
    if (!is_utf8(bytes)) {
      return fail(Error::misuse(std::string(name), "is no text in UTF-8; expected what JSON can hold")
                      .with_hint("attest its SHA-256, or the file in base64"));
    }
    return json::Object{{"Data", bytes}, {"Timestamp", format_rfc3339(now)}};
  }
  // One level less than readers take: it stands in a statement.
  TRY_ASSIGN(json::Value document,
             json::parse(bytes, name, {.bytes = k_predicate_bytes, .depth = limits::k_json_depth - 1}));
  if (document.as_object() == nullptr) {
    return fail(Error::misuse(std::string(name),
                              "is no JSON object; expected one, as every predicate but custom is"));
  }
  const auto kind = std::ranges::find(k_kinds, type, &Kind::type);
  if (kind != k_kinds.end() && !kind->is(document)) return fail(other_type(name, kind->name, kind->expected));
  if (type.starts_with(k_summary_family)) TRY(check_summary(document, name));
  return document;
}

}  // namespace pushgate::attest
