// SPDX-License-Identifier: Apache-2.0
#include "sbom/java_archive.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha1.hpp"
#include "base/format.hpp"
#include "base/memory_file.hpp"
#include "support/compressed.hpp"
#include "support/zip_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::zip;
using test::ZipPart;
using Strings = std::vector<std::string>;

ZipPart pom(const std::string& name, const std::string& version) {
  return {.name = fmt::format("META-INF/maven/org.{0}/{0}/pom.properties", name),
          .content = fmt::format("version={1}\ngroupId=org.{0}\nartifactId={0}\n", name, version),
          .deflated = true};
}

ZipPart manifest(const std::string& name) {
  return {.name = "META-INF/MANIFEST.MF",
          .content = fmt::format("Manifest-Version: 1.0\r\nImplementation-Title: {0}\r\n"
                                 "Implementation-Version: 1\r\nImplementation-Vendor-Id: org.{0}\r\n",
                                 name)};
}

ZipPart packed(const std::string& name, const std::string& bytes) {
  return {.name = name, .content = bytes, .deflated = true};
}

ZipPart stored(const std::string& name, const std::string& bytes) {
  return {.name = name, .content = bytes};
}

std::string sha1(const std::string& bytes) {
  crypto::Sha1 hash;
  hash.update({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return hash.finish();
}

json::Value probed(const std::string& bytes, const std::string& path = "/app.jar") {
  const auto text = probe_java_archive(path, MemoryFile(bytes));
  EXPECT_TRUE(text) << text.error().render();
  return *json::parse(*text, path);
}

std::vector<model::Component> components(const std::string& bytes, const std::string& path) {
  auto packages = java_packages(probed(bytes, path), path);
  EXPECT_TRUE(packages) << packages.error().render();
  return std::move(*packages);
}

/// `path purl` of each component.
Strings found(const std::string& bytes, const std::string& path = "/app.jar") {
  Strings out;
  for (const auto& component : components(bytes, path)) {
    out.push_back(component.inner_path + " " + component.purl);
  }
  return out;
}

/// `path: reason` of each archive that was not read whole.
Strings unread(const std::string& bytes) {
  Strings out;
  const json::Value document = probed(bytes);
  for (const auto& entry : *document.find("archives")->as_array()) {
    const auto reason = entry.string_at("unread");
    if (!reason.empty()) out.push_back(fmt::format("{}: {}", entry.string_at("path"), reason));
  }
  return out;
}

TEST(JavaArchive, is_kept_as_one_document) {
  const std::string inner = zip({manifest("b")});
  const std::string bytes =
      zip({pom("a", "1.0"), packed("BOOT-INF/lib/b-1.jar", inner), stored("lib/c-2.jar", "no zip")});
  const std::string fault = "is no zip, or one that was cut short: it has no end record in its last 64 KiB";
  EXPECT_EQ(*probe_java_archive("/app.jar", MemoryFile(bytes)),
            R"({"kind":"archive","unread":"lib/c-2.jar: )" + fault +
                R"(","archives":[{"path":"","depth":0,"sha1":")" + sha1(bytes) +
                R"(","artifacts":[{"group":"org.a","artifact":"a","version":"1.0"}]},)" +
                R"({"path":"BOOT-INF/lib/b-1.jar","depth":1,"sha1":")" + sha1(inner) +
                R"(","artifacts":[{"group":"org.b","artifact":"b","version":"1","from":"manifest"}]},)" +
                R"({"path":"lib/c-2.jar","depth":1,"sha1":")" + sha1("no zip") +
                R"(","artifacts":[],"unread":")" + fault + R"("}]})");
}

TEST(JavaArchive, is_named_by_poms_then_manifest_then_its_own_name) {
  const struct {
    std::vector<ZipPart> parts;
    Strings expected;
  } cases[] = {
      {{pom("a", "1"), manifest("m")}, {" pkg:maven/org.a/a@1"}},
      {{pom("a", "1"), pom("b", "2"), manifest("m")}, {" pkg:maven/org.a/a@1", " pkg:maven/org.b/b@2"}},
      {{{.name = "x/y/pom.properties", .content = "groupId=g\nartifactId=a\nversion=1"}},
       {" pkg:maven/g/a@1"}},
      {{{.name = "xpom.properties", .content = "groupId=g\nartifactId=a\nversion=1"}, manifest("m")},
       {" pkg:maven/org.m/m@1"}},
      {{{.name = "pom.properties", .content = "groupId=g"}, manifest("m")}, {" pkg:maven/org.m/m@1"}},
      {{{.name = "META-INF/MANIFEST.MF", .content = "Manifest-Version: 1.0"}},
       {" pkg:maven/spring-core@5.3"}},
      {{}, {" pkg:maven/spring-core@5.3"}},
  };
  for (const auto& [parts, expected] : cases) {
    EXPECT_EQ(found(zip(parts), "/lib/spring-core-5.3.jar"), expected);
  }
  EXPECT_EQ(found(zip({}), "/lib/rt.jar"), Strings{});
}

