// SPDX-License-Identifier: Apache-2.0
#include "gate/document_cache.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "adapter/crypto/sha256.hpp"
#include "gate/build_id.hpp"

namespace pushgate::gate {
namespace {

class DocumentCacheTest : public testing::Test {
 protected:
  DocumentCacheTest() : m_folder(std::filesystem::path(testing::TempDir()) / "document-cache") {
    std::filesystem::remove_all(m_folder);
  }
  ~DocumentCacheTest() override { std::filesystem::remove_all(m_folder); }

  std::filesystem::path m_folder;
  Digest m_key = crypto::sha256("key");
};

TEST_F(DocumentCacheTest, gives_back_what_was_stored) {
  const DocumentCache cache(m_folder / "documents");
  EXPECT_FALSE(cache.load(m_key)) << "nothing was stored yet";
  cache.store(m_key, {.document = "{\n}\n", .packages = 4, .executables = 3, .unowned = 2, .unread = 1});
  const auto text = cache.load(m_key);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->document, "{\n}\n");
  EXPECT_EQ(text->packages * 1000 + text->executables * 100 + text->unowned * 10 + text->unread, 4321u);
  EXPECT_FALSE(cache.load(crypto::sha256("another key")));
}

TEST_F(DocumentCacheTest, believes_nothing_that_is_not_whole) {
  const DocumentCache cache(m_folder);
  cache.store(m_key, {.document = "{}"});
  const auto file = m_folder / m_key.hex();
  std::string bytes;
  {
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  ASSERT_TRUE(cache.load(m_key));
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    std::ofstream(file, std::ios::binary) << damaged;
    EXPECT_FALSE(cache.load(m_key)) << "byte " << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{65}, bytes.size() - 1}) {
    std::ofstream(file, std::ios::binary) << bytes.substr(0, size);
    EXPECT_FALSE(cache.load(m_key)) << "cut at " << size;
  }
}

TEST_F(DocumentCacheTest, a_folder_that_cannot_be_written_is_no_error) {
  std::ofstream(m_folder) << "a file where the folder should be";
  const DocumentCache cache(m_folder);
  cache.store(m_key, {.document = "{}"});
  EXPECT_FALSE(cache.load(m_key));
}

TEST(BuildId, tells_this_program_from_others) {
  const std::string id = build_id();
  EXPECT_GE(id.size(), 16u);
  EXPECT_TRUE(
      std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }));
  EXPECT_EQ(id, build_id());
}

}  // namespace
}  // namespace pushgate::gate
