// SPDX-License-Identifier: Apache-2.0
#include "sbom/purl.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace pushgate::sbom {
namespace {

std::string canonical(std::string_view text) {
  const auto purl = Purl::parse(text);
  return purl ? purl->to_string() : purl.error().render();
}

std::string refusal(std::string_view text) {
  const auto purl = Purl::parse(text);
  if (purl) return "accepted as " + purl->to_string();
  EXPECT_EQ(purl.error().code, ErrorCode::unchecked);
  return purl.error().subject + ": " + purl.error().what;
}

TEST(Purl, builds_the_canonical_form) {
  const auto purl = Purl::make({.type = "DEB",
                                .name_space = "/Debian/",
                                .name = "LibSSL3",
                                .version = "1:3.0+b1~deb12",
                                .qualifiers = {{"upstream", "openssl@3"}, {"Arch", "amd64"}, {"distro", ""}},
                                .subpath = {}});
  ASSERT_TRUE(purl);
  EXPECT_EQ(purl->to_string(), "pkg:deb/debian/libssl3@1:3.0%2Bb1~deb12?arch=amd64&upstream=openssl%403");
}

TEST(Purl, reads_both_encodings_and_writes_one) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"pkg:deb/debian/mount@1%3A2.38", "pkg:deb/debian/mount@1:2.38"},
      {"pkg:deb/debian/mount@1:2.38", "pkg:deb/debian/mount@1:2.38"},
      {"pkg:oci/App@sha256%3Aab?repository_url=ghcr.io/acme/App",
       "pkg:oci/app@sha256:ab?repository_url=ghcr.io%2Facme%2FApp"},
      {"pkg:oci/app@sha256:ab?repository_url=ghcr.io%2Facme%2FApp",
       "pkg:oci/app@sha256:ab?repository_url=ghcr.io%2Facme%2FApp"},
      {"pkg:npm/%40scope/pkg@1.0", "pkg:npm/%40scope/pkg@1.0"},
      {"pkg:npm/@scope/pkg@1.0", "pkg:npm/%40scope/pkg@1.0"},
      {"pkg:npm/@scope/pkg", "pkg:npm/%40scope/pkg"},
      {"PKG:PYPI/Typing_Extensions@4.0", "pkg:pypi/typing-extensions@4.0"},
      {"pkg:pypi/ruamel.yaml@0.18", "pkg:pypi/ruamel.yaml@0.18"},
      {"pkg:///maven/org.apache/io@1", "pkg:maven/org.apache/io@1"},
      {"pkg:generic/a?z=1&a=2&Empty=&", "pkg:generic/a?a=2&z=1"},
      {"pkg:generic/a%20b@1%2f2#/x//./y/../z/", "pkg:generic/a%20b@1%2F2#x/y/z"},
      {"pkg:generic/n//s///name@1", "pkg:generic/n/s/name@1"},
      {"pkg:conan/user/cctz@2.3?channel=stable", "pkg:conan/user/cctz@2.3?channel=stable"},
      {"pkg:cpan/URI::PackageURL@2.11", "pkg:cpan/URI::PackageURL@2.11"},
      {"pkg:huggingface/a/b@ABC", "pkg:huggingface/a/b@abc"},
      {"pkg:mlflow/Name@3?repository_url=https://adb-1.azuredatabricks.net",
       "pkg:mlflow/name@3?repository_url=https:%2F%2Fadb-1.azuredatabricks.net"},
      {"pkg:nuget/EnterpriseLibrary.Common@6.0", "pkg:nuget/EnterpriseLibrary.Common@6.0"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(canonical(text), expected) << text;
    EXPECT_EQ(canonical(expected), expected) << "canonical text must stay";
  }
}

