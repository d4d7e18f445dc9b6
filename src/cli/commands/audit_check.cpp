// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.hpp"
#include "cli/commands/audit_answer.hpp"
#include "cli/commands/commands.hpp"

namespace pushgate::cli {

namespace {

Result<ExitCode> run(const std::string& database) {
  TRY_ASSIGN(const audit::Totals totals, gate::audit_check(database));
  TRY(Output{}.write(fmt::format("whole: {} documents of {} images, {} packages, {} findings\n",
                                 totals.documents, totals.images, totals.packages, totals.findings)));
  return ExitCode::passed;
}

}  // namespace

Action add_audit_check(CLI::App& app) {
  auto database = std::make_shared<std::string>();
  add_database_option(app, *database);
  return [database] { return run(*database); };
}

}  // namespace pushgate::cli
