// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/output.hpp"
#include "gate/audit_query.hpp"

namespace pushgate::cli {

/// The answer in the form that `output` names: text, json or csv.
std::string audit_answer(const gate::AuditQueryOutcome& outcome, const Output& output);

/// `audit list`: the records themselves, as text.
std::string audit_listing(const gate::AuditQueryOutcome& outcome, const Output& output);

void add_database_option(CLI::App& app, std::string& database);
void add_answer_options(CLI::App& app, Output& output);

}  // namespace pushgate::cli
