// SPDX-License-Identifier: Apache-2.0
#include "gate/init_tree.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "plan/dockerfile/stage_state.hpp"
#include "plan/profile_path.hpp"
#include "scanners/plan/machine_profile.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> k_skipped = {"node_modules", "site-packages", "venv", "env",
                                                       "__pycache__"};

bool is_dockerfile(std::string_view name) {
  if (name.ends_with(".dockerignore")) return false;
  return name == "Dockerfile" || name == "Containerfile" || name.starts_with("Dockerfile.") ||
         name.ends_with(".Dockerfile") || name.ends_with(".dockerfile");
}

bool is_text(std::string_view path) {
  return is_utf8(path) && escape_controls(path) == path;
}

Error over(const fs::path& tree, std::string_view what, std::size_t limit) {
  return Error::unchecked(tree.string(), fmt::format("holds more than {} {}", limit, what))
      .with_hint("name the folder that holds the services: pushgate init DIR");
}

/// What a Dockerfile takes from its build context: words that name one file or folder as they stand.
std::vector<std::string> copied_paths(const dockerfile::Dockerfile& file) {
  std::vector<std::string> paths;
  for (const auto& instruction : file.instructions) {
    if (instruction.keyword != "COPY" && instruction.keyword != "ADD") continue;
    const bool has_from =
        std::ranges::any_of(instruction.flags, [](const auto& flag) { return flag.name == "from"; });
    if (has_from || !instruction.here_documents.empty() || instruction.words.size() < 2) continue;
    for (std::size_t i = 0; i + 1 < instruction.words.size(); ++i) {
      const std::string& word = instruction.words[i];
      if (word.find_first_of("$*?[\\\"'") == std::string::npos && word.find("://") == std::string::npos)
        paths.push_back(word);
    }
  }
  return paths;
}

bool all_exist(const fs::path& folder, const std::vector<std::string>& paths) {
  return std::ranges::all_of(paths, [&](const std::string& path) {
    std::error_code none;
    return fs::exists(folder / fs::path("/" + path).relative_path(), none);
  });
}

/// The one of the two ports that the health check asks.
std::optional<std::uint16_t> asked_port(const dockerfile::StageState& state) {
  if (!state.health_check) return std::nullopt;
  std::string text;
  for (const auto& word : state.health_check->command.words) text += word + " ";
  std::optional<std::uint16_t> found;
  for (const auto& port : state.ports) {
    const std::string wanted = fmt::format(":{}", port.number);
    for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
      const char next = text[at + wanted.size()];
      if (next >= '0' && next <= '9') continue;
      if (found && *found != port.number) return std::nullopt;
      found = port.number;
    }
  }
  return found;
}

class Tree {
 public:
  explicit Tree(fs::path root) : m_root(std::move(root)) {}

  Result<TreeGuess> guess() && {
    TRY_ASSIGN(const auto paths, find_dockerfiles(m_root));
    for (const auto& path : paths) read(path);
    std::error_code none;
    TreeGuess out;
    out.guess = plan::guess_fleet(m_facts, fs::canonical(m_root, none).filename().string());
    for (auto& [name, service] : out.guess.fleet.services) look_around(service, out.guess);
    plan::leave_out_clashing_ports(out.guess);
    out.guess.unknown.insert(out.guess.unknown.begin(), m_unread.begin(), m_unread.end());
    if (m_users.size() == 1) out.user = *m_users.begin();
    return out;
  }

 private:
  void read(const std::string& path) {
    const auto text = store::read_plain_file(m_root / path, limits::k_dockerfile_bytes);
    if (!text) return leave_out(path, text.error());
    const auto file = dockerfile::parse_dockerfile(*text, path);
    if (!file) return leave_out(path, file.error());
    const auto state = dockerfile::evaluate(*file, {});
    if (!state) return leave_out(path, state.error());
    plan::DockerfileFacts facts;
    facts.path = path;
    if (state->base.known()) facts.base = state->base.text;
    for (const auto& port : state->ports)
      if (port.protocol == "tcp") facts.ports.push_back(port.number);
    if (!state->unknown_ports.empty()) facts.ports.clear();
    facts.health_port = asked_port(*state);
    if (state->user && state->user->known())
      m_users.insert(state->user->text.substr(0, state->user->text.find(':')));
    m_copied.emplace(path, copied_paths(*file));
    m_facts.push_back(std::move(facts));
  }

  void leave_out(const std::string& path, const Error& error) {
    m_unread.push_back(
        fmt::format("{}: {}; it is left out", error.subject.empty() ? path : error.subject, error.what));
  }

