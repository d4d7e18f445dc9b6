// SPDX-License-Identifier: Apache-2.0
#include "oci/archive_tree.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/compressed.hpp"
#include "support/tar_builder.hpp"
#include "unit/oci/layout_builder.hpp"
#include "unit/oci/opened.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;

/// The content of a member of an archive, or the error, or `nothing`.
class Archive {
 public:
  explicit Archive(const TarBuilder& tar) : m_path(m_scratch.write("a b.tar", tar.bytes())) {}

  const std::string& path() const { return m_path; }
  std::string operator[](std::string_view name) const {
    const auto tree = open_archive_tree(m_path);
    if (!tree) return error_text(tree);
    const auto part = (*tree)->find(name);
    if (!part) return error_text(part);
    return *part ? read_all(*open_part(**part)) : "nothing";
  }

 private:
  ScratchDirectory m_scratch;
  std::string m_path;
};

TEST(ArchiveTree, finds_members_whatever_their_order_and_spelling) {
  const Archive archive(TarBuilder().directory("./x").file("./x/b", "bee").file("a", "").directory("x"));
  EXPECT_EQ(archive["x/b"], "bee");
  EXPECT_EQ(archive["./x//b"], "bee");
  EXPECT_EQ(archive["a"], "");
  EXPECT_EQ(archive["b"], "nothing");
  EXPECT_EQ(archive["x"], archive.path() + ": member x: is no regular file; expected one");
  EXPECT_EQ(archive["../x/b"], "path '../x/b': leaves its root by '..'");
}

TEST(ArchiveTree, links_are_followed_among_the_members) {
  const Archive archive(TarBuilder()
                            .file("layers/one", "1")
                            .symlink("id/layer.tar", "../layers/./one")
                            .symlink("twice", "id/layer.tar")
                            .hardlink("hard", "layers/one")
                            .symlink("hard-twice", "hard"));
  EXPECT_EQ(archive["id/layer.tar"], "1");
  EXPECT_EQ(archive["twice"], "1");
  EXPECT_EQ(archive["hard"], "1");
  EXPECT_EQ(archive["hard-twice"], "1");
}

TEST(ArchiveTree, links_that_lead_out_or_nowhere_are_errors) {
  const Archive archive(TarBuilder()
                            .symlink("up", "../etc/passwd")
                            .symlink("x/up", "../../etc/passwd")
                            .symlink("absolute", "/etc/passwd")
                            .symlink("nowhere", "etc/passwd")
                            .symlink("loop", "pool")
                            .symlink("pool", "loop"));
  const std::string member = archive.path() + ": member ";
  EXPECT_EQ(archive["up"], member + "up: is a link to '../etc/passwd', which leads out of the archive");
  EXPECT_EQ(archive["x/up"],
            member + "x/up: is a link to '../../etc/passwd', which leads out of the archive");
  EXPECT_EQ(archive["absolute"],
            member + "absolute: is a link to '/etc/passwd', which leads out of the archive");
  EXPECT_EQ(archive["nowhere"], member + "nowhere: is a link to 'etc/passwd', which is not in the archive");
  EXPECT_EQ(archive["loop"], member + "loop: is a chain of more than 40 links; expected a file");
}

TEST(ArchiveTree, a_name_that_is_there_twice_is_an_error) {
  const Archive archive(TarBuilder().file("a", "1").file("./a", "2"));
  EXPECT_EQ(archive["a"], archive.path() + ": member a: is there twice; expected every name once");
  const Archive folder(TarBuilder().directory("a").file("a", "2"));
  EXPECT_EQ(folder["a"], folder.path() + ": member a: is there twice; expected every name once");
}

