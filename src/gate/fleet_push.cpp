// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_push.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "gate/fleet_push_evidence.hpp"
#include "gate/fleet_push_registry.hpp"
#include "gate/settings.hpp"
#include "gate/tag_name.hpp"
#include "scanners/plan/tag_form.hpp"
#include "tags/history.hpp"
#include "tags/registry_tags.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using End = FleetPushOutcome::End;

constexpr const char* k_default_journal = ".pushgate/push/journal";

/// What flags and files say, read and checked before anything is asked.
struct Plan {
  plan::Fleet fleet;
  std::string file;
  std::string commit;  ///< that the tag names; empty where tags have no form
  attest::Trust trust;
};

Result<Plan> read_fleet(const FleetPushRequest& request) {
  const std::string file = fleet_file_or_default(request.fleet_file);
  TRY_ASSIGN(FleetChoice choice, load_fleet(file, ""));
  return Plan{std::move(*choice.fleet), file, "", {}};
}

Result<void> check_moving(const FleetPushRequest& request) {
  std::set<std::string> seen = {request.tag};
  for (const auto& tag : request.moving) {
    if (!is_tag(tag))
      return fail(Error::misuse("--moving", fmt::format("'{}' is no tag; expected {}", tag, k_tag_form)));
    if (scanners::revision_of_tag(tag)) {
      return fail(Error::misuse(
          "--moving",
          fmt::format("'{}' is the tag of one revision; expected one that moves on, as latest", tag)));
    }
    if (!seen.insert(tag).second)
      return fail(Error::misuse("--moving", fmt::format("'{}' is named twice", tag)));
  }
  return {};
}

Result<Plan> read_plan(const FleetPushRequest& request) {
  TRY_ASSIGN(Plan plan, read_fleet(request));
  if (plan.fleet.registry.empty())
    return fail(Error::misuse(plan.file, "has no registry; expected where images are"));
  if (!is_tag(request.tag))
    return fail(Error::misuse("--tag", fmt::format("'{}' is no tag; expected {}", request.tag, k_tag_form)));
  if (!plan.fleet.tag.empty()) {
    auto commit = scanners::revision_of_tag(request.tag);
    if (!commit) {
      return fail(Error::misuse("--tag", fmt::format("'{}' {}; {} says {}", request.tag, commit.error().what,
                                                     plan.file, plan.fleet.tag)));
    }
    plan.commit = std::move(*commit);
  }
  TRY(check_moving(request));
  TRY_ASSIGN(plan.trust, load_trust({keys_named(request.key), &plan.fleet, plan.file, request.max_age}));
  return plan;
}

Result<tags::History> open_journal(const FleetPushRequest& request, const plan::Fleet& fleet) {
  return tags::History::open(request.journal.empty() ? fs::path(fleet.folder) / k_default_journal
                                                     : fs::path(request.journal));
}

/// The end that problems make: nothing where there are none.
std::optional<End> end_of(const FleetPushOutcome& outcome) {
  bool any = !outcome.problems.empty();
  bool refused = false;
  const auto note = [&](const std::vector<Error>& problems) {
    any = any || !problems.empty();
    refused = refused || std::ranges::find(problems, ErrorCode::refused, &Error::code) != problems.end();
  };
  note(outcome.problems);
  for (const auto& image : outcome.images) note(image.problems);
  if (!any) return std::nullopt;
  return refused ? End::refused : End::unchecked;
}

End end_of(const tags::Outcome& step) {
  switch (step.end) {
    case tags::Outcome::End::moved:
      return End::moved;
    case tags::Outcome::End::put_back:
      return End::put_back;
    case tags::Outcome::End::remains:
      return End::remains;
    case tags::Outcome::End::unfinished:
      break;
  }
  return End::unfinished;
}

Result<FleetPushOutcome> with_step(FleetPushOutcome outcome, Result<tags::Outcome> step) {
  if (!step) return fail(std::move(step).error());
  outcome.step = std::move(*step);
  outcome.end = end_of(*outcome.step);
  return outcome;
}

/// True where the open step does what is wanted now, and nothing else is to be done.
bool is_the_same(const tags::OpenRun& open, const std::vector<tags::Move>& wanted) {
  const auto in = [](const std::vector<tags::Move>& moves, const tags::Move& one) {
    return std::ranges::any_of(moves, [&](const tags::Move& other) {
      return other.repository == one.repository && other.tag == one.tag && other.after == one.after;
    });
  };
  return std::ranges::all_of(open.moves, [&](const auto& one) { return in(wanted, one); }) &&
         std::ranges::all_of(wanted,
                             [&](const auto& one) { return one.before == one.after || in(open.moves, one); });
}

