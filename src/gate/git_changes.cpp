// SPDX-License-Identifier: Apache-2.0
#include "gate/git_changes.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapter/process/process.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

/// Git in a repository that somebody else may have set up.
class Git {
 public:
  static Result<Git> find(const std::string& folder) {
    const char* path = std::getenv("PATH");
    auto program = process::find_executable("git", path == nullptr ? "" : path);
    if (!program) {
      return fail(Error::unchecked("git", "is not on PATH; expected it, to say what changed")
                      .with_hint("install git, or leave --changed-since away"));
    }
    return Git(std::move(*program), folder.empty() ? "." : folder);
  }

  Result<process::ProcessOutput> run(std::vector<std::string> words) const {
    process::ProcessSpec spec;
    spec.argv = {m_program.string(),     "--no-pager", "--no-replace-objects",     "-c",
                 "core.fsmonitor=false", "-c",         "core.hooksPath=/dev/null", "-c",
                 "protocol.allow=never"};
    spec.argv.insert(spec.argv.end(), words.begin(), words.end());
    spec.environment = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"};
    // The user's own configuration says which foreign folders git may be used in (safe.directory).
    for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME"})
      if (const char* value = std::getenv(name))
        spec.environment.push_back(fmt::format("{}={}", name, value));
    spec.working_folder = m_folder;
    spec.output_limit = limits::k_git_output_bytes;
    TRY_ASSIGN(auto output, process::run(spec));
    if (output.over_limit) {
      return fail(Error::unchecked("git " + words.front(),
                                   fmt::format("wrote more than {} bytes", limits::k_git_output_bytes)));
    }
    if (output.signal != 0 || output.timed_out)
      return fail(Error::unchecked("git " + words.front(), process::describe_end(spec, output)));
    return output;
  }

  const std::string& folder() const { return m_folder; }

 private:
  Git(fs::path program, std::string folder) : m_program(std::move(program)), m_folder(std::move(folder)) {}

  fs::path m_program;
  std::string m_folder;
};

std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

Result<fs::path> root_of(const Git& git) {
  TRY_ASSIGN(const auto output, git.run({"rev-parse", "--show-toplevel"}));
  if (!output.succeeded()) {
    return fail(Error::unchecked(git.folder(), "is in no git work tree: " + process::last_line(output.err))
                    .with_hint("leave --changed-since away where there is no repository"));
  }
  std::error_code error;
  auto root = fs::canonical(without_newline(output.out), error);
  if (error)
    return fail(Error::unchecked(without_newline(output.out), "cannot be opened: " + error.message()));
  return root;
}

Result<std::string> commit_of(const Git& git, const std::string& revision) {
  if (revision.empty() || revision.starts_with('-')) {
    return fail(
        Error::misuse("--changed-since",
                      fmt::format("'{}' is no revision; expected a commit, a branch or a tag", revision)));
  }
  TRY_ASSIGN(const auto output,
             git.run({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}));
  if (output.succeeded()) return without_newline(output.out);
  TRY_ASSIGN(const auto shallow, git.run({"rev-parse", "--is-shallow-repository"}));
  const bool is_shallow = without_newline(shallow.out) == "true";
  return fail(
      Error::unchecked(revision, is_shallow
                                     ? "is no commit of this shallow clone; expected one to compare with"
                                     : "is no commit of this repository; expected one to compare with")
          .with_hint(is_shallow
                         ? "fetch the history: actions/checkout with fetch-depth: 0, or git fetch --unshallow"
                         : "git fetch it, or leave --changed-since away to get every job"));
}

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
  TRY_ASSIGN(const Git git, Git::find(folder));
  TRY_ASSIGN(auto root, root_of(git));
  TRY_ASSIGN(const auto before, commit_of(git, revision));
  TRY_ASSIGN(const auto now, commit_of(git, "HEAD"));
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
