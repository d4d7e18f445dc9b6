// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "adapter/process/process.hpp"
#include "registry/credentials.hpp"
#include "store/files.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_config_file_bytes = 4u << 20;
constexpr std::chrono::seconds k_helper_time{30};

std::optional<std::string> variable_named(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<std::optional<std::string>> file_at(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::nullopt;
  TRY_ASSIGN(auto text, store::read_file(path, k_config_file_bytes));
  return text;
}

Result<Surroundings::HelperAnswer> run_helper(const std::string& name, const std::string& input) {
  const auto program = "docker-credential-" + name;
  const auto path = process::find_executable(program, variable_named("PATH").value_or(""));
  if (!path) return fail(Error::unchecked(program, "is not on PATH"));
  process::ProcessSpec spec;
  spec.argv = {path->string(), "get"};
  // A helper talks to the user's key ring, which it finds by the user's own environment.
  for (char** entry = environ; *entry != nullptr; ++entry) spec.environment.emplace_back(*entry);
  spec.input = input;
  spec.timeout = k_helper_time;
  spec.output_limit = 1u << 20;
  TRY_ASSIGN(const auto output, process::run(spec));
  if (output.signal != 0 || output.timed_out || output.over_limit)
    return fail(Error::unchecked(program, process::describe_end(spec, output)));
  return Surroundings::HelperAnswer{output.exit_status, output.out};
}

}  // namespace

Surroundings Surroundings::real() {
  return {variable_named, file_at, run_helper};
}

}  // namespace pushgate::registry
