// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/finding.hpp"

namespace pushgate::scanners {

/// Gathers what the rules over a built image find.
class ImageFindings {
 public:
  explicit ImageFindings(std::string service) : m_service(std::move(service)) {}

  void wrong(std::string rule, std::string message, std::string hint, model::Location location = {});
  void could_not_look(std::string rule, std::string message);

  std::vector<model::Finding> take() { return std::move(m_findings); }

 private:
  std::string m_service;
  std::vector<model::Finding> m_findings;
};

}  // namespace pushgate::scanners
