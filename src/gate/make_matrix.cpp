// SPDX-License-Identifier: Apache-2.0
#include "gate/make_matrix.hpp"

#include <filesystem>
#include <utility>

#include "gate/git_changes.hpp"
#include "gate/settings.hpp"

namespace pushgate::gate {

namespace {

std::string beside(const std::string& folder, const std::string& path) {
  if (path.empty() || folder.empty()) return path;
  auto joined = (std::filesystem::path(folder) / path).lexically_normal();
  return (joined.has_filename() ? joined : joined.parent_path()).string();
}

void place(const std::string& folder, std::vector<plan::Job>& jobs) {
  for (plan::Job& job : jobs)
    for (std::string* path : {&job.dockerfile, &job.context, &job.lock, &job.profile})
      *path = beside(folder, *path);
}

bool names_nothing(const std::string& revision) {
  constexpr std::size_t k_commit = 40;  // SHA-1; SHA-256 has more
  return revision.empty() ||
         (revision.size() >= k_commit && revision.find_first_not_of('0') == std::string::npos);
}

Result<plan::Changes> changes_of(const plan::Fleet& fleet, const std::string& fleet_file,
                                 const std::string& revision) {
  plan::Changes changes;
  if (names_nothing(revision)) {
    changes.everything = plan::Reason{"no revision to compare with", ""};
    return changes;
  }
  TRY_ASSIGN(auto found, changes_since(fleet.folder, revision));
  if (auto change = found.touched(fleet_file)) {
    changes.everything = plan::Reason{"fleet file", std::move(*change)};
  } else if (!fleet.policy.empty()) {
    if (auto policy = found.touched(std::filesystem::path(fleet.folder) / fleet.policy))
      changes.everything = plan::Reason{"policy", std::move(*policy)};
  }
  changes.touched = [folder = std::filesystem::path(fleet.folder), found = std::move(found)](
                        const std::string& path) { return found.touched(folder / path); };
  return changes;
}

}  // namespace

Result<plan::Matrix> make_matrix(const MatrixRequest& request) {
  const std::string file = fleet_file_or_default(request.fleet_file);
  TRY_ASSIGN(const FleetChoice choice, load_fleet(file, ""));
  const plan::Fleet& fleet = *choice.fleet;
  std::optional<plan::Changes> changes;
  if (request.changed_since) {
    TRY_ASSIGN(changes, changes_of(fleet, file, *request.changed_since));
  }
  auto matrix = plan::make_matrix(fleet, changes ? &*changes : nullptr);
  place(fleet.folder, matrix.families);
  place(fleet.folder, matrix.services);
  return matrix;
}

}  // namespace pushgate::gate
