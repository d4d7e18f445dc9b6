// SPDX-License-Identifier: Apache-2.0
#include "python/toml_lock.hpp"

#include "adapter/toml/toml.hpp"
#include "base/format.hpp"
#include "python/lock_fields.hpp"
#include "python/toml_locks.hpp"

namespace pushgate::python {

namespace {

struct OtherTool {
  std::string_view file_name;
  std::string_view hint;
};

constexpr OtherTool k_other_tools[] = {
    {"poetry.lock", "poetry export --format requirements.txt --output requirements.lock"},
    {"pdm.lock", "pdm export --format pylock --output pylock.toml"},
    {"Pipfile.lock", "pipenv requirements --hash > requirements.lock"},
};

bool is_pylock(std::string_view name) {
  if (!name.starts_with("pylock.") || !name.ends_with(".toml")) return false;
  if (name == "pylock.toml") return true;
  name.remove_prefix(7);
  name.remove_suffix(5);
  return !name.empty() && name.find('.') == std::string_view::npos;
}

}  // namespace

Result<LockForm> lock_form(std::string_view path) {
  const auto name = path.substr(path.find_last_of('/') + 1);
  if (is_pylock(name)) return LockForm::pylock;
  if (name == "uv.lock" || name.ends_with(".py.lock")) return LockForm::uv;
  for (const auto& tool : k_other_tools) {
    if (name != tool.file_name) continue;
    return fail(
        Error::unchecked(std::string(path),
                         "is a lock of another form; expected a requirement file, pylock.toml or uv.lock")
            .with_hint(std::string(tool.hint)));
  }
  if (name.ends_with(".toml")) {
    return fail(Error::unchecked(std::string(path),
                                 "is named as no lock in TOML is; expected pylock.toml or pylock.NAME.toml"));
  }
  return LockForm::requirements;
}

Result<TomlLock> parse_toml_lock(LockForm form, std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(const auto document, toml::parse(text, file_name));
  TRY_ASSIGN(const auto root, LockFields::of(document, file_name));
  TRY_ASSIGN(auto lock, form == LockForm::uv ? read_uv_lock(root, file_name) : read_pylock(root, file_name));
  lock.form = form;
  return lock;
}

Result<std::vector<RequirementTreeFile>> read_lock_tree(const std::string& path,
                                                        const RequirementSource& source) {
  TRY_ASSIGN(const auto form, lock_form(path));
  if (form == LockForm::requirements) return read_requirement_tree(path, source);
  TRY_ASSIGN(const auto text, source(path));
  TRY_ASSIGN(auto lock, parse_toml_lock(form, text, path));
  std::vector<RequirementTreeFile> files;
  files.push_back({path, false, std::move(lock.content)});
  return files;
}

}  // namespace pushgate::python
