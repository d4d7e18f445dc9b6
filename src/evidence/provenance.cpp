// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

using model::DistributionProof;

constexpr std::string_view k_schema = "pushgate.provenance/v1";

json::Value lock_value(const DistributionProof& one) {
  if (one.lock.empty()) return nullptr;
  json::Array sha256;
  for (const auto& hex : one.locked_sha256) sha256.emplace_back(hex);
  return json::Object{{"place", one.lock}, {"sha256", std::move(sha256)}};
}

json::Value wheel_value(const DistributionProof& one) {
  if (!one.wheel) return nullptr;
  return json::Object{{"name", one.wheel->name}, {"sha256", one.wheel->sha256.hex()}};
}

Result<void> read_lock(const json::Value& value, DistributionProof& one, std::string_view where) {
  if (value.is_null()) return {};
  TRY(only_members(value, {"place", "sha256"}, where));
  TRY_ASSIGN(one.lock, json::require_string(value, "place", where));
  if (one.lock.empty()) return fail(wrong_member("place", "", "FILE:LINE", where));
  TRY_ASSIGN(const json::Array* hashes, json::require_array(value, "sha256", where));
  for (const json::Value& hash : *hashes) {
    const std::string* hex = hash.as_string();
    if (hex == nullptr || !Digest::parse_hex(*hex)) {
      return fail(wrong_member("sha256", json::write(hash), "64 hex digits", where));
    }
    one.locked_sha256.push_back(*hex);
  }
  return {};
}

Result<std::optional<model::WheelFile>> read_wheel(const json::Value& value, std::string_view where) {
  if (value.is_null()) return std::nullopt;
  TRY(only_members(value, {"name", "sha256"}, where));
  TRY_ASSIGN(std::string name, json::require_string(value, "name", where));
  TRY_ASSIGN(const std::string hex, json::require_string(value, "sha256", where));
  const auto sha256 = Digest::parse_hex(hex);
  if (!sha256) return fail(wrong_member("sha256", hex, "64 hex digits", where));
  return model::WheelFile{std::move(name), *sha256};
}

Result<model::LayerShare> read_share(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"diff_id", "created_by", "files"}, where));
  TRY_ASSIGN(const auto diff_id, read_digest(value, "diff_id", where));
  if (!diff_id) return fail(wrong_member("diff_id", "null", "sha256:<64 hex digits>", where));
  TRY_ASSIGN(std::string created_by, json::require_string(value, "created_by", where));
  TRY_ASSIGN(const std::uint64_t files, json::require_unsigned(value, "files", where));
  return model::LayerShare{*diff_id, std::move(created_by), files};
}

Result<model::FileCounts> read_counts(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"proven", "unhashed", "changed", "missing", "added"}, where));
  model::FileCounts files;
  TRY_ASSIGN(files.proven, json::require_unsigned(value, "proven", where));
  TRY_ASSIGN(files.unhashed, json::require_unsigned(value, "unhashed", where));
  TRY_ASSIGN(files.changed, json::require_unsigned(value, "changed", where));
  TRY_ASSIGN(files.missing, json::require_unsigned(value, "missing", where));
  TRY_ASSIGN(files.added, json::require_unsigned(value, "added", where));
  return files;
}

Result<DistributionProof> read_distribution(const json::Value& value, const std::string& where) {
  TRY(only_members(value,
                   {"name", "version", "purl", "metadata", "lock", "wheel", "record", "proof", "of_system",
                    "layers", "files"},
                   where));
  DistributionProof one;
  TRY_ASSIGN(one.name, json::require_string(value, "name", where));
  TRY_ASSIGN(one.version, json::require_string(value, "version", where));
  TRY_ASSIGN(one.purl, json::require_string(value, "purl", where));
  TRY_ASSIGN(one.metadata, json::require_string(value, "metadata", where));
  TRY_ASSIGN(const json::Value* lock, json::require(value, "lock", where));
  TRY(read_lock(*lock, one, where + ".lock"));
  TRY_ASSIGN(const json::Value* wheel, json::require(value, "wheel", where));
  TRY_ASSIGN(one.wheel, read_wheel(*wheel, where + ".wheel"));
  TRY_ASSIGN(const json::Value* record, json::require(value, "record", where));
  if (!record->is_null()) {
    TRY_ASSIGN(one.record, json::require_string(value, "record", where));
  }
  TRY_ASSIGN(const std::string proof, json::require_string(value, "proof", where));
  const auto strength = model::parse_proof_strength(proof);
  if (!strength) return fail(wrong_member("proof", proof, "wheel, record or none", where));
  one.strength = *strength;
  TRY_ASSIGN(const json::Value* of_system, json::require(value, "of_system", where));
  if (of_system->as_bool() == nullptr) {
    return fail(wrong_member("of_system", json::write(*of_system), "true or false", where));
  }
  one.of_system = *of_system->as_bool();
  TRY_ASSIGN(const json::Array* layers, json::require_array(value, "layers", where));
  for (const json::Value& layer : *layers) {
    TRY_ASSIGN(auto share, read_share(layer, fmt::format("{}.layers[{}]", where, one.layers.size())));
    one.layers.push_back(std::move(share));
  }
  TRY_ASSIGN(const json::Value* files, json::require(value, "files", where));
  TRY_ASSIGN(one.files, read_counts(*files, where + ".files"));
  return one;
}

}  // namespace

json::Value distribution_value(const DistributionProof& one) {
  json::Array layers;
  for (const auto& layer : one.layers) {
    layers.emplace_back(json::Object{
        {"diff_id", layer.diff_id.to_string()}, {"created_by", layer.created_by}, {"files", layer.files}});
  }
  return json::Object{
      {"name", one.name},
      {"version", one.version},
      {"purl", one.purl},
      {"metadata", one.metadata},
      {"lock", lock_value(one)},
      {"wheel", wheel_value(one)},
      {"record", one.record.empty() ? json::Value() : json::Value(one.record)},
      {"proof", model::to_string(one.strength)},
      {"of_system", one.of_system},
      {"layers", std::move(layers)},
      {"files", json::Object{{"proven", one.files.proven},
                             {"unhashed", one.files.unhashed},
                             {"changed", one.files.changed},
                             {"missing", one.files.missing},
                             {"added", one.files.added}}},
  };
}

std::string write_provenance(const std::vector<DistributionProof>& distributions) {
  json::Array list;
  for (const auto& one : distributions) list.push_back(distribution_value(one));
  return json::write_pretty(json::Object{{"schema", k_schema}, {"distributions", std::move(list)}});
}

Result<std::vector<DistributionProof>> read_provenance(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value document, parse_document(bytes, name, k_schema));
  TRY(only_members(document, {"schema", "distributions"}, name));
  TRY_ASSIGN(const json::Array* list, json::require_array(document, "distributions", name));
  std::vector<DistributionProof> distributions;
  for (const json::Value& value : *list) {
    TRY_ASSIGN(auto one,
               read_distribution(value, fmt::format("{}: distributions[{}]", name, distributions.size())));
    distributions.push_back(std::move(one));
  }
  return distributions;
}

}  // namespace pushgate::evidence
