// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/provenance_scanner.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/format.hpp"
#include "scanners/provenance/installation.hpp"
#include "scanners/provenance/proof.hpp"

namespace pushgate::scanners {

namespace {

using Outcome = model::ScannerRun::Outcome;

constexpr std::size_t k_named = 5;  // paths in a message

Result<ProvenanceResult> scan(const ProvenanceInput& input) {
  TRY_ASSIGN(const Installation installed, Installation::find(input.view, input.recorded, input.inventory));
  Proof proof{input, installed, begin_chains(installed, input.inventory.layers)};
  for (const auto& file : installed.unread()) {
    proof.not_looked_at.push_back(fmt::format("{}: {}", file.path, file.reason));
  }
  judge_distributions(proof);
  compare_with_records(proof);
  judge_scripts(proof);
  find_unnamed_files(proof);
  judge_compiled_modules(proof);
  compare_with_lock(proof);
  compare_with_wheels(proof);

  ProvenanceResult made;
  auto& result = made.result;
  result.run.scanner = "provenance";
  result.run.outcome = proof.not_looked_at.empty() ? Outcome::complete : Outcome::incomplete;
  if (!proof.not_looked_at.empty()) result.run.reason = some_of(proof.not_looked_at);
  model::sort_findings(proof.findings);
  result.findings = std::move(proof.findings);
  for (std::size_t i = 0; i < proof.chains.size(); ++i) {
    if (!installed.distributions()[i].carried) made.distributions.push_back(std::move(proof.chains[i]));
  }
  std::ranges::sort(made.distributions, {}, [](const auto& one) { return std::tie(one.name, one.metadata); });
  return made;
}

}  // namespace

model::Finding& Proof::add(std::string rule, std::string subject, std::string path, std::string message,
                           std::string hint) {
  model::Finding finding;
  finding.rule = std::move(rule);
  finding.subject = std::move(subject);
  finding.location.path = std::move(path);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return findings.emplace_back(std::move(finding));
}

model::Finding& Proof::add_in(std::size_t layer, std::string rule, std::string subject, std::string path,
                              std::string message, std::string hint) {
  auto& finding =
      add(std::move(rule), std::move(subject), std::move(path), std::move(message), std::move(hint));
  if (layer < input.layers.size()) finding.location.layer = input.layers[layer].diff_id.to_string();
  return finding;
}

model::DistributionProof& Proof::chain_of(const Distribution& one) {
  return chains[static_cast<std::size_t>(&one - installed.distributions().data())];
}

std::string some_of(const std::vector<std::string>& paths) {
  std::string out;
  for (std::size_t i = 0; i < paths.size() && i < k_named; ++i) out += (i > 0 ? ", " : "") + paths[i];
  if (paths.size() > k_named) out += fmt::format(" and {} more", paths.size() - k_named);
  return out;
}

ProvenanceResult scan_provenance(const ProvenanceInput& input) {
  auto result = scan(input);
  if (result) return std::move(*result);
  const auto& error = result.error();
  const auto subject = error.subject.empty() ? "" : error.subject + ": ";
  return {{{"provenance", Outcome::incomplete, subject + error.what}, {}}, {}};
}

}  // namespace pushgate::scanners
