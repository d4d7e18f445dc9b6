// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "base/format.hpp"
#include "plan/image_repository.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/folder_files.hpp"
#include "scanners/plan/health_source.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_rule = "plan/health-answer";
constexpr std::size_t k_source_bytes = 1u << 20;

FolderFiles find_sources(const fs::path& folder) {
  return files_below(folder, [](std::string_view name) { return name.ends_with(".py"); }, {"tests", "test"});
}

/// Beside the Dockerfile, or, where no source is there, in the whole context.
FolderFiles sources_of(const DockerfileSubject& subject) {
  auto sources = find_sources(subject.folder);
  if (sources.files.empty() && subject.context != subject.folder) sources = find_sources(subject.context);
  return sources;
}

}  // namespace

void check_health_answer(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto sources = sources_of(subject);
  bool answered = false;
  std::string unknown;
  for (const auto& path : sources.files) {
    const auto file = path.lexically_normal().string();
    const auto text = store::read_plain_file(path, k_source_bytes);
    if (!text) {
      unknown = fmt::format("{}: {}", text.error().subject, text.error().what);
      continue;
    }
    for (const auto& answer : find_health_answers(*text)) {
      answered = true;
      if (answer.kind == HealthAnswer::Kind::unknown) {
        unknown =
            fmt::format("{}:{} puts the answer of /health together when it is asked for", file, answer.line);
      } else if (answer.kind == HealthAnswer::Kind::wrong) {
        findings.wrong_in(
            k_rule, file, answer.line,
            fmt::format("answers /health {}; expected exactly {{\"status\":\"ok\"}}", answer.text),
            R"(write: return {"status": "ok"}, and tell the rest at another path)");
      }
    }
  }
  if (findings.has(k_rule)) return;
  if (unknown.empty() && !sources.whole && !sources.files.empty())
    unknown = "has more source beside it than was looked at for what /health answers";
  if (unknown.empty() && !answered) unknown = "has no source that is known to answer /health";
  if (!unknown.empty()) findings.could_not_look(k_rule, 0, unknown);
}

void check_image_name(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr const char* k_name_rule = "plan/image-name";
  constexpr std::string_view k_label = "org.opencontainers.image.ref.name";
  const auto& name = subject.service.name;
  const bool lower = std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!lower) {
    findings.wrong(k_name_rule, 0,
                   fmt::format("is of the service {}, which no repository can be called", name),
                   "name the service in snake_case in the fleet file");
  }
  if (subject.fleet.registry.empty())
    return findings.could_not_look(k_name_rule, 0, "the fleet file states no registry");
  const auto planned = plan::repositories_of(subject.fleet, subject.service);
  for (const auto& [label, value] : subject.view.runtime().state.labels) {
    if (label != k_label || !value.known() || value.text.find('/') == std::string::npos) continue;
    const auto slash = value.text.find_last_of('/');
    const auto found = value.text.substr(0, value.text.find_first_of(":@", slash));
    if (std::ranges::find(planned, found) != planned.end()) continue;
    findings.wrong(
        k_name_rule, value.line,
        fmt::format("is labelled {}; expected {}", excerpt(value.text), fmt::join(planned, " or ")),
        fmt::format("write: LABEL {}={}", k_label, planned.front()));
  }
}

}  // namespace pushgate::scanners
