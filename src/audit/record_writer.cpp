// SPDX-License-Identifier: Apache-2.0
#include "audit/record_writer.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "audit/contents.hpp"
#include "model/severity.hpp"

namespace pushgate::audit {

namespace {

constexpr std::size_t k_remembered = 500'000;  // texts of a table, about 200 bytes each

std::optional<std::string> text_of(const std::optional<Digest>& digest) {
  return digest ? std::optional(digest->to_string()) : std::nullopt;
}

/// One text of several, which no others make.
void append(std::string& key, std::string_view text) {
  key += std::to_string(text.size());
  key += ':';
  key += text;
}

std::string key_of(std::initializer_list<std::string_view> texts) {
  std::string key;
  for (const std::string_view text : texts) append(key, text);
  return key;
}

template <typename Known>
void remember(Known& known, std::string key, std::uint32_t number) {
  if (known.size() >= k_remembered) known.clear();
  known.emplace(std::move(key), number);
}

}  // namespace

Result<RecordWriter> RecordWriter::make(sqlite::Database& database) {
  const auto sql = [&](std::string_view text) { return database.prepare(text); };
  TRY_ASSIGN(auto find_document, sql("SELECT id, signer FROM document WHERE sha256 = ?1"));
  TRY_ASSIGN(auto set_signer, sql("UPDATE document SET signer = ?2 WHERE id = ?1"));
  TRY_ASSIGN(auto add_document,
             sql("INSERT INTO document(sha256, form, source, name, tag, digest, platform, service, at, "
                 "verdict, policy, signer, package_count, packages, findings, layers) VALUES (?1, ?2, ?3, "
                 "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"));
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
  TRY_ASSIGN(auto add_layer_blob, sql("INSERT OR IGNORE INTO layer_blob(blob, layer) VALUES (?1, ?2)"));
  // Its values come as texts: the columns are of numbers, so SQLite makes numbers of them.
  TRY_ASSIGN(auto find_place, sql("SELECT id FROM place WHERE layer = ?1 AND of_base = ?2"));
  TRY_ASSIGN(auto insert_place, sql("INSERT INTO place(layer, of_base) VALUES (?1, ?2)"));
  TRY_ASSIGN(auto find_finding,
             sql("SELECT id FROM finding WHERE rule = ?1 AND subject = ?2 AND severity = ?3 AND "
                 "fixed_version = ?4"));
  TRY_ASSIGN(auto insert_finding,
             sql("INSERT INTO finding(rule, subject, severity, fixed_version) VALUES (?1, ?2, "
                 "?3, ?4)"));
  TRY_ASSIGN(auto find_waiver, sql("SELECT id FROM waiver WHERE reason = ?1 AND owner = ?2 AND until = ?3"));
  TRY_ASSIGN(auto insert_waiver, sql("INSERT INTO waiver(reason, owner, until) VALUES (?1, ?2, ?3)"));
  return RecordWriter(database, Statements{std::move(find_document),
                                           std::move(set_signer),
                                           std::move(add_document),
                                           {std::move(find_package), std::move(insert_package), {}},
                                           std::move(add_key),
                                           {std::move(find_layer), std::move(insert_layer), {}},
                                           std::move(add_layer_blob),
                                           {std::move(find_place), std::move(insert_place), {}},
                                           {std::move(find_finding), std::move(insert_finding), {}},
                                           {std::move(find_waiver), std::move(insert_waiver), {}}});
}

Result<Added> RecordWriter::add(const Record& record) {
  const Document& document = record.document;
  auto& known = m_statements.find_document.bind(1, document.sha256.to_string());
  TRY_ASSIGN(const bool is_known, known.step());
  if (is_known) {
    const std::int64_t id = known.integer(0);
    const bool needs_signer = known.text(1).empty() && !document.signer.empty();
    known.reset();
    if (!needs_signer) return Added::known;
    TRY(m_statements.set_signer.bind(1, id).bind(2, document.signer).run());
    return Added::signer_added;
  }
  std::int64_t count = 0;
  TRY_ASSIGN(const std::string packages, this->packages(record, count));
  TRY_ASSIGN(const std::string findings, this->findings(record));
  TRY_ASSIGN(const std::string layers, this->layers(record));
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
          .bind(13, count)
          .bind_bytes(14, packages)
          .bind_bytes(15, findings)
          .bind_bytes(16, layers)
          .run());
  return Added::added;
}

Result<std::uint32_t> RecordWriter::find_or_insert(Interned& interned, Texts texts) {
  int place = 0;
  for (const std::string_view text : texts) interned.find.bind(++place, text);
  TRY_ASSIGN(const bool found, interned.find.step());
  std::int64_t number = 0;
  if (found) {
    number = interned.find.integer(0);
    interned.find.reset();
  } else {
    place = 0;
    for (const std::string_view text : texts) interned.insert.bind(++place, text);
    TRY(interned.insert.run());
    number = m_database->last_row();
  }
  if (number < 1 || number > std::numeric_limits<std::uint32_t>::max())
    return fail(Error::unchecked("the audit database", "is damaged: a row's number is none"));
  return static_cast<std::uint32_t>(number);
}

