// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/context_scanner.hpp"

#include <system_error>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "scanners/secrets/secret_findings.hpp"
#include "scanners/secrets/trivy_secrets.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_tree = "tree";        // what Trivy is given
constexpr const char* k_context = "context";  // the copies in it

Result<void> scan(const ContextFolder& context, const TrivyOptions& options, ContextSearch& out) {
  TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
  const fs::path copies = scratch.path() / k_tree / k_context;
  std::error_code error;
  fs::create_directories(copies, error);
  TRY_ASSIGN(out, search_context(context, copies));
  TRY_ASSIGN(const auto secrets, trivy_secrets_in(k_tree, options, scratch.path()));
  const auto prefix = fmt::format("{}/", k_context);
  for (const ReportedSecret& secret : secrets) {
    if (!secret.target.starts_with(prefix)) {
      return fail(Error::unchecked("Trivy's report on secrets",
                                   fmt::format("is about '{}', which is not in the build "
                                               "context",
                                               escape_controls(secret.target))));
    }
    model::Location place;
    place.path =
        escape_controls((context.folder / secret.target.substr(prefix.size())).lexically_normal().string());
    place.line = secret.line;
    add_unless_told(out.findings, trivy_secret_finding(secret, std::move(place)));
  }
  return {};
}

}  // namespace

model::ScanResult scan_context(const ContextFolder& context, const TrivyOptions& options) {
  using Outcome = model::ScannerRun::Outcome;
  ContextSearch found;
  if (auto done = scan(context, options, found); !done) found.doubts.push_back(error_and_hint(done.error()));
  model::ScanResult result;
  result.run = {"context", found.doubts.empty() ? Outcome::complete : Outcome::incomplete,
                fmt::format("{}", fmt::join(found.doubts, "; "))};
  result.findings = std::move(found.findings);
  return result;
}

}  // namespace pushgate::scanners
