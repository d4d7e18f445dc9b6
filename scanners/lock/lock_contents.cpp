// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_contents.hpp"

#include <utility>

#include "base/limits.hpp"
#include "python/project_file.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

void add_file(LockContents& contents, python::RequirementFile file, const std::string& path,
              bool is_constraint, const std::vector<LockTarget>& targets) {
  contents.files.push_back(path);
  for (auto& requirement : file.requirements) {
    LockedRequirement locked{{std::move(requirement)}, path, python::Truth::yes};
    locked.wanted = contents.wanted_by(locked, targets);
    (is_constraint ? contents.constraints : contents.requirements).push_back(std::move(locked));
  }
  for (auto& line : file.direct) contents.direct.push_back({path, std::move(line)});
  for (auto& line : file.options) contents.options.push_back({path, std::move(line)});
  for (auto& line : file.unread) contents.unread.push_back({path, std::move(line)});
}

/// Without `whole`, what is not a pinned requirement is not judged.
void leave_unread(python::RequirementFile& file) {
  for (auto& line : file.includes) file.unread.push_back({line.line, std::move(line.what)});
  for (auto& line : file.direct) file.unread.push_back({line.line, std::move(line.what)});
  file.direct.clear();
}

Result<LockContents> read_toml(const LockInput& input, python::LockForm form) {
  LockContents contents;
  TRY_ASSIGN(contents.text, store::read_file(input.lock, limits::k_lock_bytes));
  TRY_ASSIGN(contents.toml, python::parse_toml_lock(form, contents.text, input.display_name));
  auto file = std::move(contents.toml->content);
  if (!input.whole) leave_unread(file);
  add_file(contents, std::move(file), input.display_name, false, input.targets);
  return contents;
}

Result<LockContents> read_tree(const std::string& path, const std::vector<LockTarget>& targets) {
  LockContents contents;
  bool first = true;
  const auto source = [&](const std::string& file) -> Result<std::string> {
    TRY_ASSIGN(auto text, store::read_file(file, limits::k_lock_bytes));
    if (std::exchange(first, false)) contents.text = text;
    return text;
  };
  TRY_ASSIGN(auto files, python::read_requirement_tree(path, source));
  for (auto& file : files)
    add_file(contents, std::move(file.content), file.path, file.is_constraint, targets);
  return contents;
}

}  // namespace

python::Truth LockContents::wanted_by(const LockedRequirement& requirement,
                                      const std::vector<LockTarget>& targets) const {
  return wanted(requirement.marker, targets, toml ? toml->default_groups : std::set<std::string>{});
}

Result<LockContents> read_lock(const LockInput& input) {
  TRY_ASSIGN(const auto form, python::lock_form(input.lock.string()));
  if (form != python::LockForm::requirements) return read_toml(input, form);
  if (input.whole) return read_tree(input.lock.string(), input.targets);
  LockContents contents;
  TRY_ASSIGN(contents.text, store::read_file(input.lock, limits::k_lock_bytes));
  TRY_ASSIGN(auto file, python::parse_requirements(contents.text, input.display_name));
  leave_unread(file);
  add_file(contents, std::move(file), input.display_name, false, input.targets);
  return contents;
}

Result<LockContents> read_lock_input(const std::string& path, const std::vector<LockTarget>& targets) {
  return read_tree(path, targets);
}

Result<LockContents> read_project(const std::string& path, const std::vector<LockTarget>& targets) {
  LockContents contents;
  TRY_ASSIGN(contents.text, store::read_file(path, limits::k_lock_bytes));
  TRY_ASSIGN(auto file, python::parse_project(contents.text, path));
  add_file(contents, std::move(file), path, false, targets);
  return contents;
}

}  // namespace pushgate::scanners
