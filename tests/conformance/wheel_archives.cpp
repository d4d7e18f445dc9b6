// SPDX-License-Identifier: Apache-2.0
#include "conformance/wheel_archives.hpp"

#include "adapter/archive/zip_directory.hpp"
#include "conformance/disk_file.hpp"
#include "scanners/wheel/wheel_scanner.hpp"

namespace pushgate::conformance {

Result<json::Value> wheel_check(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  TRY_ASSIGN(const auto findings, scanners::check_wheel(path));
  json::Array out;
  for (const auto& finding : findings) out.emplace_back(finding.rule + ": " + finding.message);
  return json::Value(std::move(out));
}

Result<json::Value> zip_check(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  const DiskFile file(path);
  if (!file.is_open()) return fail(Error::unchecked(path, "is no file that can be read"));
  TRY_ASSIGN(const auto directory, archive::read_zip_directory(file, path));
  json::Array members;
  for (const auto& member : directory.members) members.emplace_back(member.name);
  json::Array oddities;
  for (const auto& oddity : directory.oddities.all()) {
    oddities.push_back(json::Object{{"rule", oddity.rule},
                                    {"member", oddity.member},
                                    {"what", oddity.what},
                                    {"unsound", oddity.unsound}});
  }
  return json::Object{{"members", std::move(members)}, {"oddities", std::move(oddities)}};
}

}  // namespace pushgate::conformance
