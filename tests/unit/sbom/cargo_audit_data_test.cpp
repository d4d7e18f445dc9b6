// SPDX-License-Identifier: Apache-2.0
#include "sbom/cargo_audit_data.hpp"

#include <gtest/gtest.h>

#include "support/compressed.hpp"
#include "unit/sbom/executable_builder.hpp"

namespace pushgate::sbom {
namespace {

std::string shown(const std::vector<model::Component>& components) {
  std::string out;
  for (const auto& component : components) {
    EXPECT_EQ(component.ecosystem, "cargo");
    out += component.purl;
    for (const auto& name : component.provides) out += " = " + name;
    for (const auto& name : component.needs) out += " -> " + name;
    out += "\n";
  }
  return out;
}

std::string packages_in(const std::string& bytes) {
  const MemoryFile file(bytes);
  const auto executable = ExecutableFile::open(file);
  if (!executable) return "no executable: " + executable.error().what;
  const auto crates = find_cargo_audit_data(*executable);
  if (!crates) {
    EXPECT_EQ(crates.error().code, ErrorCode::unchecked);
    EXPECT_EQ(crates.error().subject, "");
    return "error: " + crates.error().what;
  }
  if (!*crates) return "none";
  EXPECT_EQ(*parse_cargo_audit_data(write_cargo_audit_data(**crates)), **crates) << "as it is kept";
  const auto packages = cargo_packages(**crates);
  return packages ? shown(*packages) : "error: " + packages.error().what;
}

std::string in_section(const std::string& content, const std::string& name = ".dep-v0") {
  return packages_in(ExecutableBuilder().section(".text", "code", false).section(name, content).elf());
}

std::string packages(const std::string& json) {
  return in_section(test::zlib(json));
}

constexpr const char* k_sample = R"({"packages":[
  {"name":"app","version":"0.1.0","source":"local","dependencies":[1,2,3],"root":true},
  {"name":"serde","version":"1.0.0","source":"crates.io","kind":"runtime","features":["std"]},
  {"name":"cc","version":"1.0.1","source":"crates.io","kind":"build","dependencies":[1]},
  {"name":"Inflector","version":"0.11.4+meta","source":"git","dependencies":[1]}]})";
constexpr const char* k_sample_packages =
    "pkg:cargo/app@0.1.0 -> Inflector -> serde\npkg:cargo/serde@1.0.0\n"
    "pkg:cargo/Inflector@0.11.4%2Bmeta -> serde\n";

TEST(CargoAuditData, crates_that_are_in_the_program_are_packages) {
  EXPECT_EQ(packages(k_sample), k_sample_packages);
  EXPECT_EQ(packages(R"({"packages":[]})"), "");
}

TEST(CargoAuditData, is_found_in_every_kind_of_executable) {
  const auto file =
      ExecutableBuilder().section(".text", "code", false).section(".dep-v0", test::zlib(k_sample));
  EXPECT_EQ(packages_in(file.elf(false, true)), k_sample_packages);
  EXPECT_EQ(packages_in(file.pe()), k_sample_packages);
  EXPECT_EQ(packages_in(file.macho()), k_sample_packages);
  EXPECT_EQ(packages_in(file.fat()), k_sample_packages);
  for (const auto* older : {".rust-deps-v0", "rdep-v0", "rust-deps-v0"})
    EXPECT_EQ(in_section(test::zlib(k_sample), older), k_sample_packages);
  EXPECT_EQ(in_section(test::zlib(k_sample), ".dep-v1"), "none");
}

TEST(CargoAuditData, crates_of_one_name_are_needed_with_their_version) {
  EXPECT_EQ(packages(R"({"packages":[{"name":"app","version":"1.0.0","dependencies":[1,2,3]},
      {"name":"syn","version":"1.0.0"},{"name":"syn","version":"2.0.0"},{"name":"syn","version":"2.0.0"},
      {"name":"syn","version":"3.0.0","kind":"build"}]})"),
            "pkg:cargo/app@1.0.0 -> syn 1.0.0 -> syn 2.0.0\npkg:cargo/syn@1.0.0 = syn 1.0.0\n"
            "pkg:cargo/syn@2.0.0 = syn 2.0.0\n");
}

TEST(CargoAuditData, what_cannot_be_read_is_an_error) {
  struct Case {
    std::string json;
    std::string what;
  };
  const std::string where = "error: its list of crates";
  const Case cases[] = {
      {"[]", ": is an array; expected an object with member \"packages\""},
      {R"({"packages":{}})", ": member \"packages\" is an object; expected an array"},
      {R"({"packages":[1]})", ": is a number; expected an object with member \"name\""},
      {R"({"packages":[{"name":"a"}]})", ": member \"version\" is missing; expected a string"},
      {R"({"packages":[{"name":"a","version":"1","kind":"dev"}]})",
       " has crate 'a' of an unknown kind; expected runtime or build"},
      {R"({"packages":[{"name":"a","version":"1","kind":1}]})",
       " has crate 'a' of an unknown kind; expected runtime or build"},
      {R"({"packages":[{"name":"a","version":"1","dependencies":[1]}]})",
       " has crate 'a' depend on what is none of its 1 crates"},
      {R"({"packages":[{"name":"a","version":"1","dependencies":[-1]}]})",
       " has crate 'a' depend on what is none of its 1 crates"},
      {R"({"packages":[{"name":"a","version":"1","dependencies":[0.5]}]})",
       " has crate 'a' depend on what is none of its 1 crates"},
      {R"({"packages":[{"name":"a","version":"1","dependencies":[18446744073709551615]}]})",
       " has crate 'a' depend on what is none of its 1 crates"},
  };
  for (const auto& one : cases) EXPECT_EQ(packages(one.json), where + one.what) << one.json;
  EXPECT_EQ(packages("{").substr(0, where.size()), where);
  EXPECT_EQ(packages(std::string(100, '[')).substr(0, where.size()), where);
  EXPECT_EQ(packages(R"({"packages":[{"name":"","version":"1"}]})"), "error: has no name");
  EXPECT_EQ(in_section(k_sample), where + ": is no sound zlib stream");
  EXPECT_EQ(in_section(""), where + ": its zlib stream is cut short");
}

TEST(CargoAuditData, sizes_are_limited) {
  EXPECT_EQ(packages(std::string((8u << 20) + 1, ' ')),
            "error: its list of crates: has more than 8388608 bytes once it is unpacked");
  std::string elf = ExecutableBuilder().section(".dep-v0", "x").elf();
  elf.replace(ExecutableBuilder::place(2) + 2 * 64 + 32, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(packages_in(elf), "error: its section .dep-v0 has 4294967295 bytes; expected at most 8388608");

  std::string many = R"({"packages":[)";
  for (int i = 0; i < 100'001; ++i) many += R"({"name":"a","version":"1"},)";
  many.back() = ']';
  EXPECT_EQ(packages(many + "}"), "error: its list of crates has 100001 crates; expected at most 100000");

  std::string tangle = R"({"packages":[)";
  for (int crate = 0; crate < 3; ++crate) {
    tangle += R"({"name":"a","version":"1","dependencies":[0)";
    for (int i = 0; i < 400'000; ++i) tangle += ",0";
    tangle += "]},";
  }
  tangle.back() = ']';
  EXPECT_EQ(packages(tangle + "}"), "error: its list of crates has more than 1000000 dependencies");
}

}  // namespace
}  // namespace pushgate::sbom
