// SPDX-License-Identifier: Apache-2.0
#include "audit/record_scan.hpp"

#include <string>

#include "base/interrupt.hpp"

namespace pushgate::audit {

namespace {

using sqlite::Database;
using sqlite::Statement;

// The time is held against ?4 and ?5 by the caller, too, who counts what has none.
constexpr std::string_view k_documents =
    "SELECT sha256, form, source, name, tag, digest, platform, service, at, verdict, policy, signer, "
    "package_count, packages, findings, layers FROM document WHERE (?1 IS NULL OR service = ?1) AND (?2 IS "
    "NULL OR signer = ?2) AND (?3 IS NULL OR verdict = ?3) AND (at IS NULL OR ((?4 IS NULL OR at >= ?4) AND "
    "(?5 IS NULL OR at < ?5)))";
constexpr int k_at = 8;
constexpr int k_package_count = 12;
constexpr int k_packages = 13;
constexpr int k_findings = 14;
constexpr int k_layers = 15;

void bind(Statement& statement, const Query& query) {
  std::optional<std::string> verdict;
  if (query.verdict) verdict = model::to_string(*query.verdict);
  const auto seconds = [](const std::optional<Time>& time) {
    return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
  };
  statement.bind(1, query.service)
      .bind(2, query.signer)
      .bind(3, verdict)
      .bind(4, seconds(query.since))
      .bind(5, seconds(query.before));
}

/// Numbers are given one after the other, and none is taken away.
Result<void> check_numbers(Database& database) {
  TRY_ASSIGN(Statement last, database.prepare("SELECT ifnull(max(id), 0), count(*) FROM document"));
  TRY_ASSIGN(const bool counted, last.step());
  if (!counted || last.integer(0) != last.integer(1)) return damaged("documents are missing");
  return {};
}

}  // namespace

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(Error::unchecked("the audit database", "is damaged: " + std::string(what))
                  .with_hint("take a copy that is whole, or import the documents again into a new file"));
}

Result<void> RecordScan::Numbers::add(std::int64_t number) {
  constexpr std::int64_t k_largest = 100'000'000;  // of any row of ours
  if (number < 1 || number > k_largest) return damaged("a row's number is none");
  const auto place = static_cast<std::size_t>(number);
  if (place >= m_is_in.size()) m_is_in.resize(place + 1);
  m_is_in[place] = true;
  return {};
}

Result<void> RecordScan::run(Database& database, const Query& query, Packages packages, const Each& each) {
  TRY(check_numbers(database));
  if (query.packages)
    for (const std::int64_t package : *query.packages) TRY(m_packages.add(package));
  if (query.layer) TRY(find_layers(database, *query.layer));
  if (query.rule) TRY(find_rule(database, *query.rule));
  TRY_ASSIGN(Statement rows, database.prepare(k_documents));
  bind(rows, query);
  while (true) {
    TRY(check_interrupt());
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    TRY_ASSIGN(const bool answers, look_at(rows, query, packages));
    if (!answers) continue;
    if (rows.is_null(k_at) && (query.since || query.before)) {
      ++m_undated;
      continue;
    }
    TRY(each(rows, m_found));
  }
}

Result<void> RecordScan::find_layers(Database& database, const Digest& digest) {
  TRY_ASSIGN(Statement layers,
             database.prepare("SELECT id FROM layer WHERE digest = ?1 UNION SELECT b.layer FROM layer_blob b "
                              "JOIN layer l ON l.id = b.blob WHERE l.digest = ?1"));
  TRY_ASSIGN(Statement places, database.prepare("SELECT id FROM place WHERE layer = ?1"));
  layers.bind(1, digest.to_string());
  while (true) {
    TRY_ASSIGN(const bool more, layers.step());
    if (!more) return {};
    TRY(m_layers.add(layers.integer(0)));
    places.bind(1, layers.integer(0));
    while (true) {
      TRY_ASSIGN(const bool another, places.step());
      if (!another) break;
      TRY(m_places.add(places.integer(0)));
    }
  }
}

Result<void> RecordScan::find_rule(Database& database, const std::string& rule) {
  TRY_ASSIGN(Statement findings, database.prepare("SELECT id FROM finding WHERE rule = ?1"));
  findings.bind(1, rule);
  while (true) {
    TRY_ASSIGN(const bool more, findings.step());
    if (!more) return {};
    TRY(m_rules.add(findings.integer(0)));
  }
}

Result<bool> RecordScan::look_at(const Statement& row, const Query& query, Packages packages) {
  m_found.packages.clear();
  m_found.findings.clear();
  if (query.layer) {
    TRY_ASSIGN(const bool in_layer, has_layer(row));
    if (!in_layer) return false;
  }
  if (query.packages || packages == Packages::all) {
    TRY(take_packages(row, query));
    if (query.packages && m_found.packages.empty()) return false;
  }
  if (query.rule) {
    TRY(take_findings(row));
    if (m_found.findings.empty()) return false;
  }
  return true;
}

Result<bool> RecordScan::has_layer(const Statement& row) const {
  EntryReader entries(row.bytes(k_layers));
  for (Entry entry; entries.next(entry);)
    if (m_layers.contains(entry.first)) return true;
  if (entries.damaged()) return damaged("the layers of a document are none");
  return false;
}

Result<void> RecordScan::take_packages(const Statement& row, const Query& query) {
  EntryReader entries(row.bytes(k_packages));
  std::int64_t distinct = 0;
  std::uint32_t last = 0;
  for (Entry entry; entries.next(entry); last = entry.first) {
    distinct += entry.first != last ? 1 : 0;
    if (query.packages && !m_packages.contains(entry.first)) continue;
    if (query.layer && !m_places.contains(entry.second)) continue;
    m_found.packages.push_back(entry);
  }
  if (entries.damaged() || distinct != row.integer(k_package_count))
    return damaged("the packages of a document are not those that it had");
  return {};
}

Result<void> RecordScan::take_findings(const Statement& row) {
  EntryReader entries(row.bytes(k_findings));
  for (Entry entry; entries.next(entry);)
    if (m_rules.contains(entry.first)) m_found.findings.push_back(entry);
  if (entries.damaged()) return damaged("the findings of a document are none");
  return {};
}

Result<std::optional<Digest>> digest_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  auto digest = Digest::parse(row.text(column));
  if (!digest) return damaged("a digest is none");
  return std::optional(*digest);
}

Result<std::optional<Time>> time_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  constexpr std::int64_t k_last = 253'402'300'799;  // of the year 9999, the last that RFC 3339 has
  const std::int64_t seconds = row.integer(column);
  if (seconds < -k_last || seconds > k_last) return damaged("a time is none");
  return Time(std::chrono::seconds(seconds));
}

Result<std::optional<Time>> time_of(const Statement& row) {
  return time_at(row, k_at);
}

Result<Document> document_of(const Statement& row) {
  TRY_ASSIGN(const auto sha256, digest_at(row, 0));
  if (!sha256) return damaged("a digest is missing");
  Document document{*sha256,
                    row.text(1),
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    {},
                    row.text(6),
                    row.text(7),
                    {},
                    {},
                    {},
                    row.text(11),
                    static_cast<std::size_t>(row.integer(k_package_count))};
  TRY_ASSIGN(document.digest, digest_at(row, 5));
  TRY_ASSIGN(document.at, time_of(row));
  if (!row.is_null(9)) {
    document.verdict = model::parse_verdict(row.text(9));
    if (!document.verdict) return damaged("a verdict is none");
  }
  TRY_ASSIGN(document.policy, digest_at(row, 10));
  return document;
}

}  // namespace pushgate::audit
