// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/stage_builder.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "plan/dockerfile/exposed_ports.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

// What BuildKit gives an image that sets no PATH.
constexpr std::string_view k_default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// A path without `.`, `..` and repeated slashes (Go's path.Clean).
std::string clean_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    const auto part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !absolute) {
      parts.push_back(part);
    }
  }
  std::string out = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) out.append(i == 0 ? "" : "/").append(parts[i]);
  return out.empty() ? "." : out;
}

}  // namespace

std::vector<std::string> Command::arguments() const {
  if (!shell_form) return words;
  auto out = shell;
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

Error StageBuilder::error(const Instruction& instruction, Error from) const {
  from.subject = fmt::format("{}:{}", m_file.file_name, instruction.start);
  from.what = fmt::format("{}: {}", instruction.keyword, from.what);
  return from;
}

// The last one of a name counts, in the place of the first.
void StageBuilder::set_named(Named& list, Places& places, const std::string& name, Value value) {
  const auto [place, is_new] = places.emplace(name, list.size());
  if (is_new) {
    list.emplace_back(name, std::move(value));
  } else {
    list[place->second].second = std::move(value);
  }
}

Result<void> StageBuilder::spend(std::size_t bytes, const Instruction& instruction) {
  if (auto spent = m_budget.spend(bytes); !spent) return fail(error(instruction, std::move(spent).error()));
  return {};
}

void StageBuilder::begin(const Value& base) {
  m_state.base = base;
  m_state.shell = {"/bin/sh", "-c"};
  if (base.known() && base.text == "scratch") {
    m_environment.set("PATH", std::string(k_default_path));
  } else {
    m_environment.others_may_be_set();
  }
}

Result<void> StageBuilder::add_stage(std::size_t index) {
  const Stage& stage = m_file.stages[index];
  m_state.stage = index;
  m_command_set = false;
  const auto triggers = std::exchange(m_state.triggers, {});
  for (const auto& trigger : triggers) TRY(apply(trigger));
  for (std::size_t i = stage.first + 1; i < stage.last; ++i) TRY(apply(m_file.instructions[i]));
  return {};
}

Result<Value> StageBuilder::expand(std::string_view word, const Instruction& instruction) {
  auto lexed = lex(word, m_environment, {.escape = m_file.escape}, m_budget);
  if (!lexed) return fail(error(instruction, std::move(lexed).error()));
  return Value{std::move(lexed->text), instruction.start, std::move(lexed->unset)};
}

Result<void> StageBuilder::apply_argument(const Pair& pair, const Instruction& instruction) {
  Value value{"", instruction.start, {}};
  const auto given = m_options.build_args.find(pair.name);
  const auto* global = m_globals.find(pair.name);
  if (given != m_options.build_args.end()) {
    value.text = given->second;
  } else if (pair.value) {
    TRY_ASSIGN(value, expand(*pair.value, instruction));
  } else if (global) {
    value.text = global->value;
    value.unset = global->unset;
  } else {
    value.unset = {pair.name};
    m_environment.may_be_set(pair.name);
    set_named(m_state.args, m_arg_places, pair.name, std::move(value));
    return {};
  }
  TRY(spend(value.text.size(), instruction));
  m_environment.set(pair.name, value.text, value.unset);
  set_named(m_state.args, m_arg_places, pair.name, std::move(value));
  return {};
}

// ENV and LABEL: all of an instruction's pairs are expanded before the first of them counts.
Result<void> StageBuilder::apply_pairs(const Instruction& instruction) {
  std::vector<std::pair<std::string, Value>> pairs;
  for (const auto& pair : instruction.pairs) {
    TRY_ASSIGN(auto name, expand(pair.name, instruction));
    TRY_ASSIGN(auto value, expand(*pair.value, instruction));
    pairs.emplace_back(std::move(name.text), std::move(value));
  }
  const bool is_label = instruction.keyword == "LABEL";
  for (auto& [name, value] : pairs) {
    if (is_label) {
      set_named(m_state.labels, m_label_places, name, std::move(value));
    } else {
      m_environment.set(name, value.text, value.unset);
      set_named(m_state.env, m_env_places, name, std::move(value));
    }
  }
  return {};
}

Result<void> StageBuilder::apply_ports(const Instruction& instruction) {
  for (const auto& word : instruction.words) {
    const auto lexed = lex(word, m_environment, {.escape = m_file.escape}, m_budget);
    if (!lexed) return fail(error(instruction, lexed.error()));
    if (!lexed->unset.empty()) {
      m_state.unknown_ports.push_back({lexed->text, instruction.start, lexed->unset});
      continue;
    }
    for (const auto& text : lexed->words) {
      const auto range = parse_ports(text);
      if (!range) return fail(error(instruction, range.error()));
      for (std::uint32_t number = range->first; number <= range->last; ++number) {
        const auto port = static_cast<std::uint16_t>(number);
        TRY(spend(sizeof(Port), instruction));
        m_state.ports.push_back({port, range->protocol, instruction.start});
      }
    }
  }
  return {};
}

Result<void> StageBuilder::apply_work_folder(const Instruction& instruction) {
  TRY_ASSIGN(auto folder, expand(instruction.words[0], instruction));
  const bool from_scratch = m_state.base.known() && m_state.base.text == "scratch";
  std::string start = from_scratch ? "/" : "";
  if (!folder.text.starts_with('/') && !folder.text.starts_with('$') && m_state.work_folder) {
    start = m_state.work_folder->text;
    folder.unset.insert(folder.unset.end(), m_state.work_folder->unset.begin(),
                        m_state.work_folder->unset.end());
  }
  if (!folder.text.starts_with('/') && !folder.text.starts_with('$') && !start.empty()) {
    folder.text = start + "/" + folder.text;
  }
  TRY(spend(folder.text.size(), instruction));
  folder.text = clean_path(folder.text);
  m_state.work_folder = std::move(folder);
  return {};
}

Result<void> StageBuilder::apply_volumes(const Instruction& instruction) {
  for (const auto& word : instruction.words) {
    TRY_ASSIGN(auto volume, expand(trim(word), instruction));
    if (volume.known() && volume.text.empty()) {
      return fail(error(instruction, Error::refused("", fmt::format("'{}' is an empty path", word))));
    }
    m_state.volumes.push_back(std::move(volume));
  }
  return {};
}

Command StageBuilder::command_of(const Instruction& instruction, std::size_t first_word) const {
  Command out;
  out.words.assign(instruction.words.begin() + static_cast<std::ptrdiff_t>(first_word),
                   instruction.words.end());
  out.shell_form = !instruction.json_form;
  if (out.shell_form) {
    out.shell = m_state.shell;
    if (out.words.empty()) out.words.emplace_back();
  }
  out.line = instruction.start;
  return out;
}

Result<void> StageBuilder::apply(const Instruction& instruction) {
  const auto& keyword = instruction.keyword;
  if (keyword == "ARG") {
    for (const auto& pair : instruction.pairs) TRY(apply_argument(pair, instruction));
  } else if (keyword == "ENV" || keyword == "LABEL") {
    TRY(apply_pairs(instruction));
  } else if (keyword == "USER") {
    TRY_ASSIGN(m_state.user, expand(instruction.words[0], instruction));
  } else if (keyword == "WORKDIR") {
    TRY(apply_work_folder(instruction));
  } else if (keyword == "STOPSIGNAL") {
    TRY_ASSIGN(m_state.stop_signal, expand(instruction.words[0], instruction));
  } else if (keyword == "MAINTAINER") {
    m_state.maintainer = Value{instruction.words[0], instruction.start, {}};
  } else if (keyword == "EXPOSE") {
    TRY(apply_ports(instruction));
  } else if (keyword == "VOLUME") {
    TRY(apply_volumes(instruction));
  } else if (keyword == "SHELL") {
    m_state.shell = instruction.words;
  } else if (keyword == "CMD") {
    m_state.command = command_of(instruction, 0);
    m_state.command_cleared = false;
    m_command_set = true;
  } else if (keyword == "ENTRYPOINT") {
    m_state.entry_point = command_of(instruction, 0);
    if (!m_command_set) {
      m_state.command.reset();
      m_state.command_cleared = true;
    }
  } else if (keyword == "HEALTHCHECK") {
    m_state.health_check = health_check_of(instruction);
  } else if (keyword == "ONBUILD") {
    m_state.triggers.push_back(instruction.trigger.front());
  } else if (keyword == "RUN") {
    TRY(apply_run(instruction));
  } else {
    TRY(apply_copy(instruction));
  }
  return {};
}

}  // namespace pushgate::dockerfile
