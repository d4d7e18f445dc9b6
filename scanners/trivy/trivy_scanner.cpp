// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_scanner.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "scanners/trivy/canary.hpp"
#include "scanners/trivy/package_index.hpp"
#include "scanners/trivy/trivy_answer.hpp"
#include "scanners/trivy/trivy_database.hpp"
#include "scanners/trivy/trivy_program.hpp"
#include "scanners/trivy/trivy_report.hpp"
#include "scanners/trivy/trivy_run.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {

namespace {

using model::ScannerRun;

constexpr std::string_view k_file_name = "sbom.cdx.json";
constexpr std::chrono::minutes k_clock_step{1};  // by which a clock may be set back while it runs

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

/// One scan: fills the answer as far as it gets; what stops it is its error, what only weakens it a doubt.
class Scan {
 public:
  Scan(const std::string& document, const model::Inventory& inventory, const PackageIndex& index,
       const TrivyOptions& options)
      : m_document(document), m_inventory(inventory), m_index(index), m_options(options) {}

  TrivyAnswer run() {
    if (auto done = scan(); !done) m_out.doubts.push_back(sentence(done.error()));
    return std::move(m_out);
  }

 private:
  Result<void> scan() {
    TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
    TRY_ASSIGN(const auto program, find_trivy(m_options, scratch.path()));
    m_out.identity = model::ScannerIdentity{
        "trivy", program.version, program.digest, {}, {}, sandbox_of(program.executable)};
    if (m_options.cache_dir.empty()) TRY(update_database(program, scratch.path()));
    TRY_ASSIGN(const auto database, read_database(cache_folder()));
    m_out.identity->database = database.digest;
    m_out.identity->database_updated_at = database.updated_at;
    TRY(check_age(database, system_time(), m_options.rules.max_database_age));

    const auto started = system_time();
    TRY_ASSIGN(m_out.text, scan_document(program, database, m_document));
    TRY_ASSIGN(m_out.report, read_report(m_out.text, started));
    m_out.findings = m_index.findings(*m_out.report);
    judge_report(*m_out.report);
    if (auto asked = ask_canary(program, database); !asked) {
      return fail(std::move(asked).error().during("asking again, with packages to test it"));
    }
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
    std::filesystem::create_directories(folder, code);
    TrivyCall call{program.executable, {}, scratch, m_options.timeout, true, {}, {folder}};
    call.arguments = {"image", "--download-db-only", "--no-progress", "--cache-dir", folder.string()};
    auto updated = run_trivy(call);
    if (updated) return {};
    return fail(std::move(updated).error().with_hint(
        "without a connection, name a Trivy cache that was filled elsewhere with --trivy-cache DIR"));
  }

  /// Each scan in a folder of its own, so that none can tell another anything.
  Result<std::string> scan_document(const TrivyProgram& program, const TrivyDatabase& database,
                                    const std::string& document) const {
    TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
    TRY(store::write_file(scratch.path() / k_file_name, document));
    TrivyCall call{program.executable, {}, scratch.path(), m_options.timeout};
    call.readable = {database.cache_folder / "db"};  // the folder above may be anything: a home
    call.arguments = {"sbom", "--format", "json", "--list-all-pkgs", "--cache-dir",
                      database.cache_folder.string(), "--cache-backend", "memory", "--skip-db-update",
                      "--skip-java-db-update", "--offline-scan", "--skip-version-check",
                      "--disable-telemetry", "--no-progress", "--exit-code", "0", "--timeout",
                      // Ours ends it first: its own time-out would read as one more failure.
                      fmt::format("{}s", m_options.timeout.count() + 60), std::string(k_file_name)};
    return run_trivy(call);
  }

  /// A report that was made for this run.
  Result<TrivyReport> read_report(const std::string& text, Time started) const {
    TRY_ASSIGN(auto report, parse_trivy_report(text, k_file_name));
    if (report.created_at + k_clock_step < started) {
      return fail(Error::unchecked("Trivy's report",
                                   fmt::format("was made {}, before it was asked for ({})",
                                               format_rfc3339(report.created_at), format_rfc3339(started))));
    }
    return report;
  }

  void judge_report(const TrivyReport& report) {
    if (report.os_family != m_inventory.os.family && !m_inventory.os.family.empty()) {
      m_out.doubts.push_back(fmt::format("Trivy's report is about '{}'; expected {}",
                                         report.os_family.substr(0, 100), m_inventory.os.family));
    }
    if (const auto unknown = m_index.unknown_packages(report); !unknown.empty()) {
      m_out.doubts.push_back("Trivy's report names " +
                             count_and_first(unknown, "that the SBOM does not hold"));
    }
  }

