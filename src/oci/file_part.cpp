// SPDX-License-Identifier: Apache-2.0
#include "oci/file_part.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/format.hpp"

namespace pushgate::oci {

namespace {

class PartSource final : public ByteSource {
 public:
  explicit PartSource(FilePart part) : m_part(std::move(part)) {}

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::uint64_t left = m_part.size - m_read;
    if (left < buffer.size()) buffer = buffer.first(static_cast<std::size_t>(left));
    if (buffer.empty()) return 0;
    TRY_ASSIGN(const std::size_t count, m_part.file->read_at(m_part.offset + m_read, buffer));
    m_read += count;
    return count;
  }

 private:
  FilePart m_part;
  std::uint64_t m_read = 0;
};

}  // namespace

HeldFile::~HeldFile() {
  ::close(m_descriptor);
}

Result<std::size_t> HeldFile::read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t count =
        ::pread(m_descriptor, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(Error::unchecked(m_name, "cannot be read: " + std::generic_category().message(errno)));
    }
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::unique_ptr<ByteSource> open_part(FilePart part) {
  return std::make_unique<PartSource>(std::move(part));
}

Result<std::string> read_part(const FilePart& part, std::size_t limit, const std::string& subject) {
  if (part.size > limit) {
    return fail(
        Error::unchecked(subject, fmt::format("has {} bytes; expected at most {}", part.size, limit)));
  }
  std::string bytes(static_cast<std::size_t>(part.size), '\0');
  const std::span<std::uint8_t> buffer(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  TRY_ASSIGN(const std::size_t count, part.file->read_at(part.offset, buffer));
  if (count == bytes.size()) return bytes;
  return fail(
      Error::unchecked(subject, fmt::format("is cut short; expected {} bytes, got {}", bytes.size(), count)));
}

}  // namespace pushgate::oci
