// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "adapter/archive/tar_reader.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::archive {
namespace {

class Text final : public ByteSource {
 public:
  explicit Text(std::string text) : m_text(std::move(text)) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t count = std::min({buffer.size(), m_text.size() - m_at, std::size_t{700}});
    std::copy_n(m_text.data() + m_at, count, buffer.data());
    m_at += count;
    return count;
  }

 private:
  std::string m_text;
  std::size_t m_at = 0;
};

std::vector<std::string> names(TarInput& input) {
  TarReader reader(input, "t");
  std::vector<std::string> out;
  while (true) {
    const auto entry = reader.next();
    if (!entry) out.push_back(entry.error().subject + ": " + entry.error().what);
    if (!entry || !*entry) return out;
    out.push_back((*entry)->name);
  }
}

std::string sample() {
  return test::TarBuilder().file("a", std::string(200'000, 'a')).file("b", "b").bytes();
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary(const std::string& content) {
  File file(std::tmpfile(), &std::fclose);
  EXPECT_EQ(std::fwrite(content.data(), 1, content.size(), file.get()), content.size());
  EXPECT_EQ(std::fflush(file.get()), 0);
  return file;
}

TEST(TarInput, from_a_source) {
  Text source(sample());
  SourceTarInput input(source);
  EXPECT_EQ(names(input), (std::vector<std::string>{"a", "b"}));
}

TEST(TarInput, from_a_file) {
  const File file = temporary(sample());
  FileTarInput input(fileno(file.get()), sample().size(), "x.tar");
  EXPECT_EQ(names(input), (std::vector<std::string>{"a", "b"}));
}

TEST(TarInput, a_file_cut_inside_content_that_is_passed_over) {
  const std::string cut = sample().substr(0, 100'000);
  const File file = temporary(cut);
  FileTarInput input(fileno(file.get()), cut.size(), "x.tar");
  EXPECT_EQ(names(input),
            (std::vector<std::string>{
                "a", "t: tar entry at byte 0: the tar ends 100704 bytes before its content does"}));
}

TEST(TarInput, a_file_that_cannot_be_read) {
  FileTarInput input(-1, 1000, "x.tar");
  EXPECT_EQ(names(input), (std::vector<std::string>{"x.tar: cannot be read: Bad file descriptor"}));
}

}  // namespace
}  // namespace pushgate::archive
