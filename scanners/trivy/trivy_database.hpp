// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::scanners {

/// Tells one state of the database from another without reading it again.
struct DatabaseMark {
  std::uint64_t device = 0;
  std::uint64_t file = 0;
  std::uint64_t size = 0;
  std::int64_t changed_seconds = 0;  ///< ctime: unlike the time of writing, nobody can set it
  std::int64_t changed_nanoseconds = 0;

  bool operator==(const DatabaseMark&) const = default;
};

/// Trivy's vulnerability database: `db/trivy.db` and `db/metadata.json` in a cache folder.
struct TrivyDatabase {
  std::filesystem::path cache_folder;  ///< absolute
  Time updated_at;                     ///< when it was made
  Digest digest;                       ///< of trivy.db
  DatabaseMark mark;                   ///< of trivy.db before it was read
};

/// Where Trivy keeps its own: TRIVY_CACHE_DIR, else below XDG_CACHE_HOME or ~/.cache.
std::filesystem::path default_cache_folder();

/// Reads what it is. Errors: unchecked: there is none (with a hint), or its metadata is not what Trivy
/// writes.
Result<TrivyDatabase> read_database(const std::filesystem::path& cache_folder);

/// Errors: unchecked, where it is older than `max_age`, or made more than a day after `now`.
Result<void> check_age(const TrivyDatabase& database, Time now, std::chrono::hours max_age);

/// Errors: unchecked.
Result<DatabaseMark> mark_database(const std::filesystem::path& cache_folder);

}  // namespace pushgate::scanners
