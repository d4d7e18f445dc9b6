// SPDX-License-Identifier: Apache-2.0
#include "store/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

namespace pushgate::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_header = "pushgate-journal 1\n";
constexpr std::size_t k_hex = 64;

Digest chained(const Digest& before, std::string_view record) {
  crypto::Sha256 hash;
  hash.update(before.bytes());
  hash.update(record);
  return hash.finish();
}

std::string line_of(const Digest& checksum, std::string_view record) {
  return fmt::format("{} {}\n", checksum.hex(), record);
}

struct Content {
  std::vector<std::string> records;
  Digest last = Digest(Digest::Bytes{});
  std::uint64_t end = 0;  ///< of the last whole line; 0: not even the first
};

Error damage(const std::string& name, std::size_t line, std::string_view what) {
  return Error::unchecked(fmt::format("{}:{}", name, line),
                          fmt::format("is damaged: {}; nothing after it can be believed", what))
      .with_hint("put back a copy of the file from before, or move it away and start without a history");
}

Result<Content> read_content(std::string_view text, const std::string& name) {
  Content content;
  // Cut off while it was made: as good as no file.
  if (text.size() < k_header.size() && k_header.starts_with(text)) return content;
  if (!text.starts_with(k_header)) {
    return fail(Error::unchecked(name, "is no journal; expected 'pushgate-journal 1' in its first line"));
  }
  content.end = k_header.size();
  for (std::size_t number = 2; content.end < text.size(); ++number) {
    const std::size_t newline = text.find('\n', content.end);
    if (newline == std::string_view::npos) break;
    const std::string_view line = text.substr(content.end, newline - content.end);
    if (line.size() <= k_hex || line[k_hex] != ' ') return fail(damage(name, number, "it is no record"));
    const std::string_view record = line.substr(k_hex + 1);
    const Digest checksum = chained(content.last, record);
    if (line.substr(0, k_hex) != checksum.hex())
      return fail(damage(name, number, "its checksum does not fit"));
    content.records.emplace_back(record);
    content.last = checksum;
    content.end = newline + 1;
  }
  return content;
}

Result<void> write_at_end(int file, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return fail(system_failure(name, "cannot be written"));
    }
  }
  if (::fsync(file) != 0) return fail(system_failure(name, "cannot be written"));
  return {};
}

}  // namespace

Journal::Journal(Descriptor file, std::string name)
    : m_file(std::move(file)), m_name(std::move(name)), m_last(Digest::Bytes{}) {}

Result<Journal> Journal::open(const fs::path& path) {
  const std::string name = path.string();
  Journal journal(
      Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644)), name);
  if (!journal.m_file) return fail(system_failure(name, "cannot be opened"));
  if (::flock(journal.m_file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(system_failure(name, "cannot be locked"));
    return fail(Error::refused(name, "is in use by another process that writes it")
                    .with_hint("wait until that one has ended"));
  }
  TRY_ASSIGN(const std::string text, read_plain_file(path, limits::k_journal_bytes));
  TRY_ASSIGN(Content content, read_content(text, name));
  journal.m_records = std::move(content.records);
  journal.m_last = content.last;
  journal.m_end = content.end;
  if (content.end < text.size() && ::ftruncate(journal.m_file.get(), static_cast<off_t>(content.end)) != 0)
    return fail(system_failure(name, "cannot be written"));
  if (content.end == 0) {
    TRY(write_at_end(journal.m_file.get(), k_header, name));
    TRY(sync_path(path.has_parent_path() ? path.parent_path() : fs::path("."), name));
    journal.m_end = k_header.size();
  }
  return journal;
}

Result<void> Journal::append(std::string_view record) {
  if (record.find('\n') != std::string_view::npos)
    return fail(Error::bug(m_name, "was given a record with a newline"));
  const Digest checksum = chained(m_last, record);
  const std::string line = line_of(checksum, record);
  if (m_end + line.size() > limits::k_journal_bytes) {
    return fail(
        Error::unchecked(m_name, fmt::format("would be longer than {} bytes", limits::k_journal_bytes))
            .with_hint("move it away and start without a history"));
  }
  if (auto written = write_at_end(m_file.get(), line, m_name); !written) {
    static_cast<void>(::ftruncate(m_file.get(), static_cast<off_t>(m_end)) == 0);
    return written;
  }
  m_records.emplace_back(record);
  m_last = checksum;
  m_end += line.size();
  return {};
}

Result<std::vector<std::string>> parse_journal(std::string_view text, const std::string& name) {
  TRY_ASSIGN(Content content, read_content(text, name));
  return std::move(content.records);
}

Result<std::vector<std::string>> read_journal(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) return std::vector<std::string>{};
  TRY_ASSIGN(const std::string text, read_plain_file(path, limits::k_journal_bytes));
  return parse_journal(text, path.string());
}

}  // namespace pushgate::store
