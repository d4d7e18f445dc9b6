// SPDX-License-Identifier: Apache-2.0
#include "audit/record_finder.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "audit/record_writer.hpp"
#include "base/interrupt.hpp"
#include "model/severity.hpp"

namespace pushgate::audit {

namespace {

using sqlite::Database;
using sqlite::Statement;

constexpr std::string_view k_document =
    "SELECT id, sha256, form, source, name, tag, digest, platform, service, at, verdict, policy, signer, "
    "packages "
    "FROM document WHERE ";
// ?1 is the document's own number, where it is known. The time is held against ?5 and ?6 by the caller.
constexpr std::string_view k_conditions =
    "(?2 IS NULL OR service = ?2) AND (?3 IS NULL OR signer = ?3) AND (?4 IS NULL OR verdict = ?4) AND (at "
    "IS NULL "
    "OR ((?5 IS NULL OR at >= ?5) AND (?6 IS NULL OR at < ?6)))";

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(Error::unchecked("the audit database", "is damaged: " + std::string(what))
                  .with_hint("take a copy that is whole, or import the documents again into a new file"));
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

Result<Document> read_document(const Statement& row) {
  TRY_ASSIGN(const auto sha256, digest_at(row, 1));
  if (!sha256) return damaged("a digest is missing");
  Document document{*sha256,
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    row.text(5),
                    {},
                    row.text(7),
                    row.text(8),
                    {},
                    {},
                    {},
                    row.text(12),
                    static_cast<std::size_t>(row.integer(13))};
  TRY_ASSIGN(document.digest, digest_at(row, 6));
  TRY_ASSIGN(document.at, time_at(row, 9));
  if (!row.is_null(10)) {
    document.verdict = model::parse_verdict(row.text(10));
    if (!document.verdict) return damaged("a verdict is none");
  }
  TRY_ASSIGN(document.policy, digest_at(row, 11));
  return document;
}

class Finder {
 public:
  Finder(Database& database, const Query& query) : m_database(database), m_query(query) {}

  Result<Answer> find() {
    // Numbers are given one after the other, and none is taken away.
    TRY_ASSIGN(Statement last, m_database.prepare("SELECT ifnull(max(id), 0), count(*) FROM document"));
    TRY_ASSIGN(const bool counted, last.step());
    if (!counted || last.integer(0) != last.integer(1)) return damaged("documents are missing");
    m_blocks = block_of(last.integer(0)) + 1;
    last.reset();
    if (m_query.layer) TRY(find_layer());
    if (m_query.packages) TRY(find_packages_in());
    if (m_query.rule) TRY(find_findings());
    const bool has_reason = m_query.packages || m_query.rule || m_query.layer;
    TRY(has_reason ? take_found() : take_all());
    std::ranges::sort(m_answer.matches, {}, [](const Match& match) {
      const Document& d = match.document;
      return std::tuple(d.at, std::string_view(d.name), d.digest, d.sha256);
    });
    return std::move(m_answer);
  }

 private:
  /// What was found of one document.
  struct Found {
    std::vector<Match::InLayer> packages;
    std::vector<ContainedFinding> findings;
    bool in_layer = false;
  };

  Result<void> find_layer() {
    TRY_ASSIGN(Statement layers,
               m_database.prepare(
                   "SELECT id FROM layer WHERE digest = ?1 UNION SELECT b.layer FROM layer_blob b JOIN "
                   "layer l ON l.id = b.blob WHERE l.digest = ?1"));
    TRY_ASSIGN(Statement documents,
               m_database.prepare("SELECT document FROM document_layer WHERE layer = ?1"));
    layers.bind(1, m_query.layer->to_string());
    while (true) {
      TRY_ASSIGN(const bool more, layers.step());
      if (!more) return {};
      m_layers.push_back(layers.integer(0));
      documents.bind(1, layers.integer(0));
      while (true) {
        TRY_ASSIGN(const bool another, documents.step());
        if (!another) break;
        m_found[documents.integer(0)].in_layer = true;
      }
    }
  }

  Result<void> find_packages_in() {
    TRY_ASSIGN(Statement rows,
               m_database.prepare("SELECT document, layer, of_base FROM document_package WHERE block = "
                                  "?1 AND package = ?2"));
    std::vector<std::int64_t> wanted = *m_query.packages;
    std::ranges::sort(wanted);
    for (std::int64_t block = 0; block < m_blocks; ++block) {
      TRY(check_interrupt());
      for (const std::int64_t package : wanted) {
        rows.bind(1, block).bind(2, package);
        while (true) {
          TRY_ASSIGN(const bool more, rows.step());
          if (!more) break;
          const std::int64_t layer = rows.integer(1);
          if (m_query.layer && !std::ranges::count(m_layers, layer)) continue;
          Match::InLayer in{package, {}, {}};
          if (!rows.is_null(2)) in.of_base = rows.integer(2) != 0;
          if (layer != 0) {
            TRY_ASSIGN(in.layer, layer_digest(layer));
          }
          m_found[rows.integer(0)].packages.push_back(in);
        }
      }
    }
    return {};
  }

