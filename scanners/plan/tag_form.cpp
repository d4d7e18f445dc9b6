// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/tag_form.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_digits = "0123456789";
constexpr std::string_view k_hex = "0123456789abcdef";
constexpr std::size_t k_day = 8;

bool all_of(std::string_view text, std::string_view set) {
  return text.find_first_not_of(set) == std::string_view::npos;
}

}  // namespace

bool is_commit(std::string_view text) {
  return text.size() >= 7 && text.size() <= 64 && all_of(text, k_hex);
}

bool is_of_commit(std::string_view label, std::string_view commit) {
  return is_commit(label) && label.starts_with(commit);
}

Result<std::string> revision_of_tag(std::string_view tag) {
  const auto day = tag.substr(0, k_day);
  if (day.size() != k_day || !all_of(day, k_digits) || tag.substr(k_day, 1) != "-") {
    return fail(Error::refused("", "does not begin with a day and a dash"));
  }
  const std::string date(day);
  if (!parse_date(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2))) {
    return fail(Error::refused("", "names the day " + date + ", which the calendar does not have"));
  }
  const auto revision = tag.substr(k_day + 1);
  if (!is_commit(revision) || revision.size() > 40) {
    return fail(
        Error::refused("", "does not end with a commit; expected 7 to 40 lower-case hexadecimal digits"));
  }
  return std::string(revision);
}

}  // namespace pushgate::scanners
