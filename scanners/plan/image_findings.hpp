// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
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

/// A foreign text for a message: as much as a reader wants to see.
std::string excerpt(std::string_view text);

/// The first few of a list, and how many more there are: `a, b and 3 more`.
std::string excerpts(const std::vector<std::string>& items);

}  // namespace pushgate::scanners
