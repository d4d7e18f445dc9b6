// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/duration.hpp"
#include "plan/dockerfile/here_document.hpp"
#include "plan/dockerfile/mount_options.hpp"
#include "plan/dockerfile/rune.hpp"
#include "plan/dockerfile/syntax.hpp"

namespace pushgate::dockerfile {

namespace {

enum class FlagKind { boolean, text, repeated };

struct KnownFlag {
  std::string_view name;
  FlagKind kind;
};

using Flags = std::span<const KnownFlag>;

constexpr std::array k_add_flags = {
    KnownFlag{"checksum", FlagKind::text},        KnownFlag{"chmod", FlagKind::text},
    KnownFlag{"chown", FlagKind::text},           KnownFlag{"exclude", FlagKind::repeated},
    KnownFlag{"keep-git-dir", FlagKind::boolean}, KnownFlag{"link", FlagKind::boolean},
    KnownFlag{"unpack", FlagKind::boolean}};
constexpr std::array k_copy_flags = {
    KnownFlag{"chmod", FlagKind::text},       KnownFlag{"chown", FlagKind::text},
    KnownFlag{"exclude", FlagKind::repeated}, KnownFlag{"from", FlagKind::text},
    KnownFlag{"link", FlagKind::boolean},     KnownFlag{"parents", FlagKind::boolean}};
constexpr std::array k_from_flags = {KnownFlag{"platform", FlagKind::text}};
constexpr std::array k_health_flags = {
    KnownFlag{"interval", FlagKind::text}, KnownFlag{"retries", FlagKind::text},
    KnownFlag{"start-interval", FlagKind::text}, KnownFlag{"start-period", FlagKind::text},
    KnownFlag{"timeout", FlagKind::text}};
constexpr std::array k_run_flags = {
    KnownFlag{"device", FlagKind::repeated}, KnownFlag{"mount", FlagKind::repeated},
    KnownFlag{"network", FlagKind::text}, KnownFlag{"security", FlagKind::text}};

tl::unexpected<Error> refuse(std::string what) {
  return fail(Error::refused("", std::move(what)));
}

Result<void> check_flag_value(const Instruction& instruction, const Flag& flag, FlagKind kind) {
  if (kind != FlagKind::boolean) {
    if (flag.value) return {};
    return refuse(fmt::format("flag --{} of {} has no value; expected --{}=VALUE", flag.name,
                              instruction.keyword, flag.name));
  }
  if (!flag.value) return {};
  const auto value = lower_case(*flag.value);
  if (value == "true" || value == "false") return {};
  return refuse(fmt::format("flag --{} of {} is '{}'; expected true or false", flag.name, instruction.keyword,
                            *flag.value));
}

std::string names_of(Flags known) {
  std::string out;
  for (const auto& flag : known) out += fmt::format("{}--{}", out.empty() ? "" : ", ", flag.name);
  return out.empty() ? "none" : out;
}

Result<void> check_flags(const Instruction& instruction, Flags known) {
  for (auto flag = instruction.flags.begin(); flag != instruction.flags.end(); ++flag) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == flag->name; });
    if (found == known.end()) {
      return refuse(fmt::format("flag --{} of {} is unknown; expected {}", flag->name, instruction.keyword,
                                names_of(known)));
    }
    const bool again = std::any_of(instruction.flags.begin(), flag,
                                   [&](const Flag& other) { return other.name == flag->name; });
    if (again && found->kind != FlagKind::repeated) {
      return refuse(
          fmt::format("flag --{} of {} is given twice; expected it once", flag->name, instruction.keyword));
    }
    TRY(check_flag_value(instruction, *flag, found->kind));
  }
  return {};
}

const std::string* value_of(const Instruction& instruction, std::string_view name) {
  for (const auto& flag : instruction.flags) {
    if (flag.name == name && flag.value) return &*flag.value;
  }
  return nullptr;
}

Result<void> check_pairs(const Instruction& instruction) {
  if (instruction.pairs.empty()) {
    return refuse(fmt::format("{} has no arguments; expected at least one name", instruction.keyword));
  }
  for (const auto& pair : instruction.pairs) {
    if (pair.name.empty()) return refuse(fmt::format("{} has a value without a name", instruction.keyword));
  }
  return {};
}

Result<void> check_one_word(const Instruction& instruction) {
  if (instruction.words.size() == 1) return {};
  return refuse(fmt::format("{} has no argument; expected one", instruction.keyword));
}

Result<void> check_copy(const Instruction& instruction) {
  if (instruction.words.size() < 2) {
    return refuse(
        fmt::format("{} has no destination; expected sources and a destination", instruction.keyword));
  }
  const auto destination = here_document_of(instruction.words.back());
  if (destination && *destination) {
    return refuse(
        fmt::format("{} has a here-document as its destination; expected a path", instruction.keyword));
  }
  return {};
}

Result<void> check_from(const Instruction& instruction) {
  const auto& words = instruction.words;
  if (words.size() != 1 && !(words.size() == 3 && lower_case(words[1]) == "as")) {
    return refuse("FROM has other arguments than it may have; expected FROM IMAGE or FROM IMAGE AS NAME");
  }
  if (words.size() == 1) return {};
  const auto name = lower_case(words[2]);
  const auto is_letter_here = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool right = is_letter_here(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
                       return is_letter_here(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                     });
  if (right) return {};
  return refuse(
      fmt::format("stage name '{}' is wrong; expected a letter, then letters, digits, - _ .", words[2]));
}

