// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_database.hpp"

#include <algorithm>
#include <utility>

#include "adapter/sqlite/table_reader.hpp"
#include "base/format.hpp"
#include "sbom/rpm_berkeley.hpp"
#include "sbom/rpm_file.hpp"
#include "sbom/rpm_header.hpp"
#include "sbom/rpm_ndb.hpp"
#include "sbom/rpm_sqlite.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_head_bytes = 16;
constexpr std::string_view k_ndb_magic = "RpmP";
constexpr std::size_t k_berkeley_magic_at = 12;
constexpr std::uint32_t k_berkeley_magic = 0x00061561;

using HeaderReader = Result<void> (*)(const RpmFile& file, const RpmHeaderSink& sink);

/// Null where no form of an rpm database begins like this.
HeaderReader reader_of(std::string_view head) {
  if (sqlite::is_database(head)) return each_header_in_sqlite;
  if (head.starts_with(k_ndb_magic)) return each_header_in_ndb;
  for (const auto order : {ByteOrder::little, ByteOrder::big}) {
    if (head.size() >= k_berkeley_magic_at + 4 &&
        number_at(head, k_berkeley_magic_at, 4, order) == k_berkeley_magic) {
      return each_header_in_berkeley;
    }
  }
  return nullptr;
}

}  // namespace

Result<void> each_rpm_package(const RandomAccess& access, const std::string& path,
                              const std::function<Result<void>(RpmPackage)>& sink) {
  const RpmFile file(access, path);
  TRY_ASSIGN(const std::string head, file.bytes(0, std::min<std::uint64_t>(k_head_bytes, file.size())));
  const HeaderReader read = reader_of(head);
  if (read == nullptr) {
    return fail(file.damaged("is no rpm database; expected SQLite, NDB or Berkeley DB's hash"));
  }
  return read(file, [&](std::string_view header) -> Result<void> {
    TRY_ASSIGN(RpmPackage package, read_rpm_header(header, path));
    if (is_rpm_key(package)) return {};
    return sink(std::move(package));
  });
}

Result<std::vector<RpmPackage>> read_rpm_database(const RandomAccess& file, const std::string& path) {
  std::vector<RpmPackage> packages;
  TRY(each_rpm_package(file, path, [&](RpmPackage package) -> Result<void> {
    packages.push_back(std::move(package));
    return {};
  }));
  return packages;
}

}  // namespace pushgate::sbom
