// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

/// The longest header of one package. rpm's own bound is 256 MiB, more than this program may use; the largest
/// that exist, of kernel sources with 80,000 files, have 10 MB.
inline constexpr std::uint32_t k_rpm_header_bytes = 32u << 20;
/// Real systems stay under 5,000.
inline constexpr std::uint64_t k_rpm_packages = 100'000;

/// Gets each header of a database. An error ends the reading.
using RpmHeaderSink = std::function<Result<void>(std::string_view header)>;

/// A database and its name, read in whole pieces.
class RpmFile {
 public:
  RpmFile(const RandomAccess& file, const std::string& path) : m_file(file), m_path(path) {}

  std::uint64_t size() const { return m_file.size(); }
  const RandomAccess& access() const { return m_file; }
  const std::string& path() const { return m_path; }

  /// The error for a database that is not as its format says.
  Error damaged(std::string what) const;

  /// Exactly these bytes. Errors: unchecked, where the file ends before.
  Result<std::string> bytes(std::uint64_t offset, std::size_t count) const;

 private:
  const RandomAccess& m_file;
  const std::string& m_path;
};

enum class ByteOrder { little, big };

/// An unsigned number of 1 to 4 bytes at a place that the caller knows to be inside.
inline std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width, ByteOrder order) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t from = order == ByteOrder::big ? at + i : at + width - 1 - i;
    number = number << 8 | static_cast<unsigned char>(bytes[from]);
  }
  return number;
}

}  // namespace pushgate::sbom