TEST(Purl, follows_the_rules_of_each_type) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"pkg:alpm/Arch/Pacman@6.0.1-1", "pkg:alpm/arch/pacman@6.0.1-1"},
      {"pkg:apk/Alpine/Curl@8-r0?arch=x86", "pkg:apk/alpine/curl@8-r0?arch=x86"},
      {"pkg:bitbucket/A/B@C", "pkg:bitbucket/a/b@C"},
      {"pkg:bitnami/WordPress@6.2.0?arch=arm64", "pkg:bitnami/wordpress@6.2.0?arch=arm64"},
      {"pkg:cargo/Serde@1", "pkg:cargo/Serde@1"},
      {"pkg:cocoapods/GoogleUtilities@7#NSData+zlib", "pkg:cocoapods/GoogleUtilities@7#NSData%2Bzlib"},
      {"pkg:composer/Laravel/Laravel@5", "pkg:composer/laravel/laravel@5"},
      {"pkg:conda/absl-py@0.4?subdir=linux-64", "pkg:conda/absl-py@0.4?subdir=linux-64"},
      {"pkg:cpan/drolsky/DateTime@1.55", "pkg:cpan/DROLSKY/DateTime@1.55"},
      {"pkg:cran/A3@0.9.1", "pkg:cran/A3@0.9.1"},
      {"pkg:docker/Customer/Image@sha256:aB", "pkg:docker/Customer/Image@sha256:aB"},
      {"pkg:gem/Rails@7?Platform=java", "pkg:gem/Rails@7?platform=java"},
      {"pkg:github/Package-url/Spec@Ab", "pkg:github/package-url/spec@Ab"},
      {"pkg:golang/github.com/BurntSushi/toml@v1", "pkg:golang/github.com/burntsushi/toml@v1"},
      {"pkg:golang/stdlib@1.22.1", "pkg:golang/stdlib@1.22.1"},
      {"pkg:hackage/AC_HalfInteger@1", "pkg:hackage/AC-HalfInteger@1"},
      {"pkg:hex/Acme/Foo@2", "pkg:hex/acme/foo@2"},
      {"pkg:julia/Dates?uuid=ade2ca70", "pkg:julia/Dates?uuid=ade2ca70"},
      {"pkg:luarocks/Hisham/LuaFileSystem@1.8.0-1", "pkg:luarocks/hisham/luafilesystem@1.8.0-1"},
      {"pkg:maven/jar-without-group@1", "pkg:maven/jar-without-group@1"},
      {"pkg:npm/%40Angular/Animation@12", "pkg:npm/%40angular/animation@12"},
      {"pkg:oci/App@sha256:AB", "pkg:oci/app@sha256:ab"},
      {"pkg:pub/Http-Client@1", "pkg:pub/http_client@1"},
      {"pkg:qpkg/BlackBerry/com.QNX.sdp@7", "pkg:qpkg/blackberry/com.QNX.sdp@7"},
      {"pkg:rpm/Fedora/NetworkManager@1?epoch=1", "pkg:rpm/fedora/NetworkManager@1?epoch=1"},
      {"pkg:swid/Acme/example.com/Server@1?tag_id=x", "pkg:swid/Acme/example.com/Server@1?tag_id=x"},
      {"pkg:swift/github.com/A/B@5", "pkg:swift/github.com/A/B@5"},
      {"pkg:vscode-extension/MS-Python/Python@1", "pkg:vscode-extension/ms-python/python@1"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(canonical(text), expected) << text;
    EXPECT_EQ(canonical(expected), expected) << "canonical text must stay";
  }
  for (const auto* type : {"alpm", "apk", "bitbucket", "deb", "github", "qpkg", "vscode-extension"}) {
    EXPECT_EQ(refusal("pkg:" + std::string(type) + "/a@1"),
              "purl 'pkg:" + std::string(type) + "/a@1': has no namespace; type " + type + " needs one");
  }
  for (const auto* type : {"bitnami", "cargo", "cocoapods", "conda", "cran", "gem", "hackage", "mlflow",
                           "nuget", "oci", "opam", "otp", "pub", "pypi"}) {
    const std::string text = "pkg:" + std::string(type) + "/n/a@1";
    EXPECT_EQ(refusal(text), "purl '" + text + "': has a namespace; type " + type + " has none");
  }
  EXPECT_EQ(refusal("pkg:swid/Fedora@29"), "purl 'pkg:swid/Fedora@29': has no tag_id; type swid needs it");
  EXPECT_EQ(refusal("pkg:julia/Dates@1"), "purl 'pkg:julia/Dates@1': has no uuid; type julia needs it");
  EXPECT_EQ(
      refusal("pkg:swid/a/b/c/d@1?tag_id=x"),
      "purl 'pkg:swid/a/b/c/d@1?tag_id=x': has more than two namespace segments; expected the creator's "
      "name and regid");
  EXPECT_EQ(
      refusal("pkg:cocoapods/.hidden@1"),
      "purl 'pkg:cocoapods/.hidden@1': has a name that no pod can have; expected no white space, no '+', "
      "no '.' in front");
  EXPECT_EQ(refusal("pkg:cpan/GDT/URI::PackageURL"),
            "purl 'pkg:cpan/GDT/URI::PackageURL': names a module within an author's space; expected a "
            "distribution, written with '-'");
}

