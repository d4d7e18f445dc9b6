// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>

#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_argument = "BASE_IMAGE";

std::string repository_of(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const auto slash = image.find_last_of('/');
  const auto colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
  return std::string(image.substr(0, colon));
}

/// Whether `$NAME` or `${NAME…}` is in the text.
bool mentions(std::string_view text, std::string_view name) {
  constexpr std::string_view k_more = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    auto rest = text.substr(at + 1);
    if (rest.starts_with('{')) rest.remove_prefix(1);
    if (!rest.starts_with(name)) continue;
    if (rest.size() == name.size() || k_more.find(rest[name.size()]) == std::string_view::npos) return true;
  }
  return false;
}

bool declares_argument(const dockerfile::Dockerfile& parsed) {
  const auto end = parsed.instructions.begin() + static_cast<std::ptrdiff_t>(parsed.stages.front().first);
  return std::any_of(parsed.instructions.begin(), end, [](const dockerfile::Instruction& instruction) {
    return std::ranges::any_of(instruction.pairs,
                               [](const dockerfile::Pair& pair) { return pair.name == k_argument; });
  });
}

void check_multi_stage(const DockerfileView& view, PlanFindings& findings) {
  constexpr std::string_view k_hint =
      "make the wheels in a stage of their own (FROM ${BASE_IMAGE} AS builder), and begin the last one with "
      "FROM "
      "${BASE_IMAGE}";
  if (view.parsed.stages.size() == 1) {
    findings.wrong("plan/multi-stage", from_line(view),
                   "has one stage; expected a builder and a runtime stage", std::string(k_hint));
  } else if (view.stages.size() == 1) {
    findings.wrong(
        "plan/multi-stage", from_line(view),
        "has a last stage that takes nothing out of another one; expected a builder and a runtime stage",
        std::string(k_hint));
  }
}

void check_wheel_cache(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr std::string_view k_rule = "plan/wheel-cache";
  constexpr std::string_view k_hint =
      "write in the builder: RUN --mount=type=cache,target=/root/.cache/pip python3 -m pip wheel "
      "--require-hashes "
      "--wheel-dir=/wheels -r requirements.lock";
  const auto& stages = subject.view.stages;
  std::vector<PipStep> steps;
  for (std::size_t i = 1; i < stages.size(); ++i) {
    for (const auto verb : {PipCommand::Verb::wheel, PipCommand::Verb::download, PipCommand::Verb::install})
      std::ranges::move(stages[i].pip(verb), std::back_inserter(steps));
  }
  if (steps.empty()) {
    const bool installs = !stages[0].pip(PipCommand::Verb::install).empty() || !subject.service.lock.empty();
    if (!installs) return;
    if (stages.size() > 1)
      return findings.could_not_look(std::string(k_rule), from_line(subject.view),
                                     "makes wheels with no command that is known, if it does");
    return findings.wrong(std::string(k_rule), from_line(subject.view),
                          "has no builder that makes wheels; expected one with a cache mount",
                          std::string(k_hint));
  }
  const auto has_cache = [](const PipStep& step) {
    return step.run->has_cache_mount() && !step.pip.no_cache;
  };
  if (std::ranges::any_of(steps, has_cache)) return;
  const auto& first = steps.front();
  const bool unused = first.run->has_cache_mount();
  findings.wrong(std::string(k_rule), first.run->step->line,
                 unused ? "makes wheels with a cache mount and --no-cache-dir, which leaves it unused"
                        : "makes wheels without a cache mount; expected RUN --mount=type=cache",
                 std::string(unused ? "take --no-cache-dir away" : k_hint));
}

}  // namespace

std::vector<const plan::Family*> family_line(const plan::Fleet& fleet, const std::string& family) {
  std::vector<const plan::Family*> line;
  std::set<std::string_view> seen;
  for (auto at = fleet.families.find(family); at != fleet.families.end() && seen.insert(at->first).second;
       at = fleet.families.find(at->second.family))
    line.push_back(&at->second);
  return line;
}

bool provides(const std::vector<const plan::Family*>& line, std::string_view distribution) {
  return std::ranges::any_of(line, [&](const plan::Family* family) {
    return std::ranges::find(family->provides, distribution) != family->provides.end();
  });
}

void check_stages(const DockerfileSubject& subject, PlanFindings& findings) {
  check_multi_stage(subject.view, findings);
  check_wheel_cache(subject, findings);
}

void check_base(const DockerfileView& view, const plan::Fleet& fleet, const std::string& family,
                PlanFindings& findings) {
  const auto line = family_line(fleet, family);
  const auto& stage = view.parsed.stages[root_stage(view)];
  const auto& base = view.runtime().state.base;
  const std::string image = line.empty() ? "" : line.front()->image;
  if (image.empty()) {
    findings.could_not_look("plan/family-base", stage.line, "the fleet file states no family");
  } else if (!base.known()) {
    findings.could_not_look("plan/family-base", stage.line,
                            fmt::format("is FROM {}, which only the build says", excerpt(stage.base)));
  } else if (repository_of(base.text) != image) {
    findings.wrong("plan/family-base", stage.line,
                   fmt::format("is FROM {}; expected the family image {}", excerpt(base.text), image),
                   fmt::format("write before the first FROM: ARG {}={}:TAG", k_argument, image));
  }
  if (declares_argument(view.parsed) && mentions(stage.base, k_argument)) return;
  findings.wrong("plan/base-image-argument", stage.line,
                 fmt::format("is FROM {}; expected the build argument {}", excerpt(stage.base), k_argument),
                 fmt::format("write before the first FROM: ARG {}={}, and here: FROM ${{{}}}", k_argument,
                             base.known() ? excerpt(base.text) : image + ":TAG", k_argument));
}

}  // namespace pushgate::scanners
