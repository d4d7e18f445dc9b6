// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "tags/history.hpp"

namespace pushgate::tags {
namespace {

using Kind = Event::Kind;

Digest digest(char c) {
  return *Digest::parse("sha256:" + std::string(64, c));
}

Event event(Kind kind, std::size_t move = 0) {
  Event made;
  made.kind = kind;
  made.run = 1;
  made.at = Time(std::chrono::seconds(1'767'225'600));
  made.move = move;
  return made;
}

Event begin() {
  Event made = event(Kind::begin);
  made.tag = "20260101-9c99cc9";
  made.moves = {{"r/a", "20260101-9c99cc9", std::nullopt, digest('a')},
                {"r/a", "latest", digest('b'), digest('a')}};
  return made;
}

TEST(Events, are_read_as_they_were_written) {
  Event failing = event(Kind::failing);
  failing.reason = "r/a: \x01 \"quoted\"\nline";
  Event remains = event(Kind::remains, 1);
  remains.reason = "somebody else";
  Event end = event(Kind::end);
  end.outcome = "moved";
  for (const Event& one :
       {begin(), event(Kind::resume), event(Kind::moved, 1), failing, event(Kind::undone, 1), remains, end}) {
    const std::string text = write_event(one);
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    const auto again = read_event(text, "j:2");
    ASSERT_TRUE(again) << again.error().render();
    EXPECT_EQ(write_event(*again), text);
    EXPECT_EQ(again->moves, one.moves);
    EXPECT_EQ(again->move, one.move);
    EXPECT_EQ(again->reason, one.reason);
  }
  EXPECT_EQ(
      write_event(begin()),
      fmt::format(
          "{{\"event\":\"begin\",\"run\":1,\"at\":\"2026-01-01T00:00:00Z\",\"tag\":\"20260101-9c99cc9\","
          "\"moves\":[{{\"repository\":\"r/a\",\"tag\":\"20260101-9c99cc9\",\"before\":null,"
          "\"after\":\"sha256:{0}\"}},{{\"repository\":\"r/a\",\"tag\":\"latest\",\"before\":\"sha256:{1}\","
          "\"after\":\"sha256:{0}\"}}]}}",
          std::string(64, 'a'), std::string(64, 'b')));
}

std::string refusal(const std::vector<std::string>& records) {
  const auto state = state_of(records, "j");
  return state ? "" : state.error().render();
}

TEST(Records, that_cannot_be_are_refused) {
  const std::string first = write_event(begin());
  EXPECT_EQ(refusal({first, write_event(event(Kind::moved, 1))}), "");
  EXPECT_EQ(refusal({write_event(event(Kind::moved))}),
            "pushgate: error: j:2: is about run 1, which is not open\n");
  EXPECT_EQ(refusal({first, write_event(event(Kind::end)), write_event(event(Kind::moved))}),
            "pushgate: error: j:4: is about run 1, which is not open\n");
  EXPECT_EQ(refusal({first, write_event(event(Kind::undone, 2))}),
            "pushgate: error: j:3: is about move 2; run 1 has 2\n");
  EXPECT_EQ(refusal({R"({"event":"gone","run":1,"at":"2026-01-01T00:00:00Z"})"}),
            "pushgate: error: j:2: has an event 'gone' that is not known\n"
            "  hint: was it written by a newer pushgate?\n");
  EXPECT_NE(
      refusal({R"({"event":"begin","run":1,"at":"2026-01-01T00:00:00Z","tag":"t","moves":[{"repository":"r",)"
               R"("tag":"t","after":"sha256:1","before":null}]})"}),
      "");
  EXPECT_NE(refusal({"{}"}), "");
}

TEST(Records, say_what_is_open) {
  Event failing = event(Kind::failing);
  failing.reason = "why";
  const auto state =
      state_of({write_event(begin()), write_event(event(Kind::moved, 0)), write_event(failing)}, "j");
  ASSERT_TRUE(state);
  ASSERT_TRUE(state->open);
  EXPECT_EQ(state->runs, 1u);
  EXPECT_EQ(state->open->tag, "20260101-9c99cc9");
  EXPECT_EQ(state->open->moved, std::set<std::size_t>{0});
  EXPECT_TRUE(state->open->failing);
  EXPECT_EQ(state->open->reason, "why");
}

}  // namespace
}  // namespace pushgate::tags
