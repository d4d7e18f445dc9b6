// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "fuzz/target_groups.hpp"
#include "python/distribution_file.hpp"
#include "python/package_name.hpp"
#include "python/version.hpp"
#include "scanners/wheel/startup_files.hpp"
#include "scanners/wheel/wheel_scanner.hpp"

namespace pushgate::fuzz {

namespace {

/// A folder of this process, for files whose names mean something.
class OwnFolder {
 public:
  OwnFolder()
      : m_path(std::filesystem::temp_directory_path() / ("pushgate-fuzz-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(m_path);
  }
  ~OwnFolder() {
    std::error_code left_there;
    std::filesystem::remove_all(m_path, left_there);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;

  std::string write(const char* name, std::string_view bytes) const {
    std::ofstream file(m_path / name, std::ios::binary);
    file << bytes;
    return (m_path / name).string();
  }

 private:
  std::filesystem::path m_path;
};

void check(const char* name, std::string_view bytes) {
  static const OwnFolder k_folder;
  const auto findings = scanners::check_wheel(k_folder.write(name, bytes));
  if (!findings) return;
  for (const auto& finding : *findings) {
    must(finding.rule.starts_with("wheel/"), "a finding of a wheel is of a rule for wheels");
    must(!finding.message.empty(), "a finding says what is wrong");
  }
}

void wheel(std::string_view bytes) {
  check("foo_bar-1.0-py3-none-manylinux_2_17_x86_64.whl", bytes);
}

void sdist(std::string_view bytes) {
  check("foo_bar-1.0.tar.gz", bytes);
}

void distribution_file(std::string_view bytes) {
  const auto file = python::parse_distribution_file(bytes);
  if (!file) return;
  must(python::is_distribution_file(bytes), "what names a distribution has the ending of one");
  must(python::normalize_name(file->name) == file->name, "a name that was read is normalised");
  must(python::Version::parse(file->version).has_value(), "a version that was read is one");
  must(file->is_wheel != file->tags.empty(), "wheels have tags, and nothing else has");
}

void pth(std::string_view bytes) {
  std::size_t before = 0;
  for (const std::size_t line : scanners::executed_lines(bytes)) {
    must(line > before, "lines are numbered from 1, upwards");
    before = line;
  }
}

constexpr std::array k_targets = {
    Target{"distribution_file", distribution_file},
    Target{"pth", pth},
    Target{"sdist", sdist},
    Target{"wheel", wheel},
};

}  // namespace

std::span<const Target> wheel_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
