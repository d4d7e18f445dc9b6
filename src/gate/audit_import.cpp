// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_import.hpp"

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "audit/sqlite_records.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/audit_record.hpp"
#include "gate/audit_sources.hpp"

namespace pushgate::gate {

Result<std::string> audit_database(const std::string& chosen) {
  namespace fs = std::filesystem;
  if (!chosen.empty()) return chosen;
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data == '/') return (fs::path(data) / "pushgate/audit.db").string();
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return (fs::path(home) / ".local/share/pushgate/audit.db").string();
  return fail(
      Error::misuse("--db", "is missing; expected a file, since neither XDG_DATA_HOME nor HOME is set"));
}

Result<AuditImportOutcome> audit_import(const AuditImportRequest& request, Progress& progress) {
  AuditImportOutcome outcome;
  TRY_ASSIGN(outcome.database, audit_database(request.database));
  if (request.trust) TRY(request.trust());  // a key that is none ends it before it begins
  TRY_ASSIGN(const auto records, audit::open_records_for_import(outcome.database));
  AuditSources sources = find_audit_sources(request.paths);

  std::vector<std::optional<Error>> problems(sources.documents.size());
  std::optional<Error> end;
  std::mutex mutex;  // guards records, outcome and end
  progress.begin("importing documents", sources.documents.size());
  side_by_side(sources.documents.size(), [&](std::size_t i) {
    {
      const std::lock_guard lock(mutex);
      if (!end) {
        if (auto arrived = check_interrupt(); !arrived) end = std::move(arrived).error();
      }
      if (end) return;
    }
    const AuditSource& source = sources.documents[i];
    // Read side by side, put in one after the other.
    auto record =
        source.is_evidence ? record_of_evidence(source.path, request.trust) : record_of_sbom(source.path);
    const std::lock_guard lock(mutex);
    if (end) return;
    progress.advance(1);
    if (!record) {
      problems[i] = std::move(record).error();
      return;
    }
    auto added = records->add(*record);
    if (!added) {
      end = std::move(added).error().during(
          fmt::format("adding {}: nothing of it was kept, and everything before it was", source.path));
      return;
    }
    outcome.added += *added == audit::Added::added ? 1 : 0;
    outcome.known += *added == audit::Added::known ? 1 : 0;
    outcome.signer_added += *added == audit::Added::signer_added ? 1 : 0;
  });
  progress.end();
  records->settle();
  if (end) return fail(std::move(*end));
  outcome.problems = std::move(sources.problems);
  for (auto& problem : problems) {
    if (problem) outcome.problems.push_back(std::move(*problem));
  }
  return outcome;
}

}  // namespace pushgate::gate
