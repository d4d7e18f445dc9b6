// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_run.hpp"

#include <array>
#include <cstdlib>

#include "adapter/process/process.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::array<const char*, 9> k_online_variables = {
    "HTTP_PROXY", "HTTPS_PROXY",   "NO_PROXY",     "http_proxy",         "https_proxy",
    "no_proxy",   "SSL_CERT_FILE", "SSL_CERT_DIR", "TRIVY_DB_REPOSITORY"};

/// What the last line says, without the time and the level in front of it: `…\tFATAL\tFatal error\trun error:
/// …`.
std::string complaint(std::string_view errors) {
  auto line = process::last_line(errors);
  const auto tab = line.find_last_of('\t');
  if (tab != std::string::npos) line.erase(0, tab + 1);
  if (line.starts_with("* ")) line.erase(0, 2);
  return line;
}

}  // namespace

Result<std::string> run_trivy(const TrivyCall& call) {
  process::ProcessSpec spec;
  spec.argv = {call.executable.string()};
  spec.argv.insert(spec.argv.end(), call.arguments.begin(), call.arguments.end());
  spec.working_folder = call.scratch;
  spec.environment = {"PATH=/usr/bin:/bin", "HOME=" + call.scratch.string(),
                      "TMPDIR=" + call.scratch.string()};
  if (call.online) {
    for (const char* name : k_online_variables) {
      if (const char* value = std::getenv(name))
        spec.environment.push_back(fmt::format("{}={}", name, value));
    }
  }
  spec.timeout = call.timeout;
  spec.output_limit = limits::k_json_bytes;
  TRY_ASSIGN(auto output, process::run(spec));
  if (output.succeeded()) return std::move(output.out);
  const auto last = complaint(output.err);
  const auto command = call.arguments.empty() ? std::string() : call.arguments.front();
  return fail(Error::unchecked(call.executable.string(),
                               fmt::format("`trivy {}` {}{}{}", command, process::describe_end(spec, output),
                                           last.empty() ? "" : ": ", last)));
}

}  // namespace pushgate::scanners
