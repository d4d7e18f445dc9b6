// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/decision.hpp"
#include "model/severity.hpp"

namespace pushgate::report {

/// Puts colours on text for a terminal (ECMA-48 SGR), or leaves it as it is.
class Paint {
 public:
  explicit Paint(bool colour) : m_colour(colour) {}

  std::string severity(model::Severity severity, std::string_view text) const {
    return sgr(code(severity), text);
  }
  std::string verdict(model::Verdict verdict, std::string_view text) const {
    return sgr(code(verdict), text);
  }

 private:
  static std::string_view code(model::Severity severity) {
    switch (severity) {
      case model::Severity::critical:
        return "1;31";
      case model::Severity::high:
        return "31";
      case model::Severity::medium:
        return "33";
      case model::Severity::low:
        return "36";
      case model::Severity::unknown:
        break;
    }
    return "";
  }
  static std::string_view code(model::Verdict verdict) {
    switch (verdict) {
      case model::Verdict::pass:
        return "1;32";
      case model::Verdict::deny:
        return "1;31";
      case model::Verdict::unknown:
        break;
    }
    return "1;33";
  }
  std::string sgr(std::string_view code, std::string_view text) const {
    if (!m_colour || code.empty()) return std::string(text);
    return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
  }

  bool m_colour;
};

}  // namespace pushgate::report
