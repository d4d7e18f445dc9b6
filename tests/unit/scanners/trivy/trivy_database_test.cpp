// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_database.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "fake_trivy.hpp"

namespace pushgate::scanners {
namespace {

Time at(const std::string& text) {
  return *parse_rfc3339(text);
}

std::string error_of(const FakeTrivy& fake) {
  const auto database = read_database(fake.cache());
  return database ? "no error" : fake.shown(database.error().render());
}

TEST(TrivyDatabase, is_told_by_its_metadata_and_its_digest) {
  const FakeTrivy fake;
  fake.database_made("2026-01-02T03:04:05.123456789Z");
  const auto database = read_database(fake.cache());
  ASSERT_TRUE(database) << database.error().render();
  EXPECT_EQ(database->cache_folder, fake.cache());
  EXPECT_EQ(database->updated_at, at("2026-01-02T03:04:05Z"));
  EXPECT_EQ(database->digest, crypto::sha256("no database"));
}

TEST(TrivyDatabase, a_missing_one_comes_with_a_hint) {
  const FakeTrivy fake;
  const std::string hint =
      "  hint: on a connected machine: trivy image --download-db-only --cache-dir D/cache\n";
  EXPECT_EQ(error_of(fake),
            "pushgate: error: D/cache/db/metadata.json: is not there, so there is no vulnerability "
            "database\n" +
                hint);
  fake.database_made("2026-01-02T03:04:05Z");
  std::filesystem::remove(fake.path("cache/db/trivy.db"));
  EXPECT_EQ(
      error_of(fake),
      "pushgate: error: D/cache/db/trivy.db: is not there, so there is no vulnerability database\n" + hint);
}

TEST(TrivyDatabase, what_cannot_be_read_is_an_error) {
  const FakeTrivy fake;
  fake.put("cache/db/metadata.json", "{");
  EXPECT_EQ(error_of(fake).substr(0, 46), "pushgate: error: D/cache/db/metadata.json:1:2:");
  fake.put("cache/db/metadata.json", "{}");
  EXPECT_EQ(error_of(fake),
            "pushgate: error: D/cache/db/metadata.json: member \"UpdatedAt\" is missing; expected a "
            "string\n");
  fake.database_made("yesterday");
  EXPECT_EQ(error_of(fake),
            "pushgate: error: D/cache/db/metadata.json: member \"UpdatedAt\" is 'yesterday'; expected a "
            "time in RFC 3339\n");
  fake.database_made("2026-01-02T03:04:05Z");
  std::filesystem::remove(fake.path("cache/db/trivy.db"));
  std::filesystem::create_directory(fake.path("cache/db/trivy.db"));
  EXPECT_EQ(error_of(fake), "pushgate: error: D/cache/db/trivy.db: is no regular file\n");
  std::filesystem::remove(fake.path("cache/db/metadata.json"));
  std::filesystem::create_directory(fake.path("cache/db/metadata.json"));
  fake.put("cache/db/trivy.db/x", "");
  EXPECT_EQ(error_of(fake), "pushgate: error: D/cache/db/metadata.json: is a folder; expected a file\n");
}

TEST(TrivyDatabase, is_held_to_an_age) {
  const FakeTrivy fake;
  fake.database_made("2026-01-02T00:00:00Z");
  const auto database = *read_database(fake.cache());
  const auto error_at = [&](const std::string& now) {
    const auto checked = check_age(database, at(now), std::chrono::hours(48));
    return checked ? "no error" : fake.shown(checked.error().render());
  };
  EXPECT_EQ(error_at("2026-01-04T00:00:00Z"), "no error");
  EXPECT_EQ(
      error_at("2026-01-04T00:00:01Z"),
      "pushgate: error: D/cache: the vulnerability database was made 2026-01-02T00:00:00Z, 48 hours ago; the "
      "policy allows 48\n"
      "  hint: on a connected machine: trivy image --download-db-only --cache-dir D/cache\n");
  EXPECT_EQ(error_at("2026-01-01T00:00:00Z"), "no error");
  EXPECT_EQ(
      error_at("2025-12-31T23:59:59Z"),
      "pushgate: error: D/cache: the vulnerability database claims to be made 2026-01-02T00:00:00Z, which is "
      "still to come; its age cannot be told\n");
}

TEST(TrivyDatabase, another_file_has_another_mark) {
  const FakeTrivy fake;
  const auto before = mark_database(fake.cache());
  ASSERT_TRUE(before);
  EXPECT_EQ(mark_database(fake.cache()), *before);
  fake.put("cache/db/trivy.db", "longer than before");
  EXPECT_FALSE(*mark_database(fake.cache()) == *before);
}

TEST(TrivyDatabase, trivys_own_cache_is_where_trivy_keeps_it) {
  const Variable own("TRIVY_CACHE_DIR", "/own");
  const Variable xdg("XDG_CACHE_HOME", "/xdg");
  const Variable home("HOME", "/home/me");
  EXPECT_EQ(default_cache_folder(), "/own");
  const Variable no_own("TRIVY_CACHE_DIR", std::nullopt);
  EXPECT_EQ(default_cache_folder(), "/xdg/trivy");
  const Variable no_xdg("XDG_CACHE_HOME", std::nullopt);
  EXPECT_EQ(default_cache_folder(), "/home/me/.cache/trivy");
}

}  // namespace
}  // namespace pushgate::scanners
