// SPDX-License-Identifier: Apache-2.0
#include "python/marker.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace pushgate::python {
namespace {

std::string read(std::string_view text) {
  const auto marker = parse_marker(text, "m");
  return marker ? marker->to_string() : marker.error().subject + ": " + marker.error().what;
}

MarkerEnvironment environment() {
  return {.values = {{"python_version", "3.11"},
                     {"python_full_version", "3.11.0+"},
                     {"os_name", "posix"},
                     {"platform_release", "6.1.0-13-amd64"},
                     {"platform_python_implementation", "CPython"}},
          .chosen_extras = {},
          .sets = {{"extras", {"Foo_Bar"}}}};
}

std::string holds(std::string_view text, const MarkerEnvironment& in = environment()) {
  const auto marker = parse_marker(text, "m");
  if (!marker) return marker.error().render();
  const auto truth = evaluate(*marker, in);
  if (!truth) return "error";
  return *truth == Truth::yes ? "yes" : *truth == Truth::no ? "no" : "unknown";
}

TEST(Marker, is_read_in_all_spellings) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"os_name=='nt'", "os_name == \"nt\""},
      {"\t\"nt\"in os.name ", "\"nt\" in os_name"},
      {"'a'not\tin sys.platform", "\"a\" not in sys_platform"},
      {"python_implementation === 'x'", "platform_python_implementation === \"x\""},
      {"extra == 'A_b..C'", "extra == \"a-b-c\""},
      {"'A_b' in extras", "\"a-b\" in extras"},
      {"os_name == 'a\"b\\x00'", "os_name == \"a\\x22b\\x00\""},
      {"(((os_name == 'a')))", "os_name == \"a\""},
      {"os_name<'a'and(os_name>'b'or extra=='c')or os_name!='d'",
       "(os_name < \"a\" and (os_name > \"b\" or extra == \"c\")) or os_name != \"d\""},
      {"os_name == sys_platform", "os_name == sys_platform"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(read(text), expected) << text;
    EXPECT_EQ(read(expected), expected);
  }
}

TEST(Marker, an_error_says_where) {
  const std::string operand = "expected the name of an environment variable of PEP 508, or a text in quotes";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "m:1: " + operand},
      {"os_nam == 'a'", "m:1: " + operand},
      {"os_name = 'a'", "m:9: expected one of <= < != == >= > ~= === in, not in"},
      {"os_name notin 'a'", "m:9: expected one of <= < != == >= > ~= === in, not in"},
      {"os_name not 'a'", "m:13: expected 'in' after 'not'"},
      {"os_name == ", "m:12: " + operand},
      {"os_name == 'a", "m:12: expected the closing quote of this text"},
      {"os_name == 'a\\x'", "m:12: expected a text as Python writes it"},
      {"(os_name == 'a'", "m:1: expected a ')' for this '('"},
      {"os_name == 'a')", "m:15: expected 'and', 'or' or the end of the marker"},
      {"os_name == 'a'\n", "m:15: expected 'and', 'or' or the end of the marker"},
      {"os_name == 'a' and", "m:19: " + operand},
      {"()", "m:2: " + operand},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
}

TEST(Marker, depth_and_size_are_bounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "os_name == 'a'" + std::string(depth, ')');
  };
  EXPECT_EQ(read(nested(100)), "os_name == \"a\"");
  EXPECT_EQ(read(nested(101)), "m:101: expected at most 100 parentheses in each other");
  EXPECT_EQ(read("os_name == 'a'" + std::string(64u << 10, ' ')), "m:1: expected a marker of at most 64 KiB");
  EXPECT_EQ(read("(os_name == 'a') and " + nested(100)), "os_name == \"a\" and os_name == \"a\"");
}

TEST(Marker, versions_are_compared_as_versions_and_texts_as_texts) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"python_version >= '3.9'", "yes"},
      {"python_version < '3.9'", "no"},
      {"python_version == '3.*'", "yes"},
      {"python_version ~= '3.9'", "yes"},
      {"'3.9' < python_version", "yes"},
      {"python_version in '3.10, 3.11'", "yes"},
      {"python_version not in '3.10'", "yes"},
      {"python_full_version == '3.11.0+local'", "yes"},
      {"platform_release >= '6'", "no"},
      {"platform_release >= 'x'", "no"},
      {"platform_release ~= 'x'", "error"},
      {"os_name == 'posix'", "yes"},
      {"os_name >= 'posix'", "yes"},
      {"os_name > 'a'", "no"},
      {"os_name ~= '1.0'", "error"},
      {"os_name === 'posix'", "error"},
      {"'pos' in os_name", "yes"},
      {"'a' == 'a'", "error"},
      {"os_name != sys_platform", "yes"},
      {"'foo-bar' in extras", "yes"},
      {"'x' not in extras", "yes"},
      {"'foo-bar' == extras", "no"},
      {"'foo-bar' != extras", "yes"},
      {"'foo-bar' ~= extras", "error"},
      {"extras == 'foo-bar'", "error"},
      {"extra == ''", "yes"},
      {"extra != 'test'", "yes"},
      {"os_name == 'nt' and os_name ~= 'x'", "error"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(holds(text), expected) << text;
}

TEST(Marker, the_unknown_lies_between_no_and_yes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"platform_machine == 'x86_64'", "unknown"},
      {"'a' in dependency_groups", "unknown"},
      {"platform_machine == 'a' and os_name == 'posix'", "unknown"},
      {"platform_machine == 'a' and os_name == 'nt'", "no"},
      {"platform_machine == 'a' or os_name == 'posix'", "yes"},
      {"platform_machine == 'a' or os_name == 'nt'", "unknown"},
      {"os_name == 'posix' or os_name == 'nt' and os_name == 'nt'", "yes"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(holds(text), expected) << text;
}

TEST(Marker, one_of_the_chosen_extras_is_enough) {
  auto in = environment();
  in.chosen_extras = {"Test", "Other.Name"};
  EXPECT_EQ(holds("extra == 'other_name'", in), "yes");
  EXPECT_EQ(holds("extra == 'test' and extra == 'other-name'", in), "no");
  EXPECT_EQ(holds("extra == ''", in), "no");
}

}  // namespace
}  // namespace pushgate::python
