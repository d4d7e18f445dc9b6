// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_listing.hpp"

#include <gtest/gtest.h>

#include "base/memory_file.hpp"
#include "sbom/image_prober.hpp"
#include "unit/sbom/rpm_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::RpmHeader;

std::string probe(const std::string& bytes) {
  const auto text = probe_rpm_database("var/lib/rpm/Packages", MemoryFile(bytes));
  return text ? *text : "error: " + text.error().render();
}

std::string listed(std::string_view text, bool with_directories = true) {
  std::string out;
  const auto read =
      each_listed_rpm(text, "/db", with_directories, [&](const RpmPackage& rpm) -> Result<void> {
        out += rpm.name + " " + rpm.version + " " + rpm.release + " " + rpm.arch + " " + rpm.source_rpm +
               " " + rpm.vendor + " " + rpm.packager + " " + rpm.license + " " + rpm.modularity_label + " " +
               rpm.sigmd5;
        out += rpm.epoch ? " " + std::to_string(*rpm.epoch) : " -";
        for (const auto& need : rpm.needs) out += " <" + need;
        for (const auto& provided : rpm.provides) out += " >" + provided;
        for (const auto& directory : rpm.directories) {
          for (const auto& name : directory.names) out += " " + directory.path + name;
        }
        out += "\n";
        return {};
      });
  return read ? out : out + read.error().render();
}

const std::string k_full = RpmHeader("bash", "5.1.8", "9.el9")
                               .numbers(1003, {0})
                               .text(1044, "bash-5.1.8-9.el9.src.rpm")
                               .text(1011, "V")
                               .text(1015, "P")
                               .text(1014, "L")
                               .text(5096, "M")
                               .raw(261, 7, 16, "0123456789abcdef")
                               .texts(1049, {"/bin/sh"})
                               .texts(1047, {"bash"})
                               .texts(1117, {"bash", "sh", "\xff\"\n"})
                               .numbers(1116, {0, 0, 1})
                               .texts(1118, {"/usr/bin/", "/etc/"})
                               .bytes();

TEST(RpmListing, keeps_all_that_is_read_of_a_package) {
  const std::string text = probe(test::ndb_database({k_full, RpmHeader("a", "1", "2", "noarch").bytes()}));
  EXPECT_EQ(
      text,
      "{\"kind\":\"rpm_database\"}\n"
      "{\"name\":\"bash\",\"version\":\"5.1.8\",\"release\":\"9.el9\",\"arch\":\"x86_64\","
      "\"source_rpm\":\"bash-5.1.8-9.el9.src.rpm\",\"vendor\":\"V\",\"packager\":\"P\",\"license\":\"L\","
      "\"modularity_label\":\"M\",\"sigmd5\":\"30313233343536373839616263646566\",\"epoch\":0,"
      "\"needs\":[\"/bin/sh\"],\"provides\":[\"bash\"]}\n"
      "[[\"/usr/bin/\",\"bash\",\"sh\"],[\"/etc/\",\"\xef\xbf\xbd\\\"\\n\"]]\n"
      "{\"name\":\"a\",\"version\":\"1\",\"release\":\"2\",\"arch\":\"noarch\"}\n");
  const std::string bash =
      "bash 5.1.8 9.el9 x86_64 bash-5.1.8-9.el9.src.rpm V P L M "
      "30313233343536373839616263646566 0 </bin/sh >bash";
  const std::string a = "a 1 2 noarch       -\n";
  EXPECT_EQ(listed(text), bash + " /usr/bin/bash /usr/bin/sh /etc/\xef\xbf\xbd\"\n\n" + a);
  EXPECT_EQ(listed(text, false), bash + "\n" + a);
}

TEST(RpmListing, says_what_is_wrong_with_a_database_in_the_text) {
  const std::string text = probe("no database");
  EXPECT_EQ(text,
            "{\"kind\":\"rpm_database\",\"error\":\"is no rpm database; expected SQLite, NDB or Berkeley "
            "DB's hash\","
            "\"hint\":\"run `rpm --rebuilddb` where the image is built, in the step that installs packages "
            "last\"}\n");
  EXPECT_EQ(
      listed(text),
      "pushgate: error: /db: is no rpm database; expected SQLite, NDB or Berkeley DB's hash\n"
      "  hint: run `rpm --rebuilddb` where the image is built, in the step that installs packages last\n");
  // Packages before the damage are not taken for all that there are.
  EXPECT_EQ(probe(test::ndb_database({k_full, "x"})).find("bash"), std::string::npos);
}

class Broken final : public RandomAccess {
 public:
  std::uint64_t size() const override { return 4096; }
  Result<std::size_t> read_at(std::uint64_t, std::span<std::uint8_t>) const override {
    return fail(Error::unchecked("disk", "is gone"));
  }
};

TEST(RpmListing, hands_on_why_bytes_cannot_be_had) {
  const auto text = probe_rpm_database("x", Broken());
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().subject, "disk");
}

TEST(RpmListing, refuses_a_text_that_is_none) {
  EXPECT_FALSE(each_listed_rpm("", "/db", true, [](auto) { return Result<void>(); }));
  EXPECT_FALSE(each_listed_rpm("{}\n", "/db", true, [](auto) { return Result<void>(); }));
  EXPECT_FALSE(
      each_listed_rpm("{\"kind\":\"rpm_database\"}\n{", "/db", true, [](auto) { return Result<void>(); }));
}

TEST(RpmListing, is_what_the_layer_pass_keeps_of_a_database) {
  const std::string path = "var/lib/rpm/Packages";
  EXPECT_TRUE(wants_probe(path, 0644));
  EXPECT_TRUE(image_prober().wants(path, {}));
  const std::string bytes = test::ndb_database({k_full});
  EXPECT_EQ(*image_prober().probe(path, MemoryFile(bytes)), probe(bytes));
  EXPECT_EQ(*image_prober().probe(path, MemoryFile("#!/bin/sh\n")), probe("#!/bin/sh\n"));
}

TEST(RpmListing, knows_a_database_by_its_place) {
  for (const auto* const path :
       {"var/lib/rpm/Packages", "usr/lib/sysimage/rpm/rpmdb.sqlite", "x/rpm/Packages.db", "rpm/Packages"}) {
    EXPECT_TRUE(is_rpm_database(path)) << path;
  }
  for (const auto* const path : {"var/lib/apt/Packages", "var/lib/rpm/Packages/x", "Packages",
                                 "xrpm/Packages", "var/lib/rpm/rpmdb.sqlite-wal", "var/lib/rpm/Name"}) {
    EXPECT_FALSE(is_rpm_database(path)) << path;
  }
}

}  // namespace
}  // namespace pushgate::sbom
