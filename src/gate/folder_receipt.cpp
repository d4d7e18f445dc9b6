// SPDX-License-Identifier: Apache-2.0
#include "gate/folder_receipt.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

/// The repository is the receipt's own word: a folder does not know where its image went.
std::string repository_named_in(const std::string& receipt) {
  const auto envelope = attest::parse_envelope(receipt, "receipt.dsse.json");
  const auto statement =
      envelope ? attest::parse_statement(envelope->payload) : fail(Error::unchecked("receipt", "is none"));
  return statement ? std::string(statement->predicate.string_at("resourceUri")) : std::string();
}

}  // namespace

FolderReceipt receipt_in(const std::map<std::string, std::string>& files, const std::optional<Digest>& image,
                         const attest::Trust& trust, const std::vector<attest::IndexedImage>& platforms) {
  FolderReceipt receipt;
  const auto file = files.find("receipt.dsse.json");
  if (file == files.end()) {
    receipt.reason = "it has no receipt";
    return receipt;
  }
  receipt.repository = repository_named_in(file->second);
  if (trust.keys.empty()) {
    receipt.reason = "there is no key to check its receipt with";
    return receipt;
  }
  if (!image) {
    receipt.reason = "it names no image";
    return receipt;
  }
  const std::vector<attest::SignedDocument> documents = {
      {attest::SignedDocument::Form::legacy_envelope, file->first, file->second, ""}};
  const Digest evidence = crypto::sha256(files.at("evidence.json"));
  const auto found = attest::verify_documents(documents, *image, receipt.repository, trust, platforms);
  if (!found.receipt) {
    const std::string& why = found.documents.front().reason;
    receipt.reason = "its receipt counts for nothing: " + (why.empty() ? found.receipt_reason : why);
    return receipt;
  }
  const auto named = found.receipt_inputs.find("evidence.json");
  if (named == found.receipt_inputs.end() || named->second != evidence) {
    receipt.reason = "its receipt is about other evidence";
    return receipt;
  }
  receipt.by = found.receipt_by;
  receipt.at = found.receipt_at;
  return receipt;
}

Result<std::set<std::string>> evidence_folders_in(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (fs::is_directory(entry->symlink_status(error))) names.insert(entry->path().filename().string());
    if (names.size() > limits::k_fleet_services)
      return fail(Error::misuse(folder, fmt::format("holds more than {} folders", limits::k_fleet_services)));
  }
  if (error) {
    return fail(Error::misuse(folder, "cannot be read: " + error.message())
                    .with_hint("--evidence names a folder that has an evidence folder for each service"));
  }
  return names;
}

}  // namespace pushgate::gate
