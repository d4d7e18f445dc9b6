// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {

/// A value with the line that says it.
struct Value {
  std::string text;  ///< expanded where it is known, as written where it is not
  std::uint32_t line = 0;
  /// The variables without a value that it depends on: an ARG that nobody gives, or what the base image may
  /// set.
  std::vector<std::string> unset;

  bool known() const { return unset.empty(); }
};

/// What RUN, CMD, ENTRYPOINT and HEALTHCHECK execute. BuildKit does not expand it: that is left to the shell.
struct Command {
  std::vector<std::string> words;  ///< the exec form's arguments; of the shell form the one text
  bool shell_form = false;
  std::vector<std::string> shell;  ///< the SHELL in force, which a shell form is given to
  std::uint32_t line = 0;

  /// As an image configuration has it: the shell form with its shell.
  std::vector<std::string> arguments() const;
};

struct HealthCheck {
  bool none = false;  ///< HEALTHCHECK NONE: the base image's is switched off
  Command command;
  std::chrono::nanoseconds interval{0};  ///< here and below 0: not given, which means the default
  std::chrono::nanoseconds timeout{0};
  std::chrono::nanoseconds start_period{0};
  std::chrono::nanoseconds start_interval{0};
  std::uint32_t retries = 0;
  std::uint32_t line = 0;
};

/// One port of EXPOSE. A range is so many ports.
struct Port {
  std::uint16_t number = 0;
  std::string protocol;  ///< tcp, udp or sctp
  std::uint32_t line = 0;
};

/// One --mount of a RUN.
struct Mount {
  Value type;                                          ///< `bind` where nothing is said
  std::vector<std::pair<std::string, Value>> options;  ///< the others; keys in lower case, no value: empty
};

struct RunStep {
  Command command;
  std::vector<Flag> flags;
  std::vector<Mount> mounts;
  std::vector<HereDocument> here_documents;
};

/// COPY or ADD.
struct CopyStep {
  bool add = false;
  std::string from;                       ///< of --from; may be empty
  std::optional<std::size_t> from_stage;  ///< where `from` is a stage of this file
  std::optional<Value> chown;
  std::optional<Value> chmod;
  std::vector<Flag> flags;
  std::vector<Value> sources;
  std::vector<HereDocument> here_documents;  ///< the sources that stand in the Dockerfile itself
  Value destination;
};

/// A RUN, COPY or ADD with what is in force where it stands.
struct Step {
  std::variant<RunStep, CopyStep> action;
  std::size_t stage = 0;      ///< the stage that says it; an earlier one where it is inherited
  std::optional<Value> user;  ///< none: the base image's
  std::optional<Value> work_folder;
  std::uint32_t line = 0;
  std::uint32_t end = 0;
};

/// What an image of a stage would say as far as its Dockerfile does; what is absent is the base image's. The
/// stages that it is built upon are part of it.
struct StageState {
  std::size_t stage = 0;
  Value base;  ///< the image that the first of its stages is FROM; `scratch` is none
  std::optional<std::size_t> base_stage;  ///< where this stage's own FROM names an earlier stage
  std::optional<Value> platform;
  std::vector<std::pair<std::string, Value>> env;  ///< in the order in which the names come up
  std::vector<std::pair<std::string, Value>>
      args;  ///< ARG of the stage; without a value it depends on itself
  std::vector<std::pair<std::string, Value>> labels;
  std::optional<Value> user;
  std::optional<Value>
      work_folder;  ///< absolute where it is known; a relative one with an unknown start as written
  std::optional<Value> stop_signal;
  std::optional<Value> maintainer;
  std::vector<Port> ports;
  std::vector<Value> unknown_ports;  ///< EXPOSE of what is not known
  std::vector<Value> volumes;
  std::optional<Command> entry_point;
  std::optional<Command> command;  ///< CMD
  bool command_cleared = false;    ///< an ENTRYPOINT took away the CMD of what the stage is built upon
  std::optional<HealthCheck> health_check;
  std::vector<std::string> shell;     ///< /bin/sh -c where nothing says another
  std::vector<Step> steps;            ///< in order
  std::vector<Instruction> triggers;  ///< ONBUILD, for a later build that is FROM this
};

/// What the builder is given: `--target` and `--build-arg`.
struct BuildOptions {
  std::string target = {};  ///< a stage's name; empty: the last one
  std::map<std::string, std::string> build_args = {};
};

/// Works through the stages as BuildKit does, without an image or a file. A value that depends on what only
/// the base image or the builder knows is marked unknown. Untrusted: the Dockerfile. Limits:
/// k_dockerfile_expanded_bytes for all values together. Errors: refused with `FILE:LINE` for what BuildKit
/// refuses while it builds (a stage that does not exist, wrong syntax of a variable, a port or a duration
/// that is none); misuse for a target that the file does not have.
Result<StageState> evaluate(const Dockerfile& dockerfile, const BuildOptions& options);

}  // namespace pushgate::dockerfile
