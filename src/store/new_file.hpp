// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "store/descriptor.hpp"

namespace pushgate::store {

/// A file that is written in pieces and appears whole or not at all, never over an existing one: it stands
/// under a temporary name beside its own until commit(). Destroyed before that, it is removed.
class NewFile {
 public:
  /// Errors: misuse, where the name is taken; unchecked.
  static Result<NewFile> create(const std::filesystem::path& target, std::uint32_t mode = 0644);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  Result<void> write(std::string_view bytes);
  /// All is on disk; nothing more is written, and what stands at path() may be read back.
  Result<void> sync();
  const std::filesystem::path& path() const { return m_temporary; }
  Result<void> commit();

 private:
  NewFile(std::filesystem::path target, std::filesystem::path temporary, Descriptor file);
  std::filesystem::path m_target;
  std::filesystem::path m_temporary;  ///< empty: nothing is to be removed
  Descriptor m_file;
};

}  // namespace pushgate::store
