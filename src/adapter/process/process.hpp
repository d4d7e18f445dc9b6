// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/process/executable.hpp"
#include "adapter/process/sandbox.hpp"
#include "base/result.hpp"

namespace pushgate::process {

/// What to run. There is no shell: argv[0] is the path of an executable (find_executable finds it), and
/// every argument arrives as it is here.
struct ProcessSpec {
  std::vector<std::string> argv;
  std::optional<Executable> executable{};  ///< what is run, whatever argv[0] means by now
  std::optional<Sandbox> sandbox{};        ///< with `executable` only
  std::vector<std::string> environment{};  ///< `NAME=value`, the whole of it: nothing is inherited
  std::filesystem::path working_folder{};  ///< empty: ours
  std::string input{};                     ///< all that it reads from its standard input
  std::chrono::milliseconds timeout{60'000};
  std::size_t output_limit = 16u << 20;  ///< bytes of its standard output
  std::size_t error_limit = 1u << 20;    ///< bytes of its standard error; more ends it, too
};

struct ProcessOutput {
  int exit_status = 0;  ///< where it exited by itself
  int signal = 0;       ///< the signal that ended it; 0: it exited
  bool timed_out = false;
  bool over_limit = false;  ///< it wrote more than a limit allows; out and err hold the first bytes
  std::string out;
  std::string err;

  /// It exited by itself with status 0.
  bool succeeded() const { return signal == 0 && exit_status == 0 && !timed_out && !over_limit; }
};

/// Runs a program to its end, in a process group of its own. On time-out, interrupt or too much output the
/// group gets SIGTERM and, after two seconds, SIGKILL; whatever it left running in its group when it ended is
/// killed, too. Errors: unchecked, where it cannot be started (`No such file or directory`) or we were
/// interrupted. How it ended otherwise is for the caller to judge. Untrusted: its output.
Result<ProcessOutput> run(const ProcessSpec& spec);

/// How an ended process is told: `exited with status 1`, `was ended by signal 9`, `did not end within 600 s`.
std::string describe_end(const ProcessSpec& spec, const ProcessOutput& output);

/// The last line of a program's output that is not blank, at most 300 bytes, for an error text.
std::string last_line(std::string_view output);

/// The path of an executable file of that name in a list of folders joined by `:` (empty entries, which mean
/// the working folder, are left out). A name with a slash is looked at as it stands.
std::optional<std::filesystem::path> find_executable(std::string_view name, std::string_view path);

}  // namespace pushgate::process
