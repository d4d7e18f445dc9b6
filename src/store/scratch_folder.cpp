// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <utility>

#include "store/descriptor.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::store {

Result<ScratchFolder> ScratchFolder::create() {
  const char* folder = ::getenv("TMPDIR");
  const std::filesystem::path parent = folder != nullptr && *folder != '\0' ? folder : "/tmp";
  std::string pattern = (parent / "pushgate.XXXXXX").string();
  // mkdtemp makes it 0700.
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(system_failure(parent.string(), "no folder can be made here for temporary files")
                    .with_hint("set TMPDIR to a folder that can be written"));
  }
  return ScratchFolder(std::move(pattern));
}

ScratchFolder::ScratchFolder(std::filesystem::path path) : m_path(std::move(path)) {}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, std::filesystem::path())) {}

ScratchFolder::~ScratchFolder() {
  if (m_path.empty()) return;
  std::error_code ignored;  // nobody is left to tell
  std::filesystem::remove_all(m_path, ignored);
}

}  // namespace pushgate::store