TEST(Purl, gives_the_decoded_parts) {
  const auto purl = Purl::parse("pkg:golang/google.golang.org/genproto@v1%2B2?goos=linux#googleapis/api");
  ASSERT_TRUE(purl);
  EXPECT_EQ(purl->type, "golang");
  EXPECT_EQ(purl->name_space, "google.golang.org");
  EXPECT_EQ(purl->name, "genproto");
  EXPECT_EQ(purl->version, "v1+2");
  EXPECT_EQ(purl->qualifiers, (std::map<std::string, std::string>{{"goos", "linux"}}));
  EXPECT_EQ(purl->subpath, "googleapis/api");
}

TEST(Purl, says_what_is_wrong) {
  EXPECT_EQ(refusal("deb/debian/x"), "purl 'deb/debian/x': does not begin with 'pkg:'");
  EXPECT_EQ(refusal("pkg%3Adeb/debian/x"), "purl 'pkg%3Adeb/debian/x': does not begin with 'pkg:'");
  EXPECT_EQ(refusal("pkg:name@1"), "purl 'pkg:name@1': has no type or no name; expected pkg:TYPE/NAME");
  EXPECT_EQ(refusal(""), "purl '': does not begin with 'pkg:'");
  EXPECT_EQ(refusal("pkg:maven/@1.3.4"), "purl 'pkg:maven/@1.3.4': has no name");
  EXPECT_EQ(refusal("pkg:swift/github.com/A/@5"), "purl 'pkg:swift/github.com/A/@5': has no name");
  EXPECT_EQ(refusal("pkg:3nginx/nginx"),
            "purl 'pkg:3nginx/nginx': has no type; expected a letter, then letters, digits, '.' or '-'");
  EXPECT_EQ(refusal("pkg:n&g/nginx"),
            "purl 'pkg:n&g/nginx': has no type; expected a letter, then letters, digits, '.' or '-'");
  EXPECT_EQ(refusal("pkg:deb/x@1"), "purl 'pkg:deb/x@1': has no namespace; type deb needs one");
  EXPECT_EQ(refusal("pkg:pypi/ns/x@1"), "purl 'pkg:pypi/ns/x@1': has a namespace; type pypi has none");
  EXPECT_EQ(refusal("pkg:cran/A3"), "purl 'pkg:cran/A3': has no version; type cran needs one");
  EXPECT_EQ(refusal("pkg:npm/a?in%20x=1"),
            "purl 'pkg:npm/a?in%20x=1': has a qualifier key 'in%20x'; expected a letter, then letters, "
            "digits, '.', "
            "'-' or '_'");
  EXPECT_EQ(refusal("pkg:npm/a?k"), "purl 'pkg:npm/a?k': has a qualifier 'k' without a value");
  EXPECT_EQ(refusal("pkg:npm/a?k=1&K=2"), "purl 'pkg:npm/a?k=1&K=2': has the qualifier 'k' twice");
  EXPECT_EQ(refusal("pkg:npm/a%2"), "purl 'pkg:npm/a%2': has a broken percent-encoding");
  EXPECT_EQ(refusal("pkg:npm/a@%zz"), "purl 'pkg:npm/a@%zz': has a broken percent-encoding");
  EXPECT_EQ(refusal("pkg:npm/a%2fb/c"), "purl 'pkg:npm/a%2fb/c': has a broken percent-encoding");
  EXPECT_EQ(refusal("pkg:npm/%ff"), "purl 'pkg:npm/%ff': is not UTF-8 once decoded");
  EXPECT_EQ(
      refusal("pkg:conan/cctz@2?channel=s"),
      "purl 'pkg:conan/cctz@2?channel=s': has only one of namespace and channel; expected both or none");
  EXPECT_EQ(refusal("pkg:cpan/Perl-Version@1"),
            "purl 'pkg:cpan/Perl-Version@1': names a distribution without its author; expected a namespace");
  EXPECT_EQ(refusal("pkg:npm/" + std::string(9000, 'a')),
            "purl 'pkg:npm/" + std::string(192, 'a') + "': is longer than 8192 bytes");
}

TEST(Purl, refuses_parts_that_make_no_purl) {
  const auto purl = Purl::make(
      {.type = "deb", .name_space = "debian", .name = "", .version = {}, .qualifiers = {}, .subpath = {}});
  ASSERT_FALSE(purl);
  EXPECT_EQ(purl.error().what, "has no name");
}

}  // namespace
}  // namespace pushgate::sbom
