// SPDX-License-Identifier: Apache-2.0
//
// A report on secrets, as far as it is read (Trivy 0.69.3, pkg/fanal/types/secret.go):
//
//   {"SchemaVersion": 2, "ArtifactName": "tree", "ArtifactType": "filesystem",
//    "Results": [{"Target": "context/README.md", "Class": "secret",
//      "Secrets": [{"RuleID": "github-pat", "Severity": "CRITICAL", "Title": "GitHub Personal Access Token",
//                   "StartLine": 1, "Layer": {"DiffID": "sha256:…"}}]}]}
#include "scanners/secrets/trivy_secrets.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "scanners/trivy/optional_array.hpp"
#include "scanners/trivy/trivy_program.hpp"
#include "scanners/trivy/trivy_run.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_report = "Trivy's report on secrets";
constexpr std::string_view k_canary = "canary/docs/test/README.md";  // that three of the rules pass over
constexpr std::string_view k_canary_rule = "github-pat";
constexpr std::string_view k_config_file = "secrets.yaml";
constexpr std::string_view k_config =
    "disable-allow-rules:\n"
    "  [dist-info, tests, examples, vendor, usr-dirs, locale-dir, markdown, node.js, golang, python, "
    "rubygems,\n"
    "   wordpress, anaconda-log]\n";

constexpr std::array<std::string_view, 9> k_registry_tokens = {
    "github-pat", "github-oauth",      "github-app-token", "github-refresh-token", "github-fine-grained-pat",
    "gitlab-pat", "pypi-upload-token", "npm-access-token", "dockerhub-pat"};
constexpr std::string_view k_docker_login = "dockerconfig-secret";

