// SPDX-License-Identifier: Apache-2.0
#include "gate/replay.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/inputs.hpp"
#include "gate/version.hpp"
#include "policy/document/policy_document.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

namespace {

using model::Decision;

constexpr std::size_t k_differences = 20;  // that are told one by one
constexpr std::array k_needed = {"inputs.json", "policy.yaml", "findings.json", "decision.json"};

std::string text_of(const model::Reason& reason) {
  return fmt::format("{}: {} of {}: {}", model::to_string(reason.effect), reason.rule, reason.subject,
                     reason.text);
}

std::string text_of(const model::Waived& waived) {
  return fmt::format("waived: {} of {} until {} by {}: {}", waived.finding.rule, waived.finding.subject,
                     format_date(waived.expires), waived.owner, waived.reason);
}

std::string text_of(const model::Vexed& vexed) {
  return fmt::format("VEX: {} of {}, {} by {} of {}", vexed.finding.rule, vexed.finding.subject,
                     model::to_string(vexed.said.status), vexed.said.document, vexed.said.author);
}

/// Every reason, every waiver that held and every VEX statement, in words.
std::vector<std::string> texts_of(const Decision& decision) {
  std::vector<std::string> texts;
  for (const auto& reason : decision.reasons) texts.push_back(text_of(reason));
  for (const auto& waived : decision.waived) texts.push_back(text_of(waived));
  for (const auto& vexed : decision.vex) texts.push_back(text_of(vexed));
  std::ranges::sort(texts);
  return texts;
}

/// A folder's files, and what is found about them.
class Replaying {
 public:
  Replaying(const std::map<std::string, std::string>& files, const std::string& folder)
      : m_files(files), m_folder(folder) {}

  Replay run() && {
    if (!has_all()) return std::move(m_replay);
    const auto inputs = evidence::read_inputs(m_files.at("inputs.json"), path_of("inputs.json"));
    auto evidence = evidence::read_findings(m_files.at("findings.json"), path_of("findings.json"));
    const auto policy = policy::parse_policy(m_files.at("policy.yaml"), path_of("policy.yaml"));
    const auto stored = evidence::read_decision(m_files.at("decision.json"), path_of("decision.json"));
    if (stored) check_policy("decision.json names", stored->policy);
    if (inputs) check_inputs(*inputs, stored ? stored->policy : std::nullopt);
    if (!inputs || !evidence || !policy) {
      if (!inputs) cannot(inputs.error());
      if (!evidence) cannot(evidence.error());
      if (!policy) cannot(policy.error());
      return std::move(m_replay);
    }
    if (policy->looks_at_inventory()) {
      auto inventory = read_inventory();
      if (!inventory) {
        cannot(inventory.error());
        return std::move(m_replay);
      }
      evidence->inventory = std::move(*inventory);
    }
    m_replay.decision = policy::evaluate(*evidence, *policy, inputs->decided_at);
    const std::string again = evidence::write_decision(*m_replay.decision);
    m_replay.same = again == m_files.at("decision.json");
    if (!m_replay.same) {
      differ("decision.json",
             fmt::format("is not what findings.json and policy.yaml give; expected {}, got {}",
                         crypto::sha256(again).to_string(),
                         crypto::sha256(m_files.at("decision.json")).to_string()));
      if (stored) compare(*stored, *m_replay.decision);
      if (!stored) differ("decision.json", "cannot be read: " + error_line(stored.error()));
    }
    return std::move(m_replay);
  }

 private:
  std::string path_of(std::string_view name) const {
    return (std::filesystem::path(m_folder) / name).string();
  }

  Result<model::Inventory> read_inventory() const {
    const auto file = m_files.find("sbom.cdx.json");
    if (file == m_files.end()) return fail(Error::unchecked(path_of("sbom.cdx.json"), "is not there"));
    return sbom::read_cyclonedx(file->second);
  }

  void differ(std::string_view file, std::string message) {
    m_replay.findings.push_back(evidence_finding(k_replay_rule, path_of(file), std::move(message)));
  }

