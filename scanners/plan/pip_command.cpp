// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/pip_command.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace pushgate::scanners {

namespace {

using Words = std::vector<ShellWord>;

/// Options whose value is the next word, and of which nothing more is asked.
constexpr std::array<std::string_view, 42> k_with_value = {"-c",
                                                           "--constraint",
                                                           "-t",
                                                           "--target",
                                                           "--prefix",
                                                           "--root",
                                                           "-w",
                                                           "--wheel-dir",
                                                           "-d",
                                                           "--dest",
                                                           "--platform",
                                                           "--python-version",
                                                           "--implementation",
                                                           "--abi",
                                                           "--only-binary",
                                                           "--no-binary",
                                                           "--cache-dir",
                                                           "--timeout",
                                                           "--retries",
                                                           "--trusted-host",
                                                           "--progress-bar",
                                                           "-C",
                                                           "--config-settings",
                                                           "--config-setting",
                                                           "--global-option",
                                                           "--build-option",
                                                           "--src",
                                                           "--report",
                                                           "--python",
                                                           "-p",
                                                           "--proxy",
                                                           "--log",
                                                           "--cert",
                                                           "--client-cert",
                                                           "--upgrade-strategy",
                                                           "--root-user-action",
                                                           "--exists-action",
                                                           "--use-feature",
                                                           "--use-deprecated",
                                                           "--python-platform",
                                                           "--link-mode",
                                                           "--keyring-provider"};

bool starts_program(std::string_view program, std::string_view name) {
  return program.starts_with(name) &&
         program.find_first_not_of("0123456789.", name.size()) == std::string_view::npos;
}

/// Where the words after `pip` begin; nothing where the command is no pip.
std::optional<std::size_t> after_pip(const ShellCommand& command) {
  const Words& words = command.words;
  const auto program = command.program();
  if (starts_program(program, "pip")) return 1;
  if (program == "uv" && words.size() > 1 && words[1].text == "pip") return 2;
  if (!starts_program(program, "python")) return std::nullopt;
  for (std::size_t i = 1; i < words.size() && words[i].text.starts_with('-'); ++i) {
    if (words[i].text == "-m" && i + 1 < words.size() && words[i + 1].text == "pip") return i + 2;
    if (words[i].text == "-c" || words[i].text == "-m") break;
    if (words[i].text == "-W" || words[i].text == "-X") ++i;
  }
  return std::nullopt;
}

std::optional<PipCommand::Verb> verb_of(std::string_view word) {
  if (word == "install" || word == "sync") return PipCommand::Verb::install;
  if (word == "wheel") return PipCommand::Verb::wheel;
  if (word == "download") return PipCommand::Verb::download;
  return std::nullopt;
}

/// What pip makes of a variable that switches an option on.
bool is_true(const std::optional<std::string>& value) {
  return value && (value == "1" || value == "true" || value == "yes" || value == "on" || value == "True");
}

class Options {
 public:
  Options(const Words& words, std::size_t first, PipCommand& pip) : m_words(words), m_at(first), m_pip(pip) {}

  void read() {
    bool only_targets = false;
    for (; m_at < m_words.size(); ++m_at) {
      const ShellWord& word = m_words[m_at];
      if (!word.known && !word.text.starts_with('-'))
        m_pip.unseen = m_pip.unseen || word.text.starts_with('$');
      if (only_targets || !word.text.starts_with('-')) {
        m_pip.targets.push_back(word.text);
      } else if (word.text == "--") {
        only_targets = true;
      } else {
        read_option(word.text);
      }
    }
  }

 private:
  void read_option(std::string_view word) {
    std::string_view name = word;
    std::optional<std::string> value;
    const auto equals = word.find('=');
    if (word.starts_with("--") && equals != std::string_view::npos) {
      name = word.substr(0, equals);
      value = word.substr(equals + 1);
    } else if (!word.starts_with("--") && word.size() > 2 &&
               std::string_view("rfice").find(word[1]) != std::string_view::npos) {
      name = word.substr(0, 2);  // -rrequirements.txt
      value = word.substr(2);
    }
    const auto list = list_of(name);
    if (list != nullptr) {
      if (!value && m_at + 1 < m_words.size()) value = m_words[++m_at].text;
      if (value) list->push_back(*value);
    } else if (name == "--no-index") {
      m_pip.no_index = true;
    } else if (name == "--require-hashes") {
      m_pip.require_hashes = true;
    } else if (name == "--no-cache-dir" || name == "--no-cache") {
      m_pip.no_cache = true;
    } else if (!value && std::ranges::find(k_with_value, name) != k_with_value.end()) {
      ++m_at;
    }
  }

