// SPDX-License-Identifier: Apache-2.0
#include "gate/input_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "python/distribution_file.hpp"
#include "scanners/lock/wheelhouse.hpp"
#include "store/file_digest.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

/// What changes where a file is written to, or another takes its name. ctime cannot be set back.
std::string mark_of_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "absent";
  return fmt::format("{}:{}:{}:{}.{}:{}.{}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                     status.st_ctim.tv_nsec);
}

/// A line of sha256sum: a name with a backslash or a newline is escaped, and a backslash begins the line.
std::string checksum_line(const scanners::WheelhouseFile& file) {
  std::string name;
  for (const char c : file.file_name) {
    if (c == '\\')
      name += "\\\\";
    else if (c == '\n')
      name += "\\n";
    else
      name += c;
  }
  return fmt::format("{}{}  {}\n", name == file.file_name ? "" : "\\", file.digest.hex(), name);
}

/// Also counts the files.
Result<Digest> digest_wheelhouse(const std::string& folder, json::Object& more) {
  TRY_ASSIGN(const auto files, scanners::read_wheelhouse(folder));
  crypto::Sha256 hash;
  for (const auto& file : files) hash.update(checksum_line(file));
  more.set("files", static_cast<std::uint64_t>(files.size()));
  return hash.finish();
}

std::string mark_of_wheelhouse(const std::string& folder) {
  std::vector<std::string> marks;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (python::is_distribution_file(name))
      marks.push_back(name + " " + mark_of_file(entry->path().string()));
  }
  std::ranges::sort(marks);
  return fmt::format("{} {}", error.message(), fmt::join(marks, "\n"));
}

}  // namespace

void InputFiles::add(std::string kind, std::string path) {
  std::string mark = mark_of_file(path);
  m_files.push_back({std::move(kind), std::move(path), false, std::move(mark)});
}

void InputFiles::add_wheelhouse(std::string folder) {
  std::string mark = mark_of_wheelhouse(folder);
  m_files.push_back({"wheelhouse", std::move(folder), true, std::move(mark)});
}

Result<std::vector<evidence::Input>> InputFiles::take() const {
  std::vector<evidence::Input> inputs;
  for (const Marked& file : m_files) {
    evidence::Input input{file.kind, file.path, std::nullopt, {}};
    const auto digest =
        file.is_folder ? digest_wheelhouse(file.path, input.more) : store::digest_file(file.path);
    TRY(check_interrupt());
    if (digest) input.sha256 = *digest;
    if ((file.is_folder ? mark_of_wheelhouse(file.path) : mark_of_file(file.path)) != file.mark) {
      return fail(Error::unchecked(file.path, "was changed while the image was checked")
                      .with_hint("gate it again, and let nothing write there meanwhile"));
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace pushgate::gate