  Result<std::optional<Digest>> layer_digest(std::int64_t layer) {
    const auto known = m_digests.find(layer);
    if (known != m_digests.end()) return std::optional(known->second);
    TRY_ASSIGN(Statement row, m_database.prepare("SELECT digest FROM layer WHERE id = ?1"));
    row.bind(1, layer);
    TRY_ASSIGN(const bool found, row.step());
    if (!found) return damaged("a layer is missing");
    TRY_ASSIGN(const auto digest, digest_at(row, 0));
    if (digest) m_digests.emplace(layer, *digest);
    return digest;
  }

  Result<void> find_findings() {
    TRY_ASSIGN(
        Statement findings,
        m_database.prepare("SELECT id, rule, severity, subject, fixed_version FROM finding WHERE rule = ?1"));
    TRY_ASSIGN(
        Statement rows,
        m_database.prepare("SELECT f.document, w.reason, w.owner, w.until FROM document_finding f LEFT JOIN "
                           "waiver w ON w.id = f.waiver WHERE f.block = ?1 AND f.finding = ?2"));
    findings.bind(1, *m_query.rule);
    while (true) {
      TRY_ASSIGN(const bool more, findings.step());
      if (!more) return {};
      TRY(check_interrupt());
      const auto severity = model::parse_severity(findings.text(2));
      if (!severity) return damaged("a severity is none");
      const ContainedFinding finding{
          findings.text(1), *severity, findings.text(3), findings.text(4), {}, {}, {}};
      for (std::int64_t block = 0; block < m_blocks; ++block) {
        rows.bind(1, block).bind(2, findings.integer(0));
        TRY(take_findings(rows, finding));
      }
    }
  }

  Result<void> take_findings(Statement& rows, const ContainedFinding& finding) {
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) return {};
      ContainedFinding& one = m_found[rows.integer(0)].findings.emplace_back(finding);
      if (rows.is_null(3)) continue;
      one.waived_because = rows.text(1);
      one.waived_by = rows.text(2);
      const auto until = parse_date(rows.text(3));
      if (!until) return damaged("a waiver's day is none");
      one.waived_until = *until;
    }
  }

  void bind_conditions(Statement& statement) const {
    std::optional<std::string> verdict;
    if (m_query.verdict) verdict = model::to_string(*m_query.verdict);
    const auto seconds = [](const std::optional<Time>& time) {
      return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
    };
    statement.bind(2, m_query.service)
        .bind(3, m_query.signer)
        .bind(4, verdict)
        .bind(5, seconds(m_query.since))
        .bind(6, seconds(m_query.before));
  }

  Result<void> take_all() {
    TRY_ASSIGN(Statement rows, m_database.prepare(std::string(k_document) + std::string(k_conditions)));
    bind_conditions(rows);
    Found none;
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) return {};
      TRY(take(rows, none));
    }
  }

  Result<void> take_found() {
    TRY_ASSIGN(Statement row,
               m_database.prepare(std::string(k_document) + "id = ?1 AND " + std::string(k_conditions)));
    bind_conditions(row);
    for (auto& [document, found] : m_found) {
      if (m_query.packages && found.packages.empty()) continue;
      if (m_query.rule && found.findings.empty()) continue;
      if (m_query.layer && !found.in_layer) continue;
      row.bind(1, document);
      TRY_ASSIGN(const bool answers, row.step());
      if (!answers) continue;
      TRY(take(row, found));
      row.reset();
    }
    return {};
  }

  Result<void> take(const Statement& row, Found& found) {
    TRY_ASSIGN(Document document, read_document(row));
    if (!document.at && (m_query.since || m_query.before)) {
      ++m_answer.undated;
      return {};
    }
    m_answer.matches.push_back({std::move(document), std::move(found.packages), std::move(found.findings)});
    return {};
  }

  Database& m_database;
  const Query& m_query;
  std::int64_t m_blocks = 0;
  std::vector<std::int64_t> m_layers;
  std::map<std::int64_t, Found> m_found;
  std::map<std::int64_t, Digest> m_digests;
  Answer m_answer;
};

}  // namespace

Result<std::vector<KnownPackage>> find_packages(Database& database, KeyKind kind, std::string_view text) {
  TRY_ASSIGN(Statement rows,
             database.prepare("SELECT p.id, p.ecosystem, p.name, p.version, p.purl, p.licenses, "
                              "k.version FROM package_key k JOIN package p ON p.id = k.package WHERE "
                              "k.kind = ?1 AND k.text = ?2"));
  rows.bind(1, static_cast<std::int64_t>(kind)).bind(2, text);
  std::vector<KnownPackage> found;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return found;
    found.push_back({rows.integer(0),
                     {rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)},
                     rows.text(6)});
  }
}

Result<Answer> find_records(Database& database, const Query& query) {
  return Finder(database, query).find();
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
