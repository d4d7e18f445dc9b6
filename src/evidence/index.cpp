// SPDX-License-Identifier: Apache-2.0
#include "evidence/index.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

constexpr std::size_t k_name_bytes = 200;  // of a folder; file systems stop at 255

Result<Digest> require_digest(const json::Value& object, std::string_view member, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, member, where));
  const auto digest = Digest::parse(text);
  if (!digest) return fail(wrong_member(member, text, "sha256:<64 hex digits>", where));
  return *digest;
}

}  // namespace

Result<std::string> platform_folder(std::string_view platform) {
  std::string folder(platform);
  std::ranges::replace(folder, '/', '-');
  // With a slash it is never `.` or `..`, nor the name of a file beside it.
  const bool is_name = platform.find('/') != platform.npos && folder.size() <= k_name_bytes &&
                       escape_controls(folder) == folder;
  if (is_name) return folder;
  return fail(Error::unchecked(
      fmt::format("platform '{}'", platform.substr(0, k_name_bytes)),
      fmt::format("cannot be the name of a folder; expected OS/ARCHITECTURE[/VARIANT] in at most {} bytes",
                  k_name_bytes)));
}

std::string write_index(const IndexDocument& document) {
  json::Array platforms;
  for (const IndexPlatform& one : document.platforms) {
    platforms.emplace_back(json::Object{{"platform", one.platform},
                                        {"digest", one.digest.to_string()},
                                        {"evidence", one.evidence.to_string()}});
  }
  return json::write_pretty(json::Object{{"schema", k_index_schema},
                                         {"name", document.name},
                                         {"digest", document.digest.to_string()},
                                         {"platforms", std::move(platforms)}});
}

Result<IndexDocument> read_index(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value value, parse_document(bytes, name, k_index_schema));
  TRY(only_members(value, {"schema", "name", "digest", "platforms"}, name));
  TRY_ASSIGN(std::string own_name, json::require_string(value, "name", name));
  TRY_ASSIGN(const Digest digest, require_digest(value, "digest", name));
  IndexDocument document{std::move(own_name), digest, {}};
  TRY_ASSIGN(const json::Array* platforms, json::require_array(value, "platforms", name));
  if (platforms->empty() || platforms->size() > k_index_platforms) {
    return fail(Error::unchecked(std::string(name), fmt::format("has {} platforms; expected 1 to {}",
                                                                platforms->size(), k_index_platforms)));
  }
  std::set<std::string> folders;
  for (const json::Value& one : *platforms) {
    const std::string where = fmt::format("{}: platforms[{}]", name, document.platforms.size());
    TRY(only_members(one, {"platform", "digest", "evidence"}, where));
    TRY_ASSIGN(std::string platform, json::require_string(one, "platform", where));
    TRY_ASSIGN(const Digest image, require_digest(one, "digest", where));
    TRY_ASSIGN(const Digest listing, require_digest(one, "evidence", where));
    auto folder = platform_folder(platform);
    if (!folder || !folders.insert(std::move(*folder)).second) {
      return fail(wrong_member("platform", platform, "each platform once, as OS/ARCHITECTURE", where));
    }
    document.platforms.push_back({std::move(platform), image, listing});
  }
  return document;
}

}  // namespace pushgate::evidence
