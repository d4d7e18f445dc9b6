// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_scanner.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "sbom/cyclonedx.hpp"
#include "scanners/trivy/canary.hpp"
#include "scanners/trivy/package_index.hpp"
#include "scanners/trivy/trivy_database.hpp"
#include "scanners/trivy/trivy_program.hpp"
#include "scanners/trivy/trivy_report.hpp"
#include "scanners/trivy/trivy_run.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {

namespace {

using model::ScannerRun;

std::string sentence(const Error& error) {
  auto out = error_line(error);
  for (const auto& line : error.context) out += " (while " + line + ")";
  if (!error.hint.empty()) out += "; " + error.hint;
  return out;
}

/// `3 packages …, the first: X`.
std::string count_and_first(const std::vector<std::string>& names, std::string_view what) {
  return fmt::format("{} {} {}, the first: {}", names.size(), names.size() == 1 ? "package" : "packages",
                     what, names.front().substr(0, 300));
}

/// What an inventory cannot be clean of, whatever a scanner says.
std::vector<std::string> doubts_about(const model::Inventory& inventory) {
  const auto& os = inventory.os;
  if (inventory.components.empty()) {
    return {"found no package at all; an image that hides its packages looks the same"};
  }
  const bool has_os_packages =
      std::any_of(inventory.components.begin(), inventory.components.end(),
                  [](const auto& component) { return model::is_os_ecosystem(component.ecosystem); });
  if (!os.family.empty() && !has_os_packages) {
    return {fmt::format("the image is {} {}, and none of its packages was found", os.family, os.version)};
  }
  if (os.family.empty() && !os.id.empty() && !has_os_packages) {
    return {fmt::format("the distribution '{}' is not known to Trivy", os.id.substr(0, 100))};
  }
  return {};
}

/// One scan: fills the result as far as it gets; what stops it is its error, what only weakens it a doubt.
class Scan {
 public:
  Scan(const std::string& document, const model::Inventory& inventory, const TrivyOptions& options)
      : m_document(document), m_inventory(inventory), m_options(options) {}

  TrivyResult run() {
    m_doubts = doubts_about(m_inventory);
    if (!m_inventory.components.empty()) {
      if (auto done = scan(); !done) m_doubts.push_back(sentence(done.error()));
    }
    auto& run = m_out.result.run;
    run.scanner = "trivy";
    run.outcome = m_doubts.empty() ? ScannerRun::Outcome::complete : ScannerRun::Outcome::incomplete;
    for (const auto& doubt : m_doubts) run.reason += (run.reason.empty() ? "" : "; ") + doubt;
    return std::move(m_out);
  }

 private:
  Result<void> scan() {
    TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
    TRY_ASSIGN(const auto program, find_trivy(m_options, scratch.path()));
    m_out.identity = model::ScannerIdentity{"trivy", program.version, program.digest, {}, {}};
    if (m_options.cache_dir.empty()) TRY(update_database(program, scratch.path()));
    TRY_ASSIGN(const auto database, read_database(cache_folder()));
    m_out.identity->database = database.digest;
    m_out.identity->database_updated_at = database.updated_at;
    TRY(check_age(database, system_time(), m_options.rules.max_database_age));

    TRY_ASSIGN(m_out.report, scan_document(program, database, scratch.path(), "sbom.cdx.json", m_document));
    TRY(judge_report());
    TRY(ask_canary(program, database, scratch.path()));
    TRY_ASSIGN(const auto after, mark_database(database.cache_folder));
    if (after == database.mark) return {};
    return fail(Error::unchecked(database.cache_folder.string(),
                                 "the vulnerability database changed while it was used")
                    .with_hint("run it again"));
  }

  std::filesystem::path cache_folder() const {
    return m_options.cache_dir.empty() ? default_cache_folder() : std::filesystem::path(m_options.cache_dir);
  }

