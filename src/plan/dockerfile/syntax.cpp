// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/syntax.hpp"

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/here_document.hpp"
#include "plan/dockerfile/instruction_line.hpp"
#include "plan/dockerfile/logical_lines.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

// The instruction that a here-document may belong to: itself, or the one that ONBUILD puts off.
Instruction* here_document_owner(Instruction& instruction) {
  Instruction& owner = instruction.trigger.empty() ? instruction : instruction.trigger.front();
  const auto& keyword = owner.keyword;
  const bool may = keyword == "RUN" || keyword == "COPY" || keyword == "ADD";
  return may && !owner.json_form ? &owner : nullptr;
}

Error at_line(const LineReader& lines, std::uint32_t line, Error error) {
  auto placed = lines.error(line, std::move(error.what));
  placed.code = error.code;
  return placed;
}

Result<Instruction> instruction_of(const LogicalLine& line, LineReader& lines) {
  auto parsed = parse_instruction(line.text, lines.escape());
  if (!parsed) return fail(at_line(lines, line.start, std::move(parsed).error()));
  auto& instruction = *parsed;
  if (auto* owner = here_document_owner(instruction); owner && line.text.find("<<") != std::string::npos) {
    auto documents = here_documents_of(line.text);
    if (!documents) return fail(at_line(lines, line.start, std::move(documents).error()));
    owner->here_documents = std::move(*documents);
    for (auto& document : owner->here_documents) TRY(lines.read_content(document, line.start));
  }
  instruction.start = line.start;
  instruction.end = lines.line();
  for (auto& trigger : instruction.trigger) {
    trigger.start = instruction.start;
    trigger.end = instruction.end;
  }
  return std::move(instruction);
}

Stage stage_of(const Instruction& from, std::size_t index) {
  Stage out;
  out.base = from.words[0];
  if (from.words.size() == 3) out.name = lower_case(from.words[2]);
  for (const auto& flag : from.flags) {
    if (flag.name == "platform") out.platform = flag.value.value_or("");
  }
  out.first = index;
  out.last = index + 1;
  out.line = from.start;
  return out;
}

// The stage that begins here, or one instruction more of the last one.
void add_to_stages(std::vector<Stage>& stages, const Instruction& instruction, std::size_t index) {
  if (instruction.keyword == "FROM" && !instruction.words.empty()) {
    stages.push_back(stage_of(instruction, index));
  } else if (!stages.empty()) {
    stages.back().last = index + 1;
  }
}

}  // namespace

Result<Dockerfile> read_instructions(std::string_view text, std::string_view file_name) {
  Dockerfile out;
  out.file_name = file_name;
  if (text.size() > limits::k_dockerfile_bytes) {
    return fail(Error::unchecked(
        out.file_name, fmt::format("is too large for a Dockerfile; expected at most {} bytes, got {}",
                                   limits::k_dockerfile_bytes, text.size())));
  }
  if (text.find('\0') != std::string_view::npos) {
    return fail(Error::unchecked(out.file_name, "holds NUL bytes; expected text in UTF-8"));
  }
  LineReader lines(text, file_name);
  while (true) {
    TRY_ASSIGN(const auto line, lines.next());
    if (!line) break;
    if (out.instructions.size() == limits::k_dockerfile_instructions) {
      return fail(Error::unchecked(
          fmt::format("{}:{}", file_name, line->start),
          fmt::format("too many instructions; expected at most {}", limits::k_dockerfile_instructions)));
    }
    TRY_ASSIGN(auto instruction, instruction_of(*line, lines));
    add_to_stages(out.stages, instruction, out.instructions.size());
    out.instructions.push_back(std::move(instruction));
  }
  if (out.instructions.empty())
    return fail(Error::refused(out.file_name, "has no instructions; expected FROM"));
  out.escape = lines.escape();
  out.syntax = lines.syntax();
  return out;
}

}  // namespace pushgate::dockerfile
