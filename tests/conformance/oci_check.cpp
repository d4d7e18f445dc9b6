// SPDX-License-Identifier: Apache-2.0
#include "conformance/oci_check.hpp"

#include <string>

#include "adapter/crypto/sha256.hpp"
#include "base/limits.hpp"
#include "oci/manifest.hpp"
#include "oci/members.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

/// Throws away what was read.
template <typename T>
Result<json::Value> outcome(Result<T> read) {
  if (!read) return fail(std::move(read).error());
  return json::Value();
}

}  // namespace

Result<json::Value> oci_check(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const std::string bytes, store::read_file(path, limits::k_manifest_bytes));
  TRY_ASSIGN(const json::Value root, json::parse(bytes, path));
  const oci::RawDocument document{bytes, {}, crypto::sha256(bytes)};
  if (root.find("manifests") != nullptr || oci::is_index(root.string_at("mediaType"))) {
    // A descriptor of an index has this media type as well, and is told by its digest.
    if (root.find("digest") == nullptr) return outcome(oci::parse_index(document));
  }
  if (root.find("schemaVersion") != nullptr) return outcome(oci::parse_manifest(document));
  if (root.find("rootfs") != nullptr || root.find("architecture") != nullptr) {
    return outcome(oci::parse_config(bytes));
  }
  return outcome(oci::read_descriptor(root, "descriptor"));
}

}  // namespace pushgate::conformance
