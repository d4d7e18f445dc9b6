// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_record.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::sbom {
namespace {

const std::string k_record = "/usr/lib/python3.11/site-packages/a-1.dist-info/RECORD";
const std::string k_installed = "/usr/lib/python3/dist-packages/a.egg-info/installed-files.txt";

std::string read(std::string_view text, const std::string& path = k_record) {
  const auto files = path == k_record ? parse_python_record(text, path) : parse_installed_files(text, path);
  if (!files) return files.error().subject.substr(path.size()) + " " + files.error().what;
  std::string out;
  for (const auto& file : *files) {
    out += file.path + "|" + file.algorithm + "|" + (file.sha256 ? file.sha256->short_hex() : file.hash) +
           "|" + (file.size ? std::to_string(*file.size) : "") + "\n";
  }
  return out;
}

TEST(PythonRecord, keeps_path_hash_and_size) {
  EXPECT_EQ(read("a/b.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\r\n"
                 "a/c.so,md5=xyz,12\n"
                 "\n"
                 "\"a/q\"\"u,o.py\",,\r"
                 "a-1.dist-info/RECORD,,"),
            "/usr/lib/python3.11/site-packages/a/b.py|sha256|e3b0c44298fc|0\n"
            "/usr/lib/python3.11/site-packages/a/c.so|md5|xyz|12\n"
            "/usr/lib/python3.11/site-packages/a/q\"u,o.py|||\n"
            "/usr/lib/python3.11/site-packages/a-1.dist-info/RECORD|||\n");
  EXPECT_EQ(
      parse_python_record("a,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,", k_record)->at(0).sha256,
      crypto::sha256(""));
  EXPECT_EQ(parse_python_record("a,sha256=" + crypto::sha256("x").hex() + ",1", k_record)->at(0).sha256,
            crypto::sha256("x"));
  EXPECT_EQ(read("a,sha256=" + std::string(64, 'g') + ",1"),
            ":1 has a sha256 that is not 32 bytes in base64 for URLs or in hex digits");
  EXPECT_EQ(read("a.py\nb.py,\n"),
            "/usr/lib/python3.11/site-packages/a.py|||\n"
            "/usr/lib/python3.11/site-packages/b.py|||\n");
  EXPECT_EQ(read(""), "");
}

TEST(PythonRecord, resolves_by_name_and_stays_inside) {
  EXPECT_EQ(read("../../../bin/x,,\n/opt/y,,\n./a//b/../c,,\n../../../../../../../etc/z,,\n"),
            "/usr/bin/x|||\n/opt/y|||\n/usr/lib/python3.11/site-packages/a/c|||\n/etc/z|||\n");
}

TEST(PythonRecord, what_is_no_record_is_told_with_its_line) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a,,\nb,sha256,", ":2 has a hash of another form than algorithm=value"},
      {"a,=x,", ":1 has a hash of another form than algorithm=value"},
      {"a,sha256=AAAA,", ":1 has a sha256 that is not 32 bytes in base64 for URLs or in hex digits"},
      {"a,sha256=!,", ":1 has a sha256 that is not 32 bytes in base64 for URLs or in hex digits"},
      {"a,,x", ":1 has a size that is no number of bytes"},
      {"a,,1234567890123456789", ":1 has a size that is no number of bytes"},
      {"a,,,", ":1 has more than a path, a hash and a size"},
      {",,", ":1 has no path of 1 to 4096 bytes"},
      {std::string(4097, 'a'), ":1 has no path of 1 to 4096 bytes"},
      {std::string("a\0b,,", 5), ":1 has a path with a NUL byte"},
      {"\"a", ":1 has a quote that is not closed"},
      {"\"a\"b,,", ":1 has text behind a closing quote"},
      {"a\"b,,", ":1 has a quote inside a field without quotes"},
      {"../../../../..,,", ":1 names the root; expected a file"},
      {"\"" + std::string(4097, 'a') + "\",,", ":1 has a field of more than 4096 bytes"},
      {std::string(1'000'001, '\n'), ":1000001 is one line more than 1000000"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text.substr(0, 40);
}

TEST(PythonRecord, installed_files_are_relative_to_the_egg_info) {
  EXPECT_EQ(read("../six.py\r\nPKG-INFO\n\n../../../../bin/a b,c", k_installed),
            "/usr/lib/python3/dist-packages/six.py|||\n"
            "/usr/lib/python3/dist-packages/a.egg-info/PKG-INFO|||\n/usr/bin/a b,c|||\n");
  EXPECT_EQ(read("x\n../../../../../..\n", k_installed), ":2 names the root; expected a file");
}

}  // namespace
}  // namespace pushgate::sbom
