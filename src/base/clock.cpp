// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/format.hpp"

namespace pushgate {

namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Date> date_at_start(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(*year), std::chrono::month(unsigned(*month)),
                                             std::chrono::day(unsigned(*day))};
  if (!calendar.ok()) return std::nullopt;
  return Date(calendar);
}

/// The offset at the end of an RFC 3339 time, in minutes: Z, +hh:mm or -hh:mm.
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (text.size() != 6 || text[3] != ':' || !hours || !minutes || *hours > 23 || *minutes > 59)
    return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

std::optional<Time> rfc3339(std::string_view text) {
  const auto date = date_at_start(text);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!date || !hour || !minute || !second) return std::nullopt;
  if ((text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    if (end == at + 1 || end == std::string_view::npos) return std::nullopt;
    at = end;
  }
  const auto offset = offset_minutes(text.substr(at));
  if (!offset) return std::nullopt;
  return Time(*date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute - *offset) +
         std::chrono::seconds(*second);
}

}  // namespace

Time system_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<std::optional<Time>> source_date_epoch() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr || *epoch == '\0') return std::nullopt;
  const std::string_view text = epoch;
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  static constexpr long long k_end_of_year_9999 = 253402300799;
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 ||
      seconds > k_end_of_year_9999) {
    return fail(Error::misuse("SOURCE_DATE_EPOCH",
                              "'" + std::string(text) + "' is not a number of seconds since 1970"));
  }
  return Time(std::chrono::seconds(seconds));
}

Result<Time> document_time() {
  TRY_ASSIGN(const auto epoch, source_date_epoch());
  return epoch.value_or(system_time());
}

std::string format_date(Date date) {
  const std::chrono::year_month_day calendar(date);
  return fmt::format("{:04}-{:02}-{:02}", int(calendar.year()), unsigned(calendar.month()),
                     unsigned(calendar.day()));
}

std::string format_rfc3339(Time time) {
  const Date date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - date);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_date(date), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

Result<Time> parse_rfc3339(std::string_view text) {
  if (const auto time = rfc3339(text)) return *time;
  return fail(Error::unchecked("'" + std::string(text.substr(0, 60)) + "'",
                               "is not a time; expected RFC 3339 such as 2026-01-02T03:04:05Z"));
}

Result<Date> parse_date(std::string_view text) {
  const auto date = text.size() == 10 ? date_at_start(text) : std::nullopt;
  if (date) return *date;
  return fail(Error::unchecked("'" + std::string(text.substr(0, 60)) + "'",
                               "is not a day of the calendar; expected YYYY-MM-DD"));
}

}  // namespace pushgate
