// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_findings.hpp"

#include <utility>

namespace pushgate::scanners {

void ImageFindings::wrong(std::string rule, std::string message, std::string hint, model::Location location) {
  model::Finding finding;
  finding.rule = std::move(rule);
  finding.subject = m_service;
  finding.location = std::move(location);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  m_findings.push_back(std::move(finding));
}

void ImageFindings::could_not_look(std::string rule, std::string message) {
  wrong(std::move(rule), std::move(message), "");
  m_findings.back().could_not_look = true;
}

}  // namespace pushgate::scanners
