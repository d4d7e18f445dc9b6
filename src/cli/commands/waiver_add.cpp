// SPDX-License-Identifier: Apache-2.0
#include "gate/waiver_add.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

namespace {

Result<ExitCode> run(const gate::WaiverAddRequest& request) {
  TRY_ASSIGN(const auto waiver, gate::add_waiver(request));
  const std::string extent = extent_of(waiver);
  const Output output;
  TRY(output.write(fmt::format(
      "{}: waived {}{} until {}\n", report::foreign(request.policy_file), report::foreign(waiver.rule),
      extent.empty() ? "" : " for " + report::foreign(extent), format_date(waiver.expires))));
  return ExitCode::passed;
}

}  // namespace

Action add_waiver_add(CLI::App& app) {
  auto request = std::make_shared<gate::WaiverAddRequest>();
  policy::Waiver& waiver = request->waiver;
  app.add_option("--policy", request->policy_file, "the policy that it is written into")
      ->type_name("FILE")
      ->required();
  app.add_option("--rule", waiver.rule, "vuln/CVE-2024-1234, or a rule of policies/rules.yaml")
      ->type_name("RULE")
      ->required();
  app.add_option("--subject", waiver.subject,
                 "what it holds for: a purl such as pkg:pypi/urllib3, a file, a service")
      ->type_name("SUBJECT");
  app.add_option("--versions", waiver.versions, "versions of the subject, such as '<1.26.5'; all otherwise")
      ->type_name("RANGE");
  app.add_option("--service", waiver.service, "holds for this service of the fleet file alone")
      ->type_name("NAME");
  app.add_option("--image", request->image, "holds for this image alone: sha256:…")->type_name("DIGEST");
  app.add_option("--reason", waiver.reason, "why it may pass")->type_name("WHY")->required();
  app.add_option("--owner", waiver.owner, "who answers for it")->type_name("NAME")->required();
  app.add_option("--ticket", waiver.ticket, "where it was decided, or is worked on")->type_name("TICKET");
  app.add_option("--expires", request->expires, "its last day, in UTC: 2027-01-31")
      ->type_name("DAY")
      ->required();
  app.add_flag("--replace", request->replace, "renew the one that is there for the same");
  return [request] { return run(*request); };
}

}  // namespace pushgate::cli
