// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"

namespace pushgate::scanners {

namespace {

enum class Rank { none, system, dependencies, application };

std::string_view name_of(Rank rank) {
  switch (rank) {
    case Rank::system:
      return "OS packages";
    case Rank::dependencies:
      return "dependencies";
    case Rank::application:
      return "the application";
    case Rank::none:
      break;
  }
  return "";
}

bool installs_system_packages(const ShellCommand& command) {
  constexpr std::array<std::string_view, 8> k_programs = {"apt-get", "apt", "aptitude", "apk",
                                                          "dnf",     "yum", "microdnf", "zypper"};
  if (std::ranges::find(k_programs, command.program()) == k_programs.end()) return false;
  return std::ranges::any_of(
      command.words, [](const ShellWord& word) { return word.text == "install" || word.text == "add"; });
}

/// A folder or a file of the context, as COPY names it, that is the service's own code: not a lock, a wheel,
/// a script or a setting.
bool is_application(const std::string& source) {
  constexpr std::array<std::string_view, 6> k_others = {"wheels", "wheelhouse", "requirements",
                                                        "deps",   "config",     "vendor"};
  auto name = std::string_view(source);
  while (name.ends_with('/')) name.remove_suffix(1);
  name = name.substr(name.find_last_of('/') + 1);
  if (name.empty() || name == "." || name == "*") return true;
  if (std::ranges::find(k_others, name) != k_others.end()) return false;
  return name.find('.') == std::string_view::npos || name.ends_with(".py");
}

Rank rank_of(const dockerfile::CopyStep& copy) {
  if (!copy.from.empty() || copy.add || copy.destination.text.starts_with("/etc/")) return Rank::none;
  const bool application = std::ranges::any_of(copy.sources, [](const dockerfile::Value& source) {
    return source.known() && is_application(source.text);
  });
  return application ? Rank::application : Rank::none;
}

Rank rank_of(const RunView& run, const ShellVariables& variables) {
  Rank rank = Rank::none;
  for (const auto& command : run.commands) {
    if (installs_system_packages(command)) rank = std::max(rank, Rank::system);
    const auto pip = read_pip(command, variables);
    if (!pip || pip->verb != PipCommand::Verb::install) continue;
    const bool own =
        std::ranges::any_of(pip->targets, [](const std::string& target) { return target.starts_with('.'); });
    rank = std::max(rank, own ? Rank::application : Rank::dependencies);
  }
  return rank;
}

}  // namespace

void check_layer_order(const DockerfileView& view, PlanFindings& findings) {
  const auto& runtime = view.runtime();
  Rank highest = Rank::none;
  std::uint32_t highest_line = 0;
  auto run = runtime.runs.begin();
  for (const auto& step : runtime.state.steps) {
    const auto* copy = std::get_if<dockerfile::CopyStep>(&step.action);
    const Rank rank = copy != nullptr ? rank_of(*copy) : rank_of(*run++, runtime.build_variables);
    if (rank == Rank::none) continue;
    if (rank < highest) {
      findings.wrong(
          "plan/layer-order", step.line,
          fmt::format("installs {} after {} of line {}; expected OS packages, libraries, dependencies, "
                      "application",
                      name_of(rank), name_of(highest), highest_line),
          fmt::format("move it above line {}", highest_line));
      return;
    }
    highest = rank;
    highest_line = step.line;
  }
}

}  // namespace pushgate::scanners
