// SPDX-License-Identifier: Apache-2.0
#include "gate/git_changes.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include "gate/git.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> split_at_nul(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

GitChanges::GitChanges(fs::path root, std::vector<std::string> paths)
    : m_root(std::move(root)), m_paths(std::move(paths)) {
  std::sort(m_paths.begin(), m_paths.end());
}

std::optional<std::string> GitChanges::at(const fs::path& absolute) const {
  const std::string path = absolute.lexically_relative(m_root).string();
  if (path.empty() || path == ".." || path.starts_with("../"))
    return absolute.string() + ", which is outside of the repository";
  if (m_paths.empty()) return std::nullopt;
  if (path == ".") return m_paths.front();
  for (std::string above = path; !above.empty(); above = fs::path(above).parent_path().string())
    if (std::binary_search(m_paths.begin(), m_paths.end(), above)) return above;
  const auto below = std::lower_bound(m_paths.begin(), m_paths.end(), path + "/");
  if (below != m_paths.end() && below->starts_with(path + "/")) return *below;
  return std::nullopt;
}

std::optional<std::string> GitChanges::touched(const fs::path& path) const {
  std::error_code error;
  auto written = fs::absolute(path, error).lexically_normal();
  if (!written.has_filename()) written = written.parent_path();
  // The work tree itself may be reached through a link: compare below its real place.
  std::vector<fs::path> names;
  fs::path real = fs::weakly_canonical(written, error);
  if (error) return written.string() + ", which cannot be read: " + error.message();
  for (fs::path above = written; above != above.root_path(); above = above.parent_path()) {
    if (!fs::equivalent(above, m_root, error) || error) continue;
    names.push_back((m_root / written.lexically_relative(above)).lexically_normal());
    break;
  }
  names.push_back(std::move(real));
  for (fs::path& name : names) {
    if (!name.has_filename()) name = name.parent_path();
    if (auto change = at(name)) return change;
  }
  return std::nullopt;
}

Result<GitChanges> changes_since(const std::string& folder, const std::string& revision) {
  TRY_ASSIGN(const Git git, Git::find(folder, "--changed-since"));
  TRY_ASSIGN(auto root, git.root());
  TRY_ASSIGN(const auto before, git.commit(revision));
  TRY_ASSIGN(const auto now, git.commit("HEAD"));
  TRY_ASSIGN(const auto output,
             git.run({"diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff",
                      "--no-textconv", "--ignore-submodules=none", before, now, "--"}));
  if (!output.succeeded()) {
    return fail(Error::unchecked(revision, "cannot be compared with HEAD: " + process::last_line(output.err))
                    .with_hint("fetch the whole history: actions/checkout with fetch-depth: 0"));
  }
  return GitChanges(std::move(root), split_at_nul(output.out));
}

}  // namespace pushgate::gate
