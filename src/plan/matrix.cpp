// SPDX-License-Identifier: Apache-2.0
#include "plan/matrix.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

#include "plan/image_repository.hpp"
#include "plan/profile_path.hpp"

namespace pushgate::plan {

namespace {

/// A path in a folder, without `.` and trailing slashes; empty where `path` is.
std::string in_folder(const std::string& folder, const std::string& path) {
  if (path.empty()) return {};
  auto joined = (std::filesystem::path(folder) / path).lexically_normal();
  if (!joined.has_filename()) joined = joined.parent_path();
  return joined.empty() ? "." : joined.string();
}

std::string folder_of(const std::string& path) {
  return in_folder(std::filesystem::path(path).parent_path().string(), ".");
}

void ask(const Changes& changes, std::string_view what, const std::string& path, Job& job) {
  if (path.empty()) return;
  if (auto changed = changes.touched(path)) job.reasons.push_back({what, std::move(*changed)});
}

/// Adds why a change makes the job run.
void judge(const Changes* changes, Job& job) {
  if (changes == nullptr) return;
  if (changes->everything) {
    job.reasons.push_back(*changes->everything);
    return;
  }
  if (job.base_built) job.reasons.push_back({"family", job.family});
  ask(*changes, "dockerfile", job.dockerfile, job);
  ask(*changes, "lock", job.lock, job);
  ask(*changes, "profile", job.profile, job);
  ask(*changes, "context", job.context, job);
}

using Jobs = std::map<std::string, Job>;

/// The level of a family among those with a Dockerfile. The fleet file has no circles.
std::size_t level_of(const Fleet& fleet, const std::string& name,
                     std::map<std::string, std::size_t>& levels) {
  std::vector<std::string> path;
  std::size_t level = 0;
  for (std::string at = name; !at.empty(); at = fleet.families.at(at).family) {
    if (const auto known = levels.find(at); known != levels.end()) {
      level = known->second;
      break;
    }
    path.push_back(at);
  }
  for (; !path.empty(); path.pop_back()) {
    if (!fleet.families.at(path.back()).dockerfile.empty()) ++level;
    levels.emplace(path.back(), level);
  }
  return level;
}

void set_base(const Fleet& fleet, const Jobs& built, const std::string& family, Job& job) {
  if (family.empty()) return;
  job.family = family;
  job.base_image = fleet.families.at(family).image;
  job.base_built = built.contains(family);
}

std::string cache_of(const Fleet& fleet, const std::string& name) {
  return fleet.cache.empty() ? "" : fleet.cache + ":" + name;
}

Jobs family_jobs(const Fleet& fleet, const Changes* changes) {
  std::map<std::string, std::size_t> levels;
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [name, family] : fleet.families) {
    const std::size_t level = level_of(fleet, name, levels);
    if (!family.dockerfile.empty()) order.emplace_back(level, name);
  }
  std::sort(order.begin(), order.end());
  Jobs built;
  for (const auto& [level, name] : order) {
    const Family& family = fleet.families.at(name);
    Job job;
    job.name = name;
    job.dockerfile = in_folder("", family.dockerfile);
    job.context = folder_of(family.dockerfile);
    job.image = family.image;
    job.cache = cache_of(fleet, name);
    job.level = level;
    set_base(fleet, built, family.family, job);
    judge(changes, job);
    if (changes == nullptr || !job.reasons.empty()) built.emplace(name, std::move(job));
  }
  return built;
}

Job service_job(const Fleet& fleet, const Service& service, const std::string& machine, const Jobs& built) {
  Job job;
  job.name = service.name;
  job.machine = machine;
  job.dockerfile = in_folder("", service.dockerfile);
  job.context = in_folder("", service.context);
  job.lock = in_folder(folder_of(service.dockerfile), service.lock);
  if (!machine.empty()) job.profile = in_folder(folder_of(service.dockerfile), profile_path(fleet, machine));
  job.image = repository_of(fleet, service, machine);
  job.cache = cache_of(fleet, machine.empty() ? service.name : service.name + "-" + machine);
  set_base(fleet, built, service.family, job);
  return job;
}

}  // namespace

Matrix make_matrix(const Fleet& fleet, const Changes* changes) {
  Matrix matrix;
  Jobs built = family_jobs(fleet, changes);
  for (const auto& [name, service] : fleet.services) {
    if (service.dockerfile.empty()) {
      matrix.left_out.push_back(name);
      continue;
    }
    auto machines = service.machines;
    if (machines.empty()) machines.emplace_back();
    for (const std::string& machine : machines) {
      Job job = service_job(fleet, service, machine, built);
      judge(changes, job);
      if (changes == nullptr || !job.reasons.empty()) matrix.services.push_back(std::move(job));
    }
  }
  for (auto& [name, job] : built) matrix.families.push_back(std::move(job));
  std::stable_sort(matrix.families.begin(), matrix.families.end(),
                   [](const Job& a, const Job& b) { return a.level < b.level; });
  return matrix;
}

std::size_t family_levels(const Matrix& matrix) {
  return matrix.families.empty() ? 0 : matrix.families.back().level;
}

std::vector<Job> part_of(const std::vector<Job>& jobs, std::size_t number, std::size_t count) {
  const auto border = [&](std::size_t part) {
    return jobs.begin() + static_cast<std::ptrdiff_t>(jobs.size() * part / count);
  };
  return {border(number - 1), border(number)};
}

}  // namespace pushgate::plan
