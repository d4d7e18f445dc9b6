// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapter/crypto/sha256.hpp"
#include "evidence/archive_reader.hpp"
#include "evidence/archive_writer.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::evidence {
namespace {

ArchiveManifest manifest_of(const std::vector<std::string>& folders, const std::vector<std::string>& paths) {
  ArchiveManifest manifest{"pushgate 0", folders, {}};
  for (const std::string& path : paths) manifest.files.push_back({path, 1, crypto::sha256("x")});
  return manifest;
}

std::string refusal(const std::vector<std::string>& folders, const std::vector<std::string>& paths) {
  const auto checked = check_archive_manifest(manifest_of(folders, paths), "m");
  return checked ? "none" : checked.error().what;
}

TEST(ArchiveManifest, is_read_as_it_was_written) {
  const auto manifest = manifest_of(
      {"a-b", "a", "b/c"},
      {"keys/1.pub", "keys/2.pub", "evidence/a-b/x", "evidence/a/x", "evidence/a/y/z", "evidence/b/c/x"});
  const std::string text = write_archive_manifest(manifest);
  const auto read = read_archive_manifest(text, "m");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(write_archive_manifest(*read), text);
  EXPECT_EQ(read->key_count(), 2u);
}

TEST(ArchiveManifest, what_it_may_not_say) {
  EXPECT_EQ(refusal({"a"}, {"evidence/a/x"}), "none");
  EXPECT_EQ(refusal({}, {}), "has 0 folders; expected 1 to 10000");
  EXPECT_EQ(refusal({"a", "b"}, {"evidence/a/x"}), "has no file of the folder 'b'");
  EXPECT_EQ(refusal({"a", "a/b"}, {"evidence/a/b/x", "evidence/a/x"}),
            "has the folder 'a/b' in 'a'; expected none in another");
  EXPECT_EQ(refusal({"b", "a"}, {}), "has the folder 'a' behind 'b'; expected each once, sorted");
  EXPECT_EQ(refusal({"a", "a-b"}, {}), "has the folder 'a-b' behind 'a'; expected each once, sorted")
      << "the files of a-b are before those of a";
  EXPECT_EQ(refusal({"a", "a"}, {}), "has the folder 'a' behind 'a'; expected each once, sorted");
  EXPECT_EQ(refusal({"a"}, {"evidence/a/x", "evidence/a/x"}),
            "has 'evidence/a/x' behind 'evidence/a/x'; expected each file once, the keys first, sorted");
  EXPECT_EQ(refusal({"a"}, {"evidence/a/x", "keys/1.pub"}),
            "has 'keys/1.pub' behind 'evidence/a/x'; expected each file once, the keys first, sorted");
  EXPECT_EQ(
      refusal({"a"}, {"evidence/a/X", "evidence/a/x"}),
      "has 'evidence/a/X' and 'evidence/a/x', which are one name where large and small letters are not told "
      "apart");
  EXPECT_EQ(
      refusal({"A/x", "a/y"}, {"evidence/A/x/1", "evidence/a/y/1"}),
      "has 'evidence/A' and 'evidence/a', which are one name where large and small letters are not told "
      "apart");
  for (const char* path : {"evidence/b/x", "evidence/a", "other", "manifest.json"})
    EXPECT_EQ(refusal({"a"}, {path}),
              "has the file '" + std::string(path) + "'; expected keys, and files of its folders");
  for (const char* path : {"", "/evidence/a/x", "evidence/a/../x", "evidence/a/./x", "evidence//x",
                           "evidence/a/x/", "evidence/a/x\n", "evidence/a/\\x", "evidence/a/\xff"})
    EXPECT_EQ(
        refusal({"a"}, {path}),
        "has the file '" + std::string(path) +
            "'; expected a relative path of at most 256 bytes without . and .., backslashes and control "
            "characters");
  EXPECT_EQ(
      refusal({".."}, {"evidence/../x"}),
      "has the folder '..'; expected a relative path without . and .., backslashes and control characters");
}

TEST(ArchiveManifest, sums_do_not_run_over) {
  auto manifest = manifest_of({"a"}, {"evidence/a/x", "evidence/a/y"});
  manifest.files[0].size = 1u << 30;
  EXPECT_EQ(check_archive_manifest(manifest, "m").error().what,
            "has over 1073741824 bytes in the folder 'a'");
  manifest.files[0].size = UINT64_MAX;
  EXPECT_EQ(check_archive_manifest(manifest, "m").error().what,
            "has over 1073741824 bytes in the folder 'a'");
  auto key = manifest_of({"a"}, {"keys/1.pub", "evidence/a/x"});
  key.files[0].size = 2u << 20;
  EXPECT_EQ(check_archive_manifest(key, "m").error().what,
            "says that 'keys/1.pub' has 2097152 bytes; expected a key");
}

class Archive : public testing::Test {
 protected:
  Archive() : m_scratch(*store::ScratchFolder::create()) {
    put("app/one", "1");
    put("app/sub/two", "22");
    put("web/one", "");
  }

