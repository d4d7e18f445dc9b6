// SPDX-License-Identifier: Apache-2.0
#include "gate/stored_evidence.hpp"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "adapter/json/json.hpp"
#include "evidence/documents.hpp"
#include "gate/gate_since.hpp"
#include "gate/make_sbom.hpp"
#include "gate/settings.hpp"
#include "gate/since_words.hpp"
#include "gate/waiver_list.hpp"
#include "model/judged_evidence.hpp"
#include "report/image_page.hpp"
#include "report/package.hpp"
#include "report/report.hpp"
#include "sbom/compare_inventories.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

namespace {

using Files = std::map<std::string, std::string>;

Result<const std::string*> file_of(const Files& files, const std::string& folder, const char* name) {
  const auto file = files.find(name);
  if (file == files.end()) return fail(Error::unchecked(folder + name, "is not among the evidence"));
  return &file->second;
}

report::ReportInput report_input(const StoredEvidence& stored) {
  return {stored.evidence,      stored.decision, stored.packages, stored.layers, "", "",
          stored.distributions, stored.waivers};
}

void add_packages(const std::vector<model::Component>& components,
                  const std::map<Digest, std::size_t>& places, std::vector<report::PageLayer>& layers) {
  for (const model::Component& one : components) {
    if (const auto place = one.layer ? places.find(*one.layer) : places.end(); place != places.end()) {
      const std::string name = one.group.empty() ? one.name : one.group + "/" + one.name;
      layers[place->second].packages.push_back(one.version.empty() ? name : name + " " + one.version);
    }
    add_packages(one.nested, places, layers);
  }
}

std::vector<report::PageLayer> layers_of(const StoredEvidence& stored) {
  std::vector<report::PageLayer> layers;
  std::map<Digest, std::size_t> places;
  for (const model::Layer& layer : stored.inventory.layers) {
    std::optional<std::uint64_t> size;
    // Both are in the order of the image.
    if (layers.size() < stored.blobs.size()) size = stored.blobs[layers.size()].size;
    places.emplace(layer.diff_id, layers.size());
    layers.push_back({layer.diff_id, layer.created_by, layer.of_base, size});
  }
  add_packages(stored.inventory.components, places, layers);
  return layers;
}

/// `commit: 1f2e…, dirty: false`
std::string text_of(const json::Object& more) {
  std::string out;
  for (const auto& [name, value] : more.members()) {
    const std::string* text = value.as_string();
    out += (out.empty() ? "" : ", ") + name + ": " + (text == nullptr ? json::write(value) : *text);
  }
  return out;
}

report::ImagePage page_of(const StoredEvidence& stored, const report::ReportInput& input) {
  report::ImagePage page{input, layers_of(stored), {}, {}, {}, {}};
  if (!stored.inputs) return page;
  page.decided_at = stored.inputs->decided_at;
  page.pushgate = stored.inputs->pushgate;
  for (const evidence::Input& one : stored.inputs->inputs)
    page.sources.push_back(
        {one.kind, one.name, one.sha256 ? one.sha256->to_string() : "", text_of(one.more)});
  return page;
}

/// Those of the first that the second has not, whatever the version of the package. Heaviest first.
std::vector<model::Finding> only_in(const std::vector<model::Finding>& findings,
                                    const std::vector<model::Finding>& others) {
  const auto key = [](const model::Finding& one) {
    return std::tuple{one.rule, std::string(report::without_version(one.subject)), one.could_not_look};
  };
  std::set<std::tuple<std::string, std::string, bool>> known;
  for (const model::Finding& one : others) known.insert(key(one));
  std::vector<model::Finding> alone;
  for (const model::Finding& one : findings)
    if (!known.contains(key(one))) alone.push_back(one);
  model::sort_findings(alone);
  return alone;
}

report::PageDifferences differences_of(const StoredEvidence& before, const StoredEvidence& now) {
  return {before.evidence.subject, before.decision.verdict,
          sbom::compare_inventories(before.inventory, now.inventory),
          only_in(now.evidence.findings, before.evidence.findings),
          only_in(before.evidence.findings, now.evidence.findings)};
}

/// What is new since a decision of before; empty where none is named. `stored` is as judged.
Result<std::string> preface_of(const StoredEvidence& stored, const std::string& previous) {
  if (previous.empty()) return std::string();
  const auto& subject = stored.evidence.subject;
  TRY_ASSIGN(const EarlierDecision earlier, read_earlier(previous, subject.service));
  TRY(check_platform(earlier, subject.platform));
  // A folder of before there was inputs.json: nothing of it is known to be over.
  const Time decided_at = stored.inputs ? stored.inputs->decided_at : Time();
  return since_markdown(compare_with(earlier, stored.evidence, stored.decision, stored.inventory, decided_at),
                        stored.decision, false);
}

}  // namespace

