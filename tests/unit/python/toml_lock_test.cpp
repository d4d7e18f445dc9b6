// SPDX-License-Identifier: Apache-2.0
#include "python/toml_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "python/marker.hpp"
#include "python/project_file.hpp"

namespace pushgate::python {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_pylock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n";
const std::string k_uv =
    "version = 1\n[[package]]\nname = \"app\"\nversion = \"0\"\nsource = { virtual = \".\" }\n";

TomlLock read(LockForm form, const std::string& text) {
  auto lock = parse_toml_lock(form, text, "l.toml");
  EXPECT_TRUE(lock) << lock.error().render();
  return lock ? std::move(*lock) : TomlLock{};
}

std::string error_of(LockForm form, const std::string& text) {
  const auto lock = parse_toml_lock(form, text, "l.toml");
  return lock ? "" : lock.error().render();
}

// `NAME SPECIFIER; MARKER` of each requirement.
std::vector<std::string> requirements(const TomlLock& lock) {
  std::vector<std::string> out;
  for (const auto& one : lock.content.requirements) {
    std::string extras;
    for (const auto& extra : one.extras) extras += (extras.empty() ? "" : ",") + extra;
    out.push_back(one.name + (extras.empty() ? "" : "[" + extras + "]") + one.specifier +
                  (one.marker.empty() ? "" : "; " + one.marker));
  }
  return out;
}

std::string package(const std::string& name, const std::string& rest = "") {
  return "[[package]]\nname = \"" + name +
         "\"\nversion = \"1\"\nsource = { registry = \"https://e/simple\" }\n" + rest;
}

TEST(LockForm, is_told_by_the_name_of_the_file) {
  EXPECT_EQ(*lock_form("a/pylock.toml"), LockForm::pylock);
  EXPECT_EQ(*lock_form("pylock.prod.toml"), LockForm::pylock);
  EXPECT_EQ(*lock_form("a/uv.lock"), LockForm::uv);
  EXPECT_EQ(*lock_form("run.py.lock"), LockForm::uv);
  EXPECT_EQ(*lock_form("requirements.lock"), LockForm::requirements);
  EXPECT_EQ(lock_form("a/pylock.a.b.toml").error().render(),
            "pushgate: error: a/pylock.a.b.toml: is named as no lock in TOML is; expected pylock.toml or "
            "pylock.NAME.toml\n");
  EXPECT_EQ(lock_form("a/poetry.lock").error().render(),
            "pushgate: error: a/poetry.lock: is a lock of another form; expected a requirement file, "
            "pylock.toml or uv.lock\n  hint: poetry export --format requirements.txt --output "
            "requirements.lock\n");
}

TEST(Pylock, packages_of_an_index) {
  const auto lock = read(LockForm::pylock, k_pylock + R"(requires-python = ">=3.11"
environments = ["sys_platform == 'linux'"]
default-groups = ["main"]
[[packages]]
name = "torch"
version = "2.1.0+cu121"
marker = "'main' in dependency_groups"
requires-python = ">=3.8"
index = "https://e/simple"
sdist = { path = "sdists/torch-2.1.0.tar.gz", hashes = { sha512 = "cc" } }
wheels = [
  { url = "https://e/torch-2.1.0%2Bcu121-cp311-cp311-linux_x86_64.whl?x#y", hashes = { md5 = "aa", sha256 = "bb" } },
  { name = "named.whl", path = "x", hashes = {} },
]
)");
  EXPECT_EQ(lock.requires_python, ">=3.11");
  EXPECT_THAT(lock.environments, ElementsAre("sys_platform == 'linux'"));
  EXPECT_THAT(lock.default_groups, ElementsAre("main"));
  EXPECT_THAT(requirements(lock), ElementsAre("torch==2.1.0+cu121; 'main' in dependency_groups"));
  const auto& one = lock.content.requirements.at(0);
  EXPECT_EQ(one.line, 6u);
  EXPECT_EQ(one.requires_python, ">=3.8");
  EXPECT_THAT(one.hashes, ElementsAre(RequirementHash{"md5", "aa"}, RequirementHash{"sha256", "bb"},
                                      RequirementHash{"sha512", "cc"}));
  ASSERT_EQ(one.files.size(), 3u);
  EXPECT_EQ(one.files[0].name, "torch-2.1.0+cu121-cp311-cp311-linux_x86_64.whl");
  EXPECT_EQ(one.files[0].line, 14u);
  EXPECT_EQ(one.files[1].name, "named.whl");
  EXPECT_EQ(one.files[2].name, "torch-2.1.0.tar.gz");
  ASSERT_EQ(lock.content.options.size(), 1u);
  EXPECT_EQ(lock.content.options[0].value, "https://e/simple");
}

TEST(Pylock, what_comes_past_the_index) {
  using Kind = DirectRequirement::Kind;
  const auto lock = read(LockForm::pylock, k_pylock + R"(
[[packages]]
name = "A_b"
vcs = { type = "git", url = "https://u:p@e/x.git", commit-id = "0123" }
[[packages]]
name = "c"
directory = { path = "c", editable = true }
[[packages]]
name = "d"
directory = { path = "d" }
[[packages]]
name = "f"
archive = { url = "https://e/f.zip", hashes = { sha256 = "aa" } }
)");
  ASSERT_EQ(lock.content.direct.size(), 4u);
  EXPECT_EQ(lock.content.direct[0].kind, Kind::vcs);
  EXPECT_EQ(lock.content.direct[0].name, "a-b");
  EXPECT_EQ(lock.content.direct[0].text, "git+https://u:p@e/x.git@0123");
  EXPECT_EQ(lock.content.direct[1].kind, Kind::editable);
  EXPECT_EQ(lock.content.direct[2].kind, Kind::path);
  EXPECT_EQ(lock.content.direct[3].kind, Kind::url);
  EXPECT_THAT(lock.content.direct[3].hashes, ElementsAre(RequirementHash{"sha256", "aa"}));
  for (const auto& direct : lock.content.direct) EXPECT_EQ(direct.what.find("u:p"), std::string::npos);
}

TEST(Pylock, a_need_that_is_not_there) {
  const auto lock = read(LockForm::pylock, k_pylock + R"(
[[packages]]
name = "a"
version = "1"
dependencies = [{ name = "A" }, { name = "b", version = "2" }]
wheels = []
)");
  ASSERT_EQ(lock.missing.size(), 1u);
  EXPECT_EQ(lock.missing[0].by.name, "a");
  EXPECT_EQ(lock.missing[0].need, "b==2");
}

TEST(Pylock, what_is_none) {
  const auto pylock = [](const std::string& text) { return error_of(LockForm::pylock, text); };
  EXPECT_EQ(pylock("lock-version = \"2.0\"\n"),
            "pushgate: error: l.toml:1:16: is of lock-version 2.0; expected 1.0, the only one that is known "
            "here\n");
  EXPECT_EQ(pylock("lock-version = 1.0\n"), "pushgate: error: l.toml:1:16: \"lock-version\" is not a text\n");
  EXPECT_EQ(pylock("created-by = \"x\"\n"),
            "pushgate: error: l.toml:1:1: \"lock-version\" is missing or empty; expected a text\n");
  EXPECT_EQ(pylock(k_pylock),
            "pushgate: error: l.toml:1:1: \"packages\" is missing; expected an array of tables\n");
  EXPECT_EQ(
      pylock(k_pylock + "[[packages]]\nname = \"a\"\n"),
      "pushgate: error: l.toml:3:1: a has 0 sources; expected one of wheels and sdist, vcs, directory or "
      "archive\n");
  EXPECT_EQ(
      pylock(k_pylock + "[[packages]]\nname = \"a\"\nwheels = []\nvcs = { type = \"git\" }\n"),
      "pushgate: error: l.toml:3:1: a has 2 sources; expected one of wheels and sdist, vcs, directory or "
      "archive\n");
  EXPECT_EQ(pylock(k_pylock + "[[packages]]\nname = \"a b\"\n"),
            "pushgate: error: l.toml:4:8: is no package's name: a b\n");
  EXPECT_EQ(pylock(k_pylock + "[[packages]]\nname = \"a\"\nversion = \"x y\"\n"),
            "pushgate: error: l.toml:5:11: is no version: x y\n");
  EXPECT_EQ(pylock(k_pylock + "[[packages]]\nname = \"a\"\nmarker = \"python_version >\"\nwheels = []\n"),
            "pushgate: error: l.toml:3:17: expected the name of an environment variable of PEP 508, or a "
            "text in quotes\n");
  EXPECT_EQ(
      pylock(k_pylock + "[[packages]]\nname = \"a\"\nwheels = [{ hashes = { sha256 = 1 }, name = \"x\" }]\n"),
      "pushgate: error: l.toml:5:33: \"sha256\" is not a text\n");
  EXPECT_EQ(pylock(k_pylock + "[[packages]]\nname = \"a\"\nwheels = [{ }]\n"),
            "pushgate: error: l.toml:5:11: names no file; expected url or path\n");
  const auto newer = read(LockForm::pylock, "lock-version = \"1.1\"\ncreated-by = \"x\"\npackages = []\n");
  ASSERT_EQ(newer.content.unread.size(), 1u);
}

TEST(UvLock, markers_are_made_of_the_ways_to_a_package) {
  const auto lock = read(
      LockForm::uv, k_uv + R"(dependencies = [
  { name = "a", extra = ["x"] },
  { name = "w", marker = "sys_platform == 'win32'" },
  { name = "n", version = "1", marker = "python_full_version < '3.10'" },
]
[package.optional-dependencies]
more = [{ name = "o" }]
[package.dev-dependencies]
dev = [{ name = "t" }, { name = "m", marker = "os_name == 'nt'" }]
)" + package("a", "[package.optional-dependencies]\nx = [{ name = \"b\" }]\ny = [{ name = \"never\" }]\n") +
                        package("b") + package("w", "dependencies = [{ name = \"c\" }, { name = \"b\" }]\n") +
                        package("c") + package("n") + package("o", "dependencies = [{ name = \"c\" }]\n") +
                        package("t") + package("m") + package("never"));
  EXPECT_THAT(requirements(lock), ElementsAre("a[x]==1", "b==1", "w==1; sys_platform == 'win32'",
                                              "c==1; ('more' in extras) or (sys_platform == 'win32')",
                                              "n==1; python_full_version < '3.10'", "o==1; 'more' in extras",
                                              "t==1; 'dev' in dependency_groups",
                                              "m==1; ('dev' in dependency_groups) and (os_name == 'nt')",
                                              "never==1; '' in dependency_groups"));
  EXPECT_THAT(lock.own, ElementsAre("app"));
  EXPECT_EQ(lock.content.options.size(), 1u);
  for (const auto& one : lock.content.requirements) {
    EXPECT_TRUE(one.marker.empty() || parse_marker(one.marker, "")) << one.marker;
  }
}

