// SPDX-License-Identifier: Apache-2.0
#include "gate/retention_spared.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "gate/rollout_hosts.hpp"
#include "oci/reference.hpp"
#include "plan/image_repository.hpp"
#include "rollout/history.hpp"

namespace pushgate::gate {

namespace {

using rollout::Key;
using rollout::Release;

class Deployed {
 public:
  explicit Deployed(const plan::Fleet& fleet) : m_fleet(fleet) {}

  void add(const Key& key, const Digest& digest, std::string_view how) {
    if (const auto repository = repository_of(key); !repository.empty())
      m_found.images[repository].emplace(digest, fmt::format("{} {}", how, to_string(key)));
  }

  void note_journal(const rollout::State& state) {
    for (const auto& [key, known] : state.targets) {
      if (known.unsettled) add(key, known.unsettled->digest, "on its way to");
      const auto* current = known.current();
      if (current != nullptr) add(key, current->release.digest, "deployed:");
      // Unsettled: whatever it ran last may be what it runs.
      if (current == nullptr && !known.successes.empty())
        add(key, known.successes.back().release.digest, "deployed before:");
      if (current == nullptr) continue;
      if (const Release* before = known.before(current->release))
        add(key, before->digest, "deployed before:");
    }
    if (!state.open) return;
    for (const auto& [key, release] : state.open->releases) add(key, release.digest, "on its way to");
    for (const auto& [key, release] : state.open->back)
      if (release) add(key, release->digest, "on its way back to");
  }

  void note_hosts(const rollout::Status& status) {
    for (const auto& row : status.rows) {
      if (row.runs) {
        add(row.key, *row.runs, "deployed:");
        continue;
      }
      const auto repository = repository_of(row.key);
      const auto& reason = row.no_identity.empty() ? row.ill : row.no_identity;
      m_found.unknown.emplace(
          repository,
          Error::unchecked(repository, fmt::format("cannot be thinned out: {} does not say what it runs: {}",
                                                   to_string(row.key), reason))
              .with_hint("start it, or see pushgate rollout status"));
    }
  }

  DeployedImages take() { return std::move(m_found); }

 private:
  std::string repository_of(const Key& key) const {
    const auto service = m_fleet.services.find(key.service);
    return service == m_fleet.services.end() ? ""
                                             : plan::repository_of(m_fleet, service->second, key.machine);
  }

  const plan::Fleet& m_fleet;
  DeployedImages m_found;
};

/// Calls `found(reference, service)` for each image that services name by tag or digest in the repository.
template <typename Found>
void each_baseline(const plan::Fleet& fleet, const std::string& repository, const Found& found) {
  constexpr std::string_view k_registry = "docker://";
  for (const auto& [name, service] : fleet.services) {
    std::string_view image = service.baseline;
    if (image.starts_with(k_registry)) image.remove_prefix(k_registry.size());
    const auto reference = oci::Reference::parse(image);
    if (reference && reference->name() == repository) found(*reference, name);
  }
}

}  // namespace

Result<DeployedImages> find_deployed(const std::string& fleet_file, const plan::Fleet& fleet) {
  if (!fleet.rollout)
    return fail(Error::misuse(fleet_file,
                              "has \"protect: deployed\" and no \"rollout\"; expected how hosts "
                              "are asked what they run"));
  Deployed deployed(fleet);
  TRY_ASSIGN(
      const auto state,
      rollout::read_state((std::filesystem::path(fleet.folder) / fleet.rollout->state).lexically_normal()));
  deployed.note_journal(state);
  RolloutRequest request;
  request.fleet_file = fleet_file;
  TRY_ASSIGN(const auto status, rollout_status(request));
  deployed.note_hosts(status);
  return deployed.take();
}

std::vector<Digest> named_digests(const plan::Fleet& fleet, const std::string& repository) {
  std::vector<Digest> digests;
  for (const auto& hold : fleet.retention->holds)
    if (hold.digest) digests.push_back(*hold.digest);
  each_baseline(fleet, repository, [&](const oci::Reference& reference, const std::string& /*service*/) {
    if (reference.digest) digests.push_back(*reference.digest);
  });
  return digests;
}

retention::Protected find_named(const plan::Fleet& fleet, const std::string& repository,
                                const retention::Graph& graph) {
  retention::Protected spared;
  const auto spare = [&](const std::string& tag, const std::optional<Digest>& digest,
                         const std::string& why) {
    for (const auto& node : graph.nodes()) {
      const bool named =
          digest ? node.digest == *digest : std::binary_search(node.tags.begin(), node.tags.end(), tag);
      if (named) spared.emplace(node.digest, why);
    }
  };
  for (const auto& hold : fleet.retention->holds) spare(hold.tag, hold.digest, "hold: " + hold.reason);
  each_baseline(fleet, repository, [&](const oci::Reference& reference, const std::string& service) {
    spare(reference.tag.value_or("latest"), reference.digest,
          "named by the fleet file: baseline of " + service);
  });
  return spared;
}

}  // namespace pushgate::gate
