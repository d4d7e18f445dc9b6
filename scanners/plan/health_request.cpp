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

}  // namespace

HealthRequest judge_healthcheck(const std::vector<std::string>& test, std::uint16_t port) {
  if (test.empty() || (test[0] != "CMD" && test[0] != "CMD-SHELL")) return HealthRequest::wrong;
  const auto address = fmt::format(":{}/health", port);
  bool has_variable = false;
  for (std::size_t i = 1; i < test.size(); ++i) {
    if (asks(test[i], address)) return HealthRequest::right;
    has_variable = has_variable || test[i].find('$') != std::string::npos;
  }
  return has_variable ? HealthRequest::unknown : HealthRequest::wrong;
}

}  // namespace pushgate::scanners
