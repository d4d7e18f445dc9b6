// SPDX-License-Identifier: Apache-2.0
#include "sbom/probed_files.hpp"

#include <gtest/gtest.h>

#include "sbom/executable_probe.hpp"
#include "support/compressed.hpp"
#include "unit/sbom/executable_builder.hpp"

namespace pushgate::sbom {
namespace {

std::string probed(const std::string& bytes) {
  const auto text = probe_executable(MemoryFile(bytes));
  return text ? *text : "error: " + text.error().what;
}

std::string packages(std::string_view text) {
  const auto found = probed_packages(text, "/usr/bin/app");
  if (!found) {
    EXPECT_EQ(found.error().code, ErrorCode::unchecked);
    return found.error().subject + ": " + found.error().what;
  }
  std::string out;
  for (const auto& component : *found) out += component.purl + "\n";
  return out;
}

const std::string k_crates = R"({"packages":[{"name":"a","version":"1.0.0"}]})";

TEST(ProbedFiles, an_executable_is_kept_as_what_it_says) {
  const auto plain = ExecutableBuilder().section(".data", "C");
  EXPECT_EQ(probed(plain.elf()), R"({"kind":"executable","format":"elf","shared":false})");
  EXPECT_EQ(probed(plain.macho()), R"({"kind":"executable","format":"macho","shared":false})");
  EXPECT_EQ(probed(ExecutableBuilder().section(".data", "C").type(0x2022).pe()),
            R"({"kind":"executable","format":"pe","shared":true})");
  EXPECT_EQ(probed(ExecutableBuilder().section(".go.buildinfo", go_inline("go1.22.1", "path\tmain\n")).elf()),
            R"({"kind":"executable","format":"elf","shared":false,)"
            R"("go":{"version":"go1.22.1","modules":"path\tmain\n"}})");
  EXPECT_EQ(probed(ExecutableBuilder().section(".dep-v0", test::zlib(k_crates)).elf()),
            R"({"kind":"executable","format":"elf","shared":false,"cargo":)" + k_crates + "}");
}

TEST(ProbedFiles, what_is_not_understood_is_said) {
  EXPECT_EQ(
      probed("\x7f"
             "ELF"),
      R"({"kind":"executable","format":"elf","unread":"its ELF header ends behind the end of the file"})");
  EXPECT_EQ(
      probed(ExecutableBuilder()
                 .section(".go.buildinfo", go_inline("go1.22.1", "dep\tx\n"))
                 .section(".dep-v0", test::zlib(k_crates))
                 .elf()),
      R"({"kind":"executable","format":"elf","shared":false,"cargo":)" + k_crates +
          R"(,"unread":"line 1 of its Go build information has 1 fields; expected path, version and sum"})");
  EXPECT_EQ(probed(ExecutableBuilder().section(".go.buildinfo", "").section(".dep-v0", "").elf()),
            R"({"kind":"executable","format":"elf","shared":false,"unread":)"
            R"("its Go build information is not in its section .go.buildinfo; )"
            R"(its list of crates: its zlib stream is cut short"})");
  EXPECT_EQ(
      probed(ExecutableBuilder().section(".go.buildinfo", go_inline("go1", "dep\ta//b/c\tv1\t\n")).elf()),
      R"({"kind":"executable","format":"elf","shared":false,"unread":"has an empty namespace segment"})");
}

TEST(ProbedFiles, bytes_that_cannot_be_had_are_an_error) {
  const std::string bytes = ExecutableBuilder().section(".dep-v0", "x").section(".data", "y").elf();
  for (const std::uint64_t from :
       {std::uint64_t{0}, ExecutableBuilder::place(0), ExecutableBuilder::place(3)}) {
    MemoryFile file(bytes);
    file.is_broken_from = from;
    const auto text = probe_executable(file);
    ASSERT_FALSE(text) << from;
    EXPECT_EQ(text.error().what, "cannot be read");
  }
}

TEST(ProbedFiles, packages_are_read_from_the_text) {
  EXPECT_EQ(
      packages(probed(ExecutableBuilder()
                          .section(".go.buildinfo", go_inline("go1.22.1", "mod\tacme.org/a\tv1.0.0\t\n"))
                          .section(".dep-v0", test::zlib(k_crates))
                          .elf())),
      "pkg:golang/stdlib@v1.22.1\npkg:golang/acme.org/a@v1.0.0\npkg:cargo/a@1.0.0\n");
  EXPECT_EQ(packages(probed(ExecutableBuilder().section(".data", "C").elf())), "");
  EXPECT_EQ(packages(R"({"kind":"executable","format":"elf","unread":"x"})"), "");
  EXPECT_EQ(packages(R"({"kind":"script"})"), "");
  EXPECT_EQ(packages(R"({"kind":"archive","archives":[{"path":"","depth":0,"artifacts":[)"
                     R"({"group":"org.a","artifact":"a","version":"1"}]}]})"),
            "pkg:maven/org.a/a@1\n");
}

TEST(ProbedFiles, a_text_of_no_prober_is_an_error) {
  EXPECT_EQ(packages(R"({"kind":"picture"})"),
            "/usr/bin/app: was kept as a file of the kind 'picture', which is unknown");
  EXPECT_EQ(packages("{}"), "/usr/bin/app: was kept as a file of the kind '', which is unknown");
  EXPECT_EQ(packages(R"({"kind":"executable","go":{"version":"go1"}})"),
            "/usr/bin/app: member \"modules\" is missing; expected a string");
  EXPECT_EQ(packages(R"({"kind":"executable","cargo":[]})"),
            "/usr/bin/app: its list of crates: is an array; expected an object with member \"packages\"");
  EXPECT_FALSE(probed_packages("", "/a"));
}

TEST(ProbedFiles, say_what_they_are) {
  const auto shown = [](std::string_view text) {
    const auto file = read_probed_file(text, "/a");
    if (!file) return file.error().what;
    return std::to_string(static_cast<int>(file->kind)) + "|" + file->format + "|" +
           (file->shared ? "shared" : "") + "|" + file->unread;
  };
  EXPECT_EQ(shown(R"({"kind":"executable","format":"elf","shared":true})"), "0|elf|shared|");
  EXPECT_EQ(shown(R"({"kind":"executable","format":"pe","shared":false,"unread":"why"})"), "0|pe||why");
  EXPECT_EQ(shown(R"({"kind":"script"})"), "1|||");
  EXPECT_EQ(shown(R"({"kind":"archive","unread":"why","archives":[]})"), "2|||why");
  EXPECT_EQ(shown(R"({"kind":"pyc","flags":1})"), "3|||");
  EXPECT_EQ(shown(R"({"kind":"x"})"), "was kept as a file of the kind 'x', which is unknown");
}

}  // namespace
}  // namespace pushgate::sbom
