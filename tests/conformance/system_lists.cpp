// SPDX-License-Identifier: Apache-2.0
#include "conformance/system_lists.hpp"

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "sbom/apk_database.hpp"
#include "sbom/dpkg_status.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

json::Value row(const std::string& name, const std::string& version, const std::string& architecture,
                const std::string& source_name, const std::string& source_version,
                const std::vector<std::string>& needs) {
  json::Array names(needs.begin(), needs.end());
  return json::Object{{"name", name},
                      {"version", version},
                      {"arch", architecture},
                      {"source_name", source_name},
                      {"source_version", source_version},
                      {"needs", std::move(names)}};
}

}  // namespace

Result<json::Value> dpkg_list(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  TRY_ASSIGN(const std::string text, store::read_file(path, limits::k_kept_file_bytes));
  TRY_ASSIGN(const auto packages, sbom::parse_dpkg_status(text, path));
  json::Array rows;
  for (const auto& deb : packages) {
    rows.push_back(
        row(deb.name, deb.version, deb.architecture, deb.source_name, deb.source_version, deb.needs));
  }
  return json::Value(std::move(rows));
}

Result<json::Value> apk_list(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  TRY_ASSIGN(const std::string text, store::read_file(path, limits::k_kept_file_bytes));
  TRY_ASSIGN(const auto packages, sbom::parse_apk_database(text, path));
  json::Array rows;
  for (const auto& apk : packages) {
    rows.push_back(row(apk.name, apk.version, apk.architecture, apk.origin, apk.version, apk.needs));
  }
  return json::Value(std::move(rows));
}

}  // namespace pushgate::conformance