  /// What lies beside a service's Dockerfile.
  void look_around(plan::Service& service, plan::FleetGuess& guess) {
    const fs::path folder = fs::path(service.dockerfile).parent_path();
    if (const auto& copied = m_copied.at(service.dockerfile); !all_exist(m_root / folder, copied)) {
      if (all_exist(m_root, copied))
        service.context = ".";
      else
        guess.unknown.push_back(
            fmt::format("service '{}': its context; neither its folder nor the top has all that "
                        "the Dockerfile copies",
                        service.name));
    }
    if (const auto lock = lock_in(m_root / folder); !lock.empty())
      service.lock = lock;
    else
      guess.unknown.push_back(fmt::format("service '{}': its lock; no requirements.lock lies beside {}",
                                          service.name, service.dockerfile));
    read_profiles(folder, service, guess);
  }

  static std::string lock_in(const fs::path& folder) {
    std::error_code none;
    if (fs::is_regular_file(folder / "requirements.lock", none)) return "requirements.lock";
    const auto text = store::read_plain_file(folder / "requirements.txt", limits::k_lock_bytes);
    return text && text->find("--hash=sha") != std::string::npos ? "requirements.txt" : "";
  }

  void read_profiles(const fs::path& folder, plan::Service& service, plan::FleetGuess& guess) {
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(m_root / folder / plan::k_profile_folder, error))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      const std::string machine = file.stem().string();
      const std::string shown = escape_controls(file.lexically_relative(m_root).string());
      const auto settings = settings_of(file);
      if (!settings || !is_name(machine)) {
        guess.unknown.push_back(fmt::format("{}: {}; it is left out", shown,
                                            settings ? "its name is no machine's" : settings.error().what));
        continue;
      }
      const auto [known, is_new] = guess.fleet.machines.try_emplace(machine);
      if (is_new) {
        known->second.profile = fmt::format("{}/{}", plan::k_profile_folder, file.filename().string());
        known->second.env = *settings;
      } else if (known->second.env != *settings) {
        guess.unknown.push_back(
            fmt::format("machine '{}': {} differs from the copy that came before it", machine, shown));
      }
      service.machines.push_back(machine);
    }
  }

  static Result<scanners::MachineSettings> settings_of(const fs::path& file) {
    TRY_ASSIGN(auto settings, scanners::read_machine_profile(file));
    for (const auto& [name, value] : settings) {
      const bool good = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      });
      if (!good || name.empty() || (name[0] >= '0' && name[0] <= '9'))
        return fail(Error::unchecked(file.string(), "'" + name + "' is no name of an environment variable"));
    }
    return settings;
  }

  static bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 128 && text[0] != '-' && text[0] != '.' &&
           std::ranges::all_of(text, [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                    c == '-' || c == '.';
           });
  }

  fs::path m_root;
  std::vector<plan::DockerfileFacts> m_facts;
  std::map<std::string, std::vector<std::string>> m_copied;  ///< by the Dockerfile's path
  std::set<std::string> m_users;
  std::vector<std::string> m_unread;
};

}  // namespace

Result<std::vector<std::string>> find_dockerfiles(const fs::path& tree) {
  std::error_code error;
  if (!fs::is_directory(tree, error)) {
    return fail(Error::misuse(tree.string(), "is no folder; expected one that holds Dockerfiles"));
  }
  std::vector<std::string> found;
  std::size_t entries = 0;
  fs::recursive_directory_iterator walk(tree, fs::directory_options::skip_permission_denied, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    TRY(check_interrupt());
    if (++entries > limits::k_tree_entries)
      return fail(over(tree, "files and folders", limits::k_tree_entries));
    const std::string name = walk->path().filename().string();
    std::error_code none;
    const auto kind = walk->symlink_status(none).type();
    if (kind == fs::file_type::directory) {
      const bool skipped = name.starts_with('.') || std::ranges::find(k_skipped, name) != k_skipped.end();
      if (skipped || static_cast<std::size_t>(walk.depth()) >= limits::k_tree_depth)
        walk.disable_recursion_pending();
    } else if (kind == fs::file_type::regular && is_dockerfile(name)) {
      const std::string path = walk->path().lexically_relative(tree).string();
      if (is_text(path)) found.push_back(path);
      if (found.size() > limits::k_fleet_services)
        return fail(over(tree, "Dockerfiles", limits::k_fleet_services));
    }
  }
  if (error) return fail(Error::unchecked(tree.string(), "cannot be read: " + error.message()));
  std::sort(found.begin(), found.end());
  return found;
}

Result<TreeGuess> guess_tree(const fs::path& tree) {
  return Tree(tree).guess();
}

}  // namespace pushgate::gate
