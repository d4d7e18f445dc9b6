// SPDX-License-Identifier: Apache-2.0
#include "python/project_file.hpp"

#include <algorithm>

#include "adapter/toml/toml.hpp"
#include "python/lock_fields.hpp"

namespace pushgate::python {

Result<RequirementFile> parse_project(std::string_view text, std::string_view file_name) {
  RequirementFile out;
  TRY_ASSIGN(const auto document, toml::parse(text, file_name));
  TRY_ASSIGN(const auto root, LockFields::of(document, file_name));
  if (!root.has("project")) return out;
  TRY_ASSIGN(const auto project, root.table("project"));
  TRY_ASSIGN(const auto dynamic, project.texts("dynamic"));
  if (std::ranges::find(dynamic, "dependencies") != dynamic.end())
    out.unread.push_back({project.line(), "has dependencies that its build computes"});
  TRY_ASSIGN(const auto dependencies, project.texts("dependencies"));
  for (const auto& dependency : dependencies) {
    TRY_ASSIGN(auto file, parse_requirements(dependency, file_name));
    const auto line = project.line_of("dependencies");
    for (auto& one : file.requirements) out.requirements.emplace_back(std::move(one)).line = line;
    for (auto& one : file.direct) out.direct.emplace_back(std::move(one)).line = line;
    for (auto& one : file.unread) out.unread.emplace_back(std::move(one)).line = line;
    if (!file.options.empty() || !file.includes.empty())
      out.unread.push_back({line, "has an option where a requirement is expected"});
  }
  return out;
}

}  // namespace pushgate::python
