// SPDX-License-Identifier: Apache-2.0
// What RUN, COPY, ADD and HEALTHCHECK are in a state.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/duration.hpp"
#include "plan/dockerfile/here_document.hpp"
#include "plan/dockerfile/mount_options.hpp"
#include "plan/dockerfile/rune.hpp"
#include "plan/dockerfile/stage_builder.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr std::array<std::string_view, 5> k_mount_types = {"bind", "cache", "secret", "ssh", "tmpfs"};
constexpr std::array<std::string_view, 19> k_mount_keys = {
    "type", "from",     "source", "src", "target",  "dst",  "destination", "readonly", "ro", "readwrite",
    "rw",   "required", "size",   "id",  "sharing", "mode", "uid",         "gid",      "env"};

const std::string* value_of(const Instruction& instruction, std::string_view name) {
  for (const auto& flag : instruction.flags) {
    if (flag.name == name && flag.value) return &*flag.value;
  }
  return nullptr;
}

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

Result<void> StageBuilder::add_step(std::variant<RunStep, CopyStep> action, const Instruction& instruction) {
  const auto size = [](const std::optional<Value>& value) { return value ? value->text.size() : 0; };
  TRY(spend(size(m_state.user) + size(m_state.work_folder), instruction));
  m_state.steps.push_back({std::move(action), m_state.stage, m_state.user, m_state.work_folder,
                           instruction.start, instruction.end});
  return {};
}

Result<std::optional<Value>> StageBuilder::flag_value(const Instruction& instruction, std::string_view name) {
  const auto* text = value_of(instruction, name);
  if (!text || text->empty()) return std::nullopt;
  TRY_ASSIGN(auto value, expand(*text, instruction));
  return value;
}

HealthCheck StageBuilder::health_check_of(const Instruction& instruction) const {
  HealthCheck out;
  out.line = instruction.start;
  out.none = upper_case(instruction.words[0]) == "NONE";
  if (out.none) return out;
  out.command = command_of(instruction, 1);
  const auto duration = [&](std::string_view name) {
    const auto* text = value_of(instruction, name);
    return text ? parse_duration(*text).value_or(std::chrono::nanoseconds(0)) : std::chrono::nanoseconds(0);
  };
  out.interval = duration("interval");
  out.timeout = duration("timeout");
  out.start_period = duration("start-period");
  out.start_interval = duration("start-interval");
  if (const auto* retries = value_of(instruction, "retries")) {
    const auto start = retries->starts_with('+') ? 1 : 0;
    std::from_chars(retries->data() + start, retries->data() + retries->size(), out.retries);
  }
  return out;
}

Result<void> StageBuilder::apply_run(const Instruction& instruction) {
  RunStep run{command_of(instruction, 0), instruction.flags, {}, instruction.here_documents};
  for (const auto& flag : instruction.flags) {
    if (flag.name != "mount") continue;
    TRY_ASSIGN(const auto options, mount_options(*flag.value));
    Mount mount{{"bind", instruction.start, {}}, {}};
    for (const auto& [key, text] : options) {
      if (!is_one_of(k_mount_keys, key)) {
        return fail(
            error(instruction, Error::refused("", fmt::format("--mount has the unknown key '{}'", key))));
      }
      TRY_ASSIGN(auto value, expand(text.value_or(""), instruction));
      if (key == "type") {
        value.text = value.known() ? lower_case(value.text) : value.text;
        mount.type = std::move(value);
      } else {
        mount.options.emplace_back(key, std::move(value));
      }
    }
    if (mount.type.known() && !is_one_of(k_mount_types, mount.type.text)) {
      return fail(error(instruction,
                        Error::refused("", fmt::format("--mount has the type '{}'; expected one of bind, "
                                                       "cache, secret, ssh, tmpfs",
                                                       mount.type.text))));
    }
    run.mounts.push_back(std::move(mount));
  }
  for (const auto& word : run.command.shell) TRY(spend(word.size(), instruction));
  return add_step(std::move(run), instruction);
}

// The stage that --from names by name or number; none where it is an image.
Result<std::optional<std::size_t>> StageBuilder::stage_named(const std::string& name,
                                                             const Instruction& instruction) const {
  auto digits = std::string_view(name);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool by_number = wrong == std::errc() && end == digits.data() + digits.size();
  std::optional<std::size_t> found;
  if (by_number) {
    if (number < 0 || static_cast<std::size_t>(number) >= m_file.stages.size()) {
      return fail(
          error(instruction, Error::refused("", fmt::format("--from is stage {}; expected one from 0 to {}",
                                                            name, m_file.stages.size() - 1))));
    }
    found = static_cast<std::size_t>(number);
  } else {
    const auto wanted = lower_case(name);
    for (std::size_t i = 0; i < m_file.stages.size(); ++i) {
      if (m_file.stages[i].name == wanted) found = i;
    }
  }
  if (found && *found >= m_state.stage) {
    return fail(
        error(instruction,
              Error::refused("", fmt::format("--from is stage '{}', which begins in line {}; expected an "
                                             "earlier one",
                                             name, m_file.stages[*found].line))));
  }
  return found;
}

Result<void> StageBuilder::apply_copy(const Instruction& instruction) {
  CopyStep copy;
  copy.add = instruction.keyword == "ADD";
  copy.flags = instruction.flags;
  if (const auto* from = value_of(instruction, "from"); from && !from->empty()) {
    ExpansionBudget budget;
    const auto lexed = lex(*from, {}, {.escape = m_file.escape}, budget);
    if (!lexed) return fail(error(instruction, lexed.error()));
    if (lexed->text != *from) {
      return fail(error(instruction,
                        Error::refused("", fmt::format("--from is '{}', and variables are not expanded "
                                                       "there; expected the name of a stage that is FROM "
                                                       "it",
                                                       *from))));
    }
    copy.from = *from;
    TRY_ASSIGN(copy.from_stage, stage_named(*from, instruction));
  }
  TRY_ASSIGN(copy.chown, flag_value(instruction, "chown"));
  TRY_ASSIGN(copy.chmod, flag_value(instruction, "chmod"));
  for (std::size_t i = 0; i + 1 < instruction.words.size(); ++i) {
    const auto& word = instruction.words[i];
    const auto document = here_document_of(word);
    if (document && *document) continue;
    TRY_ASSIGN(auto source, expand(word, instruction));
    copy.sources.push_back(std::move(source));
  }
  copy.here_documents = instruction.here_documents;
  TRY_ASSIGN(copy.destination, expand(instruction.words.back(), instruction));
  return add_step(std::move(copy), instruction);
}

}  // namespace pushgate::dockerfile
