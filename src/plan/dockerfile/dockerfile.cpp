// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/dockerfile.hpp"

#include "base/format.hpp"
#include "plan/dockerfile/syntax.hpp"

namespace pushgate::dockerfile {

Result<Dockerfile> parse_dockerfile(std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(auto out, read_instructions(text, file_name));
  const auto subject = [&](const Instruction& instruction) {
    return fmt::format("{}:{}", out.file_name, instruction.start);
  };
  for (std::size_t i = 0; i < out.instructions.size(); ++i) {
    const auto& instruction = out.instructions[i];
    if (auto checked = check_instruction(instruction); !checked) {
      auto error = std::move(checked).error();
      error.subject = subject(instruction);
      return fail(std::move(error));
    }
    const bool before_stages = out.stages.empty() || i < out.stages.front().first;
    if (before_stages && instruction.keyword != "ARG") {
      return fail(Error::refused(
          subject(instruction),
          fmt::format("{} stands before any FROM; expected FROM, or ARG before it", instruction.keyword)));
    }
  }
  if (out.stages.empty()) return fail(Error::refused(out.file_name, "has no stage; expected FROM"));
  return out;
}

}  // namespace pushgate::dockerfile
