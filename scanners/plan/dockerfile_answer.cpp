// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <system_error>

#include "base/format.hpp"
#include "plan/image_repository.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/health_source.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_rule = "plan/health-answer";
constexpr std::size_t k_source_files = 2000;
constexpr std::size_t k_source_bytes = 1u << 20;
constexpr std::size_t k_entries = 50'000;

bool is_passed_over(const std::string& folder) {
  return folder.starts_with('.') || folder == "node_modules" || folder == "venv" || folder == "__pycache__" ||
         folder == "site-packages" || folder == "tests" || folder == "test";
}

struct Sources {
  std::vector<fs::path> files;
  bool whole = true;
};

Sources find_sources(const fs::path& folder) {
  Sources sources;
  std::error_code failure;
  std::size_t entries = 0;
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(folder, options, failure);
       !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    if (++entries > k_entries || sources.files.size() > k_source_files) {
      sources.whole = false;
      break;
    }
    std::error_code none;
    const auto status = at->symlink_status(none);
    if (fs::is_directory(status)) {
      if (is_passed_over(at->path().filename().string())) at.disable_recursion_pending();
    } else if (fs::is_regular_file(status) && at->path().extension() == ".py") {
      sources.files.push_back(at->path());
    }
  }
  std::ranges::sort(sources.files);
  return sources;
}

/// Beside the Dockerfile, or, where no source is there, in the whole context.
Sources sources_of(const DockerfileSubject& subject) {
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
  if (unknown.empty() && !sources.whole)
    unknown = fmt::format("has more than {} files of source; what /health answers was not looked for in all",
                          k_source_files);
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
