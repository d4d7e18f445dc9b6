// SPDX-License-Identifier: Apache-2.0
#include "audit/record_writer.hpp"

#include <set>
#include <utility>

#include "model/severity.hpp"

namespace pushgate::audit {

namespace {

std::optional<std::string> text_of(const std::optional<Digest>& digest) {
  return digest ? std::optional(digest->to_string()) : std::nullopt;
}

}  // namespace

Result<RecordWriter> RecordWriter::make(sqlite::Database& database) {
  const auto sql = [&](std::string_view text) { return database.prepare(text); };
  TRY_ASSIGN(auto find_document, sql("SELECT id, signer FROM document WHERE sha256 = ?1"));
  TRY_ASSIGN(auto set_signer, sql("UPDATE document SET signer = ?2 WHERE id = ?1"));
  TRY_ASSIGN(auto add_document,
             sql("INSERT INTO document(sha256, form, source, name, tag, digest, platform, service, "
                 "at, verdict, policy, signer, packages) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                 "?9, ?10, ?11, ?12, ?13)"));
  TRY_ASSIGN(auto find_package,
             sql("SELECT id FROM package WHERE purl = ?1 AND name = ?2 AND version = ?3 AND "
                 "licenses = ?4"));
  TRY_ASSIGN(auto insert_package,
             sql("INSERT INTO package(purl, name, version, licenses, ecosystem) VALUES (?1, ?2, "
                 "?3, ?4, ?5)"));
  TRY_ASSIGN(auto add_key,
             sql("INSERT OR IGNORE INTO package_key(kind, text, package, version) VALUES (?1, ?2, ?3, "
                 "?4)"));
  TRY_ASSIGN(auto find_layer, sql("SELECT id FROM layer WHERE digest = ?1"));
  TRY_ASSIGN(auto insert_layer, sql("INSERT INTO layer(digest) VALUES (?1)"));
  TRY_ASSIGN(auto add_document_layer,
             sql("INSERT OR IGNORE INTO document_layer(layer, document) VALUES (?1, ?2)"));
  TRY_ASSIGN(auto add_layer_blob, sql("INSERT OR IGNORE INTO layer_blob(blob, layer) VALUES (?1, ?2)"));
  TRY_ASSIGN(auto add_document_package,
             sql("INSERT OR IGNORE INTO document_package(block, package, document, layer, "
                 "of_base) VALUES (?1, ?2, ?3, ?4, ?5)"));
  TRY_ASSIGN(auto find_finding,
             sql("SELECT id FROM finding WHERE rule = ?1 AND subject = ?2 AND severity = ?3 AND "
                 "fixed_version = ?4"));
  TRY_ASSIGN(auto insert_finding,
             sql("INSERT INTO finding(rule, subject, severity, fixed_version) VALUES (?1, ?2, "
                 "?3, ?4)"));
  TRY_ASSIGN(auto find_waiver, sql("SELECT id FROM waiver WHERE reason = ?1 AND owner = ?2 AND until = ?3"));
  TRY_ASSIGN(auto insert_waiver, sql("INSERT INTO waiver(reason, owner, until) VALUES (?1, ?2, ?3)"));
  // The same finding may stand in several places of an image; where one of them is not waived, it is not
  // waived.
  TRY_ASSIGN(
      auto add_document_finding,
      sql("INSERT INTO document_finding(block, finding, document, waiver) VALUES (?1, ?2, ?3, ?4) ON "
          "CONFLICT(block, finding, document) DO UPDATE SET waiver = NULL WHERE excluded.waiver IS NULL"));
  return RecordWriter(database, Statements{std::move(find_document),
                                           std::move(set_signer),
                                           std::move(add_document),
                                           {std::move(find_package), std::move(insert_package)},
                                           std::move(add_key),
                                           {std::move(find_layer), std::move(insert_layer)},
                                           std::move(add_document_layer),
                                           std::move(add_layer_blob),
                                           std::move(add_document_package),
                                           {std::move(find_finding), std::move(insert_finding)},
                                           {std::move(find_waiver), std::move(insert_waiver)},
                                           std::move(add_document_finding)});
}

Result<Added> RecordWriter::add(const Record& record) {
  auto& known = m_statements.find_document.bind(1, record.document.sha256.to_string());
  TRY_ASSIGN(const bool is_known, known.step());
  if (is_known) {
    const std::int64_t id = known.integer(0);
    const bool needs_signer = known.text(1).empty() && !record.document.signer.empty();
    known.reset();
    if (!needs_signer) return Added::known;
    TRY(m_statements.set_signer.bind(1, id).bind(2, record.document.signer).run());
    return Added::signer_added;
  }
  std::vector<std::int64_t> packages;
  packages.reserve(record.packages.size());
  for (const auto& [package, keys, layer, of_base] : record.packages) {
    m_statements.package.insert.bind(5, package.ecosystem);
    TRY_ASSIGN(const auto interned,
               intern(m_statements.package, {package.purl, package.name, package.version, package.licenses}));
    packages.push_back(interned.first);
    if (!interned.second) continue;
    for (const Key& key : keys) {
      TRY(m_statements.add_key.bind(1, static_cast<std::int64_t>(key.kind))
              .bind(2, key.text)
              .bind(3, interned.first)
              .bind(4, key.version)
              .run());
    }
  }
  const std::set<std::int64_t> distinct(packages.begin(), packages.end());
  TRY_ASSIGN(const std::int64_t document, add_document(record.document, distinct.size()));
  for (const auto& [diff_id, blob] : record.layers) {
    TRY_ASSIGN(const std::int64_t layer, add_layer(diff_id));
    TRY(m_statements.add_document_layer.bind(1, layer).bind(2, document).run());
    if (!blob) continue;
    TRY_ASSIGN(const std::int64_t name, add_layer(*blob));
    TRY(m_statements.add_layer_blob.bind(1, name).bind(2, layer).run());
  }
  for (std::size_t i = 0; i < packages.size(); ++i)
    TRY(add_package(document, record.packages[i], packages[i]));
  for (const auto& finding : record.findings) TRY(add_finding(document, finding));
  return Added::added;
}

Result<std::pair<std::int64_t, bool>> RecordWriter::intern(Interned& interned,
                                                           std::initializer_list<std::string_view> texts) {
  int place = 0;
  for (const std::string_view text : texts) interned.find.bind(++place, text);
  TRY_ASSIGN(const bool found, interned.find.step());
  if (found) {
    const std::int64_t id = interned.find.integer(0);
    interned.find.reset();
    return std::pair(id, false);
  }
  place = 0;
  for (const std::string_view text : texts) interned.insert.bind(++place, text);
  TRY(interned.insert.run());
  return std::pair(m_database->last_row(), true);
}

Result<std::int64_t> RecordWriter::add_document(const Document& document, std::size_t packages) {
  std::optional<std::int64_t> at;
  if (document.at) at = document.at->time_since_epoch().count();
  std::optional<std::string> verdict;
  if (document.verdict) verdict = model::to_string(*document.verdict);
  TRY(m_statements.add_document.bind(1, document.sha256.to_string())
          .bind(2, document.form)
          .bind(3, document.source)
          .bind(4, document.name)
          .bind(5, document.tag)
          .bind(6, text_of(document.digest))
          .bind(7, document.platform)
          .bind(8, document.service)
          .bind(9, at)
          .bind(10, verdict)
          .bind(11, text_of(document.policy))
          .bind(12, document.signer)
          .bind(13, static_cast<std::int64_t>(packages))
          .run());
  return m_database->last_row();
}

Result<std::int64_t> RecordWriter::add_layer(const Digest& digest) {
  TRY_ASSIGN(const auto interned, intern(m_statements.layer, {digest.to_string()}));
  return interned.first;
}

Result<void> RecordWriter::add_package(std::int64_t document, const ContainedPackage& contained,
                                       std::int64_t package) {
  std::int64_t layer = 0;
  if (contained.layer) {
    TRY_ASSIGN(layer, add_layer(*contained.layer));
    TRY(m_statements.add_document_layer.bind(1, layer).bind(2, document).run());
  }
  std::optional<std::int64_t> of_base;
  if (contained.of_base) of_base = *contained.of_base ? 1 : 0;
  return m_statements.add_document_package.bind(1, block_of(document))
      .bind(2, package)
      .bind(3, document)
      .bind(4, layer)
      .bind(5, of_base)
      .run();
}

Result<void> RecordWriter::add_finding(std::int64_t document, const ContainedFinding& contained) {
  std::optional<std::int64_t> waiver;
  if (contained.waived_until) {
    TRY_ASSIGN(const auto interned,
               intern(m_statements.waiver,
                      {contained.waived_because, contained.waived_by, format_date(*contained.waived_until)}));
    waiver = interned.first;
  }
  TRY_ASSIGN(const auto finding,
             intern(m_statements.finding, {contained.rule, contained.subject,
                                           model::to_string(contained.severity), contained.fixed_version}));
  return m_statements.add_document_finding.bind(1, block_of(document))
      .bind(2, finding.first)
      .bind(3, document)
      .bind(4, waiver)
      .run();
}

}  // namespace pushgate::audit
