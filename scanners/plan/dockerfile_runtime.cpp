// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string_view>

#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/health_request.hpp"

namespace pushgate::scanners {

namespace {

bool is_tini(std::string_view program) {
  const auto name = program.substr(program.find_last_of('/') + 1);
  return name == "tini" || name == "tini-static";
}

std::string as_written(const dockerfile::Command& command) {
  return excerpt(fmt::format("{}", fmt::join(command.words, " ")));
}

void check_entry_point(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr std::string_view k_hint = R"(write: ENTRYPOINT ["/usr/bin/tini", "--"])";
  const auto& entry_point = subject.view.runtime().state.entry_point;
  if (!entry_point) {
    return findings.wrong("plan/tini-pid-1", from_line(subject.view),
                          "has no ENTRYPOINT; expected tini as PID 1", std::string(k_hint));
  }
  const auto& words = entry_point->words;
  const auto line = entry_point->line;
  if (!entry_point->shell_form) {
    if (!words.empty() && is_tini(words[0])) return;
    return findings.wrong("plan/tini-pid-1", line,
                          words.empty()
                              ? std::string("has an empty ENTRYPOINT; expected tini as PID 1")
                              : fmt::format("starts `{}`; expected tini as PID 1", as_written(*entry_point)),
                          std::string(k_hint));
  }
  // `exec tini …` takes the shell's place.
  const auto text = words.empty() ? std::string_view() : std::string_view(words[0]);
  const auto rest = text.starts_with("exec ") ? text.substr(5) : std::string_view();
  if (is_tini(rest.substr(0, rest.find(' ')))) return;
  findings.wrong(
      "plan/tini-pid-1", line,
      fmt::format("starts `{}` through a shell, which is PID 1; expected tini", as_written(*entry_point)),
      std::string(k_hint));
}

void check_ports(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr const char* k_rule = "plan/exposed-ports";
  const auto& state = subject.view.runtime().state;
  if (!subject.service.ports) return findings.could_not_look(k_rule, 0, "the fleet file states no ports");
  const auto [service, health] = *subject.service.ports;
  std::map<std::string, std::uint32_t> exposed;
  for (const auto& port : state.ports) {
    exposed.emplace(port.protocol == "tcp" ? fmt::format("{}", port.number)
                                           : fmt::format("{}/{}", port.number, port.protocol),
                    port.line);
  }
  const std::map<std::string, std::uint32_t> wanted = {{fmt::format("{}", service), 0},
                                                       {fmt::format("{}", health), 0}};
  const auto extra =
      std::ranges::find_if(exposed, [&](const auto& port) { return !wanted.contains(port.first); });
  if (extra == exposed.end() && exposed.size() == wanted.size() && state.unknown_ports.empty()) return;
  if (extra == exposed.end() && !state.unknown_ports.empty()) {
    return findings.could_not_look(
        k_rule, state.unknown_ports[0].line,
        fmt::format("exposes {}, which only the build says", excerpt(state.unknown_ports[0].text)));
  }
  std::string found;
  std::size_t told = 0;
  for (const auto& [port, line] : exposed) {
    if (++told > 8) {
      found += fmt::format(" and {} more", exposed.size() - 8);
      break;
    }
    found += (found.empty() ? "" : " ") + port;
  }
  const auto line = extra != exposed.end() ? extra->second
                    : exposed.empty()      ? from_line(subject.view)
                                           : exposed.begin()->second;
  findings.wrong(k_rule, line,
                 fmt::format("exposes {}; expected exactly {} (service) and {} (health)",
                             found.empty() ? "no port" : found, service, health),
                 fmt::format("write: EXPOSE {} {}", service, health));
}

/// As docker keeps it in an image.
std::vector<std::string> health_test(const dockerfile::Command& command) {
  std::vector<std::string> test = {command.shell_form ? "CMD-SHELL" : "CMD"};
  test.insert(test.end(), command.words.begin(), command.words.end());
  return test;
}

void check_health(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr const char* k_rule = "plan/health-port";
  if (!subject.service.ports) return findings.could_not_look(k_rule, 0, "the fleet file states no ports");
  const auto port = subject.service.ports->health;
  const auto& runtime = subject.view.runtime();
  const auto& check = runtime.state.health_check;
  const auto hint = fmt::format(
      R"(write: HEALTHCHECK CMD ["curl", "--fail", "--silent", "--show-error", "http://127.0.0.1:{}/health"])",
      port);
  const auto expected = fmt::format("expected a request for /health on port {}", port);
  if (!check || check->none) {
    return findings.wrong(k_rule, check ? check->line : from_line(subject.view),
                          fmt::format("has {}; {}", check ? "HEALTHCHECK NONE" : "no HEALTHCHECK", expected),
                          hint);
  }
  const auto written = as_written(check->command);
  switch (judge_healthcheck(health_test(check->command), port, runtime.image_variables)) {
    case HealthRequest::right:
      return;
    case HealthRequest::unknown:
      return findings.could_not_look(k_rule, check->line,
                                     fmt::format("asks `{}`, whose address only the image says", written));
    case HealthRequest::wrong:
      findings.wrong(k_rule, check->line, fmt::format("asks `{}`; {}", written, expected), hint);
  }
}

/// Where every user may write without harm.
bool is_scratch(std::string_view path) {
  for (const std::string_view folder :
       {"/tmp", "/var/tmp", "/run", "/var/run", "/dev/shm", "/data", "/var/log"}) {
    if (path == folder || (path.starts_with(folder) && path[folder.size()] == '/')) return true;
  }
  return false;
}

bool opens_to_all(std::string_view mode) {
  if (mode.find_first_not_of("01234567") == std::string_view::npos && mode.size() >= 3)
    return (mode.back() - '0') % 4 >= 2;
  const auto sign = mode.find_first_of("+=");
  if (sign == std::string_view::npos || mode.find('w', sign) == std::string_view::npos) return false;
  return mode.substr(0, sign).find_first_of("ao") != std::string_view::npos;
}

/// Folders that hold the image's own programs and libraries.
bool is_system(std::string_view path) {
  for (const std::string_view folder : {"/usr", "/opt", "/etc", "/bin", "/sbin", "/lib", "/lib64"}) {
    if (path == folder || (path.starts_with(folder) && path[folder.size()] == '/')) return true;
  }
  return path == "/" || path.find("site-packages") != std::string_view::npos;
}

}  // namespace

void check_runtime(const DockerfileSubject& subject, PlanFindings& findings) {
  check_entry_point(subject, findings);
  check_ports(subject, findings);
  check_health(subject, findings);
}

void check_read_only_root(const DockerfileView& view, PlanFindings& findings) {
  for (const auto& run : view.runtime().runs) {
    for (const auto& command : run.commands) {
      const bool chmod = command.program() == "chmod";
      if (!chmod && command.program() != "chown") continue;
      std::vector<std::string_view> words;
      for (std::size_t i = 1; i < command.words.size(); ++i) {
        if (!command.words[i].text.starts_with('-')) words.push_back(command.words[i].text);
      }
      if (words.empty() || (chmod && !opens_to_all(words[0])) || (!chmod && words[0].starts_with("root")))
        continue;
      const auto found = std::find_if(words.begin() + 1, words.end(), [&](std::string_view path) {
        return chmod ? path.starts_with('/') && !is_scratch(path) : is_system(path);
      });
      if (found == words.end()) continue;
      findings.wrong(
          "plan/read-only-root", run.step->line,
          fmt::format("lets {} write to {}", chmod ? "every user" : excerpt(words[0]), excerpt(*found)),
          "leave it to root, and write to /tmp or a volume");
    }
  }
}

}  // namespace pushgate::scanners
