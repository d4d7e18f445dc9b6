// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <map>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "evidence/documents.hpp"
#include "evidence/index.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

namespace fs = std::filesystem;
using Kind = FolderProblem::Kind;

constexpr const char* k_listing = "evidence.json";
constexpr const char* k_receipt = "receipt.dsse.json";
constexpr std::size_t k_listing_bytes = 1u << 20;

class IndexInspection {
 public:
  IndexInspection(const FileTree& tree, const std::string& folder) : m_tree(tree), m_folder(folder) {}

  Result<IndexContents> run() && {
    TRY(list_names());
    read_file(k_listing, k_listing_bytes);
    read_file(k_receipt, limits::k_json_bytes);
    read_listing();
    if (m_contents.document) {
      for (const IndexPlatform& one : m_contents.document->platforms) inspect(one);
    }
    for (const auto& [name, kind] : m_names)
      add(Kind::unlisted, name, "is not listed in evidence.json; expected no other file");
    return std::move(m_contents);
  }

 private:
  std::string path_of(std::string_view name) const { return (fs::path(m_folder) / name).string(); }

  void add(Kind kind, const std::string& name, std::string what) {
    m_contents.problems.push_back({kind, name, Error::unchecked(path_of(name), std::move(what))});
  }

  void unreadable(const std::string& name, Error error) {
    m_contents.problems.push_back({Kind::unreadable, name, std::move(error)});
  }

  Result<void> list_names() {
    TRY_ASSIGN(m_names, m_tree.names_in(m_folder, k_index_platforms + 2));
    return {};
  }

  void read_file(const std::string& name, std::size_t limit) {
    const auto found = m_names.extract(name);
    if (found.empty()) return;
    if (found.mapped() == FileTree::Kind::link)
      return add(Kind::irregular, name, why_no_file(found.mapped()));
    auto bytes = m_tree.read(path_of(name), limit);
    if (!bytes) return unreadable(name, std::move(bytes).error());
    m_contents.files[name] = std::move(*bytes);
  }

  void read_listing() {
    const auto bytes = m_contents.files.find(k_listing);
    if (bytes == m_contents.files.end()) return;
    auto document = read_index(bytes->second, path_of(k_listing));
    if (!document) return unreadable(k_listing, std::move(document).error());
    m_contents.document = std::move(*document);
  }

  void inspect(const IndexPlatform& one) {
    const std::string name = platform_folder(one.platform).value_or("");
    const auto found = m_names.extract(name);
    if (found.empty())
      return add(Kind::missing, name,
                 fmt::format("is missing; expected the evidence of {}, because evidence.json lists it",
                             one.platform));
    if (found.mapped() != FileTree::Kind::folder)
      return add(Kind::irregular, name,
                 found.mapped() == FileTree::Kind::link ? "is a symbolic link; expected a folder"
                                                        : "is no folder; expected one");
    auto contents = inspect_folder(m_tree, path_of(name));
    if (!contents) return unreadable(name, std::move(contents).error());
    compare(one, name, contents->files);
    m_contents.platforms.push_back({one, path_of(name), std::move(*contents)});
  }

  void compare(const IndexPlatform& one, const std::string& folder,
               std::map<std::string, std::string>& files) {
    if (files.erase(k_receipt) > 0)
      add(Kind::unlisted, folder + "/" + k_receipt,
          "is a receipt of one platform; expected that of the index alone, which is beside its folder");
    const auto listing = files.find(k_listing);
    if (listing != files.end()) {
      if (const Digest digest = crypto::sha256(listing->second); digest != one.evidence)
        add(Kind::changed, folder + "/" + k_listing,
            fmt::format("is not what the evidence.json of the index lists for {}; expected {}, got {}",
                        one.platform, one.evidence.to_string(), digest.to_string()));
    }
    const auto text = files.find("subject.json");
    if (text == files.end()) return;
    const auto subject = read_subject(text->second, "subject.json");
    if (!subject || subject->subject.digest == one.digest) return;
    add(Kind::changed, folder + "/subject.json",
        fmt::format(
            "is about another image; expected {}, as the evidence.json of the index lists for {}, got {}",
            one.digest.to_string(), one.platform,
            subject->subject.digest ? subject->subject.digest->to_string() : "none"));
  }

  const FileTree& m_tree;
  const std::string& m_folder;
  std::map<std::string, FileTree::Kind> m_names;  // those that nothing has asked for yet
  IndexContents m_contents;
};

}  // namespace

bool is_index_folder(const FileTree& tree, const std::string& folder) {
  const auto bytes = tree.read((fs::path(folder) / k_listing).string(), k_listing_bytes);
  if (!bytes) return false;
  const auto document = json::parse(*bytes, k_listing);
  return document && document->string_at("schema") == k_index_schema;
}

Result<IndexContents> inspect_index_folder(const FileTree& tree, const std::string& folder) {
  return IndexInspection(tree, folder).run();
}

Result<IndexContents> read_index_folder(const std::string& folder) {
  TRY_ASSIGN(IndexContents contents, inspect_index_folder(files_on_disk(), folder));
  if (!contents.problems.empty()) return fail(std::move(contents.problems.front().error));
  for (auto& platform : contents.platforms)
    if (!platform.contents.problems.empty()) return fail(std::move(platform.contents.problems.front().error));
  return contents;
}

}  // namespace pushgate::evidence
