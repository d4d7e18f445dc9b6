// SPDX-License-Identifier: Apache-2.0
#include "tags/transaction.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

namespace pushgate::tags {
namespace {

namespace fs = std::filesystem;
using End = Outcome::End;

Digest digest(char c) {
  return *Digest::parse("sha256:" + std::string(64, c));
}

/// Tags in memory, with the failures that a test asks for.
class MemoryTags final : public TagStore {
 public:
  std::map<std::string, Digest> tags;  // by `repository:tag`
  std::set<Digest> gone;               // manifests
  bool removes = true;
  std::vector<std::string> done;                           // puts and removals
  std::function<Result<void>(const std::string&)> before;  // each call, as `put r/a:latest`

  Result<std::optional<Digest>> named(const std::string& repository, const std::string& tag) override {
    TRY(ask("get " + repository + ":" + tag));
    const auto found = tags.find(repository + ":" + tag);
    return found == tags.end() ? std::nullopt : std::optional(found->second);
  }
  Result<bool> put(const std::string& repository, const std::string& tag, const Digest& to) override {
    TRY(ask("put " + repository + ":" + tag));
    if (gone.contains(to)) return false;
    tags.insert_or_assign(repository + ":" + tag, to);
    done.push_back("put " + repository + ":" + tag);
    return true;
  }
  Result<std::string> remove(const std::string& repository, const std::string& tag) override {
    TRY(ask("remove " + repository + ":" + tag));
    if (!removes) return std::string("405 UNSUPPORTED");
    tags.erase(repository + ":" + tag);
    done.push_back("remove " + repository + ":" + tag);
    return std::string();
  }

 private:
  Result<void> ask(const std::string& call) { return before ? before(call) : Result<void>(); }
};

class Transaction : public testing::Test {
 protected:
  Transaction() {
    std::string name = (fs::temp_directory_path() / "pushgate-tags-XXXXXX").string();
    m_folder = mkdtemp(name.data());
    store.tags = {{"r/a:latest", digest('1')}, {"r/b:latest", digest('2')}};
    start = store.tags;
  }
  ~Transaction() override { fs::remove_all(m_folder); }

