// SPDX-License-Identifier: Apache-2.0
// Scripts that installers make of entry points.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanners/provenance/entry_points.hpp"
#include "scanners/provenance/script_templates.hpp"
#include "unit/scanners/provenance/installed_image.hpp"

namespace pushgate::scanners {
namespace {

using sbom::LayerBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_body =
    "import sys\nfrom a.b import K\nif __name__ == '__main__':\n"
    "    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n    sys.exit(K.go())\n";

/// As the probe keeps a script.
std::string script(std::string_view interpreter, std::string_view body) {
  return fmt::format(R"({{"kind":"script","interpreter":"{}","body":"{}"}})", interpreter,
                     crypto::sha256(body).hex());
}

/// What is found where this is kept of `usr/local/bin/NAME`, and RECORD has it.
std::vector<std::string> found_in(const std::string& kept, const std::string& name = "tool",
                                  const std::string& points = "[console_scripts]\ntool = a.b:K.go\n") {
  LayerBuilder layer;
  install(layer, "a", "1", {{"a-1.dist-info/entry_points.txt", points}, {"../../../bin/" + name, kept}});
  LayerBuilder upper;
  upper.probed_file("usr/local/bin/" + name, kept);
  const auto all = sbom::layers({layer, upper});
  return told(scan(all), all);
}

std::string said(const std::string& what, const std::string& name = "tool") {
  return "2 /usr/local/bin/" + name + " provenance/changed-script pkg:pypi/a@1: " + what +
         "; last written by layer 2 of 2, made by `STEP 2`";
}

TEST(GeneratedScripts, that_only_call_their_entry_point) {
  EXPECT_THAT(found_in(script("/usr/local/bin/python3.11", k_body)), IsEmpty());
  EXPECT_THAT(found_in(script("/usr/bin/pypy3", k_body)), IsEmpty());
  EXPECT_THAT(found_in(script("./python", k_body)), IsEmpty());
}

TEST(GeneratedScripts, that_do_something_else) {
  EXPECT_THAT(found_in(script("/usr/bin/python3", k_body + "\n")),
              ElementsAre(said("is not what pip, uv or installer write to call a.b:K.go")));
  EXPECT_THAT(found_in(script("/usr/bin/perl", k_body)),
              ElementsAre(said("is run by /usr/bin/perl, which is no Python by its name")));
  EXPECT_THAT(found_in(R"({"kind":"script"})"),
              ElementsAre(said("does not begin as a script that an installer makes")));
  EXPECT_THAT(found_in(script("/usr/bin/python3", k_body), "tool", "[console_scripts]\ntool = a.b\n"),
              ElementsAre(said("is made from an entry point of no known form")));
}

TEST(GeneratedScripts, of_other_names) {
  const std::string other = script("/usr/bin/python3", "other");
  EXPECT_THAT(found_in(other, "wheels-own"), IsEmpty());
  EXPECT_THAT(found_in(script("/usr/bin/python3", k_body), "tool3.11"), IsEmpty());
  EXPECT_THAT(found_in(other, "tool3.11"),
              ElementsAre(said("is not what pip, uv or installer write to call a.b:K.go", "tool3.11")));
}

TEST(GeneratedScripts, a_changed_one_is_told_once) {
  LayerBuilder lower;
  install(
      lower, "a", "1",
      {{"a-1.dist-info/entry_points.txt", "[console_scripts]\ntool = a:b\n"}, {"../../../bin/tool", "x"}});
  const auto all = sbom::layers({lower, LayerBuilder().probed_file("usr/local/bin/tool", "y")});
  const auto lines = told(scan(all), all);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], ::testing::HasSubstr("provenance/changed-file"));
}

TEST(GeneratedScripts, a_list_that_was_not_kept) {
  LayerBuilder lower;
  install(lower, "a", "1", {{"a-1.dist-info/entry_points.txt", "x"}});
  const std::string list = k_site + "a-1.dist-info/entry_points.txt";
  const auto result = scan(sbom::layers({lower, LayerBuilder().unread_file(list)}));
  EXPECT_EQ(result.run.outcome, model::ScannerRun::Outcome::incomplete);
  EXPECT_THAT(result.run.reason, ::testing::HasSubstr("a-1.dist-info/entry_points.txt"));
}

/// `name module attribute`, for each.
std::string points(std::string_view text) {
  std::string out;
  for (const auto& [name, point] : script_entry_points(text)) {
    out += fmt::format("{} {} {}\n", name, point.module, point.attribute);
  }
  return out;
}

TEST(EntryPoints, as_installers_read_them) {
  EXPECT_EQ(points("a = x:main\n[console_scripts]\n# b = x:y\n a.b =  x.y : K.go  [extra]\r\n\n"
                   "[other]\nc = x:y\n[gui_scripts]\nd=x1._z:é\nnothing\n"),
            "a.b x.y K.go\nd x1._z é\n");
  EXPECT_EQ(points("[console_scripts]\na = x\nb = x:y;z\nc = x:\nd = .x:y\ne = 1x:y\nf = x:y.\n"),
            "a  \nb  \nc  \nd  \ne  \nf  \n");
}

TEST(EntryPoints, names_with_a_version) {
  const auto all = script_entry_points("[console_scripts]\npip = a:b\neasy_install = c:d\nx3 = e:f\n");
  EXPECT_EQ(entry_point_of(all, "pip3.11")->module, "a");
  EXPECT_EQ(entry_point_of(all, "easy_install-3.11")->module, "c");
  EXPECT_EQ(entry_point_of(all, "x3")->module, "e");
  EXPECT_EQ(entry_point_of(all, "x"), nullptr);
  EXPECT_EQ(entry_point_of(all, "3.11"), nullptr);
}

}  // namespace
}  // namespace pushgate::scanners
