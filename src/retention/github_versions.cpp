// SPDX-License-Identifier: Apache-2.0
//
//   [{"id": 836,
//     "name": "sha256:b3d3e366b55f9a54599220198b3db5da8f53592acbbb7dc7e4e9878762fc5344",
//     "created_at": "2022-01-12T10:14:10Z",
//     "metadata": {"package_type": "container", "container": {"tags": ["latest"]}},
//     …}, …]
#include "retention/github_versions.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::retention {

namespace {

constexpr std::size_t k_tags = 1000;

Result<std::vector<std::string>> read_tags(const json::Value& version, const std::string& where) {
  TRY_ASSIGN(const auto* metadata, json::require(version, "metadata", where));
  TRY_ASSIGN(const auto* container, json::require(*metadata, "container", where));
  TRY_ASSIGN(const auto* list, json::require_array(*container, "tags", where));
  if (list->size() > k_tags)
    return fail(
        Error::unchecked(where, fmt::format("has {} tags; expected at most {}", list->size(), k_tags)));
  std::vector<std::string> tags;
  for (const auto& tag : *list) {
    if (tag.as_string() == nullptr) return fail(Error::unchecked(where, "has a tag that is no string"));
    tags.push_back(*tag.as_string());
  }
  return tags;
}

Result<GithubVersion> read_version(const json::Value& value, std::string_view list) {
  TRY_ASSIGN(const auto id, json::require_unsigned(value, "id", list));
  const auto where = fmt::format("{}, version {}", list, id);
  TRY_ASSIGN(const auto name, json::require_string(value, "name", where));
  auto digest = Digest::parse(name);
  if (!digest) return fail(Error::unchecked(where, fmt::format("is named '{}'; expected a digest", name)));
  GithubVersion version{id, *digest};
  TRY_ASSIGN(version.tags, read_tags(value, where));
  if (const auto created = value.string_at("created_at"); !created.empty()) {
    TRY_ASSIGN(version.created_at, parse_rfc3339(created));
  }
  return version;
}

}  // namespace

Result<std::vector<GithubVersion>> parse_github_versions(std::string_view text, std::string_view where) {
  TRY_ASSIGN(const auto document, json::parse(text, where, {.bytes = k_github_page_bytes, .depth = 32}));
  const auto* list = document.as_array();
  if (list == nullptr)
    return fail(Error::unchecked(std::string(where), "is no list; expected one of versions"));
  std::vector<GithubVersion> versions;
  versions.reserve(list->size());
  for (const auto& value : *list) {
    TRY_ASSIGN(auto version, read_version(value, where));
    versions.push_back(std::move(version));
  }
  return versions;
}

}  // namespace pushgate::retention
