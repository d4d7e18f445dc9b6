// SPDX-License-Identifier: Apache-2.0
#include "plan/rollout_section.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"

namespace pushgate::plan {

namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 6> k_placeholders = {"{digest}",  "{host}",    "{image}",
                                                            "{machine}", "{service}", "{tag}"};
constexpr milliseconds k_longest = std::chrono::hours(24);
constexpr std::int64_t k_most_machines = 1000;

bool is_placeholder(std::string_view text) {
  return std::find(k_placeholders.begin(), k_placeholders.end(), text) != k_placeholders.end();
}

/// The placeholder that stands somewhere in a longer text; empty: none.
std::string_view inner_placeholder(std::string_view text) {
  for (const auto placeholder : k_placeholders)
    if (text.find(placeholder) != std::string_view::npos) return placeholder;
  return {};
}

bool looks_like_placeholder(std::string_view text) {
  return text.size() > 2 && text.front() == '{' && text.back() == '}' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1) == text.size() - 1;
}

std::string variable_of(std::string_view placeholder) {
  if (placeholder == "{tag}") return "FORCE_IMAGE_TAG";
  std::string name = "PUSHGATE_";
  for (const char c : placeholder.substr(1, placeholder.size() - 2)) name += static_cast<char>(c - 'a' + 'A');
  return name;
}

/// One argument of a command that is run without a shell.
void check_argument(const yaml::Node& node, std::string_view key, bool first, yaml::Problems& problems) {
  const std::string_view text = node.text;
  if (is_placeholder(text) && first) {
    problems.add(node.at, fmt::format("\"{}\" starts with {}; expected the name of a program", key, text));
  } else if (!is_placeholder(text) && looks_like_placeholder(text)) {
    problems.add(node.at, fmt::format("{} in \"{}\" is no placeholder; expected one of {}", text, key,
                                      fmt::join(k_placeholders, ", ")));
  } else if (const auto inner = inner_placeholder(text); !inner.empty() && inner != text) {
    problems.add(node.at, fmt::format("{} in \"{}\" is a part of an argument; expected it alone", inner, key),
                 fmt::format("let the program read the environment variable {}", variable_of(inner)));
  }
}

/// A text for a shell: what differs from host to host comes in the environment, so that it cannot become a
/// part of the program.
void check_shell_text(const yaml::Node& node, std::string_view key, yaml::Problems& problems) {
  const auto inner = inner_placeholder(node.text);
  if (inner.empty()) return;
  problems.add(
      node.at,
      fmt::format("{} in \"{}\" is in a text for a shell; expected no placeholders where \"shell\" is true",
                  inner, key),
      fmt::format("write \"${}\"", variable_of(inner)));
}

std::optional<std::vector<std::string>> read_command(const yaml::MappingReader& reader, std::string_view key,
                                                     bool shell, yaml::Problems& problems) {
  const auto* nodes = reader.sequence(key);
  if (nodes == nullptr) return std::nullopt;
  std::vector<std::string> words;
  for (const yaml::Node& node : *nodes) {
    const auto word = yaml::as_string(node, key, problems);
    if (!word) continue;
    if (shell)
      check_shell_text(node, key, problems);
    else
      check_argument(node, key, &node == &nodes->front(), problems);
    words.push_back(*word);
  }
  if (nodes->empty() || nodes->front().text.empty()) {
    problems.add(reader.position(key), fmt::format("\"{}\" is empty; expected a program", key));
  } else if (shell && nodes->size() != 1) {
    problems.add(reader.position(key),
                 fmt::format("\"{}\" has {} elements; expected one text, because \"shell\" is true", key,
                             nodes->size()));
  }
  return words;
}

std::optional<milliseconds> duration_of(std::string_view text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count == 0 || text.front() == '0') return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  milliseconds one{};
  if (unit == "ms") one = milliseconds(1);
  if (unit == "s") one = std::chrono::seconds(1);
  if (unit == "m") one = std::chrono::minutes(1);
  if (unit == "h") one = std::chrono::hours(1);
  if (one.count() == 0 || count > k_longest / one) return std::nullopt;
  return count * one;
}

void read_duration(const yaml::MappingReader& reader, std::string_view key, milliseconds& into,
                   yaml::Problems& problems) {
  const auto text = reader.string(key);
  if (!text) return;
  if (const auto duration = duration_of(*text)) {
    into = *duration;
  } else {
    problems.add(reader.position(key),
                 fmt::format("\"{}\" is '{}'; expected a time of at most 24h, such as 500ms, 2s, 5m or 1h",
                             key, *text));
  }
}