Result<StoredEvidence> stored_evidence_of(const Files& files, const std::string& folder) {
  TRY_ASSIGN(const std::string* const subject_text, file_of(files, folder, "subject.json"));
  TRY_ASSIGN(const std::string* const findings_text, file_of(files, folder, "findings.json"));
  TRY_ASSIGN(const std::string* const decision_text, file_of(files, folder, "decision.json"));
  TRY_ASSIGN(const std::string* const sbom_text, file_of(files, folder, "sbom.cdx.json"));
  TRY_ASSIGN(auto subject, evidence::read_subject(*subject_text, folder + "subject.json"));
  StoredEvidence stored;
  TRY_ASSIGN(stored.evidence, evidence::read_findings(*findings_text, folder + "findings.json"));
  TRY_ASSIGN(stored.decision, evidence::read_decision(*decision_text, folder + "decision.json"));
  TRY_ASSIGN(stored.inventory, sbom::read_cyclonedx(*sbom_text));
  // Earlier gates wrote none of these.
  if (const auto file = files.find("policy.yaml"); file != files.end()) stored.policy = file->second;
  if (const auto file = files.find("provenance.json"); file != files.end()) {
    TRY_ASSIGN(stored.distributions, evidence::read_provenance(file->second, folder + "provenance.json"));
  }
  if (const auto file = files.find("inputs.json"); file != files.end()) {
    TRY_ASSIGN(stored.inputs, evidence::read_inputs(file->second, folder + "inputs.json"));
  }
  if (stored.evidence.subject.digest != subject.subject.digest) {
    return fail(Error::unchecked(folder.empty() ? "evidence" : folder.substr(0, folder.size() - 1),
                                 "subject.json and findings.json are about different images"));
  }
  stored.evidence.subject = std::move(subject.subject);
  stored.waivers = hurrying_waivers(files, stored.evidence);
  stored.packages = count_packages(stored.inventory);
  stored.layers = subject.layers.size();
  stored.blobs = std::move(subject.layers);
  return stored;
}

Result<StoredEvidence> read_stored_evidence(const std::string& folder) {
  TRY_ASSIGN(const Files files, evidence::read_folder(folder));
  return stored_evidence_of(files, folder + "/");
}

Result<std::string> make_page(const std::map<std::string, std::string>& files) {
  TRY_ASSIGN(StoredEvidence stored, stored_evidence_of(files, ""));
  stored.evidence = model::as_judged(std::move(stored.evidence), stored.decision);
  const report::ReportInput input = report_input(stored);
  return report::write_image_page(page_of(stored, input));
}

Result<PolicyCheckOutcome> check_policy(const std::string& folder, const std::string& policy_file) {
  TRY_ASSIGN(const policy::Policy policy, load_policy(policy_file, FleetChoice{}));
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  if (policy.looks_at_inventory()) stored.evidence.inventory = stored.inventory;
  const Time now = system_time();
  model::Decision decision = policy::evaluate(stored.evidence, policy, now);
  stored.evidence = model::as_judged(std::move(stored.evidence), decision);
  stored.waivers = hurrying_waivers(policy, stored.evidence, now);
  return PolicyCheckOutcome{std::move(stored), std::move(decision), policy.name};
}

Result<std::string> make_report(const ReportRequest& request) {
  const bool tells_changes = request.form == ReportForm::html || request.form == ReportForm::markdown;
  if (!request.previous.empty() && !tells_changes)
    return fail(Error::misuse("--previous", "is told by Markdown and HTML; expected --as markdown or html"));
  if (request.comment && request.form != ReportForm::markdown)
    return fail(Error::misuse("--comment", "is for Markdown; expected --as markdown"));
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(request.folder));
  stored.evidence = model::as_judged(std::move(stored.evidence), stored.decision);
  const report::ReportInput input = report_input(stored);
  switch (request.form) {
    case ReportForm::markdown: {
      TRY_ASSIGN(const std::string preface, preface_of(stored, request.previous));
      return report::write_markdown(
          input, request.comment ? report::MarkdownPlace::comment : report::MarkdownPlace::summary, preface);
    }
    case ReportForm::sarif:
      return report::write_sarif(input);
    case ReportForm::html: {
      report::ImagePage page = page_of(stored, input);
      if (!request.previous.empty()) {
        TRY_ASSIGN(StoredEvidence before, read_stored_evidence(request.previous));
        before.evidence = model::as_judged(std::move(before.evidence), before.decision);
        page.differences = differences_of(before, stored);
      }
      return report::write_image_page(page);
    }
    case ReportForm::text:
      break;
  }
  return report::write_text(input, request.colour, request.width);
}

}  // namespace pushgate::gate
