// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_metadata.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

using Kind = model::License::Kind;

constexpr const char* k_path = "/usr/lib/python3/dist-packages/a-1.0.dist-info/METADATA";

std::string read(std::string_view text, const std::string& path = k_path) {
  const auto found = parse_python_metadata(text, path);
  if (found) return found->name + " " + found->version;
  EXPECT_EQ(found.error().code, ErrorCode::unchecked);
  return found.error().subject + ": " + found.error().what;
}

std::string licenses(std::string_view fields) {
  const auto found = parse_python_metadata(metadata("a", "1", fields), k_path);
  if (!found) return found.error().render();
  std::string out;
  for (const auto& license : found->licenses) {
    out += license.kind == Kind::spdx_id           ? "id "
           : license.kind == Kind::spdx_expression ? "expression "
                                                   : "name ";
    out += license.text + ";";
  }
  return out;
}

TEST(PythonMetadata, is_known_by_its_path) {
  for (const auto* path : {"x/requests-2.dist-info/METADATA", "x/a.egg-info/PKG-INFO", "x/a-1-py3.egg-info",
                           "x/a.egg/EGG-INFO/PKG-INFO"}) {
    EXPECT_TRUE(is_python_metadata(path)) << path;
  }
  for (const auto* path : {"x/requests-2.dist-info/RECORD", "x/METADATA", "x/a.dist-info/licenses/METADATA",
                           "PKG-INFO", "x/a.egg", "x/dist-info/METADATA"}) {
    EXPECT_FALSE(is_python_metadata(path)) << path;
  }
}

TEST(PythonMetadata, reads_the_header_and_not_the_description) {
  const auto found = parse_python_metadata(
      "Metadata-Version: 2.1\r\nName: Typing_Extensions\r\nVersion: 4.12.2\r\nAuthor: UNKNOWN\r\n"
      "Author-email: Guido <g@python.org>\r\n\r\nName: evil\r\nVersion: 0\r\n",
      k_path);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Typing_Extensions");
  EXPECT_EQ(found->version, "4.12.2");
  EXPECT_EQ(found->author, "Guido <g@python.org>");
}

TEST(PythonMetadata, the_first_of_two_names_counts) {
  EXPECT_EQ(read("Name: a\nName: b\nVersion: 1\nVersion: 2\n"), "a 1");
}

TEST(PythonMetadata, takes_what_is_missing_from_the_folder) {
  EXPECT_EQ(read("Name: a\n", "/x/a-1.0.dist-info/METADATA"), "a 1.0");
  EXPECT_EQ(read("", "/x/typing_extensions-4.12.2.dist-info/METADATA"), "typing_extensions 4.12.2");
  EXPECT_EQ(read("Version: UNKNOWN\n", "/x/python-apt-2.6.0-py3.11.egg-info"), "python-apt 2.6.0");
  EXPECT_EQ(read("not a header at all\n", "/x/PyYAML-6.0-py3.11.egg-info/PKG-INFO"), "PyYAML 6.0");
  EXPECT_EQ(read("", "/x/a_b-1.0-py3.9.egg/EGG-INFO/PKG-INFO"), "a_b 1.0");
}

TEST(PythonMetadata, says_what_is_missing_everywhere) {
  EXPECT_EQ(read("Name: a\n", "/x/a.egg-info/PKG-INFO"),
            "/x/a.egg-info/PKG-INFO: has no Version, and its folder's name has none either");
  EXPECT_EQ(read("Version: 1\n", "/x/.egg-info/PKG-INFO"),
            "/x/.egg-info/PKG-INFO: has no Name, and its folder's name has none either");
}

TEST(PythonMetadata, refuses_names_that_are_no_text) {
  EXPECT_EQ(read("Name: a\x1b[2J\nVersion: 1\n"),
            std::string(k_path) + ": has 'a\x1b[2J' as Name; expected text of one line");
  EXPECT_EQ(read("Name: a\nVersion: 1\n 2\n"),
            std::string(k_path) + ": has '1\n 2' as Version; expected text of one line");
  EXPECT_EQ(read("Name: \xff\nVersion: 1\n"),
            std::string(k_path) + ": has '\xff' as Name; expected text of one line");
  EXPECT_EQ(read(std::string_view("Name: a\0b\n", 10)), std::string(k_path) + ":1: holds a NUL byte");
}

TEST(PythonMetadata, prefers_the_expression_then_classifiers_then_text) {
  EXPECT_EQ(
      licenses("License-Expression: MIT OR Apache-2.0\nClassifier: License :: OSI Approved :: BSD License\n"),
      "expression MIT OR Apache-2.0;");
  EXPECT_EQ(licenses("License-Expression: psf-2.0\n"), "id PSF-2.0;");
  EXPECT_EQ(
      licenses("License: whatever\nClassifier: License :: OSI Approved :: MIT License\n"
               "Classifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: BSD License\n"
               "Classifier: License :: OSI Approved :: MIT License\n"),
      "id MIT;name BSD License;");
  EXPECT_EQ(licenses("License: BSD-3-Clause\n"), "id BSD-3-Clause;");
  EXPECT_EQ(licenses("License: Copyright (c) 2001\n        All rights\n"), "name Copyright (c) 2001;");
  EXPECT_EQ(licenses("License: UNKNOWN\n"), "");
}

}  // namespace
}  // namespace pushgate::sbom