TEST(JavaArchive, states_an_artifact_of_one_archive_once) {
  const auto at = [](const std::string& folder, const std::string& version) {
    return stored(folder + "/pom.properties", "groupId=g\nartifactId=a\nversion=" + version);
  };
  EXPECT_EQ(found(zip({at("1", "2.17"), at("2", "2.17.0"), at("3", "2.18"), at("4", "2.17")})),
            (Strings{" pkg:maven/g/a@2.17", " pkg:maven/g/a@2.18"}));
}

TEST(JavaArchive, looks_into_archives_inside_it) {
  const std::string c = zip({pom("c", "3")});
  const std::string b = zip({stored("META-INF/jars/c.jar", c), pom("b", "2")});
  const Strings expected = {" pkg:maven/org.a/a@1", "WEB-INF/lib/b.jar pkg:maven/org.b/b@2",
                            "WEB-INF/lib/b.jar/META-INF/jars/c.jar pkg:maven/org.c/c@3"};
  EXPECT_EQ(found(zip({packed("WEB-INF/lib/b.jar", b), pom("a", "1")})), expected);
  EXPECT_EQ(found(zip({stored("/WEB-INF/lib/b.jar", b), pom("a", "1")}, {.prefix = "#!/bin/sh\n"})),
            expected);
  EXPECT_EQ(found(zip({stored("b.zip", b), stored("c.jar/", "")})), Strings{});
}

TEST(JavaArchive, an_archive_needs_what_is_inside_it) {
  const std::string unnamed = zip({stored("d.jar", zip({pom("d", "4")}))});
  const std::string b = zip({pom("b", "2"), stored("c.jar", zip({pom("c", "3")}))});
  const std::string bytes = zip({pom("a", "1"), pom("shaded", "1"), stored("b.jar", b),
                                 stored("u.jar", unnamed), stored("e-5.jar", zip({}))});
  Strings out;
  for (const auto& component : components(bytes, "/opt/a-1.jar")) {
    out.push_back(fmt::format("{} {} needs {}", component.name, component.hashes.size(),
                              fmt::join(component.needs, ",")));
    for (const auto& [name, value] : component.properties) out.push_back(name + "=" + value);
  }
  EXPECT_EQ(out, (Strings{"a 1 needs org.b:b,org.d:d,e", "shaded 0 needs ", "b 1 needs org.c:c", "c 1 needs ",
                          "d 1 needs ", "e 1 needs ", "pushgate:java:named-by=file name"}));
}

