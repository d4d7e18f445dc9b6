// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"

namespace pushgate::scanners {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `12.1` at the start of `12.1.1-runtime` or `12-1`; empty where there are no two numbers.
std::string two_numbers(std::string_view text) {
  std::size_t first = 0;
  while (first < text.size() && is_digit(text[first])) ++first;
  if (first == 0 || first >= text.size() || (text[first] != '.' && text[first] != '-')) return {};
  std::size_t second = first + 1;
  while (second < text.size() && is_digit(text[second])) ++second;
  if (second == first + 1) return {};
  return fmt::format("{}.{}", text.substr(0, first), text.substr(first + 1, second - first - 1));
}

/// Every version that a text states after one of these names: `cuda:12.1.1`, `cuda11.8`, `cuda-toolkit-12-1`,
/// and in one piece after `packed`: `cu121`, `py310`.
std::set<std::string> versions_in(std::string_view text, const std::vector<std::string_view>& names,
                                  std::string_view packed, std::size_t packed_major) {
  std::set<std::string> versions;
  for (const auto name : names) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      auto rest = text.substr(at + name.size());
      if (at > 0 && is_word(text[at - 1])) continue;
      if (!rest.empty() && (rest[0] == ':' || rest[0] == '-' || rest[0] == '/')) rest.remove_prefix(1);
      if (auto version = two_numbers(rest); !version.empty()) versions.insert(std::move(version));
    }
  }
  for (auto at = text.find(packed); at != std::string_view::npos; at = text.find(packed, at + 1)) {
    const auto rest = text.substr(at + packed.size());
    if (at > 0 && is_word(text[at - 1])) continue;
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits])) ++digits;
    if (digits <= packed_major || digits > packed_major + 2 ||
        (digits < rest.size() && is_word(rest[digits])))
      continue;
    versions.insert(
        fmt::format("{}.{}", rest.substr(0, packed_major), rest.substr(packed_major, digits - packed_major)));
  }
  return versions;
}

std::set<std::string> cuda_versions(std::string_view text) {
  return versions_in(text, {"cuda", "cuda-toolkit", "cuda-runtime", "cuda-libraries", "cuda-cudart"}, "cu",
                     2);
}

std::set<std::string> python_versions(std::string_view text) {
  return versions_in(text, {"python", "pip", "py"}, "py", 1);
}

/// What states a version, and where.
struct Statement {
  std::string text;
  std::uint32_t line = 0;
};

/// The images that the stages are FROM, the words of commands that install or start something, and the
/// variables of this name. `words`: only those that a predicate takes.
template <typename Wanted>
std::vector<Statement> statements(const DockerfileView& view, const Wanted& wanted) {
  std::vector<Statement> found;
  for (const auto& stage : view.stages) {
    if (!stage.state.base.text.empty()) found.push_back({stage.state.base.text, stage.state.base.line});
    for (const auto& run : stage.runs) {
      for (const auto& command : run.commands) {
        for (std::size_t i = 0; i < command.words.size(); ++i) {
          if (wanted(command, i)) found.push_back({command.words[i].text, run.step->line});
        }
      }
    }
  }
  return found;
}

void add_variable(const DockerfileView& view, std::string_view variable, std::string_view name,
                  std::vector<Statement>& found) {
  for (const auto& stage : view.stages) {
    for (const auto* list : {&stage.state.env, &stage.state.args}) {
      for (const auto& [key, value] : *list) {
        if (key == variable && value.known())
          found.push_back({fmt::format("{}{}", name, value.text), value.line});
      }
    }
  }
}

/// The start of every list of compute capabilities: torch takes `;` and blanks.
std::set<std::string> architectures(std::string_view text) {
  std::set<std::string> out;
  std::string one;
  for (const char c : text) {
    if (c != ';' && c != ' ') {
      one += c;
    } else if (!one.empty()) {
      out.insert(std::exchange(one, {}));
    }
  }
  if (!one.empty()) out.insert(one);
  return out;
}

const dockerfile::Value* variable_of(const StageView& stage, std::string_view name) {
  const auto found =
      std::ranges::find(stage.state.env, name, &std::pair<std::string, dockerfile::Value>::first);
  return found == stage.state.env.end() ? nullptr : &found->second;
}

}  // namespace

void check_torch(const DockerfileSubject& subject, PlanFindings& findings) {
  constexpr const char* k_rule = "plan/torch-architectures";
  constexpr std::string_view k_variable = "TORCH_CUDA_ARCH_LIST";
  if (!provides(family_line(subject.fleet, subject.service.family), "torch")) return;
  const auto& planned = subject.fleet.torch_cuda_arch_list;
  if (planned.empty())
    return findings.could_not_look(k_rule, 0, "the fleet file states no torch_cuda_arch_list");
  const auto* value = variable_of(subject.view.runtime(), k_variable);
  const auto line = value != nullptr ? value->line : from_line(subject.view);
  // What a family sets holds here, too.
  for (const auto& family : subject.families) {
    if (value == nullptr) value = variable_of(family.runtime(), k_variable);
  }
  const auto hint = fmt::format("write: ENV {}=\"{}\"", k_variable, planned);
  if (value == nullptr) {
    if (!subject.all_families)
      return findings.could_not_look(k_rule, line,
                                     fmt::format("does not set {}; the family image may", k_variable));
    return findings.wrong(
        k_rule, line, fmt::format("does not set {}, nor does its family; expected {}", k_variable, planned),
        hint);
  }
  if (!value->known())
    return findings.could_not_look(k_rule, line,
                                   fmt::format("sets {} to what only the build says", k_variable));
  if (architectures(value->text) == architectures(planned)) return;
  findings.wrong(k_rule, line,
                 fmt::format("sets {} to {}; expected {}", k_variable, excerpt(value->text), planned), hint);
}

void check_cuda(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings) {
  if (fleet.cuda.empty()) return;
  auto found = statements(view, [](const ShellCommand& command, std::size_t at) {
    return at > 0 && (command.program().starts_with("apt") || command.program().starts_with("pip") ||
                      command.program().starts_with("python") || command.program() == "uv");
  });
  add_variable(view, "CUDA_VERSION", "cuda", found);
  for (const auto& [text, line] : found) {
    for (const auto& version : cuda_versions(text)) {
      if (version == fleet.cuda) continue;
      findings.wrong("plan/cuda-baseline", line,
                     fmt::format("is for CUDA {} ({}); expected {}", version, excerpt(text), fleet.cuda),
                     fmt::format("take what is made for CUDA {}", fleet.cuda));
    }
  }
}

void check_python(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings) {
  if (fleet.python.empty()) return;
  auto found = statements(view, [](const ShellCommand& command, std::size_t at) {
    const auto program = command.program();
    return at == 0 || program.starts_with("apt") || program == "apk" || program == "dnf" || program == "yum";
  });
  add_variable(view, "PYTHON_VERSION", "python", found);
  for (const auto& part : {view.runtime().state.entry_point, view.runtime().state.command}) {
    if (!part) continue;
    for (const auto& word : part->words) found.push_back({word, part->line});
  }
  bool stated = false;
  for (const auto& [text, line] : found) {
    for (const auto& version : python_versions(text)) {
      stated = true;
      if (version == fleet.python) continue;
      findings.wrong("plan/python-version", line,
                     fmt::format("is for Python {} ({}); expected {}", version, excerpt(text), fleet.python),
                     fmt::format("take Python {}, and make the lock again with it", fleet.python));
    }
  }
  if (!stated)
    findings.could_not_look("plan/python-version", from_line(view),
                            "names no version of Python; the family image has one");
}

}  // namespace pushgate::scanners
