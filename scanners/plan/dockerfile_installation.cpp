// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string_view>
#include <variant>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "python/package_name.hpp"
#include "python/requirement_file.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_wheels = "/wheels";

bool from_wheels(const std::string& link) {
  return link == k_wheels || link == "/wheels/" || link == "file:///wheels" || link == "file:///wheels/";
}

/// The command that the plan wants in place of this one.
std::string planned_command(const PipCommand& pip) {
  std::string command = "write: RUN python3 -m pip install --no-index --find-links=/wheels --require-hashes";
  for (const auto& file : pip.requirement_files) command += " -r " + excerpt(file);
  if (pip.requirement_files.empty()) command += " -r requirements.lock";
  return command;
}

void check_offline(const PipStep& step, PlanFindings& findings) {
  const auto& pip = step.pip;
  const bool wheels = std::ranges::any_of(pip.find_links, from_wheels);
  if (pip.no_index && wheels) return;
  const auto line = step.run->step->line;
  if (pip.unseen)
    return findings.could_not_look("plan/offline-install", line, "gives pip words that only the build knows");
  std::string found;
  if (!pip.no_index) found = "--no-index";
  if (!wheels) found += found.empty() ? "--find-links=/wheels" : " and --find-links=/wheels";
  findings.wrong("plan/offline-install", line, fmt::format("installs without {}", found),
                 planned_command(pip));
}

void check_hashes(const PipStep& step, PlanFindings& findings) {
  if (step.pip.require_hashes) return;
  const auto line = step.run->step->line;
  if (step.pip.unseen)
    return findings.could_not_look("plan/require-hashes", line, "gives pip words that only the build knows");
  findings.wrong("plan/require-hashes", line, "installs without --require-hashes", planned_command(step.pip));
}

std::vector<PipStep> builder_installs(const DockerfileView& view) {
  std::vector<PipStep> steps;
  for (std::size_t i = 1; i < view.stages.size(); ++i)
    std::ranges::move(view.stages[i].pip(PipCommand::Verb::install), std::back_inserter(steps));
  return steps;
}

/// The first COPY of the runtime stage that brings what a builder has installed.
const dockerfile::Step* copied_installation(const StageView& runtime) {
  for (const auto& step : runtime.state.steps) {
    const auto* copy = std::get_if<dockerfile::CopyStep>(&step.action);
    if (copy == nullptr || !copy->from_stage) continue;
    for (const auto& source : copy->sources) {
      if (source.text.find("site-packages") != std::string::npos ||
          source.text.find("dist-packages") != std::string::npos || source.text == "/install" ||
          source.text == "/usr/local" || source.text == "/root/.local")
        return &step;
    }
  }
  return nullptr;
}

void check_no_install(const DockerfileSubject& subject, PlanFindings& findings) {
  if (const auto* copied = copied_installation(subject.view.runtime())) {
    findings.wrong("plan/offline-install", copied->line,
                   "copies what the builder installed instead of installing wheels", planned_command({}));
  } else if (!subject.service.lock.empty()) {
    findings.could_not_look("plan/offline-install", from_line(subject.view),
                            "the runtime stage installs the lock with no command that is known");
  }
  const auto builders = builder_installs(subject.view);
  for (const auto& step : builders) check_hashes(step, findings);
  if (builders.empty() && !subject.service.lock.empty()) {
    findings.could_not_look("plan/require-hashes", from_line(subject.view),
                            "the lock is installed with no command that is known");
  }
}

/// `opt/venv/bin` and the like: a component that a virtual environment is usually called.
bool names_venv(std::string_view text) {
  for (const std::string_view name : {"venv", ".venv", "virtualenv"}) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      const auto end = at + name.size();
      const bool begins = at == 0 || text[at - 1] == '/' || text[at - 1] == '_' || text[at - 1] == '-';
      if (begins && (end == text.size() || text[end] == '/' || text[end] == ':')) return true;
    }
  }
  return false;
}

constexpr std::string_view k_no_venv_hint =
    "install into the image's own Python: RUN python3 -m pip install --no-index --find-links=/wheels "
    "--require-hashes -r "
    "requirements.lock";

bool check_venv_commands(const StageView& stage, PlanFindings& findings) {
  bool found = false;
  for (const auto& run : stage.runs) {
    for (const auto& command : run.commands) {
      const auto folder = venv_folder(command);
      if (!folder) continue;
      found = true;
      findings.wrong("plan/no-venv", run.step->line,
                     folder->empty() ? "makes a virtual environment"
                                     : fmt::format("makes a virtual environment in {}", excerpt(*folder)),
                     std::string(k_no_venv_hint));
    }
  }
  return found;
}

