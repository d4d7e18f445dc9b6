// SPDX-License-Identifier: Apache-2.0
#include "sbom/apk_database.hpp"

#include <gtest/gtest.h>

namespace pushgate::sbom {
namespace {

using Strings = std::vector<std::string>;

Strings listed(std::string_view text) {
  const auto packages = parse_apk_database(text, "/installed");
  if (!packages) {
    EXPECT_EQ(packages.error().code, ErrorCode::unchecked);
    return {packages.error().subject + ": " + packages.error().what};
  }
  Strings out;
  for (const auto& apk : *packages) out.push_back(apk.name + "=" + apk.version + " of " + apk.origin);
  return out;
}

TEST(ApkDatabase, reads_every_field_that_matters) {
  const auto packages = parse_apk_database(
      "C:Q1abc=\nP:libcrypto3\nV:3.1.4-r2\nA:x86_64\nS:1\nI:2\nT:words: with a colon\nU:https://x\n"
      "L:Apache-2.0 \no:openssl\nm:A B <a@b>\nt:1\nc:00ff\n"
      "D:so:libc.musl-x86_64.so.1 musl>=1.2 !conflict musl~1 ca-certificates<2=3\n"
      "p:so:libcrypto.so.3=3 "
      "cmd:x\ni:x\nr:old\nk:10\nF:lib\nM:0:0:755\nR:libcrypto.so.3\na:0:0:755\nZ:Q1x=\n\n",
      "/installed");
  ASSERT_TRUE(packages) << packages.error().render();
  ASSERT_EQ(packages->size(), 1u);
  const ApkPackage& apk = packages->front();
  EXPECT_EQ(apk.name, "libcrypto3");
  EXPECT_EQ(apk.version, "3.1.4-r2");
  EXPECT_EQ(apk.architecture, "x86_64");
  EXPECT_EQ(apk.origin, "openssl");
  EXPECT_EQ(apk.license, "Apache-2.0");
  EXPECT_EQ(apk.maintainer, "A B <a@b>");
  EXPECT_EQ(apk.checksum, "Q1abc=");
  EXPECT_EQ(apk.needs, (Strings{"so:libc.musl-x86_64.so.1", "musl", "ca-certificates"}));
  EXPECT_EQ(apk.provides, (Strings{"so:libcrypto.so.3", "cmd:x"}));
}

TEST(ApkDatabase, lists_each_name_once_and_virtual_packages_too) {
  EXPECT_EQ(listed("P:a\nV:1-r0\n\n\n\nP:.build-deps\nV:20240101.000000\n\nP:a\nV:2-r0\n\nP:c\nV:1\no:src"),
            (Strings{"a=1-r0 of a", ".build-deps=20240101.000000 of .build-deps", "c=1 of src"}));
  EXPECT_EQ(listed("P:a\r\nV:1\r\n\r\nP:b\r\nV:2\r\n"), (Strings{"a=1 of a", "b=2 of b"}));
  EXPECT_EQ(listed(""), Strings{});
  EXPECT_EQ(listed("\n\n"), Strings{});
}

TEST(ApkDatabase, names_file_and_line_of_what_is_damaged) {
  EXPECT_EQ(listed("P:a\nV:1\n\nP:b\n"),
            Strings{"/installed:4: the stanza has no V: field; expected a package version"});
  EXPECT_EQ(listed("V:1\nA:x86\n"),
            Strings{"/installed:1: the stanza has no P: field; expected a package name"});
  EXPECT_EQ(listed("P:a\nV:1\nP:b\n"), Strings{"/installed:3: the stanza has two P: fields; expected one"});
  EXPECT_EQ(listed("P:a\nV:1\nrubbish\n"),
            Strings{"/installed:3: is no field; expected a letter, a colon and a value"});
  EXPECT_EQ(listed("P:a\nV:1\nx\n"),
            Strings{"/installed:3: is no field; expected a letter, a colon and a value"});
  EXPECT_EQ(listed(std::string_view("P:a\0\nV:1\n", 9)), Strings{"/installed:1: holds a NUL byte"});
  EXPECT_EQ(listed("P:\nV:1\n"), Strings{"/installed:1: P: is no package name"});
  EXPECT_EQ(listed("P:../a\nV:1\n"), Strings{"/installed:1: P: is no package name"});
  EXPECT_EQ(listed("P:a\nV:1 2\n"), Strings{"/installed:2: V: is no package version"});
  EXPECT_EQ(listed("P:a\nV:1\nA:\n"),
            Strings{"/installed:3: A: is no architecture; expected one such as x86_64"});
  EXPECT_EQ(listed("P:a\nV:1\no:b c\n"), Strings{"/installed:3: o: is no name of a source package"});
}

TEST(ApkDatabase, letters_are_case_sensitive) {
  EXPECT_EQ(listed("P:a\nV:1\np:so:b\nv:2\nO:other\n"), Strings{"a=1 of a"});
}

TEST(ApkDatabase, bounds_what_it_keeps) {
  std::string names = "P:a\nV:1\nD:";
  for (int i = 0; i < 100'001; ++i) names += "n" + std::to_string(i) + " ";
  EXPECT_EQ(listed(names), Strings{"/installed:3: D: has more than 100000 names"});
  std::string packages;
  for (int i = 0; i < 100'002; ++i) packages += "P:n" + std::to_string(i) + "\nV:1\n\n";
  EXPECT_EQ(listed(packages), Strings{"/installed:300004: has more than 100000 packages"});
}

TEST(ApkDatabase, tells_the_files_of_each_package) {
  Strings told;
  tell_apk_files(
      "P:a\nV:1\nF:\nR:root-file\nF:usr/"
      "bin\nR:x\na:0:0:755\nR:y\n\nP:b\nV:1\nR:no-directory\nF:etc\nR:\nrubbish\nR:z",
      [&](std::string_view package, const std::string& path) {
        told.push_back(std::string(package) + " " + path);
      });
  EXPECT_EQ(told, (Strings{"a root-file", "a usr/bin/x", "a usr/bin/y", "b no-directory", "b etc/z"}));
}

}  // namespace
}  // namespace pushgate::sbom
