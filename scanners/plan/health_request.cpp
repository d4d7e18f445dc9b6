// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_request.hpp"

#include <string_view>

#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

// `:6557/health`, and the path ends there.
bool asks(std::string_view word, std::string_view address) {
  constexpr std::string_view k_in_a_path =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~%-";
  for (auto at = word.find(address); at != std::string_view::npos; at = word.find(address, at + 1)) {
    const auto after = at + address.size();
    if (after == word.size() || k_in_a_path.find(word[after]) == std::string_view::npos) return true;
  }
  return false;
}

bool is_script(std::string_view word) {
  return word.ends_with(".sh") && word.find("://") == std::string_view::npos;
}

/// The commands as the container would run them.
std::vector<ShellCommand> commands_of(const std::vector<std::string>& test, const ShellVariables& variables) {
  if (test.size() > 1 && test[0] == "CMD-SHELL") return read_shell(test[1], variables);
  if (test.size() > 1 && test[0] == "CMD") return read_exec({test.begin() + 1, test.end()}, variables);
  return {};
}

}  // namespace

HealthRequest judge_healthcheck(const std::vector<std::string>& test, std::uint16_t port,
                                const ShellVariables& variables) {
  const auto address = fmt::format(":{}/health", port);
  auto request = HealthRequest::wrong;
  for (const auto& command : commands_of(test, variables)) {
    for (const auto& word : command.words) {
      if (is_script(word.text)) return HealthRequest::wrong;
      if (asks(word.text, address)) request = HealthRequest::right;
      if (!word.known && request == HealthRequest::wrong) request = HealthRequest::unknown;
    }
  }
  return request;
}

}  // namespace pushgate::scanners
