// SPDX-License-Identifier: Apache-2.0
//
// evidence.json binds an evidence folder together: {"schema": "pushgate.evidence/v1", "files": [{"name",
// "size", "sha256"}]}, sorted by name. It lists every file but itself and the receipt, which binds
// evidence.json.
#include <algorithm>
#include <filesystem>
#include <set>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/members.hpp"
#include "store/files.hpp"

namespace pushgate::evidence {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_schema = "pushgate.evidence/v1";
constexpr std::string_view k_listing = "evidence.json";
constexpr std::string_view k_receipt = "receipt.dsse.json";
constexpr std::size_t k_files = 64;  // of one image; today there are ten
constexpr std::size_t k_listing_bytes = 1u << 20;
constexpr std::size_t k_folder_bytes = 1u << 30;

struct Listed {
  std::uint64_t size = 0;
  Digest digest;
};

/// The names in a folder of plain files.
Result<std::set<std::string>> names_in(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const fs::file_status status = entry->symlink_status(error);
    if (error) break;
    const std::string path = entry->path().string();
    if (fs::is_symlink(status)) return fail(Error::unchecked(path, "is a symbolic link; expected a file"));
    if (fs::is_directory(status)) return fail(Error::unchecked(path, "is a folder; expected a file"));
    if (!fs::is_regular_file(status)) {
      return fail(Error::unchecked(path, "is a device or a pipe; expected a file"));
    }
    names.insert(entry->path().filename().string());
    if (names.size() > k_files) {
      return fail(Error::unchecked(folder, fmt::format("holds more than {} files", k_files)));
    }
  }
  if (error) return fail(Error::unchecked(folder, "cannot be read: " + error.message()));
  return names;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

Result<std::map<std::string, Listed>> read_listing(std::string_view bytes, const std::string& where) {
  TRY_ASSIGN(const json::Value document, parse_document(bytes, where, k_schema));
  TRY(only_members(document, {"schema", "files"}, where));
  TRY_ASSIGN(const json::Array* files, json::require_array(document, "files", where));
  std::map<std::string, Listed> listing;
  for (std::size_t i = 0; i < files->size(); ++i) {
    const json::Value& file = (*files)[i];
    const std::string place = fmt::format("{}: files[{}]", where, i);
    TRY(only_members(file, {"name", "size", "sha256"}, place));
    TRY_ASSIGN(const std::string name, json::require_string(file, "name", place));
    if (!is_plain_name(name) || name == k_listing || name == k_receipt) {
      return fail(wrong_member("name", name, "the plain name of a file that can be listed", place));
    }
    TRY_ASSIGN(const std::uint64_t size, json::require_unsigned(file, "size", place));
    TRY_ASSIGN(const std::string hex, json::require_string(file, "sha256", place));
    const auto digest = Digest::parse_hex(hex);
    if (!digest) return fail(wrong_member("sha256", hex, "64 hex digits", place));
    if (!listing.emplace(name, Listed{size, *digest}).second) {
      return fail(wrong_member("name", name, "each file once", place));
    }
  }
  return listing;
}

Result<void> compare(const std::string& path, std::string_view bytes, const Listed& listed) {
  if (bytes.size() != listed.size) {
    return fail(
        Error::unchecked(path, fmt::format("is not what evidence.json lists; expected {} bytes, got {}",
                                           listed.size, bytes.size())));
  }
  const Digest digest = crypto::sha256(bytes);
  if (digest == listed.digest) return {};
  return fail(Error::unchecked(path, fmt::format("is not what evidence.json lists; expected {}, got {}",
                                                 listed.digest.to_string(), digest.to_string())));
}

}  // namespace

std::string write_manifest(const std::map<std::string, std::string>& files) {
  json::Array listing;
  for (const auto& [name, bytes] : files) {
    listing.emplace_back(json::Object{{"name", name},
                                      {"size", static_cast<std::uint64_t>(bytes.size())},
                                      {"sha256", crypto::sha256(bytes).hex()}});
  }
  return json::write_pretty(json::Object{{"schema", k_schema}, {"files", std::move(listing)}});
}

Result<std::map<std::string, std::string>> read_folder(const std::string& folder) {
  const auto path_of = [&](std::string_view name) { return (fs::path(folder) / name).string(); };
  TRY_ASSIGN(const auto names, names_in(folder));
  if (!names.contains(std::string(k_listing))) {
    return fail(Error::unchecked(folder, "is not an evidence folder; expected evidence.json in it"));
  }
  std::map<std::string, std::string> files;
  TRY_ASSIGN(files[std::string(k_listing)], store::read_plain_file(path_of(k_listing), k_listing_bytes));
  TRY_ASSIGN(const auto listing, read_listing(files.begin()->second, path_of(k_listing)));
  for (const auto& [name, listed] : listing) {
    if (!names.contains(name)) {
      return fail(Error::unchecked(path_of(name), "is missing; expected it, because evidence.json lists it"));
    }
  }
  std::size_t left = k_folder_bytes;
  for (const std::string& name : names) {
    if (name == k_listing) continue;
    const auto listed = listing.find(name);
    if (listed == listing.end() && name != k_receipt) {
      return fail(Error::unchecked(path_of(name), "is not listed in evidence.json; expected no other file"));
    }
    TRY_ASSIGN(std::string bytes,
               store::read_plain_file(path_of(name), std::min(left, limits::k_json_bytes)));
    if (listed != listing.end()) TRY(compare(path_of(name), bytes, listed->second));
    left -= bytes.size();
    files[name] = std::move(bytes);
  }
  return files;
}

}  // namespace pushgate::evidence
