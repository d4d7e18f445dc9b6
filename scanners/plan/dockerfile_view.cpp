// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/dockerfile_view.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

using dockerfile::StageState;
using dockerfile::Value;

constexpr std::size_t k_stages = 100;  // that one image is made of; real ones have three

ShellVariables variables_of(const StageState& state, bool with_arguments) {
  std::map<std::string, std::string, std::less<>> known;
  const auto add = [&](const std::vector<std::pair<std::string, Value>>& list) {
    for (const auto& [name, value] : list) {
      known.erase(name);
      if (value.known()) known.emplace(name, value.text);
    }
  };
  if (with_arguments) add(state.args);
  add(state.env);
  return [known = std::move(known)](std::string_view name) -> std::optional<std::string> {
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  };
}

std::vector<ShellCommand> commands_of(const dockerfile::RunStep& run, const ShellVariables& variables) {
  std::vector<ShellCommand> commands;
  if (!run.command.shell_form) return read_exec(run.command.words, variables);
  for (const auto& text : run.command.words)
    std::ranges::move(read_shell(text, variables), std::back_inserter(commands));
  for (const auto& document : run.here_documents)
    std::ranges::move(read_shell(document.content, variables), std::back_inserter(commands));
  return commands;
}

StageView view_of(StageState state) {
  StageView view;
  view.state = std::move(state);
  view.build_variables = variables_of(view.state, true);
  view.image_variables = variables_of(view.state, false);
  for (const auto& step : view.state.steps) {
    if (const auto* run = std::get_if<dockerfile::RunStep>(&step.action))
      view.runs.push_back({&step, run, commands_of(*run, view.build_variables)});
  }
  return view;
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// As --from and the option `from` of a mount name one: by its name or its number.
std::optional<std::size_t> stage_named(const dockerfile::Dockerfile& parsed, const std::string& written) {
  const auto name = lower_case(written);
  for (std::size_t i = 0; i < parsed.stages.size(); ++i) {
    if (!name.empty() && parsed.stages[i].name == name) return i;
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc() && end == name.data() + name.size() && !name.empty();
  return whole && number < parsed.stages.size() ? std::optional(number) : std::nullopt;
}

/// The stages that a stage takes files from.
std::set<std::size_t> sources_of(const StageState& state, const dockerfile::Dockerfile& parsed) {
  std::set<std::size_t> sources;
  for (const auto& step : state.steps) {
    if (const auto* copy = std::get_if<dockerfile::CopyStep>(&step.action)) {
      if (copy->from_stage) sources.insert(*copy->from_stage);
      continue;
    }
    for (const auto& mount : std::get<dockerfile::RunStep>(step.action).mounts) {
      for (const auto& [key, value] : mount.options) {
        const auto stage = key == "from" ? stage_named(parsed, value.text) : std::nullopt;
        if (stage) sources.insert(*stage);
      }
    }
  }
  return sources;
}

}  // namespace

bool RunView::has_cache_mount() const {
  return std::ranges::any_of(run->mounts,
                             [](const dockerfile::Mount& mount) { return mount.type.text == "cache"; });
}

std::vector<PipStep> StageView::pip(PipCommand::Verb verb) const {
  std::vector<PipStep> steps;
  for (const auto& run : runs) {
    for (const auto& command : run.commands) {
      auto pip = read_pip(command, build_variables);
      if (pip && pip->verb == verb) steps.push_back({std::move(*pip), &run});
    }
  }
  return steps;
}

Result<DockerfileView> read_dockerfile(const std::filesystem::path& path) {
  TRY_ASSIGN(const std::string text, store::read_file(path, limits::k_dockerfile_bytes));
  DockerfileView view;
  view.file = path.string();
  TRY_ASSIGN(view.parsed, dockerfile::parse_dockerfile(text, view.file));
  TRY_ASSIGN(auto last, dockerfile::evaluate(view.parsed, {}));
  view.stages.push_back(view_of(std::move(last)));
  std::set<std::size_t> seen = {view.stages[0].state.stage};
  for (std::size_t i = 0; i < view.stages.size(); ++i) {
    for (const auto stage : sources_of(view.stages[i].state, view.parsed)) {
      if (!seen.insert(stage).second) continue;
      if (seen.size() > k_stages)
        return fail(Error::unchecked(view.file, fmt::format("is made of more than {} stages", k_stages)));
      // A stage without a name cannot be asked for, but a file that ends with it can.
      auto shorter = view.parsed;
      shorter.stages.resize(stage + 1);
      TRY_ASSIGN(auto state, dockerfile::evaluate(shorter, {}));
      view.stages.push_back(view_of(std::move(state)));
    }
  }
  return view;
}

std::uint32_t from_line(const DockerfileView& view) {
  return view.parsed.stages[view.runtime().state.stage].line;
}

std::size_t root_stage(const DockerfileView& view) {
  const auto& stages = view.parsed.stages;
  auto stage = view.runtime().state.stage;
  for (auto i = stage; i-- > 0;) {
    if (!stages[i].name.empty() && stages[i].name == lower_case(stages[stage].base)) stage = i;
  }
  return stage;
}

}  // namespace pushgate::scanners
