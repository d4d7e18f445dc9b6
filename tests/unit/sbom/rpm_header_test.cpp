// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_header.hpp"

#include <gtest/gtest.h>

#include <random>

#include "unit/sbom/rpm_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::RpmHeader;
using Strings = std::vector<std::string>;

RpmHeader bash() {
  return RpmHeader("bash", "5.1.8", "9.el9");
}

/// All of a package in lines, or the error.
std::string read(const std::string& header) {
  const auto package = read_rpm_header(header, "/db");
  if (!package) return package.error().subject + ": " + package.error().what;
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += std::string(name) + " " + value + "\n";
  };
  line("name", package->name);
  if (package->epoch) line("epoch", std::to_string(*package->epoch));
  line("version", package->version);
  line("release", package->release);
  line("arch", package->arch);
  line("source", package->source_rpm);
  line("vendor", package->vendor);
  line("packager", package->packager);
  line("license", package->license);
  line("module", package->modularity_label);
  line("md5", package->sigmd5);
  for (const auto& need : package->needs) line("needs", need);
  for (const auto& provided : package->provides) line("provides", provided);
  for (const auto& directory : package->directories) {
    for (const auto& name : directory.names) line("file", directory.path + name);
  }
  return out;
}

std::string read(const RpmHeader& header) {
  return read(header.bytes());
}

const std::string k_bash = "name bash\nversion 5.1.8\nrelease 9.el9\narch x86_64\n";

std::string damaged(const std::string& what) {
  return "/db: has a damaged package header: it " + what;
}

TEST(RpmHeader, reads_every_tag) {
  EXPECT_EQ(
      read(bash()
               .numbers(1003, {4})
               .text(1044, "bash-5.1.8-9.el9.src.rpm")
               .text(1011, "Red Hat, Inc.")
               .text(1015, "Red Hat, Inc. <http://bugzilla.redhat.com/bugzilla>")
               .text(1014, "GPLv3+")
               .text(5096, "m:1:2:3")
               .raw(261, 7, 16, std::string("\x00\x01\xfe\xff", 4) + "abcdefghijkl")
               .texts(1049, {"libc.so.6", "/bin/sh", "libc.so.6"})
               .texts(1047, {"bash", "/bin/bash", "bash"})
               .texts(1117, {"bash", "sh", "bash", "README"})
               .numbers(1116, {0, 0, 1, 2})
               .texts(1118, {"/usr/bin/", "/usr/share/doc/", "/usr/share/doc/bash/"})
               .text(1004, "a summary, which nobody reads")
               .region()),
      "name bash\nepoch 4\nversion 5.1.8\nrelease 9.el9\narch x86_64\nsource bash-5.1.8-9.el9.src.rpm\n"
      "vendor Red Hat, Inc.\npackager Red Hat, Inc. <http://bugzilla.redhat.com/bugzilla>\nlicense GPLv3+\n"
      "module m:1:2:3\nmd5 0001feff6162636465666768696a6b6c\nneeds libc.so.6\nneeds /bin/sh\nprovides bash\n"
      "provides /bin/bash\nfile /usr/bin/bash\nfile /usr/bin/sh\nfile /usr/share/doc/bash\n"
      "file /usr/share/doc/bash/README\n");
}

TEST(RpmHeader, tells_no_epoch_from_epoch_0) {
  EXPECT_EQ(read(bash()), k_bash);
  EXPECT_EQ(read_rpm_header(bash().numbers(1003, {0}).bytes(), "/db")->epoch, 0u);
  EXPECT_EQ(read_rpm_header(bash().bytes(), "/db")->epoch, std::nullopt);
}

TEST(RpmHeader, reads_headers_of_every_age) {
  for (const std::uint32_t tag : {61u, 62u, 63u}) EXPECT_EQ(read(bash().region(tag)), k_bash) << tag;
  EXPECT_EQ(read(bash().texts(1027, {"/bin/bash", "/bin/sh", "plain"})),
            k_bash + "file /bin/bash\nfile /bin/sh\nfile plain\n");
  EXPECT_EQ(read(RpmHeader("gpg-pubkey", "c105b9de", "4e0fd3a3", "(none)")),
            "name gpg-pubkey\nversion c105b9de\nrelease 4e0fd3a3\n");
  // A list of languages gives the first.
  EXPECT_EQ(read(bash().raw(1014, 9, 2, std::string("GPL\0GPL auf Deutsch\0", 20))),
            k_bash + "license GPL\n");
}

TEST(RpmHeader, what_was_added_later_stands_in_for_what_was_there) {
  EXPECT_EQ(read(bash().text(1014, "MIT").region().text(1014, "BSD").text(1014, "ISC")),
            k_bash + "license ISC\n");
  EXPECT_EQ(read(bash().text(1000, "other")), damaged("has tag 1000 twice"));
  EXPECT_EQ(read(bash().text(1000, "other").region()), damaged("has tag 1000 twice"));
}

