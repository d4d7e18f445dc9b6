// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/finding.hpp"

namespace pushgate::scanners {

/// What a Dockerfile is found to do otherwise than the plan, in the order in which it is found.
class PlanFindings {
 public:
  /// `subject`: the service or the family; `file`: what findings are in, where they name no other.
  PlanFindings(std::string subject, std::string file)
      : m_subject(std::move(subject)), m_file(std::move(file)) {}

  /// `message` reads after the file: `exposes 80; expected exactly 5557`. Line 0: the whole file.
  void wrong(std::string rule, std::uint32_t line, std::string message, std::string hint) {
    add(std::move(rule), {m_file, line, 0, ""}, std::move(message), std::move(hint), false);
  }
  void wrong_in(std::string rule, std::string file, std::uint32_t line, std::string message,
                std::string hint) {
    add(std::move(rule), {std::move(file), line, 0, ""}, std::move(message), std::move(hint), false);
  }
  void could_not_look(std::string rule, std::uint32_t line, std::string message) {
    add(std::move(rule), {m_file, line, 0, ""}, std::move(message), "", true);
  }

  bool has(std::string_view rule) const;  ///< a violation, that is
  std::vector<model::Finding> take() { return std::move(m_findings); }

 private:
  void add(std::string rule, model::Location location, std::string message, std::string hint,
           bool could_not_look);

  std::string m_subject;
  std::string m_file;
  std::vector<model::Finding> m_findings;
};

}  // namespace pushgate::scanners
