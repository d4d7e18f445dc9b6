// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_needs.hpp"

#include <gtest/gtest.h>

#include "sbom/python_environment.hpp"

namespace pushgate::sbom {
namespace {

using Names = std::vector<std::string>;

const auto k_311 = python_environment_of("/usr/lib/python3.11/site-packages/a-1.dist-info/METADATA");
const auto k_unknown = python_environment_of("/usr/lib/python3/dist-packages/a-1.egg-info/PKG-INFO");

TEST(PythonEnvironment, is_told_by_the_path) {
  const auto told = [](std::string_view path) {
    const auto values = python_environment_of(path).values;
    const auto version = values.find("python_version");
    return version == values.end() ? std::string("unknown")
                                   : values.at("implementation_name") + " " + version->second;
  };
  EXPECT_EQ(told("/usr/lib/python3.11/site-packages/a.dist-info/METADATA"), "cpython 3.11");
  EXPECT_EQ(told("/opt/python3.9/lib/python3.12/dist-packages/a.dist-info/METADATA"), "cpython 3.12");
  EXPECT_EQ(told("/opt/lib/pypy3.10/site-packages/a.dist-info/METADATA"), "pypy 3.10");
  for (const auto* path : {"/usr/lib/python3/dist-packages/a", "/python3./a", "/python.3/a", "/python3.1x/a",
                           "/xpython3.1/a", "", "python"}) {
    EXPECT_EQ(told(path), "unknown") << path;
  }
  EXPECT_EQ(k_311.values.at("sys_platform"), "linux");
}

TEST(PythonNeeds, are_those_whose_markers_may_hold) {
  const Names requirements = {"Zope.Interface>=1",
                              "idna (<4,>=2.5)",
                              "zope-interface",
                              "tomli; python_version < '3.11'",
                              "colorama ; sys_platform == \"win32\"",
                              "lxml; platform_machine == 'aarch64'",
                              "PySocks!=1.5.7; extra == 'socks'",
                              "a; extra == 'x' or python_version > '3.8'",
                              "b @ https://h/b.zip ; os_name ~= 'x'"};
  EXPECT_EQ(python_needs(requirements, k_311), (Names{"a", "b", "idna", "lxml", "zope-interface"}));
  EXPECT_EQ(python_needs(requirements, k_unknown),
            (Names{"a", "b", "idna", "lxml", "tomli", "zope-interface"}));
}

TEST(PythonNeeds, a_text_that_is_no_requirement_counts_by_its_name) {
  EXPECT_EQ(
      python_needs({"a (>=1.x)", "b >= 2.*; sys_platform == 'win32'", "c =1; nonsense", "==1", "\xff", ""},
                   k_311),
      (Names{"a", "c"}));
}

TEST(PythonNeeds, sections_of_an_egg_are_markers) {
  const auto read = [](std::string_view text, const python::MarkerEnvironment& environment) {
    const auto names = python_egg_needs(text, "/r", environment);
    return names ? *names : Names{names.error().subject + ": " + names.error().what};
  };
  const std::string text =
      "chardet>=3\r\n\r\n[:python_version < \"3.8\"]\nold\n\n[ : os_name == 'posix' "
      "]\nposix\n[socks]\nPySocks\n"
      "[x:os_name == 'posix']\ny\n[:nonsense]\nkept";
  EXPECT_EQ(read(text, k_311), (Names{"chardet", "kept", "posix"}));
  EXPECT_EQ(read(text, k_unknown), (Names{"chardet", "kept", "old", "posix"}));
  EXPECT_EQ(read("a\n[x\n", k_311), Names{"/r:2: has a '[' without a ']' at the line's end"});
  EXPECT_EQ(read(std::string(100'001, '\n'), k_311), Names{"/r: has more than 100000 lines"});
}

}  // namespace
}  // namespace pushgate::sbom
