// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/verify_archive.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/verify_folder.hpp"
#include "cli/count_line.hpp"
#include "evidence/documents.hpp"

namespace pushgate::cli {

namespace {

using gate::ArchiveVerification;
using model::Finding;

/// For a whole archive as for a folder of it.
template <typename Verification>
const char* word_of(const Verification& found) {
  return found.verified() ? "VERIFIED" : found.refused() ? "REFUSED" : "UNCHECKED";
}

std::string finding_lines(const std::vector<Finding>& findings, std::string_view indent) {
  std::string text;
  for (const Finding& finding : findings) {
    text += indent;
    if (!finding.location.path.empty()) text += escape_controls(finding.location.path) + ": ";
    text += escape_controls(finding.message) + "\n";
  }
  return text;
}

std::string folder_line(const ArchiveVerification::Folder& folder) {
  const gate::FolderVerification& found = folder.found;
  // What did not pass is never called verified, whoever signed that.
  const bool is_refusal = found.verified() && found.signer.empty();
  std::string line =
      fmt::format("  {:9}  {}  {}", is_refusal ? "SIGNED" : word_of(found), escape_controls(folder.name),
                  found.verdict ? model::to_string(*found.verdict) : "no verdict");
  if (!found.signer.empty() || !found.decision_signer.empty()) line += ", " + signer_line(found);
  return line + "\n";
}

std::string summary_line(const ArchiveVerification& found) {
  std::size_t refused = 0;
  std::size_t verified = 0;
  std::size_t not_passed = 0;
  for (const auto& folder : found.folders) {
    refused += folder.found.refused() ? 1 : 0;
    verified += folder.found.verified() ? 1 : 0;
    not_passed += folder.found.verified() && folder.found.signer.empty() ? 1 : 0;
  }
  std::string line = fmt::format("  {} of {} folders verified", verified, found.folders.size());
  if (not_passed > 0) line += fmt::format(", {} of them of images that did not pass", not_passed);
  const std::size_t unchecked = found.folders.size() - verified - refused;
  if (refused > 0) line += fmt::format(", {} refused", refused);
  if (unchecked > 0) line += fmt::format(", {} could not be checked", unchecked);
  return line + "\n";
}

std::string as_text(const ArchiveVerification& found, const gate::ArchiveVerifyRequest& request) {
  std::string text =
      fmt::format("{}  {}\n  manifest   {}, made by {}\n", word_of(found), escape_controls(request.archive),
                  found.manifest.to_string(), escape_controls(found.made_by));
  for (const auto& key : found.keys)
    text +=
        fmt::format("  key        {}, {}\n", key.fingerprint.to_string(),
                    key.trusted ? (request.trust_archived_keys ? "trusted on the archive's word" : "trusted")
                                : "not trusted");
  std::set<std::string> hints;
  std::set<std::string> notes;
  const auto collect = [&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings)
      if (!finding.hint.empty()) hints.insert(finding.hint);
  };
  for (const auto& folder : found.folders) {
    text += folder_line(folder) + finding_lines(folder.found.findings, "    ");
    collect(folder.found.findings);
    std::ranges::move(notes_of(folder.found), std::inserter(notes, notes.end()));
  }
  text += finding_lines(found.findings, "  ") + summary_line(found);
  collect(found.findings);
  for (const auto& note : notes) text += "  note: " + escape_controls(note) + "\n";
  for (const auto& hint : hints) text += "  next: " + escape_controls(hint) + "\n";
  return text;
}

json::Value as_json(const ArchiveVerification& found, const gate::ArchiveVerifyRequest& request) {
  std::vector<Finding> findings = found.findings;
  json::Array folders;
  for (const auto& folder : found.folders) {
    std::ranges::copy(folder.found.findings, std::back_inserter(findings));
    json::Object one = folder_json(folder.found, folder.name);
    const auto& digest = folder.found.subject.digest;
    one.set("name", folder.found.subject.name);
    one.set("digest", digest ? json::Value(digest->to_string()) : json::Value());
    folders.emplace_back(std::move(one));
  }
  json::Array keys;
  for (const auto& key : found.keys)
    keys.emplace_back(json::Object{
        {"path", key.path}, {"fingerprint", key.fingerprint.to_string()}, {"trusted", key.trusted}});
  model::Subject subject;
  subject.name = request.archive;
  json::Value value =
      evidence::findings_value({subject, {}, std::move(findings), std::nullopt, std::nullopt});
  value.as_object()->set("archive", json::Object{{"file", request.archive},
                                                 {"verified", found.verified()},
                                                 {"manifest", found.manifest.to_string()},
                                                 {"made_by", found.made_by},
                                                 {"keys", std::move(keys)},
                                                 {"folders", std::move(folders)}});
  return value;
}

}  // namespace

Result<ExitCode> run_verify_archive(const gate::ArchiveVerifyRequest& request, const Output& output) {
  if (output.format == "markdown")
    return fail(Error::misuse("--format", "markdown is a form of --fleet; expected text or json"));
  CountLine progress;
  TRY_ASSIGN(const ArchiveVerification found, gate::verify_archive(request, progress));
  TRY(output.write(output.json() ? json::write_pretty(as_json(found, request)) : as_text(found, request)));
  if (found.verified()) return ExitCode::passed;
  return found.refused() ? ExitCode::refused : ExitCode::unchecked;
}

}  // namespace pushgate::cli
