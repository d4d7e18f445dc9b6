// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "base/format.hpp"
#include "plan/dockerfile/expansion.hpp"
#include "plan/profile_path.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/machine_profile.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_copied = "plan/machine-profile";
constexpr const char* k_settings = "plan/profile-settings";
constexpr std::string_view k_target = "/etc/machine-profile.json";
constexpr std::string_view k_argument = "MACHINE";

/// Where a service has its own copy of a machine's profile.
fs::path own_profile(const DockerfileSubject& subject, const std::string& machine) {
  return (subject.folder / plan::profile_path(subject.fleet, machine)).lexically_normal();
}

/// What the COPY is to say, for a hint.
std::string planned_copy(const DockerfileSubject& subject) {
  const auto planned =
      own_profile(subject, "${MACHINE}").lexically_relative(subject.context.lexically_normal());
  return fmt::format("write in the last stage: ARG {}, and after it: COPY {} {}", k_argument,
                     planned.string(), k_target);
}

/// Whether the COPY puts a file at the place of the profile.
bool makes_profile(const dockerfile::CopyStep& copy) {
  const auto& to = copy.destination.text;
  if (to == k_target) return true;
  return (to == "/etc" || to == "/etc/") &&
         std::ranges::any_of(copy.sources, [](const dockerfile::Value& source) {
           return fs::path(source.text).filename() == "machine-profile.json";
         });
}

/// The source for one machine: with its name where MACHINE stands.
std::optional<std::string> source_for(const dockerfile::Instruction& instruction,
                                      const dockerfile::StageState& state, const dockerfile::Value& source,
                                      const std::string& machine) {
  const bool else_unknown =
      std::ranges::any_of(source.unset, [](const std::string& name) { return name != k_argument; });
  if (else_unknown || instruction.words.size() != 2) return std::nullopt;
  dockerfile::Environment environment;
  for (const auto* list : {&state.args, &state.env}) {
    for (const auto& [name, value] : *list) {
      if (value.known()) environment.set(name, value.text);
    }
  }
  environment.set(std::string(k_argument), machine);
  const auto path = dockerfile::expand_word(instruction.words[0], environment, '\\');
  return path ? std::optional(*path) : std::nullopt;
}

const dockerfile::Instruction* instruction_at(const DockerfileView& view, std::uint32_t line) {
  const auto found = std::ranges::find(view.parsed.instructions, line, &dockerfile::Instruction::start);
  return found == view.parsed.instructions.end() ? nullptr : &*found;
}

void check_source(const DockerfileSubject& subject, const dockerfile::Step& step, PlanFindings& findings) {
  const auto* instruction = instruction_at(subject.view, step.line);
  const auto& copy = std::get<dockerfile::CopyStep>(step.action);
  for (const auto& machine : subject.service.machines) {
    const auto source =
        instruction == nullptr || copy.sources.size() != 1
            ? std::nullopt
            : source_for(*instruction, subject.view.runtime().state, copy.sources[0], machine);
    if (!source) {
      return findings.could_not_look(k_copied, step.line,
                                     "copies the profile from a path that only the build says");
    }
    // BuildKit takes every source from the context, whatever it begins with.
    const auto path = (subject.context / fs::path(*source).relative_path()).lexically_normal();
    if (path == own_profile(subject, machine)) continue;
    const auto expected =
        own_profile(subject, machine).lexically_relative(subject.context.lexically_normal()).string();
    return findings.wrong(
        k_copied, step.line,
        fmt::format("copies {} for the machine {}; expected {}", excerpt(*source), machine, expected),
        planned_copy(subject));
  }
}

void check_copy(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto& state = subject.view.runtime().state;
  const bool has_argument =
      std::ranges::any_of(state.args, [](const auto& argument) { return argument.first == k_argument; });
  const dockerfile::Step* copied = nullptr;
  for (const auto& step : state.steps) {
    const auto* copy = std::get_if<dockerfile::CopyStep>(&step.action);
    if (copy != nullptr && makes_profile(*copy)) copied = &step;
  }
  if (!has_argument) {
    findings.wrong(k_copied, copied != nullptr ? copied->line : from_line(subject.view),
                   fmt::format("has no ARG {} in its last stage{}", k_argument,
                               copied != nullptr ? "" : fmt::format(" and copies nothing to {}", k_target)),
                   planned_copy(subject));
    if (copied == nullptr) return;
  }
  if (copied == nullptr) {
    for (const auto& run : subject.view.runtime().runs) {
      for (const auto& command : run.commands) {
        const bool writes =
            std::ranges::any_of(command.words, [](const ShellWord& word) { return word.text == k_target; });
        if (writes)
          return findings.could_not_look(k_copied, run.step->line,
                                         fmt::format("makes {} with a command", k_target));
      }
    }
    return findings.wrong(k_copied, from_line(subject.view), fmt::format("copies nothing to {}", k_target),
                          planned_copy(subject));
  }
  if (!std::get<dockerfile::CopyStep>(copied->action).from.empty())
    return findings.could_not_look(k_copied, copied->line,
                                   "copies the profile out of another stage or image");
  if (has_argument) check_source(subject, *copied, findings);
}

void check_settings(const DockerfileSubject& subject, const std::string& machine, PlanFindings& findings) {
  const std::string path = own_profile(subject, machine).string();
  const auto hint = std::string("write the profiles of the fleet file with: pushgate init --profiles");
  std::error_code none;
  if (!fs::exists(path, none)) {
    // Where the profile is not copied either, one cause is not told as two faults.
    const auto* rule = findings.has(k_copied) ? k_copied : k_settings;
    return findings.wrong_in(
        rule, path, 0, fmt::format("is missing; expected the profile of the machine {}", machine), hint);
  }
  const auto planned = subject.fleet.machines.find(machine);
  if (planned == subject.fleet.machines.end() || planned->second.env.empty())
    return findings.could_not_look(k_settings, 0,
                                   fmt::format("the fleet file states no env of the machine {}", machine));
  const auto profile = read_machine_profile(fs::path(path));
  if (!profile) {
    return findings.wrong_in(
        k_settings, path, 0,
        fmt::format("cannot be read as the profile of the machine {}: {}", machine, profile.error().what),
        hint);
  }
  const auto found = differing_settings(*profile, planned->second.env);
  if (!found.empty()) {
    findings.wrong_in(k_settings, path, 0,
                      fmt::format("is not the profile of the machine {}: {}", machine, excerpts(found)),
                      hint);
  }
}

}  // namespace

void check_profiles(const DockerfileSubject& subject, PlanFindings& findings) {
  check_copy(subject, findings);
  if (subject.service.machines.empty())
    return findings.could_not_look(k_settings, 0, "the fleet file states no machines for the service");
  for (const auto& machine : subject.service.machines) check_settings(subject, machine, findings);
}

}  // namespace pushgate::scanners