void read_identity(const yaml::Node& node, Delivery& delivery, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "identity", {"command", "endpoint", "member"}, problems);
  const auto command = read_command(reader, "command", delivery.shell, problems);
  const auto endpoint = reader.string("endpoint");
  const auto member = reader.string("member");
  const auto is_graphic = [](char c) { return c > 0x20 && c < 0x7F && c != '#'; };
  if (endpoint &&
      (!endpoint->starts_with('/') || !std::all_of(endpoint->begin(), endpoint->end(), is_graphic))) {
    problems.add(
        reader.position("endpoint"),
        fmt::format("\"endpoint\" is '{}'; expected a path on the health port, such as /version", *endpoint));
  }
  if (reader.find("command") != nullptr && reader.find("endpoint") != nullptr) {
    problems.add(reader.position("endpoint"), "\"identity\" has a command and an endpoint; expected one");
  } else if (node.kind == yaml::Node::Kind::mapping && !reader.find("command") && !reader.find("endpoint")) {
    problems.add(node.at, "\"identity\" says nothing; expected a command or an endpoint");
  }
  if (member && !endpoint) {
    problems.add(reader.position("member"), "\"member\" is for an endpoint, and there is none");
  }
  delivery.identity_command = command.value_or(std::vector<std::string>{});
  delivery.identity_endpoint = endpoint.value_or("");
  delivery.identity_member = member.value_or("");
}

/// The keys that a machine may have of its own. What is not there stays as it is in `delivery`.
void read_delivery(const yaml::MappingReader& reader, Delivery& delivery, yaml::Problems& problems) {
  for (const auto& [key, words] : {std::pair{"command", &delivery.command},
                                   {"rollback_command", &delivery.rollback_command},
                                   {"logs", &delivery.logs}}) {
    if (auto command = read_command(reader, key, delivery.shell, problems)) *words = std::move(*command);
  }
  if (const yaml::Node* identity = reader.find("identity")) read_identity(*identity, delivery, problems);
  if (reader.find("pass_env") != nullptr) {
    delivery.pass_env = reader.strings("pass_env");
    for (const auto& name : delivery.pass_env) check_variable(name, reader.position("pass_env"), problems);
  }
  if (const auto count = reader.integer("healthy_after", 1, 100))
    delivery.healthy_after = static_cast<int>(*count);
  read_duration(reader, "interval", delivery.interval, problems);
  read_duration(reader, "timeout", delivery.timeout, problems);
  read_duration(reader, "deadline", delivery.deadline, problems);
  read_duration(reader, "command_timeout", delivery.command_timeout, problems);
}

std::optional<BatchSize> read_batch(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.string("batch");
  if (!text) return std::nullopt;
  if (const auto size = parse_batch_size(*text)) return size;
  problems.add(reader.position("batch"),
               fmt::format("\"batch\" is '{}'; expected {}", *text, k_batch_size_form));
  return std::nullopt;
}

bool check_machine(std::string_view name, yaml::Position at, const std::map<std::string, Machine>& machines,
                   yaml::Problems& problems) {
  if (machines.contains(std::string(name))) return true;
  std::vector<std::string_view> names;
  for (const auto& [known, machine] : machines) names.push_back(known);
  problems.add(at,
               machines.empty()
                   ? fmt::format("machine '{}' of rollout is not defined; the file has no 'machines'", name)
                   : fmt::format("machine '{}' of rollout is not defined; expected one of {}", name,
                                 fmt::join(names, ", ")));
  return false;
}

}  // namespace

std::optional<BatchSize> parse_batch_size(std::string_view text) {
  BatchSize size;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size.count);
  if (error != std::errc() || text.front() == '0') return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  size.percent = rest == "%";
  if ((!rest.empty() && !size.percent) || size.count == 0) return std::nullopt;
  if (size.count > (size.percent ? 100 : k_most_machines)) return std::nullopt;
  return size;
}

Rollout read_rollout(const yaml::Node& node, const std::map<std::string, Machine>& machines,
                     yaml::Problems& problems) {
  Rollout rollout;
  const yaml::MappingReader reader(
      node, "rollout",
      {"canary", "batch", "state", "machines", "shell", "command", "rollback_command", "logs", "identity",
       "pass_env", "healthy_after", "interval", "timeout", "deadline", "command_timeout"},
      problems);
  if (const auto* nodes = reader.sequence("canary")) {
    for (const yaml::Node& one : *nodes) {
      const auto name = yaml::as_string(one, "canary", problems);
      if (name && check_machine(*name, one.at, machines, problems)) rollout.canary.push_back(*name);
    }
  }
  if (const auto batch = read_batch(reader, problems)) rollout.batch = *batch;
  if (auto state = read_path(reader, "state", problems); !state.empty()) rollout.state = std::move(state);
  rollout.delivery.shell = reader.boolean("shell").value_or(false);
  read_delivery(reader, rollout.delivery, problems);
  if (const auto* own = reader.mapping("machines")) {
    for (const yaml::Entry& entry : *own) {
      const yaml::MappingReader machine(
          entry.value, "machine '" + entry.key + "' of rollout",
          {"command", "rollback_command", "logs", "identity", "pass_env", "healthy_after", "interval",
           "timeout", "deadline", "command_timeout"},
          problems);
      check_machine(entry.key, entry.key_at, machines, problems);
      Delivery delivery = rollout.delivery;
      read_delivery(machine, delivery, problems);
      rollout.machines.emplace(entry.key, std::move(delivery));
    }
  }
  return rollout;
}

}  // namespace pushgate::plan
