// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/output.hpp"
#include "gate/audit_query.hpp"

namespace pushgate::cli {

/// Writes the answer in the form that `output` names: text, json or csv. Text ends after 1000 lines, and says
/// so. Errors: those of the output.
Result<void> write_answer(const gate::AuditQueryOutcome& outcome, const Output& output);

/// Takes a long text piece by piece.
using Give = std::function<Result<void>(std::string_view piece)>;
Result<void> give_json(const gate::AuditQueryOutcome& outcome, const Give& give);
Result<void> give_csv(const gate::AuditQueryOutcome& outcome, const Give& give);

/// `audit list`: the records themselves, as text.
std::string audit_listing(const gate::AuditQueryOutcome& outcome, const Output& output);

inline constexpr std::size_t k_piece_bytes = 1u << 20;  // of an answer in pieces, about

// What a table, CSV and JSON have in common; empty where it is not known.
std::string text_of(const std::optional<Digest>& digest);
std::string text_of(const std::optional<Time>& time);
std::string text_of(const std::optional<model::Verdict>& verdict);

void add_database_option(CLI::App& app, std::string& database);
void add_answer_options(CLI::App& app, Output& output);

}  // namespace pushgate::cli
