// SPDX-License-Identifier: Apache-2.0
#include "sbom/npm_package.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

constexpr const char* k_path = "/app/node_modules/a/package.json";

std::string read(const std::string& text) {
  return told(npm_packages(text, k_path));
}

/// A package with more members.
std::string package(const std::string& more) {
  return R"({"name": "a", "version": "1", )" + more + "}";
}

TEST(NpmPackage, is_known_by_its_path) {
  for (const auto* path : {"package.json", "app/package.json", "a/node_modules/@b/c/package.json"}) {
    EXPECT_TRUE(is_npm_package(path)) << path;
  }
  for (const auto* path :
       {"app/package-lock.json", "app/xpackage.json", "package.json/a", "a/package.json5"}) {
    EXPECT_FALSE(is_npm_package(path)) << path;
  }
}

TEST(NpmPackage, names_and_versions) {
  const std::vector<Told> cases = {
      {R"({"name": "lodash", "version": "4.17.21"})", "pkg:npm/lodash@4.17.21\n"},
      {R"({"name": "@s.c/p_k-g", "version": "1.0.0-rc.1+b"})", "pkg:npm/%40s.c/p_k-g@1.0.0-rc.1%2Bb\n"},
      {R"({"name": "JSONStream", "version": "1.3.5"})", "pkg:npm/jsonstream@1.3.5\n"},
      {R"({"name": "a"})", ""},
      {R"({"version": "1"})", ""},
      {R"({"name": "", "version": "1"})", ""},
      {R"({"name": null, "version": "1"})", ""},
      {R"({"name": "@bad name", "version": ""})", ""},
      {R"({"name": "a", "version": "1", "name": "b", "scripts": {"x": "1", "x": "2"}})", "pkg:npm/b@1\n"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
  const auto scoped = npm_packages(R"({"name": "@angular/core", "version": "17.0.1"})", k_path);
  ASSERT_TRUE(scoped && scoped->size() == 1);
  EXPECT_EQ(scoped->front().ecosystem + " " + scoped->front().group + " " + scoped->front().name + " " +
                scoped->front().version,
            "npm @angular core 17.0.1");
}

TEST(NpmPackage, says_what_cannot_be_read) {
  const std::string where = k_path;
  const std::string rule = "; expected letters, digits, '-', '.' and '_', with '@scope/' before them or not";
  const std::vector<Told> cases = {
      {"[]", where + ": is no JSON object; expected a package's description"},
      {"\"a\"", where + ": is no JSON object; expected a package's description"},
      {R"({"name": 1, "version": "1"})", where + ": has a name that is no text"},
      {R"({"name": "a", "version": 1.0})", where + ": has a version that is no text"},
      {R"({"name": "@a/b/", "version": "1"})", where + ": has '@a/b/' as name" + rule},
      {R"({"name": "a/b", "version": "1"})", where + ": has 'a/b' as name" + rule},
      {R"({"name": "@/b", "version": "1"})", where + ": has '@/b' as name" + rule},
      {R"({"name": "@a", "version": "1"})", where + ": has '@a' as name" + rule},
      {R"({"name": "a b", "version": "1"})", where + ": has 'a b' as name" + rule},
      {R"({"name": "a\n", "version": "1"})", where + ": has 'a\n' as name" + rule},
      {R"({"name": "ä", "version": "1"})", where + ": has 'ä' as name" + rule},
      {R"({"name": "a", "version": "1\u001b[2J"})",
       where + ": has '1\x1b[2J' as version; expected text of one line"},
      {R"({"name": "a", "version": ")" + std::string(1025, '1') + "\"}",
       where + ": has a version of 1025 bytes; expected at most 1024"},
      {"\xef\xbb\xbf{}", where + ":1:1: starts with a byte-order mark; expected JSON in UTF-8 without one"},
      {std::string(300, '['), where + ":1:201: is nested more than 200 deep"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
  for (const auto* broken : {"", "{", "{\"name\": \"a\", \"version\": \"1\"} x", "{\"author\": \"\xe9\"}"}) {
    const auto found = npm_packages(broken, k_path);
    ASSERT_FALSE(found) << broken;
    EXPECT_EQ(found.error().code, ErrorCode::unchecked);
  }
}

TEST(NpmPackage, licenses_in_all_their_forms) {
  const std::vector<Told> cases = {
      {R"("license": "MIT")", "(id MIT)"},
      {R"j("license": "(MIT OR Apache-2.0)")j", "(expression (MIT OR Apache-2.0))"},
      {R"("license": "SEE LICENSE IN x")", "(name SEE LICENSE IN x)"},
      {R"("license": {"type": "ISC", "url": "https://x"}, "licenses": ["BSD"])", "(id ISC)"},
      {R"("license": ["MIT", {"type": "ISC"}, "MIT", 1])", "(id MIT) (id ISC)"},
      {R"("licenses": [{"type": "MIT"}, {"type": "Zlib"}])", "(id MIT) (id Zlib)"},
      {R"("licenses": {"type": "MIT"})", "(id MIT)"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(read(package(text)), "pkg:npm/a@1 " + expected + "\n") << text;
  }
  for (const auto* nothing :
       {R"("license": "")", R"("license": 7)", R"("license": {})", R"("license": [["MIT"]])"}) {
    EXPECT_EQ(read(package(nothing)), "pkg:npm/a@1\n") << nothing;
  }
}

TEST(NpmPackage, needs_author_and_hash) {
  const std::vector<Told> cases = {
      {R"("dependencies": {"c": "^1", "@s/b": "*"}, "optionalDependencies": {"c": "1", "d": "2"},)"
       R"("devDependencies": {"mocha": "1"}, "peerDependencies": {"p": "1", "q": "1"},)"
       R"("peerDependenciesMeta": {"q": {"optional": true}, "p": {"optional": false}})",
       "needs @s/b,c,d,p"},
      {R"("dependencies": {"x": "npm:real@^2", "y": "npm:@s/real", "z": "npm:", "a|b": "1", "v": 7})",
       "needs @s/real,real,v,z"},
      {R"j("author": "A B <a@b> (https://x)")j", "by A B <a@b> (https://x)"},
      {R"("author": {"name": "A", "email": "a@b", "url": "x"})", "by A <a@b>"},
      {R"("author": {"email": "a@b"})", "by <a@b>"},
      {R"("_integrity": "sha1-AAECAwQFBgcICQoLDA0ODxAREhM=")",
       "SHA-1 000102030405060708090a0b0c0d0e0f10111213"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(read(package(text)), "pkg:npm/a@1 " + expected + "\n") << text;
  }
  for (const auto* nothing :
       {R"("dependencies": [])", R"("dependencies": "x", "peerDependenciesMeta": {"a": 1})", R"("author": 7)",
        R"("_integrity": "sha512-AAEC")", R"("_integrity": "sha1")", R"("_integrity": "md5-AAEC")"}) {
    EXPECT_EQ(read(package(nothing)), "pkg:npm/a@1\n") << nothing;
  }
}

TEST(NpmPackage, owns_its_folder_where_npm_put_it) {
  EXPECT_EQ(npm_owned("", k_path), std::vector<std::string>{"/app/node_modules/a/"});
  EXPECT_EQ(npm_owned("", "/app/node_modules/@s/a/lib/package.json"),
            std::vector<std::string>{"/app/node_modules/@s/a/lib/"});
  for (const auto* own : {"/app/package.json", "/package.json", "/xnode_modules/a/package.json"}) {
    EXPECT_EQ(npm_owned("", own), std::vector<std::string>{}) << own;
  }
}

}  // namespace
}  // namespace pushgate::sbom
