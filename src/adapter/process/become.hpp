// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>
#include <sys/resource.h>

#include <array>
#include <vector>

#include "adapter/process/file_descriptor.hpp"

namespace pushgate::process {

/// What a child needs to become the program, all of it made ready by the parent: between fork and exec there
/// is only what is safe beside threads, which is system calls.
struct Preparation {
  std::array<int, 3> standard = {-1, -1, -1};  ///< above 2
  const char* path = nullptr;                  ///< absolute
  int executable = -1;                         ///< goes before the path; -1: none
  bool executable_stays_open = false;          ///< for the interpreter of a script
  const char* folder = nullptr;                ///< null: ours
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  int report = -1;  ///< close-on-exec; gets a StartFailure, or ends without a byte

  struct Limit {
    int resource;
    rlim_t value;
  };
  bool is_confined = false;
  std::vector<Limit> limits{};
  FileDescriptor file_rules{};              ///< none: no Landlock here
  std::vector<sock_filter> system_calls{};  ///< empty: no filter here
};

enum class StartStep : int { folder, limits, privileges, files, system_calls, execute };

struct StartFailure {
  StartStep step = StartStep::execute;
  int code = 0;  ///< errno
};

/// To be called by the child. Its last system call is the exec.
[[noreturn]] void become(const Preparation& preparation);

}  // namespace pushgate::process
