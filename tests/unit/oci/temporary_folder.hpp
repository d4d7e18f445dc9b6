// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include "scratch.hpp"

namespace pushgate::oci {

/// A folder that TMPDIR names while this lives; `inside` is a name in it that need not be there.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& inside = "") : m_path(m_scratch.path(inside)) {
    if (const char* before = std::getenv("TMPDIR")) m_before = before;
    ::setenv("TMPDIR", m_path.c_str(), 1);
  }
  ~TemporaryFolder() { m_before ? ::setenv("TMPDIR", m_before->c_str(), 1) : ::unsetenv("TMPDIR"); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return m_path; }

 private:
  ScratchDirectory m_scratch;
  std::string m_path;
  std::optional<std::string> m_before;
};

}  // namespace pushgate::oci
