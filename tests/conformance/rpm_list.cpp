// SPDX-License-Identifier: Apache-2.0
#include "conformance/rpm_list.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/random_access.hpp"
#include "oci/file_part.hpp"
#include "sbom/rpm_database.hpp"

namespace pushgate::conformance {

namespace {

class WholeFile final : public RandomAccess {
 public:
  WholeFile(const oci::HeldFile& file, std::uint64_t size) : m_file(file), m_size(size) {}
  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    return m_file.read_at(offset, buffer);
  }

 private:
  const oci::HeldFile& m_file;
  std::uint64_t m_size;
};

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

}  // namespace

Result<json::Value> list_rpms(const std::string& path) {
  const oci::HeldFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
  struct stat status = {};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(Error::unchecked(path, "is no file that can be read"));
  }
  json::Array out;
  const WholeFile whole(file, static_cast<std::uint64_t>(status.st_size));
  TRY(sbom::each_rpm_package(whole, path, [&](const sbom::RpmPackage& package) -> Result<void> {
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
