// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_since.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "gate/git_tree.hpp"
#include "gate/settings.hpp"
#include "model/plan_score.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using model::Claim;
using model::StatusChange;
using Changes = std::vector<StatusChange>;

std::string score_text(const std::optional<int>& score) {
  return score ? fmt::format("{}", *score) : "unknown";
}

void compare_rules(const std::string& service, const std::set<std::string>& before,
                   const std::set<std::string>& now, Changes& changes) {
  for (const auto& rule : before)
    if (!now.contains(rule)) changes.push_back({service, rule, "fails", "passes"});
  for (const auto& rule : now)
    if (!before.contains(rule)) changes.push_back({service, rule, "passes", "fails"});
}

void compare_service(const std::string& name, const ServiceTree& before, const ServiceTree& now,
                     Changes& changes) {
  if (before.score != now.score)
    changes.push_back({name, "plan score", score_text(before.score), score_text(now.score)});
  compare_rules(name, before.failed_rules, now.failed_rules, changes);
  if (before.lock.answer != now.lock.answer)
    changes.push_back({name, "lock", std::string(before.lock.shown()), std::string(now.lock.shown())});
  compare_rules(name, before.lock_rules, now.lock_rules, changes);
}

void compare_trees(const FleetTree& before, const FleetTree& now, Changes& changes) {
  for (const auto& [name, service] : now.services) {
    const auto found = before.services.find(name);
    if (found == before.services.end()) {
      changes.push_back({name, "service", "not in the fleet file", "score " + score_text(service.score)});
    } else {
      compare_service(name, found->second, service, changes);
    }
  }
  for (const auto& [name, service] : before.services) {
    if (!now.services.contains(name))
      changes.push_back({name, "service", "score " + score_text(service.score), "not in the fleet file"});
  }
  for (const auto& [name, family] : now.families) {
    const auto found = before.families.find(name);
    const std::set<std::string> none;
    compare_rules(name, found == before.families.end() ? none : found->second.failed_rules,
                  family.failed_rules, changes);
  }
  const auto overall = [](const FleetTree& tree) {
    return tree.score ? model::format_score(*tree.score) : std::string("unknown");
  };
  if (overall(before) != overall(now)) changes.push_back({"", "score", overall(before), overall(now)});
}

Result<FleetTree> tree_of(const std::string& fleet_file, Time at) {
  TRY_ASSIGN(const FleetChoice choice, load_fleet(fleet_file, ""));
  return read_fleet_tree(*choice.fleet, fleet_file, at);
}

/// Where the fleet file was in the repository; its links as they are now.
Result<fs::path> place_in(const fs::path& root, const std::string& file) {
  std::error_code error;
  auto place = fs::weakly_canonical(file, error).lexically_relative(root);
  if (error || place.empty() || *place.begin() == "..") {
    return fail(Error::unchecked(file, "is outside of the repository, so it has no past")
                    .with_hint("leave --since away"));
  }
  return place;
}

}  // namespace

Result<model::StatusSince> status_since(const std::string& revision, const plan::Fleet& fleet,
                                        const std::string& fleet_file, const FleetTree& tree,
                                        const model::FleetStatus& status) {
  TRY_ASSIGN(const Git git, Git::find(fleet.folder, "--since"));
  TRY_ASSIGN(const auto root, git.root());
  model::StatusSince since;
  since.revision = revision;
  TRY_ASSIGN(since.commit, git.commit(revision));
  TRY_ASSIGN(since.at, time_of_commit(git, since.commit));
  TRY_ASSIGN(const auto place, place_in(root, fleet_file));
  TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
  TRY(write_commit(git, since.commit, scratch.path()));
  const std::string old_file = (scratch.path() / place).string();
  FleetTree before;
  std::error_code error;
  if (fs::exists(old_file, error)) {
    auto old = tree_of(old_file, since.at);
    if (!old) return fail(std::move(old).error().during("looking at the files of " + revision));
    before = std::move(*old);
  }
  compare_trees(before, tree, since.changes);
  // Of registry and journal only what has a time of its own can be older: what was asked just now is not
  // news.
  for (const auto& service : status.services) {
    for (const Claim claim : {Claim::verdict, Claim::canary, Claim::batch}) {
      const auto& cell = service.at(claim);
      if (!cell.at || *cell.at <= since.at || *cell.at >= status.at) continue;
      since.changes.push_back({service.service, std::string(model::k_claims[static_cast<std::size_t>(claim)]),
                               "", fmt::format("{}, new since: {}", cell.shown(), format_rfc3339(*cell.at))});
    }
  }
  return since;
}

}  // namespace pushgate::gate