TEST(ArchiveTree, too_many_members_are_an_error) {
  const std::string folder = TarBuilder().directory("d").unfinished();
  std::string folders;
  for (int i = 0; i <= 100'000; ++i) folders += folder;
  const Archive archive(TarBuilder().raw(folders));
  EXPECT_EQ(archive["d"], archive.path() + ": has too many members; expected at most 100000");
}

TEST(ArchiveTree, an_archive_that_is_cut_short_is_an_error) {
  const ScratchDirectory scratch;
  const std::string tar = TarBuilder().file("a", std::string(5000, 'x')).bytes();
  for (const std::size_t size : {100, 512, 3000}) {
    EXPECT_FALSE(open_archive_tree(scratch.write("cut", tar.substr(0, size)))) << size;
  }
}

TEST(ArchiveTree, what_is_no_file_is_not_opened) {
  const ScratchDirectory scratch;
  const std::string nowhere = scratch.path("nowhere");
  EXPECT_EQ(error_text(open_archive_tree(nowhere)), nowhere + ": does not exist; expected an archive");
  EXPECT_EQ(error_text(open_archive_tree("/dev/null")), "/dev/null: is no regular file; expected an archive");
}

TEST(OciArchive, is_a_layout_in_a_tar_compressed_or_not) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"first layer", "second layer"});
  layout.named(manifest, "v1");
  for (const std::string& bytes :
       {layout.tar(), layout.tar("./"), test::gzip(layout.tar()), test::zstd(layout.tar())}) {
    const std::string file = scratch.write("image.tar", bytes);
    for (const char* tag : {"", ":v1"}) {
      const auto source = opened("oci-archive:" + file + tag);
      ASSERT_TRUE(source) << source.error().render();
      const auto image = resolve_image(**source, "x", "");
      ASSERT_TRUE(image) << image.error().render();
      EXPECT_EQ(image->manifest_document.digest, manifest.digest);
      EXPECT_EQ(layer_of(**source, *image, 0), "first layer");
      EXPECT_EQ(layer_of(**source, *image, 1), "second layer");
    }
  }
}

TEST(OciArchive, errors_name_the_archive_and_the_member) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"x"});
  const std::string name = LayoutBuilder::blob_name(manifest);
  layout.named(manifest, "v1").without(name);
  const std::string file = scratch.write("image.tar", layout.tar());
  EXPECT_EQ(error_text(opened("oci-archive:" + file + ":v2")),
            file + ": holds no image 'v2'; expected one of v1");
  EXPECT_EQ(
      error_text(opened("oci-archive:" + file)),
      "blob " + manifest.digest.to_string() + ": is missing; expected it as " + file + ": member " + name);
  const auto saved =
      opened("oci-archive:" + scratch.write("saved.tar", TarBuilder().file("manifest.json", "").bytes()));
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().what, "holds no oci-layout; expected an OCI image layout");
  EXPECT_EQ(saved.error().hint,
            "what docker save wrote is named docker-archive:" + scratch.path("saved.tar"));
  const auto folder = opened("oci-archive:" + scratch.make_directory("dir"));
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().hint, "a folder is named oci:" + scratch.path("dir"));
}

TEST(OciArchive, a_compressed_archive_that_breaks_off_is_an_error_that_names_it) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  layout.entry(descriptor_json(layout.image({std::string(100'000, 'x')})));
  const std::string zipped = test::gzip(layout.tar());
  const std::string file = scratch.write("cut.tar.gz", zipped.substr(0, zipped.size() - 9));
  const auto source = opened("oci-archive:" + file);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::unchecked);
  EXPECT_EQ(source.error().subject, file);
  EXPECT_FALSE(opened("oci-archive:" + scratch.write("x.tar.xz", std::string("\xFD"
                                                                             "7zXZ\0abc",
                                                                             9))));
}

TEST(OciArchive, a_compressed_archive_needs_room_for_its_tar) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("image.tar.gz", test::gzip(LayoutBuilder().tar()));
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", scratch.path("nowhere").c_str(), 1);
  const auto source = opened("oci-archive:" + file);
  before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
  EXPECT_EQ(error_text(source),
            scratch.path("nowhere") + ": cannot hold a temporary file: No such file or directory");
}

}  // namespace
}  // namespace pushgate::oci
