// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::store {

/// An open file. Closed when it goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  explicit operator bool() const { return m_descriptor >= 0; }
  int get() const { return m_descriptor; }

  // `name` is the file in errors.
  Result<void> write(std::string_view bytes, const std::string& name);
  /// What was written is on disk, and the file closed.
  Result<void> sync_and_close(const std::string& name);
  Result<void> write_and_sync(std::string_view bytes, const std::string& name);

 private:
  int m_descriptor = -1;
};

/// `cannot be written: No space left on device`, with errno as it is.
Error system_failure(const std::string& name, std::string_view what);

/// Makes the names in a folder (or the bytes of a file) last.
Result<void> sync_path(const std::filesystem::path& path, const std::string& name);

/// `.<name>.<random>.tmp` beside `target`.
std::filesystem::path temporary_beside(const std::filesystem::path& target);

/// A rename that fails (errno EEXIST) where `to` exists. 0 where it worked.
int rename_new(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace pushgate::store
