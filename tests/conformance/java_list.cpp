// SPDX-License-Identifier: Apache-2.0
#include "conformance/java_list.hpp"

#include <string>

#include "conformance/disk_file.hpp"
#include "sbom/java_archive.hpp"

namespace pushgate::conformance {

Result<json::Value> list_java(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "in", "request"));
  const DiskFile file(path);
  if (!file.is_open()) return fail(Error::unchecked(path, "is no file that can be read"));
  TRY_ASSIGN(const std::string text, sbom::probe_java_archive(path, file));
  TRY_ASSIGN(const auto probed, json::parse(text, path));
  TRY_ASSIGN(const json::Array* const archives, json::require_array(probed, "archives", path));
  const std::string_view unread = archives->front().string_at("unread");
  if (!unread.empty()) return fail(Error::unchecked(path, std::string(unread)));
  TRY_ASSIGN(const auto packages, sbom::java_packages(probed, path));
  json::Array out;
  for (const auto& package : packages) {
    json::Object written{{"group", package.group},
                         {"name", package.name},
                         {"version", package.version},
                         {"path", package.inner_path}};
    for (const auto& [name, value] : package.properties) {
      if (name == "pushgate:java:named-by") written.set("from", value);
    }
    out.push_back(std::move(written));
  }
  return out;
}

}  // namespace pushgate::conformance