  /// Trivy's own database is brought up to date by itself, so that a failure to download is told as one.
  Result<void> update_database(const TrivyProgram& program, const std::filesystem::path& scratch) const {
    std::error_code code;
    const auto folder = std::filesystem::absolute(cache_folder(), code);
    if (code) return fail(Error::unchecked(cache_folder().string(), "cannot be resolved: " + code.message()));
    TrivyCall call{program.executable, {}, scratch, m_options.timeout, true};
    call.arguments = {"image", "--download-db-only", "--no-progress", "--cache-dir", folder.string()};
    auto updated = run_trivy(call);
    if (updated) return {};
    return fail(std::move(updated).error().with_hint(
        "without a connection, name a Trivy cache that was filled elsewhere with --trivy-cache DIR"));
  }

  Result<std::string> scan_document(const TrivyProgram& program, const TrivyDatabase& database,
                                    const std::filesystem::path& scratch, const std::string& file_name,
                                    const std::string& document) const {
    TRY(store::write_file(scratch / file_name, document));
    TrivyCall call{program.executable, {}, scratch, m_options.timeout, false};
    call.arguments = {"sbom", "--format", "json", "--list-all-pkgs", "--cache-dir",
                      database.cache_folder.string(), "--cache-backend", "memory", "--skip-db-update",
                      "--skip-java-db-update", "--offline-scan", "--skip-version-check",
                      "--disable-telemetry", "--no-progress", "--exit-code", "0", "--timeout",
                      // Ours ends it first: its own time-out would read as one more failure.
                      fmt::format("{}s", m_options.timeout.count() + 60), file_name};
    return run_trivy(call);
  }

  Result<void> judge_report() {
    TRY_ASSIGN(const auto report, parse_trivy_report(m_out.report, "sbom.cdx.json"));
    const PackageIndex index(m_inventory);
    m_out.result.findings = index.findings(report);
    if (report.os_family != m_inventory.os.family && !m_inventory.os.family.empty()) {
      m_doubts.push_back(fmt::format("Trivy's report is about '{}'; expected {}",
                                     report.os_family.substr(0, 100), m_inventory.os.family));
    }
    if (const auto unknown = index.unknown_packages(report); !unknown.empty()) {
      m_doubts.push_back("Trivy's report names " + count_and_first(unknown, "that the SBOM does not hold"));
    }
    if (const auto unseen = index.packages_not_seen(report); !unseen.empty()) {
      m_doubts.push_back("Trivy did not look at " + count_and_first(unseen, "of the SBOM"));
    }
    return {};
  }

  Result<void> ask_canary(const TrivyProgram& program, const TrivyDatabase& database,
                          const std::filesystem::path& scratch) {
    for (auto& silence : never_looked_up(m_inventory)) m_doubts.push_back(std::move(silence));
    const auto canary = make_canary(m_inventory);
    if (canary.components.empty()) return {};
    const auto document = sbom::write_cyclonedx({"canary", Digest(Digest::Bytes{}), "linux/amd64"}, canary,
                                                database.updated_at);
    auto text = scan_document(program, database, scratch, "canary.cdx.json", document);
    if (!text) return fail(std::move(text).error().during("asking the canary"));
    auto report = parse_trivy_report(*text, "canary.cdx.json");
    if (!report) return fail(std::move(report).error().during("asking the canary"));
    for (auto& silence : silent_ecosystems(canary, *report)) m_doubts.push_back(std::move(silence));
    return {};
  }

  const std::string& m_document;
  const model::Inventory& m_inventory;
  const TrivyOptions& m_options;
  TrivyResult m_out;
  std::vector<std::string> m_doubts;
};

}  // namespace

TrivyResult scan_with_trivy(const std::string& sbom, const model::Inventory& inventory,
                            const TrivyOptions& options) {
  return Scan(sbom, inventory, options).run();
}

Result<model::ScannerIdentity> identify_trivy(const TrivyOptions& options) {
  TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
  TRY_ASSIGN(const auto program, find_trivy(options, scratch.path()));
  model::ScannerIdentity identity{"trivy", program.version, program.digest, {}, {}};
  const auto database = read_database(options.cache_dir.empty() ? default_cache_folder()
                                                                : std::filesystem::path(options.cache_dir));
  if (database) {
    identity.database = database->digest;
    identity.database_updated_at = database->updated_at;
  }
  return identity;
}

}  // namespace pushgate::scanners
