// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_scanner.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "base/format.hpp"
#include "scanners/wheel/sdist_check.hpp"
#include "scanners/wheel/wheel_contents.hpp"
#include "scanners/wheel/wheel_statements.hpp"
#include "scanners/wheel/zip_shape.hpp"

namespace pushgate::scanners {

namespace {

using archive::ZipDirectory;
using archive::ZipMember;

constexpr std::uint64_t k_unpacked_bytes = 64ull << 30;  // the largest wheels unpack to some GB
constexpr std::size_t k_statement_bytes = 4u << 20;
constexpr std::size_t k_record_bytes = 64u << 20;

/// What can be told without unpacking everything; and the archive is not read further where it contradicts
/// itself.
Result<ZipDirectory> read_shape(const WheelInput& input, const std::string& path, WheelFindings& findings) {
  TRY_ASSIGN(auto directory, archive::read_zip_directory(input, path));
  check_zip_shape(directory, findings);
  std::uint64_t total = 0;
  for (const ZipMember& member : directory.members) {
    if (member.size > k_unpacked_bytes - total)
      return fail(Error::unchecked(path, "is said to unpack to over 64 GiB, more than is looked at"));
    total += member.size;
  }
  return directory;
}

class WheelCheck {
 public:
  WheelCheck(const WheelInput& input, const ZipDirectory& directory, const python::DistributionFile& names,
             WheelFindings& findings)
      : m_input(input), m_directory(directory), m_names(names), m_findings(findings) {}

  Result<void> run() {
    const std::string folder = dist_info_folder(m_directory, m_names, m_findings);
    check_data_folders(m_directory, m_names, m_findings);
    WheelClaims claims{m_names, platform_promise(m_names.tags), std::nullopt};
    std::optional<WheelRecord> record;
    if (!folder.empty()) {
      if (const auto text = statement(folder + "/METADATA", "wheel/metadata", k_statement_bytes))
        check_metadata(*text, folder + "/METADATA", m_names, m_findings);
      if (const auto text = statement(folder + "/WHEEL", "wheel/wheel-file", k_statement_bytes))
        claims.root_is_purelib = check_wheel_file(*text, folder + "/WHEEL", m_names, m_findings);
      if (const auto text = statement(folder + "/RECORD", "wheel/record", k_record_bytes))
        record.emplace(*text, folder + "/RECORD", m_findings);
    }
    return check_contents(m_input, m_directory, claims, record ? &*record : nullptr, m_findings);
  }

 private:
  std::optional<std::string> statement(const std::string& path, const char* rule, std::size_t limit) {
    const auto member = std::ranges::find(m_directory.members, path, &ZipMember::name);
    if (member == m_directory.members.end()) {
      m_findings.add(rule, fmt::format("the wheel has no {}", path));
      return std::nullopt;
    }
    auto text = archive::zip_member_text(m_input, *member, limit, path);
    if (text) return std::move(*text);
    m_findings.add(rule, fmt::format("{} {}", path, text.error().what));
    return std::nullopt;
  }

  const WheelInput& m_input;
  const ZipDirectory& m_directory;
  const python::DistributionFile& m_names;
  WheelFindings& m_findings;
};

Result<void> check_zip_sdist(const WheelInput& input, const ZipDirectory& directory,
                             const python::DistributionFile& names, WheelFindings& findings) {
  bool has_metadata = false;
  for (const ZipMember& member : directory.members) {
    const std::size_t slash = member.name.find('/');
    if (slash == std::string::npos || member.name.substr(slash) != "/PKG-INFO") continue;
    has_metadata = true;
    const auto text = archive::zip_member_text(input, member, k_statement_bytes, member.name);
    if (text) {
      check_metadata(*text, member.name, names, findings);
    } else {
      findings.add("wheel/metadata", fmt::format("{} {}", member.name, text.error().what));
    }
  }
  if (!has_metadata)
    findings.add(
        "wheel/metadata",
        "the sdist has no PKG-INFO in its folder, so its name and version are only those of its file name");
  return {};
}

Result<void> check(const WheelInput& input, const std::string& path, const std::string& name,
                   WheelFindings& findings) {
  const auto names = python::parse_distribution_file(name);
  if (!names) {
    findings.add("wheel/file-name",
                 name +
                     " is no name of a wheel or sdist; expected "
                     "NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, NAME-VERSION.tar.gz or NAME-VERSION.zip",
                 "installers pass over it, or take it for something else");
    return {};
  }
  if (!names->is_wheel && !name.ends_with(".zip")) return check_sdist(input, path, *names, findings);
  TRY_ASSIGN(const auto directory, read_shape(input, path, findings));
  if (directory.oddities.unsound()) return {};  // whatever is read is not what another reader sees
  if (!names->is_wheel) return check_zip_sdist(input, directory, *names, findings);
  return WheelCheck(input, directory, *names, findings).run();
}

}  // namespace

Result<std::vector<model::Finding>> check_wheel(const std::string& path) {
  TRY_ASSIGN(const auto input, WheelInput::open(path));
  const std::string name = std::filesystem::path(path).filename().string();
  WheelFindings findings(path, name);
  auto done = check(input, path, name, findings);
  // What the disk did not give is no fault of the archive.
  if (input.read_error()) return fail(*input.read_error());
  if (!done) {
    Error error = std::move(done).error();
    if (error.subject.empty()) error.subject = path;
    return fail(std::move(error));
  }
  return findings.take();
}

}  // namespace pushgate::scanners
