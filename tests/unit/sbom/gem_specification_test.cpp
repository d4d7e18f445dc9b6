// SPDX-License-Identifier: Apache-2.0
#include "sbom/gem_specification.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

constexpr const char* k_path = "/usr/lib/ruby/gems/3.2.0/specifications/a-1.gemspec";

/// The lines inside a specification whose variable is `s`, the first of them line 3.
std::string read(const std::string& lines, const std::string& path = k_path) {
  return told(
      gem_packages("# -*- encoding: utf-8 -*-\nGem::Specification.new do |s|\n" + lines + "\nend\n", path));
}

/// A specification with more lines.
std::string gem(const std::string& lines) {
  return "s.name = \"a\"\ns.version = \"1\"\n" + lines;
}

TEST(GemSpecification, is_known_by_its_path) {
  for (const auto* path : {"usr/specifications/a-1.gemspec", "a/specifications/default/b.gemspec"}) {
    EXPECT_TRUE(is_gem_specification(path)) << path;
  }
  for (const auto* path : {"specifications/a.gemspec", "a/specifications/.gemspec", "a/b.gemspec",
                           "a/specifications/b.gemspec.bak", "a/xspecifications/b.gemspec"}) {
    EXPECT_FALSE(is_gem_specification(path)) << path;
  }
}

TEST(GemSpecification, reads_what_rubygems_writes) {
  EXPECT_EQ(
      read("  s.name = \"nokogiri\".freeze\r\n  s.version = \"1.16.0\"\r\n"
           "  s.platform = \"x86_64-linux\".freeze\n"
           "  s.required_rubygems_version = Gem::Requirement.new(\">= 0\".freeze) if s.respond_to? :x=\n"
           "  s.authors = [\"Andr\\u00E9 Arko\".freeze, \"B \\\"b\\\" B\".freeze]\n"
           "  s.description = \"s.name = \\\"evil\\\"\\ns.version\".freeze\n"
           "  s.licenses = [\"MIT\".freeze,\"Ruby\".freeze]\n"
           "  if s.respond_to? :specification_version then\n    s.specification_version = 4\n  end\n"
           "  s.add_runtime_dependency(%q<racc>.freeze, [\"~> 1.4\"])\n"
           "  s.add_dependency(%q<mini_portile2>, [\"~> 2\"])\n  s.add_dependency 'racc', '1'\n"
           "  s.add_development_dependency(%q<rake>.freeze, [\">= 0\"])"),
      "pkg:gem/nokogiri@1.16.0?platform=x86_64-linux (id MIT) (id Ruby) needs mini_portile2,racc "
      "by André Arko, B \"b\" B\n");
}

