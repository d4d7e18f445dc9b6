// SPDX-License-Identifier: Apache-2.0
#include "gate/stored_receipt.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "gate/evidence_files.hpp"
#include "gate/receipt.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

Result<std::string> file_of(const std::string& path) {
  std::error_code none;
  if (!fs::is_directory(path, none)) return path;
  const fs::path file = fs::path(path) / k_receipt_file;
  if (fs::exists(file, none)) return file.string();
  if (!fs::exists(fs::path(path) / k_evidence_file, none)) {
    return fail(Error::misuse(path, "is no evidence folder; expected what `gate --evidence` wrote"));
  }
  return fail(Error::refused(path, "has no receipt; only an image that passed with a key has one")
                  .with_hint("pushgate policy check " + path + " says why it did not pass"));
}

/// What the receipt claims, before anybody has looked at its signature.
struct Claim {
  std::vector<Digest> images;
  std::string repository;
};

Result<Claim> read_claim(const std::string& envelope_json, const std::string& file) {
  TRY_ASSIGN(const attest::Envelope envelope, attest::parse_envelope(envelope_json, file));
  auto statement = attest::parse_statement(envelope.payload);
  if (!statement) return fail(std::move(statement).error().during("reading " + file));
  Claim claim{{}, std::string(statement->predicate.string_at("resourceUri"))};
  for (const auto& [name, digest] : statement->subjects) claim.images.push_back(digest);
  if (claim.images.empty()) return fail(Error::unchecked(file, "is about no image; expected one"));
  return claim;
}

}  // namespace

Result<StoredReceipt> read_receipt(const std::string& path, const attest::Trust& trust) {
  TRY_ASSIGN(const std::string file, file_of(path));
  TRY_ASSIGN(const std::string envelope,
             store::read_file(file, limits::k_json_bytes, /*missing_is_misuse=*/true));
  return judge_receipt(file, envelope, trust);
}

Result<StoredReceipt> judge_receipt(const std::string& file, const std::string& envelope,
                                    const attest::Trust& trust) {
  TRY_ASSIGN(const Claim claim, read_claim(envelope, file));
  const std::vector<attest::SignedDocument> documents = {
      {attest::SignedDocument::Form::legacy_envelope, file, envelope, ""}};
  // One key signs the statement, but each of its subjects may have a name of its own.
  auto found = attest::verify_documents(documents, claim.images.front(), claim.repository, trust);
  for (std::size_t i = 1; i < claim.images.size() && found.receipt; ++i)
    found = attest::verify_documents(documents, claim.images[i], claim.repository, trust);
  const attest::CheckedDocument& document = found.documents.front();
  if (document.signer.empty()) {
    return fail(Error::refused(file, document.reason)
                    .with_hint("name the public key that signed it with --key, or gate the image again: "
                               "pushgate gate IMAGE --key KEY --evidence DIR"));
  }
  if (!found.receipt) {
    return fail(Error::refused(file, "is no receipt that counts: " + found.receipt_reason)
                    .with_hint("gate the image again: pushgate gate IMAGE --key KEY --evidence DIR"));
  }
  if (!found.receipt_at) return fail(Error::unchecked(file, "does not say when it was decided"));
  const auto signer = std::ranges::find(trust.keys, found.receipt_by, &attest::NamedKey::name);
  TRY_ASSIGN(auto artifact, receipt_artifact(envelope, *found.receipt_at, signer->key));
  return StoredReceipt{file,
                       signer->name,
                       signer->file,
                       claim.images,
                       claim.repository,
                       *found.receipt_at,
                       std::move(found.receipt_inputs),
                       std::move(artifact)};
}

}  // namespace pushgate::gate
