// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sbom/go_build_info.hpp"

namespace pushgate::sbom {
namespace {

std::string shown(const GoModule& module) {
  return module.path + " " + module.version + " " + module.sum;
}

std::string read(const std::string& modules) {
  const auto info = parse_go_build_info({"go1.22.1", modules});
  if (!info) {
    EXPECT_EQ(info.error().code, ErrorCode::unchecked);
    return "error: " + info.error().what;
  }
  EXPECT_EQ(info->go_version, "go1.22.1");
  std::string out = info->path + "|" + (info->main ? shown(*info->main) : "no main") + "|";
  for (const auto& dependency : info->dependencies) {
    out += shown(dependency.module);
    if (dependency.replacement) out += " => " + shown(*dependency.replacement);
    out += ";";
  }
  out += "|";
  for (const auto& [key, value] : info->settings) out += "<" + key + "=" + value + ">";
  return out;
}

TEST(GoModuleText, reads_every_kind_of_line) {
  EXPECT_EQ(read("path\tgithub.com/acme/app/cmd/app\n"
                 "mod\tgithub.com/acme/app\t(devel)\t\n"
                 "dep\tgolang.org/x/sys\tv0.20.0\th1:a=\n"
                 "dep\tgolang.org/x/net\tv0.1.0\n"
                 "=>\tgithub.com/acme/net\tv0.1.1\th1:b=\n"
                 "dep\tgithub.com/acme/lib/v2\tv2.0.0\t\n"
                 "=>\t../lib\t(devel)\t\n"
                 "build\t-compiler=gc\n"
                 "build\tCGO_CFLAGS=\n"
                 "build\t-ldflags=\"-s -X main.version=v1.0.0\"\n"
                 "unknown\tx\n"
                 "\n"
                 "build\tvcs.modified=true\n"),
            "github.com/acme/app/cmd/app|github.com/acme/app (devel) |golang.org/x/sys v0.20.0 h1:a=;"
            "golang.org/x/net v0.1.0  => github.com/acme/net v0.1.1 h1:b=;"
            "github.com/acme/lib/v2 v2.0.0  => ../lib (devel) ;|"
            "<-compiler=gc><CGO_CFLAGS=><-ldflags=-s -X main.version=v1.0.0><vcs.modified=true>");
}

TEST(GoModuleText, a_line_without_its_end_is_none) {
  EXPECT_EQ(read(""), "|no main||");
  EXPECT_EQ(read("path\tmain"), "|no main||");
  EXPECT_EQ(read("path\tmain\ndep\tx"), "main|no main||");
}

TEST(GoModuleText, a_replaced_main_module_stays_itself) {
  EXPECT_EQ(read("mod\ta\tv1\t\n=>\tb\tv2\t\n"), "|a v1 ||");
}

TEST(GoModuleText, quoted_settings_are_as_in_go) {
  EXPECT_EQ(read("build\t\"a b\"=\"c=d\"\n"), "|no main||<a b=c=d>");
  EXPECT_EQ(read("build\t`a b`=`c\\n`\n"), "|no main||<a b=c\\n>");
  EXPECT_EQ(read(R"(build	x="\a\b\f\r\t\v\\\"\'\x41\102\u00e9\u20ac\U0001f600")"
                 "\n"),
            "|no main||<x=\a\b\f\r\t\v\\\"'AB\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80>");
}

TEST(GoModuleText, malformed_lines_are_errors) {
  const std::string prefix = "error: line 1 of its Go build information ";
  struct Case {
    std::string line;
    std::string what;
  };
  const Case cases[] = {
      {"mod\ta", "has 1 fields; expected path, version and sum"},
      {"dep\ta\tb\tc\td", "has 4 fields; expected path, version and sum"},
      {"dep\ta" + std::string(1000, '\t'), "has 5 fields; expected path, version and sum"},
      {"=>\ta\tv1\t", "replaces a module, but there is none before it"},
      {"build\t", "has no KEY=VALUE"},
      {"build\tkey", "has no KEY=VALUE"},
      {"build\t=value", "has no KEY=VALUE"},
      {"build\t\"key", "has a badly quoted key"},
      {"build\t\"key\"", "has a badly quoted key"},
      {"build\t\"key\"x=", "has a badly quoted key"},
      {"build\tkey=\"value", "has a badly quoted value"},
      {"build\tkey=\"value\" x", "has a badly quoted value"},
      {"build\tkey=\"\\", "has a badly quoted value"},
      {"build\tkey=\"\\q\"", "has a badly quoted value"},
      {"build\tkey=\"\\x4\"", "has a badly quoted value"},
      {"build\tkey=\"\\400\"", "has a badly quoted value"},
      {"build\tkey=\"\\ud800\"", "has a badly quoted value"},
      {"build\tkey=\"\\U00110000\"", "has a badly quoted value"},
  };
  for (const auto& one : cases) EXPECT_EQ(read(one.line + "\n"), prefix + one.what) << one.line;
  EXPECT_EQ(read("mod\ta\tv1\t\n=>\tb\tv1\t\n=>\tb\tv1\t\n"),
            "error: line 3 of its Go build information replaces a module, but there is none before it");
}

TEST(GoModuleText, the_number_of_lines_is_limited) {
  EXPECT_EQ(read(std::string(100'000, '\n')), "|no main||");
  EXPECT_EQ(read(std::string(100'001, '\n')),
            "error: line 100001 of its Go build information is one too many; expected at most 100000");
}

}  // namespace
}  // namespace pushgate::sbom
