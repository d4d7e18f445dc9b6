// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_files.hpp"

#include <algorithm>

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_inputs.hpp"

namespace pushgate::scanners {

namespace {

void add(std::vector<std::string>& files, const std::vector<std::string>& more) {
  for (const auto& file : more)
    if (std::ranges::find(files, file) == files.end()) files.push_back(file);
}

}  // namespace

LockFiles lock_files(const std::filesystem::path& lock) {
  LockFiles files{{lock.string()}, {}};
  LockInput input;
  input.lock = lock;
  input.display_name = lock.string();
  input.whole = true;
  const auto contents = read_lock(input);
  if (!contents) return files;
  add(files.own, contents->files);
  for (const auto& path : inputs_of(lock, contents->text)) {
    add(files.inputs, {path.string()});
    const bool is_project = path.filename() == "pyproject.toml";
    const auto made_of = is_project ? read_project(path.string(), {}) : read_lock_input(path.string(), {});
    if (made_of) add(files.inputs, made_of->files);
  }
  return files;
}

}  // namespace pushgate::scanners
