// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_database.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "store/file_digest.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_metadata_bytes = 64u << 10;  // Trivy writes less than 200

fs::path database_file(const fs::path& cache_folder) {
  return cache_folder / "db" / "trivy.db";
}

}  // namespace

fs::path default_cache_folder() {
  if (const char* own = std::getenv("TRIVY_CACHE_DIR"); own != nullptr && *own != '\0') return own;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0') {
    return fs::path(cache) / "trivy";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "" : home) / ".cache" / "trivy";
}

Result<TrivyDatabase> read_database(const fs::path& cache_folder) {
  std::error_code code;
  const auto folder = fs::absolute(cache_folder, code);
  if (code) return fail(Error::unchecked(cache_folder.string(), "cannot be resolved: " + code.message()));
  const auto metadata = folder / "db" / "metadata.json";
  for (const auto& file : {metadata, database_file(folder)}) {
    if (fs::exists(file, code) || code) continue;
    return fail(
        Error::unchecked(file.string(), "is not there, so there is no vulnerability database")
            .with_hint(fmt::format("on a connected machine: trivy image --download-db-only --cache-dir {}",
                                   folder.string())));
  }
  TRY_ASSIGN(const auto text, store::read_file(metadata, k_metadata_bytes));
  const auto where = metadata.string();
  TRY_ASSIGN(const auto document, json::parse(text, where));
  TRY_ASSIGN(const auto updated_text, json::require_string(document, "UpdatedAt", where));
  const auto updated_at = parse_rfc3339(updated_text);
  if (!updated_at) {
    return fail(
        Error::unchecked(where, fmt::format("member \"UpdatedAt\" is '{}'; expected a time in RFC 3339",
                                            updated_text.substr(0, 60))));
  }
  TRY_ASSIGN(const auto mark, mark_database(folder));
  TRY_ASSIGN(const auto digest, store::digest_file(database_file(folder)));
  return TrivyDatabase{folder, *updated_at, digest, mark};
}

Result<void> check_age(const TrivyDatabase& database, Time now, std::chrono::hours max_age) {
  const auto name = database.cache_folder.string();
  const auto made = format_rfc3339(database.updated_at);
  const auto age = std::chrono::duration_cast<std::chrono::hours>(now - database.updated_at);
  if (now - database.updated_at > max_age) {
    return fail(
        Error::unchecked(name, fmt::format("the vulnerability database was made {}, {} hours ago; the policy "
                                           "allows {}",
                                           made, age.count(), max_age.count()))
            .with_hint(
                fmt::format("on a connected machine: trivy image --download-db-only --cache-dir {}", name)));
  }
  if (database.updated_at - now > std::chrono::hours(24)) {
    return fail(Error::unchecked(
        name, fmt::format("the vulnerability database claims to be made {}, which is still to "
                          "come; its age cannot be told",
                          made)));
  }
  return {};
}

Result<DatabaseMark> mark_database(const fs::path& cache_folder) {
  const auto file = database_file(cache_folder);
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    return fail(Error::unchecked(file.string(), "cannot be read: " + std::generic_category().message(errno)));
  }
  return DatabaseMark{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                      status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
}

}  // namespace pushgate::scanners