TEST(UvLock, a_cycle_ends) {
  const auto lock = read(
      LockForm::uv, k_uv + "dependencies = [{ name = \"a\" }]\n" +
                        package("a", "dependencies = [{ name = \"b\", marker = \"os_name == 'nt'\" }]\n") +
                        package("b", "dependencies = [{ name = \"a\" }, { name = \"app\" }]\n"));
  EXPECT_THAT(requirements(lock), ElementsAre("a==1", "b==1; os_name == 'nt'"));
}

TEST(UvLock, files_and_other_sources) {
  using Kind = DirectRequirement::Kind;
  const auto lock = read(LockForm::uv, k_uv + R"(dependencies = [{ name = "a" }]
[[package]]
name = "a"
version = "1"
source = { registry = "https://e/simple" }
sdist = { url = "https://e/a-1.tar.gz", hash = "sha256:aa" }
wheels = [{ url = "https://e/a-1-py3-none-any.whl" }]
[[package]]
name = "g"
version = "1"
source = { git = "https://e/g?rev=1#0123" }
[[package]]
name = "e"
version = "1"
source = { editable = "e" }
[[package]]
name = "u"
version = "1"
source = { url = "https://e/u-1-py3-none-any.whl" }
wheels = [{ url = "https://e/u-1-py3-none-any.whl", hash = "sha256:bb" }]
[[package]]
name = "v"
version = "1"
source = { virtual = "v" }
)");
  ASSERT_EQ(lock.content.requirements.size(), 1u);
  EXPECT_THAT(lock.content.requirements[0].hashes, ElementsAre(RequirementHash{"sha256", "aa"}));
  ASSERT_EQ(lock.content.requirements[0].files.size(), 2u);
  EXPECT_THAT(lock.content.requirements[0].files[0].hashes, IsEmpty());
  ASSERT_EQ(lock.content.direct.size(), 3u);
  EXPECT_EQ(lock.content.direct[0].kind, Kind::vcs);
  EXPECT_EQ(lock.content.direct[1].kind, Kind::editable);
  EXPECT_EQ(lock.content.direct[2].kind, Kind::url);
  EXPECT_THAT(lock.content.direct[2].hashes, ElementsAre(RequirementHash{"sha256", "bb"}));
}

