// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/compiled_modules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/scanners/provenance/installed_image.hpp"

namespace pushgate::scanners {
namespace {

using sbom::LayerBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t k_time = 1700000000;
const std::string k_cache = k_site + "a/__pycache__/";
const std::string k_header = R"({"kind":"pyc","flags":0,"mtime":1700000000,"size":6})";
const std::string k_unchecked = R"({"kind":"pyc","flags":1})";
const std::string k_by = "; last written by layer 2 of 2, made by `STEP 2`";

/// What is found of compiled modules in an image of `a 1` with one more layer.
std::vector<std::string> found_in(const LayerBuilder& upper) {
  LayerBuilder lower;
  lower.file(k_site + "a/b.py", "source").mtime(k_time);
  lower.file(k_site + "a-1.dist-info/METADATA", sbom::metadata("a", "1"));
  lower.file(k_site + "a-1.dist-info/RECORD",
             record_line("a/b.py", "source") +
                 record_line("a/__pycache__/proven.cpython-311.pyc", k_unchecked) +
                 "a/__pycache__/b.cpython-311.pyc,,\na-1.dist-info/METADATA,,\n");
  const auto all = sbom::layers({lower, upper});
  auto lines = told(scan(all), all);
  std::erase_if(lines, [](const std::string& line) { return line.find("-pyc ") == std::string::npos; });
  return lines;
}

LayerBuilder compiled(std::string_view said, const std::string& path = k_cache + "b.cpython-311.pyc") {
  return LayerBuilder().probed_file(path, said);
}

TEST(CompiledModules, of_the_source_beside_it) {
  EXPECT_THAT(found_in(compiled(k_header)), IsEmpty());
  EXPECT_THAT(found_in(compiled(k_header, k_cache + "b.cpython-311.opt-1.pyc")), IsEmpty());
}

TEST(CompiledModules, of_a_source_of_another_time_or_size) {
  const std::string begin =
      "2 SITE/a/__pycache__/b.cpython-311.pyc provenance/stale-pyc pkg:pypi/a@1: made from ";
  const std::string end = ", where b.py has 6 bytes of 2023-11-14T22:13:20Z, so that Python does not load it";
  EXPECT_THAT(found_in(compiled(R"({"kind":"pyc","flags":0,"mtime":1700000001,"size":6})")),
              ElementsAre(begin + "6 bytes of 2023-11-14T22:13:21Z" + end + k_by));
  EXPECT_THAT(found_in(compiled(R"({"kind":"pyc","flags":0,"mtime":1700000000,"size":7})")),
              ElementsAre(begin + "7 bytes of 2023-11-14T22:13:20Z" + end + k_by));
}

TEST(CompiledModules, of_a_source_that_was_written_again) {
  LayerBuilder upper = compiled(k_header);
  upper.file(k_site + "a/b.py", "source").mtime(k_time + 60);
  EXPECT_THAT(found_in(upper),
              ElementsAre("2 SITE/a/__pycache__/b.cpython-311.pyc provenance/stale-pyc pkg:pypi/a@1: made "
                          "from 6 bytes of 2023-11-14T22:13:20Z, where b.py has 6 bytes of "
                          "2023-11-14T22:14:20Z, so that Python does not load it" +
                          k_by));
}

TEST(CompiledModules, a_folder_is_told_once) {
  LayerBuilder upper = compiled(R"({"kind":"pyc","flags":0,"mtime":1,"size":6})");
  upper.probed_file(k_cache + "b.cpython-312.pyc", R"({"kind":"pyc","flags":0,"mtime":1,"size":6})");
  const auto lines = found_in(upper);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], ::testing::HasSubstr("so that Python does not load it; the same holds of 1 more: "
                                             "SITE/a/__pycache__/b.cpython-312.pyc; last written"));
}

TEST(CompiledModules, that_python_loads_without_a_look_at_the_source) {
  EXPECT_THAT(found_in(compiled(k_unchecked)),
              ElementsAre("2 SITE/a/__pycache__/b.cpython-311.pyc provenance/unchecked-pyc pkg:pypi/a@1: "
                          "Python loads it without a look at b.py, and no RECORD has its hash" +
                          k_by));
  LayerBuilder recorded = compiled(k_unchecked, k_cache + "proven.cpython-311.pyc");
  recorded.file(k_site + "a/proven.py", "x");
  EXPECT_THAT(found_in(recorded), IsEmpty());
}

TEST(CompiledModules, that_python_itself_looks_after) {
  for (const char* said : {R"({"kind":"pyc","flags":3})", R"({"kind":"pyc"})"}) {
    EXPECT_THAT(found_in(compiled(said)), IsEmpty()) << said;
  }
  // The old form of header; a .pyc beside its source, which is never loaded.
  EXPECT_THAT(found_in(compiled(k_unchecked, k_cache + "b.cpython-36.pyc")), IsEmpty());
  EXPECT_THAT(found_in(compiled(k_unchecked, k_site + "a/b.pyc")), IsEmpty());
}

TEST(CompiledModules, without_a_source) {
  EXPECT_THAT(found_in(compiled(k_unchecked, k_cache + "gone.cpython-311.pyc")),
              ElementsAre("2 SITE/a/__pycache__/gone.cpython-311.pyc provenance/orphan-pyc "
                          "SITE/a/__pycache__/gone.cpython-311.pyc: is compiled from a module that is not "
                          "there" +
                          k_by));
}

}  // namespace
}  // namespace pushgate::scanners
