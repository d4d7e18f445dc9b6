// SPDX-License-Identifier: Apache-2.0
#include "rollout/targets.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

Result<void> check_rollout(const plan::Fleet& fleet, const std::string& file) {
  if (!fleet.rollout) {
    return fail(Error::misuse(file, "has no 'rollout'; expected a mapping that says how images reach hosts")
                    .with_hint("docs/rollout.md shows one"));
  }
  const plan::Rollout& rollout = *fleet.rollout;
  if (rollout.canary.empty())
    return fail(Error::misuse(file, "names no canary machine; expected \"canary\" in 'rollout'"));
  for (const auto& [name, machine] : fleet.machines) {
    const plan::Delivery& delivery = rollout.of(name);
    if (delivery.command.empty())
      return fail(
          Error::misuse(file, fmt::format("has no command for {}; expected \"command\" in 'rollout'", name)));
    if (delivery.identity_command.empty() && delivery.identity_endpoint.empty()) {
      return fail(Error::misuse(
          file,
          fmt::format("does not say how {} tells the digest it runs; expected \"identity\" in 'rollout'",
                      name)));
    }
  }
  return {};
}

Result<void> check_named(const plan::Fleet& fleet, const std::string& file,
                         const std::vector<std::string>& services) {
  for (const std::string& name : services) {
    const auto found = fleet.services.find(name);
    if (found == fleet.services.end()) {
      std::vector<std::string_view> known;
      for (const auto& [service, value] : fleet.services) known.push_back(service);
      return fail(Error::misuse(
          file, fmt::format("has no service '{}'; expected one of {}", name, fmt::join(known, ", "))));
    }
    if (found->second.machines.empty()) {
      return fail(Error::misuse(
          file, fmt::format("names no machines for {}; expected some to roll it out to", name)));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Target>> fleet_targets(const plan::Fleet& fleet, const std::string& file,
                                          const std::vector<std::string>& services) {
  TRY(check_rollout(fleet, file));
  TRY(check_named(fleet, file, services));
  std::vector<Target> targets;
  for (const auto& [name, service] : fleet.services) {
    if (!services.empty() && std::find(services.begin(), services.end(), name) == services.end()) continue;
    for (const std::string& machine : service.machines) {
      if (!service.ports)
        return fail(Error::misuse(
            file, fmt::format("has no ports of {}; expected the one that answers /health", name)));
      const std::string& host = fleet.machines.at(machine).host;
      if (host.empty()) {
        return fail(
            Error::misuse(file, fmt::format("has no host of machine {}; {} runs there", machine, name)));
      }
      targets.push_back({{machine, name}, host, service.ports->health});
    }
  }
  if (targets.empty()) return fail(Error::misuse(file, "names no machines for any service"));
  std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) { return a.key < b.key; });
  return targets;
}

std::vector<Target> on_canary(const std::vector<Target>& targets, const plan::Rollout& rollout, bool canary) {
  std::vector<Target> chosen;
  for (const Target& target : targets) {
    const bool is =
        std::find(rollout.canary.begin(), rollout.canary.end(), target.key.machine) != rollout.canary.end();
    if (is == canary) chosen.push_back(target);
  }
  return chosen;
}

std::vector<std::vector<Target>> in_batches(const std::vector<Target>& targets, plan::BatchSize size) {
  std::map<std::string, std::vector<Target>> machines;
  for (const Target& target : targets) machines[target.key.machine].push_back(target);
  const std::size_t most =
      size.percent ? std::max<std::size_t>(1, machines.size() * size.count / 100) : size.count;
  std::vector<std::vector<Target>> batches;
  std::size_t in_last = most;
  for (auto& [machine, own] : machines) {
    if (in_last == most) {
      batches.emplace_back();
      in_last = 0;
    }
    ++in_last;
    std::move(own.begin(), own.end(), std::back_inserter(batches.back()));
  }
  return batches;
}

}  // namespace pushgate::rollout
