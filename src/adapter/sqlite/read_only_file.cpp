// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/read_only_file.hpp"

// SQLite reaches files through a table of functions (sqlite.org/vfs.html). This one knows a single file and
// says of it that it is immutable: SQLite then takes no lock and looks for no journal and no write-ahead log.

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/format.hpp"

namespace pushgate::sqlite {

namespace {

/// What SQLite gets as an open file: its own part first.
struct OpenFile {
  sqlite3_file base;
  ReadOnlyFile* file;
};

ReadOnlyFile& file_of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file)->file;
}

int close_file(sqlite3_file* /*file*/) {
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* buffer, int count, sqlite3_int64 offset) {
  return file_of(file).read(buffer, count, offset);
}

int write_file(sqlite3_file* /*file*/, const void* /*bytes*/, int /*count*/, sqlite3_int64 /*offset*/) {
  return SQLITE_READONLY;
}

int truncate_file(sqlite3_file* /*file*/, sqlite3_int64 /*size*/) {
  return SQLITE_READONLY;
}

int with_flag(sqlite3_file* /*file*/, int /*flag*/) {
  return SQLITE_OK;
}

int size_of(sqlite3_file* file, sqlite3_int64* size) {
  constexpr std::uint64_t k_most = std::numeric_limits<sqlite3_int64>::max();
  *size = static_cast<sqlite3_int64>(std::min(file_of(file).size(), k_most));
  return SQLITE_OK;
}

int nobody_locks(sqlite3_file* /*file*/, int* locked) {
  *locked = 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file* /*file*/, int /*operation*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file* /*file*/) {
  return 0;
}

int characteristics(sqlite3_file* /*file*/) {
  return SQLITE_IOCAP_IMMUTABLE;
}

const sqlite3_io_methods k_methods = {
    .iVersion = 1,  // without shared memory and without memory mapping
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = with_flag,
    .xFileSize = size_of,
    .xLock = with_flag,
    .xUnlock = with_flag,
    .xCheckReservedLock = nobody_locks,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* /*name*/, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;  // a journal, a temporary file
  auto* opened = reinterpret_cast<OpenFile*>(file);
  opened->file = static_cast<ReadOnlyFile*>(vfs->pAppData);
  opened->base.pMethods = &k_methods;
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* /*name*/, int /*sync*/) {
  return SQLITE_READONLY;
}

int there_is_no_other(sqlite3_vfs* /*vfs*/, const char* /*name*/, int /*flags*/, int* there) {
  *there = 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
  if (size <= 0) return SQLITE_CANTOPEN;
  const std::size_t length = std::min(std::strlen(name), static_cast<std::size_t>(size) - 1);
  std::memcpy(out, name, length);
  out[length] = '\0';
  return SQLITE_OK;
}

int no_randomness(sqlite3_vfs* /*vfs*/, int count, char* out) {
  if (count > 0) std::memset(out, 0, static_cast<std::size_t>(count));
  return count;
}

int no_sleep(sqlite3_vfs* /*vfs*/, int /*microseconds*/) {
  return 0;
}

int no_clock(sqlite3_vfs* /*vfs*/, double* julian_day) {
  *julian_day = 0;
  return SQLITE_OK;
}

int no_last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*text*/) {
  return 0;
}

}  // namespace

ReadOnlyFile::ReadOnlyFile(const RandomAccess& file)
    : m_file(file), m_name(fmt::format("pushgate-{}", static_cast<const void*>(this))) {
  m_vfs.iVersion = 1;
  m_vfs.szOsFile = sizeof(OpenFile);
  m_vfs.mxPathname = 512;
  m_vfs.zName = m_name.c_str();
  m_vfs.pAppData = this;
  m_vfs.xOpen = open_file;
  m_vfs.xDelete = delete_file;
  m_vfs.xAccess = there_is_no_other;
  m_vfs.xFullPathname = full_name;
  m_vfs.xRandomness = no_randomness;
  m_vfs.xSleep = no_sleep;
  m_vfs.xCurrentTime = no_clock;
  m_vfs.xGetLastError = no_last_error;
  sqlite3_vfs_register(&m_vfs, 0);
}

ReadOnlyFile::~ReadOnlyFile() {
  sqlite3_vfs_unregister(&m_vfs);
}

int ReadOnlyFile::read(void* buffer, int count, sqlite3_int64 offset) noexcept {
  if (count < 0 || offset < 0) return SQLITE_IOERR_READ;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > m_allowed) {
    m_exhausted = true;
    return SQLITE_IOERR_READ;
  }
  m_allowed -= wanted;
  auto* const bytes = static_cast<std::uint8_t*>(buffer);
  std::size_t filled = 0;
  while (filled < wanted) {
    const auto got = m_file.read_at(static_cast<std::uint64_t>(offset) + filled,
                                    std::span(bytes + filled, wanted - filled));
    if (!got) {
      m_error = got.error();
      return SQLITE_IOERR_READ;
    }
    if (*got == 0) break;
    filled += *got;
  }
  std::memset(bytes + filled, 0, wanted - filled);
  return filled == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

}  // namespace pushgate::sqlite
