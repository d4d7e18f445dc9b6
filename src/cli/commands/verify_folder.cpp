// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/verify_folder.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "evidence/documents.hpp"

namespace pushgate::cli {

namespace {

using gate::FolderVerification;

std::string decision_line(const FolderVerification& found) {
  std::string line(found.verdict ? model::to_string(*found.verdict) : "not known");
  if (!found.replay) return line;
  if (found.replay->same) return line + ", and the same again from findings.json and policy.yaml";
  if (found.replay->decision)
    return fmt::format("{}; from findings.json and policy.yaml it is {}", line,
                       found.replay->decision->verdict == found.verdict
                           ? "so with other reasons"
                           : std::string(model::to_string(found.replay->decision->verdict)));
  return line + "; it cannot be decided again";
}

std::string as_text(const FolderVerification& found, const std::string& folder) {
  const char* word = found.verified() ? "VERIFIED" : found.refused() ? "REFUSED" : "UNCHECKED";
  std::string text = fmt::format("{}  {}  {}\n", word, escape_controls(folder),
                                 found.subject.digest ? found.subject.digest->to_string() : "of no image");
  text += fmt::format("  receipt   {}\n  evidence  {} files\n  decision  {}\n",
                      found.signer.empty() ? "none that counts" : signer_line(found), found.files,
                      decision_line(found));
  if (!found.decision_signer.empty()) text += fmt::format("  signed    {}\n", signer_line(found));
  std::set<std::string> hints;
  for (const auto& one : found.platforms) {
    text +=
        fmt::format("  {}  {}  {}\n", escape_controls(one.subject.platform),
                    one.subject.digest ? one.subject.digest->to_string() : "of no image", decision_line(one));
  }
  for (const auto& finding : found.findings) {
    text +=
        fmt::format("  {}: {}\n", escape_controls(finding.location.path), escape_controls(finding.message));
    if (!finding.hint.empty()) hints.insert(finding.hint);
  }
  for (const auto& note : notes_of(found)) text += "  note: " + escape_controls(note) + "\n";
  for (const auto& hint : hints) text += "  next: " + escape_controls(hint) + "\n";
  return text;
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

const char* replay_word(const gate::Replay& replay) {
  return replay.same ? "same" : replay.decision ? "different" : "impossible";
}

/// Of an index the word for the platform that fares worst.
json::Value replay_json(const FolderVerification& found) {
  if (!found.is_index) return found.replay ? json::Value(replay_word(*found.replay)) : json::Value();
  std::set<std::string> words;
  for (const auto& one : found.platforms)
    if (one.replay) words.insert(replay_word(*one.replay));
  return words.empty() ? json::Value() : json::Value(*words.begin());  // different, impossible, same
}

json::Value verdict_json(const FolderVerification& found) {
  return found.verdict ? json::Value(model::to_string(*found.verdict)) : json::Value();
}

json::Array platforms_json(const FolderVerification& found) {
  json::Array platforms;
  for (const auto& one : found.platforms) {
    platforms.emplace_back(json::Object{
        {"platform", one.subject.platform},
        {"digest", one.subject.digest ? json::Value(one.subject.digest->to_string()) : json::Value()},
        {"verified", one.verified()},
        {"files", static_cast<std::uint64_t>(one.files)},
        {"verdict", verdict_json(one)},
        {"replay", replay_json(one)}});
  }
  return platforms;
}

json::Value as_json(const FolderVerification& found, const std::string& folder) {
  json::Value value =
      evidence::findings_value({found.subject, {}, found.findings, std::nullopt, std::nullopt});
  value.as_object()->set("evidence", folder_json(found, folder));
  return value;
}

}  // namespace

std::string signer_line(const FolderVerification& found) {
  if (found.signer.empty() && found.decision_signer.empty()) return "none that counts";
  return fmt::format("by {}, of {}, for {}",
                     escape_controls(found.signer.empty() ? found.decision_signer : found.signer),
                     format_rfc3339(*found.decided_at), escape_controls(found.repository));
}

std::vector<std::string> notes_of(const FolderVerification& found) {
  std::vector<std::string> notes;
  if (found.replay) notes = found.replay->notes;
  for (const auto& one : found.platforms) {
    for (std::string& note : notes_of(one))
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
  }
  return notes;
}

json::Object folder_json(const FolderVerification& found, const std::string& folder) {
  const auto notes = notes_of(found);
  json::Object evidence{
      {"folder", folder},
      {"verified", found.verified()},
      {"files", static_cast<std::uint64_t>(found.files)},
      {"verdict", verdict_json(found)},
      {"signer", text_or_null(found.signer)},
      {"decision_signer", text_or_null(found.decision_signer)},
      {"repository", text_or_null(found.repository)},
      {"decided_at", found.decided_at ? json::Value(format_rfc3339(*found.decided_at)) : json::Value()},
      {"replay", replay_json(found)},
      {"notes", json::Array(notes.begin(), notes.end())}};
  if (found.is_index) evidence.set("platforms", platforms_json(found));
  return evidence;
}

Result<ExitCode> run_verify_folder(const gate::FolderVerifyRequest& request, const gate::TrustLoader& trust,
                                   const Output& output) {
  if (output.format == "markdown")
    return fail(Error::misuse("--format", "markdown is a form of --fleet; expected text or json"));
  TRY_ASSIGN(const FolderVerification found, gate::verify_folder(evidence::files_on_disk(), request, trust));
  TRY(output.write(output.json() ? json::write_pretty(as_json(found, request.folder))
                                 : as_text(found, request.folder)));
  if (found.verified()) return ExitCode::passed;
  return found.refused() ? ExitCode::refused : ExitCode::unchecked;
}

}  // namespace pushgate::cli
