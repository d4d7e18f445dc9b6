// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"
#include "plan/dockerfile/stage_state.hpp"
#include "scanners/plan/pip_command.hpp"
#include "scanners/plan/shell_commands.hpp"

namespace pushgate::scanners {

/// One RUN, and the commands of its script and here-documents.
struct RunView {
  const dockerfile::Step* step = nullptr;
  const dockerfile::RunStep* run = nullptr;
  std::vector<ShellCommand> commands;

  bool has_cache_mount() const;
};

/// One pip command with its place.
struct PipStep {
  PipCommand pip;
  const RunView* run = nullptr;
};

struct StageView {
  dockerfile::StageState state;
  std::vector<RunView> runs;
  ShellVariables build_variables;  ///< ENV and ARG: what RUN sees
  ShellVariables image_variables;  ///< ENV: what a container sees

  std::vector<PipStep> pip(PipCommand::Verb verb) const;
};

/// A Dockerfile as the rules look at it.
struct DockerfileView {
  std::string file;  ///< as messages name it
  dockerfile::Dockerfile parsed;
  /// The stage that is built, with all that it is FROM, then those that it takes files from, and so on.
  std::vector<StageView> stages;

  const StageView& runtime() const { return stages.front(); }
};

/// Reads a Dockerfile and what its last stage is made of. Untrusted: the file. Errors: those of
/// parse_dockerfile and evaluate; unchecked for a file that cannot be read and for more than k_stages stages
/// that the last one is made of.
Result<DockerfileView> read_dockerfile(const std::filesystem::path& path);

/// The line of the last stage's FROM.
std::uint32_t from_line(const DockerfileView& view);
/// The stage whose FROM names the image that the last stage is built on: itself, or one that it is FROM.
std::size_t root_stage(const DockerfileView& view);

}  // namespace pushgate::scanners
