// SPDX-License-Identifier: Apache-2.0
#include "audit/record_finder.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "audit/record_scan.hpp"
#include "model/severity.hpp"

namespace pushgate::audit {

namespace {

using sqlite::Database;
using sqlite::Statement;

/// Makes an answer; what many documents have in common is read once.
class Finder {
 public:
  static Result<Finder> make(Database& database) {
    TRY_ASSIGN(auto place,
               database.prepare("SELECT p.of_base, p.layer <> 0, l.digest FROM place p LEFT JOIN layer l ON "
                                "l.id = p.layer WHERE p.id = ?1"));
    TRY_ASSIGN(auto finding,
               database.prepare("SELECT rule, severity, subject, fixed_version FROM finding WHERE id = ?1"));
    TRY_ASSIGN(auto waiver, database.prepare("SELECT reason, owner, until FROM waiver WHERE id = ?1"));
    return Finder(std::move(place), std::move(finding), std::move(waiver));
  }

  Result<void> take(const Statement& row, const RecordScan::Found& found) {
    TRY_ASSIGN(Document document, document_of(row));
    Match& match = m_answer.matches.emplace_back(Match{std::move(document), {}, {}});
    match.packages.reserve(found.packages.size());
    for (const Entry& entry : found.packages) {
      TRY_ASSIGN(const std::uint32_t index, package(entry));
      match.packages.push_back(index);
    }
    for (const Entry& entry : found.findings) {
      TRY_ASSIGN(const std::uint32_t index, finding(entry));
      match.findings.push_back(index);
    }
    return {};
  }

  Answer finish(std::size_t undated) && {
    m_answer.undated = undated;
    std::ranges::sort(m_answer.matches, {}, [](const Match& match) {
      const Document& d = match.document;
      return std::tuple(d.at, std::string_view(d.name), d.digest, d.sha256);
    });
    return std::move(m_answer);
  }

 private:
  using Known = std::unordered_map<std::uint64_t, std::uint32_t>;

  Finder(Statement place, Statement finding, Statement waiver)
      : m_place(std::move(place)), m_finding(std::move(finding)), m_waiver(std::move(waiver)) {}

  static std::uint64_t both(const Entry& entry) { return std::uint64_t{entry.first} << 32 | entry.second; }

  Result<std::uint32_t> package(const Entry& entry) {
    const auto [known, is_new] =
        m_packages.try_emplace(both(entry), static_cast<std::uint32_t>(m_answer.packages.size()));
    if (!is_new) return known->second;
    m_place.bind(1, std::int64_t{entry.second});
    TRY_ASSIGN(const bool found, m_place.step());
    if (!found) return damaged("the place of a package is missing");
    Answer::InLayer in{entry.first, {}, {}};
    if (m_place.integer(0) >= 0) in.of_base = m_place.integer(0) != 0;
    TRY_ASSIGN(in.layer, digest_at(m_place, 2));
    if (m_place.integer(1) != 0 && !in.layer) return damaged("a layer is missing");
    m_place.reset();
    m_answer.packages.push_back(in);
    return known->second;
  }

  Result<std::uint32_t> finding(const Entry& entry) {
    const auto [known, is_new] =
        m_findings.try_emplace(both(entry), static_cast<std::uint32_t>(m_answer.findings.size()));
    if (!is_new) return known->second;
    m_finding.bind(1, std::int64_t{entry.first});
    TRY_ASSIGN(const bool found, m_finding.step());
    if (!found) return damaged("a finding is missing");
    const auto severity = model::parse_severity(m_finding.text(1));
    if (!severity) return damaged("a severity is none");
    ContainedFinding one{m_finding.text(0), *severity, m_finding.text(2), m_finding.text(3), {}, {}, {}};
    m_finding.reset();
    if (entry.second != 0) TRY(take_waiver(one, entry.second));
    m_answer.findings.push_back(std::move(one));
    return known->second;
  }

