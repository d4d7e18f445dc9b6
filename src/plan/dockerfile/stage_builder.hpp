// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"
#include "plan/dockerfile/expansion.hpp"
#include "plan/dockerfile/shell_lexer.hpp"
#include "plan/dockerfile/stage_state.hpp"

namespace pushgate::dockerfile {

/// Works through the instructions of a chain of stages, one stage upon the other, into one state.
class StageBuilder {
 public:
  StageBuilder(const Dockerfile& file, const BuildOptions& options, const Environment& globals,
               ExpansionBudget& budget)
      : m_file(file), m_options(options), m_globals(globals), m_budget(budget) {}

  /// The first stage begins: the base image is `scratch`, or one of which nothing is known.
  void begin(const Value& base);

  /// A stage's triggers (those of the stage before it) and instructions.
  Result<void> add_stage(std::size_t index);

  StageState& state() { return m_state; }

 private:
  using Named = std::vector<std::pair<std::string, Value>>;
  using Places = std::map<std::string, std::size_t, std::less<>>;

  static void set_named(Named& list, Places& places, const std::string& name, Value value);
  Result<Value> expand(std::string_view word, const Instruction& instruction);
  Result<void> apply(const Instruction& instruction);
  Result<void> apply_argument(const Pair& pair, const Instruction& instruction);
  Result<void> apply_pairs(const Instruction& instruction);
  Result<void> apply_ports(const Instruction& instruction);
  Result<void> apply_work_folder(const Instruction& instruction);
  Result<void> apply_volumes(const Instruction& instruction);
  Result<void> apply_run(const Instruction& instruction);
  Result<void> apply_copy(const Instruction& instruction);
  Result<std::optional<Value>> flag_value(const Instruction& instruction, std::string_view name);
  Result<std::optional<std::size_t>> stage_named(const std::string& name,
                                                 const Instruction& instruction) const;
  Command command_of(const Instruction& instruction, std::size_t first_word) const;
  HealthCheck health_check_of(const Instruction& instruction) const;
  Result<void> add_step(std::variant<RunStep, CopyStep> action, const Instruction& instruction);
  Result<void> spend(std::size_t bytes, const Instruction& instruction);
  Error error(const Instruction& instruction, Error from) const;

  const Dockerfile& m_file;
  const BuildOptions& m_options;
  const Environment& m_globals;
  ExpansionBudget& m_budget;
  Environment m_environment;
  StageState m_state;
  Places m_env_places;
  Places m_arg_places;
  Places m_label_places;
  bool m_command_set = false;  // by this stage
};

}  // namespace pushgate::dockerfile
