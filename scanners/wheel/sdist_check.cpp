// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/sdist_check.hpp"

#include <set>
#include <string>
#include <string_view>

#include "adapter/archive/tar_reader.hpp"
#include "adapter/compress/decompressor.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "scanners/wheel/wheel_statements.hpp"

namespace pushgate::scanners {

namespace {

using archive::TarEntry;

constexpr std::uint64_t k_sdist_bytes = 16ull << 30;
constexpr std::uint64_t k_sdist_entries = 1'000'000;
constexpr std::size_t k_metadata_bytes = 4u << 20;

bool leads_out(std::string_view name) {
  if (name.starts_with('/')) return true;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    if (part == "..") return true;
    name.remove_prefix(std::min(part.size() + 1, name.size()));
  }
  return false;
}

/// Where a symbolic link leads, counted in folders from the archive's root: below 0 is outside.
bool link_leads_out(std::string_view name, std::string_view target) {
  if (target.starts_with('/')) return true;
  long depth = 0;
  const auto walk = [&depth](std::string_view path) {
    bool stays = true;
    while (!path.empty()) {
      const std::string_view part = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(part.size() + 1, path.size()));
      if (part == "..") --depth;
      if (part != ".." && part != "." && !part.empty()) ++depth;
      stays = stays && depth >= 1;  // the archive's one folder is not to be left either
    }
    return stays;
  };
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) return true;
  return !walk(name.substr(0, slash)) || !walk(target);
}

class SdistCheck {
 public:
  SdistCheck(const python::DistributionFile& names, WheelFindings& findings)
      : m_names(names), m_findings(findings) {}

  Result<void> run(archive::TarReader& reader, const std::string& path) {
    while (true) {
      TRY(check_interrupt());
      TRY_ASSIGN(const auto entry, reader.next());
      if (!entry) break;
      if (reader.entry_count() > k_sdist_entries)
        return fail(Error::unchecked(path, "has over 1000000 entries, more than is looked at"));
      check_entry(*entry);
      if (is_metadata(*entry)) TRY(read_metadata(reader, *entry));
    }
    if (m_folders.size() > 1)
      m_findings.add("wheel/sdist-layout",
                     fmt::format("the sdist has {} folders at its top; expected one, {}-{}", m_folders.size(),
                                 m_names.name, m_names.version));
    if (!m_has_metadata)
      m_findings.add(
          "wheel/metadata",
          "the sdist has no PKG-INFO in its folder, so its name and version are only those of its file name");
    return {};
  }

 private:
  static bool is_metadata(const TarEntry& entry) {
    const std::size_t slash = entry.name.find('/');
    return entry.type == TarEntry::Type::file && slash != std::string::npos &&
           entry.name.substr(slash) == "/PKG-INFO";
  }

  void check_entry(const TarEntry& entry) {
    const bool is_link = entry.type == TarEntry::Type::symlink || entry.type == TarEntry::Type::hardlink;
    if (leads_out(entry.name)) {
      m_findings.add("wheel/unsafe-path",
                     entry.name + " leads out of the folder that the sdist is unpacked in");
    } else {
      std::string_view name = entry.name;
      while (name.starts_with("./")) name.remove_prefix(2);
      if (!name.empty() && name != ".") m_folders.insert(std::string(name.substr(0, name.find('/'))));
    }
    if (is_link && (entry.type == TarEntry::Type::hardlink ? leads_out(entry.link)
                                                           : link_leads_out(entry.name, entry.link)))
      m_findings.add("wheel/symlink",
                     fmt::format("{} is a link to {}, out of the sdist", entry.name, entry.link));
    if (!is_link && entry.type != TarEntry::Type::file && entry.type != TarEntry::Type::directory)
      m_findings.add("wheel/unsafe-path",
                     entry.name + " is a device or a pipe; expected files, folders and links");
    if (entry.type == TarEntry::Type::file && !m_files.insert(entry.path.str()).second)
      m_findings.add("wheel/duplicate-name", entry.name + " is there twice");
  }

  Result<void> read_metadata(archive::TarReader& reader, const TarEntry& entry) {
    m_has_metadata = true;
    if (entry.size > k_metadata_bytes) {
      m_findings.add("wheel/metadata", fmt::format("{} has {} bytes; expected at most {}", entry.name,
                                                   entry.size, k_metadata_bytes));
      return {};
    }
    std::string text;
    while (true) {
      TRY_ASSIGN(const auto bytes, reader.content());
      if (bytes.empty()) break;
      text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    check_metadata(text, entry.name, m_names, m_findings);
    return {};
  }

  const python::DistributionFile& m_names;
  WheelFindings& m_findings;
  std::set<std::string> m_folders;
  std::set<std::string> m_files;
  bool m_has_metadata = false;
};

}  // namespace

Result<void> check_sdist(const WheelInput& input, const std::string& path,
                         const python::DistributionFile& names, WheelFindings& findings) {
  compress::Limits limits;
  limits.total_bytes = k_sdist_bytes;
  const auto source = compress::decompressed(input.stream(), limits);
  archive::SourceTarInput tar(*source);
  archive::TarReader reader(tar, path);
  return SdistCheck(names, findings).run(reader, path);
}

}  // namespace pushgate::scanners
