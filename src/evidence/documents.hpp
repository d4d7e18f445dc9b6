// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"

namespace pushgate::evidence {

// The documents of an evidence folder. Writers give the bytes of the file (pretty JSON, same input, same
// bytes); readers are strict (no member that is not known), and every error is `unchecked` with the file's
// name and the member. What was written is read back equal, but for texts that are not UTF-8: each wrong byte
// is U+FFFD from then on.

/// subject.json: `{"schema": "pushgate.subject/v1", "name", "digest", "service", "platform", "media_type",
/// "size", "config", "layers": [{"digest", "diff_id", "size"}]}`; digest is null where there is none. Earlier
/// documents have no size of a layer.
struct SubjectLayer {
  std::string digest;
  std::string diff_id;
  std::optional<std::uint64_t> size{};  ///< bytes of the blob

  bool operator==(const SubjectLayer&) const = default;
};
struct SubjectDocument {
  model::Subject subject;
  std::string media_type;            ///< of the manifest
  std::uint64_t size = 0;            ///< of the manifest
  std::string config;                ///< digest
  std::vector<SubjectLayer> layers;  ///< lowest first
};
std::string write_subject(const SubjectDocument& document);
Result<SubjectDocument> read_subject(std::string_view bytes, std::string_view name);

/// The contract's shape `pushgate.findings/v1` (also the `--format json` of every checking command):
/// `{"schema", "subject": {"name", "digest"}, "findings": […], "summary": {…}}`. subject has "service" and
/// "platform" where they are known. A finding has "unknown": true where its rule could not look. summary is
/// `{"total", "CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN", "scanners": [{"scanner", "outcome", "reason"}],
/// "scanner": {"name", "version", "binary", "database", "database_updated_at"}, "plan_score", "image_size"}`,
/// with null for what is not known; plan_score, of 100, and image_size, the bytes of all layers as they are
/// stored, only where there is one. The inventory is not in it: it is that of the SBOM.
json::Value findings_value(const model::Evidence& evidence);
std::string write_findings(const model::Evidence& evidence);
Result<model::Evidence> read_findings(std::string_view bytes, std::string_view name);

/// decision.json, `pushgate.decision/v1`: `{"schema", "verdict", "reasons": [{"effect", "rule", "severity",
/// "subject", "text", "fixed_version"}], "policy": {"digest"}, "waived": [{"finding", "reason", "owner",
/// "expires"}], "unfixed_denying", "unfixed_ignored"}`, and only where there are any `"severities": [{"rule",
/// "severity"}]`, `"grace": [{"finding", "until"}]` and `"findings": […]`, those of the policy's own rules.
json::Value decision_value(const model::Decision& decision);
std::string write_decision(const model::Decision& decision);
Result<model::Decision> read_decision(std::string_view bytes, std::string_view name);

/// provenance.json, `pushgate.provenance/v1`: `{"schema", "distributions": [{"name", "version", "purl",
/// "metadata", "lock": {"place", "sha256": […]}, "wheel": {"name", "sha256"}, "record", "proof": "wheel",
/// "record" or "none", "of_system", "layers": [{"diff_id", "created_by", "files"}], "files": {"proven",
/// "unhashed", "changed", "missing", "added"}}]}`, with null for a lock, wheel or record that is not known.
json::Value distribution_value(const model::DistributionProof& one);
std::string write_provenance(const std::vector<model::DistributionProof>& distributions);
Result<std::vector<model::DistributionProof>> read_provenance(std::string_view bytes, std::string_view name);

/// evidence.json: `{"schema": "pushgate.evidence/v1", "files": [{"name", "size", "sha256"}]}`, sorted by
/// name.
std::string write_manifest(const std::map<std::string, std::string>& files);

/// An evidence folder read back: every listed file is there, nothing else but the receipt, and each has its
/// size and SHA-256. Gives the listed files, evidence.json, and the receipt where there is one. Untrusted:
/// the folder; links are not followed. Errors: unchecked, naming the file that differs, is missing or is not
/// listed; misuse, for the evidence of an index. Limits: 64 files, k_json_bytes for one and 1 GB for all.
Result<std::map<std::string, std::string>> read_folder(const std::string& folder);

}  // namespace pushgate::evidence
