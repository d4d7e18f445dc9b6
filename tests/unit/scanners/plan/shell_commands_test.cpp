// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/shell_commands.hpp"

#include <gtest/gtest.h>

#include "scanners/plan/account_command.hpp"
#include "scanners/plan/pip_command.hpp"

namespace pushgate::scanners {
namespace {

std::optional<std::string> value_of(std::string_view name) {
  if (name == "FILE") return "requirements.lock";
  if (name == "FLAGS") return "--no-index --require-hashes";
  return std::nullopt;
}

/// The commands with a bar between them; what is not known in angle brackets.
std::string read(std::string_view script) {
  std::string out;
  for (const auto& command : read_shell(script, value_of)) {
    out += out.empty() ? "" : " | ";
    for (std::size_t i = 0; i < command.words.size(); ++i) {
      const auto& word = command.words[i];
      out += (i == 0 ? "" : " ") + (word.known ? word.text : "<" + word.text + ">");
    }
  }
  return out;
}

TEST(ShellCommands, separators_groups_and_keywords_end_a_command) {
  EXPECT_EQ(read("a b && c || d; e | f & g\nh"), "a b | c | d | e | f | g | h");
  EXPECT_EQ(read("if a; then (b; c) else { d; } fi # e"), "a | b | c | d");
  EXPECT_EQ(read("a >/dev/null 2>&1 && b <<EOF"), "a | b");
}

TEST(ShellCommands, quotes_and_variables_are_resolved) {
  EXPECT_EQ(read(R"(pip install 'a b' "c\"d" e\ f)"), R"(pip install a b c"d e f)");
  EXPECT_EQ(read(R"(pip $FLAGS -r "$FILE" "$FLAGS")"),
            "pip --no-index --require-hashes -r requirements.lock --no-index --require-hashes");
  EXPECT_EQ(read("a ${FILE:-x} $GONE ${GONE:-y} $(b c) `d`"),
            "a requirements.lock <$GONE> <${GONE:-y}> <$(b c)> <`d`>");
  EXPECT_EQ(read("V=/opt/x && a $V; B=1 c $B"), "a /opt/x | c <$B>");
}

TEST(ShellCommands, wrappers_are_passed_over_and_scripts_in_scripts_read) {
  EXPECT_EQ(read("sudo -E env A=1 pip install x"), "pip install x");
  EXPECT_EQ(read("bash -euc 'a && b' && c"), "a | b | c");
}

TEST(ShellCommands, a_variable_that_doubles_for_ever_meets_the_limit) {
  std::string script = "A=aaaaaaaaaaaaaaaa\n";
  for (int i = 0; i < 200; ++i) script += "A=$A$A\n";
  const auto commands = read_shell(script + "b $A", value_of);
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_FALSE(commands[0].words.back().known);
}

PipCommand pip(std::string_view script) {
  const auto commands = read_shell(script, value_of);
  auto read = commands.empty() ? std::nullopt : read_pip(commands[0], value_of);
  EXPECT_TRUE(read) << script;
  return read.value_or(PipCommand{});
}

TEST(PipCommand, options_in_each_of_their_forms) {
  const auto one =
      pip("python3.11 -m pip --timeout 9 install -q --no-index -f /wheels --require-hashes -rlock --target "
          "/x torch");
  EXPECT_TRUE(one.no_index && one.require_hashes && !one.unseen);
  EXPECT_EQ(one.find_links, std::vector<std::string>{"/wheels"});
  EXPECT_EQ(one.requirement_files, std::vector<std::string>{"lock"});
  EXPECT_EQ(one.targets, std::vector<std::string>{"torch"});
  EXPECT_TRUE(pip("PIP_NO_INDEX=1 pip install --find-links=/wheels x").no_index);
  EXPECT_TRUE(pip("pip install $WHAT").unseen);
  EXPECT_EQ(pip("uv pip sync requirements.lock").requirement_files,
            std::vector<std::string>{"requirements.lock"});
  EXPECT_EQ(pip("pip3 wheel -r $FILE").verb, PipCommand::Verb::wheel);
}

TEST(PipCommand, other_commands_are_none) {
  for (const auto* script : {"pip list", "pipx install a", "python -m pipenv install", "echo pip install a"})
    EXPECT_FALSE(read_pip(read_shell(script, value_of)[0], value_of)) << script;
}

TEST(PipCommand, virtual_environments_in_each_of_their_forms) {
  const auto folder = [](const char* script) { return venv_folder(read_shell(script, value_of)[0]); };
  EXPECT_EQ(folder("python3 -m venv --system-site-packages /opt/venv"), "/opt/venv");
  EXPECT_EQ(folder("virtualenv -p python3 /v"), "/v");
  EXPECT_EQ(folder("uv venv"), "");
  EXPECT_EQ(folder("conda create -n x"), "");
  EXPECT_EQ(folder("python3 -m http.server"), std::nullopt);
}

AccountCommand account(const char* script) {
  return read_account(read_shell(script, value_of)[0]).value_or(AccountCommand{});
}

TEST(AccountCommand, users_and_groups_of_three_tool_sets) {
  const auto shadow = account("useradd -rmu 10001 --gid 10001 -s /bin/false -G video appuser");
  EXPECT_EQ(shadow.name, "appuser");
  EXPECT_EQ(shadow.number, "10001");
  EXPECT_EQ(shadow.group, "10001");
  const auto debian = account("adduser --uid 7 --ingroup staff --gecos '' a");
  EXPECT_EQ(debian.number, "7");
  EXPECT_EQ(debian.group, "staff");
  const auto busy_box = account("adduser -D -u 8 -G staff -g 'A B' b");
  EXPECT_EQ(busy_box.name, "b");
  EXPECT_EQ(busy_box.group, "staff");
  EXPECT_TRUE(account("groupadd -g 10001 appuser").is_group);
  EXPECT_EQ(account("useradd a").number, "");
  EXPECT_EQ(account("useradd -u $WHO a").number, std::nullopt);
}

}  // namespace
}  // namespace pushgate::scanners