Result<void> check_run(const Instruction& instruction) {
  if (const auto* network = value_of(instruction, "network");
      network && *network != "default" && *network != "none" && *network != "host") {
    return refuse(fmt::format("flag --network of RUN is '{}'; expected default, none or host", *network));
  }
  if (const auto* security = value_of(instruction, "security");
      security && *security != "insecure" && *security != "sandbox") {
    return refuse(fmt::format("flag --security of RUN is '{}'; expected insecure or sandbox", *security));
  }
  for (const auto& flag : instruction.flags) {
    if (flag.name != "mount" && flag.name != "device") continue;
    auto options = mount_options(*flag.value);
    if (!options) return refuse(fmt::format("flag --{} of RUN: {}", flag.name, options.error().what));
    for (const auto& [key, value] : *options) {
      const auto dollar = value ? value->find('$') : std::string::npos;
      if (flag.name == "mount" && key == "from" && dollar != std::string::npos &&
          dollar + 1 != value->size()) {
        return refuse(
            fmt::format("flag --mount of RUN has from={}, and variables are not expanded there; expected "
                        "the name of a stage that is FROM it",
                        *value));
      }
    }
  }
  return {};
}

Result<void> check_interval(const Instruction& instruction, std::string_view name) {
  const auto* text = value_of(instruction, name);
  if (!text || text->empty()) return {};
  const auto duration = parse_duration(*text);
  if (duration && (*duration == std::chrono::nanoseconds(0) || *duration >= std::chrono::milliseconds(1)))
    return {};
  return refuse(fmt::format(
      "flag --{} of HEALTHCHECK is '{}'; expected a duration of 1ms or more, as 30s or 1m30s", name, *text));
}

Result<void> check_health_check(const Instruction& instruction) {
  const auto& words = instruction.words;
  if (words.empty()) return refuse("HEALTHCHECK has no arguments; expected CMD or NONE");
  const auto type = upper_case(words[0]);
  if (type == "NONE") {
    if (words.size() == 1) return {};
    return refuse("HEALTHCHECK NONE has arguments; expected none");
  }
  TRY(check_flags(instruction, k_health_flags));
  if (type != "CMD")
    return refuse(fmt::format("HEALTHCHECK has the type '{}'; expected CMD or NONE", words[0]));
  if (words.size() == 1) return refuse("HEALTHCHECK CMD has no command");
  for (const auto name : {"interval", "timeout", "start-period", "start-interval"}) {
    TRY(check_interval(instruction, name));
  }
  const auto* retries = value_of(instruction, "retries");
  if (!retries || retries->empty()) return {};
  auto digits = std::string_view(*retries);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int32_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error == std::errc() && end == digits.data() + digits.size() && count >= 0) return {};
  return refuse(
      fmt::format("flag --retries of HEALTHCHECK is '{}'; expected a whole number from 0 up", *retries));
}

Result<void> check_shell(const Instruction& instruction) {
  if (instruction.json_form && !instruction.words.empty()) return {};
  return refuse(R"(SHELL is no JSON array of strings; expected one as ["/bin/sh", "-c"])");
}

Result<void> check_volume(const Instruction& instruction) {
  if (instruction.words.empty()) return refuse("VOLUME has no arguments; expected at least one path");
  for (const auto& word : instruction.words) {
    if (trim(word).empty()) return refuse("VOLUME has an empty path");
  }
  return {};
}

Result<void> check_trigger(const Instruction& instruction) {
  if (instruction.trigger.empty()) return refuse("ONBUILD has no arguments; expected an instruction");
  const auto& keyword = instruction.trigger.front().keyword;
  if (keyword == "FROM" || keyword == "MAINTAINER") {
    return refuse(fmt::format("ONBUILD has {} as its trigger; expected another instruction", keyword));
  }
  // BuildKit finds this out in the build that is FROM the image, where it is too late.
  return check_instruction(instruction.trigger.front());
}

struct Check {
  std::string_view keyword;
  Flags flags;
  Result<void> (*arguments)(const Instruction&);
};

Result<void> accept(const Instruction&) {
  return {};
}

Result<void> check_expose(const Instruction& instruction) {
  if (!instruction.words.empty()) return {};
  return refuse("EXPOSE has no arguments; expected at least one port");
}

// ARG, STOPSIGNAL and HEALTHCHECK NONE take any flag and do nothing with it: they are not here.
constexpr std::array<Check, 15> k_checks = {{{"ADD", k_add_flags, check_copy},
                                             {"CMD", {}, accept},
                                             {"COPY", k_copy_flags, check_copy},
                                             {"ENTRYPOINT", {}, accept},
                                             {"ENV", {}, check_pairs},
                                             {"EXPOSE", {}, check_expose},
                                             {"FROM", k_from_flags, check_from},
                                             {"LABEL", {}, check_pairs},
                                             {"MAINTAINER", {}, check_one_word},
                                             {"ONBUILD", {}, check_trigger},
                                             {"RUN", k_run_flags, check_run},
                                             {"SHELL", {}, check_shell},
                                             {"USER", {}, check_one_word},
                                             {"VOLUME", {}, check_volume},
                                             {"WORKDIR", {}, check_one_word}}};

}  // namespace

Result<void> check_instruction(const Instruction& instruction) {
  if (instruction.keyword == "ARG") return check_pairs(instruction);
  if (instruction.keyword == "STOPSIGNAL") return check_one_word(instruction);
  if (instruction.keyword == "HEALTHCHECK") return check_health_check(instruction);
  const auto check = std::find_if(k_checks.begin(), k_checks.end(),
                                  [&](const Check& one) { return one.keyword == instruction.keyword; });
  if (check == k_checks.end()) return fail(Error::bug(instruction.keyword, "has no check"));
  TRY(check_flags(instruction, check->flags));
  return check->arguments(instruction);
}

}  // namespace pushgate::dockerfile
