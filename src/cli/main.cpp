// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "base/escape.hpp"
#include "base/interrupt.hpp"
#include "cli/command.hpp"
#include "gate/version.hpp"

namespace {

using namespace pushgate;
using namespace pushgate::cli;

constexpr const char* k_description =
    "pushgate: lets an image into a registry only with evidence that it may go there.\n"
    "Exit codes: 0 passed, 1 refused, 2 wrong use, 3 could not check, 4 a bug.";

void print_error(const std::string& text) {
  static_cast<void>(std::fputs(text.c_str(), stderr));
}

/// Declares every command of the table; the returned map gives each declared command its action.
std::map<const CLI::App*, Action> declare(CLI::App& root) {
  std::map<const CLI::App*, Action> actions;
  for (const Command& command : command_table()) {
    const std::string name = command.name;
    const std::size_t space = name.find(' ');
    CLI::App* parent = &root;
    if (space != std::string::npos) {
      const std::string first = name.substr(0, space);
      const auto same = root.get_subcommands([&](const CLI::App* app) { return app->get_name() == first; });
      parent = same.empty() ? root.add_subcommand(first, name.substr(space + 1) + ": " + command.summary)
                            : same.front();
      if (same.empty()) parent->require_subcommand(1);
    }
    CLI::App* app =
        parent->add_subcommand(name.substr(space == std::string::npos ? 0 : space + 1), command.summary);
    actions[app] = command.add(*app);
  }
  return actions;
}

/// The innermost command that was named.
const CLI::App* chosen(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

/// ` policy check`: the named commands, as they are typed after the program's name.
std::string typed_name(const CLI::App* app) {
  std::string name;
  for (; app->get_parent() != nullptr; app = app->get_parent()) name.insert(0, " " + app->get_name());
  return name;
}

std::string names_of_commands(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + command->get_name();
  return names;
}

/// What is wrong with the command line. CLI11 says that something is left over or missing, not which word it
/// is.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const bool needs_command = app.get_require_subcommand_min() > 0 && app.get_subcommands().empty();
  const bool left_over = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const auto words = app.remaining();
  if (left_over && !words.empty()) {
    const std::string& word = words.front();
    if (word.starts_with("-")) return "unknown option '" + word + "'";
    if (needs_command) return "unknown command '" + word + "'; expected one of " + names_of_commands(app);
    return "unexpected argument '" + word + "'";
  }
  if (needs_command) return "no command; expected one of " + names_of_commands(app);
  return error.what();
}

ExitCode run(int argc, char** argv) {
  CLI::App root(k_description, "pushgate");
  root.set_version_flag("--version", "pushgate " + std::string(gate::version()));
  root.require_subcommand(1);
  const auto actions = declare(root);
  try {
    root.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return root.exit(asked) == 0 ? ExitCode::passed : ExitCode::bug;
  } catch (const CLI::ParseError& error) {
    const CLI::App* app = chosen(&root);
    print_error(Error::misuse("", complaint(*app, error))
                    .with_hint("`pushgate" + typed_name(app) + " --help` lists what is known")
                    .render());
    return ExitCode::misuse;
  }
  auto result = actions.at(chosen(&root))();
  if (result) return *result;
  print_error(result.error().render());
  return exit_code(result.error().code);
}

}  // namespace

int main(int argc, char** argv) {
  catch_interrupts();
  ExitCode code = ExitCode::bug;
  try {
    code = run(argc, argv);
  } catch (const std::exception& error) {
    print_error("pushgate: bug: " + escape_controls(error.what()) + "\n  hint: please report it\n");
  }
  // Everything half written is gone by now; the caller shall see which signal it was.
  if (const int signal = interrupted_by(); signal != 0) {
    static_cast<void>(std::signal(signal, SIG_DFL));
    static_cast<void>(std::raise(signal));
  }
  return static_cast<int>(code);
}
