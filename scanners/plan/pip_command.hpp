// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanners/plan/shell_commands.hpp"

namespace pushgate::scanners {

/// What a command asks of pip (25.3's options), or of `uv pip`. Options that pip takes from the environment
/// (`PIP_NO_INDEX`) count as if they were written.
struct PipCommand {
  enum class Verb { install, wheel, download };
  Verb verb = Verb::install;
  bool no_index = false;
  bool require_hashes = false;
  bool no_cache = false;
  bool unseen = false;  ///< there are words that are not known, and any option may be among them
  std::vector<std::string> find_links;
  std::vector<std::string> requirement_files;
  std::vector<std::string> targets;  ///< what is named on the line: `torch==2.4.1`, `.`
  std::vector<std::string> indexes;
};

/// Nothing where the command is no pip, or one that neither installs nor fetches.
std::optional<PipCommand> read_pip(const ShellCommand& command, const ShellVariables& variables);

/// `3.10` of a program like `python3.10` or `pip3.10`; empty where the name says no minor version.
std::string python_of_program(std::string_view program);

/// The folder of a virtual environment that the command makes: `python -m venv DIR`, `virtualenv DIR`,
/// `uv venv`, `conda create`. Empty text: one whose folder is not known.
std::optional<std::string> venv_folder(const ShellCommand& command);

}  // namespace pushgate::scanners
