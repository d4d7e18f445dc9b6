// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "model/finding.hpp"

namespace pushgate::scanners {

/// What is wrong with one file. A hostile wheel has 100,000 members with the same fault: of each rule the
/// first few are told, and then how many more there are.
class WheelFindings {
 public:
  /// `path` as the user named it; `name` without its folder.
  WheelFindings(std::string path, std::string name) : m_path(std::move(path)), m_name(std::move(name)) {}

  void add(const std::string& rule, std::string message, std::string hint = "") {
    const std::size_t told = ++m_of_rule[rule];
    if (told > k_of_one_rule) return;
    model::Finding finding;
    finding.rule = rule;
    finding.subject = m_name;
    finding.location.path = m_path;
    finding.message = std::move(message);
    finding.hint = std::move(hint);
    m_findings.push_back(std::move(finding));
  }

  std::vector<model::Finding> take() {
    for (const auto& [rule, count] : m_of_rule) {
      if (count <= k_of_one_rule) continue;
      const std::size_t more = count - k_of_one_rule;
      m_of_rule[rule] = 0;
      add(rule, fmt::format("and {} more of this rule", more));
    }
    return std::move(m_findings);
  }

 private:
  static constexpr std::size_t k_of_one_rule = 20;
  std::string m_path;
  std::string m_name;
  std::map<std::string, std::size_t> m_of_rule;
  std::vector<model::Finding> m_findings;
};

}  // namespace pushgate::scanners
