// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/account_command.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace pushgate::scanners {

namespace {

constexpr std::array<std::string_view, 21> k_with_value = {
    "-d",        "-h",      "--home", "--home-dir", "-s",           "--shell",    "-c",
    "--comment", "--gecos", "-G",     "--groups",   "-b",           "--base-dir", "-k",
    "--skel",    "-K",      "--key",  "-e",         "--expiredate", "-p",         "--password"};

bool is_flag_cluster(std::string_view word) {
  return word.size() > 2 && word[0] == '-' && word[1] != '-';
}

struct Arguments {
  std::optional<std::string> uid = "";
  std::optional<std::string> gid = "";
  std::optional<std::string> group = "";
  std::vector<std::string> names;
};

std::optional<std::string> known(const ShellWord& word) {
  return word.known ? std::optional(word.text) : std::nullopt;
}

/// `busy_box`: -G is the one group of a new user; elsewhere it lists further ones.
Arguments read_arguments(const ShellCommand& command, bool makes_group, bool busy_box) {
  Arguments out;
  const auto& words = command.words;
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string name = words[i].text;
    if (!name.starts_with('-')) {
      if (words[i].known) out.names.push_back(name);
      continue;
    }
    std::optional<std::string> value;
    bool has_value = false;
    if (const auto equals = name.find('='); name.starts_with("--") && equals != std::string::npos) {
      if (words[i].known) value = name.substr(equals + 1);
      name.resize(equals);
      has_value = true;
    } else if (is_flag_cluster(name)) {
      name = {'-', name.back()};  // -rmu 10001: the last letter has the value
    }
    const auto take = [&](std::optional<std::string>& field) {
      if (!has_value && i + 1 < words.size()) value = known(words[++i]);
      field = value;
    };
    std::optional<std::string> gecos;
    if (name == "-u" || name == "--uid") {
      take(out.uid);
    } else if (name == "-g" && busy_box && !makes_group) {
      take(gecos);
    } else if (name == "-g" || name == "--gid") {
      take(out.gid);
    } else if (name == "--ingroup" || (name == "-G" && busy_box && !makes_group)) {
      take(out.group);
    } else if (!has_value && std::ranges::find(k_with_value, name) != k_with_value.end()) {
      ++i;
    }
  }
  return out;
}

}  // namespace

std::optional<AccountCommand> read_account(const ShellCommand& command) {
  const auto program = command.program();
  const bool makes_group = program == "groupadd" || program == "addgroup";
  if (!makes_group && program != "useradd" && program != "adduser") return std::nullopt;
  const auto arguments = read_arguments(command, makes_group, program == "adduser");
  if (arguments.names.empty()) return std::nullopt;
  AccountCommand account;
  account.is_group = makes_group;
  // useradd has its name last; `adduser NAME GROUP` has it first.
  account.name = program.ends_with("add") ? arguments.names.back() : arguments.names.front();
  account.number = makes_group ? arguments.gid : arguments.uid;
  if (!makes_group) account.group = arguments.group == "" ? arguments.gid : arguments.group;
  return account;
}

}  // namespace pushgate::scanners
