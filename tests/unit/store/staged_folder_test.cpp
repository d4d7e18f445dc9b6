// SPDX-License-Identifier: Apache-2.0
#include "store/staged_folder.hpp"

#include "unit/store/folder.hpp"

namespace pushgate::store {
namespace {

using Names = std::set<std::string>;

class Staged : public FolderTest {};

TEST_F(Staged, appears_whole) {
  auto folder = StagedFolder::create(path("out/evidence/"));
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->write("evidence.json", "{}"));
  EXPECT_FALSE(std::filesystem::exists(path("out/evidence")));
  std::ofstream(folder->path() / "trivy.json") << "by another program";
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(names(), (Names{"out", "out/evidence", "out/evidence/evidence.json", "out/evidence/trivy.json"}));
  EXPECT_EQ(get("out/evidence/trivy.json"), "by another program");
}

TEST_F(Staged, holds_folders_that_were_made_in_it) {
  auto folder = StagedFolder::create(path("e"));
  ASSERT_TRUE(folder->make_folder("linux-amd64"));
  ASSERT_TRUE(folder->write("linux-amd64/a", "x"));
  ASSERT_TRUE(folder->write("evidence.json", "{}"));
  for (const auto* name : {"", "..", "a/b", "/etc"})
    EXPECT_EQ(folder->make_folder(name).error().what, "is not a plain file name") << name;
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(names(), (Names{"e", "e/evidence.json", "e/linux-amd64", "e/linux-amd64/a"}));
}

TEST_F(Staged, takes_the_place_of_the_old_one) {
  put("e/evidence.json", "old");
  put("e/stale.json", "old");
  put("e/sub/x", "old");
  auto folder = StagedFolder::create(path("e"));
  ASSERT_TRUE(folder->write("evidence.json", "new"));
  EXPECT_EQ(get("e/evidence.json"), "old");
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(names(), (Names{"e", "e/evidence.json"}));
  EXPECT_EQ(get("e/evidence.json"), "new");
}

TEST_F(Staged, without_commit_nothing_has_happened) {
  put("e/evidence.json", "old");
  {
    auto folder = StagedFolder::create(path("e"));
    ASSERT_TRUE(folder->write("evidence.json", "new"));
    const StagedFolder moved(std::move(*folder));
    EXPECT_EQ(names().size(), 4u);
  }
  EXPECT_EQ(names(), (Names{"e", "e/evidence.json"}));
  EXPECT_EQ(get("e/evidence.json"), "old");
}

TEST_F(Staged, an_empty_folder_may_be_replaced_and_a_link_stays) {
  std::filesystem::create_directory(path("real"));
  std::filesystem::create_directory_symlink("real", path("link"));
  auto folder = StagedFolder::create(path("link"));
  ASSERT_TRUE(folder->write("evidence.json", "{}"));
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(names(), (Names{"link", "real", "real/evidence.json"}));
}

TEST_F(Staged, what_is_not_ours_is_not_replaced) {
  put("home/letter.txt", "dear");
  put("file", "x");
  std::filesystem::create_symlink("gone", path("lost"));
  EXPECT_EQ(error_of(StagedFolder::create(path("home"))),
            "pushgate: error: home: is not empty and holds no evidence.json, so it is not replaced\n"
            "  hint: name another folder, or empty this one\n");
  EXPECT_EQ(error_of(StagedFolder::create(path("file"))),
            "pushgate: error: file: is a file; expected a folder\n");
  EXPECT_EQ(error_of(StagedFolder::create(path("lost"))),
            "pushgate: error: lost: is a symbolic link that leads nowhere: No such file or directory\n");
  EXPECT_EQ(error_of(StagedFolder::create("..")),
            "pushgate: error: ..: is no folder that can be replaced\n  hint: name a folder inside it\n");
  EXPECT_EQ(error_of(StagedFolder::create("/")),
            "pushgate: error: /: is no folder that can be replaced\n  hint: name a folder inside it\n");
  EXPECT_EQ(error_of(StagedFolder::create("/proc")),
            "pushgate: error: /proc: is a mount point, which cannot be replaced in one step\n"
            "  hint: name a folder inside it\n");
  EXPECT_EQ(error_of(StagedFolder::create(path("file/x"))),
            "pushgate: error: file/x: cannot be replaced: Not a directory\n");
  EXPECT_EQ(names(), (Names{"file", "home", "home/letter.txt", "lost"}));
}

TEST_F(Staged, what_was_filled_in_the_meantime_is_not_replaced) {
  auto folder = StagedFolder::create(path("e"));
  ASSERT_TRUE(folder->write("evidence.json", "{}"));
  put("e/letter.txt", "dear");
  EXPECT_EQ(error_of(folder->commit()),
            "pushgate: error: e: is not empty and holds no evidence.json, so it is not replaced\n"
            "  hint: name another folder, or empty this one\n");
  EXPECT_EQ(get("e/letter.txt"), "dear");
}

TEST_F(Staged, file_names_are_plain_and_stand_once) {
  auto folder = StagedFolder::create(path("e"));
  for (const auto* name : {"", ".", "..", "a/b", "/etc/x", "../x"}) {
    const auto written = folder->write(name, "x");
    ASSERT_FALSE(written) << name;
    EXPECT_EQ(written.error().code, ErrorCode::bug);
    EXPECT_EQ(written.error().what, "is not a plain file name");
  }
  ASSERT_TRUE(folder->write("a", "x"));
  EXPECT_EQ(error_of(folder->write("a", "y")), "pushgate: error: e/a: cannot be written: File exists\n");
}

TEST_F(Staged, a_full_disk_leaves_the_old_folder_alone) {
  put("e/evidence.json", "old");
  const std::string told = on_a_full_disk([&] {
    auto folder = StagedFolder::create(path("e"));
    return error_of(folder->write("sbom.cdx.json", std::string(10'000, 'x')));
  });
  EXPECT_EQ(told, "pushgate: error: e/sbom.cdx.json: cannot be written: File too large\n");
  EXPECT_EQ(names(), (Names{"e", "e/evidence.json"}));
}

TEST(Scratch, is_private_and_goes_with_its_content) {
  std::filesystem::path path;
  {
    const auto folder = ScratchFolder::create();
    ASSERT_TRUE(folder);
    path = folder->path();
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    std::ofstream(path / "x") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Scratch, says_where_it_cannot_be_made) {
  const char* before = ::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  ::setenv("TMPDIR", "/proc/none", 1);
  const auto folder = ScratchFolder::create();
  before ? ::setenv("TMPDIR", kept.c_str(), 1) : ::unsetenv("TMPDIR");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().render(),
            "pushgate: error: /proc/none: no folder can be made here for temporary files: No such file or "
            "directory\n  hint: set TMPDIR to a folder that can be written\n");
}

}  // namespace
}  // namespace pushgate::store
