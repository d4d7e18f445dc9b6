// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/dockerfile_plan_scanner.hpp"

#include <filesystem>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;
using model::ScannerRun;
using model::ScanResult;

ScanResult complete(PlanFindings& findings) {
  ScanResult result{{"plan", ScannerRun::Outcome::complete, ""}, findings.take()};
  model::sort_findings(result.findings);
  return result;
}

void check_place(const DockerfilePlace& place, const plan::Service& service, PlanFindings& findings) {
  constexpr const char* k_rule = "plan/dockerfile-location";
  if (place.planned.empty()) {
    findings.could_not_look(k_rule, 0, "the fleet file states no Dockerfile of the service");
  } else if (!place.file) {
    findings.wrong(
        k_rule, 0, "is missing, and there is none of this service elsewhere",
        fmt::format("write it, or name its place in the fleet file: services.{}.dockerfile", service.name));
  }
  const bool misplaced = place.file && *place.file != place.planned;
  for (const auto& stray : place.strays) {
    findings.wrong_in(
        k_rule, stray, 0,
        misplaced
            ? fmt::format("is in the wrong place; expected {}", place.planned)
            : fmt::format("is a second Dockerfile of {}; expected none but {}", service.name, place.planned),
        misplaced ? fmt::format("git mv {} {}", stray, place.planned) : fmt::format("git rm {}", stray));
  }
}

void check_rules(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto& view = subject.view;
  check_stages(subject, findings);
  check_base(view, subject.fleet, subject.service.family, findings);
  check_layer_order(view, findings);
  check_installation(subject, findings);
  check_venv(view, findings);
  check_family_packages(subject, findings);
  check_user(subject, findings);
  check_runtime(subject, findings);
  check_read_only_root(view, findings);
  check_profiles(subject, findings);
  check_torch(subject, findings);
  check_cuda(view, subject.fleet, findings);
  check_python(view, subject.fleet, findings);
  check_health_answer(subject, findings);
  check_image_name(subject, findings);
}

ScanResult judge(const plan::Fleet& fleet, const plan::Service& service, const DockerfilePlace& place,
                 bool judge_place) {
  PlanFindings findings(service.name, place.file.value_or(place.planned));
  if (judge_place) check_place(place, service, findings);
  if (!place.file) return complete(findings);
  const auto view = read_dockerfile(*place.file);
  if (!view) {
    auto result = complete(findings);
    result.run.outcome = ScannerRun::Outcome::incomplete;
    result.run.reason = fmt::format("{}: {}", service.name, error_line(view.error()));
    return result;
  }
  DockerfileSubject subject{fleet, service, *view, {}, true, {}, {}};
  for (const auto* family : family_line(fleet, service.family)) {
    auto read = family->dockerfile.empty() ? Result<DockerfileView>(fail(Error::unchecked("", "")))
                                           : read_dockerfile(fs::path(fleet.folder) / family->dockerfile);
    subject.all_families = subject.all_families && read;
    if (read) subject.families.push_back(std::move(*read));
  }
  subject.folder = fs::path(*place.file).parent_path();
  const bool misplaced = judge_place && *place.file != place.planned;
  subject.context = service.context.empty() || misplaced
                        ? subject.folder
                        : (fs::path(fleet.folder) / service.context).lexically_normal();
  check_rules(subject, findings);
  return complete(findings);
}

}  // namespace

ScanResult scan_dockerfile_plan(const plan::Fleet& fleet, const plan::Service& service,
                                const std::string& dockerfile) {
  if (dockerfile.empty()) return scan_dockerfile_plan(fleet, service, find_dockerfiles(fleet));
  return judge(fleet, service, {dockerfile, dockerfile, {}}, false);
}

ScanResult scan_dockerfile_plan(const plan::Fleet& fleet, const plan::Service& service,
                                const DockerfileTree& tree) {
  return judge(fleet, service, place_of(fleet, service, tree), true);
}

ScanResult scan_family_dockerfile(const plan::Fleet& fleet, const std::string& name) {
  const auto found = fleet.families.find(name);
  if (found == fleet.families.end() || found->second.dockerfile.empty())
    return {
        {"plan", ScannerRun::Outcome::not_asked, fmt::format("{}: the fleet file names no Dockerfile", name)},
        {}};
  const auto& family = found->second;
  const auto file = (fs::path(fleet.folder) / family.dockerfile).lexically_normal().string();
  PlanFindings findings(name, file);
  std::error_code none;
  if (!fs::exists(file, none)) {
    findings.wrong(
        "plan/dockerfile-location", 0, "is missing",
        fmt::format("write it, or name its place in the fleet file: families.{}.dockerfile", name));
    return complete(findings);
  }
  const auto view = read_dockerfile(file);
  if (!view)
    return {{"plan", ScannerRun::Outcome::incomplete, fmt::format("{}: {}", name, error_line(view.error()))},
            {}};
  if (!family.family.empty()) check_base(*view, fleet, family.family, findings);
  check_root_switch(*view, fleet, findings);
  check_venv(*view, findings);
  check_cuda(*view, fleet, findings);
  check_python(*view, fleet, findings);
  return complete(findings);
}

}  // namespace pushgate::scanners
