// SPDX-License-Identifier: Apache-2.0
#include "gate/build_context.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "gate/git.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// Where git does not know the folder, or ignores it whole (a copy in a build folder, say), nothing is left
/// out: more is looked at then, never less.
std::set<std::string> ignored_by_git(const std::string& folder) {
  const auto git = Git::find(folder, "--context");
  if (!git) return {};
  const auto whole = git->run({"check-ignore", "--quiet", "."});
  if (!whole || whole->exit_status != 1) return {};
  const auto listed =
      git->run({"ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", "."});
  if (!listed || !listed->succeeded()) return {};
  std::set<std::string> paths;
  for (std::string_view rest = listed->out; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    std::string_view path = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (path.ends_with('/')) path.remove_suffix(1);
    paths.emplace(path);
  }
  return paths;
}

BuildContext context_in(std::string folder) {
  BuildContext context;
  context.folder = {folder, ignored_by_git(folder)};
  return context;
}

}  // namespace

Result<BuildContext> build_context(const std::string& flag, const FleetChoice& fleet) {
  if (!flag.empty()) {
    if (is_folder(flag)) return context_in(flag);
    return fail(
        Error::misuse("--context " + flag, "is no folder; expected the one that the image was built from"));
  }
  if (!fleet.fleet) return BuildContext{{}, "no --context"};
  if (!fleet.service) return BuildContext{{}, "no --service"};
  const auto folder = context_of(fleet);
  if (folder.empty()) return BuildContext{{}, "the fleet file states no build context of this service"};
  if (!is_folder(folder)) return BuildContext{{}, fmt::format("the build context {} is not here", folder)};
  return context_in(folder);
}

}  // namespace pushgate::gate
