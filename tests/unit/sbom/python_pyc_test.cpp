// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_pyc.hpp"

#include <gtest/gtest.h>

#include "base/memory_file.hpp"

namespace pushgate::sbom {
namespace {

using Kind = PycHeader::Kind;

const std::string k_magic("\xa7\x0d\r\n", 4);
const std::string k_time("\xff\xfe\xfd\xfc", 4);
const std::string k_size("\x01\x02\0\0", 4);

std::string little(char flags) {
  return {flags, '\0', '\0', '\0'};
}

std::string kept(const std::string& bytes) {
  const auto text = probe_pyc(MemoryFile(bytes));
  return text ? *text : text.error().what;
}

TEST(PythonPyc, made_from_a_source_of_some_time_and_size) {
  const std::string text = kept(k_magic + little(0) + k_time + k_size + "code");
  EXPECT_EQ(text, R"({"kind":"pyc","flags":0,"mtime":4244504319,"size":513})");
  const auto header = pyc_header(text);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->kind, Kind::timestamp);
  EXPECT_EQ(header->source_mtime, 4244504319u);
  EXPECT_EQ(header->source_size, 513u);
  EXPECT_EQ(pyc_header(kept(k_magic + little(2) + k_time + k_size))->kind, Kind::timestamp);
}

TEST(PythonPyc, with_a_hash) {
  EXPECT_EQ(kept(k_magic + little(1) + k_time + k_size), R"({"kind":"pyc","flags":1})");
  EXPECT_EQ(pyc_header(kept(k_magic + little(1) + k_time + k_size))->kind, Kind::unchecked_hash);
  EXPECT_EQ(pyc_header(kept(k_magic + little(3) + k_time + k_size))->kind, Kind::checked_hash);
}

TEST(PythonPyc, that_no_python_loads) {
  for (const std::string& bytes :
       {std::string(), k_magic, (k_magic + little(1) + k_time + k_size).substr(0, 15),
        k_magic + little(4) + k_time + k_size, "\xa7\x0d\n\n" + little(1) + k_time + k_size}) {
    EXPECT_EQ(kept(bytes), R"({"kind":"pyc"})") << bytes.size();
    EXPECT_FALSE(pyc_header(kept(bytes)));
  }
}

TEST(PythonPyc, a_text_of_another_kind) {
  EXPECT_FALSE(pyc_header(R"({"kind":"script","flags":1})"));
  EXPECT_FALSE(pyc_header("x"));
}

}  // namespace
}  // namespace pushgate::sbom
