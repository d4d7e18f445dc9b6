// SPDX-License-Identifier: Apache-2.0
#include "audit/contents.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <optional>

namespace pushgate::audit {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Nothing where they are damaged.
std::optional<std::vector<Entry>> read(std::string_view bytes) {
  EntryReader reader(bytes);
  std::vector<Entry> out;
  for (Entry entry; reader.next(entry);) out.push_back(entry);
  return reader.damaged() ? std::nullopt : std::optional(out);
}

TEST(ContentsTest, EntriesAreReadBackInRisingOrderAndOnce) {
  constexpr std::uint32_t k_last = std::numeric_limits<std::uint32_t>::max();
  EXPECT_THAT(*read(write_entries({})), IsEmpty());
  EXPECT_THAT(*read(write_entries({{0, 0}})), ElementsAre(Entry{0, 0}));
  const std::string bytes =
      write_entries({{300, 5}, {7, k_last}, {300, 4}, {k_last, 0}, {7, 0}, {300, 5}, {128, 127}});
  EXPECT_THAT(*read(bytes), ElementsAre(Entry{7, 0}, Entry{7, k_last}, Entry{128, 127}, Entry{300, 4},
                                        Entry{300, 5}, Entry{k_last, 0}));
}

TEST(ContentsTest, AnEntryOfAFleetTakesTwoBytes) {
  EXPECT_EQ(write_entries({{100, 9}, {190, 3}}), std::string("\x64\x09\x5a\x03"));
}

TEST(ContentsTest, WhatWasCutOffOrIsNotInItsOneFormIsDamaged) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view bytes : {
           "\x07"sv,                              // half an entry
           "\x80"sv, "\x07\xff"sv,                // half a number
           "\x07\x80\x00"sv,                      // a number with a zero at its end
           "\x07\x00\x00\x00"sv,                  // the same twice
           "\x07\x05\x00\x04"sv,                  // falling
           "\xff\xff\xff\xff\x1f\x00"sv,          // over 32 bits
           "\xff\xff\xff\xff\xff\x01\x00"sv,      // longer than any number
           "\x01\x00\xff\xff\xff\xff\x0f\x00"sv,  // over 32 bits with the one before
       })
    EXPECT_EQ(read(bytes), std::nullopt) << testing::PrintToString(bytes);
  const std::string whole = write_entries({{1000, 70000}, {1001, 3}});
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto part = read(std::string_view(whole).substr(0, size));
    EXPECT_TRUE(!part || size == 5) << size;  // the first entry alone
  }
}

}  // namespace

}  // namespace pushgate::audit
