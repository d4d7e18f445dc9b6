// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/folder_files.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_entries = 200'000;
constexpr std::size_t k_files = 2000;
constexpr int k_depth = 12;
constexpr std::array<std::string_view, 4> k_foreign = {"node_modules", "venv", "__pycache__",
                                                       "site-packages"};

}  // namespace

FolderFiles files_below(const fs::path& folder, const std::function<bool(std::string_view name)>& is_wanted,
                        const std::vector<std::string_view>& passed_over) {
  FolderFiles found;
  std::error_code failure;
  std::size_t entries = 0;
  auto at = fs::recursive_directory_iterator(folder.empty() ? "." : folder,
                                             fs::directory_options::skip_permission_denied, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    const auto name = at->path().filename().string();
    std::error_code none;
    const auto status = at->symlink_status(none);
    const bool is_file = fs::is_regular_file(status) && is_wanted(name);
    if (++entries > k_entries || (is_file && found.files.size() == k_files)) {
      found.whole = false;
      break;
    }
    if (is_file) found.files.push_back(at->path());
    if (!fs::is_directory(status)) continue;
    if (name.starts_with('.') || at.depth() >= k_depth ||
        std::ranges::find(k_foreign, name) != k_foreign.end() ||
        std::ranges::find(passed_over, name) != passed_over.end())
      at.disable_recursion_pending();
  }
  found.whole = found.whole && !failure;
  std::ranges::sort(found.files);
  return found;
}

}  // namespace pushgate::scanners