TEST(GemSpecification, reads_each_form_of_a_line) {
  const std::vector<Told> cases = {
      {"s.name = %q{b}\ns.version = '2'", "pkg:gem/b@2\n"},
      {"s.name=\"b\"  # why\ns.version\t=\t\"2\" ;", "pkg:gem/b@2\n"},
      {gem("s.name = \"b\""), "pkg:gem/b@1\n"},
      {gem("s.namespace = \"b\"\ns.version_x = \"3\"\ns.name == \"c\"\ns.name"), "pkg:gem/a@1\n"},
      {gem("t.name = \"b\"\nxs.name = \"c\"\n#s.name = \"d\""), "pkg:gem/a@1\n"},
      {gem("s.platform = \"ruby\""), "pkg:gem/a@1\n"},
      {gem("s.license = 'MIT'"), "pkg:gem/a@1 (id MIT)\n"},
      {gem("s.licenses = \"MIT\" # invalid, but Ruby takes it"), "pkg:gem/a@1 (id MIT)\n"},
      {gem("s.licenses = [ ]\ns.author = \"Me\""), "pkg:gem/a@1 by Me\n"},
      {gem("s.licenses = [\"MIT\", \"ISC\"].map(&:x)"), "pkg:gem/a@1\n"},
      {gem("s.licenses = [\"MIT\" \"ISC\"]"), "pkg:gem/a@1\n"},
      {gem("s.licenses = [\"MIT\""), "pkg:gem/a@1\n"},
      {gem("if s.respond_to? :add_runtime_dependency then\n  s.add_runtime_dependency(%q<b>)\n"
           "  s.add_development_dependency(%q<c>)\nelse\n  s.add_dependency(%q<b>)\n"
           "  s.add_dependency(%q<c>)\nend\ns.add_dependency(%q<d>)"),
       "pkg:gem/a@1 needs b,d\n"},
      {gem("s.add_dependency(NAME)\ns.add_dependency"), "pkg:gem/a@1\n"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
}

TEST(GemSpecification, takes_the_platform_from_the_name_where_it_is_no_text) {
  const std::string folder = "/x/specifications/";
  EXPECT_EQ(
      read(gem("s.platform = Gem::Platform.new([\"x86\", \"linux\"])"), folder + "a-1-x86-linux.gemspec"),
      "pkg:gem/a@1?platform=x86-linux\n");
  EXPECT_EQ(read(gem(""), folder + "a-10-java.gemspec"), "pkg:gem/a@1\n");
  EXPECT_EQ(read(gem(""), folder + "b-1-java.gemspec"), "pkg:gem/a@1\n");
}

TEST(GemSpecification, says_what_cannot_be_read) {
  const std::string where = k_path;
  const auto no_text = [&](int line, const std::string& what) {
    return where + ":" + std::to_string(line) + ": has a " + what +
           " that is no text in quotes; expected one, as RubyGems writes it";
  };
  const std::vector<Told> cases = {
      {"s.name = \"a\"", where + ": has no version"},
      {"s.version = \"1\"", where + ": has no name"},
      {"s.name = \"\".freeze\ns.version = \"1\"", where + ": has no name"},
      {gem("s.version = A::VERSION"), no_text(5, "version")},
      {gem("s.version = \"1.#{2}\""), no_text(5, "version")},
      {gem("s.version = \"1\" + \"2\""), no_text(5, "version")},
      {gem("s.version = \"1\".succ"), no_text(5, "version")},
      {gem("s.version ="), no_text(5, "version")},
      {gem("s.name = \"a"), no_text(5, "name")},
      {gem("s.name = %q<a"), no_text(5, "name")},
      {gem("s.name = %qaba"), no_text(5, "name")},
      {gem("s.name = \"a\\"), no_text(5, "name")},
      {gem("s.name = \"\\u{110000}\""), no_text(5, "name")},
      {gem("s.name = \"\\ud800\""), no_text(5, "name")},
      {gem("s.name = \"\\xff\""), where + ": has '\xff' as name; expected text of one line"},
      {gem("s.name = \"a\\n\""), where + ": has 'a\n' as name; expected text of one line"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;

  const std::string expected = "; expected `Gem::Specification.new do |s|`";
  for (const auto* text : {"", "s.name = \"a\"\ns.version = \"1\"\n", "Gem::Specification.new do |s\n",
                           "|s| Gem::Specification.new"}) {
    EXPECT_EQ(told(gem_packages(text, k_path)), where + ": is no gem's specification" + expected) << text;
  }
  EXPECT_EQ(told(gem_packages("Gem::Specification.new do |spec|\ns.name = \"a\"\ns.version = \"1\"", k_path)),
            where + ": has no name");
  EXPECT_EQ(told(gem_packages("\xff", k_path)), where + ": is not UTF-8");
}

TEST(GemSpecification, owns_its_folder_beside_specifications) {
  EXPECT_EQ(gem_owned("", "/u/specifications/default/a-1-java.gemspec"),
            std::vector<std::string>{"/u/gems/a-1-java/"});
}

}  // namespace
}  // namespace pushgate::sbom
