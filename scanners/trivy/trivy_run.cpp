// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_run.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapter/process/process.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::array<const char*, 9> k_online_variables = {
    "HTTP_PROXY", "HTTPS_PROXY",   "NO_PROXY",     "http_proxy",         "https_proxy",
    "no_proxy",   "SSL_CERT_FILE", "SSL_CERT_DIR", "TRIVY_DB_REPOSITORY"};

constexpr std::uint64_t k_database_bytes = std::uint64_t{16} << 30;  // the largest file that it downloads
constexpr const char* k_memory_aim = "GOMEMLIMIT=3GiB";  // below the limit: Go frees what it can before it

/// Files and folders of certificates that our environment names, joined by `:`.
void add_certificates(std::vector<std::filesystem::path>& readable) {
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const char* value = std::getenv(name);
    for (std::string_view rest = value == nullptr ? "" : value; !rest.empty();) {
      const auto path = rest.substr(0, rest.find(':'));
      rest.remove_prefix(std::min(rest.size(), path.size() + 1));
      std::error_code code;
      if (std::filesystem::exists(path, code)) readable.emplace_back(path);
    }
  }
}

process::Sandbox sandbox_for(const TrivyCall& call) {
  process::Sandbox sandbox;
  sandbox.readable = call.readable;
  sandbox.writable = call.writable;
  sandbox.writable.push_back(call.scratch);
  sandbox.may_start_programs = call.executable.is_script();
  if (call.online) {
    sandbox.network = true;
    sandbox.file_size = k_database_bytes;
    add_certificates(sandbox.readable);
  }
  return sandbox;
}

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
  spec.argv = {call.executable.path().string()};
  spec.argv.insert(spec.argv.end(), call.arguments.begin(), call.arguments.end());
  spec.executable = call.executable;
  spec.sandbox = sandbox_for(call);
  spec.working_folder = call.scratch;
  spec.environment = {"PATH=/usr/bin:/bin", "HOME=" + call.scratch.string(),
                      "TMPDIR=" + call.scratch.string(), k_memory_aim};
  if (call.online) {
    for (const char* name : k_online_variables) {
      if (const char* value = std::getenv(name))
        spec.environment.push_back(fmt::format("{}={}", name, value));
    }
  }
  spec.timeout = call.timeout;
  spec.output_limit = limits::k_json_bytes;
  TRY_ASSIGN(auto output, process::run(spec));
  TRY(call.executable.check_unchanged());
  if (output.succeeded()) return std::move(output.out);
  const auto last = complaint(output.err);
  const auto command = call.arguments.empty() ? std::string() : call.arguments.front();
  return fail(Error::unchecked(call.executable.path().string(),
                               fmt::format("`trivy {}` {}{}{}", command, process::describe_end(spec, output),
                                           last.empty() ? "" : ": ", last)));
}

model::ScannerSandbox sandbox_of(const process::Executable& executable) {
  const auto sandbox = sandbox_for(TrivyCall{executable, {}, {}});
  auto enforced = process::enforcement_of(sandbox);
  return {std::move(enforced.files), std::move(enforced.system_calls), sandbox.memory, sandbox.file_size,
          sandbox.open_files,        std::move(enforced.not_enforced)};
}

}  // namespace pushgate::scanners