Result<std::uint32_t> RecordWriter::intern(Interned& interned, Texts texts) {
  std::string key = key_of(texts);
  if (const auto found = interned.known.find(key); found != interned.known.end()) return found->second;
  TRY_ASSIGN(const std::uint32_t number, find_or_insert(interned, texts));
  remember(interned.known, std::move(key), number);
  return number;
}

Result<std::uint32_t> RecordWriter::package(const ContainedPackage& contained) {
  const Package& package = contained.package;
  const Texts texts = {package.purl, package.name, package.version, package.licenses};
  // Another document may know the same package under more names, such as its source package's.
  std::string all = key_of(texts);
  for (const Key& key : contained.keys) {
    if (key.kind != KeyKind::name) continue;
    append(all, key.text);
    append(all, key.version);
  }
  auto& interned = m_statements.package;
  if (const auto found = interned.known.find(all); found != interned.known.end()) return found->second;
  interned.insert.bind(5, package.ecosystem);
  TRY_ASSIGN(const std::uint32_t number, find_or_insert(interned, texts));
  for (const Key& key : contained.keys) {
    TRY(m_statements.add_key.bind(1, static_cast<std::int64_t>(key.kind))
            .bind(2, key.text)
            .bind(3, std::int64_t{number})
            .bind(4, key.version)
            .run());
  }
  remember(interned.known, std::move(all), number);
  return number;
}

Result<std::uint32_t> RecordWriter::place(const ContainedPackage& contained) {
  std::uint32_t layer = 0;
  if (contained.layer) {
    TRY_ASSIGN(layer, intern(m_statements.layer, {contained.layer->to_string()}));
  }
  const std::string_view of_base = !contained.of_base ? "-1" : *contained.of_base ? "1" : "0";
  return intern(m_statements.place, {std::to_string(layer), of_base});
}

Result<std::string> RecordWriter::packages(const Record& record, std::int64_t& count) {
  std::vector<Entry> entries;
  entries.reserve(record.packages.size());
  std::map<std::pair<std::optional<Digest>, std::optional<bool>>, std::uint32_t> places;
  for (const ContainedPackage& contained : record.packages) {
    TRY_ASSIGN(const std::uint32_t number, package(contained));
    const auto [place, is_new] = places.try_emplace({contained.layer, contained.of_base});
    if (is_new) {
      TRY_ASSIGN(place->second, this->place(contained));
    }
    entries.push_back({number, place->second});
  }
  std::set<std::uint32_t> distinct;
  for (const Entry& entry : entries) distinct.insert(entry.first);
  count = static_cast<std::int64_t>(distinct.size());
  return write_entries(std::move(entries));
}

Result<std::uint32_t> RecordWriter::waiver(const ContainedFinding& contained) {
  if (!contained.waived_until) return 0;
  return intern(m_statements.waiver,
                {contained.waived_because, contained.waived_by, format_date(*contained.waived_until)});
}

Result<std::string> RecordWriter::findings(const Record& record) {
  std::map<std::uint32_t, std::uint32_t> waivers;
  for (const ContainedFinding& contained : record.findings) {
    TRY_ASSIGN(const std::uint32_t number,
               intern(m_statements.finding, {contained.rule, contained.subject,
                                             model::to_string(contained.severity), contained.fixed_version}));
    TRY_ASSIGN(const std::uint32_t waived, waiver(contained));
    // The same finding may stand in several places of an image; where one of them is not waived, it is not.
    const auto [known, is_new] = waivers.emplace(number, waived);
    if (!is_new && waived == 0) known->second = 0;
  }
  std::vector<Entry> entries;
  entries.reserve(waivers.size());
  for (const auto& [number, waived] : waivers) entries.push_back({number, waived});
  return write_entries(std::move(entries));
}

Result<std::string> RecordWriter::layers(const Record& record) {
  std::set<Digest> all;
  for (const ContainedPackage& contained : record.packages)
    if (contained.layer) all.insert(*contained.layer);
  for (const auto& [diff_id, blob] : record.layers) {
    all.insert(diff_id);
    if (!blob) continue;
    TRY_ASSIGN(const std::uint32_t layer, intern(m_statements.layer, {diff_id.to_string()}));
    TRY_ASSIGN(const std::uint32_t name, intern(m_statements.layer, {blob->to_string()}));
    TRY(m_statements.add_layer_blob.bind(1, std::int64_t{name}).bind(2, std::int64_t{layer}).run());
  }
  std::vector<Entry> entries;
  entries.reserve(all.size());
  for (const Digest& digest : all) {
    TRY_ASSIGN(const std::uint32_t layer, intern(m_statements.layer, {digest.to_string()}));
    entries.push_back({layer, 0});
  }
  return write_entries(std::move(entries));
}

}  // namespace pushgate::audit
