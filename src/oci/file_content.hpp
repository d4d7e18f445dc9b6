// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pushgate::oci {

/// The bytes of a file, or nothing where they were not kept. Reads as a std::optional<std::string>; copies
/// share the bytes, because every merged state of an image has the same package database again.
class FileContent {
 public:
  FileContent() = default;
  FileContent(std::nullopt_t) {}
  FileContent(std::string bytes) : m_bytes(std::make_shared<const std::string>(std::move(bytes))) {}
  FileContent(std::string_view bytes) : FileContent(std::string(bytes)) {}
  FileContent(const char* bytes) : FileContent(std::string(bytes)) {}

  bool has_value() const { return m_bytes != nullptr; }
  explicit operator bool() const { return has_value(); }
  const std::string& operator*() const { return *m_bytes; }
  const std::string* operator->() const { return m_bytes.get(); }
  const std::string& value() const { return *m_bytes; }
  std::string value_or(std::string_view other) const { return m_bytes ? *m_bytes : std::string(other); }

  bool operator==(const FileContent& other) const {
    return m_bytes == other.m_bytes || (m_bytes && other.m_bytes && *m_bytes == *other.m_bytes);
  }

 private:
  std::shared_ptr<const std::string> m_bytes;
};

}  // namespace pushgate::oci