  void cannot(const Error& error) {
    auto finding = evidence_finding(k_replay_rule, error.subject, "cannot be decided from: " + error.what);
    finding.could_not_look = true;
    m_replay.findings.push_back(std::move(finding));
  }

  bool has_all() {
    std::vector<std::string_view> lacking;
    for (const auto* name : k_needed)
      if (!m_files.contains(name)) lacking.emplace_back(name);
    if (lacking.empty()) return true;
    const bool older = !m_files.contains("inputs.json") && !m_files.contains("policy.yaml");
    auto finding = evidence_finding(
        k_replay_rule, m_folder,
        fmt::format("cannot be decided again: {} {} not there{}", fmt::join(lacking, " and "),
                    lacking.size() == 1 ? "is" : "are",
                    older ? "; an older pushgate wrote none, and its decision cannot be replayed" : ""),
        "gate the image again, or decide today and by a policy of today: pushgate policy check " + m_folder);
    finding.could_not_look = true;
    m_replay.findings.push_back(std::move(finding));
    return false;
  }

  void check_policy(std::string_view who, const std::optional<Digest>& expected) {
    const Digest digest = crypto::sha256(m_files.at("policy.yaml"));
    if (!expected || *expected == digest) return;
    differ("policy.yaml", fmt::format("is not the policy that {}; expected {}, got {}", who,
                                      expected->to_string(), digest.to_string()));
  }

  void check_inputs(const evidence::InputsDocument& inputs, const std::optional<Digest>& policy) {
    if (inputs.pushgate != version())
      m_replay.notes.push_back(fmt::format("pushgate {} decided it; this is {}", inputs.pushgate, version()));
    for (const evidence::Input& input : inputs.inputs) {
      if (input.kind == "policy" && input.sha256 != policy) check_policy("inputs.json names", input.sha256);
      const Digest rules = crypto::sha256(policy::rule_book_text());
      if (input.kind == "rules" && input.sha256 && *input.sha256 != rules)
        m_replay.notes.push_back(fmt::format("it was decided with the rules {}; this pushgate has {}",
                                             input.sha256->to_string(), rules.to_string()));
      const Digest distributions = crypto::sha256(policy::distributions_text());
      if (input.kind == "distributions" && input.sha256 && *input.sha256 != distributions)
        m_replay.notes.push_back(
            fmt::format("it was decided with the table of distributions {}; this pushgate has {}",
                        input.sha256->to_string(), distributions.to_string()));
    }
  }

  void compare(const Decision& stored, const Decision& again) {
    if (stored.verdict != again.verdict) {
      differ("decision.json", fmt::format("says {}; the evidence gives {}", model::to_string(stored.verdict),
                                          model::to_string(again.verdict)));
    }
    const auto had = texts_of(stored);
    const auto has = texts_of(again);
    tell(had, has, "has what the evidence does not give");
    tell(has, had, "lacks what the evidence gives");
  }

  /// What only the first has.
  void tell(const std::vector<std::string>& texts, const std::vector<std::string>& others,
            std::string_view what) {
    std::vector<std::string> alone;
    std::ranges::set_difference(texts, others, std::back_inserter(alone));
    for (std::size_t i = 0; i < alone.size() && i < k_differences; ++i)
      differ("decision.json", fmt::format("{}: {}", what, alone[i]));
    if (alone.size() > k_differences)
      differ("decision.json", fmt::format("{}: {} more", what, alone.size() - k_differences));
  }

  const std::map<std::string, std::string>& m_files;
  const std::string& m_folder;
  Replay m_replay;
};

}  // namespace

model::Finding evidence_finding(std::string rule, const std::string& path, std::string message,
                                std::string hint) {
  model::Finding finding;
  finding.rule = std::move(rule);
  finding.severity = model::Severity::critical;
  finding.subject = path;
  finding.location.path = path;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

Replay replay_decision(const std::map<std::string, std::string>& files, const std::string& folder) {
  return Replaying(files, folder).run();
}

}  // namespace pushgate::gate
