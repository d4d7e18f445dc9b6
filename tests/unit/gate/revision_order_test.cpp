// SPDX-License-Identifier: Apache-2.0
#include "gate/revision_order.hpp"

#include <gtest/gtest.h>

namespace pushgate::gate {
namespace {

ImageAge age(const char* revision, const char* created = "") {
  const auto time = parse_rfc3339(created);
  return {revision, time ? std::optional(*time) : std::nullopt};
}

// No folder of a git repository: the time decides.
std::string why(const ImageAge& next, const ImageAge& now) {
  return why_back(next, now, "/proc");
}

TEST(RevisionOrder, later_is_no_step_back) {
  EXPECT_EQ(why(age("bbbbbbb", "2026-01-02T00:00:00Z"), age("aaaaaaa", "2026-01-01T00:00:00Z")), "");
  EXPECT_EQ(why(age("", "2026-01-02T00:00:00Z"), age("", "2026-01-01T00:00:00Z")), "");
}

TEST(RevisionOrder, the_same_revision_is_no_step_back_whenever_it_was_built) {
  EXPECT_EQ(why(age("aaaaaaa", "2026-01-01T00:00:00Z"), age("aaaaaaa", "2026-01-02T00:00:00Z")), "");
  EXPECT_EQ(why(age("aaaaaaa"), age("aaaaaaa")), "");
}

TEST(RevisionOrder, earlier_is_one) {
  EXPECT_EQ(why(age("aaaaaaa", "2026-01-01T00:00:00Z"), age("bbbbbbb", "2026-01-02T00:00:00Z")),
            "an image of revision bbbbbbb that was made at 2026-01-02T00:00:00Z; the new one was made before "
            "it, at "
            "2026-01-01T00:00:00Z");
}

TEST(RevisionOrder, what_cannot_be_told_is_one) {
  EXPECT_EQ(why(age("aaaaaaa"), age("bbbbbbb", "2026-01-02T00:00:00Z")),
            "an image of revision bbbbbbb, made at 2026-01-02T00:00:00Z, and whether the new one, of "
            "revision aaaaaaa, "
            "that does not say when it was made, is newer cannot be told");
  EXPECT_NE(why(age("", "2026-01-01T00:00:00Z"), age("", "2026-01-01T00:00:00Z")), "");
}

TEST(RevisionOrder, a_label_that_is_no_commit_is_no_word_to_git) {
  EXPECT_EQ(why(age("--output=x", "2026-01-02T00:00:00Z"), age("HEAD", "2026-01-01T00:00:00Z")), "");
}

}  // namespace
}  // namespace pushgate::gate
