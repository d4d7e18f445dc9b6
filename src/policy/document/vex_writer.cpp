// SPDX-License-Identifier: Apache-2.0
#include "policy/document/vex_writer.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/percent.hpp"

namespace pushgate::policy {

namespace {

/// `Risk accepted by ann until 2026-12-31 (SEC-7): reason`
std::string acceptance_of(const Waiver& waiver, AcceptedAs accepted = AcceptedAs::affected) {
  return fmt::format("Risk accepted by {} until {}{}{}: {}", waiver.owner, format_date(waiver.expires),
                     waiver.ticket.empty() ? "" : " (" + waiver.ticket + ")",
                     accepted == AcceptedAs::not_affected ? ", not found to be unaffected" : "",
                     waiver.reason);
}

json::Value statement_of(const VexEntry& entry, AcceptedAs accepted) {
  json::Array products;
  for (const VexPackage& package : entry.packages) products.push_back(json::Object{{"@id", package.purl}});
  const bool affected = accepted == AcceptedAs::affected;
  return json::Object{
      {"vulnerability", json::Object{{"name", entry.advisory}}},
      {"products", std::move(products)},
      {"status", affected ? "affected" : "not_affected"},
      {affected ? "action_statement" : "impact_statement", acceptance_of(entry.waiver, accepted)}};
}

std::string owners_of(const std::vector<VexEntry>& entries) {
  std::set<std::string> owners;
  for (const VexEntry& entry : entries) owners.insert(entry.waiver.owner);
  return owners.empty() ? "nobody" : fmt::format("{}", fmt::join(owners, ", "));
}

/// All waivers of one advisory.
struct Advisory {
  std::vector<std::string> details;
  std::set<std::string> refs;
};

}  // namespace

std::string write_openvex(const std::vector<VexEntry>& entries, Time now, AcceptedAs accepted) {
  json::Array statements;
  for (const VexEntry& entry : entries) statements.push_back(statement_of(entry, accepted));
  json::Object document{{"@context", "https://openvex.dev/ns/v0.2.0"},
                        {"@id", ""},
                        {"author", owners_of(entries)},
                        {"timestamp", format_rfc3339(now)},
                        {"version", 1},
                        {"statements", std::move(statements)}};
  document.set("@id", "https://openvex.dev/docs/public/vex-" + crypto::sha256(json::write(document)).hex());
  return json::write_pretty(document);
}

std::string write_cyclonedx_vex(const std::vector<VexEntry>& entries, Time now, AcceptedAs accepted,
                                const std::string& bom) {
  std::map<std::string, Advisory> advisories;
  for (const VexEntry& entry : entries) {
    Advisory& advisory = advisories[entry.advisory];
    advisory.details.push_back(acceptance_of(entry.waiver, accepted));
    for (const VexPackage& package : entry.packages)
      advisory.refs.insert(bom + "#" + percent_encode(package.ref, ""));
  }
  json::Array vulnerabilities;
  for (const auto& [id, advisory] : advisories) {
    json::Array affects;
    for (const std::string& ref : advisory.refs) affects.push_back(json::Object{{"ref", ref}});
    json::Object analysis{{"state", accepted == AcceptedAs::affected ? "exploitable" : "not_affected"}};
    if (accepted == AcceptedAs::affected) analysis.set("response", json::Array{"will_not_fix"});
    analysis.set("detail", fmt::format("{}", fmt::join(advisory.details, "\n")));
    vulnerabilities.push_back(
        json::Object{{"id", id}, {"analysis", std::move(analysis)}, {"affects", std::move(affects)}});
  }
  return json::write_pretty(json::Object{{"bomFormat", "CycloneDX"},
                                         {"specVersion", "1.6"},
                                         {"version", 1},
                                         {"metadata", json::Object{{"timestamp", format_rfc3339(now)}}},
                                         {"vulnerabilities", std::move(vulnerabilities)}});
}

std::string write_trivyignore(const std::vector<VexEntry>& entries) {
  if (entries.empty()) return "vulnerabilities: []\n";
  std::string text = "vulnerabilities:\n";
  for (const VexEntry& entry : entries) {
    text += fmt::format("  - id: {}\n    purls:\n", json::write(entry.advisory));
    for (const VexPackage& package : entry.packages)
      text += fmt::format("      - {}\n", json::write(package.purl));
    // Trivy's day ends as it begins; ours counts whole.
    text += fmt::format("    expired_at: {}\n    statement: {}\n",
                        format_date(entry.waiver.expires + std::chrono::days(1)),
                        json::write(acceptance_of(entry.waiver)));
  }
  return text;
}

}  // namespace pushgate::policy
