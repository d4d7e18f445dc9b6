// SPDX-License-Identifier: Apache-2.0
#include "gate/receipt_inputs.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/error_line.hpp"
#include "base/percent.hpp"
#include "evidence/documents.hpp"
#include "gate/git_revision.hpp"
#include "gate/version.hpp"
#include "policy/document/policy_document.hpp"

namespace pushgate::gate {

namespace {

using evidence::Input;

Input revision_input(const std::string& folder) {
  const auto revision = revision_of(folder);
  if (!revision)
    return {"source", folder, std::nullopt, {{"commit", nullptr}, {"reason", error_line(revision.error())}}};
  return {"source",
          folder,
          std::nullopt,
          {{"commit", revision->commit}, {"dirty", revision->dirty}, {"untracked", revision->untracked}}};
}

/// The scanner as findings.json has it, and once more by itself whatever of it has a digest of its own.
void add_scanner(const json::Value& scanner, std::vector<Input>& inputs) {
  const json::Object* known = scanner.as_object();
  if (known == nullptr) return;
  const std::string name(scanner.string_at("name"));
  Input whole{"scanner", name, std::nullopt, {}};
  std::vector<Input> parts;
  for (const auto& [member, value] : known->members()) {
    const std::string* text = value.as_string();
    const auto digest = Digest::parse(text == nullptr ? "" : *text);
    if (member == "binary") {
      if (digest) whole.sha256 = *digest;
    } else if (member != "name") {
      whole.more.append(member, value);
      if (digest) parts.push_back({"scanner-" + member, name, *digest, {}});
    }
  }
  inputs.push_back(std::move(whole));
  std::ranges::move(parts, std::back_inserter(inputs));
}

}  // namespace

evidence::InputsDocument describe_inputs(const DecisionInputs& inputs, std::vector<Input> files) {
  const auto& [root, policy, evidence, source, decided_at] = inputs;
  evidence::InputsDocument document{decided_at, std::string(version()), {}};
  auto& list = document.inputs;
  list.push_back(
      {"image", evidence.subject.name, evidence.subject.digest, {{"platform", evidence.subject.platform}}});
  if (root != evidence.subject.digest) list.push_back({"index", evidence.subject.name, root, {}});
  std::ranges::move(files, std::back_inserter(list));
  if (!source.empty()) list.push_back(revision_input(source));
  list.push_back({"policy", policy.name, policy.digest, {}});
  list.push_back({"rules", "rules.yaml", crypto::sha256(policy::rule_book_text()), {}});
  if (policy.image.end_of_life) {
    list.push_back({"distributions", "distributions.yaml", crypto::sha256(policy::distributions_text()), {}});
  }
  const json::Value findings = evidence::findings_value(evidence);
  add_scanner(*findings.find("summary")->find("scanner"), list);
  if (evidence.plan_score)
    list.push_back({"plan-score", evidence.subject.service, std::nullopt, {{"score", *evidence.plan_score}}});
  return document;
}

std::vector<attest::InputAttestation> named_by_digest(const evidence::InputsDocument& document) {
  std::vector<attest::InputAttestation> named;
  for (const Input& input : document.inputs) {
    const std::string uri = input.kind + ":" + percent_encode(input.name, "/");
    const json::Value* commit = input.more.find("commit");
    if (input.sha256) {
      named.push_back({uri, "sha256", input.sha256->hex()});
    } else if (commit != nullptr && commit->as_string() != nullptr) {
      named.push_back({uri, "gitCommit", *commit->as_string()});
    }
  }
  return named;
}

}  // namespace pushgate::gate