  std::string path(const std::string& name) const { return (m_scratch.path() / name).string(); }
  void put(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  Result<WrittenArchive> write(const std::string& name) const {
    return write_archive(path(name), "pushgate 0", {{"keys/2.pub", "two"}, {"keys/1.pub", "one"}},
                         {{"x/web", path("web")}, {"x/app", path("app")}});
  }

 private:
  store::ScratchFolder m_scratch;
};

/// Every folder with its files, and what is wrong.
std::string told(const std::string& file) {
  auto archive = *ArchiveFile::open(file);
  auto reader = ArchiveReader::open(archive.input(), "archive");
  if (!reader) return reader.error().render();
  std::string text;
  for (const auto& key : reader->keys()) text += key.path + "=" + key.bytes + " ";
  while (true) {
    const auto folder = *reader->next();
    if (!folder) break;
    text += folder->name + (folder->is_cut_off ? "(cut off): " : ": ");
    for (const char* name : {"one", "sub/two"})
      if (const auto bytes = folder->files.read(folder->path + "/" + name, 10))
        text += std::string(name) + "=" + *bytes + " ";
    for (const auto& problem : folder->problems) text += "!" + problem.name + " " + problem.error.what + " ";
  }
  for (const auto& problem : reader->problems()) text += "!!" + problem.name + " " + problem.error.what + " ";
  return text;
}

TEST_F(Archive, is_read_as_it_was_written) {
  const auto written = write("a.tar");
  ASSERT_TRUE(written) << written.error().render();
  EXPECT_EQ(written->files, 5u);
  EXPECT_EQ(written->bytes, std::filesystem::file_size(path("a.tar")));
  EXPECT_EQ(told(path("a.tar")), "keys/1.pub=one keys/2.pub=two x/app: one=1 sub/two=22 x/web: one= ");
  ASSERT_TRUE(write("b.tar"));
  EXPECT_EQ(*store::read_file(path("a.tar"), 1 << 20), *store::read_file(path("b.tar"), 1 << 20));
}

TEST_F(Archive, wherever_it_is_cut_off_no_folder_is_lost) {
  ASSERT_TRUE(write("a.tar"));
  const std::string whole = *store::read_file(path("a.tar"), 1 << 20);
  const std::string all = told(path("a.tar"));
  for (std::size_t size = 0; size + 1024 < whole.size(); size += 256) {
    put("cut.tar", whole.substr(0, size));
    const std::string text = told(path("cut.tar"));
    EXPECT_NE(text, all) << size;
    if (text.starts_with("pushgate: error: ")) continue;
    EXPECT_NE(text.find("x/app"), text.npos) << size;
    EXPECT_NE(text.find("x/web"), text.npos) << size;
  }
}

TEST_F(Archive, any_changed_byte_of_a_file_is_told) {
  ASSERT_TRUE(write("a.tar"));
  const std::string whole = *store::read_file(path("a.tar"), 1 << 20);
  for (const auto& [content, told_of] : {std::pair("two", "!!keys/2.pub is not what manifest.json lists"),
                                         {"22", "!evidence/x/app/sub/two is not what manifest.json lists"}}) {
    std::string bent = whole;
    const auto at = bent.find(content + std::string(100, '\0'));
    ASSERT_NE(at, bent.npos);
    bent[at] ^= 1;
    put("bent.tar", bent);
    EXPECT_NE(told(path("bent.tar")).find(told_of), std::string::npos) << told(path("bent.tar"));
  }
}

TEST_F(Archive, what_cannot_be_written_leaves_nothing) {
  put("taken.tar", "mine");
  EXPECT_EQ(write("taken.tar").error().what, "exists already, and is never overwritten");
  std::filesystem::create_symlink("/etc/passwd", path("app/link"));
  EXPECT_EQ(write("a.tar").error().what, "is a symbolic link; expected a file");
  std::filesystem::remove(path("app/link"));
  put("app/ONE", "1");
  const auto clash = write("a.tar");
  EXPECT_EQ(clash.error().code, ErrorCode::misuse);
  EXPECT_EQ(clash.error().what,
            "has 'evidence/x/app/ONE' and 'evidence/x/app/one', which are one name where large and small "
            "letters are "
            "not told apart");
  EXPECT_FALSE(std::filesystem::exists(path("a.tar")));
  for (const auto& entry : std::filesystem::directory_iterator(path(".")))
    EXPECT_FALSE(entry.path().filename().string().ends_with(".tmp")) << entry.path();
}

}  // namespace
}  // namespace pushgate::evidence
