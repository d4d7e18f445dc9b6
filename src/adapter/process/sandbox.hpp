// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pushgate::process {

/// What a program that is not trusted is left with. Besides, it never has the programs and libraries of the
/// system taken away, and never gets: a Unix socket, another process's memory, more privileges, the session's
/// keys, or (of root's powers) any but those over files.
struct Sandbox {
  std::vector<std::filesystem::path> readable{};  ///< files and folders with all below: read and executed
  std::vector<std::filesystem::path> writable{};  ///< folders with all below
  bool network = false;                           ///< IPv4 and IPv6; with what names and certificates take
  bool may_start_programs = false;                ///< false: it is one process to its end
  std::uint64_t memory = std::uint64_t{4} << 30;  ///< bytes of its own (RLIMIT_DATA), of each process
  std::uint64_t file_size = std::uint64_t{1} << 30;
  std::uint64_t open_files = 4096;
};

/// What of a sandbox the kernel here keeps to.
struct Enforcement {
  std::string files;                        ///< `landlock 7` (its ABI); empty: nothing
  std::string system_calls;                 ///< `seccomp`: network and processes; empty: nothing
  std::vector<std::string> not_enforced{};  ///< a phrase each, for people
};

/// Asks the kernel. The same each time while the machine is the same.
Enforcement enforcement_of(const Sandbox& sandbox);

}  // namespace pushgate::process
