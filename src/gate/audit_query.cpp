// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_query.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "audit/sqlite_records.hpp"
#include "base/format.hpp"
#include "gate/audit_import.hpp"
#include "gate/audit_record.hpp"
#include "gate/audit_versions.hpp"
#include "sbom/purl.hpp"

namespace pushgate::gate {

namespace {

using audit::KeyKind;
using audit::KnownPackage;

/// A day, or an instant. `until` a day is until its end.
Result<Time> read_time(const std::string& option, const std::string& text, bool to_its_end) {
  if (const auto day = parse_date(text)) return Time(*day + std::chrono::days(to_its_end ? 1 : 0));
  if (const auto time = parse_rfc3339(text)) return *time + std::chrono::seconds(to_its_end ? 1 : 0);
  return fail(
      Error::misuse(option, fmt::format("is '{}'; expected a day of the calendar such as 2026-03-31 (UTC), "
                                        "or an instant such as 2026-03-31T12:00:00+01:00",
                                        text)));
}

bool is_asked(const std::optional<VersionRange>& range, const KnownPackage& package) {
  return !range || range->holds(package.package.ecosystem, package.version);
}

/// The qualifiers and the subpath that are asked for are there; the version, where one is.
bool answers(const sbom::Purl& asked, const std::string& text) {
  const auto purl = sbom::Purl::parse(text);
  if (!purl || (!asked.version.empty() && purl->version != asked.version)) return false;
  if (!asked.subpath.empty() && purl->subpath != asked.subpath) return false;
  return std::ranges::all_of(asked.qualifiers, [&](const auto& one) {
    const auto found = purl->qualifiers.find(one.first);
    return found != purl->qualifiers.end() && found->second == one.second;
  });
}

class Packages {
 public:
  Packages(audit::Records& records, const AuditQueryRequest& request)
      : m_records(records), m_request(request) {}

  /// Those that answer every option; nothing where none of them asks for packages.
  Result<std::optional<std::map<std::int64_t, audit::Package>>> find() {
    std::optional<VersionRange> range;
    if (!m_request.versions.empty()) {
      TRY_ASSIGN(range, VersionRange::parse(m_request.versions));
      if (m_request.package.empty() && m_request.purl.empty())
        return fail(Error::misuse("--versions", "needs the package; expected --package NAME or --purl PURL"));
    }
    if (!m_request.package.empty()) TRY(by_name(range));
    if (!m_request.purl.empty()) TRY(by_purl(range));
    if (!m_request.license.empty()) {
      TRY_ASSIGN(auto found, m_records.packages_by(KeyKind::license, license_key(m_request.license)));
      keep(std::move(found));
    }
    return std::move(m_found);
  }

 private:
  Result<void> by_name(const std::optional<VersionRange>& range) {
    // Python's names are compared in a form of their own; others know no such form.
    TRY_ASSIGN(auto found, m_records.packages_by(KeyKind::name, name_key("", m_request.package)));
    TRY_ASSIGN(auto python, m_records.packages_by(KeyKind::name, name_key("pypi", m_request.package)));
    std::erase_if(python, [](const KnownPackage& one) { return one.package.ecosystem != "pypi"; });
    std::ranges::move(python, std::back_inserter(found));
    std::erase_if(found, [&](const KnownPackage& one) { return !is_asked(range, one); });
    keep(std::move(found));
    return {};
  }

  Result<void> by_purl(const std::optional<VersionRange>& range) {
    const auto asked = sbom::Purl::parse(m_request.purl);
    if (!asked) {
      return fail(Error::misuse("--purl", asked.error().subject + " " + asked.error().what)
                      .with_hint("such as pkg:deb/debian/xz-utils, with or without @VERSION"));
    }
    TRY_ASSIGN(const std::string key, purl_key(m_request.purl));
    TRY_ASSIGN(auto found, m_records.packages_by(KeyKind::purl, key));
    std::erase_if(found, [&](const KnownPackage& one) {
      return !answers(*asked, one.package.purl) || !is_asked(range, one);
    });
    keep(std::move(found));
    return {};
  }

  void keep(std::vector<KnownPackage> found) {
    std::map<std::int64_t, audit::Package> kept;
    for (KnownPackage& one : found) {
      if (!m_found || m_found->contains(one.id)) kept.emplace(one.id, std::move(one.package));
    }
    m_found = std::move(kept);
  }

  audit::Records& m_records;
  const AuditQueryRequest& m_request;
  std::optional<std::map<std::int64_t, audit::Package>> m_found;
};

std::optional<std::string> if_asked(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

Result<audit::Query> read_query(const AuditQueryRequest& request) {
  audit::Query query;
  if (!request.cve.empty())
    query.rule = request.cve.find('/') == std::string::npos ? "vuln/" + request.cve : request.cve;
  if (!request.layer.empty()) {
    const auto layer = Digest::parse(request.layer);
    if (!layer) return fail(Error::misuse("--layer", layer.error().what));
    query.layer = *layer;
  }
  query.service = if_asked(request.service);
  query.signer = if_asked(request.signer);
  if (!request.verdict.empty()) {
    query.verdict = model::parse_verdict(request.verdict);
    if (!query.verdict)
      return fail(Error::misuse("--verdict",
                                fmt::format("is '{}'; expected pass, deny or unknown", request.verdict)));
  }
  if (!request.since.empty()) {
    TRY_ASSIGN(query.since, read_time("--since", request.since, false));
  }
  if (!request.until.empty()) {
    TRY_ASSIGN(query.before, read_time("--until", request.until, true));
  }
  if (query.since && query.before && *query.since >= *query.before)
    return fail(Error::misuse("--since", "is after --until"));
  return query;
}

}  // namespace

Result<AuditQueryOutcome> audit_query(const AuditQueryRequest& request) {
  AuditQueryOutcome outcome;
  TRY_ASSIGN(audit::Query query, read_query(request));
  TRY_ASSIGN(outcome.database, audit_database(request.database));
  TRY_ASSIGN(const auto records, audit::open_records(outcome.database));
  TRY_ASSIGN(auto packages, Packages(*records, request).find());
  if (packages) {
    query.packages.emplace();
    for (const auto& [id, package] : *packages) query.packages->push_back(id);
    outcome.packages = std::move(*packages);
  }
  if (request.by_package) {
    TRY_ASSIGN(outcome.uses, records->count_packages(query));
  } else {
    TRY_ASSIGN(outcome.answer, records->find(query));
  }
  TRY_ASSIGN(const audit::Totals totals, records->totals());
  outcome.documents = totals.documents;
  return outcome;
}

Result<audit::Totals> audit_check(const std::string& database) {
  TRY_ASSIGN(const std::string file, audit_database(database));
  TRY_ASSIGN(const auto records, audit::open_records(file));
  TRY(records->check());
  return records->totals();
}

}  // namespace pushgate::gate
