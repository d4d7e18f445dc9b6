// SPDX-License-Identifier: Apache-2.0
#include "conformance/rpm_list.hpp"

#include "conformance/disk_file.hpp"
#include "sbom/rpm_database.hpp"

namespace pushgate::conformance {

namespace {

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

}  // namespace

Result<json::Value> list_rpms(const std::string& path) {
  const DiskFile file(path);
  if (!file.is_open()) return fail(Error::unchecked(path, "is no file that can be read"));
  json::Array out;
  TRY(sbom::each_rpm_package(file, path, [&](const sbom::RpmPackage& package) -> Result<void> {
    out.emplace_back(json::Object{{"name", package.name},
                                  {"epoch", package.epoch ? json::Value(*package.epoch) : json::Value()},
                                  {"version", package.version},
                                  {"release", package.release},
                                  {"arch", text_or_null(package.arch)},
                                  {"source_rpm", text_or_null(package.source_rpm)}});
    return {};
  }));
  return json::Value(std::move(out));
}

}  // namespace pushgate::conformance
