// SPDX-License-Identifier: Apache-2.0
#include "rollout/host_command.hpp"

#include <array>
#include <filesystem>
#include <map>
#include <string_view>

#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

constexpr std::array k_inherited = {"PATH",   "HOME", "USER",   "LOGNAME",      "LANG",
                                    "LC_ALL", "TZ",   "TMPDIR", "SSH_AUTH_SOCK"};

std::vector<std::string> environment(const plan::Delivery& delivery, const Target& target,
                                     const Release& release, const Variables& variables) {
  std::map<std::string, std::string> made;
  const auto inherit = [&](const std::string& name) {
    if (auto value = variables(name)) made[name] = std::move(*value);
  };
  for (const char* name : k_inherited) inherit(name);
  for (const std::string& name : delivery.pass_env) inherit(name);
  made["FORCE_IMAGE_TAG"] = release.tag;
  made["PUSHGATE_DIGEST"] = release.digest.to_string();
  made["PUSHGATE_IMAGE"] = release.image;
  made["PUSHGATE_SERVICE"] = target.key.service;
  made["PUSHGATE_MACHINE"] = target.key.machine;
  made["PUSHGATE_HOST"] = target.host;
  std::vector<std::string> lines;
  for (const auto& [name, value] : made) lines.push_back(name + "=" + value);
  return lines;
}

/// The program of argv[0]: on PATH, or relative to the fleet file's folder.
Result<std::string> program(const std::string& name, const std::string& folder, const Variables& variables) {
  namespace fs = std::filesystem;
  const bool has_slash = name.find('/') != std::string::npos;
  const std::string wanted = has_slash ? (fs::path(folder) / name).string() : name;
  if (const auto found = process::find_executable(wanted, variables("PATH").value_or("/usr/bin:/bin")))
    return found->string();
  return fail(Error::misuse(wanted, has_slash
                                        ? "is no program; the fleet file's 'rollout' names it"
                                        : "is no program on PATH; the fleet file's 'rollout' names it"));
}

}  // namespace

Result<process::ProcessSpec> host_command(const std::vector<std::string>& words,
                                          const plan::Delivery& delivery, const Target& target,
                                          const Release& release, const std::string& folder,
                                          const Variables& variables) {
  process::ProcessSpec spec;
  if (delivery.shell) {
    spec.argv = {"/bin/sh", "-c", words.front()};
  } else {
    const std::map<std::string_view, std::string> values = {{"{digest}", release.digest.to_string()},
                                                            {"{host}", target.host},
                                                            {"{image}", release.image},
                                                            {"{machine}", target.key.machine},
                                                            {"{service}", target.key.service},
                                                            {"{tag}", release.tag}};
    for (const std::string& word : words) {
      const auto value = values.find(word);
      spec.argv.push_back(value == values.end() ? word : value->second);
    }
    TRY_ASSIGN(spec.argv.front(), program(words.front(), folder, variables));
  }
  spec.environment = environment(delivery, target, release, variables);
  spec.working_folder = folder;
  spec.timeout = delivery.command_timeout;
  spec.error_limit = spec.output_limit;
  return spec;
}

}  // namespace pushgate::rollout
