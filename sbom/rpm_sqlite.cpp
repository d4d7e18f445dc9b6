// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_sqlite.hpp"

// rpmdb.sqlite, of Fedora from 33 and RHEL from 9: a SQLite database whose table Packages has a column blob
// with the header of one package a row; the other tables are indexes of it. What is in rpmdb.sqlite-wal and
// not yet in the database is not seen here: see rpm_cataloger.

#include "adapter/sqlite/table_reader.hpp"

namespace pushgate::sbom {

Result<void> each_header_in_sqlite(const RpmFile& file, const RpmHeaderSink& sink) {
  return sqlite::each_value(file.access(), file.path(), {.table = "Packages", .name = "blob"},
                            {.value_bytes = k_rpm_header_bytes, .rows = k_rpm_packages}, sink);
}

}  // namespace pushgate::sbom
