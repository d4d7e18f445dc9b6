// SPDX-License-Identifier: Apache-2.0
//
// /etc/passwd has a line a user, `name:password:uid:gid:comment:home:shell`, /etc/group one a group,
// `name:password:gid:members` (passwd(5), group(5)). How runtimes read them: moby/sys/user, GetExecUser.
#include "scanners/plan/image_user.hpp"

#include <charconv>
#include <optional>

#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The text up to a separator; what is behind it stays.
std::string_view take(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

/// The first three fields that say something: `name:password:number:number`.
struct Line {
  std::string_view name;
  std::uint32_t first = 0;   ///< a user's number, or a group's
  std::uint32_t second = 0;  ///< the number of a user's group
};

std::optional<Line> find_line(std::string_view file, std::string_view wanted) {
  const auto wanted_number = number(wanted);
  while (!file.empty()) {
    std::string_view text = take(file, '\n');
    if (text.empty() || text.front() == '#') continue;
    Line line;
    line.name = take(text, ':');
    take(text, ':');
    line.first = number(take(text, ':')).value_or(0);
    line.second = number(take(text, ':')).value_or(0);
    if (line.name == wanted || line.first == wanted_number) return line;
  }
  return std::nullopt;
}

}  // namespace

Result<ImageUser> find_user(std::string_view user, std::string_view passwd, std::string_view group) {
  const auto colon = user.find(':');
  const auto group_wanted = colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
  const auto user_wanted = user.empty() || colon == 0 ? std::string_view("0") : user.substr(0, colon);

  ImageUser found;
  if (const auto line = find_line(passwd, user_wanted)) {
    found = {line->first, line->second, std::string(line->name)};
  } else if (const auto uid = number(user_wanted)) {
    found.uid = *uid;
  } else {
    return fail(Error::refused("", fmt::format("runs as `{}`, whom its /etc/passwd does not have, so that no "
                                               "container of it starts",
                                               user)));
  }
  if (group_wanted.empty()) return found;
  if (const auto line = find_line(group, group_wanted)) {
    found.gid = line->first;
  } else if (const auto gid = number(group_wanted)) {
    found.gid = *gid;
  } else {
    return fail(Error::refused("", fmt::format("runs as `{}`, whose group its /etc/group does not have, so "
                                               "that no container of it starts",
                                               user)));
  }
  return found;
}

bool is_root_user(std::string_view user) {
  const auto name = user.substr(0, user.find(':'));
  return name.empty() || name == "root" || number(name) == 0u;
}

bool is_planned_user(std::string_view user, const plan::User& planned) {
  const auto colon = user.find(':');
  const auto name = user.substr(0, colon);
  if (name.empty() || (name != planned.name && number(name) != planned.uid)) return false;
  if (colon == std::string_view::npos) return true;
  const auto group = user.substr(colon + 1);
  return !group.empty() && (group == planned.name || number(group) == planned.gid);
}

}  // namespace pushgate::scanners
