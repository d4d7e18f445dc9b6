// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_program.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "adapter/json/json.hpp"
#include "adapter/process/process.hpp"
#include "base/format.hpp"
#include "scanners/trivy/trivy_run.hpp"
#include "store/file_digest.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_built = "trivy-0.69.3/trivy";  // as ci/tools.sh names it
constexpr std::string_view k_hint =
    "get the right one with `ci/tools.sh trivy`, or name one with --trivy PATH";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path tools_folder() {
  if (const auto tools = variable("PUSHGATE_TOOLS"); !tools.empty()) return tools;
  const auto cache = variable("XDG_CACHE_HOME");
  return (cache.empty() ? fs::path(variable("HOME")) / ".cache" : fs::path(cache)) / "pushgate" / "tools";
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Result<std::string> version_of(const process::Executable& executable, const TrivyOptions& options,
                               const fs::path& scratch) {
  const auto timeout = std::min(options.timeout, std::chrono::seconds(30));
  TRY_ASSIGN(const auto text,
             run_trivy(TrivyCall{executable, {"version", "--format", "json"}, scratch, timeout}));
  const auto where = executable.path().string() + ": the output of `trivy version`";
  TRY_ASSIGN(const auto document, json::parse(text, where));
  return json::require_string(document, "Version", where);
}

Result<void> check_version(const std::string& version, const std::string& name, const TrivyRules& rules) {
  if (contains(rules.forbidden_versions, version)) {
    return fail(Error::unchecked(name, fmt::format("is version {}, which the policy forbids", version))
                    .with_hint(std::string(k_hint)));
  }
  if (!rules.allowed_versions.empty() && !contains(rules.allowed_versions, version)) {
    return fail(Error::unchecked(name, fmt::format("is version {}; the policy allows {}", version,
                                                   joined(rules.allowed_versions)))
                    .with_hint(std::string(k_hint)));
  }
  return {};
}

Result<TrivyProgram> examine(const fs::path& found, const TrivyOptions& options, const fs::path& scratch) {
  TRY_ASSIGN(const auto executable, process::Executable::open(found));
  const auto name = executable.path().string();
  TRY_ASSIGN(const auto digest, store::digest_file(executable.open_file()));
  if (options.rules.binary && *options.rules.binary != digest) {
    return fail(Error::unchecked(name, fmt::format("has the digest {}; the policy expects {}",
                                                   digest.to_string(), options.rules.binary->to_string()))
                    .with_hint(std::string(k_hint)));
  }
  const auto sandbox = sandbox_of(executable);
  if (options.rules.sandbox_required && !sandbox.not_enforced.empty()) {
    return fail(Error::unchecked(name, fmt::format("cannot be held here to the sandbox that the policy "
                                                   "requires: {}",
                                                   fmt::join(sandbox.not_enforced, "; ")))
                    .with_hint("docs/scanner.md says what it takes"));
  }
  TRY_ASSIGN(const auto version, version_of(executable, options, scratch));
  TRY(check_version(version, name, options.rules));
  return TrivyProgram{executable, version, digest};
}

}  // namespace

Result<TrivyProgram> find_trivy(const TrivyOptions& options, const fs::path& scratch) {
  const auto path = variable("PATH");
  if (!options.executable.empty()) {
    const auto named = process::find_executable(options.executable, path);
    if (named) return examine(*named, options, scratch);
    return fail(Error::unchecked(options.executable, "is no executable file").with_hint(std::string(k_hint)));
  }
  const auto built = tools_folder() / k_built;
  std::optional<Error> first_failure;
  for (const auto& name : {std::string("trivy"), built.string()}) {
    const auto candidate = process::find_executable(name, path);
    if (!candidate) continue;
    auto program = examine(*candidate, options, scratch);
    if (program) return program;
    if (!first_failure) first_failure = std::move(program).error();
  }
  if (first_failure) return fail(std::move(*first_failure));
  return fail(Error::unchecked("trivy", fmt::format("is neither on PATH nor at {}", built.string()))
                  .with_hint(std::string(k_hint)));
}

}  // namespace pushgate::scanners