Error interrupted(const tags::OpenRun& open, std::string_view what) {
  return Error::refused("", fmt::format("run {} was interrupted{}", open.number, what));
}

/// What becomes of the open step of the journal, now that everything was asked again.
Result<FleetPushOutcome> go_on(tags::History& history, tags::RegistryTags& store, FleetPushOutcome outcome,
                               const std::vector<tags::Move>& wanted) {
  const tags::OpenRun open = *history.state().open;
  const auto bad = end_of(outcome);
  if (bad == End::unchecked) {
    outcome.end = End::unchecked;
    outcome.resumed = fmt::format(
        "run {} was interrupted and is not finished: not every image can be asked for", open.number);
    return outcome;
  }
  if (bad || !is_the_same(open, wanted)) {
    outcome.resumed = fmt::format("run {} was interrupted; its tags are put back", open.number);
    const Error why =
        interrupted(open, bad ? ", and not every image may be tagged any more"
                              : ", and the evidence or the flags name other tags or images now");
    return with_step(std::move(outcome), tags::put_back(history, store, why, system_time));
  }
  outcome.resumed = fmt::format("run {} was interrupted; it is finished", open.number);
  return with_step(std::move(outcome), tags::finish(history, store, system_time));
}

Result<void> expect_tag_of(const tags::OpenRun& open, const FleetPushRequest& request) {
  if (open.tag == request.tag) return {};
  return fail(
      Error::refused("push --fleet", fmt::format("run {}, to tag {}, was interrupted and is not finished",
                                                 open.number, open.tag))
          .with_hint(fmt::format("the same command with --tag {} goes on with it, "
                                 "`pushgate push --fleet --undo` puts its tags back",
                                 open.tag)));
}

}  // namespace

std::optional<ErrorCode> FleetPushOutcome::failure() const {
  switch (end) {
    case End::moved:
    case End::nothing:
      return std::nullopt;
    case End::refused:
      return ErrorCode::refused;
    case End::unchecked:
    case End::unfinished:
      return ErrorCode::unchecked;
    case End::put_back:
    case End::remains:
      break;
  }
  return step->reason->code;
}

Result<FleetPushOutcome> push_fleet(const FleetPushRequest& request) {
  TRY_ASSIGN(const Plan plan, read_plan(request));
  TRY_ASSIGN(tags::History history, open_journal(request, plan.fleet));
  const auto& open = history.state().open;
  tags::RegistryTags store(request.registry);
  FleetPushOutcome outcome;
  outcome.tag = request.tag;
  if (open) TRY(expect_tag_of(*open, request));
  if (open && open->failing) {
    outcome.resumed = fmt::format("run {} was interrupted while it was put back; that goes on", open->number);
    const Error why = interrupted(*open, "");
    return with_step(std::move(outcome), tags::put_back(history, store, why, system_time));
  }

  TRY_ASSIGN(auto staged, read_staged_fleet(plan.fleet, request, plan.trust));
  outcome.images = std::move(staged.images);
  outcome.problems = std::move(staged.problems);
  auto moves = ask_registries(request, {plan.fleet.folder, plan.commit, plan.trust}, store, outcome.images);
  TRY(check_interrupt());
  if (open) return go_on(history, store, std::move(outcome), moves);
  if (const auto bad = end_of(outcome)) {
    outcome.end = *bad;
    return outcome;
  }
  std::erase_if(moves, [](const tags::Move& move) { return move.before == move.after; });
  if (moves.empty()) {
    outcome.end = End::nothing;
    return outcome;
  }
  return with_step(std::move(outcome), tags::move_tags(history, store, request.tag, moves, system_time));
}

Result<FleetPushOutcome> undo_push_fleet(const FleetPushRequest& request) {
  TRY_ASSIGN(const Plan plan, read_fleet(request));
  TRY_ASSIGN(tags::History history, open_journal(request, plan.fleet));
  if (!history.state().open) {
    return fail(
        Error::refused("push --fleet --undo", "there is no step that was interrupted")
            .with_hint("a step that ended is followed by another one: --tag TAG of the revision before"));
  }
  tags::RegistryTags store(request.registry);
  FleetPushOutcome outcome;
  outcome.tag = history.state().open->tag;
  outcome.resumed =
      fmt::format("run {} was interrupted; its tags are put back", history.state().open->number);
  const Error why = interrupted(*history.state().open, ", and --undo was said");
  return with_step(std::move(outcome), tags::put_back(history, store, why, system_time));
}

}  // namespace pushgate::gate
