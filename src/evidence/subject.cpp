// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

constexpr std::string_view k_schema = "pushgate.subject/v1";

/// A digest that must be there, kept as text.
Result<std::string> require_digest(const json::Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(std::string text, json::require_string(object, name, where));
  if (!Digest::parse(text)) return fail(wrong_member(name, text, "sha256:<64 hex digits>", where));
  return text;
}

}  // namespace

std::string write_subject(const SubjectDocument& document) {
  json::Array layers;
  for (const auto& layer : document.layers) {
    json::Object value{{"digest", layer.digest}, {"diff_id", layer.diff_id}};
    if (layer.size) value.append("size", *layer.size);
    layers.emplace_back(std::move(value));
  }
  return json::write_pretty(json::Object{{"schema", k_schema},
                                         {"name", document.subject.name},
                                         {"digest", digest_value(document.subject.digest)},
                                         {"service", document.subject.service},
                                         {"platform", document.subject.platform},
                                         {"media_type", document.media_type},
                                         {"size", document.size},
                                         {"config", document.config},
                                         {"layers", std::move(layers)}});
}

Result<SubjectDocument> read_subject(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value value, parse_document(bytes, name, k_schema));
  TRY(only_members(
      value, {"schema", "name", "digest", "service", "platform", "media_type", "size", "config", "layers"},
      name));
  SubjectDocument document;
  TRY_ASSIGN(document.subject.name, json::require_string(value, "name", name));
  TRY_ASSIGN(document.subject.digest, read_digest(value, "digest", name));
  TRY_ASSIGN(document.subject.service, json::require_string(value, "service", name));
  TRY_ASSIGN(document.subject.platform, json::require_string(value, "platform", name));
  TRY_ASSIGN(document.media_type, json::require_string(value, "media_type", name));
  TRY_ASSIGN(document.size, json::require_unsigned(value, "size", name));
  TRY_ASSIGN(document.config, require_digest(value, "config", name));
  TRY_ASSIGN(const json::Array* layers, json::require_array(value, "layers", name));
  for (const json::Value& layer : *layers) {
    const std::string where = fmt::format("{}: layers[{}]", name, document.layers.size());
    TRY(only_members(layer, {"digest", "diff_id", "size"}, where));
    TRY_ASSIGN(std::string digest, require_digest(layer, "digest", where));
    TRY_ASSIGN(std::string diff_id, require_digest(layer, "diff_id", where));
    SubjectLayer read{std::move(digest), std::move(diff_id)};
    if (layer.find("size") != nullptr) {
      TRY_ASSIGN(read.size, json::require_unsigned(layer, "size", where));
    }
    document.layers.push_back(std::move(read));
  }
  return document;
}

}  // namespace pushgate::evidence
