// SPDX-License-Identifier: Apache-2.0
#include "gate/rollout_hosts.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "gate/rollout_releases.hpp"
#include "gate/settings.hpp"
#include "rollout/real_hosts.hpp"
#include "rollout/targets.hpp"

namespace pushgate::gate {

namespace {

using rollout::Release;
using rollout::Target;

std::optional<std::string> own_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// The fleet file, and what a rollout makes of it.
struct Field {
  std::string file;
  plan::Fleet fleet;
  std::vector<Target> all;     ///< every target of the file
  std::vector<Target> chosen;  ///< those of the request
  std::filesystem::path state;
};

bool is_chosen(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

Result<Field> read_field(const RolloutRequest& request) {
  Field field;
  field.file = fleet_file_or_default(request.fleet_file);
  TRY_ASSIGN(FleetChoice choice, load_fleet(request.fleet_file, ""));
  if (!choice.fleet)
    return fail(Error::misuse(field.file, "does not exist; a rollout reads its hosts from a fleet file"));
  field.fleet = std::move(*choice.fleet);
  for (const std::string& machine : request.machines) {
    if (!field.fleet.machines.contains(machine))
      return fail(Error::misuse(field.file, fmt::format("has no machine '{}'", machine)));
  }
  TRY_ASSIGN(field.all, rollout::fleet_targets(field.fleet, field.file, {}));
  TRY_ASSIGN(field.chosen, rollout::fleet_targets(field.fleet, field.file, request.services));
  std::erase_if(field.chosen,
                [&](const Target& target) { return !is_chosen(request.machines, target.key.machine); });
  field.state = (std::filesystem::path(field.fleet.folder) / field.fleet.rollout->state).lexically_normal();
  return field;
}

std::set<std::string> services_of(const std::vector<Target>& targets) {
  std::set<std::string> services;
  for (const Target& target : targets) services.insert(target.key.service);
  return services;
}

Result<std::map<rollout::Key, Release>> releases_of(const RolloutRequest& request, const Field& field,
                                                    const std::vector<Target>& targets) {
  std::set<rollout::Key> keys;
  for (const Target& target : targets) keys.insert(target.key);
  return verified_releases({keys_named(request.key), &field.fleet, field.file, std::nullopt}, keys,
                           request.tag, request.registry, request.say);
}

/// Each machine has an image of its own, so a batch is preceded by the canaries' images of the same tag.
Result<void> check_canary(const RolloutRequest& request, const Field& field,
                          const std::vector<Target>& targets, const rollout::Surroundings& around) {
  const auto services = services_of(targets);
  auto canaries = rollout::on_canary(field.all, *field.fleet.rollout, true);
  std::erase_if(canaries, [&](const Target& target) { return !services.contains(target.key.service); });
  TRY_ASSIGN(const auto releases, releases_of(request, field, canaries));
  return rollout::check_canary(services, releases, request.tag, canaries, around);
}

rollout::RealHosts hosts_of(const Field& field) {
  return {*field.fleet.rollout, field.fleet.folder, own_variable};
}

rollout::Surroundings surroundings_of(const RolloutRequest& request, const Field& field,
                                      rollout::Hosts& hosts, rollout::Clock& clock,
                                      rollout::History& history) {
  return {.hosts = hosts,
          .clock = clock,
          .history = history,
          .settings = *field.fleet.rollout,
          .state_folder = field.state,
          .say = request.say};
}

/// `canary` and `batch`: `targets` in batches of that size, all at once without one.
Result<rollout::Outcome> forwards(const RolloutRequest& request, const Field& field, const char* action,
                                  const std::vector<Target>& targets, plan::BatchSize size) {
  TRY_ASSIGN(auto history, rollout::History::open(field.state));
  rollout::Plan plan{action, request.tag, {}, rollout::in_batches(targets, size), request.allow_down};
  const auto& open = history.state().open;
  // To bring hosts back, nobody needs a registry.
  const bool only_back = open && open->failing && open->action == plan.action && open->tag == plan.tag;
  if (only_back) {
    plan.releases = open->releases;
  } else {
    TRY_ASSIGN(plan.releases, releases_of(request, field, targets));
  }
  rollout::RealHosts hosts = hosts_of(field);
  for (const Target& target : targets)
    if (const auto release = plan.releases.find(target.key); release != plan.releases.end())
      TRY(hosts.check_programs(target, release->second));
  rollout::SystemClock clock;
  const auto around = surroundings_of(request, field, hosts, clock, history);
  if (plan.action == "batch" && !only_back) TRY(check_canary(request, field, targets, around));
  return rollout::roll_out(plan, field.all, around);
}

}  // namespace

Result<rollout::Outcome> rollout_canary(const RolloutRequest& request) {
  TRY_ASSIGN(const Field field, read_field(request));
  const auto targets = rollout::on_canary(field.chosen, *field.fleet.rollout, true);
  if (targets.empty())
    return fail(Error::misuse(field.file, "has none of these services on a canary machine"));
  return forwards(request, field, "canary", targets,
                  {static_cast<std::uint32_t>(targets.size()), /*percent=*/false});
}

Result<rollout::Outcome> rollout_batch(const RolloutRequest& request) {
  TRY_ASSIGN(const Field field, read_field(request));
  plan::BatchSize size = field.fleet.rollout->batch;
  if (!request.batch.empty()) {
    const auto asked = plan::parse_batch_size(request.batch);
    if (!asked) {
      return fail(Error::misuse("--size",
                                fmt::format("is '{}'; expected {}", request.batch, plan::k_batch_size_form)));
    }
    size = *asked;
  }
  const auto targets = rollout::on_canary(field.chosen, *field.fleet.rollout, false);
  if (targets.empty()) {
    rollout::Outcome nothing;
    nothing.action = "batch";
    nothing.tag = request.tag;
    nothing.good = true;
    return nothing;
  }
  return forwards(request, field, "batch", targets, size);
}

Result<rollout::Outcome> rollout_rollback(const RolloutRequest& request) {
  TRY_ASSIGN(const Field field, read_field(request));
  TRY_ASSIGN(auto history, rollout::History::open(field.state));
  rollout::BackPlan plan;
  plan.targets = field.chosen;
  plan.chosen = !request.services.empty() || !request.machines.empty() || !request.tag.empty();
  if (!request.tag.empty()) {
    TRY_ASSIGN(plan.to, releases_of(request, field, field.chosen));
  }
  rollout::RealHosts hosts = hosts_of(field);
  rollout::SystemClock clock;
  return rollout::roll_back(plan, field.all, surroundings_of(request, field, hosts, clock, history));
}

Result<rollout::Status> rollout_status(const RolloutRequest& request) {
  TRY_ASSIGN(const Field field, read_field(request));
  TRY_ASSIGN(const rollout::State state, rollout::read_state(field.state));
  rollout::RealHosts hosts = hosts_of(field);
  return rollout::status_of(state, field.chosen, hosts);
}

}  // namespace pushgate::gate
