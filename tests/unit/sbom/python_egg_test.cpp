// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_egg.hpp"

#include <gtest/gtest.h>

#include "base/memory_file.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/probed_files.hpp"
#include "support/zip_builder.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::zip;

const std::string k_path = "usr/lib/python3.11/site-packages/a-1-py3.11.egg";

/// What is found of an egg, by way of the tables: `purl ->needs inner path`, and why not all was read.
std::string found(const std::string& bytes) {
  const auto text = image_prober().probe(k_path, MemoryFile(bytes));
  if (!text) return text.error().render();
  const auto file = read_probed_file(*text, k_path);
  const auto packages = probed_packages(*text, k_path);
  if (!file || !packages) return "no text of a prober: " + *text;
  std::string out;
  for (const auto& package : *packages) {
    out += package.purl;
    for (const auto& need : package.needs) out += " ->" + need;
    out += " in " + package.inner_path + ";";
  }
  return out + file->unread;
}

class BrokenFile final : public RandomAccess {
 public:
  std::uint64_t size() const override { return 100; }
  Result<std::size_t> read_at(std::uint64_t, std::span<std::uint8_t>) const override {
    return fail(Error::unchecked("disk", "is gone"));
  }
};

class HugeFile final : public RandomAccess {
 public:
  std::uint64_t size() const override { return (64u << 20) + 1; }
  Result<std::size_t> read_at(std::uint64_t, std::span<std::uint8_t> buffer) const override {
    return buffer.size();
  }
};

TEST(PythonEgg, states_a_distribution_and_its_needs) {
  EXPECT_EQ(found(zip({{.name = "EGG-INFO/PKG-INFO",
                        .content = metadata("A_b", "1", "Requires-Dist: z; sys_platform == 'win32'\n"),
                        .deflated = true},
                       {.name = "EGG-INFO/requires.txt", .content = "C>=1\n[x]\nd\n"},
                       {.name = "a.py", .content = "pass"}})),
            "pkg:pypi/a-b@1 ->c in EGG-INFO/PKG-INFO;");
  EXPECT_EQ(found(zip({{.name = "EGG-INFO/PKG-INFO", .content = "Author: \xe9\n\n"}})),
            "pkg:pypi/a@1 in EGG-INFO/PKG-INFO;");
}

TEST(PythonEgg, what_is_not_understood_is_told) {
  EXPECT_EQ(found(zip({{.name = "a.py", .content = "pass"}})), "has no EGG-INFO/PKG-INFO");
  EXPECT_EQ(found(zip({{.name = "EGG-INFO/PKG-INFO", .content = "Name: a\x1b\n"}})),
            "has 'a\x1b' as Name; expected text of one line");
  EXPECT_EQ(
      found(zip({{.name = "EGG-INFO/PKG-INFO", .content = metadata("a", "1")},
                 {.name = "EGG-INFO/requires.txt", .content = "[x"}})),
      "pkg:pypi/a@1 in EGG-INFO/PKG-INFO;EGG-INFO/requires.txt: has a '[' without a ']' at the line's end");
  for (const auto& bytes :
       {std::string("no zip at all"), std::string(),
        zip({{.name = "EGG-INFO/PKG-INFO", .content = "Name: a\n\n" + std::string(1u << 20, 'a')}}),
        zip({{.name = "EGG-INFO/PKG-INFO", .content = metadata("a", "1"), .crc = 7}}),
        zip({{.name = "EGG-INFO/PKG-INFO", .content = metadata("a", "1")},
             {.name = "EGG-INFO/PKG-INFO", .content = metadata("b", "1")}})}) {
    const auto told = found(bytes);
    EXPECT_FALSE(told.empty() || told.starts_with("pkg:") || told.starts_with("no text")) << told;
  }
}

TEST(PythonEgg, bytes_that_cannot_be_had_are_an_error_and_large_eggs_are_not_read) {
  const auto broken = probe_python_egg(k_path, BrokenFile());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().what, "is gone");
  EXPECT_EQ(probe_python_egg(k_path, HugeFile()).value_or(""),
            R"({"kind":"python-egg","unread":"is larger than 64 MiB, which is not looked into"})");
}

TEST(PythonEgg, is_known_by_its_name) {
  EXPECT_TRUE(wants_probe(k_path, 0644));
  EXPECT_FALSE(wants_probe("usr/lib/a.egg-info", 0644));
  EXPECT_FALSE(python_egg_packages(*json::parse(R"({"metadata":7})", "t"), "t"));
}

}  // namespace
}  // namespace pushgate::sbom
