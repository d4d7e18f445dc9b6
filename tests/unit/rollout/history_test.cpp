// SPDX-License-Identifier: Apache-2.0
#include "rollout/history.hpp"

#include <fstream>

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

using Kind = Event::Kind;

Event event(Kind kind, const std::optional<Release>& to = {}) {
  Event made;
  made.kind = kind;
  made.run = 1;
  made.at = Time(std::chrono::seconds(1'767'225'600));
  made.key = {"mainpc", "app"};
  made.release = to;
  return made;
}

Event begin(const std::string& action, const Release& to) {
  Event made = event(Kind::begin);
  made.key = {};
  made.action = action;
  made.tag = to.tag;
  made.releases = {{{"mainpc", "app"}, to}, {{"pc2", "app"}, release("v2", '4')}};
  return made;
}

class Events : public World {};

TEST_F(Events, are_read_as_they_were_written) {
  Event failing = event(Kind::failing);
  failing.key = {};
  failing.reason = "app on mainpc: \x01 \xFF \"quoted\"\nline";
  failing.back = {{{"mainpc", "app"}, v1}, {{"pc2", "app"}, std::nullopt}};
  Event stuck = event(Kind::stuck);
  stuck.reason = "no way";
  Event end = event(Kind::end);
  end.key = {};
  end.outcome = "good";
  Event resume = event(Kind::resume);
  resume.key = {};
  for (const Event& one : {begin("canary", v2), resume, event(Kind::changing, v2), event(Kind::changed, v2),
                           failing, event(Kind::undoing, v1), event(Kind::undone, v1), stuck, end}) {
    const std::string text = write_event(one);
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    const auto again = read_event(text, "j:2");
    ASSERT_TRUE(again) << again.error().render();
    EXPECT_EQ(write_event(*again), text);
    EXPECT_EQ(again->releases, one.releases);
    EXPECT_EQ(again->back, one.back);
    EXPECT_EQ(again->key, one.key);
    EXPECT_EQ(again->release, one.release);
  }
  EXPECT_EQ(write_event(event(Kind::changed, v2)),
            "{\"event\":\"changed\",\"run\":1,\"at\":\"2026-01-01T00:00:00Z\",\"machine\":\"mainpc\","
            "\"service\":\"app\",\"tag\":\"v2\",\"digest\":\"" +
                digest('2').to_string() + "\",\"image\":\"" + v2.image + "\"}");
}

TEST_F(Events, that_are_none_are_told) {
  const auto error = [](const std::string& text) {
    const auto read = read_event(text, "j:2");
    return read ? "no error" : read.error().render();
  };
  EXPECT_EQ(error("{\"event\":\"moved\",\"run\":1}"),
            "pushgate: error: j:2: has an event 'moved' that is not known\n"
            "  hint: was it written by a newer pushgate?\n");
  const std::string head = "{\"run\":1,\"at\":\"2026-01-01T00:00:00Z\",\"event\":";
  EXPECT_EQ(error(head + "\"changing\",\"machine\":\"\",\"service\":\"app\"}"),
            "pushgate: error: j:2: names no machine or no service\n");
  for (const char* bad : {"", "[]", "{}", "{\"event\":\"end\"}", "{\"event\":\"end\",\"run\":-1}",
                          "{\"event\":\"end\",\"run\":1,\"at\":\"now\",\"outcome\":\"good\"}"})
    EXPECT_NE(error(bad), "no error") << bad;
  for (const char* bad : {"\"begin\"}", "\"changing\"}", "\"failing\",\"reason\":\"\"}", "\"stuck\"}",
                          "\"end\"}", "\"failing\",\"reason\":\"\",\"back\":[1]}"})
    EXPECT_NE(error(head + bad), "no error") << bad;
}

TEST_F(Events, say_what_a_target_runs_and_what_it_ran_before) {
  State now;
  const auto& known = now.targets[{"mainpc", "app"}];
  for (const Release& to : {v1, v2}) {
    now.apply(begin("canary", to));
    now.apply(event(Kind::changing, to));
    EXPECT_EQ(known.current(), nullptr);
    now.apply(event(Kind::changed, to));
    now.apply(event(Kind::changed, to));  // said again after a resume
    EXPECT_EQ(known.current()->release, to);
    Event end = event(Kind::end);
    end.key = {};
    now.apply(end);
  }
  EXPECT_FALSE(now.open);
  EXPECT_EQ(known.successes.size(), 2u);
  EXPECT_EQ(*known.before(v2), v1);
  EXPECT_EQ(known.before(v1)->tag, "v2");  // on the way to v1 again, v2 is where it came from
  now.apply(event(Kind::undoing, v1));
  EXPECT_EQ(known.current(), nullptr);
  now.apply(event(Kind::undone, v1));
  EXPECT_EQ(known.current()->release, v1);
  EXPECT_EQ(known.before(v1), nullptr);  // v2 was undone: nothing goes back to it
  EXPECT_EQ(now.last_tag, "v2");
}

TEST_F(Events, of_a_run_that_has_not_ended) {
  State now;
  now.apply(begin("batch", v2));
  now.apply(event(Kind::changing, v2));
  now.apply(event(Kind::changing, v2));
  ASSERT_TRUE(now.open);
  EXPECT_EQ(now.open->touched.size(), 1u);
  Event failing = event(Kind::failing);
  failing.key = {};
  failing.back = {{{"mainpc", "app"}, v1}, {{"pc2", "app"}, std::nullopt}};
  now.apply(failing);
  EXPECT_TRUE(now.open->failing);
  now.apply(event(Kind::undone, v1));
  EXPECT_EQ(now.open->back.size(), 1u);
  Event stuck = event(Kind::stuck);
  stuck.key = {"pc2", "app"};
  now.apply(stuck);
  EXPECT_TRUE(now.open->back.empty());
  EXPECT_TRUE(now.open->stuck);
}

TEST_F(Events, a_journal_that_is_not_understood_names_the_line) {
  auto journal = store::Journal::open(m_folder.path() / "journal");
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->append(write_event(begin("canary", v1))));
  ASSERT_TRUE(journal->append("{\"event\":\"moved\"}"));
  const auto read = read_state(m_folder.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().subject, (m_folder.path() / "journal:3").string());
}

}  // namespace
}  // namespace pushgate::rollout
