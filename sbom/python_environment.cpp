// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_environment.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_digits = "0123456789";

/// `3.11`, of `python3.11` and of nothing else.
std::optional<std::string_view> version_in(std::string_view folder, std::string_view word) {
  if (!folder.starts_with(word)) return std::nullopt;
  const std::string_view text = folder.substr(word.size());
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return std::nullopt;
  const bool digits = text.substr(0, dot).find_first_not_of(k_digits) == std::string_view::npos &&
                      text.substr(dot + 1).find_first_not_of(k_digits) == std::string_view::npos;
  return digits ? std::optional(text) : std::nullopt;
}

void tell_interpreter(python::MarkerEnvironment& environment, std::string_view implementation,
                      std::string_view name, std::string_view version) {
  environment.values.emplace("implementation_name", implementation);
  environment.values.emplace("platform_python_implementation", name);
  environment.values.emplace("python_version", version);
}

}  // namespace

python::MarkerEnvironment python_environment_of(std::string_view path) {
  python::MarkerEnvironment environment;
  environment.values = {{"os_name", "posix"}, {"sys_platform", "linux"}, {"platform_system", "Linux"}};
  // The last one in the path: an interpreter's tree may lie in another one's.
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view folder = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    if (const auto cpython = version_in(folder, "python")) {
      tell_interpreter(environment, "cpython", "CPython", *cpython);
      break;
    }
    if (const auto pypy = version_in(folder, "pypy")) {
      tell_interpreter(environment, "pypy", "PyPy", *pypy);
      break;
    }
  }
  return environment;
}

}  // namespace pushgate::sbom
