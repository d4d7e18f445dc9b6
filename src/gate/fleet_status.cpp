// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/fleet_status_acceptance.hpp"
#include "gate/fleet_status_evidence.hpp"
#include "gate/fleet_status_registry.hpp"
#include "gate/fleet_status_rollout.hpp"
#include "gate/fleet_status_since.hpp"
#include "gate/fleet_status_tree.hpp"
#include "gate/settings.hpp"
#include "plan/image_repository.hpp"

namespace pushgate::gate {

namespace {

using model::Answer;
using model::Claim;
using model::ServiceStatus;
using model::StatusCell;

constexpr std::size_t k_questions = 8;  // to registries, at the same time

/// One cell of the same claim about several images: no where one is, else unknown where one is.
StatusCell together(const std::vector<StatusCell>& cells) {
  const auto rank = [](const StatusCell& cell) {
    return cell.answer == Answer::no ? 0 : cell.answer == Answer::unknown ? 1 : 2;
  };
  StatusCell all = *std::min_element(cells.begin(), cells.end(),
                                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if (cells.size() == 1) return all;
  std::vector<std::string> details;
  std::vector<std::string> evidence;
  for (const auto& cell : cells) {
    details.push_back(cell.detail);
    if (!cell.evidence.empty()) evidence.push_back(cell.evidence);
    if (cell.at && (!all.at || *cell.at < *all.at)) all.at = cell.at;  // the oldest
    all.could_not_ask = all.could_not_ask || cell.could_not_ask;
  }
  all.detail = fmt::format("{}", fmt::join(details, "; "));
  all.evidence = fmt::format("{}", fmt::join(evidence, ", "));
  return all;
}

void note_registry(ServiceStatus& status, const std::vector<RegistryImage>& images) {
  const std::pair<Claim, StatusCell RegistryImage::*> claims[] = {
      {Claim::pushed, &RegistryImage::pushed},
      {Claim::sbom, &RegistryImage::sbom},
      {Claim::signature, &RegistryImage::signature},
      {Claim::verdict, &RegistryImage::verdict}};
  for (const auto& [claim, member] : claims) {
    std::vector<StatusCell> cells;
    for (const auto& image : images) cells.push_back(image.*member);
    status.at(claim) = together(cells);
  }
  for (const auto& image : images) {
    status.image += (status.image.empty() ? "" : ", ") + image.reference;
    status.disagreements.insert(status.disagreements.end(), image.disagreements.begin(),
                                image.disagreements.end());
  }
}

/// The registry's word stands where it says yes, or where it knows the image and refuses; else the folder's
/// is better than none.
void prefer_known(StatusCell& cell, const StatusCell& of_folder) {
  if (cell.answer == Answer::yes) return;
  if (cell.answer == Answer::no && of_folder.answer != Answer::no) return;
  const bool could_not_ask = cell.could_not_ask || of_folder.could_not_ask;
  cell = of_folder;
  cell.could_not_ask = could_not_ask;
}

void note_evidence(ServiceStatus& status, const std::vector<EvidenceStatus>& folders,
                   const std::vector<RegistryImage>& images) {
  if (folders.empty()) return;
  std::vector<StatusCell> sboms;
  std::vector<StatusCell> verdicts;
  for (const auto& folder : folders) {
    sboms.push_back(folder.sbom);
    verdicts.push_back(folder.verdict);
    if (folder.score && status.score && *folder.score != *status.score) {
      status.disagreements.push_back(fmt::format("the plan score in {} is {}; the Dockerfile's is {}",
                                                 folder.folder, *folder.score, *status.score));
    }
    const auto same = [&](const RegistryImage& image) { return image.digest == folder.digest; };
    const bool any =
        std::any_of(images.begin(), images.end(), [](const auto& image) { return image.digest; });
    if (folder.digest && any && std::none_of(images.begin(), images.end(), same)) {
      status.disagreements.push_back(fmt::format("{} is about {}, which is not what is pushed", folder.folder,
                                                 folder.digest->to_string()));
    }
  }
  prefer_known(status.at(Claim::sbom), together(sboms));
  prefer_known(status.at(Claim::verdict), together(verdicts));
}

void note_rollout(ServiceStatus& status, const RolloutCells& cells,
                  const std::vector<RegistryImage>& images) {
  status.at(Claim::canary) = cells.canary;
  status.at(Claim::batch) = cells.batch;
  status.disagreements.insert(status.disagreements.end(), cells.disagreements.begin(),
                              cells.disagreements.end());
  for (const auto& image : images) {
    const auto brought = cells.digests.find(image.machine);
    if (!image.digest || brought == cells.digests.end() || brought->second == *image.digest) continue;
    status.disagreements.push_back(fmt::format("{} was brought to {}; {} is {}", image.machine,
                                               brought->second.to_string(), image.reference,
                                               image.digest->to_string()));
  }
}

void note_offline(ServiceStatus& status, const char* why) {
  for (const Claim claim : {Claim::pushed, Claim::sbom, Claim::signature, Claim::verdict})
    status.at(claim).detail = why;
}

Result<RegistryQuestion> question_of(const FleetStatusRequest& request, const plan::Fleet& fleet,
                                     const std::string& file, Time now) {
  TRY(check_tag(request.tag));
  RegistryQuestion question;
  question.tag = request.tag;
  question.has_tag_form = !fleet.tag.empty();
  question.options = request.registry;
  question.now = now;
  if (request.key.empty() && fleet.signers.empty()) {
    question.no_keys = file + " has no signers, and no --key was named: nothing can be checked";
  } else {
    TRY_ASSIGN(question.trust, load_trust({keys_named(request.key), &fleet, file, std::nullopt}));
  }
  return question;
}

/// Everything that registries are asked, side by side.
struct RegistryAnswers {
  std::map<std::string, std::vector<RegistryImage>> services;
  std::map<std::string, RegistryImage> families;
};

RegistryAnswers ask_registries(const plan::Fleet& fleet, const RegistryQuestion& question) {
  RegistryAnswers answers;
  std::vector<std::function<void()>> questions;
  for (const auto& [name, service] : fleet.services) {
    const auto repositories = plan::repositories_of(fleet, service);
    auto& images = answers.services[name];
    images.resize(repositories.size());
    for (std::size_t i = 0; i < repositories.size(); ++i) {
      const std::string machine = service.machines.empty() ? "" : service.machines[i];
      questions.push_back([&image = images[i], machine, repository = repositories[i], &question] {
        image = ask_registry(repository, question);
        image.machine = machine;
      });
    }
  }
  for (const auto& [name, family] : fleet.families) {
    questions.push_back([&image = answers.families[name], &family = family, &question] {
      image = ask_whether_pushed(family.image, question);
    });
  }
  side_by_side(
      questions.size(), [&](std::size_t i) { questions[i](); }, k_questions);
  return answers;
}

ServiceStatus of_tree(const std::string& name, const ServiceTree& tree) {
  ServiceStatus status;
  status.service = name;
  status.score = tree.score;
  status.failed_rules = tree.failed_rules;
  status.blind_rules = tree.blind_rules;
  status.at(Claim::plan) = tree.plan;
  status.at(Claim::lock) = tree.lock;
  return status;
}

}  // namespace

Result<model::FleetStatus> fleet_status(const FleetStatusRequest& request) {
  model::FleetStatus status;
  status.at = system_time();
  status.fleet_file = fleet_file_or_default(request.fleet_file);
  TRY_ASSIGN(const FleetChoice choice, load_fleet(status.fleet_file, ""));
  const plan::Fleet& fleet = *choice.fleet;
  TRY_ASSIGN(const auto question, question_of(request, fleet, status.fleet_file, status.at));
  TRY_ASSIGN(const FleetTree tree, read_fleet_tree(fleet, status.fleet_file, status.at));
  std::multimap<std::string, EvidenceStatus> folders;
  if (!request.evidence.empty()) {
    TRY_ASSIGN(folders, read_evidence_folders(request.evidence, question.trust, tree.rules));
  }
  RegistryAnswers answers;
  if (!request.offline) answers = ask_registries(fleet, question);
  TRY(check_interrupt());
  TRY_ASSIGN(const auto rollout, read_rollout(fleet, request));

  status.score = tree.score;
  std::map<std::string, CutOver> cut_overs;
  for (const auto& [name, of_service] : tree.services) {
    ServiceStatus service = of_tree(name, of_service);
    const auto& images = answers.services[name];
    if (images.empty()) {
      note_offline(service, request.offline ? "not asked: --offline" : "the fleet file names no registry");
    } else {
      note_registry(service, images);
    }
    std::vector<EvidenceStatus> own;
    for (auto [one, end] = folders.equal_range(name); one != end; ++one) own.push_back(one->second);
    note_evidence(service, own, images);
    const auto& cells = rollout.services.at(name);
    note_rollout(service, cells, images);
    cut_overs[name] = {cells.gaps, cells.unmeasured};
    status.services.push_back(std::move(service));
  }
  for (const auto& [name, family] : fleet.families) {
    model::FamilyStatus one{name, family.image, {}, false, {}};
    if (const auto found = tree.families.find(name); found != tree.families.end()) {
      one.failed_rules = found->second.failed_rules;
      one.judged = found->second.judged;
    }
    one.pushed.detail = "not asked: --offline";
    if (const auto found = answers.families.find(name); found != answers.families.end()) {
      one.image = found->second.reference;
      one.pushed = found->second.pushed;
    }
    status.families.push_back(std::move(one));
  }
  for (const auto& [name, folder] : folders) {
    if (!fleet.services.contains(name))
      status.notes.push_back(
          fmt::format("{} is about '{}', which the fleet file does not have", folder.folder, name));
  }
  if (!rollout.not_asked.empty()) {
    status.notes.push_back(rollout.not_asked);
    status.could_not_ask = true;
  }
  status.acceptance = acceptance_of(status, cut_overs);
  for (const auto& service : status.services)
    for (const auto& cell : service.cells) status.could_not_ask = status.could_not_ask || cell.could_not_ask;
  for (const auto& family : status.families)
    status.could_not_ask = status.could_not_ask || family.pushed.could_not_ask;
  if (!request.since.empty()) {
    TRY_ASSIGN(status.since, status_since(request.since, fleet, status.fleet_file, tree, status));
  }
  return status;
}

}  // namespace pushgate::gate