TEST(RpmHeader, needs_a_name_a_version_and_a_release) {
  const std::string error = damaged("lacks the package's name, version or release");
  EXPECT_EQ(read(RpmHeader().text(1001, "1").text(1002, "1")), error);
  EXPECT_EQ(read(RpmHeader().text(1000, "a").text(1002, "1")), error);
  EXPECT_EQ(read(RpmHeader().text(1000, "a").text(1001, "1")), error);
  EXPECT_EQ(read(RpmHeader("", "1", "1")), error);
}

TEST(RpmHeader, holds_lengths_against_the_bytes_that_are_there) {
  const std::string bytes = bash().bytes();
  EXPECT_EQ(read(""), damaged("is shorter than its first 8 bytes"));
  EXPECT_EQ(read(bytes + "x"), damaged("has 97 bytes; its first 8 say 96"));
  EXPECT_EQ(read(bytes.substr(0, 95)), damaged("has 95 bytes; its first 8 say 96"));
  EXPECT_EQ(read(test::number(0, 4) + test::number(0, 4)), damaged("has 0 entries; expected 1 to 65536"));
  EXPECT_EQ(read(test::number(1u << 31, 4) + test::number(0, 4)),
            damaged("has 2147483648 entries; expected 1 to 65536"));
  EXPECT_EQ(read(test::number(1, 4) + test::number(0xffffffff, 4)),
            damaged("has 8 bytes; its first 8 say 4294967319"));
}

TEST(RpmHeader, looks_at_offsets_and_counts_before_it_follows_them) {
  auto header = bash();
  header.entries()[0].offset = 28;
  EXPECT_EQ(read(header), damaged("has tag 1000 outside its data"));
  header.entries()[0].offset = 0xffffffff;
  EXPECT_EQ(read(header), damaged("has tag 1000 outside its data"));
  header = bash();
  header.data().back() = 'x';
  EXPECT_EQ(read(header), damaged("has a text of tag 1022 without its end"));
  header = bash().texts(1049, {"a"});
  header.entries().back().count = 1u << 31;
  EXPECT_EQ(read(header), damaged("has 2147483648 values of tag 1049; expected 500000 at most"));
  header.entries().back().count = 3;
  EXPECT_EQ(read(header), damaged("has tag 1049 outside its data"));
  header = bash().numbers(1003, {1});
  header.entries().back().count = 2;
  EXPECT_EQ(read(header), damaged("has tag 1003 outside its data"));
  header.entries().back().count = 1u << 31;
  EXPECT_EQ(read(header), damaged("has 2147483648 values of tag 1003"));
  EXPECT_EQ(read(bash().numbers(1014, {1})), damaged("has tag 1014 with type 4; expected text"));
  EXPECT_EQ(read(bash().text(1003, "1")), damaged("has tag 1003 with type 6; expected numbers"));
  EXPECT_EQ(read(bash().raw(261, 7, 15, std::string(15, 'x'))),
            damaged("has an MD5 that is not 16 bytes long"));
  EXPECT_EQ(read(bash().raw(261, 7, 16, "short")), damaged("has tag 261 outside its data"));
}

TEST(RpmHeader, puts_files_only_into_directories_that_there_are) {
  const auto files = [](std::vector<std::uint32_t> indexes) {
    return bash().texts(1117, {"a", "b"}).numbers(1116, std::move(indexes)).texts(1118, {"/x/"});
  };
  EXPECT_EQ(read(files({0, 0})), k_bash + "file /x/a\nfile /x/b\n");
  EXPECT_EQ(read(files({0, 1})), damaged("has a file in a directory that it does not name"));
  EXPECT_EQ(read(files({0})), damaged("has 2 file names and 1 directories for them"));
}

TEST(RpmHeader, believes_no_region_that_does_not_fit) {
  const std::string error = damaged("has a region whose end does not fit its beginning");
  auto header = bash().region();
  const std::size_t trailer = header.data().size() - 16;
  const auto with = [&](std::size_t at, std::uint32_t value) {
    auto changed = header;
    changed.data().replace(trailer + at, 4, test::number(value, 4));
    return read(changed);
  };
  EXPECT_EQ(read(header), k_bash);
  EXPECT_EQ(with(0, 62), error);
  EXPECT_EQ(with(4, 6), error);
  EXPECT_EQ(with(8, 0), error);
  EXPECT_EQ(with(8, 0u - 24), error);
  EXPECT_EQ(with(8, 0u - 16 * 6), error);
  EXPECT_EQ(with(12, 17), error);
  header.entries()[0].offset += 1;
  EXPECT_EQ(read(header), damaged("has the end of its region outside its data"));
  header.entries()[0].offset = 0xfffffff8;
  EXPECT_EQ(read(header), damaged("has the end of its region outside its data"));
  header.entries()[0].type = 6;
  EXPECT_EQ(read(header), damaged("opens a region that is none"));
}

TEST(RpmHeader, no_bytes_end_the_program) {
  const std::string bytes =
      bash().texts(1117, {"a", "b"}).numbers(1116, {0, 1}).texts(1118, {"/x/", "/y/"}).region().bytes();
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string changed = bytes;
    for (int j = 0; j < 3; ++j) changed[random() % changed.size()] = static_cast<char>(random());
    read(changed);
  }
}

}  // namespace
}  // namespace pushgate::sbom
