// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_sources.hpp"

#include <cstddef>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/format.hpp"
#include "gate/evidence_files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_names = 1'000'000;
constexpr std::size_t k_depth = 32;

bool is_evidence_folder(const fs::path& folder) {
  std::error_code none;
  return fs::exists(fs::symlink_status(folder / k_evidence_file, none)) ||
         fs::exists(fs::symlink_status(folder / k_receipt_file, none));
}

class Search {
 public:
  void look_at(const std::string& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) return wrong(path, "does not exist");
    if (fs::is_regular_file(status)) return m_found.documents.push_back({path, false});
    if (!fs::is_directory(status)) return wrong(path, "is neither a file nor a folder");
    const std::size_t before = m_found.documents.size() + m_found.problems.size();
    look_into(path, 0);
    if (m_found.documents.size() + m_found.problems.size() == before)
      wrong(path,
            "holds no evidence folder and no SBOM; expected folders that `gate --evidence` wrote, or files "
            "named *.json");
  }

  AuditSources take() && { return std::move(m_found); }

 private:
  void wrong(const std::string& path, std::string what) {
    m_found.problems.push_back(Error::unchecked(path, std::move(what)));
  }

  void look_into(const fs::path& folder, std::size_t depth) {
    if (is_evidence_folder(folder)) return m_found.documents.push_back({folder.string(), true});
    if (depth > k_depth) return wrong(folder.string(), fmt::format("is over {} folders deep", k_depth));
    std::error_code error;
    std::set<fs::path> names;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      if (++m_names > k_names) return wrong(folder.string(), fmt::format("makes it over {} names", k_names));
      names.insert(entry->path());
    }
    if (error) return wrong(folder.string(), "cannot be listed: " + error.message());
    for (const fs::path& path : names) {
      const auto status = fs::symlink_status(path, error);
      if (fs::is_directory(status)) {
        look_into(path, depth + 1);
      } else if (fs::is_regular_file(status) && path.extension() == ".json") {
        m_found.documents.push_back({path.string(), false});
      }
    }
  }

  std::size_t m_names = 0;
  AuditSources m_found;
};

}  // namespace

AuditSources find_audit_sources(const std::vector<std::string>& paths) {
  Search search;
  for (const std::string& path : paths) search.look_at(path);
  return std::move(search).take();
}

}  // namespace pushgate::gate
