// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/context_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <span>
#include <system_error>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "scanners/secrets/file_search.hpp"
#include "scanners/secrets/secret_findings.hpp"
#include "store/descriptor.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_read_bytes = 64ull << 30;
constexpr std::uint64_t k_copied_bytes = 4ull << 30;
constexpr std::uint64_t k_copied_file_bytes = 10u << 20;  // what Trivy itself calls large
constexpr std::size_t k_head_bytes = 300;                 // by which Trivy tells a binary file
constexpr std::size_t k_piece = 256u << 10;

/// As Trivy has it (pkg/fanal/utils, IsBinary).
bool is_text(std::span<const std::uint8_t> bytes) {
  return std::ranges::none_of(bytes.first(std::min(bytes.size(), k_head_bytes)), [](std::uint8_t b) {
    return b < 7 || b == 11 || (b > 13 && b < 27) || (b > 27 && b < 0x20) || b == 0x7f;
  });
}

class Walk {
 public:
  Walk(const ContextFolder& context, const fs::path& copies)
      : m_context(context), m_copies(copies), m_buffer(k_piece) {}

  Result<ContextSearch> run() {
    TRY(look_into({}, 0));
    if (!m_unread.empty()) {
      m_out.doubts.push_back(fmt::format("{} of {} cannot be read, the first: {}", m_unread.size(),
                                         m_unread.size() == 1 ? "file" : "files", m_unread.front()));
    }
    return std::move(m_out);
  }

 private:
  enum class Kind { folder, file, other };

  /// A sentence on what is beyond a limit, once; nothing more is looked at then.
  void stop(std::string why) {
    if (!m_stopped) m_out.doubts.push_back(std::move(why));
    m_stopped = true;
  }

  Result<void> look_into(const fs::path& relative, std::size_t depth) {
    if (depth > limits::k_tree_depth) {
      stop(fmt::format("{} lies more than {} folders deep", shown(relative), limits::k_tree_depth));
      return {};
    }
    std::error_code error;
    std::vector<std::pair<std::string, Kind>> names;
    for (fs::directory_iterator at(m_context.folder / relative, error), end; !error && at != end;
         at.increment(error)) {
      if (++m_entries > m_context.most_entries) {
        stop(fmt::format("{} has more than {} files and folders", m_context.folder.string(),
                         m_context.most_entries));
        return {};
      }
      std::error_code none;
      const auto status = at->symlink_status(none);
      names.emplace_back(at->path().filename().string(), fs::is_directory(status)      ? Kind::folder
                                                         : fs::is_regular_file(status) ? Kind::file
                                                                                       : Kind::other);
    }
    if (error) m_unread.push_back(shown(relative));
    std::ranges::sort(names);
    for (const auto& [name, kind] : names) {
      TRY(check_interrupt());
      if (m_stopped) return {};
      const fs::path path = relative / name;
      if (m_context.left_out.contains(path.string()) || (kind == Kind::folder && name == ".git")) continue;
      if (kind == Kind::folder) TRY(look_into(path, depth + 1));
      if (kind == Kind::file) TRY(search(path));
    }
    return {};
  }

  Result<void> search(const fs::path& relative) {
    // What was a file may be a pipe or a link by now.
    const store::Descriptor file(
        ::open((m_context.folder / relative).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
      m_unread.push_back(shown(relative));
      return {};
    }
    m_file.begin(relative.string(), static_cast<std::uint64_t>(status.st_size));
    std::string copy;  // of a file that is small enough
    std::uint64_t size = 0;
    while (!m_stopped) {
      TRY(check_interrupt());
      const auto count = ::read(file.get(), m_buffer.data(), m_buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) m_unread.push_back(shown(relative));
      if (count <= 0) break;
      const auto bytes = std::span<const std::uint8_t>(m_buffer).first(static_cast<std::size_t>(count));
      m_file.feed(bytes);
      size += bytes.size();
      m_read += bytes.size();
      if (size <= k_copied_file_bytes) copy.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      if (m_read > k_read_bytes)
        stop(fmt::format("{} has more than {} bytes", m_context.folder.string(), k_read_bytes));
    }
    TRY(tell(relative, file.get(), m_file.end()));
    return size <= k_copied_file_bytes ? keep(relative, copy) : Result<void>();
  }

  Result<void> tell(const fs::path& relative, int file, const std::vector<SeenSecret>& seen) {
    for (const SeenSecret& secret : seen) {
      model::Location place;
      place.path = shown(relative);
      place.line = line_of(file, secret.offset);
      m_out.findings.push_back(secret_finding(secret, std::move(place)));
    }
    return {};
  }

  /// The line of a byte, from 1.
  std::uint32_t line_of(int file, std::uint64_t offset) {
    std::uint32_t line = 1;
    for (std::uint64_t at = 0; at < offset;) {
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(m_buffer.size(), offset - at));
      const auto count = ::pread(file, m_buffer.data(), want, static_cast<off_t>(at));
      if (count <= 0) break;
      line += static_cast<std::uint32_t>(std::count(m_buffer.begin(), m_buffer.begin() + count, '\n'));
      at += static_cast<std::uint64_t>(count);
    }
    return line;
  }

  Result<void> keep(const fs::path& relative, const std::string& bytes) {
    const bool is_bytecode = relative.extension() == ".pyc";  // the one binary that Trivy reads
    if (!is_bytecode && !is_text({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}))
      return {};
    m_copied += bytes.size();
    if (m_copied > k_copied_bytes) {
      stop(fmt::format("{} has more than {} bytes of text", m_context.folder.string(), k_copied_bytes));
      return {};
    }
    const fs::path target = m_copies / relative;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    const store::Descriptor file(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return fail(store::system_failure(target.string(), "cannot be written"));
    for (std::string_view rest = bytes; !rest.empty();) {
      const auto count = ::write(file.get(), rest.data(), rest.size());
      if (count < 0 && errno != EINTR)
        return fail(store::system_failure(target.string(), "cannot be written"));
      if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  /// As the user finds it.
  std::string shown(const fs::path& relative) const {
    return escape_controls((m_context.folder / relative).lexically_normal().string());
  }

  const ContextFolder& m_context;
  const fs::path& m_copies;
  std::vector<std::uint8_t> m_buffer;
  FileSearch m_file;
  ContextSearch m_out;
  std::vector<std::string> m_unread;
  std::size_t m_entries = 0;
  std::uint64_t m_read = 0;
  std::uint64_t m_copied = 0;
  bool m_stopped = false;
};

}  // namespace

Result<ContextSearch> search_context(const ContextFolder& context, const fs::path& copies) {
  return Walk(context, copies).run();
}

}  // namespace pushgate::scanners
