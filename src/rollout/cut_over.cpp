// SPDX-License-Identifier: Apache-2.0
#include "rollout/cut_over.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

constexpr std::size_t k_log_lines = 10;
constexpr std::size_t k_log_line_bytes = 300;

std::string seconds(std::chrono::milliseconds duration) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(duration).count());
}

/// The last lines that are not empty.
std::vector<std::string> last_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < k_log_lines) {
    const auto newline = text.find_last_of('\n');
    const std::string_view line = newline == std::string_view::npos ? text : text.substr(newline + 1);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos)
      lines.emplace_back(line.substr(0, k_log_line_bytes));
    text = newline == std::string_view::npos ? std::string_view() : text.substr(0, newline);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

/// What a command that failed wrote last.
std::string why(const CommandRecord& record) {
  const auto lines = last_lines(record.err.empty() ? record.out : record.err);
  return record.end + (lines.empty() ? "" : ": " + lines.back());
}

/// Command, then health and identity. Gives why the target is not as it should be; empty where it is.
Result<std::string> bring_to(const Surroundings& around, Evidence& evidence, const Target& target,
                             const Release& release, bool back) {
  const std::string name = to_string(target.key);
  around.say(fmt::format("{}: {} {}", name, back ? "back to" : "bringing it to", release.tag));
  TRY_ASSIGN(const CommandRecord record, around.hosts.change(target, release, back));
  TRY(evidence.add(target.key, back ? "rollback command" : "command", around.clock.time(),
                   evidence_of(record)));
  if (!record.succeeded) return "its command " + why(record);
  around.say(fmt::format("{}: the command ended after {}", name, seconds(record.took)));
  const plan::Delivery& delivery = around.settings.of(target.key.machine);
  TRY_ASSIGN(const Watched watched, watch_until_good(around.hosts, around.clock, target, release, delivery));
  TRY(evidence.add(target.key, "health", around.clock.time(), evidence_of(watched)));
  if (!watched.good) {
    return fmt::format("it was not healthy {} times in a row within {}: {}", delivery.healthy_after,
                       seconds(delivery.deadline), watched.reason);
  }
  around.say(fmt::format("{}: healthy {} times in a row and runs {}, after {}", name, delivery.healthy_after,
                         release.digest.to_string(), seconds(watched.took)));
  return std::string();
}

Result<std::vector<std::string>> collect_log(const Surroundings& around, Evidence& evidence,
                                             const Target& target, const Release& release) {
  TRY_ASSIGN(const auto record, around.hosts.logs(target, release));
  if (!record) return std::vector<std::string>{};
  TRY(evidence.add(target.key, "logs", around.clock.time(), evidence_of(*record)));
  auto lines = last_lines(record->out.empty() ? record->err : record->out);
  if (!record->succeeded) lines.push_back("(the command for its log " + record->end + ")");
  return lines;
}

}  // namespace

Result<Change> change_target(const Surroundings& around, Evidence& evidence, std::uint64_t run,
                             const Target& target, const Release& release) {
  Event event;
  event.run = run;
  event.key = target.key;
  event.release = release;
  event.kind = Event::Kind::changing;
  event.at = around.clock.time();
  TRY(around.history.add(event));
  Change change;
  TRY_ASSIGN(change.reason, bring_to(around, evidence, target, release, /*back=*/false));
  change.good = change.reason.empty();
  TRY_ASSIGN(change.log, collect_log(around, evidence, target, release));
  if (!change.good) {
    around.say(fmt::format("{}: FAILED: {}", to_string(target.key), change.reason));
    return change;
  }
  event.kind = Event::Kind::changed;
  event.at = around.clock.time();
  TRY(around.history.add(event));
  return change;
}

Result<std::string> undo_target(const Surroundings& around, Evidence& evidence, std::uint64_t run,
                                const Target& target, const std::optional<Release>& release) {
  Event event;
  event.run = run;
  event.key = target.key;
  event.release = release;
  std::string stuck = "no earlier success is known";
  if (release) {
    event.kind = Event::Kind::undoing;
    event.at = around.clock.time();
    TRY(around.history.add(event));
    TRY_ASSIGN(stuck, bring_to(around, evidence, target, *release, /*back=*/true));
  }
  if (!stuck.empty()) around.say(fmt::format("{}: NOT rolled back: {}", to_string(target.key), stuck));
  event.kind = stuck.empty() ? Event::Kind::undone : Event::Kind::stuck;
  event.reason = stuck;
  event.at = around.clock.time();
  TRY(around.history.add(event));
  return stuck;
}

Result<void> side_by_side(const std::vector<Target>& targets,
                          const std::function<Result<bool>(const Target&)>& work) {
  std::map<std::string, std::vector<const Target*>> machines;
  for (const Target& target : targets) machines[target.key.machine].push_back(&target);
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::optional<Error> first;
  std::vector<std::thread> threads;
  for (const auto& [name, own] : machines) {
    threads.emplace_back([&, own = &own] {
      for (const Target* target : *own) {
        if (stop) return;
        const auto go_on = work(*target);
        if (go_on && *go_on) continue;
        stop = true;
        const std::lock_guard lock(mutex);
        if (!go_on && !first) first = go_on.error();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (first) return fail(*first);
  return {};
}

}  // namespace pushgate::rollout
