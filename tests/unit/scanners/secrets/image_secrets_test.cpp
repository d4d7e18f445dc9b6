// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/image_secrets.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "oci/layer_pass.hpp"
#include "support/tar_builder.hpp"
#include "unit/oci/memory_image.hpp"

namespace pushgate::scanners {
namespace {

using test::TarBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string k_token = "ghp_" + std::string("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
const std::string k_other = "glpat-" + std::string("aB3dE6gH9jK2mN5pQ8sT");
const std::string k_npm = "npm_" + std::string("aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6");
const std::string k_deleted = "deleted or replaced later";

/// Where secrets are, `DELETED` where the file is not in the image that runs.
std::vector<std::string> places(const std::vector<model::Finding>& findings) {
  std::vector<std::string> out;
  for (const auto& finding : findings) {
    const bool is_deleted = finding.message.find(k_deleted) != std::string::npos;
    out.push_back(finding.location.path + (is_deleted ? " DELETED" : ""));
  }
  std::ranges::sort(out);
  return out;
}

std::vector<model::Finding> search(oci::MemoryImage& memory) {
  LayerSecretSearch search;
  SilentProgress progress;
  // A selector that wants some files, and of others nothing: all are searched.
  const oci::Selection selection([](const oci::ListedFile& file) {
    if (file.path.ends_with(".hashed")) return oci::Want::hash;
    return file.path.ends_with(".kept") ? oci::Want::content : oci::Want::nothing;
  });
  const auto layers = oci::read_layers(memory, memory.image, selection, progress, &search);
  EXPECT_TRUE(layers) << layers.error().what;
  const auto view = oci::RootView::merge(*layers, layers->size());
  EXPECT_TRUE(view);
  return image_secrets(search, memory.image, *layers, *view);
}

TEST(ImageSecrets, whatever_else_is_wanted_of_a_file) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder()
                   .file("a", k_token)
                   .file("b.hashed", k_token)
                   .file("c.kept", k_token)
                   .file("d", "nothing")
                   .bytes());
  const auto findings = search(memory);
  EXPECT_THAT(places(findings), ElementsAre("/a", "/b.hashed", "/c.kept"));
  for (const auto& finding : findings) {
    EXPECT_EQ(finding.rule, "secrets/registry-token");
    EXPECT_EQ(finding.location.layer, memory.image.config.diff_ids[0].to_string());
    EXPECT_THAT(finding.message, Not(HasSubstr(k_token)));
  }
}

TEST(ImageSecrets, what_a_later_layer_deletes_or_replaces) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder()
                   .file("gone", k_token)
                   .file("folder/inside", k_token)
                   .file("opaque/inside", k_token)
                   .file("replaced", k_token)
                   .file("stays", k_token)
                   .bytes());
  memory.layer(
      TarBuilder().whiteout("gone").whiteout("folder").opaque("opaque").file("replaced", "clean").bytes());
  EXPECT_THAT(places(search(memory)), ElementsAre("/folder/inside DELETED", "/gone DELETED",
                                                  "/opaque/inside DELETED", "/replaced DELETED", "/stays"));
}

TEST(ImageSecrets, an_entry_that_the_same_tar_replaces_and_a_whiteout_with_content) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder().file("a", k_token).file("a", "clean").file("b/.wh.c", k_other).bytes());
  const auto findings = search(memory);
  EXPECT_THAT(places(findings), ElementsAre("/a", "/b/.wh.c DELETED"));
}

TEST(ImageSecrets, names_and_link_targets) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder().file("x/" + k_token + ".txt", "").symlink("link", "/srv/" + k_other).bytes());
  const auto findings = search(memory);
  EXPECT_THAT(places(findings), ElementsAre("/link", testing::MatchesRegex("/x/<ghp_….*>.txt")));
}

TEST(ImageSecrets, files_after_one_another_do_not_touch) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder().file("a", k_token.substr(0, 20)).file("b", k_token.substr(20)).bytes());
  EXPECT_THAT(search(memory), IsEmpty());
}

TEST(ImageSecrets, a_token_at_the_edges_of_a_chunk) {
  for (const std::size_t at : {262144 - 1024 - 20, 262144 - 512 - 39, 262144 - 512, 2 * 262144 - 512 - 1}) {
    oci::MemoryImage memory;
    std::string content(800'000, '\0');
    content.replace(at, k_token.size(), k_token);
    memory.layer(TarBuilder().file("big", content).bytes());
    EXPECT_THAT(places(search(memory)), ElementsAre("/big")) << at;
  }
}

TEST(ImageSecrets, more_than_are_told) {
  oci::MemoryImage memory;
  TarBuilder tar;
  for (int i = 0; i < 1003; ++i) tar.file("f" + std::to_string(i), k_token);
  memory.layer(tar.bytes());
  const auto findings = search(memory);
  ASSERT_EQ(findings.size(), 1001U);
  EXPECT_EQ(findings.back().message, "holds 3 more secrets than are listed");
}

TEST(ImageSecrets, the_configuration) {
  oci::MemoryImage memory;
  memory.layer(TarBuilder().bytes());
  memory.image.config.env = {"A=b", "TOKEN=" + k_token};
  memory.image.config.labels = {{"note", k_other}};
  memory.image.config.history = {{"COPY a", false}, {"RUN login https://ann:hunter2@host", true}};
  memory.image.config_document.bytes = "{\"comment\": \"" + k_npm + " " + k_token + "\"}";
  memory.image.manifest_document.bytes =
      "{\"annotations\": {\"a\": \"dckr_"
      "pat_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7\"}}";
  const auto findings = search(memory);
  EXPECT_THAT(places(findings), ElementsAre("config env TOKEN", "history line 2", "image configuration",
                                            "image manifest", "label note"));
}

}  // namespace
}  // namespace pushgate::scanners