bool is_rule_id(std::string_view id) {
  return !id.empty() && id.size() <= 100 &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<ReportedSecret> read_secret(const json::Value& entry, const std::string& where) {
  ReportedSecret out;
  TRY_ASSIGN(out.rule, json::require_string(entry, "RuleID", where));
  if (!is_rule_id(out.rule))
    return fail(Error::unchecked(where, "member \"RuleID\" is no identifier of a rule"));
  TRY_ASSIGN(const auto severity, json::require_string(entry, "Severity", where));
  const auto parsed = model::parse_severity(severity);
  if (!parsed) return fail(Error::unchecked(where, "member \"Severity\" is none that pushgate knows"));
  out.severity = *parsed;
  out.title = escape_controls(entry.string_at("Title").substr(0, 200));
  TRY_ASSIGN(const auto line, json::require_unsigned(entry, "StartLine", where));
  out.line = static_cast<std::uint32_t>(std::min<std::uint64_t>(line, 0xFFFF'FFFF));
  if (const auto* layer = entry.find("Layer")) out.layer = layer->string_at("DiffID");
  return out;
}

/// Runs Trivy's secret scanner: `words` say over what.
Result<std::string> look_for_secrets(std::vector<std::string> words, const TrivyOptions& options,
                                     const fs::path& scratch) {
  TRY_ASSIGN(const auto program, find_trivy(options, scratch));
  TRY(store::write_file(scratch / k_config_file, k_config));
  TrivyCall call{program.executable, std::move(words), scratch, options.timeout, false};
  const std::array<std::string, 18> same = {
      "--scanners", "secret", "--secret-config", std::string(k_config_file), "--format", "json",
      "--cache-dir", "cache", "--cache-backend", "memory", "--offline-scan", "--skip-version-check",
      "--disable-telemetry", "--no-progress", "--exit-code", "0", "--timeout",
      // Ours ends it first: its own time-out would read as one more failure.
      fmt::format("{}s", options.timeout.count() + 60)};
  call.arguments.insert(call.arguments.end(), same.begin(), same.end());
  return run_trivy(call);
}

}  // namespace

Result<std::vector<ReportedSecret>> parse_secret_report(std::string_view text, std::string_view artifact,
                                                        std::string_view type) {
  const std::string where(k_report);
  TRY_ASSIGN(const auto document, json::parse(text, k_report));
  TRY_ASSIGN(const auto version, json::require_unsigned(document, "SchemaVersion", k_report));
  TRY_ASSIGN(const auto name, json::require_string(document, "ArtifactName", k_report));
  TRY_ASSIGN(const auto its_type, json::require_string(document, "ArtifactType", k_report));
  if (version != 2 || name != artifact || its_type != type) {
    return fail(Error::unchecked(
        where, fmt::format("has schema version {} and is about '{}' of type '{}'; expected 2, '{}', '{}'",
                           version, escape_controls(name.substr(0, 100)),
                           escape_controls(its_type.substr(0, 40)), artifact, type)));
  }
  TRY_ASSIGN(const auto* results, optional_array(document, "Results", where));
  std::vector<ReportedSecret> secrets;
  for (std::size_t i = 0; i < results->size(); ++i) {
    const auto& result = (*results)[i];
    const auto there = fmt::format("{}/Results/{}", where, i);
    if (result.as_object() == nullptr) return fail(Error::unchecked(there, "is no object"));
    TRY_ASSIGN(const auto* entries, optional_array(result, "Secrets", there));
    for (std::size_t j = 0; j < entries->size(); ++j) {
      TRY_ASSIGN(auto secret, read_secret((*entries)[j], fmt::format("{}/Secrets/{}", there, j)));
      TRY_ASSIGN(secret.target, json::require_string(result, "Target", there));
      secrets.push_back(std::move(secret));
    }
  }
  return secrets;
}

Result<std::vector<ReportedSecret>> trivy_secrets_in(const std::string& folder, const TrivyOptions& options,
                                                     const fs::path& scratch) {
  // Another one each time: the scratch folder's name is random.
  const std::string canary = "ghp_" + crypto::sha256(scratch.string()).hex().substr(0, 36);
  const fs::path canary_file = scratch / folder / k_canary;
  std::error_code error;
  fs::create_directories(canary_file.parent_path(), error);
  TRY(store::write_file(canary_file, "token: " + canary + "\n"));
  TRY_ASSIGN(const auto report, look_for_secrets({"fs", folder}, options, scratch));
  TRY_ASSIGN(auto secrets, parse_secret_report(report, folder, "filesystem"));
  const auto is_canary = [](const ReportedSecret& secret) { return secret.target == k_canary; };
  const bool was_found = std::ranges::any_of(
      secrets, [&](const auto& secret) { return is_canary(secret) && secret.rule == k_canary_rule; });
  if (!was_found) {
    return fail(Error::unchecked("Trivy's secret scanner",
                                 "did not find a token that was put before it; what it "
                                 "found, or did not, cannot be relied on"));
  }
  std::erase_if(secrets, is_canary);
  return secrets;
}

Result<std::vector<ReportedSecret>> trivy_secrets_of(const std::string& layout, const TrivyOptions& options,
                                                     const fs::path& scratch) {
  TRY_ASSIGN(
      const auto report,
      look_for_secrets({"image", "--input", layout, "--image-config-scanners", "secret"}, options, scratch));
  return parse_secret_report(report, layout, "container_image");
}

model::Finding trivy_secret_finding(const ReportedSecret& secret, model::Location place) {
  model::Finding finding;
  const bool is_token = std::ranges::find(k_registry_tokens, secret.rule) != k_registry_tokens.end();
  if (is_token) {
    finding.rule = "secrets/registry-token";
  } else if (secret.rule == k_docker_login) {
    finding.rule = "secrets/registry-credentials";
  } else {
    // One that Trivy does not rate is taken for a heavy one.
    const auto severity =
        secret.severity == model::Severity::unknown ? model::Severity::high : secret.severity;
    finding.rule = "secrets/trivy-" + lower_case(model::to_string(severity));
  }
  finding.subject = place.path;
  finding.location = std::move(place);
  finding.message = fmt::format("holds a secret by Trivy's rule {}: {}", secret.rule, secret.title);
  finding.hint =
      "revoke it first: whoever has what it is in has it; then take it out, where it is and from the history";
  return finding;
}

}  // namespace pushgate::scanners
