// SPDX-License-Identifier: Apache-2.0
#include "gate/profile_settings.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

Result<ProfileSettings> read_profile(const std::filesystem::path& path) {
  TRY_ASSIGN(const auto text, store::read_plain_file(path, limits::k_yaml_bytes));
  TRY_ASSIGN(const auto value, json::parse(text, path.string()));
  if (value.as_object() == nullptr)
    return fail(Error::unchecked(path.string(), "is no JSON object; expected one of settings"));
  ProfileSettings settings;
  for (const auto& [name, member] : value.as_object()->members()) {
    if (member.is_null() || member.as_array() != nullptr || member.as_object() != nullptr) {
      return fail(Error::unchecked(
          path.string(),
          fmt::format("has no plain value for {}; expected a string, a number or a boolean", name)));
    }
    settings.emplace(name, member.as_string() != nullptr ? *member.as_string() : json::write(member));
  }
  return settings;
}

std::vector<std::string> differences(const ProfileSettings& profile, const ProfileSettings& planned) {
  std::vector<std::string> phrases;
  for (const auto& [name, value] : planned) {
    const auto found = profile.find(name);
    if (found == profile.end())
      phrases.push_back(fmt::format("{} is missing", name));
    else if (found->second != value)
      phrases.push_back(fmt::format("{} is {} instead of {}", name, found->second, value));
  }
  for (const auto& [name, value] : profile)
    if (!planned.contains(name)) phrases.push_back(fmt::format("{} is not planned", name));
  return phrases;
}

}  // namespace pushgate::gate
