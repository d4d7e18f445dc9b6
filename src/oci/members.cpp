// SPDX-License-Identifier: Apache-2.0
#include "oci/members.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/ascii.hpp"
#include "base/format.hpp"

namespace pushgate::oci {

namespace {

constexpr std::size_t k_media_type_name_bytes = 127;  // RFC 6838 section 4.2

/// The name as Go's encoding/json folds it: ASCII case, and the two letters beyond ASCII (long s, Kelvin
/// sign) that fold to ASCII ones.
std::string folded(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name.substr(at).starts_with("\xC5\xBF")) {
      out += 's';
      at += 1;
    } else if (name.substr(at).starts_with("\xE2\x84\xAA")) {
      out += 'k';
      at += 2;
    } else {
      out += lower_case(name[at]);
    }
  }
  return out;
}

Error not_strings(std::string_view where, std::string_view name) {
  return Error::unchecked(
      std::string(where),
      fmt::format("member \"{}\" holds a value that is no string; expected strings", name));
}

/// Null where the member is absent or null.
const json::Value* present(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool is_restricted_name(std::string_view name) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= k_media_type_name_bytes && is_alphanumeric(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
         });
}

/// RFC 6838 section 4.2. Parameters may follow, since bundles before version 0.3 had one.
bool is_media_type(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(';'));
  const std::size_t slash = name.find('/');
  return slash != std::string_view::npos && is_restricted_name(name.substr(0, slash)) &&
         is_restricted_name(name.substr(slash + 1)) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<std::optional<Platform>> read_platform(const json::Value& descriptor, const std::string& where) {
  TRY_ASSIGN(const json::Value* value, optional_object(descriptor, "platform", where));
  if (value == nullptr) return std::nullopt;
  const std::string here = where + " platform";
  TRY(check_members(*value, {"os", "architecture", "variant"}, here));
  Platform platform;
  TRY_ASSIGN(platform.os, json::require_string(*value, "os", here));
  TRY_ASSIGN(platform.architecture, json::require_string(*value, "architecture", here));
  TRY_ASSIGN(platform.variant, optional_string(*value, "variant", here));
  return platform;
}

}  // namespace

Result<void> check_members(const json::Value& object, std::initializer_list<std::string_view> names,
                           std::string_view where) {
  const json::Object* members = object.as_object();
  if (members == nullptr) {
    return fail(Error::unchecked(std::string(where), "is no JSON object; expected one"));
  }
  for (const auto& [name, value] : members->members()) {
    const std::string plain = folded(name);
    for (const std::string_view known : names) {
      if (name == known || plain != folded(known)) continue;
      return fail(Error::unchecked(std::string(where),
                                   fmt::format("member \"{}\" is spelled wrong; expected \"{}\", for which "
                                               "other readers would take it",
                                               name, known)));
    }
  }
  return {};
}

Result<std::string> optional_string(const json::Value& object, std::string_view name,
                                    std::string_view where) {
  if (present(object, name) == nullptr) return std::string();
  return json::require_string(object, name, where);
}

Result<std::vector<std::string>> optional_strings(const json::Value& object, std::string_view name,
                                                  std::string_view where) {
  std::vector<std::string> texts;
  if (present(object, name) == nullptr) return texts;
  TRY_ASSIGN(const json::Array* items, json::require_array(object, name, where));
  for (const json::Value& item : *items) {
    const std::string* text = item.as_string();
    if (text == nullptr) return fail(not_strings(where, name));
    texts.push_back(*text);
  }
  return texts;
}

Result<std::map<std::string, std::string>> optional_string_map(const json::Value& object,
                                                               std::string_view name,
                                                               std::string_view where) {
  std::map<std::string, std::string> texts;
  TRY_ASSIGN(const json::Value* value, optional_object(object, name, where));
  if (value == nullptr) return texts;
  for (const auto& [key, item] : value->as_object()->members()) {
    const std::string* text = item.as_string();
    if (text == nullptr) return fail(not_strings(where, name));
    texts.emplace(key, *text);
  }
  return texts;
}

Result<const json::Value*> optional_object(const json::Value& object, std::string_view name,
                                           std::string_view where) {
  const json::Value* value = present(object, name);
  if (value != nullptr) TRY(json::require_object(object, name, where));
  return value;
}

Result<Digest> read_digest(const json::Value& value, const std::string& where) {
  const std::string* text = value.as_string();
  if (text == nullptr) {
    return fail(Error::unchecked(where, "is no string; expected sha256:<64 hex digits>"));
  }
  const auto digest = Digest::parse(*text);
  if (digest) return *digest;
  return fail(Error::unchecked(where, fmt::format("is '{}'; expected sha256:<64 hex digits>, lower case",
                                                  std::string_view(*text).substr(0, 100))));
}

Result<Descriptor> read_descriptor(const json::Value& value, const std::string& where) {
  TRY(check_members(value, {"mediaType", "digest", "size", "artifactType", "annotations", "platform"},
                    where));
  TRY_ASSIGN(std::string media_type, json::require_string(value, "mediaType", where));
  if (!is_media_type(media_type)) {
    return fail(Error::unchecked(
        where, fmt::format("member \"mediaType\" is '{}'; expected a media type, TYPE/SUBTYPE",
                           std::string_view(media_type).substr(0, 300))));
  }
  TRY_ASSIGN(const std::string digest_text, json::require_string(value, "digest", where));
  TRY_ASSIGN(const Digest digest, read_digest(digest_text, where + ".digest"));
  TRY_ASSIGN(const std::uint64_t size, json::require_unsigned(value, "size", where));
  if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return fail(Error::unchecked(
        where, fmt::format("member \"size\" is {}; expected at most 9223372036854775807", size)));
  }
  Descriptor descriptor{std::move(media_type), digest, size, {}, {}, {}};
  TRY_ASSIGN(descriptor.artifact_type, optional_string(value, "artifactType", where));
  TRY_ASSIGN(descriptor.annotations, optional_string_map(value, "annotations", where));
  TRY_ASSIGN(descriptor.platform, read_platform(value, where));
  return descriptor;
}

Result<std::vector<Descriptor>> read_descriptors(const json::Value& object, std::string_view name,
                                                 const std::string& where) {
  TRY_ASSIGN(const json::Array* items, json::require_array(object, name, where));
  std::vector<Descriptor> descriptors;
  for (std::size_t i = 0; i < items->size(); ++i) {
    TRY_ASSIGN(auto descriptor, read_descriptor((*items)[i], fmt::format("{} {}[{}]", where, name, i)));
    descriptors.push_back(std::move(descriptor));
  }
  return descriptors;
}

}  // namespace pushgate::oci
