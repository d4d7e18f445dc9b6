// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_packages.hpp"

#include <gtest/gtest.h>

#include "sbom/go_linker_version.hpp"

namespace pushgate::sbom {
namespace {

std::string packages(const std::string& version, const std::string& modules) {
  const auto info = parse_go_build_info({version, modules});
  if (!info) return info.error().what;
  const auto found = go_packages(*info);
  if (!found) return found.error().what;
  std::string out;
  for (const auto& component : *found) {
    EXPECT_EQ(component.ecosystem, "golang");
    EXPECT_EQ(component.group, "");
    out += component.name + "|" + component.version + "|" + component.purl;
    for (const auto& need : component.needs) out += " -> " + need;
    for (const auto& [name, value] : component.properties) out += " " + name + "=" + value;
    out += "\n";
  }
  return out;
}

TEST(GoPackages, are_the_library_the_dependencies_and_the_main_module) {
  EXPECT_EQ(
      packages("go1.22.1",
               "path\tgithub.com/Acme/App/cmd/app\nmod\tgithub.com/Acme/App\tv1.2.3\th1:m=\n"
               "dep\tgolang.org/x/sys\tv0.20.0\th1:s=\ndep\tgithub.com/a/b/v2\tv2.0.0+incompatible\t\n"),
      "stdlib|v1.22.1|pkg:golang/stdlib@v1.22.1\n"
      "golang.org/x/sys|v0.20.0|pkg:golang/golang.org/x/sys@v0.20.0 pushgate:go:h1=h1:s=\n"
      "github.com/a/b/v2|v2.0.0+incompatible|pkg:golang/github.com/a/b/v2@v2.0.0%2Bincompatible\n"
      "github.com/Acme/App|v1.2.3|pkg:golang/github.com/acme/app@v1.2.3 -> github.com/a/b/v2 -> "
      "golang.org/x/sys -> stdlib pushgate:go:h1=h1:m=\n");
}

TEST(GoPackages, the_version_of_the_library_is_that_of_go) {
  const auto stdlib = [](const std::string& version) { return packages(version, ""); };
  EXPECT_EQ(stdlib("go1.22.1"), "stdlib|v1.22.1|pkg:golang/stdlib@v1.22.1\n");
  EXPECT_EQ(stdlib("go1.22.3 X:boringcrypto"), "stdlib|v1.22.3|pkg:golang/stdlib@v1.22.3\n");
  EXPECT_EQ(stdlib("go1.20.12 (Red Hat 1.20.12-2.el9)"), "stdlib|v1.20.12|pkg:golang/stdlib@v1.20.12\n");
  EXPECT_EQ(stdlib("go1.23rc1"), "stdlib|v1.23rc1|pkg:golang/stdlib@v1.23rc1\n");
  for (const auto* unreleased : {"devel go1.23-0123456789 Mon", "devel +0123 Mon", "unknown", "go"})
    EXPECT_EQ(stdlib(unreleased), "stdlib||pkg:golang/stdlib\n");
}

TEST(GoPackages, what_was_compiled_counts) {
  const std::string stdlib = "stdlib|v1.22.1|pkg:golang/stdlib@v1.22.1\n";
  EXPECT_EQ(packages("go1.22.1", "dep\ta.org/x\tv1.0.0\th1:a=\n=>\tb.org/y\tv2.0.0\th1:b=\n"),
            stdlib + "b.org/y|v2.0.0|pkg:golang/b.org/y@v2.0.0 pushgate:go:h1=h1:b=\n");
  for (const auto* folder : {"./fork", "../fork", "/src/fork", "C:\\fork", "."}) {
    EXPECT_EQ(
        packages("go1.22.1", "dep\ta.org/x\tv1.0.0\th1:a=\n=>\t" + std::string(folder) + "\t(devel)\t\n"),
        stdlib + "a.org/x||pkg:golang/a.org/x\n")
        << folder;
  }
  EXPECT_EQ(packages("go1.22.1", "dep\ta.org/x\t(devel)\t\n"), stdlib + "a.org/x||pkg:golang/a.org/x\n");
  EXPECT_EQ(packages("go1.22.1", "dep\t\t(devel)\t\n"), stdlib) << "a module without a path";
  EXPECT_EQ(packages("go1.22.1", "dep\ta\tv1\t\ndep\ta\tv1\t\n"), stdlib + "a|v1|pkg:golang/a@v1\n");
}

TEST(GoPackages, the_main_module_has_the_version_of_the_linker_where_it_has_no_other) {
  const auto main_version = [](const std::string& version, const std::string& flags) {
    const std::string text =
        packages("go1.22.1", "mod\ta\t" + version + "\t\nbuild\t-ldflags=\"" + flags + "\"\n");
    const auto begin = text.find("\na|") + 3;
    return text.substr(begin, text.find('|', begin) - begin);
  };
  const std::string made = "v0.0.0-20210121094942-22b2f8951d46";
  EXPECT_EQ(main_version("(devel)", "-w -X main.version=v1.0.0"), "v1.0.0");
  EXPECT_EQ(main_version("(devel)", "-w"), "");
  EXPECT_EQ(main_version("v1.2.3", "-X main.version=v1.0.0"), "v1.2.3");
  EXPECT_EQ(main_version(made, "-X main.version=v1.0.0"), "v1.0.0");
  EXPECT_EQ(main_version(made, "-X main.version=unknown"), made);
  EXPECT_EQ(main_version("v1.2.4+dirty", "-X main.version=v1.0.0"), "v1.2.4+dirty");
}

TEST(GoPackages, a_module_that_no_purl_can_name_is_an_error) {
  EXPECT_NE(packages("go1.22.1", "dep\tgithub.com//x/y\tv1\t\n").find("namespace"), std::string::npos);
}

TEST(GoLinkerVersion, is_the_likeliest_variable) {
  struct Case {
    std::string flags;
    std::string version;
  };
  const Case cases[] = {
      {"", ""},
      {"-s -w", ""},
      {"-X main.version=1.2.3", "1.2.3"},
      {"-X=main.version=v1.2", "v1.2"},
      {"--X main.Version=v1.2.3-rc.1+meta", "v1.2.3-rc.1+meta"},
      {"-X 'main.version=v1.2.3'", "v1.2.3"},
      {"-X='main.version=v1.2.3'", "v1.2.3"},
      {"-X=\\\"main.version=v1.2.3\\\"", "v1.2.3"},
      {"-X main.ver\\sion=v1.2.3", "v1.2.3"},
      {"-X\tacme.org/app/build.VER=v1.2.3\n-s", "v1.2.3"},
      {"-X main.version=v1.2.3 -X main.commit=abc -extldflags '-static -X main.version=v9.9.9'", "v1.2.3"},
      {"-X main.version=v1 -X main.version=v2", "v2"},
      {"-X main.version", ""},
      {"-X", ""},
      {"-X main.version=latest", ""},
      {"-X main.version=v01.2.3", ""},
      {"-X main.version=v1.2.3.4", ""},
      {"-X main.version=1.2.3-", ""},
      {"-X main.version=1.2.3-01", ""},
      {"-X main.kubectlVersion=v1.2.3", ""},
      {"-X version=v1.2.3", ""},
      {"-X 'main.version=v1.2.3", ""},
      {"-X x/other.version=v1.0.0 -X main.version=v2.0.0 -X acme.org/app/cmd/a.version=v3.0.0", "v3.0.0"},
      {"-X acme.org/application/cmd/a.version=v3.0.0 -X x/Common.version=v2.0.0", "v2.0.0"},
      {"-X x/other.version=v1.0.0 -X x/CMD.version=v2.0.0", "v2.0.0"},
      {"-X x/other.version=v1.0.0 -X y/other.version=v1.0.0", ""},
      {"-X x/other.version=v1.0.0 -X x/main.version=v2.0.0 -X x/version.version=v2.0.0", ""},
  };
  for (const auto& one : cases)
    EXPECT_EQ(go_linker_version("acme.org/app", one.flags), one.version) << one.flags;
}

TEST(GoLinkerVersion, tells_versions_that_were_made_from_a_commit) {
  for (const auto* version :
       {"v0.0.0-20210121094942-22b2f8951d46", "v2.0.0-20251210145848-560ea94fc7d6",
        "v3.0.0-20251210145848-5+dirty", "v1.0.1-0.20220426205730-d0a4cdb22955",
        "v1.2.3-pre.0.20220426205730-d0a4cdb22955", "v1.2.3-0.0.20220426205730-d0a4cdb22955"}) {
    EXPECT_TRUE(is_go_pseudo_version(version)) << version;
  }
  for (const auto* version :
       {"", "v1.2.3", "v1.2.3-rc.1", "1.0.0-20251210145848-560ea94fc7d6",
        "v1.2.3-20251210145848-560ea94fc7d6", "v1.2.0-20251210145848-560ea94fc7d6",
        "v0.0.0-2025121014584-560ea94fc7d6", "v1.2.3-a-0.20251210145848-5a", "v0.0.0-20251210145848-560.1",
        "v0.0.0-x0251210145848-560ea94fc7d6", "v0.0.0-20251210145848"}) {
    EXPECT_FALSE(is_go_pseudo_version(version)) << version;
  }
}

}  // namespace
}  // namespace pushgate::sbom
