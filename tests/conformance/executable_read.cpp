// SPDX-License-Identifier: Apache-2.0
#include "conformance/executable_read.hpp"

#include <array>
#include <string>

#include "conformance/disk_file.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/probed_files.hpp"

namespace pushgate::conformance {

namespace {

json::Array strings(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

json::Value written(const model::Component& package) {
  json::Object properties;
  for (const auto& [name, value] : package.properties) properties.set(name, value);
  return json::Object{{"name", package.name},
                      {"version", package.version},
                      {"purl", package.purl},
                      {"needs", strings(package.needs)},
                      {"properties", std::move(properties)}};
}

}  // namespace

Result<json::Value> read_executable(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  const DiskFile file(path);
  if (!file.is_open()) return fail(Error::unchecked(path, "is no file that can be read"));
  std::array<std::uint8_t, 64> head{};
  TRY_ASSIGN(const std::size_t count, file.read_at(0, head));
  const auto& prober = sbom::image_prober();
  if (!prober.wants(path, std::span<const std::uint8_t>(head).first(count)))
    return fail(Error::unchecked(path, "is nothing that is looked into"));
  TRY_ASSIGN(const std::string text, prober.probe(path, file));
  TRY_ASSIGN(const auto packages, sbom::probed_packages(text, path));
  TRY_ASSIGN(auto probed, json::parse(text, path));
  json::Array list;
  for (const auto& package : packages) list.push_back(written(package));
  return json::Object{{"probed", std::move(probed)}, {"packages", std::move(list)}};
}

}  // namespace pushgate::conformance
