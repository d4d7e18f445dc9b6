// SPDX-License-Identifier: Apache-2.0
#include "gate/folder_findings.hpp"

#include <filesystem>
#include <utility>

#include "base/format.hpp"
#include "gate/replay.hpp"

namespace pushgate::gate {

namespace {

using Kind = evidence::FolderProblem::Kind;

std::string rule_of(Kind kind) {
  switch (kind) {
    case Kind::missing:
      return "verify/evidence-missing";
    case Kind::unlisted:
      return "verify/evidence-unlisted";
    case Kind::changed:
    case Kind::irregular:
      return "verify/evidence-changed";
    case Kind::unreadable:
      break;
  }
  return "verify/evidence-unreadable";
}

}  // namespace

model::Finding problem_finding(const evidence::FolderProblem& problem, const std::string& folder) {
  model::Finding finding = evidence_finding(
      rule_of(problem.kind), (std::filesystem::path(folder) / problem.name).string(), problem.error.what,
      problem.kind == Kind::unlisted ? "remove it, or ask who put it there" : k_gate_again);
  finding.could_not_look = problem.kind == Kind::unreadable;
  return finding;
}

model::Finding no_receipt_finding(const std::string& folder, const std::optional<model::Verdict>& verdict,
                                  const std::string& told_in) {
  if (verdict == model::Verdict::pass) {
    return evidence_finding("verify/no-receipt", folder, "no receipt: it was gated without a key",
                            k_gate_again);
  }
  return evidence_finding("verify/no-receipt", folder,
                          verdict ? fmt::format("no receipt: the verdict was {}", model::to_string(*verdict))
                                  : std::string("no receipt"),
                          fmt::format("pushgate report {} says why", told_in));
}

model::Finding no_key_finding(const std::string& path) {
  model::Finding finding =
      evidence_finding("verify/no-receipt", path, "was not checked: nobody said whose key counts",
                       "name the public key of who signed it with --key");
  finding.could_not_look = true;
  return finding;
}

namespace {

model::Finding bad_document_finding(std::string rule, const std::string& path, const Error& error) {
  model::Finding finding = evidence_finding(std::move(rule), path, error.what, error.hint);
  finding.could_not_look = error.code != ErrorCode::refused;
  return finding;
}

}  // namespace

model::Finding bad_receipt_finding(const std::string& path, const Error& error) {
  return bad_document_finding("verify/no-receipt", path, error);
}

model::Finding bad_decision_finding(const std::string& path, const Error& error) {
  return bad_document_finding("verify/signed-decision", path, error);
}

}  // namespace pushgate::gate
