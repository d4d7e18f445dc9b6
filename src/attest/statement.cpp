// SPDX-License-Identifier: Apache-2.0
#include "attest/statement.hpp"

#include "attest/known_members.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

// An in-toto Statement (in-toto/attestation, spec/v1/statement.md):
//
//   {"_type": "https://in-toto.io/Statement/v1",
//    "subject": [{"name": "ghcr.io/acme/app", "digest": {"sha256": "<hex>"}}],
//    "predicateType": "<URI>", "predicate": {…}}
//
// cosign writes version 0.1 into `.att` images, which differs in `_type` alone. A member beside these four is
// refused, here as by cosign v3; within a predicate all is allowed.

namespace {

constexpr std::string_view k_type = "https://in-toto.io/Statement/v1";
constexpr std::string_view k_older_type = "https://in-toto.io/Statement/v0.1";
constexpr std::string_view k_place = "statement";
constexpr std::size_t k_subjects = 1024;  // cosign's bound

tl::unexpected<Error> bad(std::string_view where, std::string what) {
  return fail(Error::unchecked(std::string(where), std::move(what)));
}

Result<void> read_subject(const json::Value& value, std::size_t number, ReadStatement& statement) {
  const std::string where = fmt::format("{}: subject {}", k_place, number);
  TRY_ASSIGN(const json::Object* digests, json::require_object(value, "digest", where));
  TRY(only_members(*value.as_object(),
                   {"name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"},
                   where));
  std::string name;
  if (value.find("name") != nullptr) {
    TRY_ASSIGN(name, json::require_string(value, "name", where));
  }
  if (digests->find("sha256") == nullptr) return {};
  TRY_ASSIGN(const std::string hex, json::require_string(*digests, "sha256", where));
  const auto digest = Digest::parse("sha256:" + hex);
  if (!digest) return bad(where, "has a sha256 that is none; expected 64 lower-case hexadecimal digits");
  statement.subjects.emplace_back(std::move(name), *digest);
  return {};
}

}  // namespace

std::string write_statement(const Statement& statement) {
  json::Array subjects;
  for (const Digest& digest : statement.subjects) {
    json::Object subject;
    if (!statement.subject_name.empty()) subject.set("name", statement.subject_name);
    subject.set("digest", json::Object{{"sha256", digest.hex()}});
    subjects.emplace_back(std::move(subject));
  }
  return json::write(json::Object{{"_type", k_type},
                                  {"subject", std::move(subjects)},
                                  {"predicateType", statement.predicate_type},
                                  {"predicate", statement.predicate}});
}

Result<ReadStatement> parse_statement(std::string_view bytes) {
  TRY_ASSIGN(json::Value root, json::parse(bytes, k_place));
  TRY_ASSIGN(const std::string type, json::require_string(root, "_type", k_place));
  if (type != k_type && type != k_older_type) {
    return bad(k_place,
               fmt::format("member \"_type\" is \"{}\"; expected \"{}\"", type.substr(0, 100), k_type));
  }
  TRY(only_members(*root.as_object(), {"_type", "subject", "predicateType", "predicate"}, k_place));

  ReadStatement statement;
  TRY_ASSIGN(const json::Array* subjects, json::require_array(root, "subject", k_place));
  if (subjects->empty() || subjects->size() > k_subjects) {
    return bad(k_place, fmt::format("has {} subjects; expected 1 to {}", subjects->size(), k_subjects));
  }
  for (std::size_t i = 0; i < subjects->size(); ++i) TRY(read_subject((*subjects)[i], i + 1, statement));
  TRY_ASSIGN(statement.predicate_type, json::require_string(root, "predicateType", k_place));
  if (root.find("predicate") != nullptr) {
    TRY(json::require_object(root, "predicate", k_place));
    statement.predicate = *root.find("predicate");
  }
  return statement;
}

}  // namespace pushgate::attest
