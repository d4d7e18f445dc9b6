// SPDX-License-Identifier: Apache-2.0
#include "gate/image_evidence.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/index.hpp"
#include "gate/merge_outcomes.hpp"

namespace pushgate::gate {

namespace {

using Files = std::map<std::string, std::string>;

/// Adds what one image's files say.
Result<std::optional<Digest>> add(const Files& files, const std::string& folder, ImageEvidence& evidence) {
  TRY_ASSIGN(const auto subject_text, file_of(files, folder, "subject.json"));
  TRY_ASSIGN(const auto decision_text, file_of(files, folder, "decision.json"));
  TRY_ASSIGN(const auto subject, evidence::read_subject(subject_text, folder + "/subject.json"));
  TRY_ASSIGN(auto decision, evidence::read_decision(decision_text, folder + "/decision.json"));
  const std::string& service = subject.subject.service;
  if (evidence.folders.empty()) {
    evidence.service = service;
    evidence.decision = std::move(decision);
  } else if (service != evidence.service) {
    return fail(Error::unchecked(folder, fmt::format("is about service '{}'; expected '{}', as the platforms "
                                                     "beside it are",
                                                     service, evidence.service)));
  } else {
    evidence.decision.verdict = heavier(evidence.decision.verdict, decision.verdict);
    std::ranges::move(decision.reasons, std::back_inserter(evidence.decision.reasons));
  }
  evidence.folders.push_back(files);
  return subject.subject.digest;
}

}  // namespace

Result<std::string_view> file_of(const Files& files, const std::string& folder, const char* name) {
  const auto file = files.find(name);
  if (file == files.end()) return fail(Error::unchecked(folder + "/" + name, "is not among the evidence"));
  return std::string_view(file->second);
}

Result<ImageEvidence> read_image_evidence(const std::string& folder) {
  ImageEvidence evidence;
  if (!evidence::is_index_folder(evidence::files_on_disk(), folder)) {
    TRY_ASSIGN(evidence.files, evidence::read_folder(folder));
    TRY_ASSIGN(evidence.image, add(evidence.files, folder, evidence));
    return evidence;
  }
  TRY_ASSIGN(auto contents, evidence::read_index_folder(folder));
  evidence.image = contents.document->digest;
  evidence.files = std::move(contents.files);
  for (const auto& [named, path, own] : contents.platforms) {
    TRY(add(own.files, path, evidence));
    evidence.platforms.push_back({named.platform, named.digest});
  }
  return evidence;
}

}  // namespace pushgate::gate