TEST(UvLock, members_and_scripts) {
  const auto members =
      read(LockForm::uv,
           "version = 1\n[manifest]\nmembers = [\"app\", \"lib\"]\n[[package]]\nname = \"app\"\nsource = { "
           "virtual = \".\" }\n[[package]]\nname = \"lib\"\nsource = { editable = \"lib\" }\n"
           "dependencies = [{ name = \"a\" }]\n" +
               package("a"));
  EXPECT_THAT(requirements(members), ElementsAre("a==1"));
  EXPECT_THAT(members.content.direct, IsEmpty());
  EXPECT_THAT(members.own, ElementsAre("app", "lib"));
  const auto script =
      read(LockForm::uv, "version = 1\n[manifest]\nrequirements = [{ name = \"a\" }]\n" + package("a"));
  EXPECT_THAT(requirements(script), ElementsAre("a==1"));
}

TEST(UvLock, a_need_that_is_not_there) {
  const auto lock =
      read(LockForm::uv,
           k_uv + "dependencies = [{ name = \"a\", version = \"2\" }, { name = \"b\" }]\n" + package("a"));
  ASSERT_EQ(lock.missing.size(), 2u);
  EXPECT_EQ(lock.missing[0].need, "a==2");
  EXPECT_EQ(lock.missing[1].need, "b");
  EXPECT_EQ(lock.missing[1].by.line, 2u);
}

