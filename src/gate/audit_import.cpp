// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_import.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

#include "audit/sqlite_records.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/audit_record.hpp"
#include "gate/audit_registry.hpp"
#include "gate/audit_sources.hpp"
#include "gate/user_folder.hpp"

namespace pushgate::gate {

Result<std::string> audit_database(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  if (const auto folder = user_folder("XDG_DATA_HOME", ".local/share"))
    return (*folder / "audit.db").string();
  return fail(
      Error::misuse("--db", "is missing; expected a file, since neither XDG_DATA_HOME nor HOME is set"));
}

namespace {

/// What was read of one document, or of what stands beside one image.
ImageRecords read(const AuditSource& source, const AuditImportRequest& request) {
  ImageRecords out;
  if (source.is_evidence) {
    auto records = records_of_evidence(source.path, request.trust);
    if (records) {
      out.records = std::move(*records);
    } else {
      out.problems.push_back(std::move(records).error());
    }
    return out;
  }
  auto record = record_of_sbom(source.path);
  if (record) {
    out.records.push_back(std::move(*record));
  } else {
    out.problems.push_back(std::move(record).error());
  }
  return out;
}

void count(audit::Added added, AuditImportOutcome& outcome) {
  outcome.added += added == audit::Added::added ? 1 : 0;
  outcome.known += added == audit::Added::known ? 1 : 0;
  outcome.signer_added += added == audit::Added::signer_added ? 1 : 0;
}

/// What is to be read, in the order of the paths.
struct Sources {
  std::vector<AuditSource> documents;
  std::vector<RegistryImage> images;
  std::vector<Error> problems;
};

Result<Sources> find_sources(const AuditImportRequest& request) {
  Sources sources;
  std::vector<std::string> paths;
  for (const std::string& path : request.paths) {
    if (!names_registry(path)) {
      paths.push_back(path);
      continue;
    }
    TRY(check_interrupt());
    RegistryImages found = images_in_registry(path, request.registry);
    std::ranges::move(found.images, std::back_inserter(sources.images));
    std::ranges::move(found.problems, std::back_inserter(sources.problems));
  }
  AuditSources found = find_audit_sources(paths);
  sources.documents = std::move(found.documents);
  std::ranges::move(found.problems, std::back_inserter(sources.problems));
  return sources;
}

}  // namespace

Result<AuditImportOutcome> audit_import(const AuditImportRequest& request, Progress& progress) {
  AuditImportOutcome outcome;
  TRY_ASSIGN(outcome.database, audit_database(request.database));
  if (request.trust) TRY(request.trust());  // a key that is none ends it before it begins
  TRY_ASSIGN(const auto records, audit::open_records_for_import(outcome.database));
  TRY_ASSIGN(Sources sources, find_sources(request));

  const std::size_t documents = sources.documents.size();
  std::vector<std::vector<Error>> problems(documents + sources.images.size());
  std::optional<Error> end;
  std::mutex mutex;  // guards records, outcome and end
  progress.begin("importing documents", problems.size());
  side_by_side(problems.size(), [&](std::size_t i) {
    {
      const std::lock_guard lock(mutex);
      if (!end) {
        if (auto arrived = check_interrupt(); !arrived) end = std::move(arrived).error();
      }
      if (end) return;
    }
    // Read side by side, put in one after the other.
    ImageRecords found =
        i < documents ? read(sources.documents[i], request)
                      : records_of_image(sources.images[i - documents], request.trust, request.registry);
    const std::lock_guard lock(mutex);
    if (end) return;
    progress.advance(1);
    problems[i] = std::move(found.problems);
    for (const audit::Record& record : found.records) {
      auto added = records->add(record);
      if (!added) {
        end = std::move(added).error().during(fmt::format(
            "adding {}: nothing of it was kept, and everything before it was", record.document.source));
        return;
      }
      count(*added, outcome);
    }
  });
  progress.end();
  records->settle();
  if (end) return fail(std::move(*end));
  outcome.problems = std::move(sources.problems);
  for (auto& some : problems) std::ranges::move(some, std::back_inserter(outcome.problems));
  return outcome;
}

}  // namespace pushgate::gate
