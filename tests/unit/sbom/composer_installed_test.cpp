// SPDX-License-Identifier: Apache-2.0
#include "sbom/composer_installed.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

constexpr const char* k_path = "/srv/vendor/composer/installed.json";

std::string read(const std::string& text, const std::string& path = k_path) {
  return told(composer_packages(text, path));
}

TEST(ComposerInstalled, is_known_by_its_path) {
  for (const auto* path : {"installed.json", "srv/vendor/composer/installed.json", "a/installed.json"}) {
    EXPECT_TRUE(is_composer_installed(path)) << path;
  }
  for (const auto* path : {"srv/composer.lock", "a/xinstalled.json", "vendor/composer/installed.php"}) {
    EXPECT_FALSE(is_composer_installed(path)) << path;
  }
}

TEST(ComposerInstalled, reads_both_versions) {
  const std::string packages =
      R"([{"name": "Monolog/monolog", "version": "v3.5.0", "license": ["MIT", "MIT"],)"
      R"( "require": {"php": ">=8.1", "ext-json": "*", "psr/log": "^3", "composer-runtime-api": "*"},)"
      R"( "replace": {"a/b": "*"}, "provide": {"psr/log-implementation": "3"},)"
      R"( "authors": [{"name": "A", "email": "a@b"}, {"email": "c"}, {"name": "B"}],)"
      R"( "dist": {"shasum": "ABCDEF0123456789abcdef0123456789abcdef01"}},)"
      R"( {"name": "psr/log", "version": "dev-main", "license": "MIT or (ISC)x", "require": []},)"
      R"( {"name": "alone", "version": "vienna", "dist": {"shasum": ""}, "license": [7]}])";
  const std::string expected =
      "pkg:composer/monolog/monolog@3.5.0 (id MIT) needs psr/log provides a/b,psr/log-implementation by A, B "
      "SHA-1 abcdef0123456789abcdef0123456789abcdef01\n"
      "pkg:composer/psr/log@dev-main (name MIT or (ISC)x)\n"
      "pkg:composer/alone@vienna\n";
  EXPECT_EQ(read(packages), expected);
  EXPECT_EQ(read(R"({"packages": )" + packages + R"(, "dev": true, "dev-package-names": ["psr/log"]})"),
            expected);
  const auto found = composer_packages(packages, k_path);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front().group + " " + found->front().name, "Monolog monolog");
}

TEST(ComposerInstalled, says_what_cannot_be_read) {
  const std::string where = k_path;
  const std::string no_list = ": has no list of packages; expected an array, or one in \"packages\"";
  const std::vector<Told> cases = {
      {"[]", ""},
      {R"({"packages": []})", ""},
      {"{}", where + no_list},
      {R"({"packages": {}})", where + no_list},
      {"7", where + no_list},
      {R"([{"name": "a/b", "version": "1"}, {"version": "1"}])",
       where + ": package 2: member \"name\" is missing; expected a string"},
      {R"([{"name": "a/b"}])", where + ": package 1: member \"version\" is missing; expected a string"},
      {R"([{"name": "a/b", "version": ""}])", where + ": package 1: has no version"},
      {R"([{"name": "a/", "version": "1"}])", where + ": package 1: has no name"},
      {R"([{"name": "a/b\n", "version": "1"}])",
       where + ": package 1: has 'b\n' as name; expected text of one line"},
      {R"([7])", where + ": package 1: is a number; expected an object with member \"name\""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
  for (const auto* broken : {"", "{", "{\"packages\": [\xff]}"}) {
    EXPECT_FALSE(composer_packages(broken, k_path)) << broken;
  }
}

TEST(ComposerInstalled, other_files_of_that_name_are_nobodys) {
  const std::string path = "/x/installed.json";
  for (const auto* text : {"", "{", "{}", "7", R"([{"name": "tool", "size": 3}])", "[1]"}) {
    EXPECT_EQ(read(text, path), "") << text;
  }
  EXPECT_EQ(read(R"({"packages": [{"name": "a/b", "version": "1"}]})", path), "pkg:composer/a/b@1\n");
}

TEST(ComposerInstalled, owns_the_folder_of_each_package) {
  EXPECT_EQ(
      composer_owned(R"([{"name": "a/b", "install-path": "../a/b"}, {"name": "c/d"}, {"name": "core",)"
                     R"( "install-path": "./../../web//core/"}, {"name": "x", "install-path": "../.."},)"
                     R"( {"name": "y", "install-path": "../../../../.."}, {"version": "1"}, 7])",
                     k_path),
      (std::vector<std::string>{"/srv/vendor/a/b/", "/srv/vendor/c/d/", "/srv/web/core/"}));
  EXPECT_EQ(composer_owned("{", k_path), std::vector<std::string>{});
}

}  // namespace
}  // namespace pushgate::sbom