  /// The same document once more, with packages among its own in which something must be found.
  Result<void> ask_canary(const TrivyProgram& program, const TrivyDatabase& database) {
    std::random_device seed;
    std::mt19937 random(seed());
    const auto canary = make_canary(m_inventory, random);
    if (canary.inventory.components.empty()) return {};
    TRY_ASSIGN(const auto document, hide_in(m_document, canary, m_inventory.layers, random));
    const auto started = system_time();
    TRY_ASSIGN(const auto text, scan_document(program, database, document));
    TRY_ASSIGN(auto report, read_report(text, started));
    judge_canary(canary.inventory, std::move(report));
    return {};
  }

  void judge_canary(const model::Inventory& canary, TrivyReport report) {
    const PackageIndex index(canary);
    if (const auto unseen = index.packages_not_seen(report); !unseen.empty()) {
      m_out.doubts.push_back(
          fmt::format("Trivy did not look at {} of the {} packages that were added to test it", unseen.size(),
                      canary.components.size()));
    }
    const auto own =
        std::ranges::partition(report.vulnerabilities, [&](const auto& one) { return index.holds(one); });
    TrivyReport about_own{report.created_at, report.os_family, {own.begin(), own.end()}, {}};
    report.vulnerabilities.erase(own.begin(), own.end());
    for (auto& silence : silent_ecosystems(canary, report)) m_out.doubts.push_back(std::move(silence));
    compare_with(m_index.findings(about_own));
  }

  /// What else is in a document changes nothing about a package.
  void compare_with(std::vector<model::Finding> again) {
    auto findings = m_out.findings;
    std::ranges::sort(findings);
    std::ranges::sort(again);
    std::vector<model::Finding> differing;
    std::ranges::set_symmetric_difference(findings, again, std::back_inserter(differing));
    if (differing.empty()) return;
    m_out.doubts.push_back(fmt::format(
        "Trivy was asked twice about the same packages and told {} and {} "
        "vulnerabilities; the first that it told once: {} of {}",
        findings.size(), again.size(), differing.front().rule, differing.front().subject.substr(0, 300)));
  }

  const std::string& m_document;
  const model::Inventory& m_inventory;
  const PackageIndex& m_index;
  const TrivyOptions& m_options;
  TrivyAnswer m_out;
};

}  // namespace

TrivyAnswer ask_trivy(const std::string& sbom, const model::Inventory& inventory, const PackageIndex& index,
                      const TrivyOptions& options) {
  return Scan(sbom, inventory, index, options).run();
}

model::ScanResult judge_answer(TrivyAnswer& answer, const model::Inventory& inventory,
                               const PackageIndex& index) {
  auto doubts = doubts_about(inventory);
  model::ScanResult result;
  if (answer.report) {
    result.findings = std::move(answer.findings);
    if (const auto unseen = index.packages_not_seen(*answer.report); !unseen.empty())
      doubts.push_back("Trivy did not look at " + count_and_first(unseen, "of the SBOM"));
    for (auto& silence : never_looked_up(inventory)) doubts.push_back(std::move(silence));
  }
  doubts.insert(doubts.end(), answer.doubts.begin(), answer.doubts.end());
  result.run = {"trivy", doubts.empty() ? ScannerRun::Outcome::complete : ScannerRun::Outcome::incomplete,
                fmt::format("{}", fmt::join(doubts, "; "))};
  return result;
}

TrivyResult scan_with_trivy(const std::string& sbom, const model::Inventory& inventory,
                            const TrivyOptions& options) {
  const PackageIndex index(inventory);
  TrivyAnswer answer;
  if (!inventory.components.empty()) answer = ask_trivy(sbom, inventory, index, options);
  return {judge_answer(answer, inventory, index), std::move(answer.text), std::move(answer.identity)};
}

Result<model::ScannerIdentity> identify_trivy(const TrivyOptions& options) {
  TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
  TRY_ASSIGN(const auto program, find_trivy(options, scratch.path()));
  model::ScannerIdentity identity{
      "trivy", program.version, program.digest, {}, {}, sandbox_of(program.executable)};
  const auto database = read_database(options.cache_dir.empty() ? default_cache_folder()
                                                                : std::filesystem::path(options.cache_dir));
  if (database) {
    identity.database = database->digest;
    identity.database_updated_at = database->updated_at;
  }
  return identity;
}

}  // namespace pushgate::scanners
