// SPDX-License-Identifier: Apache-2.0
#include "gate/git.hpp"

#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/format.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Git::Git(fs::path program, std::string folder, std::string option)
    : m_program(std::move(program)), m_folder(std::move(folder)), m_option(std::move(option)) {}

Result<Git> Git::find(const std::string& folder, std::string option) {
  const char* path = std::getenv("PATH");
  auto program = process::find_executable("git", path == nullptr ? "" : path);
  if (!program) {
    return fail(Error::unchecked("git", "is not on PATH; expected it, to say what changed")
                    .with_hint(fmt::format("install git, or leave {} away", option)));
  }
  return Git(std::move(*program), folder.empty() ? "." : folder, std::move(option));
}

Result<process::ProcessOutput> Git::run(std::vector<std::string> words, std::string input,
                                        std::size_t limit) const {
  process::ProcessSpec spec;
  spec.argv = {m_program.string(),     "--no-pager", "--no-replace-objects",     "-c",
               "core.fsmonitor=false", "-c",         "core.hooksPath=/dev/null", "-c",
               "protocol.allow=never"};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.environment = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"};
  // The user's own configuration says which foreign folders git may be used in (safe.directory).
  for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME"})
    if (const char* value = std::getenv(name)) spec.environment.push_back(fmt::format("{}={}", name, value));
  spec.working_folder = m_folder;
  spec.input = std::move(input);
  spec.output_limit = limit;
  TRY_ASSIGN(auto output, process::run(spec));
  if (output.over_limit)
    return fail(Error::unchecked("git " + words.front(), fmt::format("wrote more than {} bytes", limit)));
  if (output.signal != 0 || output.timed_out)
    return fail(Error::unchecked("git " + words.front(), process::describe_end(spec, output)));
  return output;
}

Result<fs::path> Git::root() const {
  TRY_ASSIGN(const auto output, run({"rev-parse", "--show-toplevel"}));
  if (!output.succeeded()) {
    return fail(Error::unchecked(m_folder, "is in no git work tree: " + process::last_line(output.err))
                    .with_hint(fmt::format("leave {} away where there is no repository", m_option)));
  }
  std::error_code error;
  auto root = fs::canonical(without_newline(output.out), error);
  if (error)
    return fail(Error::unchecked(without_newline(output.out), "cannot be opened: " + error.message()));
  return root;
}

Result<std::string> Git::commit(const std::string& revision) const {
  if (revision.empty() || revision.starts_with('-')) {
    return fail(Error::misuse(
        m_option, fmt::format("'{}' is no revision; expected a commit, a branch or a tag", revision)));
  }
  TRY_ASSIGN(const auto output,
             run({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}));
  if (output.succeeded()) return without_newline(output.out);
  TRY_ASSIGN(const auto shallow, run({"rev-parse", "--is-shallow-repository"}));
  const bool is_shallow = without_newline(shallow.out) == "true";
  return fail(
      Error::unchecked(revision, is_shallow
                                     ? "is no commit of this shallow clone; expected one to compare with"
                                     : "is no commit of this repository; expected one to compare with")
          .with_hint(is_shallow
                         ? "fetch the history: actions/checkout with fetch-depth: 0, or git fetch --unshallow"
                         : fmt::format("git fetch it, or leave {} away", m_option)));
}

}  // namespace pushgate::gate
