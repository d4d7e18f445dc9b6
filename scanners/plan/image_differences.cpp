// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_differences.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/health_history.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

using dockerfile::Command;
using dockerfile::StageState;
using dockerfile::Value;
using Pairs = std::vector<std::pair<std::string, Value>>;
using Words = std::vector<std::string>;

constexpr const char* k_rule = "plan/image-differs";
// A value that no Dockerfile has, and that may stand wherever an ARG may: as a port, a user, an image.
constexpr const char* k_other = "40961";

const Value* find(const Pairs& pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Pairs::value_type::first);
  return found == pairs.end() ? nullptr : &found->second;
}

bool is_fixed(const Value& value, const Value* otherwise) {
  return value.known() && otherwise != nullptr && otherwise->text == value.text;
}

std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

/// Builders keep the white space of a shell's line, or do not.
std::string in_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  return line;
}

class Comparison {
 public:
  Comparison(const FixedState& dockerfile, const oci::Config& config, ImageFindings& findings)
      : m_dockerfile(dockerfile), m_config(config), m_findings(findings) {}

  void compare_all() {
    const auto& state = m_dockerfile.state();
    const auto& otherwise = m_dockerfile.otherwise();
    compare_value("USER", state.user, otherwise.user, m_config.user);
    compare_value("WORKDIR", state.work_folder, otherwise.work_folder, m_config.working_dir);
    for (const auto& [name, value] : state.env) {
      const auto has = variable_of(m_config, name);
      compare_pair("ENV", name, value, find(otherwise.env, name),
                   has ? std::optional(std::string(*has)) : std::nullopt);
    }
    for (const auto& [name, value] : state.labels) {
      const auto has = m_config.labels.find(name);
      compare_pair("LABEL", name, value, find(otherwise.labels, name),
                   has == m_config.labels.end() ? std::nullopt : std::optional(has->second));
    }
    compare_ports(state, otherwise);
    compare_volumes(state);
    compare_command("ENTRYPOINT", state.entry_point, m_config.entrypoint);
    compare_command("CMD", state.command, m_config.cmd);
    compare_health(state);
  }

 private:
  void differs(std::uint32_t line, const std::string& says, const std::string& has) {
    m_findings.wrong(k_rule,
                     fmt::format("the Dockerfile says {}, and the image has {}", excerpt(says), excerpt(has)),
                     "build the image anew from this Dockerfile", {m_dockerfile.file(), line, 0, ""});
  }

  void compare_value(const char* keyword, const std::optional<Value>& value,
                     const std::optional<Value>& otherwise, const std::string& has) {
    if (!value || !is_fixed(*value, otherwise ? &*otherwise : nullptr) || value->text == has) return;
    differs(value->line, fmt::format("{} {}", keyword, value->text), has.empty() ? "none" : has);
  }

  void compare_pair(const char* keyword, const std::string& name, const Value& value, const Value* otherwise,
                    const std::optional<std::string>& has) {
    if (!is_fixed(value, otherwise) || has == value.text) return;
    differs(value.line, fmt::format("{} {}={}", keyword, name, value.text),
            has ? fmt::format("{}={}", name, *has) : "no " + name);
  }

  /// What the image has besides is the base image's.
  void compare_ports(const StageState& state, const StageState& otherwise) {
    for (const auto& port : state.ports) {
      const auto text = fmt::format("{}/{}", port.number, port.protocol);
      const auto is_it = [&](const auto& one) {
        return one.number == port.number && one.protocol == port.protocol;
      };
      const auto is_exposed = [&](const std::string& one) {
        return one == text || (port.protocol == "tcp" && one == fmt::format("{}", port.number));
      };
      if (std::ranges::none_of(otherwise.ports, is_it) ||
          std::ranges::any_of(m_config.exposed_ports, is_exposed))
        continue;
      const auto has = joined(m_config.exposed_ports);
      differs(port.line, "EXPOSE " + text, has.empty() ? "no port" : has);
    }
  }

  void compare_volumes(const StageState& state) {
    const auto& others = m_dockerfile.otherwise().volumes;
    for (const auto& volume : state.volumes) {
      const auto same = std::ranges::find(others, volume.text, &Value::text);
      if (!is_fixed(volume, same == others.end() ? nullptr : &*same) ||
          std::ranges::find(m_config.volumes, volume.text) != m_config.volumes.end())
        continue;
      const auto has = joined(m_config.volumes);
      differs(volume.line, "VOLUME " + volume.text, has.empty() ? "no volume" : has);
    }
  }

  void compare_command(const char* keyword, const std::optional<Command>& command, const Words& has) {
    if (!command || in_one_line(joined(command->arguments())) == in_one_line(joined(has))) return;
    differs(command->line, fmt::format("{} {}", keyword, joined(command->arguments())),
            has.empty() ? "none" : joined(has));
  }

  void compare_health(const StageState& state) {
    auto has = m_config.healthcheck;
    if (has.empty()) has = healthcheck_of_history(m_config).value_or(Words());
    if (!state.health_check || has.empty()) return;
    const auto& check = *state.health_check;
    Words says = {check.none ? "NONE" : check.command.shell_form ? "CMD-SHELL" : "CMD"};
    says.insert(says.end(), check.command.words.begin(), check.command.words.end());
    if (in_one_line(joined(says)) == in_one_line(joined(has))) return;
    differs(check.line, "HEALTHCHECK " + joined(says), joined(has));
  }

  const FixedState& m_dockerfile;
  const oci::Config& m_config;
  ImageFindings& m_findings;
};

Result<FixedState> read(const std::string& file) {
  TRY_ASSIGN(const std::string text, store::read_file(file, limits::k_dockerfile_bytes));
  return FixedState::parse(text, file);
}

}  // namespace

FixedState::FixedState(std::string file, StageState state, StageState otherwise)
    : m_file(std::move(file)), m_state(std::move(state)), m_otherwise(std::move(otherwise)) {}

Result<FixedState> FixedState::parse(std::string_view text, const std::string& file) {
  TRY_ASSIGN(const auto dockerfile, dockerfile::parse_dockerfile(text, file));
  dockerfile::BuildOptions others;
  for (const auto& instruction : dockerfile.instructions) {
    if (instruction.keyword != "ARG") continue;
    for (const auto& pair : instruction.pairs) others.build_args[pair.name] = k_other;
  }
  TRY_ASSIGN(StageState state, dockerfile::evaluate(dockerfile, {}));
  TRY_ASSIGN(StageState otherwise, dockerfile::evaluate(dockerfile, others));
  return FixedState(file, std::move(state), std::move(otherwise));
}

void compare_with_dockerfile(const FixedState& dockerfile, const oci::Config& config,
                             ImageFindings& findings) {
  Comparison(dockerfile, config, findings).compare_all();
}

void check_differences(const ImagePlan& image, ImageFindings& findings) {
  if (image.dockerfile.empty())
    return findings.could_not_look(k_rule, "no Dockerfile of the service is named to compare the image with");
  const auto dockerfile = read(image.dockerfile);
  if (!dockerfile) {
    return findings.could_not_look(
        k_rule, fmt::format("the Dockerfile to compare the image with cannot be read: {}: {}",
                            excerpt(dockerfile.error().subject), excerpt(dockerfile.error().what)));
  }
  compare_with_dockerfile(*dockerfile, image.image.config, findings);
}

}  // namespace pushgate::scanners