TEST(UvLock, what_is_none) {
  const auto uv = [](const std::string& text) { return error_of(LockForm::uv, text); };
  EXPECT_EQ(uv("version = 2\n"),
            "pushgate: error: l.toml:1:11: is of version 2; expected 1, the only one that is known here\n");
  EXPECT_EQ(uv("x = 1\n"), "pushgate: error: l.toml:1:1: \"version\" is missing; expected 1\n");
  EXPECT_EQ(uv("version = 1\n" + package("a")),
            "pushgate: error: l.toml:1:1: has no project: no package stands in \".\", and [manifest] names "
            "none\n");
  EXPECT_EQ(uv("version = 1\n[[package]]\nname = \"a\"\nsource = { moon = \"x\" }\n"),
            "pushgate: error: l.toml:4:10: names no source that is known here; expected registry, git, url, "
            "path, directory, editable or virtual\n");
  EXPECT_EQ(uv(k_uv + "dev-dependencies = { \"a'b\" = [] }\n"),
            "pushgate: error: l.toml:6:30: is no name: a'b\n");
}

TEST(UvLock, what_the_reader_of_toml_takes_for_granted_is_an_error) {
  const std::string said =
      "pushgate: error: l.toml: is not TOML: a key or a value does not stand where one has to\n";
  EXPECT_EQ(error_of(LockForm::uv, "[[\n"), said);
  EXPECT_EQ(error_of(LockForm::pylock, "[[ \nage]]\n"), said);
  EXPECT_THAT(error_of(LockForm::uv, "\n\n\u00CA"),
              testing::StartsWith("pushgate: error: l.toml:3:1: is not TOML: "));
}

TEST(UvLock, markers_that_grow_without_end_are_an_error) {
  std::string text = k_uv + "dependencies = [{ name = \"p0\" }]\n";
  for (int i = 0; i < 12; ++i) {
    std::string edges;
    for (const char* one : {"a", "b"}) {
      edges += "{ name = \"p" + std::to_string(i + 1) + "\", marker = \"os_name == '" + one +
               std::to_string(i) + "'\" },";
    }
    text += package("p" + std::to_string(i), "dependencies = [" + edges + "]\n");
  }
  EXPECT_EQ(error_of(LockForm::uv, text + package("p12")),
            "pushgate: error: l.toml:1:1: what p0 is locked for has too many markers to be told\n");
}

TEST(LockTree, a_lock_in_toml_is_one_file) {
  const auto source = [](const std::string&) -> Result<std::string> {
    return k_uv + "dependencies = [{ name = \"a\" }]\n" + package("a");
  };
  const auto files = read_lock_tree("x/uv.lock", source);
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 1u);
  EXPECT_EQ(files->front().path, "x/uv.lock");
  EXPECT_EQ(files->front().content.requirements.size(), 1u);
}

TEST(ProjectFile, its_dependencies) {
  const auto file = parse_project(
      "[project]\nname = \"x\"\ndependencies = [\"a>=1\", \"b @ https://e/b.whl\", \"-r x\", \"= 1\"]\n",
      "p.toml");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->requirements.size(), 1u);
  EXPECT_EQ(file->requirements[0].specifier, ">=1");
  EXPECT_EQ(file->requirements[0].line, 3u);
  EXPECT_EQ(file->direct.size(), 1u);
  EXPECT_EQ(file->unread.size(), 2u);
  EXPECT_EQ(parse_project("[project]\ndynamic = [\"dependencies\"]\n", "p.toml")->unread.size(), 1u);
  EXPECT_TRUE(parse_project("[tool.x]\n", "p.toml")->requirements.empty());
}

}  // namespace
}  // namespace pushgate::python