TEST(JavaArchive, says_what_it_could_not_read) {
  const std::string good = zip({pom("b", "2")});
  const auto bad_pom = [](ZipPart part) {
    part.name = "pom.properties";
    return part;
  };
  const struct {
    std::string bytes;
    Strings reasons;
  } cases[] = {
      {"", {": is no zip, or one that was cut short: it has no end record in its last 64 KiB"}},
      {zip({{.name = "a", .local_name = "b"}}),
       {": contradicts itself (zip/local-differs), so that readers see different contents: member 'a': its "
        "name "
        "is 'b' in its header, and 'a' in the directory"}},
      {zip({bad_pom({.flags = 1}), {.name = "A.class", .flags = 1}}), {": 'pom.properties' is encrypted"}},
      {zip({bad_pom({.method = 12})}),
       {": 'pom.properties' is packed by method 12; expected 0 (stored) or 8 (DEFLATE)"}},
      {zip({bad_pom({.content = std::string(65'537, '#')})}),
       {": 'pom.properties' has 65537 bytes; expected at most 65536"}},
      {zip({bad_pom({.content = "groupId=g\nartifactId=\xff\nversion=1"})}),
       {": has a name or version that is no UTF-8"}},
      {zip({bad_pom({.content = "groupId=g\nartifactId=a\tb\nversion=1"})}),
       {": has a name or version with control characters"}},
      {zip({bad_pom({.content = "groupId=g\nartifactId=" + std::string(1025, 'a') + "\nversion=1"})}),
       {": has a name or version of more than 1024 bytes"}},
      {zip({{.name = "b.jar", .content = "123456789", .crc = 1}}),
       {"b.jar: is corrupt: its CRC-32 is cbf43926; expected 00000001"}},
      {zip({stored("../b.jar", good)}), {"../b.jar: its name leads out of its archive"}},
      {zip({{.name = "b.jar", .content = good, .deflated = true, .size = 1u << 31}}),
       {"b.jar: 'b.jar' has 2147483648 bytes, and too much was unpacked before it"}},
  };
  for (const auto& [bytes, reasons] : cases) EXPECT_EQ(unread(bytes), reasons);
  const auto all = probed(zip({stored("x.jar", ""), stored("y.jar", ""), stored("z.jar", "")}));
  EXPECT_EQ(
      all.string_at("unread"),
      "x.jar: is no zip, or one that was cut short: it has no end record in its last 64 KiB; and 2 more");
}

TEST(JavaArchive, a_member_that_is_none_of_ours_may_be_odd) {
  const std::string bytes =
      zip({pom("a", "1"), {.name = "A.class", .flags = 1}, {.name = "/B.class"}, {.name = "/B.class"}},
          {.before_directory = "gap", .trailing = "x"});
  EXPECT_EQ(found(bytes), Strings{" pkg:maven/org.a/a@1"});
  EXPECT_EQ(unread(bytes), Strings{});
}

TEST(JavaArchive, ends_at_eight_archives_inside_one_another) {
  std::string bytes = zip({pom("innermost", "1")});
  for (int i = 0; i < 9; ++i) bytes = zip({packed("a.jar", bytes)});
  EXPECT_EQ(unread(bytes),
            Strings{"a.jar/a.jar/a.jar/a.jar/a.jar/a.jar/a.jar/a.jar/a.jar: is inside 9 archives; "
                    "expected at most 8"});
  EXPECT_EQ(unread(zip({packed("a.jar", zip({pom("b", "1")}))})), Strings{});
}

TEST(JavaArchive, archives_that_multiply_are_counted) {
  std::string bytes = zip({pom("leaf", "1")});
  for (int i = 0; i < 5; ++i) {
    std::vector<ZipPart> parts;
    for (int k = 0; k < 10; ++k) parts.push_back(packed(fmt::format("{}.jar", k), bytes));
    bytes = zip(parts);
  }
  const auto document = probed(bytes);
  EXPECT_EQ(document.string_at("unread"), "holds more than 10000 archives; the rest was not looked at");
  EXPECT_EQ(document.find("archives")->as_array()->size(), 10'000u);
}

TEST(JavaArchive, what_is_unpacked_has_a_limit) {
  // Jars of 8 MB less their directory, which pack to 8 KB each: 32 of them are 256 MB.
  const std::string large = zip({{.name = "zeros", .content = std::string((8u << 20) - 200, '\0')}});
  ZipPart part = packed("", large);
  part.packed = test::deflate(large);
  std::vector<ZipPart> parts(33, part);
  for (int i = 0; i < 33; ++i) parts[static_cast<std::size_t>(i)].name = fmt::format("{}.jar", i);
  EXPECT_EQ(unread(zip(parts)),
            Strings{fmt::format("32.jar: '32.jar' has {} bytes, and too much was unpacked before it",
                                large.size())});
}

TEST(JavaArchive, artifacts_have_a_limit) {
  std::vector<ZipPart> parts;
  for (int i = 0; i < 9'000; ++i) {
    parts.push_back(packed(fmt::format("{}/pom.properties", i),
                           fmt::format("groupId=g\nartifactId={}\nversion={}", std::string(1000, 'a'), i)));
  }
  EXPECT_EQ(probed(zip(parts)).string_at("unread"),
            "names more than 8388608 bytes of artifacts; the rest was not looked at");
}

TEST(JavaArchive, bytes_that_cannot_be_had_are_an_error) {
  class Broken final : public RandomAccess {
   public:
    Broken(const std::string& bytes, int good) : m_file(bytes), m_good(good) {}
    std::uint64_t size() const override { return m_file.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
      if (m_good-- == 0) return fail(Error::unchecked("disk", "is broken"));
      return m_file.read_at(offset, buffer);
    }

   private:
    MemoryFile m_file;
    mutable int m_good;
  };
  const std::string bytes = zip({pom("a", "1"), stored("b.jar", zip({pom("b", "1")}))});
  int reads = 0;
  while (true) {
    const auto text = probe_java_archive("/a.jar", Broken(bytes, reads));
    if (text) break;
    EXPECT_EQ(text.error().render(), "pushgate: error: disk: is broken\n");
    ++reads;
  }
  EXPECT_GE(reads, 5);
}

TEST(JavaPackages, refuses_what_no_prober_wrote) {
  const struct {
    std::string text;
    std::string said;
  } cases[] = {
      {"{}", "/a.jar: member \"archives\" is missing; expected an array"},
      {R"({"archives":[{}]})", "/a.jar: member \"depth\" is missing; expected a number"},
  };
  for (const auto& [text, said] : cases) {
    const auto packages = java_packages(*json::parse(text, "t"), "/a.jar");
    ASSERT_FALSE(packages);
    EXPECT_EQ(packages.error().subject + ": " + packages.error().what, said);
  }
}

}  // namespace
}  // namespace pushgate::sbom
