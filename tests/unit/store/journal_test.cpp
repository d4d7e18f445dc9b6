// SPDX-License-Identifier: Apache-2.0
#include "store/journal.hpp"

#include <gmock/gmock.h>

#include "unit/store/folder.hpp"

namespace pushgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JournalTest : public FolderTest {
 protected:
  void write(const std::vector<std::string>& records) const {
    auto journal = Journal::open(path("j"));
    ASSERT_TRUE(journal) << journal.error().render();
    for (const auto& record : records) ASSERT_TRUE(journal->append(record));
  }

  std::vector<std::string> reopened() const {
    auto journal = Journal::open(path("j"));
    if (!journal) return {journal.error().render()};
    EXPECT_EQ(journal->records(), read_journal(path("j")).value());
    return journal->records();
  }
};

TEST_F(JournalTest, keeps_what_was_appended) {
  EXPECT_THAT(read_journal(path("j")).value(), IsEmpty());
  write({});
  EXPECT_EQ(get("j"), "pushgate-journal 1\n");
  write({"{\"a\":1}", ""});
  write({"three"});
  EXPECT_THAT(reopened(), ElementsAre("{\"a\":1}", "", "three"));
}

TEST_F(JournalTest, what_was_cut_off_at_any_byte_loses_the_last_record_only) {
  write({"one", "two"});
  const std::string two = get("j");
  write({"three"});
  const std::string three = get("j");
  for (std::size_t size = two.size(); size < three.size(); ++size) {
    put("j", three.substr(0, size));
    EXPECT_THAT(read_journal(path("j")).value(), ElementsAre("one", "two"));
    write({"four"});
    EXPECT_THAT(reopened(), ElementsAre("one", "two", "four")) << size;
  }
  for (std::size_t size = 0; size < 19; ++size) {
    put("j", three.substr(0, size));
    write({"new"});
    EXPECT_THAT(reopened(), ElementsAre("new")) << size;
  }
}

TEST_F(JournalTest, damage_is_told_and_nothing_is_changed) {
  write({"one", "two", "three"});
  const std::string good = get("j");
  const auto told = [&](const std::string& bytes) {
    put("j", bytes);
    const std::string text = error_of(read_journal(path("j")));
    EXPECT_EQ(text, error_of(Journal::open(path("j"))));
    EXPECT_EQ(bytes, get("j"));
    return text;
  };
  const std::string end =
      "; nothing after it can be believed\n"
      "  hint: put back a copy of the file from before, or move it away and start "
      "without a history\n";
  std::string changed = good;
  changed[changed.find("two")] = 'T';
  EXPECT_EQ(told(changed), "pushgate: error: j:3: is damaged: its checksum does not fit" + end);
  const auto second = good.find('\n') + 1;
  const auto third = good.find('\n', second) + 1;
  EXPECT_EQ(told(good.substr(0, second) + good.substr(third)),  // a record taken out
            "pushgate: error: j:2: is damaged: its checksum does not fit" + end);
  std::string last = good;  // it was finished once, so it is not dropped
  last[last.size() - 2] = 'E';
  EXPECT_EQ(told(last), "pushgate: error: j:4: is damaged: its checksum does not fit" + end);
  EXPECT_EQ(told(good + "\n"), "pushgate: error: j:5: is damaged: it is no record" + end);
  EXPECT_EQ(told("something else\n"),
            "pushgate: error: j: is no journal; expected 'pushgate-journal 1' in its first line\n");
}

TEST_F(JournalTest, has_one_writer_at_a_time) {
  {
    auto first = Journal::open(path("j"));
    ASSERT_TRUE(first);
    const auto second = Journal::open(path("j"));
    EXPECT_EQ(error_of(second),
              "pushgate: error: j: is in use by another process that writes it\n"
              "  hint: wait until that one has ended\n");
    EXPECT_EQ(second.error().code, ErrorCode::refused);
    ASSERT_TRUE(first->append("one"));
    EXPECT_THAT(read_journal(path("j")).value(), ElementsAre("one"));
  }
  EXPECT_THAT(reopened(), ElementsAre("one"));
}

TEST_F(JournalTest, a_record_that_does_not_fit_on_the_disk_leaves_the_file_as_it_was) {
  write({"one"});
  const std::string before = get("j");
  EXPECT_EQ(on_a_full_disk([this] {
              auto journal = Journal::open(path("j"));
              return error_of(journal->append(std::string(5000, 'x')));
            }),
            "pushgate: error: j: cannot be written: File too large\n");
  EXPECT_EQ(before, get("j"));
}

TEST_F(JournalTest, is_a_file_of_its_own) {
  put("target", "");
  std::filesystem::create_symlink("target", path("j"));
  EXPECT_EQ(error_of(Journal::open(path("j"))),
            "pushgate: error: j: cannot be opened: Too many levels of symbolic links\n");
  EXPECT_EQ(error_of(read_journal(path("j"))), "pushgate: error: j: is a symbolic link; expected a file\n");
  EXPECT_EQ(error_of(Journal::open(path("none/j"))),
            "pushgate: error: none/j: cannot be opened: No such file or directory\n");
  auto journal = Journal::open(path("k"));
  EXPECT_EQ(journal->append("a\nb").error().code, ErrorCode::bug);
}

}  // namespace
}  // namespace pushgate::store
