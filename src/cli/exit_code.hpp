// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "model/decision.hpp"

namespace pushgate::cli {

/// What the process ends with. README's table of exit codes is held against these comments by a test.
enum class ExitCode {
  passed = 0,     ///< checked, and all is well
  refused = 1,    ///< checked, and refused
  misuse = 2,     ///< wrong use or wrong configuration
  unchecked = 3,  ///< could not check: something is missing, corrupt, unreachable or too old
  bug = 4,        ///< a bug in pushgate
};

constexpr ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::refused:
      return ExitCode::refused;
    case ErrorCode::misuse:
      return ExitCode::misuse;
    case ErrorCode::unchecked:
      return ExitCode::unchecked;
    case ErrorCode::bug:
      break;
  }
  return ExitCode::bug;
}

constexpr ExitCode exit_code(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::pass:
      return ExitCode::passed;
    case model::Verdict::deny:
      return ExitCode::refused;
    case model::Verdict::unknown:
      break;
  }
  return ExitCode::unchecked;
}

}  // namespace pushgate::cli
