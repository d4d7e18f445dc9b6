// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/wheel_requirements.hpp"

#include <fstream>
#include <span>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "base/format.hpp"
#include "python/distribution_file.hpp"
#include "python/package_name.hpp"
#include "python/version.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_metadata_bytes = 16u << 20;  // with a README of some hundred KB in it, ever

class DiskFile final : public RandomAccess {
 public:
  explicit DiskFile(const std::filesystem::path& path)
      : m_name(path.string()), m_stream(path, std::ios::binary) {
    m_stream.seekg(0, std::ios::end);
    const auto end = m_stream.tellg();
    m_size = m_stream && end > 0 ? static_cast<std::uint64_t>(end) : 0;
  }

  std::uint64_t size() const override { return m_size; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    if (offset >= m_size) return std::size_t{0};
    m_stream.clear();
    m_stream.seekg(static_cast<std::streamoff>(offset));
    m_stream.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    if (m_stream.bad()) return fail(Error::unchecked(m_name, "cannot be read"));
    return static_cast<std::size_t>(m_stream.gcount());
  }

 private:
  std::string m_name;
  mutable std::ifstream m_stream;
  std::uint64_t m_size = 0;
};

bool is_metadata(const std::string& name) {
  constexpr std::string_view k_end = ".dist-info/METADATA";
  return name.ends_with(k_end) && name.find('/') == name.size() - k_end.size() + k_end.find('/');
}

}  // namespace

Result<WheelRequirements> wheel_requirements(const std::filesystem::path& wheel) {
  const auto name = wheel.filename().string();
  const DiskFile file(wheel);
  TRY_ASSIGN(const auto directory, archive::read_zip_directory(file, name));
  TRY(archive::refuse_unsound(directory, name));
  const archive::ZipMember* found = nullptr;
  for (const auto& member : directory.members) {
    if (!is_metadata(member.name)) continue;
    if (found != nullptr) return fail(Error::unchecked(name, "has two dist-info folders with METADATA"));
    found = &member;
  }
  if (found == nullptr) return fail(Error::unchecked(name, "has no dist-info/METADATA"));
  const auto subject = name + "/" + found->name;
  TRY_ASSIGN(const auto text, archive::zip_member_text(file, *found, k_metadata_bytes, subject));
  TRY_ASSIGN(auto distribution, sbom::parse_python_metadata(text, found->name));
  // pip refuses a wheel that is another one inside than its name says.
  const auto names = python::parse_distribution_file(name);
  if (!names || python::normalize_name(distribution.name) != names->name ||
      python::canonical_version(distribution.version) != python::canonical_version(names->version)) {
    return fail(Error::unchecked(subject, fmt::format("says {} {}, which is not what the file's name says",
                                                      distribution.name, distribution.version)));
  }
  return WheelRequirements{std::move(distribution.requirements), std::move(distribution.requires_python)};
}

}  // namespace pushgate::scanners