  History open() { return std::move(*History::open(m_folder / "push" / "journal")); }
  static Time now() { return Time(std::chrono::seconds(1'767'225'600)); }

  const std::vector<Move> moves = {{"r/a", "v1", std::nullopt, digest('a')},
                                   {"r/b", "v1", std::nullopt, digest('b')},
                                   {"r/a", "latest", digest('1'), digest('a')},
                                   {"r/b", "latest", digest('2'), digest('b')}};
  const std::map<std::string, Digest> after = {{"r/a:v1", digest('a')},
                                               {"r/b:v1", digest('b')},
                                               {"r/a:latest", digest('a')},
                                               {"r/b:latest", digest('b')}};
  MemoryTags store;
  std::map<std::string, Digest> start;

  Result<Outcome> move() {
    History history = open();
    return move_tags(history, store, "v1", moves, now);
  }
  bool is_open() { return open().state().open.has_value(); }
  void fail_at(const std::string& call) {
    store.before = [call](const std::string& now_called) -> Result<void> {
      if (now_called != call) return {};
      return fail(Error::unchecked("r", "is not there"));
    };
  }

  fs::path m_folder;
};

std::vector<Moved::End> ends(const Outcome& outcome) {
  std::vector<Moved::End> all;
  for (const auto& one : outcome.became) all.push_back(one.end);
  return all;
}

TEST_F(Transaction, moves_everything_in_order) {
  const auto outcome = move();
  ASSERT_TRUE(outcome) << outcome.error().render();
  EXPECT_EQ(outcome->end, End::moved);
  EXPECT_EQ(store.tags, after);
  EXPECT_EQ(store.done,
            (std::vector<std::string>{"put r/a:v1", "put r/b:v1", "put r/a:latest", "put r/b:latest"}));
  EXPECT_FALSE(is_open());
}

TEST_F(Transaction, a_failure_anywhere_puts_everything_back) {
  for (const std::string call : {"put r/a:v1", "put r/b:v1", "put r/a:latest", "put r/b:latest"}) {
    store.tags = start;
    int failed = 0;  // the way back goes through
    store.before = [&](const std::string& now_called) -> Result<void> {
      if (now_called != call || failed++ > 0) return {};
      return fail(Error::unchecked("r", "is not there"));
    };
    const auto outcome = move();
    ASSERT_TRUE(outcome) << outcome.error().render();
    EXPECT_EQ(outcome->end, End::put_back) << call;
    EXPECT_EQ(outcome->reason->render(), "pushgate: error: r: is not there\n");
    EXPECT_EQ(store.tags, start) << call;
    EXPECT_FALSE(is_open());
  }
}

TEST_F(Transaction, a_put_that_failed_and_was_done_all_the_same_is_put_back) {
  bool once = true;
  store.before = [&](const std::string& call) -> Result<void> {
    if (call != "put r/a:latest" || !std::exchange(once, false)) return {};
    store.tags.insert_or_assign("r/a:latest", digest('a'));
    return fail(Error::unchecked("r", "connection lost"));
  };
  const auto outcome = move();
  EXPECT_EQ(outcome->end, End::put_back);
  EXPECT_EQ(store.tags, start);
}

TEST_F(Transaction, what_somebody_else_moved_meanwhile_is_noticed_and_left) {
  store.before = [&](const std::string& call) -> Result<void> {
    if (call == "put r/b:v1") store.tags.insert_or_assign("r/a:latest", digest('e'));
    return {};
  };
  const auto outcome = move();
  EXPECT_EQ(outcome->end, End::remains);
  EXPECT_EQ(outcome->reason->code, ErrorCode::refused);
  EXPECT_EQ(outcome->reason->render(), "pushgate: error: r/a:latest: names " + digest('e').to_string() +
                                           " now; expected " + digest('1').to_string() +
                                           ": somebody else moved it meanwhile\n");
  start.insert_or_assign("r/a:latest", digest('e'));
  EXPECT_EQ(store.tags, start);
  EXPECT_EQ(outcome->became[2].reason,
            "names " + digest('e').to_string() + ", which somebody else put there");
}

TEST_F(Transaction, what_somebody_else_moved_after_us_is_noticed_at_the_end) {
  store.before = [&](const std::string& call) -> Result<void> {
    if (call == "put r/b:latest") store.tags.insert_or_assign("r/a:v1", digest('e'));
    return {};
  };
  const auto outcome = move();
  EXPECT_EQ(outcome->end, End::remains);
  start.emplace("r/a:v1", digest('e'));
  EXPECT_EQ(store.tags, start);
}

TEST_F(Transaction, a_tag_that_cannot_be_taken_away_is_named) {
  store.removes = false;
  fail_at("put r/a:latest");
  const auto outcome = move();
  EXPECT_EQ(outcome->end, End::remains);
  EXPECT_EQ(ends(*outcome),
            (std::vector{Moved::End::remains, Moved::End::remains, Moved::End::left, Moved::End::left}));
  EXPECT_EQ(outcome->became[0].reason, "is new and still names " + digest('a').to_string() +
                                           ": the registry takes no single tag away (405 UNSUPPORTED)");
  EXPECT_FALSE(is_open());
}

TEST_F(Transaction, an_earlier_image_that_is_gone_is_named) {
  store.gone = {digest('1')};
  fail_at("put r/b:latest");
  const auto outcome = move();
  EXPECT_EQ(outcome->end, End::remains);
  EXPECT_EQ(outcome->became[2].reason, "still names " + digest('a').to_string() + ": what it named before, " +
                                           digest('1').to_string() + ", is not in the registry any more");
}

TEST_F(Transaction, a_registry_that_is_dead_leaves_it_open_and_the_way_back_goes_on) {
  bool dead = false;
  store.before = [&](const std::string& call) -> Result<void> {
    dead = dead || call == "put r/a:latest";
    if (dead) return fail(Error::unchecked("r", "is dead"));
    return {};
  };
  auto outcome = move();
  EXPECT_EQ(outcome->end, End::unfinished);
  EXPECT_EQ(ends(*outcome),
            (std::vector{Moved::End::unknown, Moved::End::unknown, Moved::End::unknown, Moved::End::left}));
  ASSERT_TRUE(is_open());
  store.before = {};
  History history = open();
  EXPECT_TRUE(history.state().open->failing);
  outcome = put_back(history, store, Error::refused("", "interrupted"), now);
  EXPECT_EQ(outcome->end, End::put_back);
  EXPECT_EQ(outcome->reason->what, "r: is dead");
  EXPECT_EQ(store.tags, start);
}

/// The journal as it is after each of its records, with tags as they can be then: finished, or put back.
TEST_F(Transaction, a_run_that_ended_after_any_record_is_finished_or_undone) {
  ASSERT_TRUE(move());
  const fs::path file = m_folder / "push" / "journal";
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 7u);  // header, begin, four moves, end
  for (std::size_t kept = 2; kept < lines.size(); ++kept) {
    for (const std::size_t ahead : {0u, 1u}) {  // the move after the last that was written down was made, too
      for (const bool forward : {true, false}) {
        SCOPED_TRACE(testing::Message() << kept << " " << ahead << " " << forward);
        std::ofstream out(file);
        for (std::size_t i = 0; i < kept; ++i) out << lines[i] << "\n";
        out.close();
        store.tags = start;
        for (std::size_t i = 0; i < std::min(kept - 2 + ahead, moves.size()); ++i)
          store.tags.insert_or_assign(moves[i].name(), moves[i].after);
        History history = open();
        ASSERT_TRUE(history.state().open);
        const auto outcome =
            forward ? finish(history, store, now) : put_back(history, store, Error::refused("", "no"), now);
        ASSERT_TRUE(outcome) << outcome.error().render();
        EXPECT_EQ(outcome->end, forward ? End::moved : End::put_back);
        EXPECT_EQ(store.tags, forward ? after : start);
        EXPECT_FALSE(history.state().open);
      }
    }
  }
}

/// kill -9 before each question and each change, on the way forward and on the way back: what was written
/// until then decides, and it is all or nothing.
TEST_F(Transaction, a_process_that_ends_at_any_call_is_followed_by_all_or_nothing) {
  for (const std::string failing : {"", "put r/b:latest", "put r/a:v1"}) {
    store.tags = start;
    fs::remove_all(m_folder / "push");
    std::vector<std::pair<std::string, std::map<std::string, Digest>>> moments;
    store.before = [&](const std::string& call) -> Result<void> {
      std::ifstream journal(m_folder / "push" / "journal");
      moments.emplace_back(std::string(std::istreambuf_iterator<char>(journal), {}), store.tags);
      return call == failing ? Result<void>(fail(Error::unchecked("r", "is not there"))) : Result<void>();
    };
    ASSERT_TRUE(move());
    store.before = {};
    bool finished = false;
    bool undone = false;
    for (const auto& [journal, tags] : moments) {
      std::ofstream(m_folder / "push" / "journal") << journal;
      store.tags = tags;
      History history = open();
      ASSERT_TRUE(history.state().open);
      const bool back = history.state().open->failing;
      const auto outcome =
          back ? put_back(history, store, Error::refused("", "no"), now) : finish(history, store, now);
      ASSERT_TRUE(outcome) << outcome.error().render();
      EXPECT_EQ(outcome->end, back ? End::put_back : End::moved);
      EXPECT_EQ(store.tags, back ? start : after);
      (back ? undone : finished) = true;
    }
    EXPECT_TRUE(finished);
    EXPECT_EQ(undone, !failing.empty());
  }
}

TEST_F(Transaction, a_tag_that_was_moved_on_after_the_kill_is_noticed) {
  ASSERT_TRUE(move());
  const fs::path file = m_folder / "push" / "journal";
  std::ifstream stream(file);
  std::string text;
  std::string line;
  for (int i = 0; i < 3 && std::getline(stream, line); ++i) text += line + "\n";
  std::ofstream(file) << text;  // the first move is written down
  store.tags = start;           // and the tag is not there any more
  History history = open();
  const auto outcome = finish(history, store, now);
  EXPECT_EQ(outcome->end, End::put_back);
  EXPECT_EQ(outcome->reason->what,
            "names nothing now; expected " + digest('a').to_string() + ": somebody else moved it meanwhile");
}

}  // namespace
}  // namespace pushgate::tags
