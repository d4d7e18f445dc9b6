// SPDX-License-Identifier: Apache-2.0
//
//     git status --porcelain=v1 -z     <X><Y> SP <path> NUL, and for a rename the old path and NUL
//
// A clean filter is a program, and git runs it to see whether a file has changed. So every filter that the
// configuration names is set to nothing before.
#include "gate/git_revision.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "gate/git.hpp"

namespace pushgate::gate {

namespace {

/// The words that switch the filters off.
Result<std::vector<std::string>> without_filters(const Git& git) {
  TRY_ASSIGN(const auto output, git.run({"config", "--null", "--name-only", "--get-regexp",
                                         "^filter\\..*\\.(clean|smudge|process|required)$"}));
  std::vector<std::string> words;
  for (std::string_view rest = output.out; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    // `-c` ends the name at its first equals sign, and would set another.
    if (name.find('=') != name.npos)
      return fail(
          Error::unchecked("git config", fmt::format("names the filter '{}'; expected no = in it", name)));
    words.insert(words.end(), {"-c", fmt::format("{}={}", name, name.ends_with("required") ? "false" : "")});
  }
  return words;
}

}  // namespace

Result<GitRevision> revision_of(const std::string& folder) {
  TRY_ASSIGN(const Git git, Git::find(folder, "--dockerfile"));
  TRY(git.root());
  GitRevision revision;
  TRY_ASSIGN(revision.commit, git.commit("HEAD"));
  TRY_ASSIGN(auto words, without_filters(git));
  words.insert(words.end(), {"status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal",
                             "--ignore-submodules=dirty"});
  TRY_ASSIGN(const auto output, git.run(std::move(words)));
  if (!output.succeeded())
    return fail(
        Error::unchecked(folder, "cannot be compared with its commit: " + process::last_line(output.err)));
  for (std::string_view rest = output.out; !rest.empty();) {
    (rest.starts_with("??") ? revision.untracked : revision.dirty) = true;
    rest.remove_prefix(std::min(rest.find('\0'), rest.size() - 1) + 1);
  }
  return revision;
}

}  // namespace pushgate::gate
