// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/output.hpp"
#include "gate/regate.hpp"

namespace pushgate::cli {

/// For a terminal: one line an image, always, with what is new below it; then what could not be read, and the
/// sums.
std::string regate_text(const gate::RegateOutcome& outcome, const Output& output);

/// `pushgate.regate/v1`: `{"schema", "images": [the findings document with its decision, "path",
/// "stored_verdict", "new": [{"blame", "effect", "rule", "severity", "subject", "text", "fixed_version"}],
/// "gone": […]}], "unread": [{"path", "error"}], "summary": {"images", "packages", "pass", "deny", "unknown",
/// "unread", "new": {blame: count}}}`.
std::string regate_json(const gate::RegateOutcome& outcome);

}  // namespace pushgate::cli
