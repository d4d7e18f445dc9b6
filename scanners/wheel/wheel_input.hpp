// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/random_access.hpp"
#include "oci/file_part.hpp"

namespace pushgate::scanners {

/// The wheel or sdist on the disk, held open.
class WheelInput final : public RandomAccess {
 public:
  /// Errors: unchecked, for what is no regular file or cannot be opened.
  static Result<WheelInput> open(const std::string& path);

  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override;

  /// Why the disk gave no bytes, where it did not: then what is missing is not the archive's fault.
  const std::optional<Error>& read_error() const { return *m_read_error; }
  std::unique_ptr<ByteSource> stream() const { return oci::open_part({m_file, 0, m_size}); }

 private:
  WheelInput(std::shared_ptr<const oci::HeldFile> file, std::uint64_t size)
      : m_file(std::move(file)), m_size(size), m_read_error(std::make_unique<std::optional<Error>>()) {}

  std::shared_ptr<const oci::HeldFile> m_file;
  std::uint64_t m_size;
  std::unique_ptr<std::optional<Error>> m_read_error;
};

}  // namespace pushgate::scanners
