// SPDX-License-Identifier: Apache-2.0
//
// evidence.json binds an evidence folder together: {"schema": "pushgate.evidence/v1", "files": [{"name",
// "size", "sha256"}]}, sorted by name. It lists every file but itself and what is signed over it,
// the receipt or the decision.
#include "evidence/folder.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "evidence/documents.hpp"
#include "evidence/index.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_schema = "pushgate.evidence/v1";
constexpr std::string_view k_listing = "evidence.json";
// What is signed over evidence.json, which cannot list it.
constexpr std::array<std::string_view, 2> k_signed = {"receipt.dsse.json", "decision.dsse.json"};
constexpr std::size_t k_files = 64;  // of one image; today there are twelve
constexpr std::size_t k_listing_bytes = 1u << 20;
constexpr std::size_t k_folder_bytes = 1u << 30;

struct Listed {
  std::uint64_t size = 0;
  Digest digest;
};

bool is_signed_over(std::string_view name) {
  return std::ranges::find(k_signed, name) != k_signed.end();
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
    if (!is_plain_name(name) || name == k_listing || is_signed_over(name)) {
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

using Kind = FolderProblem::Kind;

/// Reads a folder, and keeps what is wrong with it.
class Inspection {
 public:
  Inspection(const FileTree& tree, const std::string& folder) : m_tree(tree), m_folder(folder) {}

  Result<FolderContents> run() && {
    TRY(list_names());
    const auto listing = read_listed();
    if (listing) {
      m_contents.listed = listing->size();
      for (const auto& [name, listed] : *listing) {
        if (!m_names.contains(name))
          add(Kind::missing, name, "is missing; expected it, because evidence.json lists it");
      }
    }
    for (const auto& [name, kind] : m_names) {
      if (name != k_listing && kind == FileTree::Kind::file) TRY(read(name, listing));
    }
    return std::move(m_contents);
  }

 private:
  std::string path_of(std::string_view name) const { return (fs::path(m_folder) / name).string(); }

  void add(Kind kind, const std::string& name, std::string what) {
    m_contents.problems.push_back({kind, name, Error::unchecked(path_of(name), std::move(what))});
  }

  Result<void> list_names() {
    TRY_ASSIGN(m_names, m_tree.names_in(m_folder, k_files));
    for (const auto& [name, kind] : m_names)
      if (kind != FileTree::Kind::file) add(Kind::irregular, name, why_no_file(kind));
    return {};
  }

  bool is_file(const std::string& name) const { return m_names.at(name) == FileTree::Kind::file; }

  std::nullopt_t unreadable(const std::string& name, Error error) {
    m_contents.problems.push_back({Kind::unreadable, name, std::move(error)});
    return std::nullopt;
  }

  /// What evidence.json lists; none where that is not known.
  std::optional<std::map<std::string, Listed>> read_listed() {
    const std::string name(k_listing);
    if (!m_names.contains(name)) {
      m_contents.problems.push_back(
          {Kind::missing, name,
           Error::unchecked(m_folder, "is not an evidence folder; expected evidence.json in it")});
      return std::nullopt;
    }
    if (!is_file(name)) return std::nullopt;
    auto bytes = m_tree.read(path_of(name), k_listing_bytes);
    if (!bytes) return unreadable(name, std::move(bytes).error());
    auto listing = read_listing(*bytes, path_of(name));
    m_contents.files[name] = std::move(*bytes);
    if (!listing) return unreadable(name, std::move(listing).error());
    return std::move(*listing);
  }

  Result<void> read(const std::string& name, const std::optional<std::map<std::string, Listed>>& listing) {
    const std::string path = path_of(name);
    const Listed* listed = nullptr;
    if (listing && !is_signed_over(name)) {
      const auto found = listing->find(name);
      if (found == listing->end()) {
        add(Kind::unlisted, name, "is not listed in evidence.json; expected no other file");
        return {};
      }
      listed = &found->second;
      // What has another size need not be read.
      const auto size = m_tree.size_of(path);
      if (size && *size != listed->size) {
        add(Kind::changed, name,
            fmt::format("is not what evidence.json lists; expected {} bytes, got {}", listed->size, *size));
        return {};
      }
    }
    auto bytes = m_tree.read(path, std::min(m_left, limits::k_json_bytes));
    TRY(check_interrupt());
    if (!bytes) {
      m_contents.problems.push_back({Kind::unreadable, name, std::move(bytes).error()});
      return {};
    }
    m_left -= bytes->size();
    if (listed != nullptr) {
      const Digest digest = crypto::sha256(*bytes);
      if (digest != listed->digest) {
        add(Kind::changed, name,
            fmt::format("is not what evidence.json lists; expected {}, got {}", listed->digest.to_string(),
                        digest.to_string()));
      }
    }
    m_contents.files[name] = std::move(*bytes);
    return {};
  }

  const FileTree& m_tree;
  const std::string& m_folder;
  std::map<std::string, FileTree::Kind> m_names;
  std::size_t m_left = k_folder_bytes;
  FolderContents m_contents;
};

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

Result<FolderContents> inspect_folder(const FileTree& tree, const std::string& folder) {
  return Inspection(tree, folder).run();
}

Result<std::map<std::string, std::string>> read_folder(const std::string& folder) {
  auto contents = inspect_folder(files_on_disk(), folder);
  if (contents && contents->problems.empty()) return std::move(contents->files);
  // Only of a folder that is none of an image need evidence.json be asked what it is.
  if (is_index_folder(files_on_disk(), folder)) {
    return fail(Error::misuse(folder, "is the evidence of an index; expected that of one of its platforms")
                    .with_hint(fmt::format("name a folder in it, such as {}/linux-amd64", folder)));
  }
  if (!contents) return fail(std::move(contents).error());
  return fail(std::move(contents->problems.front().error));
}

}  // namespace pushgate::evidence