  Result<void> take_waiver(ContainedFinding& finding, std::uint32_t waiver) {
    m_waiver.bind(1, std::int64_t{waiver});
    TRY_ASSIGN(const bool found, m_waiver.step());
    if (!found) return damaged("a waiver is missing");
    finding.waived_because = m_waiver.text(0);
    finding.waived_by = m_waiver.text(1);
    const auto until = parse_date(m_waiver.text(2));
    m_waiver.reset();
    if (!until) return damaged("a waiver's day is none");
    finding.waived_until = *until;
    return {};
  }

  Statement m_place;
  Statement m_finding;
  Statement m_waiver;
  Known m_packages;
  Known m_findings;
  Answer m_answer;
};

/// How often a package was met.
struct Uses {
  std::size_t documents = 0;
  std::optional<Time> first;
  std::optional<Time> last;

  void add(const std::optional<Time>& at) {
    ++documents;
    if (at && (!first || *at < *first)) first = at;
    if (at && (!last || *at > *last)) last = at;
  }
};

Package package_at(const Statement& row, int column) {
  return {row.text(column), row.text(column + 1), row.text(column + 2), row.text(column + 3),
          row.text(column + 4)};
}

}  // namespace

Result<std::vector<KnownPackage>> find_packages(Database& database, KeyKind kind, std::string_view text) {
  TRY_ASSIGN(Statement rows,
             database.prepare("SELECT p.id, k.version, p.ecosystem, p.name, p.version, p.purl, p.licenses "
                              "FROM package_key k JOIN package p ON p.id = k.package WHERE k.kind = ?1 AND "
                              "k.text = ?2"));
  rows.bind(1, static_cast<std::int64_t>(kind)).bind(2, text);
  std::vector<KnownPackage> found;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return found;
    found.push_back({rows.integer(0), package_at(rows, 2), rows.text(1)});
  }
}

Result<Answer> find_records(Database& database, const Query& query) {
  TRY_ASSIGN(Finder finder, Finder::make(database));
  RecordScan scan;
  TRY(scan.run(
      database, query, RecordScan::Packages::asked,
      [&](const Statement& row, const RecordScan::Found& found) { return finder.take(row, found); }));
  return std::move(finder).finish(scan.undated());
}

Result<PackageUses> count_packages(Database& database, const Query& query) {
  PackageUses counted;
  std::unordered_map<std::uint32_t, Uses> uses;
  RecordScan scan;
  TRY(scan.run(database, query, RecordScan::Packages::all,
               [&](const Statement& row, const RecordScan::Found& found) -> Result<void> {
                 ++counted.matches;
                 TRY_ASSIGN(const auto at, time_of(row));
                 std::uint32_t last = 0;
                 for (const Entry& entry : found.packages)
                   if (entry.first != last) uses[last = entry.first].add(at);
                 return {};
               }));
  counted.undated = scan.undated();
  TRY_ASSIGN(Statement row, database.prepare("SELECT ecosystem, name, version, purl, licenses FROM package "
                                             "WHERE id = ?1"));
  counted.packages.reserve(uses.size());
  for (const auto& [number, use] : uses) {
    row.bind(1, std::int64_t{number});
    TRY_ASSIGN(const bool found, row.step());
    if (!found) return damaged("a package is missing");
    counted.packages.push_back({package_at(row, 0), use.documents, use.first, use.last});
    row.reset();
  }
  std::ranges::sort(counted.packages, {}, [](const PackageUse& use) {
    const Package& one = use.package;
    return std::tie(one.name, one.version, one.purl, one.licenses);
  });
  return counted;
}

Result<Totals> count_records(Database& database) {
  TRY_ASSIGN(Statement row,
             database.prepare("SELECT count(*), count(DISTINCT digest), min(at), max(at), (SELECT "
                              "count(*) FROM package), (SELECT count(*) FROM finding) FROM document"));
  TRY_ASSIGN(const bool counted, row.step());
  if (!counted) return damaged("it has no answer");
  const auto size = [&row](int column) { return static_cast<std::size_t>(row.integer(column)); };
  Totals totals{size(0), size(1), size(4), size(5), {}, {}};
  TRY_ASSIGN(totals.first, time_at(row, 2));
  TRY_ASSIGN(totals.last, time_at(row, 3));
  return totals;
}

}  // namespace pushgate::audit
