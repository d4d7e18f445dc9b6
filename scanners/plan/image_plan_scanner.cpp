// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_plan_scanner.hpp"

#include <array>

#include "scanners/plan/image_rules.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::array k_rules = {check_user,   check_start,  check_ports,      check_names,     check_profile,
                                check_python, check_family, check_cuda,       check_read_only, check_setuid,
                                check_order,  check_size,   check_differences};

}  // namespace

model::ScanResult scan_image_plan(const ImagePlan& image) {
  ImageFindings findings(image.service.name);
  for (const auto check : k_rules) check(image, findings);
  model::ScanResult result;
  result.run = {"plan", model::ScannerRun::Outcome::complete, ""};
  result.findings = findings.take();
  model::sort_findings(result.findings);
  return result;
}

}  // namespace pushgate::scanners
