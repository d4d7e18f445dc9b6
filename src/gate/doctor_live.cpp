// SPDX-License-Identifier: Apache-2.0
#include "gate/doctor_live.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/format.hpp"
#include "gate/settings.hpp"
#include "plan/image_repository.hpp"
#include "retention/github_packages.hpp"

namespace pushgate::gate {

namespace {

using State = Checkup::State;

constexpr const char* k_name = "GitHub Packages";

Checkup missing(const Error& error) {
  return {State::missing, k_name, error.subject + ": " + error.what, error.hint};
}

std::set<std::string> repositories_of(const plan::Fleet& fleet) {
  std::set<std::string> repositories;
  for (const auto& [name, family] : fleet.families) repositories.insert(family.image);
  for (const auto& [name, service] : fleet.services)
    for (auto& repository : plan::repositories_of(fleet, service)) repositories.insert(std::move(repository));
  return repositories;
}

Result<Checkup> list_versions(const oci::Reference& repository, const retention::GithubOptions& github) {
  TRY_ASSIGN(const auto store, retention::open_github_store(repository, github));
  TRY_ASSIGN(const auto listing, store->list());
  const auto tagged = std::count_if(listing.versions.begin(), listing.versions.end(),
                                    [](const auto& version) { return !version.tags.empty(); });
  return Checkup{
      State::good, k_name,
      fmt::format("{}: {} versions, {} of them tagged", repository.name(), listing.versions.size(), tagged),
      ""};
}

}  // namespace

std::vector<Checkup> examine_services(const retention::GithubOptions& github) {
  const auto choice = load_fleet("", "");
  if (!choice) return {};  // examine_machine() tells
  std::vector<Checkup> checkups;
  for (const auto& name : choice->fleet ? repositories_of(*choice->fleet) : std::set<std::string>()) {
    const auto repository = oci::Reference::parse(name);
    if (!repository || (!retention::is_github_packages(*repository) && github.api.empty())) continue;
    const auto checkup = list_versions(*repository, github);
    checkups.push_back(checkup ? *checkup : missing(checkup.error()));
  }
  if (checkups.empty())
    checkups.push_back({State::advice, k_name, "no repository of pushgate.yaml is on ghcr.io", ""});
  return checkups;
}

}  // namespace pushgate::gate
