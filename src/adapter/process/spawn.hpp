// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <utility>

#include "adapter/process/process.hpp"

namespace pushgate::process {

/// Owns a file descriptor; -1: none.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { close(); }

  int get() const { return m_descriptor; }
  bool is_open() const { return m_descriptor >= 0; }
  void close();

 private:
  int m_descriptor = -1;
};

/// A program that was started, as the leader of a process group, and our ends of its three pipes.
struct Child {
  pid_t pid = -1;
  FileDescriptor input;   ///< not blocking
  FileDescriptor output;  ///< not blocking
  FileDescriptor error;   ///< not blocking
};

/// Starts it with posix_spawn (safe beside threads), default signal actions, none but the three descriptors.
/// The caller reaps it. Errors: unchecked.
Result<Child> spawn(const ProcessSpec& spec);

}  // namespace pushgate::process
