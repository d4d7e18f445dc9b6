// SPDX-License-Identifier: Apache-2.0
#include "rollout/run.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "rollout/undo.hpp"

namespace pushgate::rollout {

namespace {

using Kind = Event::Kind;

std::string described(const OpenRun& open) {
  return open.action == "rollback" ? fmt::format("run {}, a rollback", open.number)
                                   : fmt::format("run {}, the {} of {}", open.number, open.action, open.tag);
}

/// May this plan go on with the run that is not finished?
Result<void> check_same(const OpenRun& open, const Plan& plan) {
  if (open.action == plan.action && open.tag == plan.tag && open.releases == plan.releases) return {};
  Error error = Error::refused("rollout", described(open) + ", was interrupted and is not finished");
  if (open.action == plan.action && open.tag == plan.tag) {
    error.what += "; it was of other services or machines, or the tag has another digest now";
    return fail(std::move(error).with_hint("`pushgate rollout rollback` undoes it"));
  }
  return fail(std::move(error).with_hint(
      open.action == "rollback"
          ? "`pushgate rollout rollback` goes on with it"
          : fmt::format("`pushgate rollout {} {}` goes on with it, `pushgate rollout rollback` undoes it",
                        open.action, open.tag)));
}

/// Every host must answer before anything is changed: one that cannot be asked now could not be asked
/// whether it went well.
Result<void> check_reachable(const Plan& plan, const Surroundings& around) {
  std::vector<Target> targets;
  for (const auto& batch : plan.batches) targets.insert(targets.end(), batch.begin(), batch.end());
  std::mutex mutex;  // guards silent
  std::map<Key, std::string> silent;
  auto asked = side_by_side(targets, [&](const Target& target) -> Result<bool> {
    TRY(around.clock.sleep(std::chrono::milliseconds(0)));
    const HealthAnswer answer = around.hosts.health(target);
    const std::lock_guard lock(mutex);
    if (!answer.answered) silent.emplace(target.key, answer.reason);
    return true;
  });
  TRY(std::move(asked));
  if (silent.empty() || plan.allow_down) return {};
  std::optional<Error> first;
  for (const auto& [key, reason] : silent) {
    Error error =
        Error::unchecked(to_string(key), fmt::format("does not answer on its health port: {}", reason));
    if (first)
      first->also.push_back(std::move(error));
    else
      first = std::move(error).with_hint(
          "nothing was changed; a host on which the service does not run yet needs --allow-down");
  }
  return fail(std::move(*first));
}

/// Is it as it should be, by the journal and by its own word?
Result<bool> is_already(const Target& target, const Release& release, const Surroundings& around) {
  if (!around.hosts.health(target).good) return false;
  TRY_ASSIGN(const Identity identity, around.hosts.identity(target, release));
  return why_other(identity, release.digest).empty();
}

/// One batch. False: something failed.
Result<bool> run_batch(const std::vector<Target>& batch, const Plan& plan, const Surroundings& around,
                       Evidence& evidence, Outcome& outcome) {
  // The journal is not looked at while threads write it.
  std::set<Key> by_journal;
  for (const Target& target : batch) {
    const auto& known = around.history.state().targets;
    const auto found = known.find(target.key);
    const Known::Success* current = found == known.end() ? nullptr : found->second.current();
    if (current != nullptr && current->release == plan.releases.at(target.key)) by_journal.insert(target.key);
    outcome_of(outcome, target.key);
  }
  std::mutex mutex;  // guards outcome and good
  bool good = true;
  auto done = side_by_side(batch, [&](const Target& target) -> Result<bool> {
    const Release& release = plan.releases.at(target.key);
    bool already = by_journal.contains(target.key);
    if (already) {
      TRY_ASSIGN(already, is_already(target, release, around));
    }
    Change change;
    if (already) {
      around.say(fmt::format("{}: runs {} already", to_string(target.key), release.tag));
      change.good = true;
    } else {
      TRY_ASSIGN(change, change_target(around, evidence, outcome.run, target, release));
    }
    const std::lock_guard lock(mutex);
    good = good && change.good;
    TargetOutcome& its = outcome_of(outcome, target.key);
    if (change.good) {
      its.end = already ? TargetOutcome::End::already : TargetOutcome::End::changed;
      its.now = release;
    }
    its.reason = std::move(change.reason);
    its.log = std::move(change.log);
    return change.good;
  });
  TRY(std::move(done));
  return good;
}

/// What of a batch is brought back: everything whose command ran.
std::vector<Key> touched_in(const std::vector<Target>& batch, const OpenRun& open) {
  std::vector<Key> touched;
  for (const Key& key : open.touched) {
    const auto is_it = [&](const Target& target) { return target.key == key; };
    if (std::any_of(batch.begin(), batch.end(), is_it)) touched.push_back(key);
  }
  return touched;
}

Event event_of(Kind kind, std::uint64_t run, const Surroundings& around) {
  Event event;
  event.kind = kind;
  event.run = run;
  event.at = around.clock.time();
  return event;
}

Result<void> fail_run(const std::vector<Key>& touched, std::string reason, const Surroundings& around) {
  Event failing = event_of(Kind::failing, around.history.state().open->number, around);
  failing.reason = std::move(reason);
  failing.back = back_from(around.history.state(), touched);
  return around.history.add(failing);
}

/// Begins, or goes on with what was interrupted.
Result<Outcome> open_run(const Plan& plan, const Surroundings& around) {
  const State& state = around.history.state();
  Outcome outcome;
  outcome.action = plan.action;
  outcome.tag = plan.tag;
  if (!state.open) {
    TRY(check_reachable(plan, around));
    Event begin = event_of(Kind::begin, state.runs + 1, around);
    begin.action = plan.action;
    begin.tag = plan.tag;
    begin.releases = plan.releases;
    TRY(around.history.add(begin));
  } else {
    TRY(check_same(*state.open, plan));
    TRY(around.history.add(event_of(Kind::resume, state.open->number, around)));
    outcome.resumed =
        fmt::format("{}, was interrupted{}", described(*state.open),
                    state.open->failing ? " while it was rolled back; rolling back goes on" : "; it goes on");
    around.say(outcome.resumed);
  }
  outcome.run = state.open->number;
  return outcome;
}

/// The rest of a run that is open. The journal has all of it at every moment, so an error may leave it.
Result<void> drive(const Plan& plan, const std::vector<Target>& all, const Surroundings& around,
                   Evidence& evidence, Outcome& outcome) {
  if (around.history.state().open->failing) {
    for (const auto& [key, release] : around.history.state().open->back)
      outcome_of(outcome, key).reason = around.history.state().open->reason;
    return finish_undo(all, around, evidence, outcome);
  }
  for (std::size_t i = 0; i < plan.batches.size(); ++i) {
    const auto& batch = plan.batches[i];
    if (plan.batches.size() > 1) around.say(fmt::format("batch {} of {}", i + 1, plan.batches.size()));
    Prober prober(around.hosts, batch, around.probe_interval);
    TRY_ASSIGN(const bool good, run_batch(batch, plan, around, evidence, outcome));
    if (!good) {
      std::string reason;
      for (const TargetOutcome& target : outcome.targets)
        if (!target.reason.empty() && reason.empty()) reason = to_string(target.key) + ": " + target.reason;
      TRY(fail_run(touched_in(batch, *around.history.state().open), reason, around));
      TRY(finish_undo(all, around, evidence, outcome));
    }
    auto uptimes = prober.stop();
    std::move(uptimes.begin(), uptimes.end(), std::back_inserter(outcome.uptimes));
    TRY(evidence.write("downtime.json", json::Object{{"schema", "pushgate.rollout-downtime/v1"},
                                                     {"targets", evidence_of(outcome.uptimes)}}));
    if (!good) return {};
  }
  outcome.good = true;
  Event end = event_of(Kind::end, outcome.run, around);
  end.outcome = "good";
  return around.history.add(end);
}

Error unfinished(Error error, const OpenRun& open) {
  const std::string again = open.action == "rollback"
                                ? "`pushgate rollout rollback` goes on with it"
                                : "the same command goes on with it, `pushgate rollout rollback` undoes it";
  error = std::move(error).during(described(open));
  if (error.hint.empty()) error.hint = fmt::format("run {} is not finished: {}", open.number, again);
  return error;
}

}  // namespace

Result<Outcome> roll_out(const Plan& plan, const std::vector<Target>& all, const Surroundings& around) {
  TRY_ASSIGN(Outcome outcome, open_run(plan, around));
  const OpenRun open = *around.history.state().open;
  Evidence evidence(around.state_folder, open.number, open.resumed);
  outcome.evidence = evidence.folder().string();
  for (const auto& batch : plan.batches)
    for (const Target& target : batch) outcome_of(outcome, target.key);
  if (auto driven = drive(plan, all, around, evidence, outcome); !driven)
    return fail(unfinished(std::move(driven).error(), open));
  return outcome;
}

Result<Outcome> roll_back(const BackPlan& plan, const std::vector<Target>& all, const Surroundings& around) {
  const State& state = around.history.state();
  Outcome outcome;
  outcome.action = "rollback";
  std::map<Key, std::optional<Release>> back;
  const bool finish = state.open && (state.open->failing || state.open->action != "rollback");
  if (finish) {
    if (plan.chosen) {
      return fail(Error::refused("rollout", described(*state.open) + ", was interrupted and is not finished")
                      .with_hint("`pushgate rollout rollback` without options undoes it"));
    }
    outcome.tag = state.open->tag;
    outcome.resumed = described(*state.open) + ", was interrupted; it is rolled back";
    around.say(outcome.resumed);
    back = state.open->failing ? state.open->back : back_from(state, state.open->touched);
  } else {
    outcome.tag = plan.to.empty() ? state.last_tag : plan.to.begin()->second.tag;
    for (const Target& target : plan.targets) {
      const auto found = state.targets.find(target.key);
      const Known* known = found == state.targets.end() ? nullptr : &found->second;
      const Known::Success* current = known == nullptr ? nullptr : known->current();
      const auto to = plan.to.find(target.key);
      if (to != plan.to.end()) {
        if (current == nullptr || current->release != to->second) back.emplace(target.key, to->second);
        continue;
      }
      const Release* runs = known == nullptr                         ? nullptr
                            : known->unsettled                       ? &*known->unsettled
                            : current == nullptr                     ? nullptr
                            : current->release.tag == state.last_tag ? &current->release
                                                                     : nullptr;
      if (runs == nullptr) continue;
      const Release* before = known->before(*runs);
      back.emplace(target.key, before == nullptr ? std::nullopt : std::optional<Release>(*before));
    }
    if (back.empty()) {
      return fail(Error::refused("rollout", state.last_tag.empty()
                                                ? "there is nothing to roll back; the journal has no rollout"
                                                : fmt::format("there is nothing to roll back; the journal "
                                                              "says that none of these hosts runs {}",
                                                              state.last_tag)));
    }
  }
  if (!state.open) {
    Event begin = event_of(Kind::begin, state.runs + 1, around);
    begin.action = "rollback";
    begin.tag = outcome.tag;
    TRY(around.history.add(begin));
  } else {
    TRY(around.history.add(event_of(Kind::resume, state.open->number, around)));
  }
  outcome.run = state.open->number;
  const OpenRun open = *state.open;
  if (!open.failing) {
    Event failing = event_of(Kind::failing, open.number, around);
    failing.reason = "rolled back by hand";
    failing.back = back;
    TRY(around.history.add(failing));
  }
  Evidence evidence(around.state_folder, open.number, open.resumed);
  outcome.evidence = evidence.folder().string();
  std::vector<Key> keys;
  for (const auto& [key, release] : back) keys.push_back(key);
  TRY_ASSIGN(const auto targets, targets_of(keys, all));
  Prober prober(around.hosts, targets, around.probe_interval);
  if (auto undone = finish_undo(all, around, evidence, outcome); !undone)
    return fail(unfinished(std::move(undone).error(), open));
  outcome.uptimes = prober.stop();
  TRY(evidence.write("downtime.json", json::Object{{"schema", "pushgate.rollout-downtime/v1"},
                                                   {"targets", evidence_of(outcome.uptimes)}}));
  const auto is_stuck = [](const TargetOutcome& target) { return target.end == TargetOutcome::End::stuck; };
  outcome.good = std::none_of(outcome.targets.begin(), outcome.targets.end(), is_stuck);
  return outcome;
}

Result<void> check_canary(const std::set<std::string>& services, const std::map<Key, Release>& releases,
                          const std::string& tag, const std::vector<Target>& canaries,
                          const Surroundings& around) {
  const std::string hint = fmt::format("`pushgate rollout canary {}` first", tag);
  for (const auto& service : services) {
    bool any = false;
    for (const Target& target : canaries) {
      if (target.key.service != service) continue;
      any = true;
      const Release& release = releases.at(target.key);
      const auto& known = around.history.state().targets;
      const auto found = known.find(target.key);
      const Known::Success* current = found == known.end() ? nullptr : found->second.current();
      if (current == nullptr || current->release.digest != release.digest) {
        return fail(
            Error::refused(service, fmt::format("has no good canary of {}; {} runs {}, as the journal says",
                                                release.digest.to_string(), target.key.machine,
                                                current == nullptr ? "something that is not known"
                                                                   : current->release.digest.to_string()))
                .with_hint(hint));
      }
      const HealthAnswer answer = around.hosts.health(target);
      TRY_ASSIGN(const Identity identity, around.hosts.identity(target, release));
      const std::string ill = answer.good ? why_other(identity, release.digest) : answer.reason;
      if (!ill.empty()) {
        return fail(Error::refused(to_string(target.key), "was a good canary and is none any more: " + ill)
                        .with_hint("find out why before it goes to other hosts"));
      }
    }
    if (!any) {
      return fail(Error::refused(service, "runs on no canary machine, so nobody knows that it is good")
                      .with_hint("add one of its machines to \"canary\" in the fleet file's 'rollout'"));
    }
  }
  return {};
}

}  // namespace pushgate::rollout
