// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace pushgate::cli {

// One file a command. Each parses its options into a request and hands it to one function of the gate.
Action add_gate(CLI::App& app);
Action add_sbom(CLI::App& app);
Action add_sbom_diff(CLI::App& app);
Action add_sbom_validate(CLI::App& app);
Action add_scan(CLI::App& app);
Action add_policy_check(CLI::App& app);
Action add_policy_explain(CLI::App& app);
Action add_policy_input(CLI::App& app);
Action add_policy_test(CLI::App& app);
Action add_lint(CLI::App& app);
Action add_lock_check(CLI::App& app);
Action add_init(CLI::App& app);
Action add_matrix(CLI::App& app);
Action add_key_generate(CLI::App& app);
Action add_key_import(CLI::App& app);
Action add_key_public(CLI::App& app);
Action add_sign(CLI::App& app);
Action add_attest(CLI::App& app);
Action add_audit_import(CLI::App& app);
Action add_audit_query(CLI::App& app);
Action add_audit_list(CLI::App& app);
Action add_audit_check(CLI::App& app);
Action add_audit_export(CLI::App& app);
Action add_status(CLI::App& app);
Action add_verify(CLI::App& app);
Action add_push(CLI::App& app);
Action add_regate(CLI::App& app);
Action add_vex_export(CLI::App& app);
Action add_waiver_add(CLI::App& app);
Action add_waiver_list(CLI::App& app);
Action add_report(CLI::App& app);
Action add_retention_apply(CLI::App& app);
Action add_retention_plan(CLI::App& app);
Action add_retention_undo(CLI::App& app);
Action add_rollout_canary(CLI::App& app);
Action add_rollout_batch(CLI::App& app);
Action add_rollout_rollback(CLI::App& app);
Action add_rollout_status(CLI::App& app);
Action add_wheel_check(CLI::App& app);
Action add_wheel_hash(CLI::App& app);
Action add_doctor(CLI::App& app);

}  // namespace pushgate::cli
