// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_checks.hpp"

#include <algorithm>
#include <cstddef>

#include "base/format.hpp"

namespace pushgate::plan {

namespace {

constexpr std::size_t k_name_bytes = 128;
constexpr std::size_t k_version_digits = 3;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= k_version_digits && (text[0] != '0' || text.size() == 1) &&
         std::all_of(text.begin(), text.end(), is_digit);
}

bool is_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && is_number(text.substr(0, dot)) && is_number(text.substr(dot + 1));
}

bool is_cuda_architecture(std::string_view text) {
  constexpr std::string_view k_ptx = "+PTX";
  if (text.ends_with(k_ptx)) text.remove_suffix(k_ptx.size());
  if (text.ends_with('a') || text.ends_with('f')) text.remove_suffix(1);
  return is_version(text);
}

}  // namespace

bool check_name(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems) {
  const bool good = !text.empty() && text.size() <= k_name_bytes && text[0] != '.' && text[0] != '-' &&
                    std::all_of(text.begin(), text.end(), is_name_char);
  if (!good) {
    problems.add(at, fmt::format("'{}' is no name of a {}; expected letters, digits, '.', '_' and '-', not "
                                 "'.' or '-' first, at most {}",
                                 text.substr(0, k_name_bytes), what, k_name_bytes));
  }
  return good;
}

bool check_path(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems) {
  if (text.empty()) {
    problems.add(at, fmt::format("{} is empty; expected a path", what));
    return false;
  }
  if (std::any_of(text.begin(), text.end(), is_control)) {
    problems.add(at, fmt::format("{} is '{}'; expected a path without control characters", what, text));
    return false;
  }
  return true;
}

bool check_repository(std::string_view text, std::string_view what, yaml::Position at,
                      yaml::Problems& problems) {
  const auto is_allowed = [](char c) { return is_name_char(c) || c == '/' || c == ':'; };
  const bool good = !text.empty() && std::all_of(text.begin(), text.end(), is_allowed) &&
                    (is_letter(text[0]) || is_digit(text[0])) && text.back() != '/' &&
                    text.find("//") == std::string_view::npos;
  if (!good) {
    problems.add(
        at, fmt::format("{} is '{}'; expected a host and a path, as in ghcr.io/acme/ai_system", what, text),
        text.find("://") == std::string_view::npos ? "" : "leave the scheme away");
  }
  return good;
}

bool check_image(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems) {
  const bool good = !text.empty() && text[0] != '-' &&
                    std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; });
  if (!good) {
    problems.add(
        at, fmt::format("{} is '{}'; expected an image, as in docker://ghcr.io/acme/app:1.0", what, text));
  }
  return good;
}

bool check_version(std::string_view text, std::string_view what, yaml::Position at,
                   yaml::Problems& problems) {
  if (is_version(text)) return true;
  problems.add(at, fmt::format("{} is '{}'; expected two numbers, as in 3.11", what, text));
  return false;
}

bool check_cuda_architectures(std::string_view text, std::string_view what, yaml::Position at,
                              yaml::Problems& problems) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(';', start), text.size());
    if (!is_cuda_architecture(text.substr(start, end - start))) {
      problems.add(
          at, fmt::format("{} is '{}'; expected compute capabilities with ';' between, as in 8.9;8.6", what,
                          text));
      return false;
    }
    start = end + 1;
  }
  return true;
}

bool check_variable(std::string_view text, yaml::Position at, yaml::Problems& problems) {
  const auto is_allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  const bool good = !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_allowed);
  if (!good) {
    problems.add(at, fmt::format("'{}' is no name of an environment variable; expected letters, digits and "
                                 "'_', no digit first",
                                 text));
  }
  return good;
}

}  // namespace pushgate::plan
