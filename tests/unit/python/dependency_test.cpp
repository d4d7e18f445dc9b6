// SPDX-License-Identifier: Apache-2.0
#include "python/dependency.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace pushgate::python {
namespace {

std::string read(std::string_view text) {
  const auto found = parse_dependency(text, "F:3");
  if (!found) return found.error().subject + ": " + found.error().what;
  std::string out = found->name + "|";
  for (const auto& extra : found->extras) out += extra + ",";
  out += "|" + found->specifier.to_string() + "|" + found->url + "|";
  return found->marker ? out + found->marker->to_string() : out;
}

TEST(Dependency, is_read_in_all_forms) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a", "a||||"},
      {" \tZope.Interface\t", "Zope.Interface||||"},
      {"a_", "a_||||"},
      {"a>=1,<2", "a||>=1,<2||"},
      {"a >= 1 , < 2,", "a||>=1,<2||"},
      {"a(>=1)", "a||>=1||"},
      {"a ( >=\n1 )", "a||>=1||"},
      {"a()", "a||||"},
      {"a[]", "a||||"},
      {"a[x]", "a|x,|||"},
      {"a [ x , y-z ] ==1.*", "a|x,y-z,|==1.*||"},
      {"a===1.0+x/y,", "a||===1.0+x/y||"},
      {"a===", "a||===||"},
      {"a@https://u:p@h/a.zip#x=1;y", "a|||https://u:p@h/a.zip#x=1;y|"},
      {"a[x] @ ../a ; os_name == 'nt'", "a|x,||../a|os_name == \"nt\""},
      {"a @ ../a \t", "a|||../a|"},
      {"a;os_name=='nt'", "a||||os_name == \"nt\""},
      {"a>=1;extra=='X_y' ", "a||>=1||extra == \"x-y\""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
}

TEST(Dependency, an_error_says_where) {
  const std::string clause = "expected a version clause of PEP 440, such as >=1.0 or ==1.2.*";
  const std::string more =
      "expected '[', '@', version clauses parted by commas, ';' and a marker, or the end";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "F:3:1: expected the name of a distribution"},
      {" -a", "F:3:2: expected the name of a distribution"},
      {"a-", "F:3:1: expected the name of a distribution"},
      {"a b", "F:3:3: " + more},
      {"a\n", "F:3:2: " + more},
      {"a 1.0", "F:3:3: " + more},
      {"a>=1 <2", "F:3:6: " + more},
      {"a>=x", "F:3:2: " + clause},
      {"a>=1,,<2", "F:3:6: " + more},
      {"a>=1, ~=2", "F:3:7: " + clause},
      {"a===1,x", "F:3:2: " + clause},
      {"a(>=1", "F:3:2: expected a ')' for this '(', and version clauses between them"},
      {"a>=1)", "F:3:5: " + more},
      {"a[x", "F:3:4: expected ',' or ']' after the name of an extra"},
      {"a[x y]", "F:3:5: expected ',' or ']' after the name of an extra"},
      {"a[x,]", "F:3:5: expected the name of an extra"},
      {"a @", "F:3:4: expected a URL after '@'"},
      {"a @ u v", "F:3:7: expected ';' and a marker after the URL, or the end"},
      {"a; os_name", "F:3:11: expected one of <= < != == >= > ~= === in, not in"},
      {"a; os_name == 'a' b", "F:3:19: expected 'and', 'or' or the end of the marker"},
      {std::string((256u << 10) + 1, 'a'), "F:3:1: expected a dependency of at most 256 KiB"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text.substr(0, 100);
}

}  // namespace
}  // namespace pushgate::python
