// SPDX-License-Identifier: Apache-2.0
#include "conformance/executable_read.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <string>

#include "base/random_access.hpp"
#include "oci/file_part.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/probed_files.hpp"

namespace pushgate::conformance {

namespace {

class DiskFile final : public RandomAccess {
 public:
  explicit DiskFile(const std::string& path) : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path) {
    struct stat status = {};
    m_is_open = ::fstat(m_file.descriptor(), &status) == 0 && S_ISREG(status.st_mode);
    m_size = m_is_open ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  bool is_open() const { return m_is_open; }
  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    return m_file.read_at(offset, buffer);
  }

 private:
  oci::HeldFile m_file;
  bool m_is_open = false;
  std::uint64_t m_size = 0;
};

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