/// `torch` of `torch==2.4.1+cu121`, `torch[opt] @ https://…`; empty for a path.
std::string distribution_of(std::string_view target) {
  const auto end = target.find_first_of(" [=<>!~@;");
  const auto name = target.substr(0, end);
  if (name.empty() || name.find_first_of("/.$") != std::string_view::npos) return {};
  return python::normalize_name(name);
}

/// The lock of the service, and the requirement files of its pip commands that lie in the context.
std::vector<std::string> requirement_files(const DockerfileSubject& subject) {
  std::vector<std::string> files;
  const auto add = [&](const fs::path& path) {
    std::error_code none;
    auto file = path.lexically_normal().string();
    if (fs::is_regular_file(path, none) && std::ranges::find(files, file) == files.end())
      files.push_back(std::move(file));
  };
  if (!subject.service.lock.empty()) add(subject.folder / subject.service.lock);
  for (const auto& stage : subject.view.stages) {
    for (const auto verb : {PipCommand::Verb::install, PipCommand::Verb::wheel, PipCommand::Verb::download}) {
      for (const auto& step : stage.pip(verb)) {
        for (const auto& file : step.pip.requirement_files) add(subject.context / fs::path(file).filename());
      }
    }
  }
  return files;
}

void check_lock(const std::string& file, const std::vector<const plan::Family*>& line,
                const std::string& family, PlanFindings& findings) {
  const auto text = store::read_file(file, limits::k_lock_bytes);
  const auto read = text ? python::parse_requirements(*text, file) : fail(text.error());
  if (!read) {
    const auto& error = read.error();
    return findings.could_not_look("plan/family-packages", 0,
                                   fmt::format("{}: {}", error.subject, error.what));
  }
  for (const auto& requirement : read->requirements) {
    if (!provides(line, requirement.normalized)) continue;
    findings.wrong_in(
        "plan/family-packages", file, requirement.line,
        fmt::format("locks {}, which the family {} already has", requirement.name, family),
        fmt::format("compile the lock without it: pip-compile --generate-hashes --unsafe-package {}",
                    requirement.normalized));
  }
}

}  // namespace

void check_installation(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto installs = subject.view.runtime().pip(PipCommand::Verb::install);
  if (installs.empty()) return check_no_install(subject, findings);
  for (const auto& step : installs) {
    check_offline(step, findings);
    check_hashes(step, findings);
  }
}

void check_venv(const DockerfileView& view, PlanFindings& findings) {
  bool found = false;
  for (const auto& stage : view.stages) found = check_venv_commands(stage, findings) || found;
  if (found) return;
  const auto& runtime = view.runtime().state;
  for (const auto& [name, value] : runtime.env) {
    if (name != "VIRTUAL_ENV" && (name != "PATH" || !names_venv(value.text))) continue;
    return findings.wrong("plan/no-venv", value.line, fmt::format("sets {} to a virtual environment", name),
                          std::string(k_no_venv_hint));
  }
  for (const auto& step : runtime.steps) {
    const auto* copy = std::get_if<dockerfile::CopyStep>(&step.action);
    if (copy == nullptr || !names_venv(copy->destination.text)) continue;
    return findings.wrong("plan/no-venv", step.line,
                          fmt::format("copies a virtual environment to {}", excerpt(copy->destination.text)),
                          std::string(k_no_venv_hint));
  }
}

void check_family_packages(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto line = family_line(subject.fleet, subject.service.family);
  if (line.empty())
    return findings.could_not_look("plan/family-packages", 0, "the fleet file states no family");
  for (const auto& stage : subject.view.stages) {
    for (const auto verb : {PipCommand::Verb::install, PipCommand::Verb::wheel, PipCommand::Verb::download}) {
      for (const auto& step : stage.pip(verb)) {
        for (const auto& target : step.pip.targets) {
          if (!provides(line, distribution_of(target))) continue;
          findings.wrong("plan/family-packages", step.run->step->line,
                         fmt::format("installs {}, which the family {} already has", excerpt(target),
                                     subject.service.family),
                         "take it out of the command");
        }
      }
    }
  }
  for (const auto& file : requirement_files(subject))
    check_lock(file, line, subject.service.family, findings);
}

}  // namespace pushgate::scanners
