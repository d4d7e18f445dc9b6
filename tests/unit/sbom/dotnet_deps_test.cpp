// SPDX-License-Identifier: Apache-2.0
#include "sbom/dotnet_deps.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

constexpr const char* k_path = "/app/App.deps.json";

std::string read(const std::string& text) {
  return told(dotnet_packages(text, k_path));
}

std::string document(const std::string& target, const std::string& libraries) {
  return R"({"runtimeTarget": {"name": "t", "signature": ""}, "targets": {"other": {}, "t": {)" + target +
         R"(}}, "libraries": {)" + libraries + "}}";
}

TEST(DotnetDeps, is_known_by_its_path) {
  EXPECT_TRUE(is_dotnet_deps("app/App.deps.json"));
  EXPECT_FALSE(is_dotnet_deps("app/deps.json"));
  EXPECT_FALSE(is_dotnet_deps("app/App.runtimeconfig.json"));
}

TEST(DotnetDeps, counts_what_brings_files) {
  const std::string zeros = std::string(86, 'A') + "==";
  EXPECT_EQ(
      read(document(
          R"("App/1.0.0": {"dependencies": {"Z.Lib": "2", "Runtime": "1"}, "runtime": {"App.dll": {}}},)"
          R"("Runtime/1": {"runtime": {"lib/net8.0/R.dll": {}}}, "Empty/1": {"runtime": {}},)"
          R"("Targets/1": {"runtimeTargets": {"runtimes/x/native/l.so": {}}}, "Native/1": {"native": {"n.so": {}}},)"
          R"("Meta/1": {"dependencies": {"Runtime": "1"}}, "Null/1": {"runtime": null},)"
          R"("Pack/8": {"runtime": {"p.dll": {}}}, "Res/1": {"resources": {"de/x.dll": {"locale": "de"}}})",
          R"("App/1.0.0": {"type": "project", "sha512": ""}, "Other/1": {"type": "project"},)"
          R"("Runtime/1": {"type": "Package", "sha512": "sha512-)" +
              zeros +
              R"("}, "Empty/1": {"type": "package", "sha512": "sha512-AA=="}, "Targets/1": {"type": "package"},)"
              R"("Native/1": {"type": "package"}, "Meta/1": {"type": "package"}, "Null/1": {"type": "package"},)"
              R"("Pack/8": {"type": "runtimepack"}, "Res/1": {"type": "package"},)"
              R"("Unknown/2-rc.1": {"type": "package"}, "noslash": {"type": "package"}, "Odd/1": 7)")),
      "pkg:nuget/App@1.0.0 needs Runtime,Z.Lib\n"
      "pkg:nuget/Other@1\n"
      "pkg:nuget/Runtime@1 SHA-512 " +
          std::string(128, '0') +
          "\n"
          "pkg:nuget/Empty@1\npkg:nuget/Targets@1\npkg:nuget/Native@1\npkg:nuget/Unknown@2-rc.1\n");
}

TEST(DotnetDeps, counts_all_where_the_target_is_unknown) {
  const std::string libraries = R"("libraries": {"A/1": {"type": "package"}, "B/2": {"type": "project"}}})";
  const std::string all = "pkg:nuget/A@1\npkg:nuget/B@2\n";
  for (const std::string start :
       {R"({)", R"({"runtimeTarget": {"name": "x"}, "targets": {"t": {"A/1": {}}}, )",
        R"({"runtimeTarget": 7, "targets": {"t": {"A/1": {}}}, )", R"({"runtimeTarget": {"name": "t"}, )",
        R"({"runtimeTarget": {"name": "t"}, "targets": {"t": []}, )", "\xef\xbb\xbf{"}) {
    EXPECT_EQ(read(start + libraries), all) << start;
  }
}

TEST(DotnetDeps, says_what_cannot_be_read) {
  const std::string where = k_path;
  const std::vector<Told> cases = {
      {"{}", ""},
      {R"({"libraries": []})", ""},
      {"[]", where + ": is no JSON object; expected an application's dependencies"},
      {document("", R"("A/": {"type": "package"})"), where + ": library 'A/': has no version"},
      {document("", R"("/1": {"type": "package"})"), where + ": library '/1': has no name"},
      {document("", R"("A/1\n": {"type": "package"})"),
       where + ": library 'A/1\n': has '1\n' as version; expected text of one line"},
      {document("", R"("A/": {"type": "reference"})"), ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
  for (const auto* broken : {"", "{", "{\"a\": \"\xff\"}", "{\"a\": 1, \"a\": 2}"}) {
    EXPECT_FALSE(dotnet_packages(broken, k_path)) << broken;
  }
}

TEST(DotnetDeps, owns_the_files_as_they_are_published) {
  EXPECT_EQ(
      dotnet_owned(
          document(
              R"("A/1": {"runtime": {"lib/net8.0/A.dll": {}}, "native": {"runtimes/x/native/n.so": {}},)"
              R"("resources": {"lib/net8.0/de/A.r.dll": {"locale": "de"}, "x/y.dll": {"locale": "../.."}},)"
              R"("runtimeTargets": {"runtimes/x/lib/A.dll": {}, "../../etc/passwd": {}, "/etc/x": {}}},)"
              R"("B/1": {"compile": {"b.dll": {}}}, "C/1": {"runtime": {"c.dll": {}}})",
              R"("A/1": {"type": "package"}, "B/1": {"type": "package"}, "C/1": {"type": "reference"},)"
              R"("D/1": {"type": "package"})"),
          k_path),
      (std::vector<std::string>{"/app/A.dll", "/app/de/A.r.dll", "/app/n.so", "/app/runtimes/x/lib/A.dll"}));
  EXPECT_EQ(dotnet_owned("{", k_path), std::vector<std::string>{});
}

}  // namespace
}  // namespace pushgate::sbom