  std::vector<std::string>* list_of(std::string_view name) {
    if (name == "-r" || name == "--requirement" || name == "--requirements") return &m_pip.requirement_files;
    if (name == "-f" || name == "--find-links") return &m_pip.find_links;
    if (name == "-i" || name == "--index-url" || name == "--extra-index-url" || name == "--index" ||
        name == "--default-index")
      return &m_pip.indexes;
    if (name == "-e" || name == "--editable") return &m_pip.targets;
    return nullptr;
  }

  const Words& m_words;
  std::size_t m_at;
  PipCommand& m_pip;
};

void read_variables(const ShellCommand& command, const ShellVariables& variables, PipCommand& pip) {
  const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
    for (const auto& [own, value] : command.variables) {
      if (own == name) return value.known ? std::optional(value.text) : std::nullopt;
    }
    return variables(name);
  };
  pip.no_index = pip.no_index || is_true(value_of("PIP_NO_INDEX"));
  pip.require_hashes = pip.require_hashes || is_true(value_of("PIP_REQUIRE_HASHES"));
  pip.no_cache = pip.no_cache || is_true(value_of("PIP_NO_CACHE_DIR"));
  if (const auto links = value_of("PIP_FIND_LINKS"); links && !links->empty())
    pip.find_links.push_back(*links);
  for (const auto* name : {"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"}) {
    if (const auto index = value_of(name); index && !index->empty()) pip.indexes.push_back(*index);
  }
}

}  // namespace

std::optional<PipCommand> read_pip(const ShellCommand& command, const ShellVariables& variables) {
  auto at = after_pip(command);
  if (!at) return std::nullopt;
  const Words& words = command.words;
  PipCommand pip;
  const std::size_t first = *at;
  while (*at < words.size() && words[*at].text.starts_with('-')) {
    const bool has_value = std::ranges::find(k_with_value, words[*at].text) != k_with_value.end();
    *at += has_value ? 2 : 1;
  }
  const auto verb = *at < words.size() ? verb_of(words[*at].text) : std::nullopt;
  if (!verb) return std::nullopt;
  pip.verb = *verb;
  // `uv pip sync FILE…` has its requirement files as arguments.
  const bool sync = words[*at].text == "sync";
  Words arguments(words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
  arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(*at - first));
  Options(arguments, 0, pip).read();
  if (sync) pip.requirement_files = std::exchange(pip.targets, {});
  read_variables(command, variables, pip);
  return pip;
}

std::string python_of_program(std::string_view program) {
  for (const std::string_view name : {"python", "pip"}) {
    if (!program.starts_with(name)) continue;
    const auto version = program.substr(name.size());
    const auto dot = version.find('.');
    if (dot != std::string_view::npos && dot + 1 < version.size() && starts_program(program, name))
      return std::string(version);
  }
  return {};
}

std::optional<std::string> venv_folder(const ShellCommand& command) {
  const Words& words = command.words;
  const auto program = command.program();
  std::size_t first = 0;
  if (program.starts_with("virtualenv")) {
    first = 1;
  } else if (program == "uv" && words.size() > 1 && words[1].text == "venv") {
    first = 2;
  } else if ((program == "conda" || program == "mamba" || program == "micromamba") && words.size() > 1 &&
             (words[1].text == "create" || words[1].text == "env")) {
    return "";
  } else if (starts_program(program, "python")) {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      if (words[i].text == "-m" && (words[i + 1].text == "venv" || words[i + 1].text == "virtualenv"))
        first = i + 2;
    }
  }
  if (first == 0) return std::nullopt;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (words[i].text == "--prompt" || words[i].text == "--python" || words[i].text == "-p") {
      ++i;
    } else if (!words[i].text.starts_with('-')) {
      return words[i].known ? words[i].text : "";
    }
  }
  return "";
}

}  // namespace pushgate::scanners
