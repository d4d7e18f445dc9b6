// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plan/fleet.hpp"
#include "scanners/plan/dockerfile_view.hpp"
#include "scanners/plan/plan_findings.hpp"

namespace pushgate::scanners {

/// All that the rules of one service look at.
struct DockerfileSubject {
  const plan::Fleet& fleet;
  const plan::Service& service;
  const DockerfileView& view;
  std::vector<DockerfileView> families;  ///< of the families whose Dockerfile can be read, nearest first
  bool all_families = true;              ///< each family of the service has such a Dockerfile
  std::filesystem::path folder;          ///< of the Dockerfile
  std::filesystem::path context;         ///< of the build
};

/// The family of a service or a family, the family that is built on, and so on; nearest first. Families in a
/// circle, which parse_fleet refuses, end it.
std::vector<const plan::Family*> family_line(const plan::Fleet& fleet, const std::string& family);
/// Whether one of them provides the distribution (a normalised name).
bool provides(const std::vector<const plan::Family*>& line, std::string_view distribution);

// The rules, by what they look at; each says what it finds, and what it cannot know.
void check_stages(const DockerfileSubject& subject, PlanFindings& findings);  // multi-stage, wheel-cache
/// family-base, base-image-argument: what the last stage is FROM against the family that it shall be FROM.
void check_base(const DockerfileView& view, const plan::Fleet& fleet, const std::string& family,
                PlanFindings& findings);
void check_layer_order(const DockerfileView& view, PlanFindings& findings);
void check_installation(const DockerfileSubject& subject,
                        PlanFindings& findings);  // offline-install, require-hashes
void check_venv(const DockerfileView& view, PlanFindings& findings);
void check_family_packages(const DockerfileSubject& subject, PlanFindings& findings);
void check_user(const DockerfileSubject& subject, PlanFindings& findings);  // user-name, user-id
void check_runtime(const DockerfileSubject& subject,
                   PlanFindings& findings);  // tini-pid-1, exposed-ports, health-port
void check_read_only_root(const DockerfileView& view, PlanFindings& findings);
void check_profiles(const DockerfileSubject& subject,
                    PlanFindings& findings);  // machine-profile, profile-settings
void check_torch(const DockerfileSubject& subject, PlanFindings& findings);  // torch-architectures
void check_cuda(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings);
void check_python(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings);
void check_health_answer(const DockerfileSubject& subject, PlanFindings& findings);
void check_image_name(const DockerfileSubject& subject, PlanFindings& findings);
void check_root_switch(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings);

}  // namespace pushgate::scanners
