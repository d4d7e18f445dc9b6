// SPDX-License-Identifier: Apache-2.0
#include "conformance/packages_read.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "sbom/file_cataloger.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

json::Array texts(const std::vector<std::string>& all) {
  return json::Array(all.begin(), all.end());
}

}  // namespace

Result<json::Value> read_packages(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require(request, "in", "request"));
  TRY_ASSIGN(const auto path, json::require_string(*in, "path", "request"));
  TRY_ASSIGN(const auto file, json::require_string(*in, "file", "request"));
  const auto* cataloger = sbom::file_cataloger_of(path.starts_with('/') ? path.substr(1) : path);
  if (cataloger == nullptr) return fail(Error::unchecked(path, "is a path that no cataloger reads"));
  TRY_ASSIGN(const auto bytes, store::read_file(file, limits::k_kept_file_bytes));
  TRY_ASSIGN(const auto components, cataloger->packages(bytes, path));
  json::Array out;
  for (const auto& component : components) {
    json::Array licenses;
    for (const auto& license : component.licenses) licenses.emplace_back(license.text);
    out.emplace_back(json::Object{
        {"purl", component.purl}, {"licenses", std::move(licenses)}, {"needs", texts(component.needs)}});
  }
  return json::Value(std::move(out));
}

}  // namespace pushgate::conformance
