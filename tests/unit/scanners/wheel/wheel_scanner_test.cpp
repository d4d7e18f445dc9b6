// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_scanner.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "checked.hpp"
#include "elf_builder.hpp"
#include "policy/document/policy_document.hpp"
#include "wheel_builder.hpp"

namespace pushgate::scanners {
namespace {

using test::checked;
using test::WheelShape;
using Lines = std::vector<std::string>;

constexpr const char* k_any = "demo-1.0-py3-none-any.whl";
constexpr const char* k_many = "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
constexpr const char* k_musl = "demo-1.0-cp311-cp311-musllinux_1_2_x86_64.whl";

/// A wheel with one native library, of which everything else is right.
WheelShape native(const std::string& library, const std::string& tags, bool purelib = false) {
  WheelShape shape;
  shape.wheel =
      "Wheel-Version: 1.0\nRoot-Is-Purelib: " + std::string(purelib ? "true" : "false") + "\n" + tags;
  shape.files.push_back({.name = "demo/_core.so", .content = library, .deflated = true});
  return shape;
}
const std::string k_many_tags =
    "Tag: cp311-cp311-manylinux_2_17_x86_64\nTag: cp311-cp311-manylinux2014_x86_64\n";
const std::string k_musl_tags = "Tag: cp311-cp311-musllinux_1_2_x86_64\n";

TEST(WheelScanner, WheelsThatAreRight) {
  WheelShape plain;
  EXPECT_EQ(checked(k_any, plain.bytes()), Lines{});
  plain.files.push_back({.name = "demo/"});
  plain.files.push_back({.name = "paths.pth", .content = "demo/sub\n# import os\nimportlib\n"});
  plain.files.push_back({.name = "demo/json.py", .content = ""});
  plain.files.push_back({.name = "demo/launcher.exe", .content = "MZ launcher"});
  plain.files.push_back({.name = "demo-1.0.data/scripts/demo", .content = "#!python\n"});
  plain.unrecorded = {{.name = "demo-1.0.dist-info/RECORD.jws"}, {.name = "demo-1.0.dist-info/RECORD.p7s"}};
  EXPECT_EQ(checked(k_any, plain.bytes()), Lines{});
  EXPECT_EQ(checked("Demo-1.0.0-py3-none-any.whl", WheelShape().bytes()), Lines{});
  for (const auto kind : {crypto::Sha2Kind::sha384, crypto::Sha2Kind::sha512}) {
    WheelShape shape;
    shape.replace = {{test::record_hash("x = 1\n"), test::record_hash("x = 1\n", kind)}};
    EXPECT_EQ(checked(k_any, shape.bytes()), Lines{});
  }
  EXPECT_EQ(
      checked(k_many, native(test::elf_library({"libc.so.6"}, {"GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_PRIVATE"}),
                             k_many_tags)
                          .bytes()),
      Lines{});
  EXPECT_EQ(checked(k_musl, native(test::elf_library({"libc.musl-x86_64.so.1"}, {}), k_musl_tags).bytes()),
            Lines{});
}

struct Breakage {
  const char* what;
  std::function<void(WheelShape&)> bend;
  Lines expected;
  const char* name = k_any;
};

TEST(WheelScanner, EachBreakageIsNamed) {
  const std::string one = "demo/__init__.py,";
  const std::string good = test::record_hash("x = 1\n");
  const std::vector<Breakage> k_table = {
      {"another name",
       [](auto& w) { w.metadata = "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n"; },
       {"wheel/name-mismatch: demo-1.0.dist-info/METADATA says other; the file name says demo"}},
      {"another version",
       [](auto& w) { w.metadata = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0.1\n"; },
       {"wheel/version-mismatch: demo-1.0.dist-info/METADATA says 1.0.1; the file name says 1.0"}},
      {"two names",
       [](auto& w) { w.metadata += "Name: other\n"; },
       {"wheel/metadata: demo-1.0.dist-info/METADATA has 2 fields Name; expected one"}},
      {"no METADATA",
       [](auto& w) { w.metadata = ""; },
       {"wheel/metadata: the wheel has no demo-1.0.dist-info/METADATA"}},
      {"METADATA in Latin-1",
       [](auto& w) { w.metadata += "Author: Andr\xe9\n"; },
       {"wheel/metadata-not-utf8: demo-1.0.dist-info/METADATA is not UTF-8, as core metadata has to be"}},
      {"no WHEEL",
       [](auto& w) { w.wheel = ""; },
       {"wheel/wheel-file: the wheel has no demo-1.0.dist-info/WHEEL"}},
      {"a version of the format that nobody knows",
       [](auto& w) { w.wheel = "Wheel-Version: 2.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"; },
       {"wheel/wheel-file: demo-1.0.dist-info/WHEEL has Wheel-Version '2.0'; expected 1.0, which installers "
        "know"}},
      {"other tags",
       [](auto& w) { w.wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\n"; },
       {"wheel/tag-mismatch: the file name has py3-none-any, which demo-1.0.dist-info/WHEEL has not; "
        "demo-1.0.dist-info/WHEEL has py2-none-any, which the file name has not"}},
      {"another build",
       [](auto& w) { w.wheel += "Build: 2\n"; },
       {"wheel/build-mismatch: demo-1.0.dist-info/WHEEL has Build '2'; the file name has '1'"},
       "demo-1.0-1-py3-none-any.whl"},
      {"another dist-info",
       [](auto& w) { w.info = "other-1.0.dist-info"; },
       {"wheel/dist-info: the wheel has the folder other-1.0.dist-info; expected demo-1.0.dist-info, as its "
        "file name says"}},
      {"a second dist-info",
       [](auto& w) { w.files.push_back({.name = "b-1.dist-info/METADATA"}); },
       {"wheel/dist-info: the wheel has 2 folders .dist-info; expected demo-1.0.dist-info alone"}},
      {"no RECORD",
       [](auto& w) { w.has_record = false; },
       {"wheel/record: the wheel has no demo-1.0.dist-info/RECORD"}},
      {"RECORD is no CSV",
       [](auto& w) { w.more_record = "\"open\n"; },
       {"wheel/record: demo-1.0.dist-info/RECORD:5 has a quote that is not closed"}},
      {"another hash",
       [&](auto& w) {
         w.replace = {{good, test::record_hash("y")}};
       },
       {"wheel/hash-mismatch: demo/__init__.py has " + good + "; demo-1.0.dist-info/RECORD says " +
        test::record_hash("y").substr(7)}},
      {"another hash, by SHA-512",
       [&](auto& w) {
         w.replace = {{good, "sha512=AAAA"}};
       },
       {"wheel/hash-mismatch: demo/__init__.py has " +
        test::record_hash("x = 1\n", crypto::Sha2Kind::sha512) + "; demo-1.0.dist-info/RECORD says AAAA"}},
      {"another size",
       [&](auto& w) {
         w.replace = {{good + ",6", good + ",7"}};
       },
       {"wheel/size-mismatch: demo/__init__.py has 6 bytes; demo-1.0.dist-info/RECORD says 7"}},
      {"no hash",
       [&](auto& w) {
         w.replace = {{one + good + ",6", one + ","}};
       },
       {"wheel/missing-hash: demo/__init__.py has no hash in demo-1.0.dist-info/RECORD; expected sha256=…"}},
      {"a weak hash",
       [&](auto& w) {
         w.replace = {{good, "md5=AAAA"}};
       },
       {"wheel/weak-hash: demo/__init__.py has a hash in demo-1.0.dist-info/RECORD by md5; expected sha256, "
        "sha384 or "
        "sha512"}},
      {"two rows that differ",
       [](auto& w) { w.more_record = "demo/__init__.py,,\n"; },
       {"wheel/missing-hash: demo/__init__.py has no hash in demo-1.0.dist-info/RECORD; expected sha256=…",
        "wheel/record: demo/__init__.py has two rows in demo-1.0.dist-info/RECORD that differ"}},
      {"a row that leads out",
       [](auto& w) { w.more_record = "../x.py,,\n"; },
       {"wheel/unsafe-path: demo-1.0.dist-info/RECORD has a row that leads out of the wheel, to /x.py"}},
      {"a file outside of RECORD",
       [](auto& w) { w.unrecorded = {{.name = "demo/evil.py"}}; },
       {"wheel/unrecorded-file: demo/evil.py is not in demo-1.0.dist-info/RECORD"}},
      {"a file that is gone",
       [&](auto& w) { w.more_record = "demo/gone.py," + good + ",6\n"; },
       {"wheel/missing-file: demo/gone.py is in demo-1.0.dist-info/RECORD and not in the wheel"}},
      {"names that differ in case",
       [](auto& w) { w.files.push_back({.name = "demo/__INIT__.py"}); },
       {"wheel/case-collision: demo/__init__.py and demo/__INIT__.py are one file where case does not count "
        "(macOS, "
        "Windows)"}},
      {"a file that is a folder, too",
       [](auto& w) { w.files.push_back({.name = "demo/__init__.py/x"}); },
       {"wheel/duplicate-name: demo/__init__.py is a file, and the folder of demo/__init__.py/x"}},
      {"a .pth with code",
       [](auto& w) { w.files.push_back({.name = "a.pth", .content = "lib\nimport os; os.x()\n"}); },
       {"wheel/pth-executes: a.pth runs code at every start of Python, at line 2"}},
      {"a .pth with code, past the root",
       [](auto& w) { w.files.push_back({.name = "demo-1.0.data/purelib/a.pth", .content = "import\tos\n"}); },
       {"wheel/pth-executes: demo-1.0.data/purelib/a.pth runs code at every start of Python, at line 1"}},
      {"sitecustomize",
       [](auto& w) { w.files.push_back({.name = "sitecustomize/__init__.py"}); },
       {"wheel/site-customize: sitecustomize/__init__.py runs at every start of Python"}},
      {"a module of the standard library",
       [](auto& w) { w.files.push_back({.name = "json.abi3.so"}); },
       {"wheel/module-shadows-stdlib: json.abi3.so has the name of the standard library's json"}},
      {"a script of the standard library",
       [](auto& w) { w.files.push_back({.name = "demo-1.0.data/scripts/json.py"}); },
       {"wheel/script-shadows-stdlib: demo-1.0.data/scripts/json.py stands before the standard library's "
        "json for "
        "every script beside it"}},
      {"another distribution's data",
       [](auto& w) { w.files.push_back({.name = "other-1.0.data/data/x"}); },
       {"wheel/data-folder: other-1.0.data is no folder of this wheel; expected demo-1.0.data"}},
      {"data that nobody knows",
       [](auto& w) { w.files.push_back({.name = "demo-1.0.data/etc/x"}); },
       {"wheel/data-folder: demo-1.0.data/etc is no folder that installers know; expected one of purelib, "
        "platlib, "
        "headers, scripts, data"}},
      {"data among Python's own",
       [](auto& w) { w.files.push_back({.name = "demo-1.0.data/data/pyvenv.cfg"}); },
       {"wheel/data-folder: demo-1.0.data/data/pyvenv.cfg is installed among Python's own files, past "
        "purelib and "
        "platlib"}},
      {"native code in a wheel for any platform",
       [](auto& w) { w.files.push_back({.name = "demo/x.so", .content = test::elf_library({}, {})}); },
       {"wheel/native-in-any: demo/x.so is native code (elf), and the file name's platform is any"}},
      {"native code in a pure wheel",
       [](auto& w) { w = native(test::elf_library({}, {}), k_many_tags, true); },
       {"wheel/purelib-lies: demo/_core.so is native code (elf), and WHEEL says Root-Is-Purelib: true"},
       k_many},
      {"a newer glibc",
       [](auto& w) {
         w = native(test::elf_library({"libc.so.6"}, {"GLIBC_2.28", "GLIBC_2.3"}), k_many_tags);
       },
       {"wheel/glibc-lies: demo/_core.so needs GLIBC_2.28, and the file name promises to run with glibc "
        "2.17"},
       k_many},
      {"glibc in a wheel for musl",
       [](auto& w) { w = native(test::elf_library({"libc.so.6"}, {"GLIBC_2.2.5"}), k_musl_tags); },
       {"wheel/glibc-lies: demo/_core.so needs GLIBC_2.2.5 of glibc, and the file name says musllinux"},
       k_musl},
      {"musl in a wheel for glibc",
       [](auto& w) { w = native(test::elf_library({"libc.musl-x86_64.so.1"}, {}), k_many_tags); },
       {"wheel/glibc-lies: demo/_core.so needs musl, and the file name says manylinux"},
       k_many},
      {"a name that is none",
       [](auto&) {},
       {"wheel/file-name: demo.whl is no name of a wheel or sdist; expected "
        "NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, "
        "NAME-VERSION.tar.gz or NAME-VERSION.zip"},
       "demo.whl"},
  };
  for (const Breakage& breakage : k_table) {
    WheelShape shape;
    breakage.bend(shape);
    EXPECT_EQ(checked(breakage.name, shape.bytes()), breakage.expected) << breakage.what;
  }
}

/// The rules that a bent archive breaks.
std::set<std::string> rules(const WheelShape& shape) {
  std::set<std::string> out;
  for (const auto& line : checked(k_any, shape.bytes())) out.insert(line.substr(0, line.find(':')));
  return out;
}

TEST(WheelScanner, ArchivesThatAreBent) {
  using Rules = std::set<std::string>;
  const auto with = [](test::ZipPart part) {
    WheelShape shape;
    shape.files.push_back(std::move(part));
    return shape;
  };
  EXPECT_EQ(rules(with({.name = "../x.py"})), (Rules{"wheel/unsafe-path", "wheel/unrecorded-file"}));
  EXPECT_TRUE(rules(with({.name = "/x.py"})).contains("wheel/unsafe-path"));
  EXPECT_TRUE(rules(with({.name = "a\\x.py"})).contains("wheel/unsafe-path"));
  EXPECT_EQ(rules(with({.name = "l", .content = "/etc/passwd", .mode = 0120777})), Rules{"wheel/symlink"});
  EXPECT_EQ(rules(with({.name = "demo/__init__.py", .content = "x = 1\n"})), Rules{"wheel/duplicate-name"});
  EXPECT_EQ(rules(with({.name = "x.py", .flags = 1})), Rules{"wheel/unreadable-member"});
  EXPECT_EQ(rules(with({.name = "x.py", .content = "abc", .crc = 1})), Rules{"wheel/unreadable-member"});
  EXPECT_EQ(rules(with({.name = "x.py", .content = "abc", .local_name = "y.py"})),
            Rules{"wheel/ambiguous-zip"});
  EXPECT_EQ(rules(with({.name = "x.py", .content = "abc", .offset = 0})),
            (Rules{"wheel/ambiguous-zip", "wheel/odd-zip"}));
  WheelShape prefix;
  prefix.zip.prefix = "#!/bin/sh\n";
  EXPECT_EQ(rules(prefix), Rules{"wheel/ambiguous-zip"});
  WheelShape trailing;
  trailing.zip.trailing = "more";
  EXPECT_EQ(rules(trailing), Rules{"wheel/ambiguous-zip"});
}

TEST(WheelScanner, WhatIsNoArchiveCouldNotBeChecked) {
  EXPECT_EQ(checked(k_any, "").front().substr(0, 6), "error:");
  EXPECT_EQ(checked(k_any, "PK").front().substr(0, 6), "error:");
  EXPECT_EQ(check_wheel("/nowhere/" + std::string(k_any)).error().what,
            "cannot be read: No such file or directory");
}

TEST(WheelScanner, ManyFaultsOfOneKindAreCounted) {
  WheelShape shape;
  for (int i = 0; i < 25; ++i) shape.unrecorded.push_back({.name = "x" + std::to_string(i) + ".py"});
  const auto lines = checked(k_any, shape.bytes());
  ASSERT_EQ(lines.size(), 21u);
  EXPECT_EQ(lines.back(), "wheel/unrecorded-file: and 5 more of this rule");
}

TEST(WheelScanner, ALargeLibraryGoesThroughTheDisk) {
  const std::string library = test::elf_library({"libc.so.6"}, {"GLIBC_2.39"}) + std::string(20u << 20, '\0');
  EXPECT_EQ(checked(k_many, native(library, k_many_tags).bytes()),
            Lines{"wheel/glibc-lies: demo/_core.so needs GLIBC_2.39, and the file name promises to run with "
                  "glibc 2.17"});
}

TEST(WheelScanner, EveryRuleIsInTheBook) {
  const auto book = policy::rule_book();
  ASSERT_TRUE(book);
  std::size_t count = 0;
  for (const auto& [id, rule] : *book) count += id.starts_with("wheel/") ? 1 : 0;
  EXPECT_EQ(count, 33u);
}

}  // namespace
}  // namespace pushgate::scanners
