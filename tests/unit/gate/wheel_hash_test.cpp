// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_hash.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "adapter/crypto/sha256.hpp"
#include "base/side_by_side.hpp"
#include "gate/wheel_files.hpp"

namespace pushgate::gate {
namespace {

class WheelHash : public testing::Test {
 protected:
  WheelHash() {
    std::string pattern = testing::TempDir() + "wheel-hash-XXXXXX";
    m_folder = ::mkdtemp(pattern.data());
  }
  ~WheelHash() override { std::filesystem::remove_all(m_folder); }

  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(m_folder / name, std::ios::binary) << bytes;
    return (m_folder / name).string();
  }
  std::string error_of(const std::vector<std::string>& paths) const {
    const auto result = hash_wheels({paths, crypto::Sha2Kind::sha256});
    if (result) return "none";
    std::string text = std::to_string(static_cast<int>(result.error().code)) + " " + result.error().render();
    for (auto at = text.find(m_folder.string()); at != std::string::npos; at = text.find(m_folder.string()))
      text.replace(at, m_folder.string().size(), "DIR");
    return text;
  }
  std::string folder() const { return m_folder.string(); }

 private:
  std::filesystem::path m_folder;
};

std::string hash_line(const std::string& bytes, bool last) {
  return "    --hash=" + crypto::sha256(bytes).to_string() + (last ? "\n" : " \\\n");
}

TEST_F(WheelHash, OneLineForAVersionWhateverItsSpelling) {
  write("Zope_Interface-1.10-py3-none-any.whl", "z10");
  write("zope.interface-1.9-py3-none-any.whl", "z9");
  write("a-1.0-py3-none-any.whl", "wheel");
  write("a-1.0.0.tar.gz", "sdist");
  write("a-1.0-py2-none-any.whl", "wheel");  // the same bytes
  write("notes.txt", "");
  std::filesystem::create_directory(folder() + "/below.whl");
  const auto wheels = hash_wheels({{folder()}, crypto::Sha2Kind::sha256});
  ASSERT_TRUE(wheels) << wheels.error().render();
  const bool sdist_first = crypto::sha256("sdist") < crypto::sha256("wheel");
  EXPECT_EQ(requirement_lines(*wheels, crypto::Sha2Kind::sha256),
            "a==1.0 \\\n" + hash_line(sdist_first ? "sdist" : "wheel", false) +
                hash_line(sdist_first ? "wheel" : "sdist", true) + "zope-interface==1.9 \\\n" +
                hash_line("z9", true) + "zope-interface==1.10 \\\n" + hash_line("z10", true));
}

TEST_F(WheelHash, OfManyPiecesAndOfNone) {
  const std::string large(1'000'003, 'x');
  const auto wheels =
      hash_wheels({{write("b-1.tar.gz", large), write("c-1.zip", "")}, crypto::Sha2Kind::sha256});
  ASSERT_TRUE(wheels) << wheels.error().render();
  const std::vector<HashedWheel> expected = {
      {folder() + "/b-1.tar.gz", "b", "1", large.size(), crypto::sha256(large).hex()},
      {folder() + "/c-1.zip", "c", "1", 0, crypto::sha256("").hex()}};
  EXPECT_EQ(*wheels, expected);
}

TEST_F(WheelHash, AFileThatIsNamedTwiceIsThereOnce) {
  const auto file = write("a-1-py3-none-any.whl", "a");
  const auto files = wheel_files({file, folder() + "/./a-1-py3-none-any.whl", folder()});
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, std::vector{file});
}

TEST_F(WheelHash, WrongUse) {
  EXPECT_EQ(error_of({folder() + "/a-1.whl"}), "1 pushgate: error: DIR/a-1.whl: does not exist\n");
  EXPECT_EQ(error_of({write("notes.txt", "")}),
            "1 pushgate: error: DIR/notes.txt: is no wheel and no sdist by its name; expected *.whl, "
            "*.tar.gz or *.zip\n");
  EXPECT_EQ(error_of({folder()}),
            "1 pushgate: error: DIR: holds no wheel and no sdist\n  hint: name the folder in which the files "
            "*.whl, "
            "*.tar.gz or *.zip lie; folders below it are not searched\n");
  const std::string expected =
      "has a name that is of no distribution; expected "
      "NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, NAME-VERSION.tar.gz or NAME-VERSION.zip\n";
  EXPECT_EQ(error_of({write("a.whl", ""), write("b.zip", "")}),
            "1 pushgate: error: DIR/a.whl: " + expected + "pushgate: error: DIR/b.zip: " + expected);
}

TEST_F(WheelHash, WhatCannotBeRead) {
  std::filesystem::create_directory(folder() + "/in");
  std::filesystem::create_symlink("nowhere", folder() + "/in/a-1.zip");
  std::filesystem::create_symlink("/dev/null", folder() + "/in/b-1.zip");
  EXPECT_EQ(error_of({folder() + "/in"}),
            "2 pushgate: error: DIR/in/a-1.zip: cannot be read: No such file or directory\n"
            "pushgate: error: DIR/in/b-1.zip: is no regular file\n");
}

TEST(SideBySide, EachOnceAndTheFirstExceptionIsThrownAgain) {
  std::vector<std::atomic<int>> called(1000);
  side_by_side(called.size(), [&](std::size_t i) { ++called[i]; });
  for (const auto& count : called) EXPECT_EQ(count, 1);
  EXPECT_THROW(side_by_side(3, [](std::size_t) { throw std::runtime_error("x"); }), std::runtime_error);
  side_by_side(0, [](std::size_t) { FAIL(); });
}

}  // namespace
}  // namespace pushgate::gate
