// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "adapter/process/executable.hpp"
#include "base/result.hpp"
#include "model/evidence.hpp"

namespace pushgate::scanners {

/// How Trivy is run: in a scratch folder that is its working folder (so that no trivy.yaml or .trivyignore of
/// the user's project speaks to it), its home and its temporary folder, with an environment of our own, and
/// in a sandbox (docs/scanner.md).
struct TrivyCall {
  process::Executable executable;
  std::vector<std::string> arguments;
  std::filesystem::path scratch;  ///< written
  std::chrono::seconds timeout{600};
  /// It downloads: the network is open, and proxies and certificates of our environment, and
  /// TRIVY_DB_REPOSITORY, are handed on.
  bool online = false;
  std::vector<std::filesystem::path> readable{};  ///< its database, and what it scans
  std::vector<std::filesystem::path> writable{};  ///< the cache that it fills
};

/// Its standard output. Errors: unchecked, with Trivy's last line: it could not be started, did not exit with
/// status 0 in time, or its file changed meanwhile.
Result<std::string> run_trivy(const TrivyCall& call);

/// What a program that run_trivy starts without a network is held to here.
model::ScannerSandbox sandbox_of(const process::Executable& executable);

}  // namespace pushgate::scanners
