// SPDX-License-Identifier: Apache-2.0
#include "evidence/folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapter/crypto/sha256.hpp"
#include "store/staged_folder.hpp"
#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

namespace fs = std::filesystem;

class EvidenceFolder : public testing::Test {
 protected:
  EvidenceFolder() : m_scratch(*store::ScratchFolder::create()) {
    put("sbom.cdx.json", "{}");
    put("subject.json", "[]");
    put("evidence.json", write_manifest({{"subject.json", "[]"}, {"sbom.cdx.json", "{}"}}));
  }

  fs::path path(const std::string& name) const { return m_scratch.path() / name; }
  void put(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  Result<FolderContents> inspect() const {
    return inspect_folder(files_on_disk(), m_scratch.path().string());
  }
  Result<std::map<std::string, std::string>> read() const { return read_folder(m_scratch.path().string()); }

  /// The error of reading, with the scratch folder called `E`.
  std::string error() const {
    std::string text = error_of(read());
    const std::string own = m_scratch.path().string();
    for (auto at = text.find(own); at != std::string::npos; at = text.find(own))
      text.replace(at, own.size(), "E");
    return text;
  }

 private:
  store::ScratchFolder m_scratch;
};

TEST_F(EvidenceFolder, the_listing_is_sorted_and_has_sizes_and_digests) {
  EXPECT_EQ(write_manifest({{"b", ""}, {"a", "abc"}}), R"({
  "schema": "pushgate.evidence/v1",
  "files": [
    {
      "name": "a",
      "size": 3,
      "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    },
    {
      "name": "b",
      "size": 0,
      "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
  ]
}
)");
}

TEST_F(EvidenceFolder, is_read_back_whole) {
  const auto files = read();
  ASSERT_TRUE(files) << files.error().render();
  EXPECT_EQ(files->size(), 3u);
  EXPECT_EQ(files->at("sbom.cdx.json"), "{}");
  put("receipt.dsse.json", "signed");
  EXPECT_EQ(read()->at("receipt.dsse.json"), "signed");
  EXPECT_EQ(read()->size(), 4u);
}

TEST_F(EvidenceFolder, a_file_that_differs_is_named) {
  put("sbom.cdx.json", "{]");
  EXPECT_EQ(error(), "pushgate: error: E/sbom.cdx.json: is not what evidence.json lists; expected " +
                         crypto::sha256("{}").to_string() + ", got " + crypto::sha256("{]").to_string() +
                         "\n");
  put("sbom.cdx.json", "{ }");
  EXPECT_EQ(error(),
            "pushgate: error: E/sbom.cdx.json: is not what evidence.json lists; expected 2 bytes, got 3\n");
}

TEST_F(EvidenceFolder, a_file_too_few_or_too_many_is_named) {
  put("notes.txt", "mine");
  EXPECT_EQ(error(),
            "pushgate: error: E/notes.txt: is not listed in evidence.json; expected no other file\n");
  fs::remove(path("notes.txt"));
  fs::remove(path("subject.json"));
  EXPECT_EQ(error(),
            "pushgate: error: E/subject.json: is missing; expected it, because evidence.json lists it\n");
  fs::remove(path("evidence.json"));
  EXPECT_EQ(error(), "pushgate: error: E: is not an evidence folder; expected evidence.json in it\n");
}

TEST_F(EvidenceFolder, only_plain_files_may_be_there) {
  fs::create_directory(path("sub"));
  EXPECT_EQ(error(), "pushgate: error: E/sub: is a folder; expected a file\n");
  fs::remove(path("sub"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(error(), "pushgate: error: E/pipe: is a device or a pipe; expected a file\n");
  fs::remove(path("pipe"));
  fs::remove(path("subject.json"));
  fs::create_symlink("sbom.cdx.json", path("subject.json"));
  EXPECT_EQ(error(), "pushgate: error: E/subject.json: is a symbolic link; expected a file\n");
}

TEST_F(EvidenceFolder, everything_that_is_wrong_is_found) {
  using Kind = FolderProblem::Kind;
  put("a.json", "1");
  put("b.json", "2");
  put("evidence.json", write_manifest({{"a.json", "1"},
                                       {"b.json", "3"},
                                       {"c.json", ""},
                                       {"sbom.cdx.json", "{ }"},
                                       {"subject.json", "[]"}}));
  put("notes.txt", "mine");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  fs::create_symlink("a.json", path("link"));
  put("receipt.dsse.json", "signed");
  const auto contents = inspect();
  ASSERT_TRUE(contents) << contents.error().render();
  std::vector<std::pair<Kind, std::string>> problems;
  for (const auto& problem : contents->problems) problems.emplace_back(problem.kind, problem.name);
  EXPECT_EQ(problems, (std::vector<std::pair<Kind, std::string>>{{Kind::irregular, "link"},
                                                                 {Kind::irregular, "pipe"},
                                                                 {Kind::missing, "c.json"},
                                                                 {Kind::changed, "b.json"},
                                                                 {Kind::unlisted, "notes.txt"},
                                                                 {Kind::changed, "sbom.cdx.json"}}));
  EXPECT_EQ(contents->listed, 5u);
  EXPECT_EQ(contents->files.at("b.json"), "2");
  EXPECT_EQ(contents->files.at("receipt.dsse.json"), "signed");
  EXPECT_FALSE(contents->files.contains("notes.txt"));
}

TEST_F(EvidenceFolder, of_a_listing_that_cannot_be_read_the_files_are_there_all_the_same) {
  put("evidence.json", "{");
  const auto contents = inspect();
  ASSERT_TRUE(contents) << contents.error().render();
  ASSERT_EQ(contents->problems.size(), 1u);
  EXPECT_EQ(contents->problems[0].kind, FolderProblem::Kind::unreadable);
  EXPECT_EQ(contents->problems[0].name, "evidence.json");
  EXPECT_EQ(contents->files.at("evidence.json"), "{");
  EXPECT_EQ(contents->files.at("subject.json"), "[]");
}

TEST_F(EvidenceFolder, too_many_files_are_not_read) {
  for (int i = 0; i < 70; ++i) put("f" + std::to_string(i), "");
  EXPECT_EQ(error(), "pushgate: error: E: holds more than 64 files\n");
}

TEST_F(EvidenceFolder, no_folder_is_an_error) {
  EXPECT_EQ(error_of(read_folder("/nowhere/evidence")),
            "pushgate: error: /nowhere/evidence: cannot be read: No such file or directory\n");
}

TEST_F(EvidenceFolder, the_listing_itself_is_checked) {
  const std::string listing = write_manifest({{"subject.json", "[]"}, {"sbom.cdx.json", "{}"}});
  const auto told = [&](const std::string& from, const std::string& to) {
    put("evidence.json", with(listing, from, to));
    return error();
  };
  for (const auto* name : {"../x", "", "..", "/etc/passwd", "evidence.json", "receipt.dsse.json"}) {
    EXPECT_EQ(told("\"sbom.cdx.json\"", "\"" + std::string(name) + "\""),
              "pushgate: error: E/evidence.json: files[0]: member \"name\" is '" + std::string(name) +
                  "'; expected the plain name of a file that can be listed\n");
  }
  EXPECT_EQ(told("\"sbom.cdx.json\"", "\"subject.json\""),
            "pushgate: error: E/evidence.json: files[1]: member \"name\" is 'subject.json'; expected each "
            "file once\n");
  EXPECT_EQ(told("\"sha256\": \"44", "\"sha256\": \"4"),
            "pushgate: error: E/evidence.json: files[0]: member \"sha256\" is "
            "'4136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'; expected 64 hex digits\n");
  EXPECT_EQ(told("evidence/v1", "evidence/v9"),
            "pushgate: error: E/evidence.json: member \"schema\" is 'pushgate.evidence/v9'; expected "
            "pushgate.evidence/v1\n");
  put("evidence.json", "{");
  EXPECT_EQ(error().substr(0, 52), "pushgate: error: E/evidence.json:1:2: is not JSON: s");
}

}  // namespace
}  // namespace pushgate::evidence
